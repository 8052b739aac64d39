"""What the shopper was shown and had asked for, as the slots keep it from turn to turn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from rasa_sdk.events import EventType, SlotSet

from actions.heard import Heard
from actions.wishes import NOTHING, Wishes

_MOST_KEPT = 120  # of what was shown in one search


@dataclass(frozen=True)
class Shown:
    """`focus`: the ids shown last. `listed`: the last list of several, which "the second one" counts. `seen`: all that
    this search has shown. `words`: what it looked for besides its wishes."""

    focus: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()
    seen: tuple[str, ...] = ()
    words: str = ""
    wishes: Wishes = NOTHING

    @classmethod
    def of(cls, heard: Heard) -> Shown:
        """A slot from an earlier version, or none, leaves the products that were shown last."""
        held = heard.last_search if isinstance(heard.last_search, dict) else {}
        focus = heard.shown_products
        listed = _ids(held.get("listed")) if len(focus) < 2 else focus
        return cls(
            focus,
            listed or focus,
            _ids(held.get("seen")) or focus,
            str(held.get("words") or ""),
            Wishes.from_slot(held.get("wishes")),
        )

    def by_search(self, ids: Sequence[str], words: str, wishes: Wishes, *, goes_on: bool = False) -> Shown:
        """After a search; one that `goes_on` keeps in mind what it has shown before."""
        seen = (*(self.seen if goes_on else ()), *ids)
        return Shown(tuple(ids), tuple(ids), tuple(dict.fromkeys(seen))[-_MOST_KEPT:], words, wishes)

    def by_answer(self, ids: Sequence[str]) -> Shown:
        """After an answer about one or two: the list is still on the screen, and its search can go on."""
        if len(self.listed) > 1:
            return replace(self, focus=tuple(ids))
        return replace(self, focus=tuple(ids), listed=tuple(ids), seen=tuple(dict.fromkeys((*self.seen, *ids))))

    def slots(self) -> list[EventType]:
        wishes = {name: value for name, value in asdict(self.wishes).items() if value is not None}
        held = {"listed": [*self.listed], "seen": [*self.seen], "words": self.words, "wishes": wishes}
        return [SlotSet("shown_products", [*self.focus]), SlotSet("last_search", held)]


def _ids(held: object) -> tuple[str, ...]:
    return tuple(each for each in held if isinstance(each, str)) if isinstance(held, list) else ()
