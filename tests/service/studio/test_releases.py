"""Publishing: one release at a time, checked, by whoever may; what is killed half-way is told and leaves no half."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sanic import Sanic
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service.settings import ServiceSettings
from service.staff.models import StaffAct
from service.studio.releases.models import Release
from studio.files import Files
from studio.releases import model_archive, scoring
from studio.repository import Repository
from tests.service.desk.harness import Agent
from tests.service.fake_rasa import FakeRasa
from tests.service.harness import until
from tests.service.studio.conftest import ELSEWHERE, Hire
from tests.service.studio.trainer import BUILT

RELEASES = "/api/studio/releases"
EXAMPLES = "nlu_data/en/orders.yml"
ANSWERS = "bot/domain/talk.yml"
TRAINER = [sys.executable, "-m", "tests.service.studio.trainer"]
PATIENCE_S = 60


_scored: dict[str, Any] = {}


@pytest.fixture(autouse=True)
def trainer(app: Sanic) -> None:
    """Every model here has the weights that were built: the test set is read by them once, in the process for it."""
    app.ctx.studio.train_command = TRAINER
    run = app.ctx.studio.workers.run

    async def run_once(kind: str, verb: Any, *given: Any) -> Any:
        if verb is not scoring.score:
            return await run(kind, verb, *given)
        if not _scored:
            _scored.update(await run(kind, verb, *given))
        return _scored

    app.ctx.studio.workers.run = run_once


def edit(repository: Repository, path: str, old: str, new: str) -> None:
    def change(files: Files) -> None:
        assert old in files.read(path)
        files.write(path, files.read(path).replace(old, new, 1))

    repository.edit(change, ELSEWHERE, f"{old} → {new}")


def edit_live(repository: Repository, path: str, after: str, more: str) -> None:
    def change(files: Files) -> None:
        assert after in files.read(path)
        files.write(path, files.read(path).replace(after, after + more, 1))

    repository.edit_live(change, ELSEWHERE, f"{after} + {more}")


def an_example(repository: Repository, said: str) -> None:
    edit(repository, EXAMPLES, "    - ", f"    - {said}\n    - ")


async def listed(agent: Agent) -> list[dict[str, Any]]:
    status, answer = await agent.get(f"{RELEASES}/")
    assert status == 200, answer
    found: list[dict[str, Any]] = answer["releases"]
    return found


async def publish(agent: Agent, message: str = "More words for parcels", **more: Any) -> int:
    status, answer = await agent.post(f"{RELEASES}/", message=message, **more)
    assert status == 200, answer
    return int(answer["id"])


async def is_in(agent: Agent, release_id: int, *states: str) -> dict[str, Any]:
    """Waits for one of the states; the release."""
    deadline = time.monotonic() + PATIENCE_S
    while True:
        status, answer = await agent.get(f"{RELEASES}/{release_id}")
        assert status == 200, answer
        release: dict[str, Any] = answer["release"]
        if release["state"] in states:
            return release
        assert time.monotonic() < deadline, release
        assert release["running"], release
        await asyncio.sleep(0.05)


async def started(settings: ServiceSettings) -> list[int]:
    """Waits until a training has begun; the process."""
    notes = settings.var / "studio" / "releases"
    await until(lambda: any(file.read_text() for file in notes.glob("*/training.pid")), 20)
    return [int(file.read_text().split()[0]) for file in notes.glob("*/training.pid")]


async def acts(app: Sanic) -> list[str]:
    def read(session: Session) -> list[str]:
        found = session.execute(
            select(StaffAct.what).where(StaffAct.what.like("studio_release%")).order_by(StaffAct.id)
        )
        return list(found.scalars())

    found: list[str] = await app.ctx.store.run(read)
    return found


@pytest_asyncio.fixture
async def published(app: Sanic, pia: Agent, repository: Repository) -> dict[str, Any]:
    """A first release that is live."""
    an_example(repository, "what has become of my parcel then")
    return await is_in(pia, await publish(pia), "live")


@pytest.mark.slow
async def test_a_release_is_trained_checked_committed_and_served(
    app: Sanic, pia: Agent, repository: Repository, settings: ServiceSettings, rasa: FakeRasa
) -> None:
    before = repository.published().version
    an_example(repository, "what has become of my parcel then")
    release = await is_in(pia, await publish(pia, "More words for parcels\n\nAsked for in the inbox."), "live")
    assert release["title"] == "More words for parcels" and release["parent"] == before
    assert repository.published().version == release["version"]
    assert "what has become of my parcel then" in (settings.repository / EXAMPLES).read_text()
    assert rasa.models["live"]["name"] == release["version"]  # type: ignore[index]
    # loaded beside what was live, which answered until the swap
    assert [load["slot"] for load in rasa.loads] == ["next", "live"]
    assert model_archive.put_there(settings.model) == model_archive.model_id(settings.model)
    newest = max(file.stat().st_mtime for file in settings.repository.rglob("*.yml"))
    assert settings.model.stat().st_mtime >= newest  # `make` has nothing to train
    languages = release["figures"]["languages"]
    assert languages["en"]["accuracy"] > 0.9 and languages["zh"]["messages"] > 100
    assert release["figures"]["seconds"] > 0 and release["kept"]
    assert await acts(app) == ["studio_release_begun", "studio_release_live"]
    assert not list((settings.var / "studio" / "releases").iterdir())


@pytest.mark.slow
async def test_answers_alone_need_no_training(
    app: Sanic, pia: Agent, repository: Repository, settings: ServiceSettings, published: dict[str, Any]
) -> None:
    app.ctx.studio.train_command = ["false"]
    edit(repository, ANSWERS, "Hello, this is Larkfield's assistant.", "A very good day to you.")
    release = await is_in(pia, await publish(pia, "A warmer greeting"), "live")
    assert release["figures"]["reused"] and release["figures"]["languages"] == published["figures"]["languages"]
    assert "A very good day" in str(model_archive.responses_of(settings.model)["utter_greet"])
    assert [each["state"] for each in await listed(pia)] == ["live", "superseded"]


@pytest.mark.slow
async def test_going_back_is_one_call_and_trains_nothing(
    app: Sanic, pia: Agent, repository: Repository, settings: ServiceSettings, published: dict[str, Any], rasa: FakeRasa
) -> None:
    first = model_archive.put_there(settings.model)
    an_example(repository, "my parcel, where, tell me")
    await is_in(pia, await publish(pia, "Worse words"), "live")
    assert model_archive.put_there(settings.model) != first
    app.ctx.studio.train_command = ["false"]
    status, answer = await pia.post(f"{RELEASES}/{published['id']}/back", message="The new words were worse")
    assert status == 200
    release = await is_in(pia, answer["id"], "live")
    assert model_archive.put_there(settings.model) == first == rasa.models["live"]["model_id"]  # type: ignore[index]
    assert "my parcel, where" not in (settings.repository / EXAMPLES).read_text()
    assert release["kind"] == "back" and "my parcel, where" in repository.draft().read(EXAMPLES)


@pytest.mark.slow
async def test_a_training_that_is_killed_changes_nothing_and_is_told(
    app: Sanic, pia: Agent, repository: Repository, settings: ServiceSettings, rasa: FakeRasa
) -> None:
    app.ctx.studio.train_command = [*TRAINER, "--seconds", "60"]
    before = repository.published().version
    an_example(repository, "what has become of my parcel then")
    begun = await publish(pia)
    [pid] = await started(settings)
    os.kill(pid, signal.SIGKILL)
    release = await is_in(pia, begun, "killed")
    assert "signal 9" in release["told"] and "what was live before still is" in release["told"]
    assert repository.published().version == before and not settings.model.exists()
    assert rasa.models["live"]["name"] == "shipped"  # type: ignore[index]
    # the draft is as it was, and can be published again
    app.ctx.studio.train_command = TRAINER
    await is_in(pia, await publish(pia), "live")


@pytest.mark.slow
async def test_a_training_that_is_cancelled_ends_at_once(
    app: Sanic, pia: Agent, repository: Repository, settings: ServiceSettings
) -> None:
    app.ctx.studio.train_command = [*TRAINER, "--seconds", "60"]
    an_example(repository, "what has become of my parcel then")
    begun = await publish(pia)
    [pid] = await started(settings)
    assert (await pia.post(f"{RELEASES}/{begun}/cancel"))[0] == 200
    release = await is_in(pia, begun, "cancelled")
    assert "Pia cancelled it" in release["told"]
    await until(lambda: not Path(f"/proc/{pid}").exists())
    assert (await pia.post(f"{RELEASES}/{begun}/cancel"))[0] == 409
    assert await acts(app) == ["studio_release_begun", "studio_release_cancelled"]


@pytest.mark.slow
async def test_a_training_that_fails_says_why(app: Sanic, pia: Agent, repository: Repository) -> None:
    before = repository.published().version
    edit(repository, ANSWERS, "Hello, this is Larkfield's assistant.", "I fail.")
    release = await is_in(pia, await publish(pia, "A greeting"), "failed")
    assert "InvalidDomain: the domain says fail" in release["told"] and repository.published().version == before


async def test_examples_that_contradict_each_other_are_named_before_anything_is_trained(
    app: Sanic, pia: Agent, repository: Repository
) -> None:
    app.ctx.studio.train_command = ["false"]
    edit(
        repository,
        EXAMPLES,
        "- intent: cancel_order\n  examples: |\n",
        "- intent: cancel_order\n  examples: |\n    - zanzibar\n",
    )
    edit(
        repository,
        EXAMPLES,
        "- intent: track_order\n  examples: |\n",
        "- intent: track_order\n  examples: |\n    - zanzibar\n",
    )
    release = await is_in(pia, await publish(pia), "failed")
    assert "orders.yml:" in release["told"] and "zanzibar" in release["told"]


@pytest.mark.slow
async def test_a_push_from_elsewhere_during_the_training_is_not_written_over(
    app: Sanic, pia: Agent, repository: Repository
) -> None:
    app.ctx.studio.train_command = [*TRAINER, "--seconds", "3"]
    an_example(repository, "what has become of my parcel then")
    begun = await publish(pia)
    await is_in(pia, begun, "training")

    edit_live(repository, EXAMPLES, "- intent: cancel_order\n  examples: |\n", "    - call it off from elsewhere\n")
    pushed = repository.published().version
    release = await is_in(pia, begun, "failed")
    assert "meanwhile" in release["told"] and repository.published().version == pushed
    assert "what has become of my parcel then" in repository.draft().read(EXAMPLES)


@pytest.mark.slow
async def test_an_answer_that_is_saved_live_during_the_training_stays_and_costs_no_other_training(
    app: Sanic, pia: Agent, repository: Repository, settings: ServiceSettings
) -> None:
    app.ctx.studio.train_command = [*TRAINER, "--seconds", "3"]
    an_example(repository, "what has become of my parcel then")
    begun = await publish(pia)
    await is_in(pia, begun, "training")
    edit_live(repository, ANSWERS, "Goodbye, and thank you for stopping by", ", come again")
    answered = repository.published().version
    release = await is_in(pia, begun, "live")
    assert release["version"] == repository.published().version != answered
    assert "come again" in (settings.repository / ANSWERS).read_text()
    assert "what has become of my parcel then" in (settings.repository / EXAMPLES).read_text()
    assert repository.diff(repository.published().version, repository.draft().version) == []


@pytest.mark.slow
async def test_what_was_live_before_the_first_release_can_be_gone_back_to_as_well(
    app: Sanic, pia: Agent, repository: Repository, settings: ServiceSettings
) -> None:
    settings.model.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(BUILT, settings.model)
    an_example(repository, "what has become of my parcel then")
    await is_in(pia, await publish(pia), "live")
    newest, first = await listed(pia)
    assert (newest["state"], first["state"], first["kind"]) == ("live", "superseded", "first")
    assert first["kept"] and first["figures"]["languages"]["en"]["accuracy"] > 0.9
    app.ctx.studio.train_command = ["false"]
    _, answer = await pia.post(f"{RELEASES}/{first['id']}/back", message="As it was")
    await is_in(pia, answer["id"], "live")
    assert "what has become of my parcel then" not in (settings.repository / EXAMPLES).read_text()


@pytest.mark.slow
async def test_of_two_publishers_at_once_one_goes_out(
    app: Sanic, pia: Agent, hire: Hire, repository: Repository
) -> None:
    other = await hire("Otto", roles=["publisher"])
    an_example(repository, "what has become of my parcel then")
    answers = await asyncio.gather(*(each.post(f"{RELEASES}/", message="Words") for each in (pia, other)))
    assert sorted(status for status, _ in answers) == [200, 409]
    refused = next(answer for status, answer in answers if status == 409)
    assert "one release goes out at a time" in refused["error"]["message"]
    [release] = await listed(pia)
    await is_in(pia, release["id"], "live")


async def test_editors_look_on_and_publish_nothing(app: Sanic, mia: Agent, repository: Repository) -> None:
    an_example(repository, "what has become of my parcel then")
    assert await listed(mia) == []
    for path in ("/", "/anew", "/1/back", "/1/approve", "/1/cancel"):
        status, answer = await mia.post(f"{RELEASES}{path}", message="x")
        assert status == 403, (path, answer)


async def test_what_cannot_be_a_release_is_refused(app: Sanic, pia: Agent) -> None:
    for body in ({}, {"message": ""}, {"message": 5}, {"message": "x" * 5000}, {"message": "x", "despite": "yes"}):
        assert (await pia.post(f"{RELEASES}/", **body))[0] == 400, body
    status, answer = await pia.post(f"{RELEASES}/", message="Nothing")
    assert status == 400 and "nothing has changed" in answer["error"]["message"].lower()
    assert (await pia.post(f"{RELEASES}/99/back", message="x"))[0] == 404
    assert (await pia.get(f"{RELEASES}/99"))[0] == 404


@pytest.mark.slow
async def test_a_test_set_that_is_understood_worse_stops_a_release_until_somebody_insists(
    app: Sanic, pia: Agent, repository: Repository, published: dict[str, Any]
) -> None:
    def brilliant(session: Session) -> None:
        languages = {"en": {"accuracy": 1.0, "messages": 1}, "zh": {"accuracy": 0.9, "messages": 1}}
        figures = published["figures"] | {"languages": languages}
        session.execute(update(Release).where(Release.id == published["id"]).values(figures=figures))

    await app.ctx.store.run(brilliant)
    an_example(repository, "my parcel, where, tell me")
    release = await is_in(pia, await publish(pia), "failed")
    assert "en 100.0% → 95" in release["told"] and release["figures"]["languages"]["en"]["accuracy"] < 1
    await is_in(pia, await publish(pia, despite=True), "live")


@pytest.mark.slow
async def test_a_model_that_the_bot_refuses_is_not_published(
    app: Sanic, pia: Agent, repository: Repository, settings: ServiceSettings, rasa: FakeRasa
) -> None:
    before = repository.published().version
    an_example(repository, "what has become of my parcel then")
    rasa.refuses_models = True
    release = await is_in(pia, await publish(pia), "failed")
    assert "cannot serve the model" in release["told"] and repository.published().version == before


@pytest.mark.slow
async def test_what_was_trained_elsewhere_stays_and_what_was_pushed_can_be_learnt(
    app: Sanic, pia: Agent, repository: Repository, settings: ServiceSettings, published: dict[str, Any], rasa: FakeRasa
) -> None:
    def push(files: Files) -> None:
        files.write(EXAMPLES, files.read(EXAMPLES).replace("    - ", "    - pushed words about an order\n    - ", 1))

    repository.edit_live(push, ELSEWHERE, "Words by a developer")
    await app.ctx.studio.releases.look()
    _, answer = await pia.get(f"{RELEASES}/")
    assert answer["behind"] == repository.published().version
    assert rasa.models["live"]["name"] == published["version"]  # type: ignore[index]
    status, begun = await pia.post(f"{RELEASES}/anew")
    assert status == 200
    release = await is_in(pia, begun["id"], "live")
    assert release["version"] == repository.published().version == rasa.models["live"]["name"]  # type: ignore[index]
    assert (await pia.get(f"{RELEASES}/"))[1]["behind"] is None


@pytest.mark.slow
async def test_answers_that_were_published_by_themselves_need_no_other_model(
    app: Sanic, pia: Agent, repository: Repository, published: dict[str, Any], rasa: FakeRasa
) -> None:
    loads = len(rasa.loads)
    edit_live(repository, ANSWERS, "Hello, this is Larkfield's assistant", ", and a very good day to you")
    await app.ctx.studio.releases.look()
    assert len(rasa.loads) == loads and rasa.models["live"]["name"] == published["version"]  # type: ignore[index]
    assert (await pia.get(f"{RELEASES}/"))[1]["behind"] is None


class TestSecondApproval:
    @pytest.fixture
    def settings(self, settings: ServiceSettings) -> ServiceSettings:
        return replace(settings, second_approval=True)

    @pytest.mark.slow
    async def test_the_author_waits_for_another_publisher(
        self, app: Sanic, pia: Agent, hire: Hire, repository: Repository
    ) -> None:
        before = repository.published().version
        an_example(repository, "what has become of my parcel then")
        begun = await publish(pia)
        await is_in(pia, begun, "awaiting_approval")
        status, _ = await pia.post(f"{RELEASES}/{begun}/approve")
        assert status == 403 and repository.published().version == before
        editor, admin = await hire("Eddi"), await hire("Ada", roles=["admin"])
        assert (await editor.post(f"{RELEASES}/{begun}/approve"))[0] == 403
        assert (await admin.post(f"{RELEASES}/{begun}/approve"))[0] == 200
        release = await is_in(pia, begun, "live")
        assert release["approved_name"] == "Ada" and repository.published().version == release["version"]
        assert (await admin.post(f"{RELEASES}/{begun}/approve"))[0] == 409
