"""`make refit` (`python -m bot.nlu.refit`): learn nlu_data anew in seconds and see what the examples do.

The quick model stands in for the shipped one, which `make train` makes. Nothing that serves is touched."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from tqdm import tqdm

from bot.nlu.confusions import confusions, thin_intents
from bot.nlu.embedding_cache import EmbeddingCache
from bot.nlu.examples import DataError, check, raise_on_errors, sentence_key
from bot.nlu.nlu_files import AnnotatedExample, Severity, quote, read
from bot.nlu.quick_head import Predictions
from bot.nlu.quick_model import Features, FrozenEncoders, cross_validated, refit
from knowledge.encoders import Encoders
from knowledge.errors import KnowledgeError
from knowledge.settings import ANY_LANGUAGE, KnowledgeSettings

_LAST = "last.json"
_SHOWN = 12
_CLEAR = 0.15  # of probability, between what is understood now and what was


def frozen_encoders(
    settings: KnowledgeSettings, cache: Callable[[Path], EmbeddingCache] = EmbeddingCache
) -> FrozenEncoders:
    """Those that serve, with a cache in `var/refit`. Raises EncoderError where one is not there."""
    serving = Encoders(settings)
    return FrozenEncoders(serving.serving("en"), serving.serving(ANY_LANGUAGE), cache(_folder(settings)))


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bot.nlu.refit", description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("folder", type=Path, nargs="?", default=Path("nlu_data"), help="default: %(default)s")
    parser.add_argument("--message", action="append", default=[], help="what does the bot make of this one? repeatable")
    options = parser.parse_args(arguments)
    settings = KnowledgeSettings.from_environ()
    try:
        _run(options.folder, options.message, settings)
    except (DataError, KnowledgeError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _run(folder: Path, messages: Sequence[str], settings: KnowledgeSettings) -> None:
    data = read(folder)
    problems = check(data)
    raise_on_errors(problems)
    for problem in problems:
        if problem.severity is Severity.WARNING:
            print(problem)
    started = time.monotonic()
    encoders, examples = frozen_encoders(settings), data.examples
    with tqdm(desc="Encoding", unit=" texts", disable=None) as bar:

        def progress(done: int, of: int) -> None:
            bar.total = of
            bar.update(done - bar.n)

        features = encoders.features([example.text for example in examples], progress)
    print(f"{len(examples):,} examples, of which {features.encoded:,} were new to an encoder")
    model = refit(examples, encoders)
    print(f"learnt after {time.monotonic() - started:.1f} s")
    for message in messages:
        shown = ", ".join(f"{intent} {share:.0%}" for intent, share in model.rank(message)[:3])
        print(f"{quote(message)}: {shown}")
    predictions = cross_validated(features, [example.intent for example in examples])
    _report(examples, features, predictions)
    _tell_changes(_folder(settings) / _LAST, examples, predictions)
    print(f"{time.monotonic() - started:.1f} s in all")


def _report(examples: Sequence[AnnotatedExample], features: Features, predictions: Predictions) -> None:
    right = [example.intent == now for example, now in zip(examples, predictions.understood, strict=True)]
    print("understood by a model that learnt the other four fifths:")
    for language in sorted({example.language for example in examples}):
        of_it = [ok for ok, example in zip(right, examples, strict=True) if example.language == language]
        print(f"  {language}: {sum(of_it) / len(of_it):.1%} of {len(of_it):,} examples")
    for entry in [*thin_intents(examples), *confusions(examples, predictions)]:
        print(f"- {entry}")


def _tell_changes(file: Path, examples: Sequence[AnnotatedExample], predictions: Predictions) -> None:
    """Hold what is understood now against what was at the last refit, and keep it for the next."""
    before, understood = _last(file), predictions.understood
    changed = _clear_changes(before, examples, predictions)
    if before:
        print(
            f"{len(changed)} examples are clearly understood differently than at the last refit{':' if changed else ''}"
        )
    for row in changed[:_SHOWN]:
        example, now = examples[row], understood[row]
        right = "right" if now == example.intent else f"it is {example.intent}"
        was = before[sentence_key(example.text)]
        print(f"  {quote(example.text)} ({example.place}): was {was}, now {now} ({right})")
    if len(changed) > _SHOWN:
        print(f"  and {len(changed) - _SHOWN} more")
    _keep(file, {sentence_key(e.text): intent for e, intent in zip(examples, understood, strict=True)})


def _clear_changes(before: dict[str, str], examples: Sequence[AnnotatedExample], predictions: Predictions) -> list[int]:
    """Rows, the clearest first. A sentence between two intents tips over with any new example: that says nothing."""
    clarity = {}
    for row, (example, now) in enumerate(zip(examples, predictions.understood, strict=True)):
        was = before.get(sentence_key(example.text), now)
        if was != now:
            shares = dict(zip(predictions.labels, predictions.probabilities[row].tolist(), strict=True))
            clarity[row] = shares[now] - shares.get(was, 0.0)
    clear = [row for row, lead in clarity.items() if lead >= _CLEAR]
    return sorted(clear, key=lambda row: -clarity[row])


def _last(file: Path) -> dict[str, str]:
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
        if not isinstance(kept, dict) or not all(isinstance(intent, str) for intent in kept.values()):
            raise ValueError("it does not say what each sentence was understood as")
    except FileNotFoundError:
        return {}
    except (ValueError, RecursionError) as error:
        print(f"{file} cannot be read ({error}): what has changed since the last refit is unknown", file=sys.stderr)
        return {}
    return kept


def _keep(file: Path, understood: dict[str, str]) -> None:
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=".last-")
    with os.fdopen(handle, "w", encoding="utf-8") as written:
        json.dump(understood, written, ensure_ascii=False, indent=0)
    Path(name).replace(file)


def _folder(settings: KnowledgeSettings) -> Path:
    return settings.var / "refit"


if __name__ == "__main__":
    sys.exit(main())
