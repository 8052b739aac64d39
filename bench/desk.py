"""`python -m bench.desk`: the desk with 2,000 open conversations and 20 agents who look at it.

The whole stack runs; shoppers write to agents and, some, to the bot while they wait. Measured are the lists as an
agent's browser asks for them, and how long a shopper's message takes from the shopper's socket to the agent who looks
at the conversation, and to the list of every agent."""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import statistics
import tempfile
import time
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import aiohttp
import socketio
from tqdm import tqdm

from bench import desk_browser, desk_data
from bench.stack import UNLIMITED, Stack, running
from service import escalation_policy, tokens
from service.opening_hours import OpeningHours
from service.support import Support
from shop.store import Store

_PATIENCE_S = 60
_SHOWN_WITHIN_MS, _LOADED_WITHIN_MS = 200, 1000
PATHS = {
    "waiting, first page": "queue?view=waiting",
    "waiting, last page": "queue?view=waiting&offset=1400",
    "mine": "queue?view=mine",
    "others": "queue?view=others",
    "with the bot": "queue?view=bot",
    "settled": "queue?view=settled",
    "one conversation": "conversations/{watched}",
}


@dataclass(frozen=True)
class Measured:
    what: str
    count: int
    p50_ms: float
    p95_ms: float
    max_ms: float

    @classmethod
    def of(cls, what: str, took_ms: Sequence[float]) -> Measured:
        p95 = statistics.quantiles(took_ms, n=20, method="inclusive")[-1]
        return cls(what, len(took_ms), statistics.median(took_ms), p95, max(took_ms))


class Heard:
    """When each message arrived where, by its words."""

    def __init__(self) -> None:
        self._at: dict[str, list[float]] = {}
        self._enough: dict[str, tuple[int, asyncio.Event]] = {}

    def note(self, words: str | None) -> None:
        if words in self._enough:
            self._at[words].append(time.perf_counter())
            count, event = self._enough[words]
            if len(self._at[words]) >= count:
                event.set()

    def expect(self, words: str, count: int) -> None:
        self._at[words], self._enough[words] = [], (count, asyncio.Event())

    async def all_of(self, words: str) -> list[float]:
        await asyncio.wait_for(self._enough[words][1].wait(), _PATIENCE_S)
        return self._at[words]


class AgentAtDesk:
    """One agent's open tab: what it is told of is noted in `lists` and `rows`."""

    def __init__(self, stack: Stack, staff_id: str, token: str, lists: Heard, rows: Heard) -> None:
        self.id, self.token = staff_id, token
        self._url, self._lists, self._rows = stack.url, lists, rows
        self._headers = {"Cookie": f"aisle_staff={token}", "Origin": stack.url}
        self._desk = socketio.AsyncClient(reconnection=False)
        self._desk.on("item", self._on_item, namespace="/desk")
        self._desk.on("message", self._on_message, namespace="/desk")
        self._http = aiohttp.ClientSession(headers=self._headers)
        self._told: set[str] = set()

    async def open(self) -> None:
        await self._desk.connect(self._url, headers=self._headers, transports=["websocket"], namespaces=["/desk"])

    async def watch(self, conversation_id: str) -> None:
        ack = await self._desk.call("watch", {"conversation_id": conversation_id}, namespace="/desk", timeout=60)
        assert ack["ok"], ack

    async def get(self, path: str) -> Any:
        async with self._http.get(f"{self._url}/api/desk/{path}") as response:
            assert response.status == 200, await response.text()
            return await response.json()

    async def close(self) -> None:
        await self._desk.disconnect()
        await self._http.close()

    async def _on_item(self, data: dict[str, Any]) -> None:
        words = data["item"]["asked"]
        if words not in self._told:
            self._told.add(words)
            self._lists.note(words)

    async def _on_message(self, data: dict[str, Any]) -> None:
        self._rows.note(data["row"]["body"].get("text"))


class Writer:
    """A shopper's socket in a conversation that is there."""

    def __init__(self, stack: Stack, conversation_id: str) -> None:
        self._url = stack.url
        self._token = tokens.issue(conversation_id, stack.environ["AISLE_SECRET"])
        self._client = socketio.AsyncClient(reconnection=False)

    async def open(self) -> None:
        await self._client.connect(self._url, transports=["websocket"])
        ack = await self._client.call("join", {"token": self._token}, timeout=60)
        assert ack["ok"] and "fresh" not in ack, ack

    async def say(self, words: str) -> None:
        ack = await self._client.call("say", {"client_id": uuid.uuid4().hex, "text": words}, timeout=60)
        assert ack["ok"], ack

    async def close(self) -> None:
        await self._client.disconnect()


async def bench(stack: Stack, options: argparse.Namespace) -> list[Measured]:
    store = Store(f"sqlite:///{stack.var / 'aisle.db'}")
    support = Support(escalation_policy.read(), OpeningHours())
    lists, rows = Heard(), Heard()
    desk_data.past(store, options.past)
    agents = [AgentAtDesk(stack, *one, lists, rows) for one in desk_data.people(store, options.agents)]
    await asyncio.gather(*(agent.open() for agent in agents))
    desk_data.waiting(store, options.conversations, support)
    store.close()
    await _given_out(agents, options)
    mine = [(await agent.get("queue?view=mine"))["items"][0]["conversation_id"] for agent in agents]
    in_line = [item["conversation_id"] for item in (await agents[0].get("queue?view=waiting"))["items"]]
    await asyncio.gather(*(agent.watch(each) for agent, each in zip(agents, mine, strict=True)))
    shoppers = [Writer(stack, each) for each in mine]
    others = [Writer(stack, each) for each in random.Random(9).sample(in_line, options.agents)]
    await asyncio.gather(*(writer.open() for writer in [*shoppers, *others]))
    try:
        return await _under_load(stack, agents, shoppers, others, mine, options, (lists, rows))
    finally:
        await asyncio.gather(*(writer.close() for writer in [*shoppers, *others]))
        await asyncio.gather(*(agent.close() for agent in agents))


