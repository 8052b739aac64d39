"""`python -m bench.refit`: seconds of a quick refit on all of nlu_data, cold, warm and with one new example.

Prints a table of wall and processor seconds: on a machine that does other things the second is the one to compare."""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bot.nlu.confusions import warnings_for
from bot.nlu.embedding_cache import EmbeddingCache
from bot.nlu.nlu_files import AnnotatedExample, read
from bot.nlu.quick_model import FrozenEncoders, cross_validated, refit
from knowledge.encoders import Encoders
from knowledge.settings import ANY_LANGUAGE, KnowledgeSettings

ROOT = Path(__file__).parents[1]
NEW = AnnotatedExample("do you wrap presents for birthdays", "ask_product", "en")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.refit", description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--data", type=Path, default=ROOT / "nlu_data")
    options = parser.parse_args()
    examples = read(options.data).examples
    intents = [example.intent for example in examples]
    print(
        f"{len(examples):,} examples of {len(set(intents))} intents\n\n| step | wall s | processor s |\n|---|---|---|"
    )
    serving = Encoders(KnowledgeSettings.from_environ())
    english, every = serving.serving("en"), serving.serving(ANY_LANGUAGE)
    every.encode(["."])  # reads its weights
    with tempfile.TemporaryDirectory() as folder:
        frozen = FrozenEncoders(english, every, EmbeddingCache(Path(folder)))
        _measured("read the examples", lambda: read(options.data))
        _measured("first refit, nothing cached", lambda: refit(examples, frozen))
        _measured("second refit, all cached", lambda: refit(examples, frozen))
        _measured("third refit, one new example", lambda: refit([*examples, NEW], frozen))
        features = frozen.features([example.text for example in examples])
        _measured("cross-validation, both heads", lambda: cross_validated(features, intents))
        _measured("warnings while training", lambda: warnings_for(examples, features.joint))


def _measured(step: str, work: Callable[[], object]) -> None:
    wall, processor = time.perf_counter(), time.process_time()
    work()
    print(f"| {step} | {time.perf_counter() - wall:.1f} | {time.process_time() - processor:.1f} |", flush=True)


if __name__ == "__main__":
    main()
