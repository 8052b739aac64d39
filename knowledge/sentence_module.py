"""A sentence-transformers model as one torch module. For building only: this is where torch is imported."""

from __future__ import annotations

from pathlib import Path

import torch
from transformers import AutoModel
from transformers.utils import logging


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
