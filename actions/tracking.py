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


class LookupLimit:
    """Five wrong e-mails for one order number lock that number for 15 minutes, for every conversation.

    Whoever is locked out gets the answer that a wrong e-mail gets, so that the lock tells nothing either."""

    def __init__(self) -> None:
        self._storage = MemoryStorage()  # the limiter keeps a weak reference only
        self._limiter = FixedWindowRateLimiter(self._storage)
        self._item = RateLimitItemPerMinute(5, 15)

    def locked(self, number: str) -> bool:
        return not self._limiter.test(self._item, number)

    def failed(self, number: str) -> None:
        self._limiter.hit(self._item, number)


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
        number = tracker.get_slot("order_number")
        if heard.customer_id:
            await self._for_customer(dispatcher, heard, heard.customer_id, number)
        else:
            order = await self._for_reader(str(number), str(tracker.get_slot("email")))
            if order is None:
                self._not_found(dispatcher, heard.language)
                return [SlotSet("order_number", None), SlotSet("email", None)]
            self._show(dispatcher, order, heard.language)
        # the e-mail stays: "and order 1043?" needs no second proof of the same address
        return [SlotSet("order_number", None), SlotSet("misunderstood", 0)]

    async def _for_reader(self, number: str, email: str) -> Order | None:
        written = orders.clean_number(number) or ""
        order = await self._store.run(orders.find_for_reader, number, email)
        if self._limit.locked(written):
            return None
        if order is None:
            self._limit.failed(written)
        return order

    async def _for_customer(
        self, dispatcher: CollectingDispatcher, heard: Heard, customer_id: str, number: str | None
    ) -> None:
        theirs = await self._store.run(orders.for_customer, customer_id, _ORDERS_LISTED)
        if not theirs:
            dispatcher.utter_message(text=self._phrases.say("no_orders_yet", heard.language))
            return
        wanted = orders.clean_number(number) if number else None
        named = [order for order in theirs if wanted in (None, order.number)]
        if len(named) == 1:
            self._show(dispatcher, named[0], heard.language)
            return
        if wanted and not named:
            self._not_found(dispatcher, heard.language)
            return
        dispatcher.utter_message(
            text=self._phrases.say("your_orders", heard.language),
            buttons=[self._order_button(order, heard.language) for order in theirs],
        )

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

    def _not_found(self, dispatcher: CollectingDispatcher, language: str) -> None:
        dispatcher.utter_message(
            text=self._phrases.say("order_not_found", language),
            buttons=[
                self._phrases.button("try_again", language, "/track_order"),
                self._phrases.button("person", language, "/contact_human_agent"),
            ],
        )
