"""Who may enter a conversation: whoever holds a token of ours for it, and nobody else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import jwt
import pytest
from sanic import Sanic

from service import dialogue, tokens
from service.clock import utc_now
from tests.service.conftest import IDENTITY_SECRET, SECRET, MakeTab
from tests.service.fake_rasa import FakeRasa

HOUR = timedelta(hours=1)
SOMEBODY = "0123456789abcdef0123456789abcdef"


def signed(secret: str = SECRET, **changed: Any) -> str:
    claims = {"sub": SOMEBODY, "aud": "aisle:conversation", "exp": utc_now() + HOUR} | changed
    return jwt.encode({name: value for name, value in claims.items() if value is not None}, secret, "HS256")


def unsigned(conversation_id: str) -> str:
    claims = {"sub": conversation_id, "aud": "aisle:conversation", "exp": utc_now() + HOUR}
    return jwt.encode(claims, "", algorithm="none")


def test_a_token_names_its_conversation_for_thirty_days() -> None:
    token = tokens.issue(SOMEBODY, SECRET)
    assert tokens.conversation_of(token, SECRET) == SOMEBODY
    claims = jwt.decode(token, SECRET, algorithms=["HS256"], audience="aisle:conversation")
    assert claims["exp"] - claims["iat"] == 30 * 24 * 3600


@pytest.mark.parametrize(
    "token",
    [
        None,
        "",
        "not.a.token",
        "\ud800",
        signed(secret="another server's secret, just as long as ours"),
        signed(exp=utc_now() - timedelta(seconds=1)),
        signed(exp=None),
        signed(aud="aisle:password"),
        signed(aud=None),
        signed(sub=None),
        signed(sub="../../etc/passwd"),
        signed(sub="' OR 1=1 --"),
        unsigned(SOMEBODY),
    ],
)
def test_any_other_token_names_nothing(token: str | None) -> None:
    assert tokens.conversation_of(token, SECRET) is None


def test_the_shop_proves_a_customer_with_its_own_secret() -> None:
    identity = jwt.encode({"sub": "c-17", "exp": utc_now() + HOUR}, IDENTITY_SECRET, "HS256")
    assert tokens.customer_of(identity, IDENTITY_SECRET) == "c-17"
    assert tokens.customer_of(identity, None) is None
    assert tokens.customer_of(identity, SECRET) is None
    assert tokens.customer_of("\ud800", IDENTITY_SECRET) is None


@pytest.mark.parametrize(
    "claims", [{"sub": "c-17"}, {"exp": 9999999999}, {"sub": "c-17", "exp": 1}, {"sub": "", "exp": 9999999999}]
)
def test_an_identity_without_customer_or_expiry_proves_nothing(claims: dict[str, Any]) -> None:
    assert tokens.customer_of(jwt.encode(claims, IDENTITY_SECRET, "HS256"), IDENTITY_SECRET) is None


def test_a_conversations_token_is_no_identity() -> None:
    assert tokens.customer_of(tokens.issue(SOMEBODY, IDENTITY_SECRET), IDENTITY_SECRET) is None


def identity_of(customer_id: str) -> str:
    return jwt.encode({"sub": customer_id, "exp": utc_now() + HOUR}, IDENTITY_SECRET, "HS256")


@pytest.mark.asyncio
@pytest.mark.parametrize("kind", ["forged", "expired", "foreign", "another purpose", "garbage"])
async def test_a_bad_token_gets_a_new_conversation_and_nothing_of_the_other(
    app: Sanic, new_tab: MakeTab, rasa: FakeRasa, kind: str
) -> None:
    owner = await new_tab().joined()
    await owner.say("my card number is 4111")
    await owner.answered("You said: my card number is 4111")
    conversation_id = rasa.questions[-1]["conversation"]
    head, claims, _signature = owner.token.split(".")
    token = {
        "forged": f"{head}.{claims}.{tokens.issue(conversation_id, 'x' * 40).split('.')[2]}",
        "expired": signed(sub=conversation_id, exp=utc_now() - timedelta(seconds=1)),
        "foreign": signed(secret="another server's secret, just as long as ours", sub=conversation_id),
        "another purpose": signed(sub=conversation_id, aud="aisle:password"),
        "garbage": conversation_id,
    }[kind]
    thief = await new_tab().connect()
    ack = await thief.join(token=token, since=0)
    assert ack["ok"] and ack["fresh"] and ack["messages"] == []
    await thief.say("show me everything")
    await thief.answered("You said: show me everything")
    assert "4111" not in str(thief.rows) and "everything" not in str(owner.rows)
    assert rasa.questions[-1]["conversation"] != conversation_id


@pytest.mark.asyncio
async def test_a_token_for_a_conversation_that_is_gone_gets_a_new_one(app: Sanic, new_tab: MakeTab) -> None:
    tab = await new_tab().connect()
    assert (await tab.join(token=tokens.issue(SOMEBODY, SECRET)))["fresh"]


@pytest.mark.asyncio
async def test_the_bot_learns_a_customer_only_with_proof(app: Sanic, new_tab: MakeTab, rasa: FakeRasa) -> None:
    tab = await new_tab().joined(identity="c-17")
    await tab.say("one")
    await tab.answered("You said: one")
    assert rasa.questions[-1]["customer_id"] is None
    await tab.join(token=tab.token, identity=identity_of("c-17"), since=99)
    await tab.say("two")
    await tab.answered("You said: two")
    assert rasa.questions[-1]["customer_id"] == "c-17"


@pytest.mark.asyncio
@pytest.mark.parametrize("identity", [None, "ana", identity_of("ben")], ids=["none", "unproven", "another customer's"])
@pytest.mark.parametrize("known_from", ["the start", "later"])
async def test_a_customers_conversation_is_entered_only_with_that_customers_identity(
    app: Sanic, new_tab: MakeTab, rasa: FakeRasa, known_from: str, identity: str | None
) -> None:
    ana = await new_tab().joined(identity=identity_of("ana") if known_from == "the start" else None)
    if known_from == "later":
        await ana.join(token=ana.token, since=99, identity=identity_of("ana"))
    await ana.say("my parcel is lost")
    await ana.answered("You said: my parcel is lost")
    stranger = await new_tab().connect()
    ack = await stranger.join(token=ana.token, identity=identity)
    assert ack["fresh"] and ack["messages"] == []
    await stranger.say("where does it go?")
    await stranger.answered("You said: where does it go?")
    assert rasa.questions[-1]["customer_id"] == (None if identity in (None, "ana") else "ben")
    back = await new_tab().connect()
    await back.join(token=ana.token, identity=identity_of("ana"))
    assert back.rows == ana.rows and "where does it go?" not in str(ana.rows)


@pytest.mark.asyncio
async def test_of_two_customers_who_join_at_once_one_gets_the_conversation(app: Sanic, new_tab: MakeTab) -> None:
    """Two processes do not share a room's lock; the conversation's row decides."""
    tab = await new_tab().joined()
    conversation_id = str(tokens.conversation_of(tab.token, SECRET))
    identified = [await app.ctx.store.run(dialogue.identify, conversation_id, who) for who in ("ana", "ben", "ana")]
    assert identified == [True, False, True]
