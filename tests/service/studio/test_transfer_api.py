"""Import and export over HTTP: what leaves the studio comes back as nothing new, and nothing is replaced unasked."""

from __future__ import annotations

import asyncio
import csv
import io
import time
import zipfile
from typing import Any

import pygit2

from studio.language import synonyms_search
from studio.repository import Repository
from tests.service.desk.harness import Agent
from tests.service.studio.conftest import Hire

TRANSFER = "/api/studio/transfer"


async def exported(agent: Agent, what: str, query: str = "") -> bytes:
    async with agent.http.get(f"{agent.url}{TRANSFER}/export/{what}?{query}") as response:
        assert response.status == 200, await response.text()
        assert response.headers["Content-Disposition"].startswith("attachment")
        return await response.read()


async def test_examples_leave_as_a_table(mia: Agent) -> None:
    content = await exported(mia, "examples", "bom=1")
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert len(rows) > 2_000 and {row["language"] for row in rows} == {"en", "zh"}
    only = await exported(mia, "examples", "only=zh")
    assert {row["language"] for row in csv.DictReader(io.StringIO(only.decode()))} == {"zh"}


async def test_training_data_leaves_as_the_files_that_it_is(mia: Agent, repository: Repository) -> None:
    with zipfile.ZipFile(io.BytesIO(await exported(mia, "training", "version=published"))) as archive:
        assert archive.testzip() is None
        path = "nlu_data/zh/orders.yml"
        assert archive.read(path).decode() == repository.published().read(path)


async def test_an_export_that_is_not_there_is_said_as_json(mia: Agent) -> None:
    assert (await mia.get(f"{TRANSFER}/export/passwords"))[0] == 404
    assert (await mia.get(f"{TRANSFER}/export/faq?version=nonsense"))[0] == 404
    assert (await mia.get(f"{TRANSFER}/export/faq?only=../en"))[0] == 404


async def test_synonyms_are_edited_in_the_draft(mia: Agent, repository: Repository) -> None:
    given = {"kind": "synonym", "name": "grey", "language": "en"}
    status, answer = await mia.post(f"{TRANSFER}/synonyms/add", **given, words=["pewter"])
    assert status == 200 and answer["version"]["title"] == "grey (en): pewter"
    _, listed = await mia.get(f"{TRANSFER}/synonyms")
    [grey] = [block for block in listed["blocks"] if block["name"] == "grey"]
    assert "pewter" in grey["words"]["en"] and grey["words"]["zh"]
    status, answer = await mia.post(f"{TRANSFER}/synonyms/add", **given | {"name": "red"}, words=["pewter"])
    assert status == 409 and "means grey already" in answer["error"]["message"]
    assert (await mia.post(f"{TRANSFER}/synonyms/add", **given))[0] == 400


async def test_words_of_the_search_serve_at_once(mia: Agent, repository: Repository) -> None:
    assert (await mia.post(f"{TRANSFER}/groups/add", terms=["pouffe", "footstool"]))[0] == 200
    served = (repository.folder / synonyms_search.PATH).read_text()
    assert "- [pouffe, footstool]\n" in served
    status, _ = await mia.post(f"{TRANSFER}/groups/change", old=["pouffe", "stool"], terms=["a", "b"])
    assert status == 404
    status, _ = await mia.post(f"{TRANSFER}/groups/change", old=["pouffe", "footstool"], terms=["pouffe", "脚凳"])
    assert status == 200
    assert (await mia.post(f"{TRANSFER}/groups/remove", old=["pouffe", "脚凳"]))[0] == 200
    assert "pouffe" not in (repository.folder / synonyms_search.PATH).read_text()


async def test_words_of_the_search_are_taken_back_where_they_serve(mia: Agent, repository: Repository) -> None:
    before = (repository.folder / synonyms_search.PATH).read_text()
    _, answer = await mia.post(f"{TRANSFER}/groups/add", terms=["pouffe", "footstool"])
    assert answer["live"] and "pouffe" in (repository.folder / synonyms_search.PATH).read_text()
    assert (await mia.post("/api/studio/undo", version=answer["version"]["id"]))[0] == 200
    assert (repository.folder / synonyms_search.PATH).read_text() == before
    assert repository.draft().read(synonyms_search.PATH) == before


async def test_an_export_is_in_the_audit_list(mia: Agent, hire: Hire) -> None:
    await exported(mia, "faq")
    _, answer = await mia.get("/api/studio/acts")
    assert [act["what"] for act in answer["acts"]] == ["studio_exported"]


async def imported(agent: Agent, name: str, content: bytes, query: str = "") -> dict[str, Any]:
    """The state in which an upload comes to rest."""
    async with agent.http.post(f"{agent.url}{TRANSFER}/imports?name={name}&{query}", data=content) as response:
        answer = await response.json()
        assert response.status == 202, answer
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        status, state = await agent.get(f"{TRANSFER}/imports/{answer['token']}")
        assert status == 200, state
        if state["state"] != "reading":
            return dict(state, token=answer["token"])
        await asyncio.sleep(0.05)
    raise AssertionError("no report")


