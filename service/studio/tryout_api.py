"""`/api/studio/try`: a chat with the draft or with the published bot, and why it answers so."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Mapping
from typing import Any

from limits import parse
from sanic import Blueprint, HTTPResponse, Request, Sanic, json

from service.errors import BadRequest
from service.staff.accounts import Staff
from service.staff.guard import PRIVATE, body_of
from service.studio.access import editor_of, room
from service.studio.checking import REFIT
from service.studio.checks_api import checking_of
from service.studio.tryout import TryOut
from service.text import clean
from studio import understanding
from studio.workers import QUICK

logger = logging.getLogger(__name__)

# somebody who types fast, and not somebody who measures
_RATE = parse("40/minute")
_SWEEP_S = 300.0
_LONGEST = 2000
_MOST_EARLIER = 30
_SESSION = re.compile(r"[a-z0-9]{8,32}")
_INTENT = re.compile(r"[\w/+-]{1,160}")


def blueprint() -> Blueprint:
    routes = Blueprint("studio_tryout_api", url_prefix="/api/studio/try")

    @routes.listener("after_server_start")
    async def begin(app: Sanic, _loop: object) -> None:
        app.ctx.try_sweep = asyncio.create_task(_sweep_for_ever(TryOut(app.ctx.studio, app.ctx.suggestions)))

    @routes.listener("before_server_stop")
    async def end(app: Sanic, _loop: object) -> None:
        app.ctx.try_sweep.cancel()

    @routes.get("/")
    async def ready(request: Request) -> HTTPResponse:
        """Whether the draft has been learnt as it is now, so that its first answer comes at once."""
        await editor_of(request)
        draft, published = await checking_of(request).versions()
        folder = str((await room(request).repository()).folder)
        is_fitted = await room(request).workers.run(QUICK, understanding.is_fitted, folder, draft)
        refit = checking_of(request).jobs.states(REFIT, draft, published)
        return json({"draft": draft, "published": published, "is_fitted": is_fitted, "refit": refit}, headers=PRIVATE)

    @routes.post("/")
    async def turn(request: Request) -> HTTPResponse:
        """`{with, text, language, session, earlier, is_choice}` → what was understood, what is said, and why."""
        staff = await editor_of(request)
        given = _Given(body_of(request))
        await request.app.ctx.limiter.hit(_RATE, "try", staff.id)
        out = TryOut(room(request), request.app.ctx.suggestions)
        checks = checking_of(request)
        draft, published = await checks.versions()
        if given.with_draft:
            await _learn(request, draft)
            answer = await out.with_draft(draft, given.text, given.language, given.earlier)
        else:
            answer = await out.with_published(
                published, _conversation(staff, given.session), staff.id, given.text, given.language, given.is_choice
            )
        return json(answer, headers=PRIVATE)

    @routes.post("/forget")
    async def forget(request: Request) -> HTTPResponse:
        """Ends a chat with the published bot: nothing of it is kept."""
        staff = await editor_of(request)
        session = _Given.session_of(body_of(request))
        out = TryOut(room(request), request.app.ctx.suggestions)
        await out.forget(_conversation(staff, session), staff.id)
        return json({}, headers=PRIVATE)

    return routes


async def _sweep_for_ever(out: TryOut) -> None:
    """Chats that nobody ended, such as those of a browser that was closed."""
    while True:
        await asyncio.sleep(_SWEEP_S)
        try:
            await out.forget_idle()
        except Exception:
            logger.exception("chats that were tried out are not forgotten yet; it is tried again")


async def _learn(request: Request, draft: str) -> None:
    """The draft's examples, where nobody has yet: in the process for long work, whose progress can be asked for."""
    folder = str((await room(request).repository()).folder)
    if not await room(request).workers.run(QUICK, understanding.is_fitted, folder, draft):
        job = await checking_of(request).start(REFIT)
        await asyncio.shield(job.task)


def _conversation(staff: Staff, session: str) -> str:
    """Nobody's but this person's: no id of a shopper's conversation has this form."""
    return f"try-{staff.id}-{session}"


class _Given:
    """What was asked for. Raises BadRequest."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self.with_draft = _one_of(given, "with", "draft", "published") == "draft"
        self.language = _one_of(given, "language", "en", "zh")
        self.session = self.session_of(given)
        text, earlier = given.get("text"), given.get("earlier", [])
        if not isinstance(text, str) or not 0 < len(text) <= _LONGEST:
            raise BadRequest(f"text has 1 to {_LONGEST} characters")
        self.text = clean(text)
        if not isinstance(earlier, list) or len(earlier) > _MOST_EARLIER or not all(map(_is_intent, earlier)):
            raise BadRequest("earlier is no list of intents")
        self.earlier: list[str] = earlier
        self.is_choice = given.get("is_choice") is True

    @staticmethod
    def session_of(given: Mapping[str, Any]) -> str:
        session = given.get("session")
        if not isinstance(session, str) or not _SESSION.fullmatch(session):
            raise BadRequest("session is malformed")
        return session


def _one_of(given: Mapping[str, Any], name: str, *choices: str) -> str:
    if given.get(name) not in choices:
        raise BadRequest(f"{name} is one of {', '.join(choices)}")
    return str(given[name])


def _is_intent(name: object) -> bool:
    return isinstance(name, str) and _INTENT.fullmatch(name) is not None
