"""The help pages say what the FAQ files say, as soon as an editor has saved them."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from sanic import Sanic

from knowledge.errors import FaqError
from knowledge.faq import FAQ_FOLDER, read_faq
from knowledge.passages import Passage
from service.errors import NotFound
from service.help_api import HelpPages

pytestmark = pytest.mark.asyncio

ENTRY = """\
- id: {id}
  intents: [delivery_period]
  question: {question}
  also: [when does it come]
  answer: |
    {answer}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "en").mkdir()
    write(tmp_path / "en" / "delivery.yml", ENTRY.format(id="time", question="How long?", answer="**Three** days."))
    return tmp_path


def write(file: Path, *entries: str) -> None:
    """Writes a file, later than before even on a clock that is coarse."""
    later = file.stat().st_mtime_ns + 1_000_000 if file.exists() else None
    file.write_text("faq:\n" + "".join(entries))
    if later is not None:
        os.utime(file, ns=(later, later))


async def topics(pages: HelpPages, language: str = "en") -> Any:
    return json.loads((await pages.of(language)).content)["topics"]


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_every_entry_of_the_faq_is_shown_once_under_its_topic(app: Sanic, url: str, language: str) -> None:
    async with aiohttp.ClientSession() as session, session.get(f"{url}/api/help?language={language}") as response:
        assert response.status == 200 and response.content_type == "application/json"
        shown = (await response.json())["topics"]
    written = [passage for passage in read_faq(FAQ_FOLDER) if passage.language == language]
    pairs = [(topic["id"], entry["id"], entry["question"]) for topic in shown for entry in topic["entries"]]
    assert pairs == [(passage.facts["topic"], passage.id, passage.title) for passage in written]
    assert all(entry["html"].startswith("<") and "**" not in entry["html"] for t in shown for entry in t["entries"])
    assert len({topic["id"] for topic in shown}) == len(shown) > 10


async def test_an_unknown_language_gets_the_first_and_a_client_that_has_it_is_told_so(app: Sanic, url: str) -> None:
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{url}/api/help?language=tlh") as response:
            etag, body = response.headers["ETag"], await response.text()
        async with session.get(f"{url}/api/help?language=en", headers={"If-None-Match": etag}) as response:
            assert response.status == 304 and "How long does delivery take?" in body


async def test_a_saved_file_is_read_again_and_an_unchanged_one_is_not(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[Path] = []

    def read(given: Path) -> list[Passage]:
        reads.append(given)
        return read_faq(given)

    monkeypatch.setattr("knowledge.faq_folder.read_faq", read)
    pages = HelpPages(folder)
    first = await topics(pages)
    assert first[0]["entries"] == [
        {"id": "time", "question": "How long?", "html": "<p><strong>Three</strong> days.</p>"}
    ]
    assert await topics(pages) == first and len(reads) == 1
    write(folder / "en" / "delivery.yml", ENTRY.format(id="time", question="How long?", answer="**Seven** days."))
    assert "Seven" in (await topics(pages))[0]["entries"][0]["html"]
    write(folder / "en" / "returns.yml", ENTRY.format(id="back", question="Can I send it back?", answer="Yes."))
    assert [topic["id"] for topic in await topics(pages)] == ["delivery", "returns"]
    (folder / "en" / "delivery.yml").unlink()
    assert [topic["id"] for topic in await topics(pages)] == ["returns"] and len(reads) == 4


async def test_a_file_saved_with_a_fault_changes_nothing_until_it_is_mended(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    pages = HelpPages(folder)
    before = await topics(pages)
    write(folder / "en" / "delivery.yml", "- id: time\n  question: 7\n")
    assert await topics(pages) == before == await topics(pages)
    assert [record.levelname for record in caplog.records] == ["ERROR"] and "question is not a text" in caplog.text
    write(folder / "en" / "delivery.yml", ENTRY.format(id="time", question="When?", answer="Soon."))
    assert (await topics(pages))[0]["entries"][0]["question"] == "When?"


async def test_a_folder_that_was_faulty_from_the_start_is_an_error_and_not_an_empty_page(tmp_path: Path) -> None:
    with pytest.raises(FaqError):
        await HelpPages(tmp_path).of("en")


async def test_a_language_without_entries_is_not_found(folder: Path) -> None:
    with pytest.raises(NotFound):
        await HelpPages(folder).of("zh")


async def test_what_an_editor_wrote_cannot_run_on_the_page(folder: Path) -> None:
    hostile = "<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=alert(1)>"
    write(folder / "en" / "delivery.yml", ENTRY.format(id="time", question="Bad?", answer=hostile))
    html = (await topics(HelpPages(folder)))[0]["entries"][0]["html"]
    assert "<script" not in html and "<img" not in html and "href" not in html and "&lt;script&gt;" in html
