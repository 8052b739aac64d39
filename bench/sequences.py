"""Files of sequences for `bench.recommendation`: on each line a user and then their items, in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

# an item to ask for, one to choose settings by, and one to go by
SHORTEST = 3


@dataclass(frozen=True)
class Split:
    """Of each user what came before, oldest first, and the one item that is to be found."""

    histories: list[list[str]]
    targets: list[str]


def read_sequences(file: Path) -> list[list[str]]:
    """Raises ValueError, with the line's number, for what is no such file."""
    sequences: list[list[str]] = []
    users: dict[str, int] = {}
    for number, line in enumerate(file.read_bytes().splitlines(), start=1):
        try:
            user, *items = line.decode("utf-8").split() or [""]
        except UnicodeDecodeError:
            raise ValueError(f"{file}, line {number}: no UTF-8 text") from None
        if not user:
            continue
        if len(items) < SHORTEST:
            raise ValueError(f"{file}, line {number}: a user and at least {SHORTEST} items are needed, in order")
        if user in users:
            raise ValueError(f"{file}, line {number}: user {user[:40]} was on line {users[user]} already")
        users[user] = number
        sequences.append(items)
    if not sequences:
        raise ValueError(f"{file}: no sequences in it")
    return sequences


def leave_last_out(sequences: Sequence[Sequence[str]], *, validation: bool = False) -> Split:
    """The last item is the target; for `validation` the second-last, and the last is not there at all."""
    end = -2 if validation else -1
    return Split([list(each[:end]) for each in sequences], [each[end] for each in sequences])
