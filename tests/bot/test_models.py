"""Which model answers a turn while others are loaded beside it. The real process: tests/e2e/test_swapping.py."""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SlotSet, UserUttered
from rasa.shared.core.slots import TextSlot
from rasa.shared.core.trackers import DialogueStateTracker

from bot import models
from bot.models import BadModel, Models
from bot.nlu import archive
from bot.tracker_store import RememberingTrackerStore


def agent(name: str) -> Any:
    metadata = SimpleNamespace(model_id=f"id-of-{name}")
    processor = SimpleNamespace(
        model_path=Path(f"/models/{name}.tar.gz"), model_metadata=metadata, action_endpoint=None, tracker_store=None
    )
    return SimpleNamespace(processor=processor, model_id=metadata.model_id, name=name)


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The archives that were loaded; `broken` cannot be, and `mute` does not answer."""
    names: list[str] = []

    def beside(_live: Any, path: Path, says_own: bool) -> Any:
        if "broken" in path.name:
            raise BadModel("broken")
        names.append(f"{path.name} says its own" if says_own else path.name)
        return agent(path.name.removesuffix(".tar.gz"))

    async def try_it(given: Any) -> None:
        if given.name == "mute":
            raise BadModel("mute")

    monkeypatch.setattr(models, "processor_of", lambda given: given.processor)
    monkeypatch.setattr(models, "_beside", beside)
    monkeypatch.setattr(models, "_try", try_it)
    return names


@pytest.fixture
def served(loaded: list[str]) -> Models:
    return Models(SimpleNamespace(agent=agent("shipped")))


async def test_a_turn_on_trial_is_answered_by_what_is_live_where_nothing_is_tried(served: Models) -> None:
    assert served.answering("trial") is served.answering("live") is served.live
    await served.load("trial", "/models/b.tar.gz", "b")
    assert served.answering("trial").name == "b" and served.answering("live").name == "id-of-shipped"
    await served.load("trial", None, "")
    assert served.answering("trial").name == "id-of-shipped"


async def test_what_was_loaded_beside_goes_live_without_being_loaded_again(served: Models, loaded: list[str]) -> None:
    await served.load("next", "/models/b.tar.gz", "b")
    assert served.live.name == "id-of-shipped" and served.answering("next") is served.live
    await served.load("live", "/models/b.tar.gz", "b")
    assert served.live.name == "b" and loaded == ["b.tar.gz"] and served.as_json()["next"] is None
    assert served._context.agent is served.live.agent  # Rasa's own routes answer with it, too


async def test_what_is_tried_says_its_own_answers_also_where_it_was_loaded_to_go_live(
    served: Models, loaded: list[str]
) -> None:
    await served.load("next", "/models/b.tar.gz", "b")
    await served.load("trial", "/models/b.tar.gz", "b")
    assert loaded == ["b.tar.gz", "b.tar.gz says its own"]
    await served.load("live", "/models/b.tar.gz", "b")
    assert len(loaded) == 2


@pytest.mark.parametrize("path", ["/models/broken.tar.gz", "/models/mute.tar.gz"])
@pytest.mark.parametrize("slot", ["live", "trial", "next"])
async def test_a_model_that_cannot_answer_changes_nothing(served: Models, slot: str, path: str) -> None:
    before = served.as_json()
    with pytest.raises(BadModel):
        await served.load(slot, path, "x")
    assert served.as_json() == before


async def test_something_is_always_live(served: Models) -> None:
    with pytest.raises(BadModel):
        await served.load("live", None, "")
    assert served.live.name == "id-of-shipped"


async def test_two_who_load_at_once_wait_for_one_another(served: Models) -> None:
    await asyncio.gather(*(served.load("live", f"/models/{name}.tar.gz", name) for name in ("b", "c")))
    assert served.live.name == "c"


async def test_what_rasa_has_loaded_itself_is_live(served: Models) -> None:
    await served.load("live", "/models/b.tar.gz", "b")
    served._context.agent = agent("other")
    assert served.live.name == "id-of-other"


def test_an_archive_is_called_by_its_release_until_another_is_trained_there(tmp_path: Path) -> None:
    place = tmp_path / "aisle.tar.gz"
    assert archive.release_of(place, "id-1") == "id-1" and archive.noted_id(place) is None
    archive.name(place, "7c1f", "id-1")
    assert archive.release_of(place, "id-1") == "7c1f" and archive.release_of(place, "id-2") == "id-2"
    assert archive.noted_id(place) == "id-1"
    (tmp_path / "aisle.tar.gz.release").write_text("[broken")
    assert archive.release_of(place, "id-1") == "id-1"


async def test_trackers_of_one_conversation_have_the_slots_of_the_model_that_reads_them(tmp_path: Path) -> None:
    def domain(*names: str) -> Domain:
        slots = [TextSlot(name, mappings=[{}], influence_conversation=False) for name in names]
        return Domain([], [], slots, {}, [], {}, {})

    old = RememberingTrackerStore(domain("color"), db=str(tmp_path / "tracker.db"))
    new = old.beside()
    new.domain = domain("color", "size")
    tracker = DialogueStateTracker("ana", old.domain.slots)
    tracker.update_with_events([UserUttered("navy please"), SlotSet("color", "navy")], old.domain)
    await old.save(tracker)
    read = await new.retrieve("ana")
    assert read is not None and read.get_slot("color") == "navy" and "size" in read.slots
    read.update(SlotSet("size", "M"), new.domain)
    await new.save(read)
    again = await old.retrieve("ana")
    assert again is not None and "size" not in again.slots and len(again.events) == 3
    old.forget("ana")
    assert await new.retrieve("ana") is None
