"""`python -m bench.intent_diet TRAIN TEST OUT`: Rasa's default pipeline with DIET, for `bench.intent`."""

from __future__ import annotations

import argparse
import asyncio
import os
import resource
import tempfile
import time
from pathlib import Path

os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import yaml

from bench.intent import read
from bench.intent_report import OUT_OF_SCOPE, Report, Row

# as `rasa init` writes it, Rasa 3.6
PIPELINE = [
    {"name": "WhitespaceTokenizer"},
    {"name": "RegexFeaturizer"},
    {"name": "LexicalSyntacticFeaturizer"},
    {"name": "CountVectorsFeaturizer"},
    {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
    {"name": "DIETClassifier", "epochs": 100, "constrain_similarities": True},
    {"name": "EntitySynonymMapper"},
    {"name": "FallbackClassifier", "threshold": 0.3, "ambiguity_threshold": 0.1},
]
THRESHOLD = 0.3


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("train", type=Path)
    parser.add_argument("test", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--epochs", type=int, help="ignored: DIET keeps its own")
    options = parser.parse_args()
    from rasa.core.agent import Agent
    from rasa.model_training import train_nlu

    with tempfile.TemporaryDirectory() as folder:
        config, data = Path(folder, "config.yml"), Path(folder, "nlu.yml")
        config.write_text(
            yaml.safe_dump({"recipe": "default.v1", "language": "en", "pipeline": PIPELINE, "assistant_id": "diet"})
        )
        data.write_text(_nlu(read(options.train)), encoding="utf-8")
        began = time.perf_counter()
        model = train_nlu(str(config), str(data), folder)
        seconds = time.perf_counter() - began
        if model is None:
            raise SystemExit("Rasa trained no model")
        size = Path(model).stat().st_size / 2**20
        rows = asyncio.run(_parse(Agent.load(model), options.test, {intent for _, intent in read(options.train)}))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    Report("diet", tuple(rows), seconds, peak, size, THRESHOLD).write(options.out)


async def _parse(agent, test: Path, known: set[str]) -> list[Row]:  # type: ignore[no-untyped-def]
    await agent.parse_message("warm")
    rows = []
    for text, intent in read(test):
        began = time.perf_counter()
        parsed = await agent.parse_message(text)
        took = (time.perf_counter() - began) * 1000
        # FallbackClassifier puts itself first; the model's own best is behind it
        best = next(rank for rank in parsed["intent_ranking"] if rank["name"] != "nlu_fallback")
        rows.append(Row(intent if intent in known else OUT_OF_SCOPE, best["name"], best["confidence"], took))
    return rows


def _nlu(rows: list[tuple[str, str]]) -> str:
    by_intent: dict[str, list[str]] = {}
    for text, intent in rows:
        by_intent.setdefault(intent, []).append(" ".join(text.replace("[", "(").replace("]", ")").split()))
    blocks = [
        {"intent": intent, "examples": "".join(f"- {text}\n" for text in texts)} for intent, texts in by_intent.items()
    ]
    return str(yaml.safe_dump({"version": "3.1", "nlu": blocks}, allow_unicode=True))


if __name__ == "__main__":
    main()
