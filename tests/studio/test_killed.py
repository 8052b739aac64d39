"""`kill -9` in the middle of editing and publishing: what was said to be done is there, and every file is whole."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from bot.nlu.nlu_files import read
from studio.repository import Repository
from tests.studio.conftest import MIA, ROOT, Git
from tests.studio.test_repository import ORDERS_FILE, adding

_KILLS = 12


def test_killed_again_and_again_while_publishing(repository: Repository, git: Git, folder: Path) -> None:
    told: list[str] = []
    for number in range(_KILLS):
        command = [sys.executable, "-m", "tests.studio.publishing_for_ever", str(folder)]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None and process.stdout.readline() == "ready\n"
        time.sleep(random.Random(number).uniform(0.01, 0.12))
        process.send_signal(signal.SIGKILL)
        told += [line.strip() for line in process.stdout.read().splitlines()]
        process.wait()
        for lock in (folder / ".git").rglob("*.lock"):
            os.utime(lock, (0, 0))  # as if that had been a minute ago
        after = Repository(folder)
        after.repair()
        assert git("status", "--porcelain") == "", f"after kill {number}"
        assert list((folder / ".git").rglob("*.lock")) == [folder / ".git/aisle-studio.lock"]
        assert read(folder / "nlu_data").problems == ()
    assert git("fsck", "--no-dangling") == ""
    text = (folder / ORDERS_FILE).read_text()
    assert len(told) > _KILLS, "it was killed before it did anything"
    assert [each for each in told if f"- {each}\n" not in text] == []
    # and it goes on
    repository.edit(adding("afterwards"), MIA, "afterwards")
    assert repository.sync(MIA) == []
    repository.publish(repository.candidate(MIA, "afterwards").id)
    assert "- afterwards\n" in (folder / ORDERS_FILE).read_text()
