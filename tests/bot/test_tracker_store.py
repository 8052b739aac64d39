"""The tracker store that remembers, and forgets when it is asked to."""

from __future__ import annotations

from pathlib import Path

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.tracker_store import RememberingTrackerStore

pytestmark = pytest.mark.asyncio


def store_at(path: Path) -> RememberingTrackerStore:
    return RememberingTrackerStore(Domain.empty(), db=str(path / "tracker.db"))


async def said(store: RememberingTrackerStore, conversation: str, words: str) -> None:
    tracker = await store.retrieve(conversation) or DialogueStateTracker(conversation, [])
    tracker.update(UserUttered(words))
    tracker.update(SlotSet("email", "ana@example.com"))
    await store.save(tracker)


async def test_a_forgotten_conversation_is_gone_from_memory_and_disk_and_others_are_not(tmp_path: Path) -> None:
    store = store_at(tmp_path)
    for conversation in ("ana", "ben"):
        await said(store, conversation, "my gate is 4711")
    store.forget("ana")
    for where in (store, store_at(tmp_path)):
        assert await where.retrieve("ana") is None
        assert await where.retrieve("ben") is not None


async def test_another_process_that_kept_the_conversation_forgets_it_too(tmp_path: Path) -> None:
    one, other = store_at(tmp_path), store_at(tmp_path)
    await said(one, "ana", "my gate is 4711")
    await said(other, "ana", "and the other one is 4712")
    one.forget("ana")
    assert await other.retrieve("ana") is None


async def test_a_forgotten_conversation_can_begin_anew(tmp_path: Path) -> None:
    store = store_at(tmp_path)
    await said(store, "ana", "my gate is 4711")
    store.forget("ana")
    await said(store, "ana", "hello")
    tracker = await store_at(tmp_path).retrieve("ana")
    assert tracker is not None and [e.text for e in tracker.events if isinstance(e, UserUttered)] == ["hello"]
