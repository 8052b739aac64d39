"""Import and export over HTTP: what leaves the studio comes back as nothing new, and nothing is replaced unasked."""

from __future__ import annotations

import csv
import io
import zipfile

from studio import synonyms_search
from studio.repository import Repository
from tests.service.desk.harness import Agent

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
