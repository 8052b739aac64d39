"""The report on an upload as an editor reads it: numbers, and what there is to choose, as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

from bot.nlu.annotations import read_annotations
from studio.files import Files
from studio.language.corpus import corpus, place, topics
from studio.transfer.items import Example, Found, Meaning, Question, Reply
from studio.transfer.near import nearest
from studio.transfer.report import KINDS, Difference, Sorted

_SHOWN = {"faults": 500, "different": 500, "near": 300, "new": 100, "unknown": 300, "notes": 50}
_LETTER = {"e": "examples", "q": "questions", "r": "replies", "m": "meanings"}


def summary(found: Found, result: Sorted, files: Files) -> dict[str, Any]:
    """Long lists are cut, with their lengths told: what is not shown cannot be chosen, and stays out."""
    different = [_difference(found, each) for each in result.different]
    near = _near(found, result, files)
    unknown = _unknown(found, result, files)
    cut: dict[str, Sequence[Any]] = {
        "faults": [vars(fault) for fault in result.faults],
        "different": different,
        "near": near,
    }
    cut |= {"unknown": unknown, "notes": found.notes}
    return {
        "counts": {
            kind: {
                "new": len(result.new[kind]),
                "there": result.there[kind],
                "different": sum(_LETTER[each.id[0]] == kind for each in result.different),
                "unknown": sum(map(len, result.unknown.values())) if kind == "examples" else 0,
            }
            for kind in KINDS
        },
        "new": {kind: [item(found, kind, at) for at in result.new[kind][: _SHOWN["new"]]] for kind in KINDS},
        **{name: every[: _SHOWN[name]] for name, every in cut.items()},
        "lengths": {name: len(every) for name, every in cut.items()},
        "intents": sorted(corpus(files).by_intent),
        "topics": topics(corpus(files).files),
        "version": files.version,
    }


def item(found: Found, kind: str, at: int) -> dict[str, Any]:
    """A piece of the upload: `what` it is called, what it says, where it came from."""
    piece: Example | Question | Reply | Meaning = getattr(found, kind)[at]
    if isinstance(piece, Example):
        what, text = piece.intent, piece.written
    elif isinstance(piece, Question):
        what, text = piece.question, piece.answer
    elif isinstance(piece, Reply):
        what, text = piece.name, piece.text
    else:
        what, text = piece.name, piece.word
    return {"id": f"{kind[0]}{at}", "place": piece.place, "language": piece.language, "what": what, "text": text}


def _difference(found: Found, each: Difference) -> dict[str, Any]:
    shown = item(found, _LETTER[each.id[0]], int(each.id[1:]))
    return shown | {"remark": each.remark, "there": each.there, "places": list(each.places), "intent": each.intent}


def _unknown(found: Found, result: Sorted, files: Files) -> list[dict[str, Any]]:
    known = list(corpus(files).by_intent)
    return [
        {
            "name": name,
            "count": len(numbers),
            "samples": [found.examples[at].written for at in numbers[:3]],
            "languages": sorted({found.examples[at].language for at in numbers}),
            "like": get_close_matches(name.lower(), known, 1, 0.7),
        }
        for name, numbers in result.unknown.items()
    ]


def _near(found: Found, result: Sorted, files: Files) -> list[dict[str, Any]]:
    there = corpus(files).by_intent
    others = [each for blocks in there.values() for block in blocks for each in block.examples]
    chosen: Sequence[int] = result.new["examples"]
    texts = [read_annotations(found.examples[at].written)[0] for at in chosen]
    return [
        item(found, "examples", chosen[near.text])
        | {
            "there": others[near.other].written,
            "intent": others[near.other].intent,
            "places": [place(others[near.other])],
            "likeness": near.likeness,
        }
        for near in nearest(texts, [each.text for each in others])
    ]
