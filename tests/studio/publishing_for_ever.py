"""A process that edits and publishes until it is killed: `python -m tests.studio.publishing_for_ever <folder>`."""

from __future__ import annotations

import sys
from itertools import count
from pathlib import Path

from studio.repository import Repository
from tests.studio.conftest import MIA
from tests.studio.test_repository import adding


def main() -> None:
    repository = Repository(Path(sys.argv[1]))
    repository.repair()
    begun = repository.draft().version[:8]
    print("ready", flush=True)
    for step in count():
        repository.edit(adding(f"{begun} {step}"), MIA, f"edit {begun} {step}")
        assert repository.sync(MIA) == []
        repository.publish(repository.candidate(MIA, f"release {begun} {step}").id)
        print(f"{begun} {step}", flush=True)


if __name__ == "__main__":
    main()
