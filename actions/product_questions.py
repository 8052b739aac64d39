"""A question about one product, answered by the rows and sentences of its page that are about the same."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from actions.heard import Heard
from knowledge.words import UNSPACED, words
from shop.models import Product
from shop.words import FLAGS, in_language

_FILE = Path(__file__).with_name("synonyms.yml")
_MOST_ROWS, _MOST_SENTENCES = 4, 2
_NEAR_BEST = 0.5
_IN_LABEL, _IN_VALUE, _IN_SENTENCE = 2.0, 1.0, 1.0
_YES = {"en": "yes", "zh": "是"}
# a full stop ends a sentence where a space follows: "2.5 layers" is one
_SENTENCE = re.compile(r"[^.!?。！？]+(?:[.!?](?!\s|$)[^.!?。！？]*)*[.!?。！？]*")
_LONGEST_TEXT = 6_000
_LONGEST_QUESTION = 500
# what stands in a question for the goods themselves, not for their properties
_GOODS = {"product", "category", "brand", "color", "size", "quantity"}
_SHORT = 4
# rows about the carton that goods travel in: catalogues of wholesalers have a dozen of them
_OF_CARTON = re.compile(
    r"\bpackag(?:e|ing) (?:width|depth|height|length|weight|dimensions|type|quantity)\b|\bmaster\b"
    r"|\b(?:inner|outer) case\b|\bpallets?\b|\bharmoni[sz]ed\b|\b(?:oem|gtin|mpn|ean)\b"
    r"|托盘|包装(?:尺寸|重量|宽度|高度|深度|类型)",
    re.IGNORECASE,
)
Row = tuple[str, str]


@dataclass(frozen=True)
class Said:
    """What the page says to a question: rows of its table, sentences of its description; neither where it is silent."""

    rows: Sequence[Row] = ()
    sentences: Sequence[str] = ()

    def __bool__(self) -> bool:
        return bool(self.rows or self.sentences)


class ProductQuestions:
    """Reads a page for the concepts of a question: groups of `synonyms.yml` and the question's own words."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self._groups = [_pattern(terms) for terms in given["properties"]]
        self._ignored = frozenset(words(given["ignored"], "en"))
        self._ignored_zh = re.compile("|".join(map(re.escape, given["ignored_zh"].split())))
        self._everything = re.compile(given["everything"].strip(), re.IGNORECASE)
        self._variants = re.compile(given["variants"].strip(), re.IGNORECASE)

    @classmethod
    def load(cls, file: Path = _FILE) -> ProductQuestions:
        return cls(yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))

    def asks_for_everything(self, text: str) -> bool:
        return not text or bool(self._everything.search(text))

    def asks_for_variants(self, text: str) -> bool:
        return bool(self._variants.search(text))

    def said(self, product: Product, heard: Heard) -> Said:
        """The rows and sentences about the same as the question, best first."""
        rows = table(product, heard.language)
        sentences = _sentences(product, heard.language)
        concepts = self._concepts(_without_goods(heard), product, heard.language)
        row_scores, sentence_scores = [0.0] * len(rows), [0.0] * len(sentences)
        for found in concepts:
            in_rows = [_IN_LABEL if found(label) else _IN_VALUE if found(value) else 0.0 for label, value in rows]
            if any(score == _IN_LABEL for score in in_rows):  # the row that is called so is what is asked for
                in_rows = [score if score == _IN_LABEL else 0.0 for score in in_rows]
            in_sentences = [_IN_SENTENCE if found(sentence) else 0.0 for sentence in sentences]
            # what many say tells little
            common = sum(map(bool, in_rows)) + sum(map(bool, in_sentences)) or 1
            row_scores = [score + more / common for score, more in zip(row_scores, in_rows, strict=True)]
            sentence_scores = [score + more / common for score, more in zip(sentence_scores, in_sentences, strict=True)]
        best = max([*row_scores, *sentence_scores], default=0.0)
        return Said(_best(rows, row_scores, best, _MOST_ROWS), _best(sentences, sentence_scores, best, _MOST_SENTENCES))

    def labels_asked(self, labels: Iterable[str], heard: Heard) -> set[str]:
        """Those among `labels` that a question is about ("which of them is lighter")."""
        groups = [group for group in self._groups if group.search(_without_goods(heard))]
        return {label for label in labels if any(group.search(label) for group in groups)}

    def _concepts(self, question: str, product: Product, language: str) -> list[Callable[[str], bool]]:
        concepts: list[Callable[[str], bool]] = [
            lambda text, group=group: bool(group.search(text))  # type: ignore[misc]
            for group in self._groups
            if group.search(question)
        ]
        own = Counter(words(self._ignored_zh.sub(" ", question), language))
        for word in own:
            if word not in self._ignored and word not in product.search_text and len(word) > 1:
                concepts.append(lambda text, word=word: word in words(text, language))  # type: ignore[misc]
        return concepts


def table(product: Product, language: str) -> list[Row]:
    """What holds of a product, as labels and values: its attributes, and the flags that they do not name; last what
    holds of its carton."""
    rows = [(label, str(value)) for label, value in in_language(product.attributes or {"en": {}}, language).items()]
    named = " ".join(label for label, _ in rows).lower()
    for flag, texts in FLAGS.items():
        said = in_language(texts, language)
        if product.facts.get(flag) is True and said.lower() not in named:
            rows.append((said[:1].upper() + said[1:], in_language(_YES, language)))
    return sorted(rows, key=lambda row: is_of_carton(row[0]))


def is_of_carton(label: str) -> bool:
    return bool(_OF_CARTON.search(label))


def _best(texts: Sequence[Any], scores: Sequence[float], best: float, most: int) -> list[Any]:
    ranked = sorted(zip(scores, range(len(texts)), strict=True), key=lambda scored: (-scored[0], scored[1]))
    return [texts[place] for score, place in ranked[:most] if score > 0 and score >= best * _NEAR_BEST]


def _sentences(product: Product, language: str) -> list[str]:
    text = in_language(product.descriptions or {"en": ""}, language)[:_LONGEST_TEXT]
    return [found for line in text.splitlines() for each in _SENTENCE.findall(line) if (found := each.strip(" -•\t"))]


def _without_goods(heard: Heard) -> str:
    text = heard.text[:_LONGEST_QUESTION]
    for kind, start, end in sorted(heard.spans, key=lambda span: -span[1]):
        if kind in _GOODS:
            text = f"{text[:start]} {text[end:]}"
    return text


def _pattern(terms: Iterable[str]) -> re.Pattern[str]:
    """Finds any of the terms: Chinese ones anywhere, others as words with their endings, two more in between."""
    return re.compile("|".join(map(_term, map(str, terms))), re.IGNORECASE)


def _term(term: str) -> str:
    if UNSPACED.search(term):
        return re.escape(term)
    return r"\b" + r"\W+(?:\w+\W+){0,2}?".join(map(_word, re.findall(r"\w+", term)))


def _word(word: str) -> str:
    stem = (words(word, "en") or [word.lower()])[0]
    # the stemmer writes "batteri": every ending of battery begins before its i
    stem = stem[:-1] if stem.endswith("i") and len(stem) > _SHORT else stem
    ending = r"\w{0,5}" if len(stem) > _SHORT else r"(?:e?s|e?d|ing|er|y|e)?"
    return re.escape(stem) + ending + r"(?!\w)"
