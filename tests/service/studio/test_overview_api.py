"""Where the draft stands, what was edited, and taking an edit back: over HTTP."""

from __future__ import annotations

from studio.files import Files
from studio.repository import Repository
from tests.service.desk.harness import Agent
from tests.service.studio.conftest import ELSEWHERE, Hire

FILE = "nlu_data/en/orders.yml"


def one_more(files: Files) -> None:
    files.write(FILE, files.read(FILE) + "# one more\n")


async def test_an_edit_is_seen_and_taken_back(mia: Agent, repository: Repository) -> None:
    made = repository.edit(one_more, ELSEWHERE, "One more").version
    assert made is not None
    status, state = await mia.get("/api/studio/state")
    assert status == 200 and [each["path"] for each in state["changed"]] == [FILE]
    _, history = await mia.get("/api/studio/history")
    assert history["versions"][0]["title"] == "One more" and "email" not in history["versions"][0]
    _, diff = await mia.get("/api/studio/diff")
    assert "+# one more" in diff["files"][0]["patch"]
    status, undone = await mia.post("/api/studio/undo", version=made.id)
    assert (status, undone["version"]["author"]) == (200, "Mia")
    assert (await mia.get("/api/studio/state"))[1]["changed"] == []


async def test_agents_who_are_no_editors_see_nothing(hire: Hire) -> None:
    ada = await hire("Ada", roles=["agent"])
    for path in ("state", "diff", "history"):
        assert (await ada.get(f"/api/studio/{path}"))[0] == 403
    assert (await ada.post("/api/studio/undo", version="0" * 40))[0] == 403
