"""`kill -9` at each step of a release: the old model answers, the files are whole, the studio says what happened."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from service.settings import ServiceSettings
from service.studio import releases
from service.studio.releases import Released
from studio.releases import model_archive
from studio.repository import Repository
from tests.service.fake_rasa import FakeRasa
from tests.service.harness import serving
from tests.service.studio.test_releases import EXAMPLES, TRAINER, an_example

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[3]
WORDS = "what has become of my parcel then"


@asynccontextmanager
async def stuck_at(step: str, settings: ServiceSettings) -> AsyncIterator[None]:
    """A service that has come to this step; it is killed at the end."""
    names = ("var", "repository", "model", "database_url", "rasa_url", "rasa_token", "secret")
    given = json.dumps({name: str(getattr(settings, name)) for name in names})
    command = [sys.executable, "-m", "tests.service.studio.stuck_service", step, given]
    process = subprocess.Popen(  # noqa: ASYNC220 - it is to be killed
        command, cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        assert await asyncio.to_thread(process.stdout.readline) == "stuck\n"
        yield
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()


async def started_anew(settings: ServiceSettings) -> Released:
    """Starts the service again, waits for the release to end, publishes once more; the first release."""
    async with serving(settings) as app:
        app.ctx.studio.train_command = TRAINER
        deadline = time.monotonic() + 30
        while (found := await app.ctx.store.run(releases.newest)) and found[0].running:
            assert time.monotonic() < deadline, found[0]
            await asyncio.sleep(0.05)
        return found[0]


def untouched(repository: Repository, settings: ServiceSettings) -> str:
    """What `git status` has to say of the checkout."""
    command = ["git", "-C", str(settings.repository), "status", "--porcelain"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def has_ended(pid: str) -> bool:
    """Also where nobody has asked for its status yet."""
    stat = Path(f"/proc/{pid}/stat")
    return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] == "Z"


@pytest.mark.parametrize(
    ("step", "told"),
    [
        ("training", "stopped during the training"),
        ("checking", "stopped while it was checked"),
        ("before the commit", "stopped just before publishing"),
    ],
)
async def test_what_was_not_published_is_taken_back(
    step: str, told: str, settings: ServiceSettings, repository: Repository, rasa: FakeRasa
) -> None:
    before = repository.published().version
    an_example(repository, WORDS)
    async with stuck_at(step, settings):
        pids = [file.read_text().split()[0] for file in (settings.var / "studio/releases").glob("*/training.pid")]
        assert len(pids) == (step == "training")
    release = await started_anew(settings)
    assert release.state == "killed" and told in str(release.told)
    assert "what was live before still is" in str(release.told)
    assert repository.published().version == before and untouched(repository, settings) == ""
    assert rasa.models["live"]["name"] == "shipped" and not settings.model.exists()  # type: ignore[index]
    for pid in pids:  # the training that nobody waits for has ended with it
        assert has_ended(pid)
    assert WORDS in repository.draft().read(EXAMPLES)


@pytest.mark.parametrize("step", ["commit", "archive", "swap"])
async def test_what_was_published_is_finished(
    step: str, settings: ServiceSettings, repository: Repository, rasa: FakeRasa
) -> None:
    before = repository.published().version
    an_example(repository, WORDS)
    async with stuck_at(step, settings):
        assert rasa.models["live"]["name"] == "shipped"  # type: ignore[index]
        assert repository.published().version != before
    release = await started_anew(settings)
    assert release.state == "live" and "the swap was finished after the start" in str(release.told)
    assert repository.published().version == release.version and untouched(repository, settings) == ""
    assert WORDS in (settings.repository / EXAMPLES).read_text()
    live: dict[str, Any] = rasa.models["live"] or {}
    assert live["name"] == release.version and live["model_id"] == model_archive.model_id(settings.model)
    assert not [file for file in settings.model.parent.iterdir() if file.name.startswith(".")]
