"""An agent at an open desk: the REST calls and the sockets of a browser that is logged in."""

from __future__ import annotations

import asyncio
import time
import uuid
from typing import Any

import aiohttp
import socketio
from sanic import Sanic
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service.models import Conversation
from service.staff import accounts, passwords
from service.staff.models import Account
from tests.service.harness import PATIENCE_S, Tab

PASSWORD = "correct horse battery"
_HASH = passwords.hashed(PASSWORD)


class Agent:
    """`events`: all that the desk was sent, in order."""

    def __init__(self, url: str, staff_id: str, email: str) -> None:
        self.url, self.id, self.email = url, staff_id, email
        self.events: list[tuple[str, Any]] = []
        self.http = aiohttp.ClientSession(
            cookie_jar=aiohttp.CookieJar(unsafe=True), headers={"Origin": url, "Sec-Fetch-Site": "same-origin"}
        )
        self.desk = socketio.AsyncClient(reconnection=False, http_session=None)
        self.desk.on("*", self._hear, namespace="/desk")

    async def _hear(self, event: str, data: Any) -> None:
        self.events.append((event, data))

    async def log_in(self) -> Agent:
        status, _ = await self.post("/api/staff/login", email=self.email, password=PASSWORD)
        assert status == 200
        return self

    @property
    def cookie(self) -> str:
        [cookie] = [each for each in self.http.cookie_jar if each.key == "aisle_staff"]
        return cookie.value

    async def sit_down(self, presence: str = "available") -> Agent:
        """Logs in, opens the desk and says how much they are there."""
        await self.log_in()
        await self.open_desk()
        assert (await self.post("/api/staff/presence", presence=presence))[0] == 200
        return self

    async def open_desk(self) -> None:
        headers = {"Cookie": f"aisle_staff={self.cookie}", "Origin": self.url}
        await self.desk.connect(self.url, headers=headers, transports=["websocket"], namespaces=["/desk"])

    async def stand_up(self) -> None:
        await self.desk.disconnect()

    async def close(self) -> None:
        if self.desk.connected:
            await self.desk.disconnect()
        await self.http.close()

    async def call(self, event: str, **data: Any) -> Any:
        return await self.desk.call(event, data, namespace="/desk", timeout=PATIENCE_S)

    async def get(self, path: str) -> tuple[int, Any]:
        async with self.http.get(self.url + path) as response:
            return response.status, await response.json()

    async def post(self, path: str, **body: Any) -> tuple[int, Any]:
        async with self.http.post(self.url + path, json=body) as response:
            return response.status, await response.json()

    async def does(self, conversation_id: str, verb: str, **body: Any) -> tuple[int, Any]:
        return await self.post(f"/api/desk/conversations/{conversation_id}/{verb}", **body)

    async def says(self, conversation_id: str, text: str) -> None:
        status, answer = await self.does(conversation_id, "say", text=text, client_id=uuid.uuid4().hex)
        assert status == 200, answer

    def heard(self, event: str) -> list[Any]:
        return [data for name, data in self.events if name == event]

    def rows(self) -> list[dict[str, Any]]:
        return [data["row"] for data in self.heard("message")]


def hire(session: Session, name: str, **more: Any) -> str:
    given = {"email": f"{name.lower()}@shop.example", "name": name, **more}
    return accounts.create(session, given, None, _HASH)


async def new_agent(app: Sanic, url: str, name: str, **more: Any) -> Agent:
    staff_id = await app.ctx.store.run(hire, name, **more)
    return Agent(url, staff_id, f"{name.lower()}@shop.example")


async def change_account(app: Sanic, staff_id: str, **values: Any) -> None:
    def change(session: Session) -> None:
        session.execute(update(Account).where(Account.id == staff_id).values(**values))

    await app.ctx.store.run(change)


async def holder_of(app: Sanic, conversation_id: str) -> str:
    def read(session: Session) -> str:
        return str(session.execute(select(Conversation.holder).where(Conversation.id == conversation_id)).scalar_one())

    return str(await app.ctx.store.run(read))


async def held_by(app: Sanic, conversation_id: str, holder: str, timeout_s: float = PATIENCE_S) -> None:
    deadline = time.monotonic() + timeout_s
    while (now := await holder_of(app, conversation_id)) != holder:
        assert time.monotonic() < deadline, f"{now} holds it, not {holder}"
        await asyncio.sleep(0.02)


async def calls_a_person(tab: Tab) -> None:
    """Says what every fake Rasa of these tests hands over."""
    await tab.say("I want a human")
    await tab.noticed("queued")
