"""Who is proven is greeted by name, sees what is known of them, and has it erased after a yes; nobody else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy import func, select

from actions.phrases import Phrases
from actions.profile import AnswerForgetting, ForgetMe, Greet, ShowProfile
from shop import profile
from shop.case_models import Audit, Preference
from shop.clock import utc_now
from shop.models import Behaviour, Customer, Order
from shop.store import Store
from tests.actions.conftest import said, tracker


def rows_of(store: Store, customer_id: str) -> int:
    with store.transaction(reading=True) as session:
        counts = [
            session.execute(
                select(func.count()).select_from(table).where(table.customer_id == customer_id)
            ).scalar_one()
            for table in (Behaviour, Preference)
        ]
    return sum(counts)


def with_order_under_way(store: Store) -> tuple[str, str]:
    """A customer whose newest order is under way, and its number."""
    with store.transaction(reading=True) as session:
        for customer_id in session.execute(select(Customer.id)).scalars():
            orders = profile.of(session, customer_id).orders
            if orders and orders[0].status == "shipped":
                return customer_id, orders[0].number
    raise AssertionError("the seeded shop has nobody who waits")


async def test_a_customer_is_greeted_by_name_with_the_order_that_comes(
    own_shop: Store, phrases: Phrases, dispatcher: CollectingDispatcher
) -> None:
    customer_id, number = with_order_under_way(own_shop)
    with own_shop.transaction() as session:
        session.get(Order, number).expected = utc_now().date() + timedelta(days=1)
        customer = session.get(Customer, customer_id)
    await Greet(own_shop, phrases).run(dispatcher, tracker("hello", "greet", customer_id=customer_id), {})
    (message,) = said(dispatcher)
    assert customer.name.split()[0] in message["text"] or customer.name in message["text"]
    assert number in message["text"] and "tomorrow" in message["text"]
    assert customer.email not in message["text"]
    assert [button["payload"] for button in message["buttons"]] == [
        "/track_order",
        "/return_item",
        "/recommend_product",
        "/show_profile",
    ]


async def test_a_greeting_names_no_day_that_is_over(
    own_shop: Store, phrases: Phrases, dispatcher: CollectingDispatcher
) -> None:
    customer_id, number = with_order_under_way(own_shop)
    with own_shop.transaction() as session:
        session.get(Order, number).expected = utc_now().date() - timedelta(days=2)
    heard = tracker("你好", "greet", slots={"language": "zh"}, customer_id=customer_id)
    await Greet(own_shop, phrases).run(dispatcher, heard, {})
    assert phrases.say("greet_order_shipped", "zh", number=number) in said(dispatcher)[0]["text"]


@pytest.mark.parametrize("metadata", [{}, {"customer_id": "C9999"}])
async def test_a_stranger_is_greeted_as_the_domain_says(
    shop: Store, phrases: Phrases, dispatcher: CollectingDispatcher, metadata: dict[str, Any]
) -> None:
    await Greet(shop, phrases).run(dispatcher, tracker("hello", "greet", **metadata), {})
    assert dispatcher.messages[0]["response"] == "utter_greet"


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_a_customer_sees_what_is_known_of_them(
    own_shop: Store, phrases: Phrases, dispatcher: CollectingDispatcher, language: str
) -> None:
    with own_shop.transaction() as session:
        profile.learn(session, "C0001", "size", "XL", "jackets")
        profile.learn(session, "C0001", "brand", "Halden")
        known = profile.of(session, "C0001")
    heard = tracker("?", "show_profile", slots={"language": language}, customer_id="C0001")
    await ShowProfile(own_shop, phrases).run(dispatcher, heard, {})
    (message,) = said(dispatcher)
    for told in ("XL", "Halden", known.name, known.orders[0].number, str(known.remembered)):
        assert told in message["text"]
    assert message["buttons"][0]["payload"] == "/forget_me"


async def test_a_stranger_is_told_that_only_the_conversation_is_kept(
    shop: Store, phrases: Phrases, dispatcher: CollectingDispatcher
) -> None:
    await ShowProfile(shop, phrases).run(dispatcher, tracker("what do you know about me", "show_profile"), {})
    assert said(dispatcher)[0]["text"] == phrases.say("profile_stranger", "en")


async def test_nothing_is_erased_before_it_is_confirmed(
    own_shop: Store, phrases: Phrases, dispatcher: CollectingDispatcher
) -> None:
    before = rows_of(own_shop, "C0001")
    await ForgetMe(own_shop, phrases).run(dispatcher, tracker("forget me", "forget_me", customer_id="C0001"), {})
    assert rows_of(own_shop, "C0001") == before > 0
    assert [button["payload"] for button in said(dispatcher)[0]["buttons"]] == [
        '/forget_me{"choice": "yes"}',
        '/forget_me{"choice": "no"}',
        "/delete_account",
    ]


async def test_the_button_erases_and_tells_service_to_forget_the_conversation(
    own_shop: Store, phrases: Phrases, dispatcher: CollectingDispatcher
) -> None:
    heard = tracker('/forget_me{"choice": "yes"}', "forget_me", {"choice": "yes"}, customer_id="C0001")
    await ForgetMe(own_shop, phrases).run(dispatcher, heard, {})
    told, forget = said(dispatcher)
    assert rows_of(own_shop, "C0001") == 0 and rows_of(own_shop, "C0002") > 0
    assert forget == {"forget": True} and "order" in told["text"].lower()
    with own_shop.transaction(reading=True) as session:
        row = session.execute(select(Audit).where(Audit.act == "forget")).scalar_one()
    assert (row.actor_kind, row.actor_id, row.conversation) == ("customer", "C0001", "c1")


async def test_written_words_do_not_confirm_by_an_entity(
    own_shop: Store, phrases: Phrases, dispatcher: CollectingDispatcher
) -> None:
    """Only a button carries `choice`; a sentence that was tagged so is a sentence."""
    heard = tracker("forget me yes", "forget_me", {"choice": "yes"}, customer_id="C0001")
    await ForgetMe(own_shop, phrases).run(dispatcher, heard, {})
    assert rows_of(own_shop, "C0001") > 0


async def test_a_stranger_has_the_conversation_erased_and_nobodys_profile(
    own_shop: Store, phrases: Phrases, dispatcher: CollectingDispatcher
) -> None:
    with own_shop.transaction(reading=True) as session:
        before = session.execute(select(func.count()).select_from(Behaviour)).scalar_one()
    heard = tracker('/forget_me{"choice": "yes"}', "forget_me", {"choice": "yes"})
    await ForgetMe(own_shop, phrases).run(dispatcher, heard, {})
    with own_shop.transaction(reading=True) as session:
        assert session.execute(select(func.count()).select_from(Behaviour)).scalar_one() == before
    assert [each.get("forget") for each in said(dispatcher)] == [None, True]


def after(earlier: str, action: str) -> list[dict[str, Any]]:
    return [
        {"event": "user", "text": earlier},
        {"event": "action", "name": action},
        {"event": "action", "name": "action_listen"},
        {"event": "user", "text": "yes"},
    ]


class Otherwise(Greet):
    def name(self) -> str:
        return "action_affirm"


@pytest.mark.parametrize(
    ("earlier", "action", "erased"),
    [
        ("forget me", "action_forget_me", True),
        ("/forget_me", "action_forget_me", True),
        ('/forget_me{"choice": "yes"}', "action_forget_me", False),
        ("hello", "action_greet", False),
    ],
)
async def test_a_yes_confirms_right_after_the_question_only(
    own_shop: Store, phrases: Phrases, dispatcher: CollectingDispatcher, earlier: str, action: str, erased: bool
) -> None:
    affirm = AnswerForgetting(Otherwise(own_shop, phrases), ForgetMe(own_shop, phrases), yes=True)
    heard: Tracker = tracker("yes", "affirm", customer_id="C0001")
    heard.events = after(earlier, action)
    assert affirm.name() == "action_affirm"
    await affirm.run(dispatcher, heard, {})
    assert (rows_of(own_shop, "C0001") == 0) is erased


async def test_a_no_keeps_everything(own_shop: Store, phrases: Phrases, dispatcher: CollectingDispatcher) -> None:
    deny = AnswerForgetting(Otherwise(own_shop, phrases), ForgetMe(own_shop, phrases), yes=False)
    heard: Tracker = tracker("no", "deny", customer_id="C0001")
    heard.events = after("forget me", "action_forget_me")
    await deny.run(dispatcher, heard, {})
    assert said(dispatcher)[0]["text"] == phrases.say("forget_kept", "en") and rows_of(own_shop, "C0001") > 0
