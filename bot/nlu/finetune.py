"""Fine-tuning a BERT sentence encoder on intents. Imports torch: for training only, never in a serving process.

The head starts from a logistic regression on the frozen embeddings, then the upper layers and the head are trained
together (Kumar et al. 2022, "Fine-Tuning can Distort Pretrained Features": linear probing first keeps what it knows).
Each batch is read twice with different dropout, and the readings are held to each other (R-Drop, Liang et al. 2021,
https://arxiv.org/abs/2106.14448). bench/README.md has what was tried."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from tqdm import tqdm
from transformers import AutoTokenizer, get_linear_schedule_with_warmup

from bot.nlu.batches import AlikeInLength, in_order_of_length, padded
from bot.nlu.calibration import best_temperature
from bot.nlu.head import Labelled, LinearHead
from knowledge.sentence_module import SentenceModule

MAX_TOKENS = 96
_BATCH = 32
_READING_BATCH = 128
_ENCODER_RATE = 1e-4
_HEAD_RATE = 1e-3
_LABEL_SMOOTHING = 0.05
_AGREEMENT = 4.0
_FROZEN_LAYERS = 3
_PATIENCE = 2
_ENOUGH_STEPS = 1500
_ENOUGH_TO_STOP_ON = 100  # fewer cannot say when: on HINT3's folds stopping on 28 cost .009
_MOST_CLASS_WEIGHT = 4.0


class Finetuner:
    """A sentence encoder with a linear head, and what trains them.

    bfloat16 where the processor multiplies it natively; the same seed gives the same model on the same machine."""

    def __init__(self, encoder_folder: Path, learn: Labelled, seed: int) -> None:
        torch.manual_seed(seed)
        self._device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self._tokenizer = AutoTokenizer.from_pretrained(encoder_folder)
        self._encoder = SentenceModule.load(encoder_folder).to(self._device)
        _freeze(self._encoder)
        self.labels = tuple(sorted(set(learn.intents)))
        self._rows = self._tokens(learn.texts)
        self._targets = torch.tensor([self.labels.index(intent) for intent in learn.intents])
        self._batches = AlikeInLength([len(row) for row in self._rows], _BATCH, seed)
        start = LinearHead.fit(self.embed(learn.texts), learn.intents, seed)
        self._head = nn.Linear(start.weights.shape[1], len(self.labels)).to(self._device)
        with torch.no_grad():
            self._head.weight.copy_(torch.from_numpy(start.weights))
            self._head.bias.copy_(torch.from_numpy(start.bias))
        self._loss = nn.CrossEntropyLoss(
            _class_weights(self._targets, len(self.labels)).to(self._device), label_smoothing=_LABEL_SMOOTHING
        )

    def train(self, epochs: int, title: str, stop_on: Labelled | None = None) -> int:
        """Learn for `epochs` with a progress bar, or fewer where there is much to learn; returns how many it took.

        With `stop_on`, until its loss has not fallen for two epochs; then the best model so far is kept. A hundred
        examples are needed for that."""
        optimizer = self._optimizer()
        epochs = max(2, min(epochs, round(_ENOUGH_STEPS / len(self._batches))))
        steps = epochs * len(self._batches)
        schedule = get_linear_schedule_with_warmup(optimizer, steps // 10, steps)  # type: ignore[no-untyped-call]
        best: tuple[float, int, tuple[nn.Module, nn.Module] | None] = (float("inf"), epochs, None)
        with tqdm(total=steps, desc=title, unit="batch") as progress:
            for epoch in range(1, epochs + 1):
                self._epoch(optimizer, schedule, progress)
                if stop_on is None or len(stop_on.texts) < _ENOUGH_TO_STOP_ON:
                    continue
                loss, accuracy = self._seen_on(stop_on)
                progress.write(f"after {epoch} epochs {accuracy:.1%} of the held-out examples are understood")
                if loss < best[0]:
                    best = (loss, epoch, (copy.deepcopy(self._encoder), copy.deepcopy(self._head)))
                elif epoch - best[1] >= _PATIENCE:
                    break
        if best[2] is not None:
            self._encoder, self._head = best[2]  # type: ignore[assignment]
        return best[1]

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """float32 [n, d], unit length, in the order of `texts`."""
        self._encoder.eval()
        rows = self._tokens(texts)
        embeddings = torch.empty(len(rows), int(self._encoder.transformer.config.hidden_size))  # type: ignore[union-attr,arg-type]
        with torch.inference_mode(), self._autocast():
            for batch in in_order_of_length(rows, _READING_BATCH):
                ids, mask = padded([rows[i] for i in batch], self._tokenizer.pad_token_id)
                embeddings[batch] = self._encoder(ids.to(self._device), mask.to(self._device)).float().cpu()
        return embeddings.numpy()  # type: ignore[no-any-return]

    @property
    def encoder(self) -> SentenceModule:
        """On the CPU, ready to export."""
        return self._encoder.eval().cpu()

    @property
    def head(self) -> LinearHead:
        weights, bias = (tensor.detach().float().cpu().numpy() for tensor in (self._head.weight, self._head.bias))
        return LinearHead(self.labels, weights, bias)

    def _epoch(
        self, optimizer: torch.optim.Optimizer, schedule: torch.optim.lr_scheduler.LRScheduler, progress: tqdm
    ) -> None:  # type: ignore[type-arg]
        self._encoder.train()
        for batch in self._batches:
            ids, mask = padded([self._rows[i] for i in batch], self._tokenizer.pad_token_id)
            with self._autocast():
                embeddings = self._encoder(ids.repeat(2, 1).to(self._device), mask.repeat(2, 1).to(self._device))
                logits = self._head(embeddings).float()
            targets = self._targets[batch].repeat(2).to(self._device)
            loss = self._loss(logits, targets) + _AGREEMENT / 2 * _disagreement(logits)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_([p for group in optimizer.param_groups for p in group["params"]], 1.0)
            optimizer.step()
            schedule.step()
            progress.update()
            progress.set_postfix(loss=f"{loss.item():.2f}", refresh=False)

    def _seen_on(self, labelled: Labelled) -> tuple[float, float]:
        """Cross-entropy, at the temperature that will be fitted, and accuracy."""
        logits = self.head.logits(self.embed(labelled.texts))
        columns = np.array([self.labels.index(intent) for intent in labelled.intents])
        return best_temperature(logits, columns)[1], float((logits.argmax(axis=1) == columns).mean())

    def _optimizer(self) -> torch.optim.Optimizer:
        encoder = [parameter for parameter in self._encoder.parameters() if parameter.requires_grad]
        groups = [{"params": encoder, "lr": _ENCODER_RATE}, {"params": list(self._head.parameters()), "lr": _HEAD_RATE}]
        return torch.optim.AdamW(groups, weight_decay=0.01, fused=True)

    def _tokens(self, texts: Sequence[str]) -> list[list[int]]:
        return self._tokenizer(list(texts), truncation=True, max_length=MAX_TOKENS)["input_ids"]  # type: ignore[no-any-return]

    def _autocast(self) -> torch.autocast:
        native = self._device.type == "cuda" or torch.ops.mkldnn._is_mkldnn_bf16_supported()
        return torch.autocast(self._device.type, dtype=torch.bfloat16, enabled=native)


def _freeze(encoder: SentenceModule) -> None:
    """The embeddings are half of the parameters, of which a shop's examples touch a few hundred rows; the lower layers
    know words, not intents: unfrozen they took half as long again and were no better."""
    transformer = encoder.transformer
    transformer.embeddings.requires_grad_(False)  # type: ignore[operator,union-attr]
    layers = getattr(getattr(transformer, "encoder", None), "layer", ())
    for layer in list(layers)[: min(_FROZEN_LAYERS, len(layers) // 2)]:
        layer.requires_grad_(False)


def _disagreement(logits: torch.Tensor) -> torch.Tensor:
    """Symmetric Kullback-Leibler divergence of the first half of the rows from the second, mean over rows."""
    one, other = logits.log_softmax(dim=1).chunk(2)
    divergence = nn.functional.kl_div
    return divergence(one, other, log_target=True, reduction="batchmean") + divergence(
        other, one, log_target=True, reduction="batchmean"
    )


def _class_weights(targets: torch.Tensor, classes: int) -> torch.Tensor:
    counts = torch.bincount(targets, minlength=classes).float()
    return (counts.mean() / counts.clamp(min=1)).clamp(max=_MOST_CLASS_WEIGHT)
