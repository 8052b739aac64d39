"""Greeting a customer by name, showing what is known of them, and forgetting it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from babel.dates import format_date
from rasa_sdk import Action
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.heard import DomainDict, Heard, Tracker
from actions.learning import fact_in_words
from actions.phrases import Phrases
from actions.taste import known_customer
from shop import profile
from shop.actor import Actor
from shop.clock import utc_now
from shop.errors import UnknownCustomer
from shop.profile import Forgotten, Profile, RecentOrder
from shop.store import Store
from shop.words import category_name, color_name

_MOST_NAMED = 5


class Greet(Action):  # type: ignore[misc]
    """A proven customer by name, with the order that is under way; no address, no e-mail. Everybody else as the domain
    says."""

    def __init__(self, store: Store, phrases: Phrases) -> None:
        self._store, self._phrases = store, phrases

    def name(self) -> str:
        return "action_greet"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        heard = Heard.of(tracker)
        known = await known_customer(self._store, heard.customer_id)
        if known is None:
            dispatcher.utter_message(response="utter_greet")
            return []
        language = heard.language
        parts = [self._phrases.say("greet_by_name", language, name=_called(known.name))]
        coming = [each for each in known.orders if each.is_open]
        if coming:
            parts.append(self._coming(coming[0], language))
        parts.append(self._phrases.say("greet_help", language))
        payloads = {"button_orders": "/track_order", "button_return": "/return_item"} if known.orders else {}
        payloads |= {"button_recommend": "/recommend_product", "button_profile": "/show_profile"}
        buttons = [self._phrases.button(name, language, payload) for name, payload in payloads.items()]
        dispatcher.utter_message(text=" ".join(parts) if language != "zh" else "".join(parts), buttons=buttons)
        return [SlotSet("misunderstood", 0)]

    def _coming(self, order: RecentOrder, language: str) -> str:
        today = utc_now().date()
        if order.expected is None or order.expected < today:
            return self._phrases.say(f"greet_order_{order.status}", language, number=order.number)
        return self._phrases.say("greet_order", language, number=order.number, day=self._day(order.expected, language))

    def _day(self, day: date, language: str) -> str:
        today = utc_now().date()
        if day in (today, today + timedelta(days=1)):
            return self._phrases.say("day_today" if day == today else "day_tomorrow", language)
        return self._phrases.say("day_on", language, day=_written(day, language))


class ShowProfile(Action):  # type: ignore[misc]
    def __init__(self, store: Store, phrases: Phrases) -> None:
        self._store, self._phrases = store, phrases

    def name(self) -> str:
        return "action_show_profile"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        heard = Heard.of(tracker)
        known = await known_customer(self._store, heard.customer_id)
        forget = self._phrases.button("button_forget", heard.language, "/forget_me")
        text = self._told(known, heard.language) if known else self._phrases.say("profile_stranger", heard.language)
        dispatcher.utter_message(text=text, buttons=[forget])
        return [SlotSet("misunderstood", 0)]

    def _told(self, known: Profile, language: str) -> str:
        def named(values: Any) -> str:
            return self._phrases.say("list_comma", language).join(list(values)[:_MOST_NAMED])

        sizes = [fact_in_words("size", size, about, language, self._phrases) for about, size in known.sizes.items()]
        rows = {
            "profile_sizes": named(sizes),
            "profile_brands": named(known.brands),
            "profile_categories": named(category_name(each, language) for each in known.categories),
            "profile_colors": named(color_name(each, language) for each in known.colors),
            "profile_orders": named(f"{each.number} ({each.placed.isoformat()})" for each in known.orders),
            "profile_remembered": str(known.remembered) if known.remembered else "",
        }
        told = [self._phrases.say(name, language, value=value) for name, value in rows.items() if value]
        begins = self._phrases.say("profile_begins", language, name=known.name)
        return "\n".join([f"{begins}\n", *told, f"\n{self._phrases.say('profile_ends', language)}"])


class ForgetMe(Action):  # type: ignore[misc]
    """Asks, and does it when it is confirmed: by the button, or by a yes right after it (`AnswerForgetting`).

    `forget` in the answer tells service to erase the conversation, which is all that is kept of a stranger."""

    def __init__(self, store: Store, phrases: Phrases) -> None:
        self._store, self._phrases = store, phrases

    def name(self) -> str:
        return "action_forget_me"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        heard = Heard.of(tracker)
        choice = None if heard.text else heard.entities.get("choice")
        if choice == "yes":
            return await self.forget(dispatcher, tracker)
        if choice == "no":
            return self.keep(dispatcher, tracker)
        known = await known_customer(self._store, heard.customer_id)
        say = "forget_ask" if known else "forget_ask_stranger"
        buttons = [
            self._phrases.button("forget_yes", heard.language, '/forget_me{"choice": "yes"}'),
            self._phrases.button("forget_no", heard.language, '/forget_me{"choice": "no"}'),
        ]
        if known:
            buttons.append(self._phrases.button("forget_account", heard.language, "/delete_account"))
        dispatcher.utter_message(text=self._phrases.say(say, heard.language), buttons=buttons)
        return [SlotSet("misunderstood", 0)]

    async def forget(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        heard = Heard.of(tracker)
        forgotten = await self._erase(tracker, heard)
        if forgotten is None:
            text = self._phrases.say("forgotten_stranger", heard.language)
        else:
            values = {"behaviour": forgotten.behaviour, "preferences": forgotten.preferences}
            text = self._phrases.say("forgotten", heard.language, **values)
            if forgotten.orders_kept:
                kept = self._phrases.say("forgotten_orders", heard.language, count=forgotten.orders_kept)
                text = f"{text} {kept}" if heard.language != "zh" else f"{text}{kept}"
        dispatcher.utter_message(text=text)
        dispatcher.utter_message(json_message={"forget": True})
        # what was shown and looked for is remembered here
        return [SlotSet("shown_products", None), SlotSet("last_search", None), SlotSet("misunderstood", 0)]

    def keep(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        dispatcher.utter_message(text=self._phrases.say("forget_kept", Heard.of(tracker).language))
        return [SlotSet("misunderstood", 0)]

    async def _erase(self, tracker: Tracker, heard: Heard) -> Forgotten | None:
        if not heard.customer_id:
            return None
        conversation = str(tracker.sender_id)
        actor = Actor.of_conversation(conversation, heard.customer_id)
        key = f"forget {conversation} {(tracker.latest_message or {}).get('message_id') or utc_now().isoformat()}"
        try:
            done: Forgotten = await self._store.run(profile.forget, heard.customer_id, actor, key)
        except UnknownCustomer:
            return None
        return done


class AnswerForgetting(Action):  # type: ignore[misc]
    """What a yes or a no means otherwise; right after the question of `ForgetMe` it answers that, and no open task."""

    def __init__(self, otherwise: Action, forget_me: ForgetMe, *, yes: bool) -> None:
        self._otherwise, self._forget_me, self._yes = otherwise, forget_me, yes

    def name(self) -> str:
        return str(self._otherwise.name())

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        if not asked_just_before(tracker, self._forget_me.name()):
            events: list[EventType] = await self._otherwise.run(dispatcher, tracker, domain)
            return events
        if self._yes:
            return await self._forget_me.forget(dispatcher, tracker)
        return self._forget_me.keep(dispatcher, tracker)


def _written(day: date, language: str) -> str:
    pattern = "M月d日" if language == "zh" else "EEEE, d MMMM"
    return str(format_date(day, pattern, locale=language))


def asked_just_before(tracker: Tracker, action: str) -> bool:
    """Whether the turn before this one ran `action`, and not because of a button that it had shown."""
    asked, users = False, 0
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            users += 1
            if users == 2:
                return asked and "{" not in str(event.get("text") or "")
        asked = asked or (users == 1 and event.get("event") == "action" and event.get("name") == action)
    return False


def _called(name: str) -> str:
    """The given name of "Ada Quill"; a Chinese name as a whole."""
    return name.split()[0] if name.isascii() or " " in name else name
