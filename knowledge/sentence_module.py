"""sentence-transformers models as torch modules to export. For building only: this is where torch is imported."""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from pathlib import Path

import torch
from transformers import AutoModel
from transformers.utils import logging

from knowledge.errors import EncoderError

EAGER = {"attn_implementation": "eager", "dtype": torch.float32}  # which the ONNX tracer can follow
MOST_TOKENS = 512


class SentenceModule(torch.nn.Module):
    """Transformer, mean over the tokens that the mask keeps, unit length: float32 [n, d].

    Reimers and Gurevych 2019, https://arxiv.org/abs/1908.10084"""

    def __init__(self, transformer: torch.nn.Module) -> None:
        super().__init__()
        self.transformer = transformer

    @classmethod
    def load(cls, name: str | Path) -> SentenceModule:
        """From a folder, or from a hub by its name. Eager attention, which the ONNX tracer can follow."""
        logging.set_verbosity_error()  # type: ignore[no-untyped-call]
        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        return cls(AutoModel.from_pretrained(str(name), attn_implementation="eager", dtype=torch.float32)).eval()

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        states = self.transformer(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        kept = attention_mask.unsqueeze(-1).to(states.dtype)
        mean = (states * kept).sum(1) / kept.sum(1).clamp(min=1e-9)
        return torch.nn.functional.normalize(mean, dim=1)


class Pipeline(torch.nn.Module):
    """All of a SentenceTransformer's modules in turn, then unit length: float32 [n, d]."""

    def __init__(self, stages: Iterable[torch.nn.Module]) -> None:
        super().__init__()
        self.stages = torch.nn.ModuleList(stages)

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        features = {"input_ids": input_ids, "attention_mask": attention_mask}
        for stage in self.stages:
            features = stage(features)
        return torch.nn.functional.normalize(features["sentence_embedding"], dim=1)


class PairModule(torch.nn.Module):
    """How likely the second text is to answer the first: float32 [n, 1] in 0 … 1."""

    def __init__(self, classifier: torch.nn.Module) -> None:
        super().__init__()
        self.classifier = classifier
        self.typed = "token_type_ids" in inspect.signature(classifier.forward).parameters

    def forward(self, input_ids: torch.Tensor, mask: torch.Tensor, token_type_ids: torch.Tensor) -> torch.Tensor:
        types = {"token_type_ids": token_type_ids} if self.typed else {}
        return torch.sigmoid(self.classifier(input_ids=input_ids, attention_mask=mask, **types).logits)


def load_encoder(name: str, tokenizer_file: Path) -> tuple[torch.nn.Module, int]:
    """The model of that folder or hub name, and how many tokens it reads; its tokenizer is written to the file.

    Raises EncoderError."""
    from sentence_transformers import SentenceTransformer

    try:
        model = SentenceTransformer(name, device="cpu", model_kwargs=EAGER)
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        raise EncoderError(f"{name}: no sentence-transformers model can be loaded by that name: {error}") from error
    _write_tokenizer(model.tokenizer, name, tokenizer_file)
    return Pipeline(model.children()).eval(), min(model.max_seq_length or MOST_TOKENS, MOST_TOKENS)


def load_reranker(name: str, tokenizer_file: Path) -> tuple[torch.nn.Module, int]:
    """As `load_encoder`, of a cross-encoder. Raises EncoderError, also where it has more than one label."""
    from sentence_transformers import CrossEncoder

    try:
        model = CrossEncoder(name, device="cpu", model_kwargs=EAGER)
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        raise EncoderError(f"{name}: no cross-encoder can be loaded by that name: {error}") from error
    if model.config.num_labels != 1:
        raise EncoderError(f"{name}: tells {model.config.num_labels} labels apart; a reranker gives one score")
    _write_tokenizer(model.tokenizer, name, tokenizer_file)
    return PairModule(model.model).eval(), min(model.max_seq_length or MOST_TOKENS, MOST_TOKENS)


def _write_tokenizer(tokenizer: object, name: str, file: Path) -> None:
    backend = getattr(tokenizer, "backend_tokenizer", None)
    if backend is None:
        raise EncoderError(f"{name}: has no tokenizer that the tokenizers library can run")
    backend.save(str(file))
