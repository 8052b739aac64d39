"""`python -m bench.intent_aisle TRAIN TEST OUT`: what ships, for `bench.intent`."""

from __future__ import annotations

import argparse
import os
import resource
import tempfile
import time
from pathlib import Path

os.environ.setdefault("HF_HUB_OFFLINE", "1")

import yaml

from bench.intent import read
from bench.intent_report import OUT_OF_SCOPE, Report, Row
from bot.nlu.classifier import Example, IntentModels, train
from knowledge.encoders import minilm_source

CONFIG = Path(__file__).parents[1] / "config.yml"


def shipped() -> tuple[int, int, float]:
    """Epochs, seed and threshold of `config.yml`."""
    pipeline = {component["name"]: component for component in yaml.safe_load(CONFIG.read_text())["pipeline"]}
    classifier = pipeline["bot.components.intent.BertIntentClassifier"]
    return classifier["epochs"], classifier["seed"], pipeline["FallbackClassifier"]["threshold"]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("train", type=Path)
    parser.add_argument("test", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--epochs", type=int)
    options = parser.parse_args()
    epochs, seed, threshold = shipped()
    examples = [Example(text, intent) for text, intent in read(options.train)]
    known = {example.intent for example in examples}
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        train(examples, Path(folder), minilm_source(), options.epochs or epochs, seed)
        seconds = time.perf_counter() - began
        size = sum(file.stat().st_size for file in Path(folder).rglob("*") if file.is_file()) / 2**20
        models = IntentModels.load(Path(folder))
        models.rank("warm")
        rows = []
        for text, intent in read(options.test):
            began = time.perf_counter()
            understood, score = models.rank(text)[0]
            took = (time.perf_counter() - began) * 1000
            rows.append(Row(intent if intent in known else OUT_OF_SCOPE, understood, score, took))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    Report("aisle", tuple(rows), seconds, peak, size, threshold).write(options.out)


if __name__ == "__main__":
    main()
