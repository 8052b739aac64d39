"""Fifty shoppers, five agents who come and go, and a service that is killed: nobody is lost, nothing is said twice."""

from __future__ import annotations

import asyncio
import random
import sqlite3
import uuid
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import socketio

from bench.stack import UNLIMITED
from service.models import Base
from service.settings import ServiceSettings
from service.staff.models import AVAILABLE, AWAY
from shop import tables
from shop.store import Store
from tests.service.desk.harness import PASSWORD, Agent, hire
from tests.service.fake_rasa import FakeRasa, Reply, reply, text
from tests.service.harness import Tab
from tests.service.test_survival import start

pytestmark = [pytest.mark.asyncio, pytest.mark.slow]

SHOPPERS, AGENTS, MESSAGES = 50, 5, 5
CHAOS_S, CALM_S = 16.0, 20.0
KILLED_AFTER_S = 6.0
LINE_GONE = (socketio.exceptions.SocketIOError, aiohttp.ClientError, asyncio.TimeoutError, AssertionError, OSError)


@dataclass
class Shopper:
    """Says a few things with a `client_id` each, and says again what was not acknowledged."""

    url: str
    luck: random.Random
    token: str | None = None
    acknowledged: list[str] = field(default_factory=list)

    async def run(self) -> None:
        words = ["I want a human", *(f"message {number}" for number in range(1, MESSAGES))]
        said = [(uuid.uuid4().hex, each) for each in words]
        while len(self.acknowledged) < len(said):
            tab = Tab(self.url)
            with suppress(*LINE_GONE):
                await tab.connect()
                ack = await tab.join(**({"token": self.token} if self.token else {}))
                self.token = ack["token"]
                for client_id, each in said[len(self.acknowledged) :]:
                    if (await tab.say(each, client_id=client_id))["ok"]:
                        self.acknowledged.append(client_id)
                    await asyncio.sleep(self.luck.uniform(0.2, 2.5))
            with suppress(*LINE_GONE):
                await tab.close()
            await asyncio.sleep(0.3)


class Worker(Agent):
    """Answers whatever is theirs and waits for an answer; drops off, passes on and settles as luck will have it."""

    def __init__(self, url: str, staff_id: str, email: str, luck: random.Random) -> None:
        super().__init__(url, staff_id, email)
        self.luck = luck
        self.calm = False
        self.drops = 0

    async def run(self) -> None:
        while True:
            with suppress(*LINE_GONE):
                await self.begin()
                await self.work()
            with suppress(*LINE_GONE):
                await self.desk.disconnect()
            await asyncio.sleep(0.2 if self.calm else self.luck.uniform(0.5, 4.0))

    async def begin(self) -> None:
        self.desk = socketio.AsyncClient(reconnection=False)
        await self.post("/api/staff/login", email=self.email, password=PASSWORD)
        await self.open_desk()
        await self.post("/api/staff/presence", presence=AVAILABLE)

    async def work(self) -> None:
        while self.desk.connected:
            status, queue = await self.get("/api/desk/queue?view=mine")
            assert status == 200
            for item in queue["items"]:
                await self.serve(item)
            if not self.calm and self.luck.random() < 0.06:
                self.drops += 1
                if self.luck.random() < 0.5:
                    await self.post("/api/staff/presence", presence=AWAY)
                return
            await asyncio.sleep(0.15)

    async def serve(self, item: dict[str, Any]) -> None:
        conversation_id = item["conversation_id"]
        if item["answer_by"] is not None:
            client_id = f"answer-{item['last']['seq']}-{self.id[:8]}"
            await self.does(conversation_id, "say", text=f"on {item['last']['seq']}", client_id=client_id)
        elif not self.calm and self.luck.random() < 0.05:
            await self.does(conversation_id, "transfer", skill="general", note="somebody else, please")
        elif not self.calm and self.luck.random() < 0.03:
            await self.does(conversation_id, "close", outcome="solved")


