"""Rasa's REST channel, for a shop's own servers: an API key, and senders in that key's own name space."""

from __future__ import annotations

import asyncio
import hmac
import uuid
from typing import Any
from weakref import WeakValueDictionary

from sanic import Blueprint, HTTPResponse, Request, json
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from service import conversations
from service.conversations import Row
from service.dialogue import Dialogue
from service.errors import BadRequest, NotFound, Unauthorized
from service.events import Rate, Say
from service.limiting import Limiter
from service.models import Conversation
from service.rasa_names import as_rest_answers
from service.requests import address_of
from service.settings import ServiceSettings
from shop.store import Store

_LONGEST_SENDER = 200
# how long after the conversation should have been queued a caller is still kept waiting
_GRACE_S = 5.0


class RestChannel:
    def __init__(self, store: Store, dialogue: Dialogue, limiter: Limiter, settings: ServiceSettings) -> None:
        self._store = store
        self._dialogue = dialogue
        self._limiter = limiter
        self._settings = settings
        self._turns_of_senders: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def answer(self, request: Request) -> list[dict[str, Any]]:
        """The bot's answer to one message; what people say later is not part of it. Raises Refused."""
        key_name = await self._key_name(request)
        await self._limiter.key(key_name)
        sender, said, language = _read(request.json)
        external_id = f"{key_name}:{sender}"
        lock = self._turns_of_senders.setdefault(external_id, asyncio.Lock())
        async with lock:
            rows = await self._say(external_id, said, self._dialogue.language_or_default(language))
        return [answer for row in rows for answer in as_rest_answers(row, sender)]

    async def rate(self, request: Request) -> None:
        """A sender's rating of the bot or of people: `{sender, about, stars, words?}`. Raises Refused."""
        key_name = await self._key_name(request)
        await self._limiter.key(key_name)
        sender, given = _sender(request.json), Rate.read(request.json)
        conversation_id = await self._store.run(_known, f"{key_name}:{sender}")
        await self._dialogue.rate(self._dialogue.rooms.of(conversation_id), given)

    async def _say(self, external_id: str, said: Say, language: str) -> list[Row]:
        try:
            conversation_id = await self._store.run(_of_sender, external_id, language)
        except IntegrityError:
            # another process opened it in between
            conversation_id = await self._store.run(_of_sender, external_id, language)
        room = self._dialogue.rooms.of(conversation_id)
        done = await self._dialogue.say(room, said, None, None)
        if done.turn_id is None:
            return list(done.told)
        await self._dialogue.runner.answered(done.turn_id, self._settings.queue_after_s + _GRACE_S)
        _, rows = await self._store.run(conversations.since, conversation_id, done.row.seq)
        return [row for row in rows if row.body.get("code") != "slow"]

    async def _key_name(self, request: Request) -> str:
        """The name of the key in `Authorization: Bearer` or `X-Api-Key`. Raises Unauthorized."""
        scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
        given = bearer.strip() if scheme.lower() == "bearer" else request.headers.get("x-api-key", "")
        found = None
        # all of them, so that the time tells nothing about which was nearly right
        for name, key in self._settings.api_keys.items():
            if hmac.compare_digest(key.encode(), given.encode("utf-8", "surrogateescape")):
                found = name
        if found is None:
            await self._limiter.ask(address_of(request))
            raise Unauthorized()
        return found


def blueprint() -> Blueprint:
    routes = Blueprint("rest", url_prefix="/webhooks/rest")

    @routes.get("/")
    async def health(_request: Request) -> HTTPResponse:
        return json({"status": "ok"})

    @routes.post("/webhook")
    async def webhook(request: Request) -> HTTPResponse:
        channel: RestChannel = request.app.ctx.rest
        return json(await channel.answer(request))

    @routes.post("/rate")
    async def rate(request: Request) -> HTTPResponse:
        channel: RestChannel = request.app.ctx.rest
        await channel.rate(request)
        return json({"ok": True})

    return routes


def _read(given: Any) -> tuple[str, Say, str | None]:
    sender = _sender(given)
    metadata = given.get("metadata")
    language = metadata.get("language") if isinstance(metadata, dict) else None
    said = Say.read({"client_id": uuid.uuid4().hex, "text": given.get("message")})
    return sender, said, language if isinstance(language, str) else None


def _sender(given: Any) -> str:
    sender = given.get("sender") if isinstance(given, dict) else None
    if not isinstance(sender, str) or not 0 < len(sender) <= _LONGEST_SENDER or not sender.isprintable():
        raise BadRequest("sender is missing or malformed")
    return sender


def _known(session: Session, external_id: str) -> str:
    query = select(Conversation.id).where(Conversation.external_id == external_id)
    found = session.execute(query).scalar_one_or_none()
    if found is None:
        raise NotFound()
    return str(found)


def _of_sender(session: Session, external_id: str, language: str) -> str:
    query = select(Conversation.id).where(Conversation.external_id == external_id)
    found = session.execute(query).scalar_one_or_none()
    return str(found or conversations.open_new(session, "rest", language, external_id=external_id).id)
