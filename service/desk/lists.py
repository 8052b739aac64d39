"""The lists that agents see, kept in memory: every conversation that waits or that an agent has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from service.desk import items, line
from service.desk.items import Item
from service.desk.line import Place
from service.desk.stays import holder_of
from service.models import BOT, QUEUE
from shop.store import Store

WAITING, MINE, OTHERS = "waiting", "mine", "others"
_NEVER = "9"


def is_listed(item: Item) -> bool:
    return item["holder"] != BOT and not item["closed"]


class Lists:
    """Read once, and then only what has changed: a line of 2,000 is not looked up for every message."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._items: dict[str, Item] = {}
        self._by_holder: Counter[str] = Counter()
        self._seconds_each: float | None = None
        self.places: dict[str, Place] = {}

    async def renew(
        self, conversation_ids: Sequence[str], watched: AbstractSet[str] = frozenset()
    ) -> tuple[list[Item], list[str]]:
        """Reads these conversations anew: the lines of those that are in a list, were in one or are watched, and the
        ids of those that no longer are in one."""
        found = await self._store.run(items.of, conversation_ids, watched | self._items.keys())
        gone = []
        for conversation_id in conversation_ids:
            item = found.get(conversation_id)
            if item is not None and is_listed(item):
                self._items[conversation_id] = item
            elif self._items.pop(conversation_id, None) is not None:
                gone.append(conversation_id)
        self._by_holder = Counter(item["holder"] for item in self._items.values())
        self.places = line.places(self._items.values(), self._seconds_each)
        return [self.with_place(item) for item in found.values()], gone

    async def outdated(self) -> list[str]:
        """The ids of those that have changed since they were read, whoever changed them."""
        now = await self._store.run(items.with_people)
        known = {each: (item["last_seq"], item["holder"], item["read_to"]) for each, item in self._items.items()}
        return [each for each in now.keys() | known.keys() if now.get(each) != known.get(each)]

    async def look_at_the_pace(self) -> None:
        self._seconds_each = await self._store.run(line.seconds_each)
        self.places = line.places(self._items.values(), self._seconds_each)

    def get(self, view: str, staff_id: str) -> list[Item]:
        """Without their places, which `with_place` adds. Those that wait in the order of their turn; those of agents
        with the longest unanswered first."""
        mine = holder_of(staff_id)
        if view == WAITING:
            return [self._items[each] for each in self.places]
        found = [
            item
            for item in self._items.values()
            if item["holder"] != QUEUE and (item["holder"] == mine) is (view == MINE)
        ]
        return sorted(found, key=lambda item: (item["answer_by"] or _NEVER, item["created"]))

    def holders(self, conversation_ids: Sequence[str]) -> dict[str, str]:
        """Of those that are in a list, who holds them."""
        return {each: self._items[each]["holder"] for each in conversation_ids if each in self._items}

    def counts(self, staff_id: str) -> dict[str, int]:
        waiting, mine = self._by_holder[QUEUE], self._by_holder[holder_of(staff_id)]
        return {WAITING: waiting, MINE: mine, OTHERS: len(self._items) - waiting - mine}

    def with_place(self, item: Item) -> Item:
        place = self.places.get(item["conversation_id"])
        return item | {"place": place.place if place else None}