class Watcher:
    """Looks at the database itself, again and again, whoever writes it: one snapshot each time."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.looked = 0

    async def run(self) -> None:
        while True:
            self.look()
            await asyncio.sleep(0.05)

    def look(self) -> None:
        with sqlite3.connect(f"file:{self.file}?mode=ro", uri=True, timeout=10) as connection:
            connection.isolation_level = None
            connection.execute("BEGIN")
            holders = dict(connection.execute("SELECT id, holder FROM conversation").fetchall())
            stays = connection.execute(
                "SELECT conversation_id, staff_id FROM assignment WHERE ended IS NULL"
            ).fetchall()
            waits = connection.execute(
                "SELECT conversation_id FROM handoff WHERE way = 'queue' AND ended IS NULL"
            ).fetchall()
            connection.execute("COMMIT")
        held = sorted((each, holder[6:]) for each, holder in holders.items() if holder.startswith("agent:"))
        assert sorted(stays) == held, "an open stay without its holder, a holder without its stay, or two of them"
        with_people = sorted(each for each, holder in holders.items() if holder != "bot")
        assert sorted(each for (each,) in waits) == with_people, "a call that nobody has, or one without a call"
        self.looked += 1


def answers(question: dict[str, Any]) -> Reply:
    if question["text"] == "I want a human":
        return reply(text("I'll fetch somebody."), handoff="asked_for_human")
    return reply({"kind": "text", "body": {"text": "Known.", "source": "faq"}})


async def test_nobody_is_lost_and_nothing_is_doubled(settings: ServiceSettings, rasa: FakeRasa) -> None:
    rasa.answer = answers
    settings = replace(settings, address_rate="100000/minute", say_rate="100000/minute", open_rate="100000/minute")
    file = Path(settings.database_url.removeprefix("sqlite:///"))
    store = Store(settings.database_url)
    store.create_tables(Base)
    tables.create(store)
    url = f"http://127.0.0.1:{settings.port}"
    luck = random.Random(26)
    with store.transaction() as session:
        names = [f"Agent{number}" for number in range(AGENTS)]
        ids = {name: hire(session, name, capacity=20) for name in names}
    store.close()
    quick = {"AISLE_AWAY_AFTER_S": "3", "AISLE_ANSWER_WITHIN_S": "4", "AISLE_LOGIN_RATE": "100000/minute"}
    service = await start(settings, **quick, **UNLIMITED)
    await is_up(url)
    shoppers = [Shopper(url, random.Random(luck.random())) for _ in range(SHOPPERS)]
    agents = [Worker(url, ids[name], f"{name.lower()}@shop.example", random.Random(luck.random())) for name in names]
    watcher = Watcher(file)
    talking = asyncio.gather(*(shopper.run() for shopper in shoppers))
    working = [asyncio.create_task(agent.run()) for agent in agents]
    watching = asyncio.create_task(watcher.run())
    try:
        await asyncio.sleep(KILLED_AFTER_S)
        service.kill()
        await service.wait()
        service = await start(settings, **quick, **UNLIMITED)
        await is_up(url)
        await asyncio.sleep(CHAOS_S - KILLED_AFTER_S)
        for agent in agents:
            agent.calm = True
        await asyncio.wait_for(talking, CALM_S)
        await everything_is_answered(file)
        if watching.done():
            await watching
        assert watcher.looked > 100 and sum(agent.drops for agent in agents) >= AGENTS
        nothing_is_lost_or_doubled(file, [each for shopper in shoppers for each in shopper.acknowledged])
    finally:
        for task in (*working, watching):
            task.cancel()
        await asyncio.gather(*working, watching, return_exceptions=True)
        for agent in agents:
            await agent.close()
        if service.returncode is None:
            service.kill()
            await service.wait()


async def is_up(url: str) -> None:
    async with aiohttp.ClientSession() as session:
        for _ in range(200):
            with suppress(aiohttp.ClientError):
                async with session.get(f"{url}/health") as response:
                    if response.status in (200, 503):
                        return
            await asyncio.sleep(0.1)
    raise AssertionError("the service does not answer")


UNANSWERED = """
    SELECT conversation.id, conversation.holder FROM conversation
    WHERE (SELECT max(seq) FROM message WHERE conversation_id = conversation.id AND author = 'shopper')
        > coalesce((SELECT max(seq) FROM message WHERE conversation_id = conversation.id AND audience = 'all'
                    AND author IN ('agent', 'bot')), 0)
"""


async def everything_is_answered(file: Path) -> None:
    """By a person, or by the bot where it has the conversation again."""
    for _ in range(int(CALM_S / 0.25)):
        with sqlite3.connect(file, timeout=10) as connection:
            left = connection.execute(UNANSWERED).fetchall()
        if not left:
            return
        await asyncio.sleep(0.25)
    raise AssertionError(f"unanswered: {left}")


def nothing_is_lost_or_doubled(file: Path, acknowledged: list[str]) -> None:
    with sqlite3.connect(file, timeout=10) as connection:
        rows = connection.execute("SELECT conversation_id, seq, client_id, author, body FROM message").fetchall()
        last = dict(connection.execute("SELECT id, last_seq FROM conversation").fetchall())
    by_conversation: dict[str, list[int]] = {}
    for conversation_id, seq, *_ in rows:
        by_conversation.setdefault(conversation_id, []).append(seq)
    for conversation_id, seqs in by_conversation.items():
        assert sorted(seqs) == list(range(1, last[conversation_id] + 1)), "a gap in the log"
    said = Counter(client_id for _, _, client_id, author, _ in rows if author == "shopper")
    assert set(acknowledged) == set(said) and set(said.values()) == {1}
    assert len(acknowledged) == SHOPPERS * MESSAGES
    answered = Counter((conversation_id, client_id) for conversation_id, _, client_id, author, _ in rows if client_id)
    assert set(answered.values()) == {1}
