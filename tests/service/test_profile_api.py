"""What the shop knows of somebody: shown to them alone, and erased when they say so."""

from __future__ import annotations

from typing import Any

import jwt
import pytest
from sanic import Sanic
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.clock import utc_now
from shop import profile
from shop.case_models import Mail, Preference
from tests.service.conftest import IDENTITY_SECRET, MakeTab
from tests.service.harness import until
from tests.service.test_demo_api import Ask, ask, fill  # noqa: F401
from tests.service.test_tokens import HOUR, identity_of

pytestmark = pytest.mark.asyncio


async def filled(app: Sanic) -> None:
    def like(session: Session) -> None:
        fill(session)
        session.flush()
        profile.learn(session, "C1", "size", "M", "jackets")
        profile.learn(session, "C1", "brand", "Tarnbrook")
        profile.learn(session, "C2", "brand", "Kestrel Peak")

    await app.ctx.store.run(like)


def proof(customer_id: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {identity_of(customer_id)}"}


async def test_a_customer_sees_what_is_known_of_them_and_of_nobody_else(
    app: Sanic,
    ask: Ask,  # noqa: F811
    new_tab: MakeTab,
) -> None:
    await filled(app)
    tab = await new_tab().joined(identity=identity_of("C1"))
    await tab.say("I like blue")
    await tab.answered("You said: I like blue")
    status, known = await ask("/api/profile?language=zh", **proof("C1"))
    assert status == 200 and known["name"] == "Ana" and known["brands"] == ["Tarnbrook"]
    assert [one["size"] for one in known["sizes"]] == ["M"] and known["sizes"][0]["about"] not in ("jackets", None)
    assert {order["number"] for order in known["orders"]} == {"1001", "1002", "1003"}
    assert [one["messages"] for one in known["conversations"]] == [1]
    assert "Kestrel" not in str(known)


async def test_who_asks_to_be_forgotten_is(app: Sanic, ask: Ask, new_tab: MakeTab) -> None:  # noqa: F811
    await filled(app)
    tab = await new_tab().joined(identity=identity_of("C1"))
    await tab.say("my gate is 4711")
    await tab.answered("You said: my gate is 4711")
    status, erased = await ask("/api/profile/erase", {}, **proof("C1"))
    assert status == 200 and erased == {"behaviour": 0, "preferences": 2, "orders_kept": 3}
    await until(lambda: "forgotten" in tab.notices())
    _, known = await ask("/api/profile", **proof("C1"))
    assert known["brands"] == [] and known["sizes"] == [] and known["conversations"] == []

    def left(session: Session) -> tuple[Any, ...]:
        others = session.execute(select(func.count()).select_from(Preference)).scalar_one()
        kinds = session.execute(select(Mail.kind).order_by(Mail.id)).scalars().all()
        return others, kinds

    assert await app.ctx.store.run(left) == (1, ["code", "profile_erased"])


@pytest.mark.parametrize(
    "identity",
    [
        None,
        "C1",
        jwt.encode({"sub": "C1", "exp": utc_now() + HOUR}, "x" * 40, "HS256"),
        jwt.encode({"sub": "C1", "exp": utc_now() - HOUR}, IDENTITY_SECRET, "HS256"),
        jwt.encode({"sub": "C1"}, IDENTITY_SECRET, "HS256"),
    ],
    ids=["none", "a name", "forged", "expired", "for ever"],
)
async def test_without_proof_nothing_is_shown_or_erased(
    app: Sanic,
    ask: Ask,  # noqa: F811
    identity: str | None,
) -> None:
    await filled(app)
    given = {} if identity is None else {"Authorization": f"Bearer {identity}"}
    for path, body in (("/api/profile?language=zh", None), ("/api/profile/erase?language=zh", {})):
        status, answer = await ask(path, body, **given)
        assert status == 401 and answer["error"] == {"code": "not_signed_in", "message": "请先登录您的账户。"}
    assert (await ask("/api/profile", **proof("C1")))[1]["brands"] == ["Tarnbrook"]


async def test_a_customer_who_is_none_of_the_shops_gets_nothing(app: Sanic, ask: Ask) -> None:  # noqa: F811
    await filled(app)
    assert (await ask("/api/profile", **proof("C9")))[0] == 404
    assert (await ask("/api/profile/erase", {}, **proof("C9")))[0] == 404
