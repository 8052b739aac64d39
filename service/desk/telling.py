"""What everybody at the desk, and every shopper in the line, is told when something has changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from service import conversations
from service.desk import colleagues, turnover
from service.desk.items import Item
from service.desk.line import Place
from service.desk.lists import Lists, is_listed
from service.desk.seats import Seats
from service.models import BOT
from service.rooms import Rooms
from shop.store import Store


def state_of(item: Item) -> dict[str, Any]:
    """How a conversation stands, for who looks at it."""
    return {name: item[name] for name in ("conversation_id", "holder", "holder_name", "language", "closed")}


def _has_moved(item: Item, before: str) -> bool:
    return before != item["holder"] or (before != BOT and bool(item["closed"]))


class Telling:
    """Remembers what was told, and tells only what is new."""

    def __init__(self, store: Store, rooms: Rooms, lists: Lists, seats: Seats, away_after_s: float) -> None:
        self._store, self._rooms, self._lists, self._seats = store, rooms, lists, seats
        self._away_after_s = away_after_s
        self._places: dict[str, Place] = {}
        self._colleagues: dict[str, dict[str, Any]] = {}

    async def lists_changed(self, conversation_ids: Sequence[str]) -> None:
        """Reads these conversations anew; their lines go to every desk, the rest to whom it concerns."""
        if not conversation_ids:
            return
        before = self._lists.holders(conversation_ids)
        found, gone = await self._lists.renew(conversation_ids, self._seats.watched())
        for item in found:
            if is_listed(item):
                await self._seats.tell_all("item", {"item": item})
        for conversation_id in gone:
            await self._seats.tell_all("gone", {"conversation_id": conversation_id})
        states = {item["conversation_id"]: state_of(item) for item in found}
        for seat in self._seats:
            await self._seats.tell_news(seat, "counts", self._lists.counts(seat.staff.id))
            if seat.watching in states:
                await self._seats.tell_news(seat, "state", states[seat.watching])
        if moved := [item for item in found if _has_moved(item, before.get(item["conversation_id"], BOT))]:
            await self._tell_moved(before, moved)

    async def _tell_moved(self, before: Mapping[str, str], moved: Sequence[Item]) -> None:
        for item in moved:
            # another process may have moved it
            if self._rooms.is_listened_to(item["conversation_id"]):
                told = {"language": item["language"], "holder": conversations.seen_holder(item["holder"])}
                await self._rooms.of(item["conversation_id"]).tell_shopper("state", told)
        for turn in await self._store.run(turnover.of, before, moved):
            told = {"conversation_id": turn.conversation_id, "how": turn.how}
            await self._seats.tell(turn.staff_id, "assigned" if turn.got else "lost", told)

    async def places(self) -> None:
        """Every shopper who waits hears when their place or their wait changes."""
        before, self._places = self._places, dict(self._lists.places)
        for conversation_id, place in self._places.items():
            if before.get(conversation_id) != place and self._rooms.is_listened_to(conversation_id):
                await self._rooms.of(conversation_id).tell_shopper("queue", place.as_json())

    async def colleagues(self) -> None:
        """Who has come or gone, or has more or fewer conversations now."""
        now = await self._store.run(colleagues.all_of, self._away_after_s)
        before, self._colleagues = self._colleagues, now
        for staff_id, colleague in now.items():
            if before.get(staff_id) != colleague:
                await self._seats.tell_all("colleague", colleague)
