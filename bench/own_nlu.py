"""`python -m bench.own_nlu`: the trained model on messages of our own that it was never trained on (tests/nlu).

Intents, the confusions, and a picture; entities: `bench.entities`. `make nlu-report` runs both."""

from __future__ import annotations

import argparse
import json
import tarfile
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from rasa.shared.nlu.training_data.loading import load_data
from rasa.shared.nlu.training_data.message import Message

from bench.intent_report import Report, Row, plot, table
from bench.pipelines import threshold
from bench.threshold import curve
from bench.threshold import plot as plot_thresholds
from bench.threshold import table as threshold_table
from bot.nlu.classifier import ENGLISH, MANIFEST, MULTILINGUAL, IntentModels

ROOT = Path(__file__).parents[1]
_WORST = 10


def unpacked(archive: Path, folder: Path) -> Path:
    """The folder of the intent model in a Rasa model archive that was trained here."""
    with tarfile.open(archive) as model:
        model.extractall(folder, filter="data")
    return next(folder.rglob(MANIFEST)).parent


def intents_of(language: str, models: IntentModels, messages: list[Message]) -> Report:
    rows = []
    for message in messages:
        began = time.perf_counter()
        understood, score = models.rank(message.get("text"))[0]
        rows.append(Row(message.get("intent"), understood, score, (time.perf_counter() - began) * 1000))
    return Report(language, tuple(rows), 0.0, 0.0, 0.0, threshold("aisle"))


def confusions(report: Report) -> str:
    pairs = Counter((row.gold, row.understood) for row in report.rows if row.gold != row.understood)
    return "\n".join(f"  {count} × {gold} → {understood}" for (gold, understood), count in pairs.most_common(_WORST))


def _tell_training(manifest: dict[str, Any], picture: Path | None) -> None:
    curves = {part: curve(manifest[part]) for part in (ENGLISH, MULTILINGUAL)}
    shipped = threshold("aisle")
    for part, points in curves.items():
        print(f"\n{part}: the rehearsal by threshold\n{threshold_table(points, shipped)}")
    graph = "int8" if manifest["int8"] else "float"
    print(f"\n{manifest['epochs']} epochs; int8 agrees with float on {manifest['agreement']:.1%}: {graph} ships")
    if picture:
        plot_thresholds(curves, shipped, picture.with_stem(f"{picture.stem}-threshold"))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.own_nlu", description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--model", type=Path, default=ROOT / "models" / "aisle.tar.gz")
    parser.add_argument("--tests", type=Path, default=ROOT / "tests" / "nlu")
    parser.add_argument("--plot", type=Path)
    options = parser.parse_args()
    reports = []
    with tempfile.TemporaryDirectory() as folder:
        trained = unpacked(options.model, Path(folder))
        _tell_training(json.loads((trained / MANIFEST).read_text(encoding="utf-8")), options.plot)
        models = IntentModels.load(trained)
        for file in sorted(options.tests.glob("*.yml")):
            messages = load_data(str(file)).training_examples
            report = intents_of(file.stem, models, messages)
            reports.append(report)
            print(f"\n{file.stem}: most frequent confusions\n{confusions(report)}\n")
    print("\n" + table(reports))
    if options.plot:
        plot(reports, options.plot)


if __name__ == "__main__":
    main()
