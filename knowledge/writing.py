"""Building a whole index."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.encoders import Encoder, Encoders
from knowledge.errors import EncoderError, IndexCorrupt, IndexMissing
from knowledge.generation import VERSION, Generation, Manifest, file_digest, identities
from knowledge.partition import ACROSS, Known, text_key, write_partition
from knowledge.passage_file import write_passages
from knowledge.passages import Passage, encoded_texts, refuse_unfit
from knowledge.settings import ANY_LANGUAGE
from knowledge.swapping import building, swap, writing

ENCODED_AT_ONCE = 32
Progress = Callable[[int, int], None]  # texts encoded so far, and in all
Change = Callable[[list[Passage]], list[Passage]]


@dataclass(frozen=True)
class Written:
    """What a build did: texts encoded anew, texts whose vector was there, whether the live index changed."""

    passages: int
    encoded: int
    reused: int
    changed: bool


def _silent(done: int, of: int) -> None:
    pass


def write_index(folder: Path, change: Change, encoders: Encoders, progress: Progress = _silent) -> Written:
    """Make the live index hold `change(what it holds now)`; a missing or corrupt one holds nothing.

    One writer at a time, across processes; readers are never kept waiting. Raises PassageError for passages that cannot
    be indexed, EncoderError, and KnowledgeError where `folder` is something else than an index."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with writing(folder):
        live = open_live(folder)
        return write_all(folder, live, change(list(live.passages()) if live else []), encoders, progress)


def write_all(
    folder: Path, live: Generation | None, passages: Sequence[Passage], encoders: Encoders, progress: Progress = _silent
) -> Written:
    """`write_index` for who has the lock and the live index."""
    refuse_unfit(passages)
    parts = _parts(passages)
    in_order = [passage for part in parts.values() for passage in part]
    abroad = untold(parts) if encoders.across() else {}
    serving = identities({*_languages(parts), *([ANY_LANGUAGE] if abroad else [])}, encoders)
    with building(folder) as target:
        digests = {name: write_passages(target / name, part) for name, part in parts.items()}
        texts = {(serving[p.language], text_key(text)) for p in in_order for text in encoded_texts(p)}
        if live and live.holds(digests, serving):
            return Written(len(passages), 0, len(texts), changed=False)
        known = live.vectors() if live else {}
        vectors = encode(in_order, encoders, known, progress)
        for name, part in parts.items():
            write_partition(target / name, part, rows_of(part, vectors, lambda passage: serving[passage.language]))
        for name, part in abroad.items():
            write_across(target / name, part, encoders, known)
        write_manifest(target, serving, {name: len(part) for name, part in {**parts, **abroad}.items()})
        swap(target, folder)
        return Written(len(passages), len(texts - known.keys()), len(texts & known.keys()), changed=True)


def open_live(folder: Path, before: Generation | None = None) -> Generation | None:
    """None where it is missing or corrupt."""
    try:
        return Generation.open(folder.resolve(), before)
    except (IndexMissing, IndexCorrupt):
        return None


def partition_name(passage: Passage) -> str:
    return f"{passage.language}-{passage.kind}"


def untold(parts: Mapping[str, Sequence[Passage]]) -> dict[str, list[Passage]]:
    """By the name of their folder, passages that another language of `parts` has no version of. Products are none of
    them: the shop tells each in every language."""
    languages = _languages(parts)
    told: dict[str, set[str]] = {}
    answers = {name: part for name, part in parts.items() if not name.endswith("-product")}
    for part in answers.values():
        for passage in part:
            told.setdefault(passage.id, set()).add(passage.language)
    found = {name + ACROSS: [p for p in part if told[p.id] != languages] for name, part in answers.items()}
    return {name: part for name, part in found.items() if part}


def write_across(folder: Path, passages: Sequence[Passage], encoders: Encoders, known: Known) -> int:
    """A partition of `passages` by the encoder in which languages meet. Returns how many texts were encoded."""
    encoder = encoders.across()
    if encoder is None:
        raise EncoderError("no encoder is set for languages that have none of their own")
    texts = {text_key(text): text for passage in passages for text in encoded_texts(passage)}
    fresh = {key: text for key, text in texts.items() if (encoder.identity, key) not in known}
    vectors = {**known, **_encoded(fresh, encoder)}
    write_passages(folder, passages)
    write_partition(folder, passages, rows_of(passages, vectors, lambda _: encoder.identity))
    return len(fresh)


def _languages(names: Collection[str]) -> set[str]:
    return {name.rpartition("-")[0] for name in names}


def _parts(passages: Sequence[Passage]) -> dict[str, list[Passage]]:
    parts: dict[str, list[Passage]] = {}
    for passage in passages:
        parts.setdefault(partition_name(passage), []).append(passage)
    return dict(sorted(parts.items()))


def encode(
    passages: Sequence[Passage], encoders: Encoders, known: Known, progress: Progress = _silent
) -> dict[tuple[str, bytes], NDArray[np.float32]]:
    """(encoder, text key) → vector, for every text of `passages`."""
    vectors: dict[tuple[str, bytes], NDArray[np.float32]] = {}
    wanted: dict[str, dict[bytes, str]] = {}
    for passage in passages:
        identity = encoders.serving(passage.language).identity
        for text in encoded_texts(passage):
            key = text_key(text)
            if (identity, key) in known:
                vectors[identity, key] = known[identity, key]
            else:
                wanted.setdefault(passage.language, {})[key] = text
    total, done = sum(map(len, wanted.values())), 0
    for language, texts in wanted.items():

        def told(more: int, before: int = done) -> None:
            progress(before + more, total)

        vectors |= _encoded(texts, encoders.serving(language), told)
        done += len(texts)
    return vectors


def _encoded(
    texts: Mapping[bytes, str], encoder: Encoder, progress: Callable[[int], None] = lambda done: None
) -> dict[tuple[str, bytes], NDArray[np.float32]]:
    vectors: dict[tuple[str, bytes], NDArray[np.float32]] = {}
    pending = list(texts.items())
    for start in range(0, len(pending), ENCODED_AT_ONCE):
        keys, chunk = zip(*pending[start : start + ENCODED_AT_ONCE], strict=True)
        vectors.update({(encoder.identity, key): row for key, row in zip(keys, encoder.encode(chunk), strict=True)})
        progress(len(vectors))
    return vectors


def rows_of(passages: Sequence[Passage], vectors: Known, encoder_of: Callable[[Passage], str]) -> NDArray[np.float32]:
    """The vectors of `passages`, text after text."""
    found = [vectors[encoder_of(p), text_key(text)] for p in passages for text in encoded_texts(p)]
    return np.stack(found) if found else np.empty((0, 0), np.float32)


def write_manifest(
    target: Path, serving: Mapping[str, str], counts: Mapping[str, int], linked: Mapping[str, str] | None = None
) -> None:
    """Vouches for what lies in `target`; of `linked` files the checksum is known."""
    files = sorted(file.relative_to(target).as_posix() for file in target.rglob("*") if file.is_file())
    linked = linked or {}
    Manifest(
        version=VERSION,
        built=datetime.now(timezone.utc).isoformat(timespec="milliseconds"),
        encoders=dict(serving),
        files={name: linked.get(name) or file_digest(target / name) for name in files},
        counts=dict(counts),
    ).write(target)
