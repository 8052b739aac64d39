"""The lists that agents see, kept in memory: every conversation that waits or that an agent has."""

from __future__ import annotations

from collections.abc import Sequence

from service.desk import items, line
from service.desk.holding import holder_of
from service.desk.items import Item
from service.desk.line import Place
from service.models import BOT, QUEUE
from shop.store import Store

WAITING, MINE, OTHERS = "waiting", "mine", "others"
_NEVER = "9"


class Lists:
    """Read once, and then only what has changed: a line of 2,000 is not looked up for every message."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._items: dict[str, Item] = {}
        self._seconds_each: float | None = None
        self.places: dict[str, Place] = {}

    async def renew(self, conversation_ids: Sequence[str]) -> tuple[list[Item], list[str]]:
        """Reads these conversations anew: the lines that are in the lists now, and the ids of those that no longer
        are."""
        found = await self._store.run(items.of, conversation_ids)
        there, gone = [], []
        for conversation_id in conversation_ids:
            item = found.get(conversation_id)
            if item is not None and item["holder"] != BOT and not item["closed"]:
                self._items[conversation_id] = item
                there.append(item)
            elif self._items.pop(conversation_id, None) is not None:
                gone.append(conversation_id)
        self.places = line.places(self._items.values(), self._seconds_each)
        return [self.with_place(item) for item in there], gone

    async def outdated(self) -> list[str]:
        """The ids of those that have changed since they were read, whoever changed them."""
        now = await self._store.run(items.with_people)
        known = {each: (item["last_seq"], item["holder"]) for each, item in self._items.items()}
        return [each for each in now.keys() | known.keys() if now.get(each) != known.get(each)]

    async def look_at_the_pace(self) -> None:
        self._seconds_each = await self._store.run(line.seconds_each)
        self.places = line.places(self._items.values(), self._seconds_each)

    def get(self, view: str, staff_id: str) -> list[Item]:
        """Those that wait in the order of their turn; those of agents with the longest unanswered first."""
        mine = holder_of(staff_id)
        if view == WAITING:
            return [self.with_place(self._items[each]) for each in self.places]
        found = [
            item
            for item in self._items.values()
            if item["holder"] != QUEUE and (item["holder"] == mine) is (view == MINE)
        ]
        return sorted(found, key=lambda item: (item["answer_by"] or _NEVER, item["created"]))

    def counts(self, staff_id: str) -> dict[str, int]:
        holders = [item["holder"] for item in self._items.values()]
        waiting, mine = holders.count(QUEUE), holders.count(holder_of(staff_id))
        return {WAITING: waiting, MINE: mine, OTHERS: len(holders) - waiting - mine}

    def load_of(self, staff_id: str) -> int:
        return self.counts(staff_id)[MINE]

    def with_place(self, item: Item) -> Item:
        place = self.places.get(item["conversation_id"])
        return item | {"place": place.place if place else None}
