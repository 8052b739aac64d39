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


# By the encoder's family and the kind of passage. FAQ: on the tests' fit_*.yml, a regression for each ratio of the two.
# Right at rank 1 was the same for ratios from .15 to .5; English has the one that is better on StackFAQ (R@1 .957 at a
# fifth, .952 at a half), Chinese the one that tells unanswerable from answerable best (AUROC .975).
# Products: on Chorus' judged shop queries (19,406 products, MiniLM): nDCG@10 by words alone .787, by meaning alone
# .620, and .834 where words weigh twice what meaning does; five folds over the weights of fields and sides gave .80 on
# the fold left out.
# Across: for answers that the language of the question has no version of; fit_zh.yml put to the English entries alone.
# Words meet there through the synonyms of both languages: right at rank 1 .712 by meaning alone, .83 to .85 where words
# weigh between a quarter and two thirds of meaning. (Tried besides, on the same questions: vectors less the mean of
# their language .746, and with the words no better than without; a ridge regression from the Chinese entries' vectors
# to the English ones', the entry asked for left out, .712 at best; whitening by the spread within entries .729.)
FITTED: Mapping[tuple[str, str], Fusion] = {
    ("minilm", "faq"): Fusion(cosine=14.5, words=2.9, bias=-7.7),
    ("use", "faq"): Fusion(cosine=16.1, words=4.8, bias=-9.5),
    ("minilm", "product"): Fusion(cosine=3.9, words=7.8, bias=-3.7),
    ("use", "product"): Fusion(cosine=3.9, words=7.8, bias=-3.7),
    ("use", "across"): Fusion(cosine=11.6, words=4.6, bias=-5.8),
}


def fusion(encoder_identity: str, kind: str) -> Fusion:
    """The weights for an encoder's passages of one kind; a policy is read as an FAQ entry is. An encoder that nothing
    was fitted for has MiniLM's until `python -m knowledge.fit` gives it its own."""
    if kind == "across":
        return FITTED["use", kind]
    family = encoder_identity.split("-", 1)[0]
    family = family if family in ("minilm", "use") else "minilm"
    return FITTED[family, "product" if kind == "product" else "faq"]
