"""A conditional random field (Lafferty et al. 2001) that reads words in context, with what rules and lexicon say.

One model for all languages: messages mix them. Its file is crfsuite's own, which holds numbers and strings only."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import pycrfsuite

from bot.nlu.entity_rules import Proposal
from bot.nlu.lexicon import Hit
from bot.nlu.tokens import Token

# a message is at most 2,000 characters: beyond this is no message, and only sure rules and brands are looked for there
_MOST_TOKENS = 2_000
_GOODS = frozenset({"product", "category"})
_NUMBER_WORDS = frozenset(
    {"one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "twenty", "a"}
) | frozenset("一二两三四五六七八九十")


class Span(NamedTuple):
    """Tokens `first` to `last` (exclusive) are an entity of `type`."""

    type: str
    first: int
    last: int


class Tagger:
    """Safe to call from several threads."""

    def __init__(self, file: Path) -> None:
        self._tagger = pycrfsuite.Tagger()
        self._tagger.open(str(file))
        self._lock = threading.Lock()

    def tag(self, tokens: Sequence[Token], hits: Sequence[Hit], proposals: Sequence[Proposal]) -> list[Span]:
        """The entities among the first 2,000 tokens."""
        if not tokens:
            return []
        items = pycrfsuite.ItemSequence(features(tokens[:_MOST_TOKENS], hits, proposals))
        with self._lock:
            labels = self._tagger.tag(items)
        return spans(labels)


def train(
    examples: Iterable[tuple[list[list[str]], list[str]]], file: Path, c1: float = 0.05, c2: float = 0.02
) -> None:
    """Fits the features and labels of messages and writes crfsuite's model file; seconds."""
    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.set_params({"c1": c1, "c2": c2, "max_iterations": 120, "feature.possible_transitions": True})
    for items, labels in examples:
        trainer.append(items, labels)
    trainer.train(str(file))


def spans(labels: Sequence[str]) -> list[Span]:
    """From B-, I-, O labels; an I- without its B- begins an entity."""
    found: list[Span] = []
    for index, label in enumerate(labels):
        mark, _, kind = label.partition("-")
        if mark == "I" and found and found[-1].last == index and found[-1].type == kind:
            found[-1] = Span(kind, found[-1].first, index + 1)
        elif mark != "O":
            found.append(Span(kind, index, index + 1))
    return found


def labels_of(tokens: Sequence[Token], entities: Iterable[tuple[str, int, int]]) -> list[str]:
    """B-, I-, O labels for (type, start, end) entities; an entity that cuts through a token takes all of it."""
    labels = ["O"] * len(tokens)
    for kind, start, end in entities:
        inside = [index for index, token in enumerate(tokens) if token.start < end and start < token.end]
        for index in inside:
            labels[index] = f"{'B' if index == inside[0] else 'I'}-{kind}"
    return labels


def features(tokens: Sequence[Token], hits: Sequence[Hit], proposals: Sequence[Proposal]) -> list[list[str]]:
    """What the model sees of each token: words around it, their shapes, and the evidence of lexicon and rules."""
    evidence = _evidence(tokens, hits, proposals)
    words = [_word(token) for token in tokens]
    rows = []
    for index, token in enumerate(tokens):
        row = ["bias", *_own(token, words[index]), *evidence[index]]
        for step in (-3, -2, -1, 1, 2, 3):
            place = index + step
            if 0 <= place < len(tokens):
                row.append(f"{step}:{words[place]}")
                row.extend(f"{step}:{each}" for each in evidence[place])
                if abs(step) < 3 and len(words[place]) > 3:
                    row.append(f"{step}:s2:{words[place][-2:]}")
            elif abs(step) == 1:
                row.append(f"{step}:edge")
        if index:
            row.append(f"-1|0:{words[index - 1]}|{words[index]}")
        if index + 1 < len(tokens):
            row.append(f"0|1:{words[index]}|{words[index + 1]}")
        rows.append(row)
    if len(rows) <= 3:
        for row in rows:
            row.append("short")
    return rows


def _word(token: Token) -> str:
    if not token.text[0].isdigit():
        return token.text
    return f"#{len(token.text)}" if token.text.isdecimal() else "#.#"


def _own(token: Token, word: str) -> list[str]:
    if token.is_han:
        return [f"w:{word}", "han"]
    if token.text[0].isdigit():
        return [f"w:{token.text}", f"digits:{word}"]
    return [f"w:{word}", f"s3:{token.text[-3:]}", f"s2:{token.text[-2:]}", "latin" if token.is_word else "sign"]


def _evidence(tokens: Sequence[Token], hits: Sequence[Hit], proposals: Sequence[Proposal]) -> list[list[str]]:
    evidence: list[list[str]] = [[] for _ in tokens]
    goods = {hit.first for hit in hits if hit.entry.type in _GOODS}
    for index, token in enumerate(tokens):
        ahead = next((step for step in range(1, 5) if index + step in goods), 0)
        if ahead and (token.text.isdecimal() or token.text in _NUMBER_WORDS):
            evidence[index].append(f"Q:{min(ahead, 3)}")
    for hit in hits:
        name = f"L:{hit.entry.type}:{hit.entry.source}" + ("" if hit.exact else ":typo")
        for index in range(hit.first, min(hit.last, len(tokens))):
            evidence[index].append(f"{name}:{'B' if index == hit.first else 'I'}")
    starts = {token.start: index for index, token in enumerate(tokens)}
    for proposal in proposals:
        index = starts.get(proposal.start, len(tokens))
        name = f"R:{proposal.type}:{proposal.name}"
        mark = "B"
        while index < len(tokens) and tokens[index].start < proposal.end:
            evidence[index].append(f"{name}:{mark}")
            mark = "I"
            index += 1
    return evidence
