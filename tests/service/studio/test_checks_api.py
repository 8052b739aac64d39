"""The page before publishing: checks run in the background, and their last result says whose it is."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any

import pytest
from sanic import Sanic
from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from service.clock import now
from service.models import DONE, Conversation, Turn
from service.studio import checking
from service.studio.inbox.models import CORRECTED, DISCARDED, OPEN, InboxItem
from service.studio.jobs import Jobs
from studio.errors import BadEdit
from studio.files import Files
from studio.repository import Repository
from tests.service.desk.harness import Agent
from tests.service.studio.conftest import ELSEWHERE, ROOT, Hire

FILE = "nlu_data/en/orders.yml"


async def finished(agent: Agent, name: str, timeout_s: float = 60) -> dict[str, Any]:
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        _, found = await agent.get("/api/studio/checks")
        state: dict[str, Any] = found["checks"][name]
        if state["state"] != "running":
            return state
        await asyncio.sleep(0.1)
    raise AssertionError(f"{name} did not end")


def broken(files: Files) -> None:
    files.write(FILE, files.read(FILE).replace("- intent: cancel_order\n", "- intent: cancel_order\n  odd: [\n", 1))


async def test_a_check_runs_in_the_background_and_its_result_is_of_this_draft_until_somebody_edits(
    mia: Agent, repository: Repository
) -> None:
    _, found = await mia.get("/api/studio/checks")
    assert found["checks"]["validity"]["state"] == "never" and found["checks"]["validity"]["last"] is None
    status, _ = await mia.post("/api/studio/checks/validity")
    assert status == 202
    done = await finished(mia, "validity")
    assert done["state"] == "done" and done["is_current"]
    assert done["last"]["result"]["errors"] == 0 and done["last"]["draft"] == repository.draft().version
    repository.edit(lambda files: files.write(FILE, files.read(FILE) + "# more\n"), ELSEWHERE, "A comment")
    _, later = await mia.get("/api/studio/checks")
    assert later["checks"]["validity"]["state"] == "done" and not later["checks"]["validity"]["is_current"]


async def test_a_calculation_that_fails_says_why_and_what_was_known_stays(tmp_path: Path) -> None:
    jobs = Jobs(tmp_path)

    async def work(_progress: str) -> dict[str, Any]:
        return {"value": 1}

    async def fails(_progress: str) -> dict[str, Any]:
        raise BadEdit("examples of two intents are needed")

    await jobs.start("check", "a" * 40, "b" * 40, work).task
    with pytest.raises(BadEdit):
        await jobs.start("check", "c" * 40, "b" * 40, fails).task
    state = jobs.states("check", "c" * 40, "b" * 40)
    assert (state["state"], state["said"]) == ("failed", "examples of two intents are needed")
    assert state["last"]["result"] == {"value": 1} and not state["is_current"]
    assert Jobs(tmp_path).states("check", "a" * 40, "b" * 40)["is_current"], "another start of the service knows it"


async def test_what_runs_already_is_not_started_twice(tmp_path: Path) -> None:
    jobs, started, gate = Jobs(tmp_path), [], asyncio.Event()

    async def work(_progress: str) -> dict[str, Any]:
        started.append(1)
        await gate.wait()
        return {}

    first, second = (jobs.start("check", "a", "b", work) for _ in range(2))
    assert first is second
    await asyncio.sleep(0.01)
    assert jobs.states("check", "a", "b")["state"] == "running"
    gate.set()
    await first.task
    assert len(started) == 1
    await jobs.close()


def messages(session: Session, rows: list[tuple[str, str, str | None, dict[str, Any] | None]]) -> None:
    at = now()
    conversation = {"id": "c" * 32, "channel": "web", "language": "en", "created": at}
    session.execute(insert(Conversation.__table__), conversation)
    for number, (words, status, label, marked) in enumerate(rows):
        turn = {"id": f"turn-{number}", "conversation_id": "c" * 32, "first_seq": number, "last_seq": number}
        heard = {"text": words, "is_choice": False, "status": DONE, "holder": "bot", "created": at}
        session.execute(insert(Turn.__table__), turn | heard)
        session.execute(
            insert(InboxItem.__table__),
            {
                "turn_id": f"turn-{number}", "conversation_id": "c" * 32, "created": at, "language": "en",
                "text": words, "before": "", "answered": "", "fell_back": False, "ranking": [], "entities": [],
                "escalated": False, "marked": marked, "reasons": " ", "usefulness": 0.0, "status": status,
                "label": label,
            },
        )  # fmt: skip


async def test_the_latest_messages_come_masked_with_the_labels_that_exist(app: Sanic) -> None:
    rows = [
        ("where is [name]'s parcel", CORRECTED, "track_order", None),
        ("where is [name]'s parcel", OPEN, None, None),
        ("call it off", OPEN, None, {"right_intent": "cancel_order"}),
        ("spam", DISCARDED, None, None),
        ("what is this", OPEN, None, None),
    ]
    await app.ctx.store.run(messages, rows)
    said = await app.ctx.store.run(checking.latest, 1000)
    assert sorted((each.text, each.label) for each in said) == [
        ("call it off", "cancel_order"),
        ("what is this", ""),
        ("where is [name]'s parcel", "track_order"),
        ("where is [name]'s parcel", "track_order"),
    ]


@pytest.mark.slow
async def test_changed_messages_are_opened_with_their_words_until_they_are_forgotten(
    app: Sanic, mia: Agent, repository: Repository, tmp_path: Path
) -> None:
    (tmp_path / "encoders").symlink_to(ROOT / "var" / "encoders")
    words = "zorb the glimmer back to your warehouse"
    await app.ctx.store.run(messages, [(words, CORRECTED, "return_item", None), ("hello", OPEN, None, None)])

    def teach(files: Files) -> None:
        head = "- intent: return_item\n  examples: |\n"
        lines = "".join(f"    - {each}\n" for each in (words, f"please {words}", f"{words} now"))
        path = "nlu_data/en/returns.yml"
        files.write(path, files.read(path).replace(head, head + lines))

    repository.edit(teach, ELSEWHERE, "return_item: three more")
    assert (await mia.post("/api/studio/checks/messages"))[0] == 202
    done = await finished(mia, "messages", 120)
    assert done["state"] == "done", done
    assert done["last"]["result"]["counts"] == {"worse": 0, "better": 1, "other": 0}
    assert "changed" not in done["last"]["result"]
    _, page = await mia.get("/api/studio/checks/messages/changed?verdict=better")
    [message] = page["messages"]
    assert (message["text"], message["label"], message["after"]["intent"]) == (words, "return_item", "return_item")
    kept = "".join(file.read_text() for file in (tmp_path / "studio" / "checks").glob("messages-*.json"))
    assert kept and words not in kept
    await app.ctx.store.run(lambda session: session.execute(delete(InboxItem.__table__)) and None)
    _, page = await mia.get("/api/studio/checks/messages/changed")
    assert page["messages"] == []


@pytest.mark.slow
async def test_a_refit_is_asked_for_and_its_seconds_are_told(
    mia: Agent, tmp_path: Path, repository: Repository
) -> None:
    (tmp_path / "encoders").symlink_to(ROOT / "var" / "encoders")
    assert (await mia.post("/api/studio/checks/refit"))[0] == 202
    done = await finished(mia, "refit", 120)
    fit = done["last"]["result"]
    assert done["is_current"] and fit["examples"] > 4000 and fit["seconds"] > 0
    _, ready = await mia.get("/api/studio/try")
    assert ready["is_fitted"] and ready["draft"] == repository.draft().version
    repository.edit(broken, ELSEWHERE, "Broken")
    await mia.post("/api/studio/checks/refit")
    failed = await finished(mia, "refit")
    assert failed["state"] == "failed" and f"{FILE}:" in failed["said"]


async def test_nobody_but_editors_looks_or_starts(hire: Hire) -> None:
    ada = await hire("Ada", roles=["agent"])
    for path in ("", "/validity", "/messages/changed"):
        assert (await ada.get(f"/api/studio/checks{path}"))[0] == 403
    for name in ("refit", "validity", "all"):
        assert (await ada.post(f"/api/studio/checks/{name}"))[0] == 403


async def test_what_is_no_check_is_refused(mia: Agent) -> None:
    assert (await mia.post("/api/studio/checks/..%2f..%2fetc"))[0] == 404
    assert (await mia.post("/api/studio/checks/nothing"))[0] == 404
    assert (await mia.get("/api/studio/checks/nothing"))[0] == 404
    for query in ("verdict=odd", "offset=-1", "offset=99999999"):
        assert (await mia.get(f"/api/studio/checks/messages/changed?{query}"))[0] == 400
