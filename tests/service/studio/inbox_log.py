"""A log of messages for tests of the inbox, without a bot that answers them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sanic import Sanic
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from service.clock import now
from service.models import DONE, Conversation, Turn
from tests.service.desk.harness import Agent

UNSURE = {"intent": "nlu_fallback", "confidence": 0.4, "threshold": 0.4, "entities": [], "actions": ["action_clarify"]}
Said = Callable[..., Awaitable[str]]


def understood(intent: str, confidence: float = 0.95, **more: Any) -> dict[str, Any]:
    ranking = [{"intent": intent, "confidence": confidence}, {"intent": "greet", "confidence": 0.02}]
    return {"intent": intent, "confidence": confidence, "ranking": ranking, "threshold": 0.4, "entities": []} | more


def unsure(guess: str, confidence: float = 0.2) -> dict[str, Any]:
    ranking = [{"intent": "nlu_fallback", "confidence": 0.4}, {"intent": guess, "confidence": confidence}]
    return UNSURE | {"ranking": ranking}


def _log(session: Session, conversation_id: str, seq: int, text: str, how: dict[str, Any] | None, **more: Any) -> str:
    if session.get(Conversation, conversation_id) is None:
        of = {name: more.pop(name) for name in ("language", "customer_id") if name in more}
        row = {"channel": "widget", "language": "en", "holder": "bot", "created": now()} | of
        session.execute(insert(Conversation), row | {"id": conversation_id, "baton_seq": 0, "last_seq": seq})
    turn = {"first_seq": seq, "last_seq": seq, "is_choice": False, "status": DONE, "holder": "bot", "began_seq": seq}
    moment = now() + timedelta(milliseconds=seq)
    turn |= {"id": f"{conversation_id}-{seq}", "conversation_id": conversation_id, "text": text, "understood": how}
    session.execute(insert(Turn), turn | {"created": moment, "finished": moment} | more)
    return str(turn["id"])


@pytest.fixture
def said(app: Sanic) -> Said:
    """Writes a turn of a conversation into the log, answered as `how` says, and takes it into the inbox."""
    seqs: dict[str, int] = {}

    async def write(text: str, how: dict[str, Any] | None = None, of: str = "c1", **more: Any) -> str:
        seqs[of] = seqs.get(of, 0) + 2
        turn_id = await app.ctx.store.run(_log, of, seqs[of], text, how or understood("track_order"), **more)
        await app.ctx.inbox_keeper.collect()
        return str(turn_id)

    return write


async def page(agent: Agent, query: str = "") -> dict[str, Any]:
    status, found = await agent.get(f"/api/studio/inbox/?{query}")
    assert status == 200, found
    return dict(found)


async def items(agent: Agent, query: str = "") -> list[dict[str, Any]]:
    return [item for group in (await page(agent, query))["groups"] for item in group["items"]]


def rows(session: Session, table: Any) -> list[Any]:
    return list(session.execute(select(table.__table__)).mappings())
