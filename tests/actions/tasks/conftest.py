"""A conversation with the actions, without Rasa: the stories' rules say which action answers an intent."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, time
from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy import select

from actions.app import all_actions
from actions.tasks.looking import Links
from bot.nlu.entities import Lexicon, extract
from bot.nlu.lexicon import readings
from knowledge.passages import Passage
from shop.case_models import Mail
from shop.models import Order
from shop.store import Store
from shop.words import BRANDS, CATEGORIES, COLORS
from tests.actions.conftest import FakeIndex
from tests.conftest import SEED_DAY, copy_database

ROOT = Path(__file__).parents[3]
NOW = datetime.combine(SEED_DAY, time(12))
SECRET = "s" * 32


def _rules() -> dict[str, str]:
    """Intent → the one action that its rule names."""
    actions: dict[str, str] = {}
    for file in (ROOT / "stories").glob("*.yml"):
        for rule in yaml.safe_load(file.read_text(encoding="utf-8"))["rules"]:
            first, then = rule["steps"]
            for step in first.get("or", [first]):
                actions[step["intent"]] = then["action"]
    return actions


RULES = _rules()
LEXICON = Lexicon(
    readings(
        [
            *((brand, "brand", brand) for brand in BRANDS),
            *((name, "color", color) for color, names in COLORS.items() for name in names.values()),
            *((category, "category", category) for category in CATEGORIES),
        ]
    )
)


class Talk:
    """What a shopper says, with the intent that the model would see; `said` is what the bot answered last."""

    def __init__(self, store: Store, conversation: str = "c1", customer_id: str | None = None) -> None:
        self.store, self.conversation, self.customer_id = store, conversation, customer_id
        self.actions = {
            each.name(): each for each in all_actions(store, INDEX, 0.4, Links(SECRET), clock=lambda: self.now)
        }
        self.now = NOW
        self.slots: dict[str, Any] = {"language": "en"}
        self.turns = 0
        self.said: list[dict[str, Any]] = []
        self.tasks: list[str] = []

    async def say(self, text: str, intent: str = "inform", **entities: str) -> str:
        found = [{"entity": e.type, "value": e.value, "start": e.start, "end": e.end} for e in extract(text, LEXICON)]
        found += [{"entity": kind, "value": value} for kind, value in entities.items()]
        return await self._turn(text, intent, found)

    async def click(self, title: str) -> str:
        """The button of that title among all that the last answer offered."""
        payload = next(p for t, p in self.buttons() if t.casefold().startswith(title.casefold()))
        intent, brace, rest = payload.partition("{")
        entities = json.loads(brace + rest) if brace else {}
        return await self._turn(payload, intent[1:], [{"entity": k, "value": v} for k, v in entities.items()])

    def buttons(self) -> list[tuple[str, str]]:
        rows = [message.get("buttons") or message.get("body", {}).get("choices") or () for message in self.said]
        return [(button["title"], button["payload"]) for row in rows for button in row]

    async def _turn(self, text: str, intent: str, entities: list[dict[str, Any]]) -> str:
        self.turns += 1
        metadata = {"turn_id": f"{self.conversation}-{self.turns}", "customer_id": self.customer_id}
        message = {
            "text": text,
            "intent": {"name": intent, "confidence": 0.9},
            "entities": entities,
            "intent_ranking": [{"name": intent, "confidence": 0.9}],
            "metadata": metadata,
        }
        tracker = Tracker(self.conversation, dict(self.slots), message, [], False, None, {}, "action_listen")
        dispatcher = CollectingDispatcher()
        events = await self.actions[RULES[intent]].run(dispatcher, tracker, {})
        # as Rasa keeps them: through JSON
        self.slots |= {event["name"]: event["value"] for event in json.loads(json.dumps(events))}
        said = [message["custom"] or message for message in dispatcher.messages]
        # what is for the service and not for the shopper
        self.said = [message for message in said if "tasks" not in message]
        self.tasks = next((message["tasks"] for message in said if "tasks" in message), [])
        return self.text()

    def text(self) -> str:
        parts = [m.get("text") or m.get("body", {}).get("text") or m.get("response") or "" for m in self.said]
        return "\n".join(filter(None, parts))

    def code(self) -> str:
        """The code in the mail that was written last."""
        with self.store.transaction(reading=True) as session:
            mail = session.execute(select(Mail).where(Mail.kind == "code").order_by(Mail.id.desc())).scalars().first()
        assert mail is not None
        return next(word for word in mail.text.replace(".", " ").split() if word.isdigit() and len(word) == 6)

    def order(self, number: str) -> Order:
        with self.store.transaction(reading=True) as session:
            return session.get(Order, number)

    def rows(self, model: Any, **wanted: Any) -> list[Any]:
        with self.store.transaction(reading=True) as session:
            return list(session.execute(select(model).filter_by(**wanted)).scalars())


INDEX = FakeIndex(
    [
        Passage(
            "return_how", "faq", "How do I return something?", "You have 30 days.", "en", {"intents": ["return_item"]}
        ),
        Passage(
            "delivery",
            "faq",
            "How long does delivery take?",
            "3–5 working days.",
            "en",
            {"intents": ["delivery_period"]},
        ),
        Passage("declined", "faq", "Why was my card declined?", "Ask your bank.", "en", {"intents": ["payment_issue"]}),
    ]
)


@pytest.fixture
def store(seeded: Store, tmp_path: Path) -> Iterator[Store]:
    """The seeded shop, to change as one likes."""
    copy = tmp_path / "shop.db"
    copy_database(Path(str(seeded.url.database)), copy)
    store = Store(f"sqlite:///{copy}")
    yield store
    store.close()


@pytest.fixture
def talk(store: Store) -> Talk:
    return Talk(store)


def find(store: Store, *, status: str, items: int | None = None, **wanted: Any) -> Order:
    """The newest order of that status, with so many lines; not of who has others, unless asked for."""
    with store.transaction(reading=True) as session:
        query = select(Order.number).where(Order.status == status).order_by(Order.placed.desc(), Order.number)
        # one after the other: an order brings its items, its history and what became of it along
        for number in session.execute(query).scalars().all():
            order = session.get(Order, number)
            if items in (None, len(order.items)) and all(getattr(order, k) == v for k, v in wanted.items()):
                return order
    raise LookupError(f"no {status} order with {items} items")
