"""From a furious message to the queue: what the shopper sees, what people get, and that it happens once."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import httpx
import pytest
import pytest_asyncio
from sanic import Sanic
from sqlalchemy import select

from service import baton, conversations
from service.clock import now
from service.handoff_models import Handoff
from service.models import BOT, QUEUE, STAFF, Message
from service.settings import ServiceSettings
from shop.case_models import Grant
from shop.models import Address, Customer, Order
from shop.store import Store
from tests.service.conftest import MakeTab
from tests.service.fake_rasa import FakeRasa, Reply, choices, reply, text
from tests.service.harness import serving, until
from tests.service.test_tokens import identity_of

pytestmark = pytest.mark.asyncio

FURIOUS = "This is outrageous, you useless people!!!"


def understood(intent: str, sentiment: float | None = -0.1, **entities: str) -> dict[str, Any]:
    found = [{"entity": name, "value": value} for name, value in entities.items()]
    return {"understood": {"intent": intent, "confidence": 0.9, "sentiment": sentiment, "entities": found}}


def answers(rasa: FakeRasa, **by_text: tuple[str, float | None]) -> None:
    """Texts with an underscore for each space, and the intent and sentiment that they are understood with."""
    known = {words.replace("_", " "): heard for words, heard in by_text.items()}

    def answer(question: dict[str, Any]) -> Reply:
        intent, sentiment = known.get(question["text"], ("track_order", -0.1))
        return reply(text("Let me see.")) | understood(intent, sentiment)

    rasa.answer = answer


def furious(question: dict[str, Any]) -> Reply:
    return reply(text("Here is our FAQ.")) | understood("complaint", -0.9)


def handoffs(store: Store) -> list[Any]:
    with store.transaction() as session:
        return list(session.execute(select(Handoff).order_by(Handoff.id)).scalars())


def staff_rows(store: Store) -> list[dict[str, Any]]:
    query = select(Message.body).where(Message.audience == STAFF).order_by(Message.seq)
    with store.transaction() as session:
        return list(session.execute(query).scalars())


def add_order(store: Store, number: str, total_cents: int, days_late: int = 0, customer: str = "c-1") -> None:
    day = date.today() - timedelta(days=days_late)
    email = f"{customer}@example.com"
    with store.transaction() as session:
        if session.get(Customer, customer) is None:
            session.add(
                Customer(id=customer, name="A", email=email, country="DE", language="en", created=day, newsletter=False)
            )
            session.flush()
            session.add(
                Address(customer_id=customer, recipient="A", street="S 1", postcode="1", city="B", country="DE")
            )
            session.flush()
        address = session.execute(select(Address.id).where(Address.customer_id == customer)).scalar_one()
        session.add(
            Order(
                number=number,
                customer_id=customer,
                address_id=address,
                email=email,
                status="shipped",
                placed=now(),
                expected=day,
                delivery="standard",
                payment="card",
                shipping_cents=0,
                total_cents=total_cents,
            )
        )


async def test_a_furious_message_goes_to_the_queue_within_its_turn_with_an_apology_and_no_answer_of_the_bot(
    app: Sanic, new_tab: MakeTab, rasa: FakeRasa
) -> None:
    tab = await new_tab().joined()
    rasa.answer = furious
    await tab.say(FURIOUS)
    await tab.noticed("queued")
    (told,) = [row for row in tab.rows if row["kind"] == "notice"]
    assert told["body"]["text"].startswith("I'm sorry.") and "A person will read it" in told["body"]["text"]
    assert "Here is our FAQ." not in tab.texts("bot")
    (handoff,) = handoffs(app.ctx.store)
    assert (handoff.reason, handoff.priority, handoff.skill, handoff.language) == ("anger", 2, "complaints", "en")
    assert handoff.mood == pytest.approx(-0.9) and handoff.way == "queue" and handoff.ended is None
    await until(lambda: tab.states and tab.states[-1]["holder"] == QUEUE)


async def test_a_calm_message_stays_with_the_bot(app: Sanic, new_tab: MakeTab, rasa: FakeRasa) -> None:
    tab = await new_tab().joined()
    answers(rasa)
    await tab.say("my parcel is a day late, could you have a look?")
    await tab.answered("Let me see.")
    assert handoffs(app.ctx.store) == [] and tab.states == []


async def test_the_answer_is_shown_where_the_shopper_is_not_furious(
    app: Sanic, new_tab: MakeTab, rasa: FakeRasa
) -> None:
    tab = await new_tab().joined()
    rasa.answer = lambda question: reply(text("I see."), handoff="asked_for_human") | understood("contact_human_agent")
    await tab.say("a person, please")
    await tab.noticed("queued")
    assert "I see." in tab.texts("bot")
    (handoff,) = handoffs(app.ctx.store)
    assert (handoff.reason, handoff.skill) == ("asked_for_human", "general")


async def test_staff_read_the_handoff_in_the_log_and_the_shoppers_socket_never_gets_it(
    app: Sanic, new_tab: MakeTab, rasa: FakeRasa
) -> None:
    tab = await new_tab().joined()
    rasa.answer = furious
    await tab.say(FURIOUS)
    await tab.noticed("queued")
    told = staff_rows(app.ctx.store)[-1]
    assert told["code"] == "queue_reason" and told["text"] == "anger" and told["priority"] == 2
    assert told["summary"]["asked"] == [FURIOUS]
    again = await new_tab().connect()
    ack = await again.join(token=tab.token)
    for seen in (tab.rows, ack["messages"]):
        assert "queue_reason" not in str(seen) and "priority" not in str(seen) and "anger" not in str(seen)


async def test_the_summary_says_what_was_asked_what_was_tried_and_what_is_open(
    app: Sanic, new_tab: MakeTab, rasa: FakeRasa
) -> None:
    tab = await new_tab().joined()
    going_on = {"Return of order 1042: continue": '/resume_task{"task": "t1"}'}
    rasa.answer = lambda question: (
        reply(choices("Which item?", **going_on)) | understood("return_item", order_number="1042")
    )
    await tab.say("I want to return something from 1042")
    await tab.answered("Which item?")
    rasa.answer = furious
    await tab.say(FURIOUS)
    await tab.noticed("queued")
    (handoff,) = handoffs(app.ctx.store)
    assert handoff.summary["asked"] == ["I want to return something from 1042", FURIOUS]
    assert handoff.summary["tried"][0] == {
        "intent": "return_item",
        "entities": {"order_number": "1042"},
        "shown": ["choices"],
        "said": "Which item?",
    }
    assert handoff.summary["open"] == [{"task": "Return of order 1042: continue"}]
    assert handoff.order_numbers == ["1042"]


async def test_nothing_is_handed_over_twice_while_it_waits_and_again_after_it_came_back(
    app: Sanic, new_tab: MakeTab, rasa: FakeRasa
) -> None:
    tab = await new_tab().joined()
    rasa.answer = furious
    await tab.say(FURIOUS)
    await tab.noticed("queued")
    await tab.say("answer me, " + FURIOUS)
    assert len(handoffs(app.ctx.store)) == 1
    await hand_back(app, rasa)
    (ended,) = handoffs(app.ctx.store)
    assert ended.ended is not None
    answers(rasa)
    await tab.say("one more question")
    await tab.answered("Let me see.")
    assert len(handoffs(app.ctx.store)) == 1, "what people settled is settled"
    rasa.answer = furious
    await tab.say(FURIOUS)
    await until(lambda: len(handoffs(app.ctx.store)) == 2)


async def hand_back(app: Sanic, rasa: FakeRasa) -> None:
    def verb(session: Any) -> list[conversations.Row]:
        with conversations.hold(session, str(rasa.questions[-1]["conversation"])) as held:
            return baton.move(session, held, BOT, "handed_back")

    room = app.ctx.rooms.of(str(rasa.questions[-1]["conversation"]))
    async with room.lock:
        await room.publish(await app.ctx.store.run(verb))


async def test_three_messages_that_the_bot_did_not_understand_call_a_person_unless_knowledge_had_an_answer(
    app: Sanic, new_tab: MakeTab, rasa: FakeRasa
) -> None:
    tab = await new_tab().joined()
    asks_back = reply(choices("What do you mean?", Person="/contact_human_agent")) | understood("nlu_fallback", 0.0)
    knows = reply(text("It is 3 days.")) | understood("nlu_fallback", 0.0)
    for number, given in enumerate((asks_back, asks_back, knows, asks_back, asks_back)):
        rasa.answer = lambda question, given=given: given
        await tab.say(f"number {number}")
        await until(lambda number=number: len(tab.by("bot")) == number + 2)
    assert handoffs(app.ctx.store) == []
    await tab.say("number 5")
    await tab.noticed("queued")
    (handoff,) = handoffs(app.ctx.store)
    assert (handoff.reason, handoff.priority) == ("misunderstood", 4)


async def test_an_order_counts_only_for_who_has_shown_that_it_is_theirs(
    app: Sanic, new_tab: MakeTab, rasa: FakeRasa
) -> None:
    add_order(app.ctx.store, "1042", 90_000)
    guesser = await new_tab().joined()
    rasa.answer = lambda question: reply(text("Hm.")) | understood("complaint", -0.5, order_number="1042")
    await guesser.say("I am not content with 1042")
    await guesser.answered("Hm.")
    assert handoffs(app.ctx.store) == []
    owner = await new_tab().joined()
    rasa.answer = lambda question: (
        reply(text("Hm.")) | understood("complaint", -0.5, order_number="1042", email="C-1@example.com")
    )
    await owner.say("I am not content with 1042, c-1@example.com")
    await owner.noticed("queued")
    (handoff,) = handoffs(app.ctx.store)
    assert (handoff.reason, handoff.value_cents, handoff.order_numbers) == ("high_value", 90_000, ["1042"])
    assert handoff.facts["orders"][0]["total_cents"] == 90_000


async def test_a_late_parcel_that_is_asked_about_politely_once_is_the_bots_and_twice_is_a_persons(
    app: Sanic, new_tab: MakeTab, rasa: FakeRasa
) -> None:
    add_order(app.ctx.store, "1043", 2_000, days_late=6)
    tab = await new_tab().joined()
    rasa.answer = lambda question: (
        reply(text("On its way.")) | understood("track_order", -0.1, order_number="1043", email="c-1@example.com")
    )
    await tab.say("could you tell me where 1043 is, please? c-1@example.com")
    await tab.answered("On its way.")
    assert tab.notices() == []
    await tab.say("and when will it be here?")
    await tab.noticed("queued")
    (handoff,) = handoffs(app.ctx.store)
    assert (handoff.reason, handoff.skill) == ("long_overdue", "orders")


async def test_a_conversation_that_the_bot_cannot_answer_waits_with_a_handoff_too(
    settings: ServiceSettings, new_tab: MakeTab, rasa: FakeRasa
) -> None:
    async with serving(replace(settings, slow_after_s=0.1, queue_after_s=0.4)) as app:
        tab = await new_tab().joined()
        await rasa.stop()
        await tab.say("anybody?")
        await tab.noticed("queued")
        (handoff,) = handoffs(app.ctx.store)
        assert (handoff.reason, handoff.priority) == ("bot_unavailable", 3)
        assert handoff.summary["open"] == [{"message": "anybody?"}]


CLOSED = "Mon-Sun 00:00-24:00 Europe/Berlin; closed " + ", ".join(
    (date.today() + timedelta(days=days)).isoformat() for days in range(-1, 2)
)


@pytest_asyncio.fixture
async def closed(settings: ServiceSettings) -> Any:
    async with serving(replace(settings, opening_hours=CLOSED)) as running:
        yield running


def wanted(question: dict[str, Any]) -> Reply:
    if "person" not in question["text"]:
        return reply(text(f"You said: {question['text']}")) | understood("inform")
    return reply(text("I am bringing in a colleague."), handoff="asked_for_human") | understood("contact_human_agent")


@pytest.fixture
def sql(settings: ServiceSettings) -> Callable[[str], list[tuple[Any, ...]]]:
    path = settings.database_url.removeprefix("sqlite:///")
    return lambda query: sqlite3.connect(f"file:{path}?mode=ro", uri=True).execute(query).fetchall()


Sql = Callable[[str], list[tuple[Any, ...]]]


async def test_while_nobody_is_there_a_ticket_asks_for_an_address_and_the_bot_goes_on(
    closed: Sanic, new_tab: MakeTab, rasa: FakeRasa, sql: Sql
) -> None:
    tab = await new_tab().joined()
    rasa.answer = wanted
    await tab.say("a person please")
    await tab.noticed("ticket")
    notice = tab.by("system")[-1]["body"]["text"]
    assert "our people are back" in notice and "Berlin time" in notice and "e-mail address" in notice
    assert "I am bringing in a colleague." not in tab.texts("bot"), "nobody is brought in"
    assert tab.states == []
    (handoff,) = handoffs(closed.ctx.store)
    assert (handoff.way, handoff.reason) == ("ticket", "asked_for_human")
    await tab.say("it is Anna@Example.com, thanks")
    await tab.noticed("ticket_received")
    assert "anna@example.com" in tab.by("system")[-1]["body"]["text"]
    assert sql("select email from ticket") == [("anna@example.com",)]
    ((to, kind, words),) = sql("select recipient, kind, text from mail")
    assert (to, kind) == ("anna@example.com", "ticket_received") and "T00001" in words
    assert rasa.asked() == ["a person please"], "the address was for us"
    await tab.say("how long is delivery?")
    await tab.answered("You said: how long is delivery?")


async def test_an_address_that_the_bot_asked_for_meanwhile_is_the_bots_as_well(
    closed: Sanic, new_tab: MakeTab, rasa: FakeRasa, sql: Sql
) -> None:
    tab = await new_tab().joined()
    rasa.answer = wanted
    await tab.say("a person please")
    await tab.noticed("ticket")
    await tab.say("where is order 1042?")
    await tab.answered("You said: where is order 1042?")
    await tab.say("anna@example.com")
    await tab.answered("You said: anna@example.com")
    assert sql("select email from ticket") == [("anna@example.com",)]


async def test_a_ticket_survives_a_restart_and_is_opened_once(
    settings: ServiceSettings, new_tab: MakeTab, rasa: FakeRasa, sql: Sql
) -> None:
    shut = replace(settings, opening_hours=CLOSED)
    rasa.answer = wanted
    async with serving(shut):
        tab = await new_tab().joined()
        await tab.say("a person please")
        await tab.noticed("ticket")
    async with serving(shut):
        back = await new_tab().connect()
        await back.join(token=tab.token)
        await back.say("really, a person")
        await until(lambda: back.notices().count("ticket") == 2)
        await back.say("anna@example.com")
        await back.noticed("ticket_received")
        await back.say("sorry, it is hanna@example.com")
        await until(lambda: back.notices().count("ticket_received") == 2)
    assert sql("select email from ticket") == [("hanna@example.com",)]
    assert sql("select count(*) from handoff") == [(1,)]


async def test_nobodys_inbox_is_filled_with_tickets(closed: Sanic, new_tab: MakeTab, rasa: FakeRasa, sql: Sql) -> None:
    rasa.answer = wanted
    for _ in range(5):
        tab = await new_tab().joined()
        await tab.say("a person please")
        await tab.noticed("ticket")
        await tab.say("victim@example.com")
        await tab.noticed("ticket_received")
    assert sql("select count(*) from mail") == [(3,)]


async def test_a_callers_address_is_taken_over_rest_as_well(
    closed: Sanic, settings: ServiceSettings, rasa: FakeRasa, sql: Sql
) -> None:
    rasa.answer = wanted
    headers = {"Authorization": "Bearer key-of-shop"}
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{settings.port}", headers=headers) as client:
        asked = await client.post("/webhooks/rest/webhook", json={"sender": "a", "message": "a person please"})
        assert "e-mail address" in asked.json()[-1]["text"]
        taken = await client.post("/webhooks/rest/webhook", json={"sender": "a", "message": "anna@example.com"})
        assert "T00001" in taken.json()[0]["text"]
    assert sql("select email from ticket") == [("anna@example.com",)]


async def test_a_proven_customer_is_answered_at_the_address_of_the_account(
    closed: Sanic, new_tab: MakeTab, rasa: FakeRasa, sql: Sql
) -> None:
    add_order(closed.ctx.store, "1042", 90_000, customer="c-7")
    tab = await new_tab().joined(identity=identity_of("c-7"))
    rasa.answer = wanted
    await tab.say("a person please")
    await tab.noticed("ticket")
    notice = tab.by("system")[-1]["body"]["text"]
    assert "T00001" in notice and "your account" in notice and "c-7@example.com" not in notice
    assert sql("select email from ticket") == [("c-7@example.com",)]
    assert sql("select recipient, kind from mail") == [("c-7@example.com", "ticket_received")]
    (handoff,) = handoffs(closed.ctx.store)
    assert (handoff.value_cents, handoff.order_numbers) == (90_000, ["1042"])


async def test_a_more_urgent_reason_makes_the_ticket_more_urgent(
    closed: Sanic, new_tab: MakeTab, rasa: FakeRasa
) -> None:
    tab = await new_tab().joined()
    rasa.answer = wanted
    await tab.say("a person please")
    await tab.noticed("ticket")
    await tab.say("the charger caught fire")
    await until(lambda: tab.notices().count("ticket") == 2)
    assert "emergency services" in tab.by("system")[-1]["body"]["text"]
    (handoff,) = handoffs(closed.ctx.store)
    assert (handoff.reason, handoff.priority, handoff.skill) == ("safety", 1, "safety")


async def test_an_order_that_a_code_has_opened_counts_as_the_shoppers(
    app: Sanic, new_tab: MakeTab, rasa: FakeRasa
) -> None:
    add_order(app.ctx.store, "1042", 90_000)
    tab = await new_tab().joined()
    conversation = str(rasa.questions[-1]["conversation"])
    with app.ctx.store.transaction() as session:
        session.add(Grant(conversation=conversation, order_number="1042", until=now() + timedelta(minutes=30)))
    rasa.answer = lambda question: reply(text("Hm.")) | understood("complaint", -0.5, order_number="#1042")
    await tab.say("I am not content with #1042")
    await tab.noticed("queued")
    assert [handoff.reason for handoff in handoffs(app.ctx.store)] == ["high_value"]


async def test_who_is_forgotten_leaves_no_words_and_no_address_in_handoffs_and_tickets(
    closed: Sanic, settings: ServiceSettings, new_tab: MakeTab, rasa: FakeRasa, sql: Sql
) -> None:
    tab = await new_tab().joined()
    rasa.answer = wanted
    await tab.say("a person please, my garden gate code is 4711")
    await tab.noticed("ticket")
    await tab.say("anna@example.com")
    await tab.noticed("ticket_received")
    rasa.answer = lambda question: reply(text("Done."), forget=True)
    await tab.say("forget me")
    await tab.noticed("forgotten")
    kept = str([sql(f"select * from {table}") for table in ("message", "turn", "handoff", "ticket")])  # noqa: S608
    assert "4711" not in kept and "anna" not in kept
    assert sql("select reason, ended is not null from handoff") == [("asked_for_human", 1)]
