"""Two kinds of evidence, nearness of meaning and shared words, made one score."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Fusion:
    """A logistic regression on the two (Platt 1999): the score reads as the chance that the passage is the right one.

    Each weight is as large as its side was worth on labelled questions, so a weak side moves little. A fusion of ranks
    would not do: it gives both sides the same say, and its scores mean nothing from one query to the next."""

    cosine: float
    words: float
    bias: float

    def score(self, cosine: float, words: float) -> float:
        """`cosine` in -1 … 1, `words` in 0 … 1 as `Lexical.search` gives it. The score lies in 0 … 1."""
        return 1 / (1 + math.exp(-(self.cosine * cosine + self.words * words + self.bias)))


# By the encoder's family and the kind of passage. The FAQ rows are `python -m knowledge.fit` on the tests' fit_*.yml.
# The product rows are from Chorus' judged shop queries (19,406 products, MiniLM): nDCG@10 by words alone .740, by
# meaning alone .586, and .736, .753, .760 where words weigh as much as meaning, twice, and three times. Twice, because
# Chorus' queries are keywords, and shoppers who talk to a bot use their own words.
FITTED: Mapping[tuple[str, str], Fusion] = {
    ("minilm", "faq"): Fusion(cosine=14.9, words=5.3, bias=-8.2),
    ("use", "faq"): Fusion(cosine=13.0, words=10.5, bias=-8.0),
    ("minilm", "product"): Fusion(cosine=3.9, words=7.8, bias=-3.7),
    ("use", "product"): Fusion(cosine=3.9, words=7.8, bias=-3.7),
}


def fusion(encoder_identity: str, kind: str) -> Fusion:
    """The weights for an encoder's passages of one kind; a policy is read as a product is: title and text."""
    family = encoder_identity.split("-", 1)[0]
    return FITTED[family, "faq" if kind == "faq" else "product"]
