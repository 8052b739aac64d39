"""A small repository, as a shop's team would have it."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from studio.repository import Author, Repository

MIA = Author("Mia", "mia@larkfield.example")
BEN = Author("Ben", "ben@larkfield.example")
ROOT = Path(__file__).parents[2]
Git = Callable[..., str]

ORDERS = """version: "3.1"
nlu:
# what becomes of an order
- intent: track_order
  examples: |
    - where is my parcel
    - has [LF-20418](order_number) shipped
- intent: cancel_order
  examples: |
    - cancel it please
    - I want to call off my order
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "shop"


@pytest.fixture
def git(folder: Path) -> Git:
    """Runs git in the checkout; its output."""

    def run(*arguments: str) -> str:
        who = ["-c", "user.name=Dev", "-c", "user.email=dev@larkfield.example"]
        done = subprocess.run(["git", "-C", str(folder), *who, *arguments], capture_output=True, text=True, check=True)
        return done.stdout

    return run


@pytest.fixture
def repository(folder: Path, git: Git) -> Repository:
    (folder / "nlu_data/en").mkdir(parents=True)
    (folder / "nlu_data/en/orders.yml").write_text(ORDERS)
    git("init", "--quiet", "--initial-branch=main")
    git("add", ".")
    git("commit", "--quiet", "-m", "The shop as it begins")
    return Repository(folder)


@pytest.fixture
def whole(tmp_path: Path, folder: Path) -> Repository:
    """A clone of Aisle itself, with all that the team edits."""
    clone(folder)
    return Repository(folder)


def clone(folder: Path) -> None:
    """Aisle's own repository, as it is committed, on a branch whatever is checked out here."""
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(folder)], check=True)
    subprocess.run(["git", "-C", str(folder), "checkout", "--quiet", "-B", "main"], check=True)
