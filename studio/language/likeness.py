"""What an editor is told while typing: what says nearly the same already, and what is wrong with the line.

Letters are compared (rapidfuzz: Indel similarity, as a share of both lengths), not meanings: 20,000 texts in
milliseconds, and a typo or a word more is what a duplicate differs by."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

from rapidfuzz import fuzz, process

from bot.nlu.annotations import AnnotationError, read_annotations
from bot.nlu.examples import sentence_key
from bot.nlu.nlu_files import AnnotatedExample
from studio.errors import BadEdit
from studio.files import Files
from studio.language.checking import entities_of, written
from studio.language.corpus import Corpus, corpus, place

_ALIKE = 85.0
_SHOWN = 5
_KEPT = 4
# shorter texts differ by a letter and mean something else
_SHORTEST = 4


@dataclass(frozen=True)
class Near:
    """`likeness` 0 … 1; `is_same`: nothing that counts differs."""

    intent: str
    language: str
    written: str
    place: str
    likeness: float
    is_same: bool


@dataclass(frozen=True)
class Told:
    """`problem`: why it cannot be written, or empty. `near`: the likest first."""

    problem: str
    near: tuple[Near, ...]


_texts: OrderedDict[int, tuple[Corpus, list[str], list[AnnotatedExample]]] = OrderedDict()
_lock = Lock()


def told(files: Files, intent: str, text: str, instead_of: str = "") -> Told:
    """Of a line that is being typed for `intent`; `instead_of`: what stands there now, which is not told."""
    all_files = corpus(files)
    problem = ""
    try:
        written(text, entities_of(files))
    except BadEdit as refused:
        problem = refused.said
    try:
        plain = read_annotations(text[:1_000])[0]
    except AnnotationError:
        plain = text[:1_000]
    near = near_to(all_files, plain, intent, instead_of)
    same = next((one for one in near if one.is_same and one.intent != intent), None)
    if same and not problem:
        problem = f"{same.intent} has it already ({same.place}): an example can mean one thing only"
    return Told(problem, tuple(near))


def prepare(files: Files) -> None:
    """What the first call of `told` would take 100 ms for, with 20,000 examples."""
    _keys(corpus(files))


def near_to(all_files: Corpus, plain: str, intent: str, instead_of: str = "") -> list[Near]:
    """Other intents' first where they are as like: those contradict."""
    key = sentence_key(plain)
    if not key:
        return []
    keys, examples = _keys(all_files)
    if len(key) < _SHORTEST:
        found = [(1.0, example) for example in all_files.same(key)]
    else:
        hits = process.extract(key, keys, scorer=fuzz.ratio, processor=None, score_cutoff=_ALIKE, limit=4 * _SHOWN)
        found = [(score / 100, examples[at]) for _, score, at in hits]
    left = [(score, example) for score, example in found if not _is_itself(example, intent, instead_of)]
    left.sort(key=lambda one: (-one[0], one[1].intent == intent))
    return [
        Near(one.intent, one.language, one.written, place(one), round(score, 3), sentence_key(one.text) == key)
        for score, one in left[:_SHOWN]
    ]


def _is_itself(example: AnnotatedExample, intent: str, instead_of: str) -> bool:
    return bool(instead_of) and example.intent == intent and example.written == instead_of.strip()


def _keys(all_files: Corpus) -> tuple[list[str], list[AnnotatedExample]]:
    with _lock:
        known = _texts.get(id(all_files))
        if known is None or known[0] is not all_files:
            pairs = [(key, one) for file in all_files.files for key, same in file.keys.items() for one in same]
            known = _texts[id(all_files)] = all_files, [key for key, _ in pairs], [one for _, one in pairs]
            while len(_texts) > _KEPT:
                _texts.popitem(last=False)
        return known[1], known[2]
