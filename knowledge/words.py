"""A language's words, as the word index counts them: English is stemmed, Chinese is segmented."""

from __future__ import annotations

import functools
import logging
import re
import threading
import unicodedata
from collections.abc import Callable

import snowballstemmer

WORD = re.compile(r"[^\W_]+")
# Words that say nothing of what is asked. Question words are not among them: "how" and "when" tell entries apart, and
# BM25 knows how little.
ENGLISH = """
a an and are as at be been but by can could do does for from had has have hi hello i if in is it its me my of on or please
so some that the their them there they this to was we were will with would you your
"""
CHINESE = """
的 了 吗 呢 吧 啊 呀 我 你 您 们 我们 你们 是 在 有 和 与 就 都 也 还 请 请问
想 要 能 可以 会 这 那 个 一个 把 被
"""
STOP = {"en": frozenset(ENGLISH.split()), "zh": frozenset(CHINESE.split())}
SNOWBALL = {
    "en": "english",
    "de": "german",
    "fr": "french",
    "es": "spanish",
    "it": "italian",
    "nl": "dutch",
    "pt": "portuguese",
}
_loading = threading.Lock()


def words(text: str, language: str) -> list[str]:
    """In order, with repeats; empty for a text of nothing but stop words, punctuation or emoji."""
    folded = unicodedata.normalize("NFKC", text).lower()
    if language in SNOWBALL:  # café is cafe; in other scripts a mark can make another letter
        folded = "".join(c for c in unicodedata.normalize("NFD", folded) if not unicodedata.combining(c))
    found = _segmented(folded) if language == "zh" else WORD.findall(folded)
    stop = STOP.get(language, frozenset())
    stem = _stemmer(language)
    return [stem(word) for word in found if word not in stop]


def warm(language: str) -> None:
    """Load what `words` needs for `language` now (Chinese: a second and 110 MB) and not at the first question."""
    words("热身" if language == "zh" else "warm", language)


def _segmented(text: str) -> list[str]:
    return [word for piece in _dictionary()(text) for word in WORD.findall(piece)]


@functools.cache
def _stemmer(language: str) -> Callable[[str], str]:
    if language not in SNOWBALL:
        return str
    algorithm, one_at_a_time = snowballstemmer.stemmer(SNOWBALL[language]), threading.Lock()

    @functools.lru_cache(maxsize=65_536)
    def stem(word: str) -> str:
        with one_at_a_time:  # a stemmer holds the word that it works on
            return str(algorithm.stemWord(word))

    return stem


def _dictionary() -> Callable[[str], list[str]]:
    with _loading:
        return _load_dictionary()


@functools.cache
def _load_dictionary() -> Callable[[str], list[str]]:
    """A jieba tokenizer of our own, read from the package: its default one keeps a marshalled cache in /tmp, which
    anyone on the machine can write."""
    import jieba

    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    return tokenizer.lcut_for_search  # type: ignore[no-any-return]
