"""A full training: `rasa train` as the Makefile runs it, in a process of its own that can be watched and ended."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from studio import layout
from studio.errors import StudioError

_PID = "training.pid"
_LOG = "training.log"
_GRACE_S = 3.0
_TAIL = 12
_NAME = "aisle"
# threads that wait by spinning are five times slower beside anything else; progress is to come as it is made
_ENVIRON = {
    "OMP_WAIT_POLICY": "PASSIVE",
    "PYTHONUNBUFFERED": "1",
    "HF_HUB_OFFLINE": "1",
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
}
# one thread each is for processes that serve
_NOT_INHERITED = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")
# where a line of output puts the whole: of 234 s that a cold training took, validating 12, rules 24, rehearsing to
# 121, learning to 221, the mood to 232
_MARKS: tuple[tuple[str, str, int, int], ...] = (
    (r"rasa\.validator", "validating", 4, 4),
    (r"Starting to train component 'RulePolicy'", "rules", 9, 9),
    (r"Restored component|Starting to train component", "learning", 10, 10),
    (r"Rehearsing the intent model: +(\d+)%", "rehearsing", 15, 50),
    (r"Learning all intents: +(\d+)%", "learning", 50, 93),
    (r"Sentiment, a topic left out: +(\d+)%|Reading messages for sentiment: +(\d+)%", "mood", 94, 98),
    (r"trained and saved at", "packing", 99, 99),
)
_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_NOISE = re.compile(r"Warning|warning|^\s|More info at|\d+%\|| INFO ")


class TrainingFailed(StudioError):
    """`said` ends with what the training said last."""

    status = 422
    code = "training_failed"


class TrainingKilled(TrainingFailed):
    code = "training_killed"


class TrainingCancelled(StudioError):
    code = "cancelled"


@dataclass(frozen=True)
class Progress:
    """`phase`: a word for the front end; `percent` never falls."""

    phase: str
    percent: int


@dataclass(frozen=True)
class Trained:
    archive: Path
    seconds: float


def train(
    folder: Path, cache: Path, tell: Callable[[Progress], None], cancelled: threading.Event, command: list[str]
) -> Trained:
    """Learns what was exported to `folder`; blocks. `cache` is Rasa's: what did not change is taken from there.

    Raises TrainingFailed, TrainingKilled, TrainingCancelled."""
    began = time.monotonic()
    environ = {name: value for name, value in os.environ.items() if name not in _NOT_INHERITED}
    environ |= _ENVIRON | {"RASA_CACHE_DIRECTORY": str(cache.resolve())}
    process = subprocess.Popen(  # noqa: S603
        [*command, *_arguments(folder.resolve())],
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    (folder / _PID).write_text(f"{process.pid} {_started(process.pid)}", encoding="utf-8")
    watcher = threading.Thread(target=_end_when, args=(cancelled, process), daemon=True)
    watcher.start()
    last = _watch(process, folder / _LOG, tell)
    code = process.wait()
    (folder / _PID).unlink(missing_ok=True)
    if cancelled.is_set():
        raise TrainingCancelled("the training was cancelled")
    if code < 0:
        raise TrainingKilled(f"the training was ended from outside, by signal {-code}")
    archive = folder / "models" / f"{_NAME}.tar.gz"
    if code or not archive.is_file():
        raise TrainingFailed("the training failed: " + (" / ".join(last) or f"exit status {code}"))
    return Trained(archive, time.monotonic() - began)


def rasa_train() -> list[str]:
    return ["nice", "-n", "10", str(Path(sys.executable).with_name("rasa")), "train"]


def end_orphan(folder: Path) -> bool:
    """Ends a training that outlived the process that started it. False where there was none."""
    try:
        pid, started = (folder / _PID).read_text(encoding="utf-8").split()
    except (OSError, ValueError):
        return False
    (folder / _PID).unlink(missing_ok=True)
    if _started(int(pid)) != started:  # ended, and the number is somebody else's now
        return False
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(int(pid), signal.SIGKILL)
    return True


def _arguments(folder: Path) -> list[str]:
    data = [str(folder / name) for name in (layout.NLU, layout.STORIES) if (folder / name).exists()]
    return [
        *("--config", str(folder / layout.CONFIG)),
        *("--domain", str(folder / layout.DOMAIN)),
        *("--data", *data),
        *("--out", str(folder / "models")),
        *("--fixed-model-name", _NAME),
    ]


def _watch(process: subprocess.Popen[bytes], log: Path, tell: Callable[[Progress], None]) -> list[str]:
    """Follows the output to its end; the last lines that say something."""
    last: deque[str] = deque(maxlen=_TAIL)
    now = Progress("starting", 0)
    assert process.stdout is not None  # noqa: S101 - it was asked for
    with log.open("w", encoding="utf-8") as kept:
        for line in _lines(process.stdout):
            then = _after(now, line)
            if then != now:
                now = then
                tell(now)
            if line.strip() and not re.search(r"\d+%\|", line):
                kept.write(f"{line}\n")
                if not _NOISE.search(line):
                    last.append(line.strip())
    return list(last)


def _after(now: Progress, line: str) -> Progress:
    for mark, phase, start, end in _MARKS:
        if found := re.search(mark, line):
            part = int(next(filter(None, found.groups()), "0")) if found.groups() else 0
            percent = start + (end - start) * part // 100
            return Progress(phase, percent) if percent >= now.percent else now
    return now


def _lines(output: IO[bytes]) -> Iterator[str]:
    """A progress bar is written over itself: each state is a line."""
    rest = b""
    while part := os.read(output.fileno(), 65536):
        *whole, rest = re.split(rb"[\r\n]+", rest + part)
        yield from (_ANSI.sub("", line.decode("utf-8", "replace")) for line in whole)
    yield _ANSI.sub("", rest.decode("utf-8", "replace"))


def _end_when(cancelled: threading.Event, process: subprocess.Popen[bytes]) -> None:
    while process.poll() is None:
        if not cancelled.wait(0.2):
            continue
        for number in (signal.SIGTERM, signal.SIGKILL):
            with suppress(ProcessLookupError):
                os.killpg(process.pid, number)
            with suppress(subprocess.TimeoutExpired):
                process.wait(_GRACE_S)
                return


def _started(pid: int) -> str:
    """When a process began, in the kernel's ticks; empty where there is none."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""
