"""A training in a process of its own: how far it is, why it ended, and that nobody outlives the one who waited."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from studio.releases import training
from studio.releases.training import Progress, TrainingCancelled, TrainingFailed, TrainingKilled

WRITES = "import sys; from pathlib import Path; out = Path(sys.argv[sys.argv.index('--out') + 1]); out.mkdir(); "
MODEL = f"{WRITES}(out / 'aisle.tar.gz').write_text('model')"
RASA = r"""
print("2026-11-26 INFO     rasa.validator  - Validating intents...")
print("\x1b[93mUserWarning: synonyms\x1b[0m")
for bar, unit in (("Rehearsing the intent model", "batch"), ("Learning all intents", "batch")):
    for percent in (0, 50, 100):
        print(f"\r{bar}: {percent:3d}%|███ | 207/546 [00:32<00:46, 7.26{unit}/s]", end="", flush=True)
    print()
print("Sentiment, a topic left out:   0%|          | 0/13")
print("\x1b[92mYour Rasa model is trained and saved at 'x'.\x1b[0m")
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def run(
    folder: Path, program: str, told: list[Progress] | None = None, cancelled: threading.Event | None = None
) -> training.Trained:
    tell = told.append if told is not None else lambda _progress: None
    command = [sys.executable, "-c", program]
    return training.train(folder, folder / "cache", tell, cancelled or threading.Event(), command)


def test_progress_is_read_from_what_the_training_prints_and_never_falls(folder: Path) -> None:
    told: list[Progress] = []
    trained = run(folder, RASA + MODEL, told)
    assert trained.archive.read_text() == "model" and trained.seconds > 0
    phases = list(dict.fromkeys(each.phase for each in told))
    assert phases == ["validating", "rehearsing", "learning", "mood", "packing"]
    percents = [each.percent for each in told]
    assert percents == sorted(percents) and percents[-1] == 99 and 71 in percents


def test_it_runs_with_the_environment_that_makes_it_fast_and_with_rasas_cache(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    run(
        folder,
        f"import os; print('saw', os.environ.get('OMP_WAIT_POLICY'), os.environ.get('OMP_NUM_THREADS')); "
        f"print(os.environ['RASA_CACHE_DIRECTORY']); {MODEL}",
    )
    log = (folder / "training.log").read_text()
    assert "saw PASSIVE None" in log and str(folder / "cache") in log


def test_what_failed_says_its_last_words_without_bars_and_warnings(folder: Path) -> None:
    program = RASA + "print('YamlSyntaxException: bot/domain/talk.yml, line 7'); raise SystemExit(1)"
    with pytest.raises(TrainingFailed, match="line 7") as failed:
        run(folder, program)
    assert "UserWarning" not in failed.value.said and "%|" not in failed.value.said


def test_a_training_without_a_model_has_failed(folder: Path) -> None:
    with pytest.raises(TrainingFailed):
        run(folder, "print('done')")


def test_whoever_kills_it_is_told_apart_from_its_own_failure(folder: Path) -> None:
    with pytest.raises(TrainingKilled, match="signal 9"):
        run(folder, "import os, signal; os.kill(os.getpid(), signal.SIGKILL)")


def test_cancelling_ends_it_with_its_children(folder: Path) -> None:
    cancelled = threading.Event()
    child = folder / "child"
    program = (
        "import subprocess, sys, time; "
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']); "
        f"open({str(child)!r}, 'w').write(str(child.pid)); time.sleep(60)"
    )
    threading.Timer(0, _when(child, cancelled.set)).start()
    began = time.monotonic()
    with pytest.raises(TrainingCancelled):
        run(folder, program, cancelled=cancelled)
    assert time.monotonic() - began < 20 and _ended(int(child.read_text()))
    assert not (folder / "training.pid").exists()


def test_a_training_that_outlived_its_service_is_ended_and_nobody_elses_process(folder: Path) -> None:
    orphan = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True)
    note = folder / "training.pid"
    note.write_text(f"{orphan.pid} 1")  # began at another time: another process by the same number
    assert not training.end_orphan(folder) and orphan.poll() is None
    note.write_text(f"{orphan.pid} {training._started(orphan.pid)}")
    assert training.end_orphan(folder) and orphan.wait(5) == -signal.SIGKILL
    assert not training.end_orphan(folder)


def _when(file: Path, then: object) -> object:
    def wait() -> None:
        while not (file.exists() and file.read_text()):
            time.sleep(0.02)
        then()  # type: ignore[operator]

    return wait


def _ended(pid: int) -> bool:
    for _ in range(100):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return True
        if state == "Z":
            return True
        time.sleep(0.05)
    os.kill(pid, signal.SIGKILL)
    return False
