"""What `make run` says when it cannot start, and what it keeps between starts."""

from __future__ import annotations

import os
import socket
import stat
import subprocess
import sys
from pathlib import Path

from ops.environment import shared
from ops.ports import complaint
from ops.ready import addresses, base

ROOT = Path(__file__).parents[2]


def test_a_free_port_is_no_trouble() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    assert complaint("127.0.0.1", port, "AISLE_PORT") is None


def test_a_busy_port_names_its_process_and_the_ways_on() -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        said = complaint("127.0.0.1", port, "AISLE_PORT")
    assert said is not None
    assert f"kill {os.getpid()}" in said and f"AISLE_PORT={port + 1} make run" in said


def test_starting_on_a_busy_port_ends_at_once_and_says_why(tmp_path: Path) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = str(holder.getsockname()[1])
        environ = {**os.environ, "AISLE_VAR": str(tmp_path), "AISLE_PORT": port}
        done = subprocess.run(
            [sys.executable, "-m", "ops.up"], cwd=ROOT, env=environ, capture_output=True, text=True, timeout=60
        )
    assert done.returncode == 1 and f"Port {port} is taken" in done.stderr


def test_secrets_are_made_once_and_are_the_owners_alone(tmp_path: Path) -> None:
    environ = {"AISLE_VAR": str(tmp_path / "var")}
    first, second = shared(environ), shared(environ)
    assert first == second and len(first["AISLE_SECRET"]) >= 32
    assert len({first[name] for name in ("AISLE_SECRET", "AISLE_IDENTITY_SECRET", "AISLE_RASA_TOKEN")}) == 3
    mode = stat.S_IMODE((tmp_path / "var" / "secrets.env").stat().st_mode)
    assert mode == 0o600 and stat.S_IMODE((tmp_path / "var").stat().st_mode) == 0o700


def test_what_is_set_stays(tmp_path: Path) -> None:
    given = {"AISLE_VAR": str(tmp_path), "AISLE_PORT": "9000", "AISLE_SECRET": "x" * 40, "AISLE_RASA_PORT": "9005"}
    environ = shared(given)
    assert environ["AISLE_SECRET"] == "x" * 40
    assert addresses(environ)["rasa"].startswith("http://127.0.0.1:9005/")
    assert base({**environ, "AISLE_HOST": "0.0.0.0"}) == "http://127.0.0.1:9000"


def test_without_python_310_make_says_what_to_install(tmp_path: Path) -> None:
    done = subprocess.run(
        ["make", "PYTHON310=python-that-is-not-there", f"DEPS={tmp_path}/.synced", f"{tmp_path}/.synced"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode != 0
    assert "Aisle needs Python 3.10" in done.stderr and "pyenv install 3.10" in done.stderr