async def _given_out(agents: Sequence[AgentAtDesk], options: argparse.Namespace) -> None:
    """Waits until the service has found the line and every agent has as many as they can have."""
    began = time.perf_counter()
    while True:
        counts = (await agents[0].get("queue?view=waiting"))["counts"]
        if sum(counts.values()) == options.conversations and counts["mine"] == 25:
            held = counts["mine"] + counts["others"]
            if held == min(25 * len(agents), options.conversations):
                print(f"{held} given out, {counts['waiting']} wait, {time.perf_counter() - began:.1f} s")
                return
        assert time.perf_counter() - began < 4 * _PATIENCE_S, counts
        await asyncio.sleep(0.5)


async def _under_load(
    stack: Stack,
    agents: Sequence[AgentAtDesk],
    shoppers: Sequence[Writer],
    others: Sequence[Writer],
    mine: Sequence[str],
    options: argparse.Namespace,
    heard: tuple[Heard, Heard],
) -> list[Measured]:
    """Everything at once: shoppers write, some to the bot, while the agents' browsers read."""
    lists, rows = heard
    to_row: list[float] = []
    to_list: list[float] = []
    loads: dict[str, list[float]] = {what: [] for what in PATHS}
    draw, done = random.Random(10), asyncio.Event()
    progress = tqdm(total=options.messages, unit="message")

    async def write(number: int) -> None:
        words = f"message {number} {uuid.uuid4().hex}"
        lists.expect(words, len(agents))
        rows.expect(words, 1)
        began = time.perf_counter()
        await shoppers[number % len(shoppers)].say(words)
        to_row.append((await rows.all_of(words))[0] - began)
        to_list.extend(at - began for at in await lists.all_of(words))
        progress.update()

    async def ask_the_bot() -> None:
        while not done.is_set():
            await draw.choice(others).say(draw.choice(desk_data.WORDS))
            await asyncio.sleep(1 / options.asked_per_s)

    async def read() -> None:
        while not done.is_set():
            number = draw.randrange(len(agents))
            for what, path in PATHS.items():
                began = time.perf_counter()
                await agents[number].get(path.format(watched=mine[number]))
                loads[what].append(time.perf_counter() - began)
                await asyncio.sleep(0.1)

    beside = [asyncio.create_task(ask_the_bot()), asyncio.create_task(read())]
    writing = []
    for number in range(options.messages):
        writing.append(asyncio.create_task(write(number)))
        await asyncio.sleep(draw.expovariate(options.messages_per_s))
    await asyncio.gather(*writing)
    if options.browser:
        # shoppers go on to ask the bot, and the other desks to read
        seen = (stack.url, agents[0].token, mine[0], shoppers[0].say)
        loads |= await desk_browser.measure(*seen, options.loads, options.messages // 8)
    done.set()
    await asyncio.gather(*beside)
    progress.close()
    return [
        Measured.of("message → who looks at it", _ms(to_row)),
        Measured.of("message → every agent's list", _ms(to_list)),
        *(Measured.of(what, _ms(took)) for what, took in loads.items()),
    ]


def _ms(seconds: Iterable[float]) -> list[float]:
    return [1000 * each for each in seconds]


def table(rows: Sequence[Measured]) -> str:
    lines = ["| | n | p50 ms | p95 ms | most ms |", "|---|---|---|---|---|"]
    lines += [f"| {r.what} | {r.count} | {r.p50_ms:.0f} | {r.p95_ms:.0f} | {r.max_ms:.0f} |" for r in rows]
    return "\n".join(lines)


def plot(rows: Sequence[Measured], file: Path) -> None:
    """p50 and p95 beside what is promised."""
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(9, 0.5 * len(rows) + 1))
    places = range(len(rows))
    axes.barh(places, [row.p95_ms for row in rows], color="#b9c6d8", label="p95")
    axes.barh(places, [row.p50_ms for row in rows], color="#3b5b8c", label="p50")
    axes.axvline(_SHOWN_WITHIN_MS, color="#b3261e", linestyle=":", label="a message is to be shown within")
    axes.axvline(_LOADED_WITHIN_MS, color="#b3261e", linestyle="--", label="a page is to be loaded within")
    axes.set(yticks=places, yticklabels=[row.what for row in rows], xlabel="milliseconds", xscale="log")
    axes.invert_yaxis()
    axes.legend(fontsize=8)
    figure.tight_layout()
    figure.savefig(file, dpi=120)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.desk", description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--conversations", type=int, default=2000, help="open ones")
    parser.add_argument("--past", type=int, default=10_000, help="conversations of before, which only lie there")
    parser.add_argument("--agents", type=int, default=20)
    parser.add_argument("--messages", type=int, default=400)
    parser.add_argument("--messages-per-s", type=float, default=8.0)
    parser.add_argument("--asked-per-s", type=float, default=2.0, help="messages to the bot beside them")
    parser.add_argument("--browser", action="store_true", help="in Chromium, too; needs `make web`")
    parser.add_argument("--loads", type=int, default=20, help="times that it opens the page")
    parser.add_argument("--plot", type=Path, help="write a picture")
    parser.add_argument("--json", action="store_true", help="end with one line of JSON")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="aisle-bench-") as var, running(Path(var), **UNLIMITED) as stack:
        rows = asyncio.run(bench(stack, options))
    print(table(rows))
    if options.plot:
        plot(rows, options.plot)
    if options.json:
        print(json.dumps({"desk": [asdict(row) for row in rows]}))


if __name__ == "__main__":
    main()
