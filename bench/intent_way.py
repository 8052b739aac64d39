"""`python -m bench.intent_way WAY TRAIN TEST OUT`: one pipeline, trained and asked by Rasa, for `bench.intent`.

Both ways go through the same Rasa, so that its own share of the time is in both."""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

_WORK = tempfile.TemporaryDirectory(prefix="bench-intent-")
# Rasa keeps what it trained before: a second round must not find the first one's
os.environ["RASA_CACHE_DIRECTORY"] = str(Path(_WORK.name, "cache"))
os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("HF_HUB_OFFLINE", "1")

import yaml  # noqa: E402

from bench.intent_report import OUT_OF_SCOPE, Report, Row  # noqa: E402
from bench.labelled import read  # noqa: E402
from bench.pipelines import WAYS, pipeline, threshold  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("way", choices=WAYS)
    parser.add_argument("train", type=Path)
    parser.add_argument("test", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    sys.path.insert(0, str(Path(__file__).parents[1]))  # where Rasa looks for our components
    from rasa.core.agent import Agent
    from rasa.model_training import train_nlu
    from rasa.utils.log_utils import configure_structlog

    from bot import rasa_speed

    configure_structlog(logging.WARNING)

    learnt = read(options.train)
    config, data = Path(_WORK.name, "config.yml"), Path(_WORK.name, "nlu.yml")
    config.write_text(
        yaml.safe_dump(
            {"recipe": "default.v1", "language": "en", "assistant_id": "bench", "pipeline": pipeline(options.way)}
        )
    )
    data.write_text(_nlu(learnt), encoding="utf-8")
    began, cpu_began = time.perf_counter(), time.process_time()
    model = train_nlu(str(config), str(data), _WORK.name)
    seconds, cpu_seconds = time.perf_counter() - began, time.process_time() - cpu_began
    if model is None:
        raise SystemExit("Rasa trained no model")
    size = Path(model).stat().st_size / 2**20
    rasa_speed.install()  # for both ways: it is the model that is compared
    rows = asyncio.run(_parse(Agent.load(model), options.test, {intent for _, intent in learnt}))
    resident = subprocess.run(
        [sys.executable, "-m", "bench.resident", model, str(options.test)], check=True, capture_output=True, text=True
    ).stdout.split()[-1]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    Report(options.way, tuple(rows), seconds, peak, size, threshold(options.way), cpu_seconds, float(resident)).write(
        options.out
    )


async def _parse(agent: Any, test: Path, known: set[str]) -> list[Row]:
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
        # brackets would be read as annotations
        by_intent.setdefault(intent, []).append(" ".join(text.replace("[", "(").replace("]", ")").split()))
    blocks = [
        {"intent": intent, "examples": "".join(f"- {text}\n" for text in texts)} for intent, texts in by_intent.items()
    ]
    return str(yaml.safe_dump({"version": "3.1", "nlu": blocks}, allow_unicode=True))


if __name__ == "__main__":
    main()
