"""Learns what `bot.nlu.entities` needs from annotated examples, and keeps it in a folder.

The tagger sees each example through a lexicon that was made without it: else it would learn that whatever the lexicon
does not know is no entity. Copies with slips of the keys teach it how far to trust a corrected word."""

from __future__ import annotations

import hashlib
import json
import random
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.nlu import tagger
from bot.nlu.entities import read
from bot.nlu.lexicon import Lexicon, Vocabulary, readings
from bot.nlu.tagger import Tagger
from bot.nlu.tokens import fold, tokens_of

FROM_LEXICON = frozenset({"product", "brand", "category", "color"})
_KEPT = "entities.json"
_TAGGER = "tagger.crfsuite"
_FORMAT = 1
_FOLDS = 4
_SEED = 3
# "on Saturday" and "Saturday" are annotated alike: the date begins after its preposition ("in ten days" is all date)
_PREPOSITION = re.compile(
    r"(?:on|in|at|since|by|until|from|for|around|before|after)\s+(?!(?:\d+|an?|\w+)\s+(?:day|week|month|year|hour|minute)s?)",
    re.IGNORECASE,
)


class EntityModelError(Exception):
    """The folder holds no entity model that this version can read; names the file."""


@dataclass(frozen=True)
class Annotated:
    """A training example: its entities as (type, value, start, end)."""

    text: str
    entities: Sequence[tuple[str, str, int, int]] = ()


@dataclass(frozen=True)
class EntityModel:
    """What was learnt. `lexicon` makes the one to search with, for a shop's vocabulary."""

    surfaces: Mapping[str, tuple[str, str]]
    values: Mapping[str, str]
    real_words: frozenset[str]
    tagger: Tagger | None = field(compare=False, default=None)

    def lexicon(self, vocabulary: Vocabulary | None = None, fuzzy: bool = True) -> Lexicon:
        return Lexicon(self.surfaces, vocabulary, self.real_words, fuzzy, self.values)


def train(
    examples: Sequence[Annotated],
    synonyms: Mapping[str, str],
    folder: Path,
    vocabulary: Vocabulary | None = None,
    real_words: Iterable[str] = (),
) -> EntityModel:
    """Learns from `examples` and writes to `folder`; seconds. `synonyms`: surface → value, as `nlu_data` gives them.

    Without any annotated example there is a lexicon of the synonyms and no tagger."""
    examples = [_normal(example) for example in examples]
    known = frozenset(real_words) | _words_outside(examples)
    model = _learnt(examples, synonyms, known, vocabulary)
    digest = None
    if any(example.entities for example in examples):
        tagger.train(_rows(examples, synonyms, known, vocabulary), folder / _TAGGER)
        digest = hashlib.sha256((folder / _TAGGER).read_bytes()).hexdigest()
    kept = {
        "format": _FORMAT,
        "surfaces": dict(model.surfaces),
        "values": dict(model.values),
        "real_words": " ".join(sorted(known)),
        "tagger": digest,
    }
    (folder / _KEPT).write_text(json.dumps(kept, ensure_ascii=False, indent=0), encoding="utf-8")
    return load(folder)


def load(folder: Path) -> EntityModel:
    """What `train` wrote. Raises EntityModelError, naming the file, on anything else."""
    try:
        kept = json.loads((folder / _KEPT).read_text(encoding="utf-8"))
        if kept.get("format") != _FORMAT:
            raise EntityModelError(f"{folder / _KEPT} is of format {kept.get('format')}, not {_FORMAT}: train again")
        surfaces = {surface: (str(kind), str(value)) for surface, (kind, value) in kept["surfaces"].items()}
        model = EntityModel(surfaces, dict(kept["values"]), frozenset(kept["real_words"].split()))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise EntityModelError(f"{folder / _KEPT} cannot be read") from error
    if kept["tagger"] is None:
        return model
    # crfsuite follows the offsets in its file without a look: it gets only what was written here
    file = folder / _TAGGER
    if not file.is_file() or hashlib.sha256(file.read_bytes()).hexdigest() != kept["tagger"]:
        raise EntityModelError(f"{file} is not the file that was trained: train again")
    return EntityModel(model.surfaces, model.values, model.real_words, Tagger(file))


