"""The three real processes under their supervisor, on free ports, with a copy of the seeded shop."""

from __future__ import annotations

import os
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from ops.environment import shared
from ops.ready import waiting

ROOT = Path(__file__).parents[1]
BUILT = ROOT / os.environ.get("AISLE_VAR", "var")
START_S = 150
# settings for a run in which one address plays every shopper
UNLIMITED = dict.fromkeys(("AISLE_SAY_RATE", "AISLE_ADDRESS_RATE", "AISLE_OPEN_RATE"), "1000000/minute")


class Stack:
    """`environ` is what the processes run with."""

    def __init__(self, environ: Mapping[str, str], supervisor: subprocess.Popen[bytes], root: Path = ROOT) -> None:
        self.environ = environ
        self.root = root
        self._supervisor = supervisor
        self.url = f"http://127.0.0.1:{environ['AISLE_PORT']}"
        self.var = Path(environ["AISLE_VAR"])

    def pid(self, name: str) -> int:
        return int(self._control("pid", name))

    def kill(self, name: str) -> int:
        """`kill -9`, whatever it is doing; the pid that was."""
        pid = self.pid(name)
        os.kill(pid, signal.SIGKILL)
        return pid

    def wait_until_healthy(self, timeout_s: float = START_S) -> None:
        deadline = time.monotonic() + timeout_s
        while names := waiting(self.environ):
            assert self._supervisor.poll() is None, "the supervisor has ended"
            assert time.monotonic() < deadline, f"{names} not healthy; see {self.logs()}"
            time.sleep(0.2)

    def logs(self) -> str:
        return "\n".join(
            f"── {f.name}\n{f.read_text(errors='replace')[-1500:]}" for f in (self.var / "log").glob("*.log")
        )

    def select(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """Rows of the database, read beside the running processes."""
        with sqlite3.connect(f"file:{self.var / 'aisle.db'}?mode=ro", uri=True, timeout=10) as connection:
            return connection.execute(query, values).fetchall()

    def change(self, statement: str, *values: Any) -> None:
        """As the shop's own software would, beside the running processes."""
        with sqlite3.connect(self.var / "aisle.db", timeout=10) as connection:
            connection.execute(statement, values)

    def _control(self, *words: str) -> str:
        command = [
            str(Path(sys.executable).with_name("supervisorctl")),
            "-c",
            str(self.root / "ops" / "supervisord.conf"),
        ]
        return subprocess.run([*command, *words], env=self.environ, capture_output=True, text=True, check=True).stdout


@contextmanager
def running(var: Path, root: Path = ROOT, **settings: str) -> Iterator[Stack]:
    """Starts what `make build` built; ends every process that it started. `root`: whose code runs."""
    _copy_shop(var)
    environ = shared(
        {
            **{name: value for name, value in os.environ.items() if not name.startswith("AISLE_")},
            "AISLE_VAR": str(var),
            **{f"AISLE_{name}": str(free_port()) for name in ("PORT", "RASA_PORT", "ACTIONS_PORT")},
            **settings,
        }
    )
    supervisor = subprocess.Popen(
        [sys.executable, "-m", "ops.up"],
        cwd=root,
        env=environ,
        stdout=(var / "up.log").open("wb"),
        stderr=subprocess.STDOUT,
    )
    environ = {**environ, "AISLE_PYTHON": sys.executable}
    try:
        stack = Stack(environ, supervisor, root)
        stack.wait_until_healthy()
        yield stack
    finally:
        supervisor.send_signal(signal.SIGTERM)
        try:
            supervisor.wait(40)
        except subprocess.TimeoutExpired:
            supervisor.kill()


def free_port() -> int:
    """A port that nobody listens on. Not one of those that the system gives to outgoing connections: between this look
    and the server's bind, any client on the machine could get it."""
    while True:
        port = random.randrange(20_000, 32_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def _copy_shop(var: Path) -> None:
    var.mkdir(parents=True, exist_ok=True)
    with sqlite3.connect(BUILT / "aisle.db") as built, sqlite3.connect(var / "aisle.db") as copy:
        built.backup(copy)
    for folder in ("index", "encoders"):
        shutil.copytree(BUILT / folder, var / folder)
    shutil.copy(BUILT / "vocabulary.json", var)
