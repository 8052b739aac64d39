"""The widget's Socket.IO events, and Rasa's own names beside them."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any

import engineio
import socketio
from sanic import Request

from service import conversations, events, phrases
from service.conversations import Row
from service.desk import marks
from service.desk.hub import Desk
from service.desk.reading import Typists
from service.dialogue import Dialogue, Entered
from service.errors import NotJoined, RateLimited, ServiceError
from service.limiting import Limiter
from service.rasa_names import as_bot_uttered
from service.requests import address_of
from service.rooms import Listener, Room
from service.settings import ServiceSettings

logger = logging.getLogger(__name__)

# a text that is far too long must still arrive, to be refused by name; what is larger ends the connection
LARGEST_PACKET = 512 * 1024
Ack = dict[str, Any]


def create_server(settings: ServiceSettings) -> socketio.AsyncServer:
    server = _Server(
        async_mode="sanic",
        # None: the server's own origin only; _Engine adds those that the settings name
        cors_allowed_origins=None,
        max_http_buffer_size=LARGEST_PACKET,
        # events of one socket are handled in the order sent, and a flood waits in its own connection
        async_handlers=False,
    )
    server.eio.allowed_origins = settings.allowed_origins
    return server


class _Engine(engineio.AsyncServer):  # type: ignore[misc]
    """Engine.IO's server, which ends what it started when it stops, and takes other origins beside its own."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._tasks: set[asyncio.Task[Any]] = set()
        self.allowed_origins: tuple[str, ...] = ()

    def _cors_allowed_origins(self, environ: dict[str, Any]) -> list[str]:
        return [*super()._cors_allowed_origins(environ), *self.allowed_origins]

    def start_background_task(self, target: Any, *args: Any, **options: Any) -> asyncio.Task[Any]:
        task: asyncio.Task[Any] = super().start_background_task(target, *args, **options)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def hang_up(self) -> None:
        """Closes every connection, without waiting for clients that no longer listen."""
        for connection in list(self.sockets.values()):
            await connection.close(wait=False, reason=self.reason.SERVER_DISCONNECT)

    async def shutdown(self) -> None:
        await super().shutdown()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


class _Server(socketio.AsyncServer):  # type: ignore[misc]
    def _engineio_server_class(self) -> type[_Engine]:
        return _Engine