def _learnt(
    examples: Sequence[Annotated], synonyms: Mapping[str, str], known: frozenset[str], vocabulary: Vocabulary | None
) -> EntityModel:
    """The lexicon of these examples; synonyms of values whose entity the examples or the vocabulary tell join it."""
    triples = [
        (example.text[start:end], kind, synonyms.get(example.text[start:end], value))
        for example in examples
        for kind, value, start, end in example.entities
        if kind in FROM_LEXICON
    ]
    surfaces = readings(triples)
    entity_of = {value: kind for _, kind, value in (vocabulary or Vocabulary.empty()).surfaces if kind != "product"}
    entity_of.update({value: kind for _, kind, value in triples if kind != "product"})
    values = {}
    for surface, value in synonyms.items():
        if value in entity_of:
            surfaces.setdefault(surface.strip().lower(), (entity_of[value], value))
        else:
            values[fold(surface.strip())] = value
    return EntityModel(surfaces, values, known)


def _rows(
    examples: Sequence[Annotated], synonyms: Mapping[str, str], known: frozenset[str], vocabulary: Vocabulary | None
) -> Iterable[tuple[list[list[str]], list[str]]]:
    order = random.Random(_SEED)
    shuffled = list(examples)
    order.shuffle(shuffled)
    annotated = {example.text[start:end] for example in examples for _, _, start, end in example.entities}
    given = {surface: value for surface, value in synonyms.items() if surface not in annotated}
    for fold_number in range(_FOLDS):
        rest = [each for index, each in enumerate(shuffled) if index % _FOLDS != fold_number]
        lexicon = _learnt(rest, given, known, vocabulary).lexicon(vocabulary)
        for example in shuffled[fold_number::_FOLDS]:
            for variant in (example, *_misspelt(example, order)):
                reading = read(variant.text, lexicon)
                if reading.tokens:
                    places = [(kind, start, end) for kind, _, start, end in variant.entities]
                    yield (
                        tagger.features(reading.tokens, reading.hits, reading.proposals),
                        tagger.labels_of(reading.tokens, places),
                    )


def _misspelt(example: Annotated, order: random.Random) -> list[Annotated]:
    """Half of the examples that name goods in Latin letters, once more with a slip in one of the names."""
    names = [
        place
        for place in example.entities
        if place[0] in FROM_LEXICON and place[3] - place[2] > 4 and example.text[place[2] : place[3]].isascii()
    ]
    if not names or order.random() < 0.5:
        return []
    _, _, start, end = order.choice(names)
    at = order.randrange(start + 1, end - 1)
    pair = example.text[at : at + 2]
    if not pair.isalpha():
        return []
    slip = order.choice([pair[::-1], pair[0], pair[0] + pair])
    shift = len(slip) - 2
    moved = [
        (kind, value, first + shift * (first > at), last + shift * (last > at))
        for kind, value, first, last in example.entities
    ]
    return [Annotated(example.text[:at] + slip + example.text[at + 2 :], moved)]


def _normal(example: Annotated) -> Annotated:
    entities = []
    for kind, value, start, end in example.entities:
        preposition = _PREPOSITION.match(example.text[start:end]) if kind == "date" else None
        entities.append((kind, value, start + (preposition.end() if preposition else 0), end))
    return Annotated(example.text, entities)


def _words_outside(examples: Iterable[Annotated]) -> frozenset[str]:
    """The words that people write when they do not name goods."""
    return frozenset(
        token.text
        for example in examples
        for token in tokens_of(fold(example.text))
        if token.text.isalpha() and token.text.isascii()
        if not any(start < token.end and token.start < end for _, _, start, end in example.entities)
    )
