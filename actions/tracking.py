"""Where an order is: for who can name its number and its e-mail, or has proven who they are."""

from __future__ import annotations

import json
from typing import Any

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from rasa_sdk import Action
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import REQUESTED_SLOT

from actions.heard import DomainDict, Heard, Tracker
from actions.money import money
from actions.phrases import Phrases
from shop import cards, orders
from shop.models import Order
from shop.store import Store

FORM = "track_order_form"
_ORDERS_LISTED = 5
_LONGEST_NUMBER = 12


class LookupLimit:
    """Five look-ups that fail lock an order number, and an e-mail address, for 15 minutes in every conversation.

    Whoever is locked out gets the answer that a wrong e-mail gets, so that the lock tells nothing either."""

    def __init__(self) -> None:
        self._storage = MemoryStorage()  # the limiter keeps a weak reference only
        self._limiter = FixedWindowRateLimiter(self._storage)
        self._item = RateLimitItemPerMinute(5, 15)

    def locked(self, number: str, email: str) -> bool:
        return not all(self._limiter.test(self._item, key) for key in self._keys(number, email))

    def failed(self, number: str, email: str) -> None:
        for key in self._keys(number, email):
            self._limiter.hit(self._item, key)

    def _keys(self, number: str, email: str) -> tuple[str, str]:
        return f"number {orders.clean_number(number)}", f"email {email.strip().lower()}"


class ValidateTrackOrderForm(Action):  # type: ignore[misc]
    """Who has proven their identity is asked for nothing: their orders are theirs to see.

    Not rasa-sdk's FormValidationAction, which reads the form from the domain: Rasa does not send that."""

    def name(self) -> str:
        return f"validate_{FORM}"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        kept = [SlotSet(slot, value) for slot, value in tracker.slots_to_validate().items()]
        if Heard.of(tracker).customer_id:
            return [*kept, SlotSet(REQUESTED_SLOT, None)]
        return kept


class AskFor(Action):  # type: ignore[misc]
    """The form's question for one slot."""

    def __init__(self, slot: str, phrases: Phrases) -> None:
        self._slot = slot
        self._phrases = phrases

    def name(self) -> str:
        return f"action_ask_{FORM}_{self._slot}"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        dispatcher.utter_message(text=self._phrases.say(f"ask_{self._slot}", Heard.of(tracker).language))
        return []


class TrackOrder(Action):  # type: ignore[misc]
    def __init__(self, store: Store, phrases: Phrases, limit: LookupLimit) -> None:
        self._store = store
        self._phrases = phrases
        self._limit = limit

    def name(self) -> str:
        return "action_track_order"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        heard = Heard.of(tracker)
        number, email = tracker.get_slot("order_number"), tracker.get_slot("email")
        forgotten = [SlotSet("order_number", None), SlotSet("misunderstood", 0)]
        if heard.customer_id and not number:
            await self._list(dispatcher, heard.customer_id, heard.language)
            return forgotten
        order = None
        if heard.customer_id:
            order = await self._store.run(orders.of_customer, heard.customer_id, str(number))
        if order is None and email:
            order = await self._for_reader(str(number), str(email))
        if order is not None:
            self._show(dispatcher, order, heard.language)
            # the e-mail stays: "and order 1043?" needs no second proof of the same address
            return forgotten
        self._not_found(dispatcher, heard, str(number))
        return [*forgotten, SlotSet("email", None)]

    async def _for_reader(self, number: str, email: str) -> Order | None:
        order = await self._store.run(orders.find_for_reader, number, email)
        if self._limit.locked(number, email):
            return None
        if order is None:
            self._limit.failed(number, email)
        return order

    async def _list(self, dispatcher: CollectingDispatcher, customer_id: str, language: str) -> None:
        theirs = await self._store.run(orders.for_customer, customer_id, _ORDERS_LISTED)
        if len(theirs) == 1:
            self._show(dispatcher, theirs[0], language)
        elif theirs:
            buttons = [self._order_button(order, language) for order in theirs]
            dispatcher.utter_message(text=self._phrases.say("your_orders", language), buttons=buttons)
        else:
            dispatcher.utter_message(text=self._phrases.say("no_orders_yet", language))

    def _order_button(self, order: Order, language: str) -> dict[str, Any]:
        title = self._phrases.say(
            "order_choice",
            language,
            number=order.number,
            placed=order.placed.date(),
            total=money(order.total_cents, language),
        )
        return {"title": title, "payload": f"/track_order{json.dumps({'order_number': order.number})}"}

    def _show(self, dispatcher: CollectingDispatcher, order: Order, language: str) -> None:
        card = cards.order_card(order, language)
        text = self._phrases.say("order_found", language, number=order.number, status=card["status_text"])
        dispatcher.utter_message(text=text)
        dispatcher.utter_message(json_message={"kind": "order", "body": card})

    def _not_found(self, dispatcher: CollectingDispatcher, heard: Heard, number: str) -> None:
        say = "order_not_in_account" if heard.customer_id else "order_not_found"
        dispatcher.utter_message(
            text=self._phrases.say(say, heard.language, number=number[:_LONGEST_NUMBER]),
            buttons=[
                self._phrases.button("try_again", heard.language, "/track_order"),
                self._phrases.button("person", heard.language, "/contact_human_agent"),
            ],
        )


class StopTracking(Action):  # type: ignore[misc]
    """What was said so far is forgotten with the task: a mistyped number would never be asked for again."""

    def __init__(self, phrases: Phrases) -> None:
        self._phrases = phrases

    def name(self) -> str:
        return "action_stop_tracking"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        dispatcher.utter_message(text=self._phrases.say("stopped", Heard.of(tracker).language))
        return [SlotSet("order_number", None), SlotSet("email", None)]
