"""Fine-tuning a BERT sentence encoder on intents. Imports torch: for training only, never in a serving process.

The head starts from a logistic regression on the frozen embeddings, then encoder and head are trained together
(Kumar et al. 2022, "Fine-Tuning can Distort Pretrained Features": linear probing first keeps what it knows)."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.utils.data import DataLoader, Sampler
from tqdm import tqdm
from transformers import AutoTokenizer, get_linear_schedule_with_warmup

from bot.nlu.head import LinearHead
from knowledge.sentence_module import SentenceModule

MAX_TOKENS = 96
_ENCODER_RATE = 5e-5
_HEAD_RATE = 1e-3
_LABEL_SMOOTHING = 0.1


class IntentModel(nn.Module):
    """A sentence encoder and a linear head: (input_ids, attention_mask) int64 [n, t] → float32 [n, intents]."""

    def __init__(self, encoder_folder: Path, intents: int):
        super().__init__()
        self.encoder = SentenceModule.load(encoder_folder)
        self.head = nn.Linear(int(self.encoder.transformer.config.hidden_size), intents)  # type: ignore[union-attr,arg-type]

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        logits: torch.Tensor = self.head(self.encoder(input_ids, attention_mask))
        return logits


def finetune(
    texts: Sequence[str], intents: Sequence[str], encoder_folder: Path, epochs: int = 8, batch: int = 32, seed: int = 7
) -> tuple[IntentModel, tuple[str, ...]]:
    """A trained model on the CPU and its labels, in the order of the logits. Shows progress on standard error.

    bfloat16 where the processor multiplies it natively; the same seed gives the same model on the same machine."""
    torch.manual_seed(seed)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    tokenizer = AutoTokenizer.from_pretrained(encoder_folder)
    labels = tuple(sorted(set(intents)))
    model = IntentModel(encoder_folder, len(labels)).to(device)
    # half of the parameters, of which a shop's examples touch a few hundred rows
    model.encoder.transformer.embeddings.requires_grad_(False)
    encoded = tokenizer(list(texts), truncation=True, max_length=MAX_TOKENS)["input_ids"]
    targets = [labels.index(intent) for intent in intents]
    _start_head(model, encoded, intents, tokenizer.pad_token_id, seed)
    lengths = [len(row) for row in encoded]
    rows: DataLoader[Any] = DataLoader(
        list(zip(encoded, targets, strict=True)),  # type: ignore[arg-type]
        batch_sampler=AlikeInLength(lengths, batch, seed),
        collate_fn=lambda pairs: (
            *_padded([ids for ids, _ in pairs], tokenizer.pad_token_id),
            torch.tensor([target for _, target in pairs]),
        ),
    )
    _descend(model, rows, epochs, _class_weights(targets, len(labels)).to(device))
    return model.eval().cpu(), labels


class AlikeInLength(Sampler[list[int]]):
    """Batches of rows of like length, shuffled anew each epoch: half the work of padding every batch to its longest."""

    _POOL = 16  # batches sorted together: fewer would pad more, more would shuffle less

    def __init__(self, lengths: Sequence[int], batch: int, seed: int):
        self._lengths = lengths
        self._batch = batch
        self._random = random.Random(seed)

    def __len__(self) -> int:
        return -(-len(self._lengths) // self._batch)

    def __iter__(self) -> Iterator[list[int]]:
        order = list(range(len(self._lengths)))
        self._random.shuffle(order)
        pool = self._batch * self._POOL
        batches = []
        for start in range(0, len(order), pool):
            alike = sorted(order[start : start + pool], key=self._lengths.__getitem__)
            batches += [alike[i : i + self._batch] for i in range(0, len(alike), self._batch)]
        self._random.shuffle(batches)
        return iter(batches)


def _start_head(
    model: IntentModel, encoded: Sequence[list[int]], intents: Sequence[str], pad_id: int, seed: int
) -> None:
    device = next(model.parameters()).device
    model.eval()
    by_length = sorted(range(len(encoded)), key=lambda i: len(encoded[i]))
    embeddings = torch.empty(len(encoded), model.head.in_features)
    with torch.inference_mode(), _autocast(device):
        for start in range(0, len(by_length), 128):
            rows = by_length[start : start + 128]
            ids, mask = _padded([encoded[i] for i in rows], pad_id)
            embeddings[rows] = model.encoder(ids.to(device), mask.to(device)).float().cpu()
    head = LinearHead.fit(embeddings.numpy(), intents, seed)
    with torch.no_grad():
        model.head.weight.copy_(torch.from_numpy(head.weights))
        model.head.bias.copy_(torch.from_numpy(head.bias))


def _descend(model: IntentModel, rows: DataLoader[Any], epochs: int, class_weights: torch.Tensor) -> None:  # type: ignore[type-arg]
    device = class_weights.device
    optimizer = torch.optim.AdamW(
        [
            {"params": [p for p in model.encoder.parameters() if p.requires_grad], "lr": _ENCODER_RATE},
            {"params": model.head.parameters(), "lr": _HEAD_RATE},
        ],
        weight_decay=0.01,
        fused=True,
    )
    steps = epochs * len(rows)
    schedule = get_linear_schedule_with_warmup(optimizer, steps // 10, steps)  # type: ignore[no-untyped-call]
    model.train()
    with tqdm(total=steps, desc="Fine-tuning the intent model", unit="batch") as progress:
        for _ in range(epochs):
            for ids, mask, targets in rows:
                with _autocast(device):
                    logits = model(ids.to(device), mask.to(device))
                loss = nn.functional.cross_entropy(
                    logits.float(), targets.to(device), class_weights, label_smoothing=_LABEL_SMOOTHING
                )
                optimizer.zero_grad()
                loss.backward()  # type: ignore[no-untyped-call]
                nn.utils.clip_grad_norm_(model.parameters(), 1.0)
                optimizer.step()
                schedule.step()
                progress.update()
                progress.set_postfix(loss=f"{loss.item():.2f}", refresh=False)


def _class_weights(targets: Sequence[int], classes: int) -> torch.Tensor:
    counts = torch.bincount(torch.tensor(targets), minlength=classes).float()
    weights = counts.mean() / counts.clamp(min=1)
    return weights.clamp(max=4.0)


def _padded(rows: Sequence[list[int]], pad_id: int) -> tuple[torch.Tensor, torch.Tensor]:
    longest = max(map(len, rows))
    ids = torch.full((len(rows), longest), pad_id, dtype=torch.long)
    mask = torch.zeros(len(rows), longest, dtype=torch.long)
    for i, row in enumerate(rows):
        ids[i, : len(row)] = torch.tensor(row)
        mask[i, : len(row)] = 1
    return ids, mask


def _autocast(device: torch.device) -> torch.autocast:
    native = device.type == "cuda" or torch.ops.mkldnn._is_mkldnn_bf16_supported()
    return torch.autocast(device.type, dtype=torch.bfloat16, enabled=native)
