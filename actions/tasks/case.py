"""One task in one turn: what was heard, what is known, and how to speak."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from actions import verdicts
from actions.heard import Heard
from actions.phrases import Phrases
from actions.tasks.frame import Frame
from shop.actor import Actor
from shop.errors import NotAllowed
from shop.models import Order
from shop.money import money
from shop.order_rules import Verdict
from shop.store import Store

P = ParamSpec("P")
T = TypeVar("T")


class TaskOver(Exception):
    """The task has ended without being done, and the shopper has been told why. `offer`: what was offered instead."""

    def __init__(self, offer: str | None = None) -> None:
        super().__init__(offer)
        self.offer = offer


class TaskBecomes(Exception):
    """What the shopper wants is another task, with these facts."""

    def __init__(self, kind: str, facts: Mapping[str, Any]) -> None:
        super().__init__(kind)
        self.kind, self.facts = kind, dict(facts)


class NotYet(Exception):
    """It could not be done with what was said about this need, and the shopper has been told why."""

    def __init__(self, need: str) -> None:
        super().__init__(need)
        self.need = need


class Need(Protocol):
    """Something that must be known before a task can be done."""

    @property
    def name(self) -> str: ...

    def read(self, case: Case, asked: bool) -> bool:
        """Takes what the message says about it; whether it said something. `asked`: it is what was asked for last, so
        that bare words may be the answer; else only what cannot mean anything else is taken."""

    async def missing(self, case: Case) -> bool:
        """Whether to ask for it. Raises TaskOver, TaskBecomes."""

    async def ask(self, case: Case) -> None: ...


class Task(Protocol):
    """`kind` is also the intent that begins it."""

    @property
    def kind(self) -> str: ...

    @property
    def needs(self) -> Sequence[Need]: ...

    async def perform(self, case: Case) -> None:
        """Does it and says so. Raises TaskOver, TaskBecomes, NotYet."""


@dataclass
class Case:
    """`order` is the order in question once it may be seen; `choice` what a button of a task said, as (name, value)."""

    store: Store
    phrases: Phrases
    dispatcher: CollectingDispatcher
    heard: Heard
    actor: Actor
    frame: Frame
    now: datetime
    order: Order | None = None
    known_email: str | None = None

    @property
    def facts(self) -> dict[str, Any]:
        return self.frame.facts

    @property
    def language(self) -> str:
        return self.heard.language

    @property
    def today(self) -> date:
        return self.now.date()

    @property
    def the_order(self) -> Order:
        assert self.order is not None, "an order is the first need of its task"  # noqa: S101
        return self.order

    def choice(self, name: str) -> str | None:
        """What a button of this task said about `name`."""
        if self.heard.entities.get("task") not in (None, self.frame.id):
            return None
        said, _, value = self.heard.entities.get("choice", "").partition(":")
        return value if said == name else None

    def button(self, title: str, name: str, value: str, intent: str = "inform") -> dict[str, str]:
        """A button that answers the need `name` of this very task."""
        payload = {"choice": f"{name}:{value}", "task": self.frame.id}
        return {"title": title, "payload": f"/{intent}{json.dumps(payload, ensure_ascii=False)}"}

    def phrase_button(self, phrase: str, name: str, value: str, intent: str = "inform") -> dict[str, str]:
        return self.button(self.phrases.say(phrase, self.language), name, value, intent)

    def say(self, phrase: str, /, *, buttons: Sequence[Mapping[str, str]] = (), **values: Any) -> None:
        self.utter(self.phrases.say(phrase, self.language, **values), buttons)

    def utter(self, text: str, buttons: Sequence[Mapping[str, str]] = ()) -> None:
        self.dispatcher.utter_message(text=text, buttons=[*buttons] or None)

    def show(self, kind: str, body: Mapping[str, Any]) -> None:
        self.dispatcher.utter_message(json_message={"kind": kind, "body": dict(body)})

    def refuse(self, verdict: Verdict, *buttons: Mapping[str, str], offer: str | None = None) -> TaskOver:
        """Says why something may not be done, and the ways on. `offer`: the task that the sentence asks for."""
        person = self.phrases.button("person", self.language, "/contact_human_agent")
        self.utter(self.rule(verdict), [*buttons, person])
        return TaskOver(offer)

    def rule(self, verdict: Verdict) -> str:
        """What the shop's rules say, in words."""
        return verdicts.say(verdict, self.language, self.phrases)

    def money(self, cents: int) -> str:
        return money(cents, self.language)

    def money_back(self, cents: int) -> str:
        """A sentence about what is paid back, to follow another; nothing where nothing is."""
        return " " + self.phrases.say("money_back", self.language, amount=self.money(cents)) if cents > 0 else ""

    async def act(self, verb: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """What `verb` does to the order for this actor, once for this frame, however often it is tried.

        Raises TaskOver, with the reason said, where a rule of the shop forbids it."""
        whose = (self.actor, self.frame.id, self.the_order.number)
        try:
            return await self.run(verb, *whose, *args, now=self.now, **kwargs)
        except NotAllowed as refused:
            raise self.refuse(refused.verdict) from None

    async def run(self, verb: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await self.store.run(verb, *args, **kwargs)


def begin_payload(kind: str, number: str) -> str:
    """The click that begins a task with this order."""
    return f"/{kind}{json.dumps({'order_number': number})}"
