"""Web clients written for Rasa's Socket.IO channel work as they are."""

from __future__ import annotations

import pytest
from sanic import Sanic

from service import tokens
from tests.service.conftest import SECRET, MakeTab
from tests.service.fake_rasa import FakeRasa, choices, reply
from tests.service.harness import until

pytestmark = pytest.mark.asyncio


async def test_a_session_is_confirmed_with_a_token_that_the_server_signed(app: Sanic, new_tab: MakeTab) -> None:
    tab = await new_tab().connect()
    await tab.send("session_request", {"session_id": "chosen-by-the-client"})
    await until(lambda: tab.confirmed)
    assert tab.confirmed[0] != "chosen-by-the-client" and tokens.conversation_of(tab.confirmed[0], SECRET)


async def test_messages_are_answered_as_bot_uttered(app: Sanic, new_tab: MakeTab, rasa: FakeRasa) -> None:
    tab = await new_tab().connect()
    await tab.send("session_request", None)
    await until(lambda: tab.uttered)
    assert tab.uttered[0]["quick_replies"][0] == {"content_type": "text", "title": "Track", "payload": "/track_order"}
    await tab.send("user_uttered", {"message": "hi", "session_id": tab.confirmed[0], "customData": {"a": 1}})
    await until(lambda: {"text": "You said: hi"} in tab.uttered)
    await tab.send("user_uttered", {"message": "/track_order"})
    await until(lambda: {"text": "You said: /track_order"} in tab.uttered)
    assert rasa.questions[-1]["is_choice"] is True and tab.rows == []


async def test_a_client_that_never_asked_for_a_session_gets_one(app: Sanic, new_tab: MakeTab) -> None:
    tab = await new_tab().connect()
    await tab.send("user_uttered", {"message": "hi"})
    await until(lambda: {"text": "You said: hi"} in tab.uttered)
    assert len(tab.confirmed) == 1


async def test_a_confirmed_session_goes_on_and_a_strangers_does_not(
    app: Sanic, new_tab: MakeTab, rasa: FakeRasa
) -> None:
    first = await new_tab().connect()
    await first.send("session_request", {})
    await until(lambda: first.uttered)
    conversation = rasa.questions[-1]["conversation"]
    again, stranger = await new_tab().connect(), await new_tab().connect()
    await again.send("session_request", {"session_id": first.confirmed[0]})
    await again.send("user_uttered", {"message": "me again"})
    await until(lambda: {"text": "You said: me again"} in again.uttered)
    assert rasa.questions[-1]["conversation"] == conversation
    await stranger.send("session_request", {"session_id": conversation})
    await stranger.send("user_uttered", {"message": "and me"})
    await until(lambda: {"text": "You said: and me"} in stranger.uttered)
    assert rasa.questions[-1]["conversation"] != conversation


async def test_pictures_and_cards_are_attachments(app: Sanic, new_tab: MakeTab, rasa: FakeRasa) -> None:
    button = {"title": "More", "payload": "/more"}
    card = {"name": "Tent", "price_cents": 12900, "currency": "EUR", "image": "/t.svg", "choices": [button]}
    order = {"number": "1042", "status_text": "On its way"}
    rasa.answer = lambda question: reply(
        {"kind": "image", "body": {"url": "/a.svg", "alt": "a"}},
        {"kind": "products", "body": {"products": [card]}},
        {"kind": "order", "body": order},
        choices("Anything else?", Yes="/affirm"),
    )
    tab = await new_tab().connect()
    await tab.send("session_request", {})
    await until(lambda: len(tab.uttered) == 4)
    image, cards, text, last = tab.uttered
    assert image == {"attachment": {"type": "image", "payload": {"src": "/a.svg"}}}
    assert cards["attachment"]["payload"]["elements"] == [
        {
            "title": "Tent",
            "subtitle": "129.00 EUR",
            "image_url": "/t.svg",
            "buttons": [{"type": "postback", **button}],
        }
    ]
    assert text == {"text": "1042: On its way"} and last["quick_replies"][0]["payload"] == "/affirm"


@pytest.mark.parametrize("message", ["", None, 7, "x" * 20_000])
async def test_a_refusal_is_uttered_because_these_clients_know_no_acks(
    app: Sanic, new_tab: MakeTab, rasa: FakeRasa, message: object
) -> None:
    tab = await new_tab().connect()
    await tab.send("session_request", {})
    await until(lambda: tab.uttered)
    await tab.send("user_uttered", {"message": message})
    await until(lambda: len(tab.uttered) == 2)
    assert tab.uttered[1]["text"].startswith(("Please type", "That message")) and rasa.asked() == []