async def test_what_was_exported_is_nothing_new(mia: Agent, repository: Repository) -> None:
    before = repository.draft().version
    for what, name in (
        ("examples", "examples.csv"),
        ("training", "training.zip"),
        ("one-file", "nlu.yml"),
        ("faq", "faq.csv"),
        ("responses", "responses.csv"),
        ("words", "words.csv"),
    ):
        state = await imported(mia, name, await exported(mia, what, "bom=1"))
        assert state["state"] == "ready", state
        report = state["report"]
        assert report["faults"] == [] and report["different"] == [] and report["unknown"] == [], what
        assert [counts["new"] for counts in report["counts"].values()] == [0, 0, 0, 0], what
        assert sum(counts["there"] for counts in report["counts"].values()) > 20
        status, answer = await mia.post(f"{TRANSFER}/imports/{state['token']}/apply")
        assert status == 200 and answer["version"] is None
    assert repository.draft().version == before


async def test_an_import_of_50_mb_is_refused_in_words(mia: Agent) -> None:
    async with mia.http.post(f"{mia.url}{TRANSFER}/imports?name=all.csv", data=b"x" * 50_000_000) as response:
        assert response.status == 413
        error = (await response.json())["error"]
    assert error["code"] == "too_large" and "10 MB" in error["message"]
    assert (await mia.get(f"{TRANSFER}/imports"))[1] == {"token": None}


CSV = """intent,language,text
track_order,en,whither hath my parcel gone
cancel_order,en,where is my order
track_order,en,Where is my order?
track_parcel_abroad,en,has my parcel left customs
track_order,en,<script>alert(1)</script>
track_order,en,my [box](banana) is late
track_order,en,'=SUM(A1) where is it
"""


async def test_the_report_says_what_would_happen_and_one_commit_does_it(mia: Agent, repository: Repository) -> None:
    before = repository.draft().version
    state = await imported(mia, "more.csv", CSV.encode())
    report = state["report"]
    assert report["counts"]["examples"] == {"new": 2, "there": 1, "different": 1, "unknown": 1}
    [contradiction] = report["different"]
    assert (contradiction["place"], contradiction["intent"]) == ("more.csv:3", "track_order")
    assert [(fault["place"], "markup" in fault["said"]) for fault in report["faults"]] == [
        ("more.csv:6", True),
        ("more.csv:7", False),
    ]
    intents = {"track_parcel_abroad": {"to": "track_order"}}
    status, answer = await mia.post(f"{TRANSFER}/imports/{state['token']}/apply", intents=intents)
    assert status == 200 and answer["applied"]["added"]["examples"] == 3
    commits = pygit2.Repository(str(repository.folder)).walk(answer["version"]["id"])
    commits.hide(before)
    assert len(list(commits)) == 1
    [diff] = repository.diff(before, answer["version"]["id"])
    assert (diff.path, diff.added, diff.removed) == ("nlu_data/en/orders.yml", 3, 0)
    assert "+    - =SUM(A1) where is it" in diff.patch
    assert (await mia.post(f"{TRANSFER}/imports/{state['token']}/apply"))[0] == 404


async def test_an_import_is_its_editors_alone(mia: Agent, hire: Hire) -> None:
    state = await imported(mia, "more.csv", CSV.encode())
    ben = await hire("Ben")
    path = f"{TRANSFER}/imports/{state['token']}"
    assert (await ben.get(path))[0] == 404
    assert (await ben.post(f"{path}/apply"))[0] == 404
    assert (await ben.get(f"{TRANSFER}/imports"))[1] == {"token": None}
    assert (await mia.get(f"{TRANSFER}/imports"))[1] == {"token": state["token"]}
    assert (await mia.get(f"{TRANSFER}/imports/../../secrets"))[0] == 404


async def test_agents_do_not_import(hire: Hire) -> None:
    agent = await hire("Ann", roles=["agent"])
    for path in ("imports", "synonyms", "export/examples"):
        assert (await agent.get(f"{TRANSFER}/{path}"))[0] == 403
    async with agent.http.post(f"{agent.url}{TRANSFER}/imports", data=b"intent,text\n") as response:
        assert response.status == 403


async def test_what_cannot_be_read_is_said_with_its_line(mia: Agent) -> None:
    state = await imported(mia, "more.csv", "intent,text\ntrack_order,wo ist mein Päckchen\n".encode("cp1252"))
    assert state["state"] == "refused" and state["error"]["message"].startswith("more.csv:2: is not written in UTF-8")
    state = await imported(mia, "more.csv", "intent,text\ntrack_order,naïve\n".encode("cp1252"), "encoding=cp1252")
    assert state["report"]["counts"]["examples"]["new"] == 1
