"""Editors, a publisher and developers who push, all at once: nothing lost, nothing broken."""

from __future__ import annotations

import subprocess
import threading
from pathlib import Path

import pytest

from bot.nlu.nlu_files import read
from studio.errors import BadEdit, Conflict
from studio.repository import Repository
from tests.studio.conftest import BEN, MIA, Git
from tests.studio.test_repository import ORDERS_FILE, adding

_EDITS, _PUSHES = 12, 6


class Developer:
    """Somebody with a clone of their own who pushes, and pulls first where that is refused."""

    def __init__(self, origin: Path, folder: Path) -> None:
        self._folder = folder
        subprocess.run(["git", "clone", "--quiet", str(origin), str(folder)], check=True)
        self._git("config", "user.name", "Dev")
        self._git("config", "user.email", "dev@larkfield.example")

    def push(self, example: str) -> None:
        for _ in range(200):
            self._git("fetch", "--quiet")
            self._git("reset", "--quiet", "--hard", "origin/main")
            file = self._folder / ORDERS_FILE
            line = "    - cancel it please\n"
            file.write_text(file.read_text().replace(line, f"{line}    - {example}\n"))
            self._git("commit", "--quiet", "-a", "-m", example)
            if self._git("push", "--quiet", "origin", "main"):
                return
        raise AssertionError("no push came through")

    def _git(self, *arguments: str) -> bool:
        done = subprocess.run(["git", "-C", str(self._folder), *arguments], capture_output=True, text=True, check=False)
        return done.returncode == 0


@pytest.fixture
def developer(repository: Repository, git: Git, folder: Path, tmp_path: Path) -> Developer:
    git("config", "receive.denyCurrentBranch", "updateInstead")
    return Developer(folder, tmp_path / "elsewhere")


def test_editors_a_publisher_and_pushes_at_once_lose_nothing(
    repository: Repository, git: Git, folder: Path, developer: Developer
) -> None:
    failed: list[BaseException] = []

    def running(work: object) -> threading.Thread:
        def run() -> None:
            try:
                work()  # type: ignore[operator]
            except BaseException as error:
                failed.append(error)

        return threading.Thread(target=run)

    def edit(name: str) -> None:
        for step in range(_EDITS):
            repository.edit(adding(f"{name} says {step}"), MIA if name == "mia" else BEN, "an example")

    def push() -> None:
        for step in range(_PUSHES):
            developer.push(f"pushed {step}")

    stopping = threading.Event()

    def publish() -> None:
        while not stopping.is_set():
            try:
                assert repository.sync(BEN) == []
                repository.publish(repository.candidate(BEN, "release").id)
            except (Conflict, BadEdit):
                continue  # pushed meanwhile, or nothing new yet

    threads = [running(lambda: edit("mia")), running(lambda: edit("ben")), running(push)]
    publisher = running(publish)
    for thread in (publisher, *threads):
        thread.start()
    for thread in threads:
        thread.join(120)
    stopping.set()
    publisher.join(60)
    assert not publisher.is_alive() and failed == []
    repository.edit(adding("the last one"), MIA, "so that there is something to publish")
    assert repository.sync(MIA) == []
    repository.publish(repository.candidate(MIA, "release").id)
    text = (folder / ORDERS_FILE).read_text()
    expected = [f"{name} says {step}" for name in ("mia", "ben") for step in range(_EDITS)]
    expected += [f"pushed {step}" for step in range(_PUSHES)]
    assert [each for each in expected if text.count(f"- {each}\n") != 1] == []
    assert git("status", "--porcelain") == ""
    assert git("fsck", "--no-dangling") == ""
    assert read(folder / "nlu_data").problems == ()
    released = git("log", "--format=%s", "main").splitlines()
    assert released.count("release") > 1
    assert sum(title.startswith("pushed") for title in released) == _PUSHES
