"""Before publishing: the calculations on a draft that need no message of a shopper. They run in worker processes.

Each takes the repository's folder, the versions, and a file for its progress ("" for none); its result is JSON."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bot.nlu.confusions import thin_intents
from bot.nlu.nlu_files import AnnotatedExample
from bot.nlu.quick_head import Predictions
from bot.nlu.quick_model import cross_validated
from studio import examples as version_examples
from studio import layout, understanding
from studio.errors import BadEdit
from studio.progress import Progress
from studio.repository import Repository

Result = dict[str, Any]
_PAIRS = 60
_SHOWN = 12  # examples of a pair


def refit(folder: str, version: str, progress: str = "") -> Result:
    """`understanding.fit` with progress."""
    told = Progress(progress)
    told.stage("encoding")
    return vars(understanding.fit(folder, version, told))


def held_out(folder: str, draft: str, published: str, progress: str = "") -> Result:
    """How the quick models of both versions read the draft's test set, which neither has learnt.

    Figures by language and intent, and no sentence: who mends the data line by line for a test set has none left."""
    told = Progress(progress)
    tests = _test_set(folder, draft)
    if not tests:
        raise BadEdit(f"there is no test set in {layout.NLU_TESTS}")
    texts = version_examples.texts_of(tests)
    right: dict[str, list[bool]] = {}
    for name, version in (("draft", draft), ("published", published)):
        told.stage(name)
        understanding.fit(folder, version, told)
        understood = understanding.understand(folder, version, texts)
        right[name] = [ranking[0][0] == each.intent for ranking, each in zip(understood, tests, strict=True)]
    return {
        "languages": _shares(tests, right, [each.language for each in tests]),
        "intents": [
            row for row in _shares(tests, right, [each.intent for each in tests]) if row["draft"] != row["published"]
        ],
        "better": sum(now and not was for now, was in zip(right["draft"], right["published"], strict=True)),
        "worse": sum(was and not now for now, was in zip(right["draft"], right["published"], strict=True)),
    }


def confused(folder: str, version: str, progress: str = "") -> Result:
    """Which intents the draft's examples do not tell apart: each is read by a model that learnt the other four fifths.

    `pairs`: `{intent, read_as, count, of, share, examples}`, the most frequent first."""
    told = Progress(progress)
    learnable = version_examples.learnable(Repository(Path(folder)).at(version))
    intents = [each.intent for each in learnable]
    if len(set(intents)) < 2:
        raise BadEdit("examples of at least two intents are needed: with one there is nothing to tell apart")
    told.stage("encoding")
    features = understanding.encoders().features(version_examples.texts_of(learnable), told)
    told.stage("folds")
    predictions = cross_validated(features, intents)
    right = [intent == now for intent, now in zip(intents, predictions.understood, strict=True)]
    languages = [each.language for each in learnable]
    return {
        "languages": _shares(learnable, {"draft": right}, languages),
        "pairs": _pairs(learnable, predictions),
        "thin": [vars(each) for each in thin_intents(learnable)],
    }


def _pairs(examples: Sequence[AnnotatedExample], predictions: Predictions) -> list[Result]:
    sizes = Counter(example.intent for example in examples)
    taken: dict[tuple[str, str], list[int]] = defaultdict(list)
    sure = predictions.probabilities.max(axis=1)
    for row, (example, now) in enumerate(zip(examples, predictions.understood, strict=True)):
        if example.intent != now:
            taken[example.intent, now].append(row)
    worst = sorted(taken, key=lambda pair: (-len(taken[pair]), pair))[:_PAIRS]
    return [
        {
            "intent": intent,
            "read_as": other,
            "count": len(taken[intent, other]),
            "of": sizes[intent],
            "share": round(len(taken[intent, other]) / sizes[intent], 4),
            "examples": [
                {"text": examples[row].text, "place": str(examples[row].place), "sure": round(float(sure[row]), 3)}
                for row in sorted(taken[intent, other], key=lambda row: -sure[row])[:_SHOWN]
            ],
        }
        for intent, other in worst
    ]


def _shares(examples: Sequence[AnnotatedExample], right: dict[str, list[bool]], groups: Sequence[str]) -> list[Result]:
    """`{name, count, draft, published}`: of each group, the shares that are understood."""
    names = np.array(groups, dtype=object)
    rows = []
    for name in sorted(set(groups)):
        of_it = names == name
        shares = {which: round(float(np.array(ok)[of_it].mean()), 4) for which, ok in right.items()}
        rows.append({"name": name, "count": int(of_it.sum()), **shares})
    return rows


def _test_set(folder: str, version: str) -> list[AnnotatedExample]:
    """Those files say their language by their own name: `tests/nlu/en.yml`."""
    found = version_examples.learnable(Repository(Path(folder)).at(version), layout.NLU_TESTS)
    return [
        AnnotatedExample(each.text, each.intent, each.place.file.stem if each.place else "", each.place)
        for each in found
    ]
