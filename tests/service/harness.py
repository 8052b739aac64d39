"""A real service on a free loopback port, and real Socket.IO clients for it."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import socketio
from sanic import Sanic

from service import escalation_policy
from service.app import create_app
from service.opening_hours import OpeningHours
from service.settings import ServiceSettings
from service.support import Support

PATIENCE_S = 8.0
# the shipped policy, and somebody always there
SUPPORT = Support(escalation_policy.read(), OpeningHours())


@asynccontextmanager
async def serving(settings: ServiceSettings) -> AsyncIterator[Sanic]:
    # Sanic rewrites its own methods at each start, and can do so twice in one process only in this mode
    Sanic.test_mode = True
    app = create_app(settings, name=f"aisle_{uuid.uuid4().hex}")
    # Sanic leaves this class without types
    server: Any = await app.create_server(
        host=settings.host, port=settings.port, return_asyncio_server=True, access_log=False
    )
    await server.startup()
    await server.before_start()
    await server.after_start()
    try:
        yield app
    finally:
        await server.before_stop()
        await server.close()
        for connection in list(server.connections):
            connection.close_if_idle()
        for _ in range(50):
            if not server.connections:
                break
            await asyncio.sleep(0.01)
        for connection in list(server.connections):
            connection.abort()
        await server.after_stop()


async def until(holds: Callable[[], Any], timeout_s: float = PATIENCE_S) -> Any:
    """Waits until it is true; fails with what was waited for."""
    deadline = asyncio.get_running_loop().time() + timeout_s
    while not (value := holds()):
        assert asyncio.get_running_loop().time() < deadline, "waited in vain"
        await asyncio.sleep(0.01)
    return value


class Tab:
    """One browser tab: what it was sent, in the order it came."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.rows: list[dict[str, Any]] = []
        self.states: list[dict[str, Any]] = []
        self.typing: list[dict[str, Any]] = []
        self.places: list[dict[str, Any]] = []
        self.uttered: list[dict[str, Any]] = []
        self.confirmed: list[str] = []
        self.token = ""
        self.identity: dict[str, Any] = {}
        self._client = socketio.AsyncClient(reconnection=False)
        for event, seen in (
            ("message", self.rows),
            ("state", self.states),
            ("typing", self.typing),
            ("queue", self.places),
            ("bot_uttered", self.uttered),
            ("session_confirm", self.confirmed),
        ):
            self._client.on(event, seen.append)

    async def connect(self, **options: Any) -> Tab:
        await self._client.connect(self.url, transports=["websocket"], wait_timeout=20, **options)
        return self

    async def close(self) -> None:
        await self._client.disconnect()

    async def call(self, event: str, *data: Any) -> Any:
        return await self._client.call(event, data if len(data) != 1 else data[0], timeout=PATIENCE_S)

    async def send(self, event: str, data: Any) -> None:
        await self._client.emit(event, data)

    async def join(self, **asked: Any) -> dict[str, Any]:
        """Joins, keeps the token, and puts the rows of the ack before those that follow."""
        ack: dict[str, Any] = await self.call("join", asked)
        self.identity = {name: asked[name] for name in ("identity",) if name in asked}
        if ack["ok"]:
            self.token = ack["token"]
            self.rows[:0] = ack["messages"]
        return ack

    async def joined(self, **asked: Any) -> Tab:
        """Joins, and waits for the greeting of a new conversation."""
        await self.connect()
        ack = await self.join(**asked)
        if ack.get("fresh"):
            await until(lambda: self.by("bot"))
        return self

    async def say(self, words: Any = None, **more: Any) -> dict[str, Any]:
        said = {"client_id": uuid.uuid4().hex, **({"text": words} if words is not None else {}), **more}
        ack: dict[str, Any] = await self.call("say", said)
        return ack

    def by(self, author: str) -> list[dict[str, Any]]:
        return [row for row in self.rows if row["author"] == author]

    def texts(self, author: str) -> list[str]:
        return [row["body"].get("text", "") for row in self.by(author)]

    def notices(self) -> list[str]:
        return [row["body"]["code"] for row in self.rows if row["kind"] == "notice"]

    def seqs(self) -> list[int]:
        return [row["seq"] for row in self.rows]

    def has(self, count: int) -> bool:
        return len(self.rows) >= count

    async def answered(self, words: str, timeout_s: float = PATIENCE_S) -> None:
        await until(lambda: words in self.texts("bot"), timeout_s)

    async def noticed(self, code: str) -> None:
        await until(lambda: code in self.notices())
