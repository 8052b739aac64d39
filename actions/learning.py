"""Taking note of what a customer says they wear and like ("I wear M in jackets", "I like Halden"), and looks at."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rasa_sdk import Action
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.heard import DomainDict, Heard, Tracker
from actions.phrases import Phrases
from actions.references import read
from actions.wishes import Wishes
from shop import behaviour, profile
from shop.errors import UnknownCustomer
from shop.store import Store
from shop.words import category_name, color_name

_LONGEST = 120
_WEARS = re.compile(
    r"\b(?:i|we)(?: \w+){0,2}? (?:wear|take|fit|am|need)\b|\bi(?:[’']m| am)\b|\bmy (?:\w+ ){0,2}?size\b|\bmy feet\b"
    r"|我(?:一般|平时|通常|都|的)?(?:穿|是|尺码|鞋码|码数|脚)|我的?(?:\w{0,4})(?:尺码|鞋码|码)",
    re.IGNORECASE,
)
_LIKES = re.compile(
    r"\bi(?: (?:really|do|just|always|generally|usually|mostly))* (?:like|love|prefer|adore|fancy|swear by)\b"
    r"|\bi[’']?m (?:a (?:big |huge )?fan of|into|fond of)\b|\bmy (?:\w+ )?favou?rites?\b"
    r"|\bi always (?:buy|go for|wear)\b"
    r"|我(?:就|很|最|更|比较|特别|一直|挺|非常|超|都|也)*(?:喜欢|偏爱|爱穿|爱用|爱买|钟爱|常买|只买)|我最爱",
    re.IGNORECASE,
)
_NOT_SAID_OF_ONESELF = re.compile(
    r"[?？]|\b(?:not|don[’']?t|never|no longer|hate|would|[’']d|if)\b|\b(?:this|that|it|those|these|one|ones)\b"
    r"|不|没|别|讨厌|要是|如果|吗|呢|哪|什么|这|那",
    re.IGNORECASE,
)
# then it is a wish, and what is said of oneself is a part of it
_WISHES = re.compile(
    r"\b(?:show|find|search|looking|need|want|recommend|suggest|get me|give me|any|do you|have you|please|order|buy|"
    r"return|exchange|swap|change)\b|想买|想要|要买|找|推荐|有没有|给我|看看|来一|换|退|订",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Statement:
    """`facts`: kind, value and what it is about; `alone`: nothing else is said, and nothing asked."""

    facts: tuple[tuple[str, str, str], ...] = ()
    alone: bool = False

    @classmethod
    def of(cls, heard: Heard) -> Statement:
        """Nothing where the message is long, asks, denies, or speaks of what is shown."""
        text = heard.text
        if not text or len(text) > _LONGEST or _NOT_SAID_OF_ONESELF.search(text) or read(text).positions:
            return cls()
        wishes, facts = Wishes.of(heard), []
        if wishes.size and _WEARS.search(text):
            facts.append(("size", wishes.size, wishes.category or ""))
        if _LIKES.search(text):
            facts += [("brand", value, "") for value in heard.values.get("brand", ())]
            facts += [("color", value, "") for value in heard.values.get("color", ())]
            if not facts:
                facts += [("category", value, "") for value in heard.values.get("category", ())]
        return cls(tuple(facts), not _WISHES.search(text))


class Learning(Action):  # type: ignore[misc]
    """Another action, before which is noted which product a customer looks at and what they say of themself; a message
    that says no more is answered here. Of a stranger nothing is kept, and they are told."""

    def __init__(self, otherwise: Action, store: Store, phrases: Phrases) -> None:
        self._otherwise, self._store, self._phrases = otherwise, store, phrases

    def name(self) -> str:
        return str(self._otherwise.name())

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        heard = Heard.of(tracker)
        await self._note_look(heard)
        statement = Statement.of(heard)
        kept = bool(statement.facts) and await self._learn(heard, statement)
        if statement.facts and statement.alone:
            say = "noted" if kept else "noted_for_nobody"
            dispatcher.utter_message(text=self._phrases.say(say, heard.language, facts=self._told(statement, heard)))
            return [SlotSet("misunderstood", 0)]
        events: list[EventType] = await self._otherwise.run(dispatcher, tracker, domain)
        return events

    async def _note_look(self, heard: Heard) -> None:
        if heard.customer_id and heard.product_page:
            await self._store.run(behaviour.looked_at, heard.customer_id, heard.product_page)

    async def _learn(self, heard: Heard, statement: Statement) -> bool:
        if not heard.customer_id:
            return False
        for kind, value, about in statement.facts:
            try:
                await self._store.run(profile.learn, heard.customer_id, kind, value, about)
            except UnknownCustomer:
                return False
        return True

    def _told(self, statement: Statement, heard: Heard) -> str:
        said = [
            fact_in_words(kind, value, about, heard.language, self._phrases) for kind, value, about in statement.facts
        ]
        return self._phrases.say("list_comma", heard.language).join(said)


def fact_in_words(kind: str, value: str, about: str, language: str, phrases: Phrases) -> str:
    """`size M for Jackets & coats`, `Halden`, `blue`."""
    if kind == "size":
        if about:
            return phrases.say("fact_size_for", language, size=value, category=category_name(about, language))
        return phrases.say("fact_size", language, size=value)
    named = {"category": category_name, "color": color_name}
    return named[kind](value, language) if kind in named else value