class Sockets:
    """Handlers of every event. An ack is `{"ok": true, …}` or `{"ok": false, "error": {"code", "message"}}`."""

    def __init__(self, server: socketio.AsyncServer, dialogue: Dialogue, limiter: Limiter, desk: Desk) -> None:
        self._server = server
        self._desk = desk
        self._dialogue = dialogue
        self._limiter = limiter
        self._addresses: dict[str, str] = {}
        self._typists = Typists()
        server.on("connect", self.connect)
        server.on("disconnect", self.disconnect)
        for name in ("join", "say", "language", "typing", "read", "rate", "fresh", "session_request", "user_uttered"):
            server.on(name, self._edge(getattr(self, name)))

    async def connect(self, sid: str, environ: dict[str, Any], auth: object = None) -> bool:
        request: Request = environ["sanic.request"]
        address = address_of(request)
        try:
            await self._limiter.ask(address)
        except RateLimited:
            return False
        self._addresses[sid] = address
        return True

    async def disconnect(self, sid: str, reason: object = None) -> None:
        self._addresses.pop(sid, None)
        room = self._dialogue.rooms.of_socket(sid)
        self._dialogue.rooms.leave(sid)
        if self._typists.leave(sid) and room is not None:
            await room.tell_staff("typing", {"author": "shopper", "on": False})

    async def join(self, sid: str, data: object) -> Ack:
        await self._limiter.ask(self._addresses[sid])
        listener = Listener(sid, _as_message)
        entered = await self._dialogue.join(listener, events.Join.read(data), self._addresses[sid])
        return self._entered(entered) | {"read": await self._dialogue.read_by_agents(entered.view.id)}

    async def say(self, sid: str, data: object) -> Ack:
        room, listener = self._joined(sid)
        said = await self._dialogue.say(room, events.Say.read(data), listener.page, self._addresses[sid])
        return {"ok": True, "message": said.row.as_json()}

    async def language(self, sid: str, data: object) -> Ack:
        room, listener = self._joined(sid)
        await self._limiter.ask(self._addresses[sid])
        chosen = events.language(data)
        await self._dialogue.set_language(room, chosen)
        listener.language = chosen
        return {"ok": True, "language": chosen}

    async def typing(self, sid: str, data: object) -> Ack:
        """For the agents who look; the bot has no use for it."""
        room, _ = self._joined(sid)
        on = events.typing(data)
        if self._typists.is_news(sid, on):
            await room.tell_staff("typing", {"author": "shopper", "on": on})
        return {"ok": True}

    async def read(self, sid: str, data: object) -> Ack:
        """How far the shopper has seen what was written."""
        room, _ = self._joined(sid)
        self._desk.read_marks.read(room.conversation_id, marks.SHOPPER, events.seq(data))
        return {"ok": True}

    async def rate(self, sid: str, data: object) -> Ack:
        room, _ = self._joined(sid)
        await self._limiter.ask(self._addresses[sid])
        await self._dialogue.rate(room, events.Rate.read(data))
        return {"ok": True}

    async def fresh(self, sid: str, data: object) -> Ack:
        room, listener = self._joined(sid)
        asked = events.Join.read(data)
        return self._entered(await self._dialogue.fresh(listener, room, asked.language, self._addresses[sid]))

    async def session_request(self, sid: str, data: object) -> Ack:
        """Rasa's way to join. A `session_id` is good only if it is a token of ours."""
        given = data if isinstance(data, dict) else {}
        token = given.get("session_id")
        await self._enter_as_rasa(sid, token if isinstance(token, str) else None)
        return {"ok": True}

    async def user_uttered(self, sid: str, data: object) -> Ack:
        """Rasa's way to say something; its clients know no acks, so a refusal is uttered, too."""
        given = data if isinstance(data, dict) else {}
        if self._dialogue.rooms.of_socket(sid) is None:
            await self.session_request(sid, data)
        room, listener = self._joined(sid)
        try:
            said = events.Say.read({"client_id": uuid.uuid4().hex, "text": given.get("message")})
            await self._dialogue.say(room, said, listener.page, self._addresses[sid])
        except ServiceError as error:
            await self._server.emit("bot_uttered", {"text": phrases.error(error.code, listener.language)}, to=sid)
            raise
        return {"ok": True}

    async def _enter_as_rasa(self, sid: str, token: str | None) -> None:
        await self._limiter.ask(self._addresses[sid])
        listener = Listener(sid, _as_bot_uttered)
        entered = await self._dialogue.join(listener, events.Join(token=token), self._addresses[sid])
        await self._server.emit("session_confirm", entered.token, to=sid)

    def _joined(self, sid: str) -> tuple[Room, Listener]:
        room = self._dialogue.rooms.of_socket(sid)
        if room is None:
            raise NotJoined()
        return room, room.listeners[sid]

    def _entered(self, entered: Entered) -> Ack:
        view = entered.view
        ack: Ack = {
            "ok": True,
            "token": entered.token,
            "language": view.language,
            "holder": conversations.seen_holder(view.holder),
            "messages": [row.as_json() for row in view.rows],
            "typing": self._dialogue.runner.is_running(view.id),
            "queue": self._desk.place_of(view.id),
        }
        return ack | {"fresh": True} if entered.is_fresh else ack

    def _edge(self, handler: Callable[[str, object], Awaitable[Ack]]) -> Callable[..., Awaitable[Ack]]:
        """Translates every error into an ack, once: a code, a plain sentence, and nothing of the cause."""

        @wraps(handler)
        async def handle(sid: str, data: object = None, *_more: object) -> Ack:
            try:
                return await handler(sid, data)
            except ServiceError as error:
                code = error.code
            except Exception:
                logger.exception("%s failed", handler.__name__)
                code = ServiceError.code
            room = self._dialogue.rooms.of_socket(sid)
            language = room.listeners[sid].language if room else "en"
            return {"ok": False, "error": {"code": code, "message": phrases.error(code, language)}}

        return handle


def _as_message(row: Row) -> list[tuple[str, Any]]:
    return [("message", row.as_json())]


def _as_bot_uttered(row: Row) -> list[tuple[str, Any]]:
    return [("bot_uttered", uttered) for uttered in as_bot_uttered(row)]
