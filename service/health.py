"""Whether the service can do its work, for supervisors and load balancers."""

from __future__ import annotations

import logging

from sanic import Blueprint, HTTPResponse, Request, json
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from service.rasa import RasaClient
from shop.errors import StoreError
from shop.store import Store, reads

logger = logging.getLogger(__name__)


def blueprint() -> Blueprint:
    routes = Blueprint("health")

    @routes.get("/health")
    async def health(request: Request) -> HTTPResponse:
        """200 while the database answers: without Rasa the service still takes messages and keeps them."""
        database = await _database_answers(request.app.ctx.store)
        rasa: RasaClient = request.app.ctx.rasa
        rasa_answers = await rasa.is_reachable()
        status = "ok" if database and rasa_answers else "degraded" if database else "down"
        body = {"status": status, "database": _word(database), "rasa": _word(rasa_answers)}
        return json(body, status=200 if database else 503, headers={"Cache-Control": "no-store"})

    return routes


def _word(answers: bool) -> str:
    return "ok" if answers else "unreachable"


async def _database_answers(store: Store) -> bool:
    try:
        await store.run(_select_one)
    except (SQLAlchemyError, StoreError):
        logger.exception("the database does not answer")
        return False
    return True


@reads
def _select_one(session: Session) -> None:
    session.execute(text("SELECT 1"))
