"""`python -m bench.own_nlu`: the trained model on messages of our own that it was never trained on (tests/nlu).

Intents and entities, the confusions, and a picture. `make nlu-report` runs it."""

from __future__ import annotations

import argparse
import json
import tarfile
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from rasa.shared.nlu.training_data.loading import load_data
from rasa.shared.nlu.training_data.message import Message

from bench.intent_aisle import shipped
from bench.intent_report import Report, Row, plot, table
from bot.nlu.classifier import IntentModels
from bot.nlu.entities import Lexicon, extract

ROOT = Path(__file__).parents[1]
_WORST = 10


@dataclass(frozen=True)
class EntityScore:
    """Exact matches of type and place."""

    found: int
    right: int
    gold: int

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.found + self.gold) if self.found + self.gold else 1.0


def unpacked(archive: Path, folder: Path) -> tuple[IntentModels, Lexicon]:
    """The trained parts of a Rasa model archive that was trained here."""
    with tarfile.open(archive) as model:
        model.extractall(folder, filter="data")
    intents = next(folder.rglob("labels.json")).parent
    surfaces = json.loads(next(folder.rglob("lexicon.json")).read_text(encoding="utf-8"))
    return IntentModels.load(intents), Lexicon({surface: (kind, value) for surface, (kind, value) in surfaces.items()})


def intents_of(language: str, models: IntentModels, messages: list[Message]) -> Report:
    rows = []
    for message in messages:
        began = time.perf_counter()
        understood, score = models.rank(message.get("text"))[0]
        rows.append(Row(message.get("intent"), understood, score, (time.perf_counter() - began) * 1000))
    return Report(language, tuple(rows), 0.0, 0.0, 0.0, shipped()[2])


def entities_of(lexicon: Lexicon, messages: list[Message]) -> dict[str, EntityScore]:
    found: Counter[str] = Counter()
    right: Counter[str] = Counter()
    gold: Counter[str] = Counter()
    for message in messages:
        annotated = {(e["entity"], e["start"], e["end"]) for e in message.get("entities", [])}
        extracted = {(e.type, e.start, e.end) for e in extract(message.get("text"), lexicon)}
        gold.update(kind for kind, _, _ in annotated)
        found.update(kind for kind, _, _ in extracted)
        right.update(kind for kind, _, _ in annotated & extracted)
    return {kind: EntityScore(found[kind], right[kind], gold[kind]) for kind in sorted({*gold, *found})}


def confusions(report: Report) -> str:
    pairs = Counter((row.gold, row.understood) for row in report.rows if row.gold != row.understood)
    return "\n".join(f"  {count} × {gold} → {understood}" for (gold, understood), count in pairs.most_common(_WORST))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.own_nlu", description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--model", type=Path, default=ROOT / "models" / "aisle.tar.gz")
    parser.add_argument("--tests", type=Path, default=ROOT / "tests" / "nlu")
    parser.add_argument("--plot", type=Path)
    options = parser.parse_args()
    reports = []
    with tempfile.TemporaryDirectory() as folder:
        models, lexicon = unpacked(options.model, Path(folder))
        for file in sorted(options.tests.glob("*.yml")):
            messages = load_data(str(file)).training_examples
            report = intents_of(file.stem, models, messages)
            reports.append(report)
            print(f"\n{file.stem}: most frequent confusions\n{confusions(report)}\n")
            print("| entity | precision | recall | F1 | annotated |\n|---|---|---|---|---|")
            for kind, score in entities_of(lexicon, messages).items():
                precision, recall = score.right / max(1, score.found), score.right / max(1, score.gold)
                print(f"| {kind} | {precision:.2f} | {recall:.2f} | {score.f1:.2f} | {score.gold} |")
    print("\n" + table(reports))
    if options.plot:
        plot(reports, options.plot)


if __name__ == "__main__":
    main()
