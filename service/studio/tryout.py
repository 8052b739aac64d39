"""A message tried out: with the draft, which needs no training, or with the published bot itself."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from service.clock import now
from service.desk.suggesting import Suggestions
from service.errors import BotRefused, BotUnreachable, NoSuggestions, UnknownChoice
from service.studio.models_tryout import TryConversation
from service.studio.room import StudioRoom
from service.turns import Answer, Work
from shop.store import reads
from studio.answers import faq_passages
from studio.checks import trying
from studio.errors import StudioError
from studio.workers import QUICK

_ANSWER_S = 25.0
_IDLE = timedelta(minutes=30)
_FORGOTTEN_AT_ONCE = 20
_ANSWERS = "action_answer_question"
_SHOWN_PASSAGES = 3
_tries = TryConversation.__table__


class NoBot(StudioError):
    """The published bot does not answer."""

    status = 503
    code = "no_bot"


class TryOut:
    def __init__(self, room: StudioRoom, suggestions: Suggestions) -> None:
        self._room = room
        self._suggestions = suggestions

    async def with_draft(self, draft: str, text: str, language: str, earlier: Sequence[str]) -> dict[str, Any]:
        """Raises what `studio.checks.trying.tried` raises."""
        repository = await self._room.repository()
        folder, archive = str(repository.folder), str(self._room.settings.model)
        tried, found = await asyncio.gather(
            self._room.workers.run(QUICK, trying.tried, folder, draft, text, list(earlier), archive),
            self._passages(draft, text, language),
        )
        messages = [_said(action, language) for action in tried["actions"] if action["words"]]
        if any(action["name"] == _ANSWERS for action in tried["actions"]):
            messages += await self._answer(draft, tried["intent"], language, found)
        return {"version": draft, **tried, **found, "messages": messages}

    async def with_published(
        self, published: str, conversation: str, staff_id: str, text: str, language: str, is_choice: bool
    ) -> dict[str, Any]:
        """A turn with the bot that serves; `conversation` is one of this person's. Raises NoBot, UnknownChoice."""
        offered = await self._room.store.run(begin, conversation, staff_id)
        if is_choice and text not in offered:
            raise UnknownChoice()
        answer = await self._turn(conversation, text, language, is_choice)
        await self._room.store.run(offer, conversation, _payloads(answer))
        understood = answer.understood or {}
        folder = str((await self._room.repository()).folder)
        why = await self._room.workers.run(
            QUICK, trying.explained, folder, published, text, understood.get("intent") or "",
            list(understood.get("actions") or ()),
        )  # fmt: skip
        return {
            "version": published,
            "release": understood.get("release"),
            "intent": understood.get("intent"),
            "confidence": understood.get("confidence"),
            "ranking": understood.get("ranking") or [],
            "threshold": understood.get("threshold"),
            "entities": understood.get("entities") or [],
            "no_entities": "",
            "passages": understood.get("passages") or [],
            "passage_threshold": understood.get("passage_threshold"),
            "messages": [{"kind": kind, "body": body} for kind, body in answer.parts],
            "handoff": answer.reason,
            **why,
        }

    async def forget(self, conversation: str, staff_id: str) -> None:
        """Also whatever nobody has used for half an hour. Raises NoBot where Rasa cannot be told."""
        await self._forget([conversation, *await self._room.store.run(idle, now() - _IDLE)])

    async def forget_idle(self) -> None:
        await self._forget(await self._room.store.run(idle, now() - _IDLE))

    async def _forget(self, conversations: list[str]) -> None:
        if not conversations:
            return
        try:
            await self._room.rasa.forget(conversations)
        except BotUnreachable as error:
            raise NoBot("the bot could not be told to forget the conversation: it is told again later") from error
        await self._room.store.run(remove, conversations)

    async def _turn(self, conversation: str, text: str, language: str, is_choice: bool) -> Answer:
        work = Work(uuid.uuid4().hex, conversation, text, is_choice, language, None, None, now(), "bot", 0)
        try:
            return await asyncio.wait_for(self._room.rasa.answer(work), _ANSWER_S)
        except (asyncio.TimeoutError, BotRefused) as error:
            raise NoBot("the published bot does not answer: is the rasa process running?") from error

    async def _passages(self, draft: str, text: str, language: str) -> dict[str, Any]:
        """What the bot's search finds, with the draft's words where they are others."""
        try:
            found = await self._suggestions.known(text, language)
        except NoSuggestions:
            return {"passages": [], "passage_threshold": None, "no_passages": "unreachable", "faq_differs": []}
        repository = await self._room.repository()
        published = (await self._room.run(repository.published)).version
        differs = await self._room.run(faq_passages.differing, repository, draft, published)
        theirs = {
            (each.language, each.id): each for each in await self._room.run(faq_passages.passages, repository, draft)
        }
        hits = [_hit(hit, theirs.get((hit["language"], hit["id"])), differs) for hit in found["hits"][:_SHOWN_PASSAGES]]
        return {
            "passages": hits,
            "passage_threshold": found["threshold"],
            "no_passages": "",
            "faq_differs": sorted(entry for its, entry in differs if its == language),
        }

    async def _answer(self, draft: str, intent: str, language: str, found: dict[str, Any]) -> list[dict[str, Any]]:
        threshold = found["passage_threshold"]
        for hit in found["passages"]:
            if threshold is not None and hit["score"] >= threshold and not hit["is_gone"]:
                return [_text(hit["text"], hit["id"])]
        repository = await self._room.repository()
        known = await self._room.run(faq_passages.default, repository, draft, intent, language)
        return [_text(known.text, known.id)] if known else []


def begin(session: Session, conversation: str, staff_id: str) -> list[str]:
    """Notes that Rasa is going to hold this conversation; the payloads that its last turn offered."""
    found = session.execute(select(_tries.c.offered).where(_tries.c.id == conversation)).scalar_one_or_none()
    if found is None:
        row = {"id": conversation, "staff_id": staff_id, "used": now(), "offered": []}
        session.execute(insert(_tries), row)
        return []
    return list(found)


def offer(session: Session, conversation: str, payloads: list[str]) -> None:
    session.execute(update(_tries).where(_tries.c.id == conversation).values(used=now(), offered=payloads))


@reads
def idle(session: Session, before: Any) -> list[str]:
    query = select(_tries.c.id).where(_tries.c.used < before).limit(_FORGOTTEN_AT_ONCE)
    return list(session.execute(query).scalars())


def remove(session: Session, conversations: Sequence[str]) -> None:
    session.execute(delete(_tries).where(_tries.c.id.in_(list(conversations))))


def _payloads(answer: Answer) -> list[str]:
    return [
        choice["payload"]
        for _, body in answer.parts
        for part in (body, *body.get("products", ()))
        for choice in part.get("choices", ())
    ]


def _said(action: dict[str, Any], language: str) -> dict[str, Any]:
    words = action["words"]
    return _text(words.get(language) or next(iter(words.values())), action["name"])


def _text(text: str, source: str) -> dict[str, Any]:
    return {"kind": "text", "body": {"text": text}, "source": source}


def _hit(hit: dict[str, Any], theirs: Any, differs: set[tuple[str, str]]) -> dict[str, Any]:
    """`differs`: the draft has other words, which are shown; `is_gone`: the draft has no such entry."""
    shown = {name: hit[name] for name in ("id", "title", "text", "score", "language")}
    if theirs is not None:
        shown |= {"title": theirs.title, "text": theirs.text.strip()}
    return shown | {"differs": (hit["language"], hit["id"]) in differs, "is_gone": theirs is None}
