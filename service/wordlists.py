"""Lists of words and phrases that are looked for in what people type: whole words, in any script."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_HAN = re.compile(r"[\u3400-\u9fff]")
# a hyphen makes another word: "fire-resistant" is not "fire". Chinese stands without spaces, and ends a Latin word
_NOT_BEFORE, _NOT_AFTER = r"(?<![a-z0-9à-ÿ_-])", r"(?![a-z0-9à-ÿ_]|-[a-z0-9])"


@dataclass(frozen=True)
class WordList:
    """`find` tells which of the phrases a text holds, in whatever language they were listed.

    Latin phrases are whole words, in any case, with or without their apostrophes; `lawyer*` takes any ending. Chinese
    ones stand anywhere. What `but` matches is taken out of the text first: "court shoes" is no court."""

    phrases: re.Pattern[str]
    but: re.Pattern[str] | None = None

    @classmethod
    def of(cls, phrases: Mapping[str, Sequence[str]], but: Mapping[str, Sequence[str]] | None = None) -> WordList:
        excepted = _pattern(but or {})
        return cls(_pattern(phrases) or re.compile(r"(?!)"), excepted)

    def find(self, text: str) -> list[str]:
        """The different phrases, as they are written in the text, in lower case; longest match first."""
        folded = fold(text)
        if self.but is not None:
            folded = self.but.sub(" ¦ ", folded)
        return list(dict.fromkeys(match.group() for match in self.phrases.finditer(folded)))


def fold(text: str) -> str:
    """One width, one case, one kind of apostrophe."""
    return unicodedata.normalize("NFKC", text).casefold().replace("’", "'").replace("`", "'")


def _pattern(phrases: Mapping[str, Sequence[str]]) -> re.Pattern[str] | None:
    listed = sorted({fold(phrase) for of_language in phrases.values() for phrase in of_language}, key=len, reverse=True)
    latin = "|".join(_expression(phrase) for phrase in listed if not _HAN.search(phrase))
    han = "|".join(re.escape(phrase) for phrase in listed if _HAN.search(phrase))
    parts = [f"{_NOT_BEFORE}(?:{latin}){_NOT_AFTER}" if latin else "", han]
    return re.compile("|".join(filter(None, parts))) if listed else None


def _expression(phrase: str) -> str:
    words = [re.escape(word).replace("'", "'?").replace(r"\*", r"[a-z]*") for word in phrase.split()]
    return r"\s+".join(words)
