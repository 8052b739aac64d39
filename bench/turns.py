"""`python -m bench.turns`: turns a second, latency and memory of the whole system at 1, 8 and 32 conversations.

Each turn goes through a real socket to service, rasa, actions and back; beside it, interleaved, the same messages go
straight to the rasa process, so that what service costs shows as a ratio."""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import tempfile
import time
import uuid
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import aiohttp
import psutil
import socketio
from tqdm import tqdm

from bench.stack import UNLIMITED, Stack, running

# What shoppers write most: small talk, questions to the knowledge, product searches, both languages.
MESSAGES = (
    "hello",
    "how long does delivery take?",
    "show me a waterproof jacket under 80",
    "which payment methods do you take",
    "thank you",
    "一般多久能送到？",
    "can I return a sale item",
    "有没有降噪耳机",
)
Say = Callable[[str], Awaitable[None]]


@dataclass(frozen=True)
class Measured:
    """Latencies in milliseconds."""

    way: str
    conversations: int
    turns: int
    turns_per_second: float
    p50_ms: float
    p95_ms: float


class Shopper:
    """One socket; `say` returns when the bot's answer is there."""

    def __init__(self) -> None:
        self._client = socketio.AsyncClient(reconnection=False)
        self._answered = asyncio.Event()
        self._client.on("message", self._heard)

    async def open(self, url: str) -> None:
        await self._client.connect(url, transports=["websocket"])
        await self._client.call("join", {})
        await asyncio.wait_for(self._answered.wait(), 60)

    async def say(self, text: str) -> None:
        self._answered.clear()
        ack = await self._client.call("say", {"client_id": uuid.uuid4().hex, "text": text}, timeout=60)
        if not ack["ok"]:
            raise RuntimeError(ack["error"]["message"])
        await asyncio.wait_for(self._answered.wait(), 60)

    async def close(self) -> None:
        await self._client.disconnect()

    def _heard(self, row: dict[str, str]) -> None:
        if row["author"] == "bot":
            self._answered.set()


async def through_service(stack: Stack, conversations: int, turns: int, progress: tqdm[None]) -> Measured:
    shoppers = [Shopper() for _ in range(conversations)]
    await asyncio.gather(*(shopper.open(stack.url) for shopper in shoppers))
    measured = await _measure("service", [shopper.say for shopper in shoppers], turns, progress)
    await asyncio.gather(*(shopper.close() for shopper in shoppers))
    return measured


async def rasa_alone(stack: Stack, conversations: int, turns: int, progress: tqdm[None]) -> Measured:
    url = f"{stack.environ['AISLE_RASA_URL']}/webhooks/aisle/turn"
    headers = {"Authorization": f"Bearer {stack.environ['AISLE_RASA_TOKEN']}"}
    async with aiohttp.ClientSession(headers=headers) as session:

        def speaker() -> Say:
            conversation = uuid.uuid4().hex

            async def say(text: str) -> None:
                turn = {"turn_id": uuid.uuid4().hex, "conversation": conversation, "text": text, "language": "en"}
                async with session.post(url, json=turn) as response:
                    response.raise_for_status()
                    await response.read()

            return say

        return await _measure("rasa alone", [speaker() for _ in range(conversations)], turns, progress)


async def _measure(way: str, says: Sequence[Say], turns: int, progress: tqdm[None]) -> Measured:
    latencies: list[float] = []

    async def talk(say: Say, offset: int) -> None:
        for turn in range(turns):
            began = time.perf_counter()
            await say(MESSAGES[(offset + turn) % len(MESSAGES)])
            latencies.append((time.perf_counter() - began) * 1000)
            progress.update()

    began = time.perf_counter()
    await asyncio.gather(*(talk(say, offset) for offset, say in enumerate(says)))
    seconds = time.perf_counter() - began
    p95 = statistics.quantiles(latencies, n=20)[-1]
    return Measured(way, len(says), len(latencies), len(latencies) / seconds, statistics.median(latencies), p95)


def memory_mb(stack: Stack) -> dict[str, float]:
    """Resident memory of each process."""
    return {name: psutil.Process(stack.pid(name)).memory_info().rss / 2**20 for name in ("rasa", "actions", "service")}


async def bench(stack: Stack, sizes: Sequence[int], rounds: int, turns: int) -> list[Measured]:
    """The median round of each way at each size, the two ways interleaved."""
    total = sum(sizes) * turns * rounds * 2 + len(MESSAGES) * 4
    kept: dict[tuple[str, int], list[Measured]] = {}
    with tqdm(total=total, unit="turn") as progress:
        await through_service(stack, 2, len(MESSAGES), progress)  # the first of its kind is slow everywhere
        await rasa_alone(stack, 2, len(MESSAGES), progress)
        for _ in range(rounds):
            for size in sizes:
                for way in (through_service, rasa_alone):
                    measured = await way(stack, size, turns, progress)
                    kept.setdefault((measured.way, size), []).append(measured)
    return [sorted(found, key=lambda m: m.turns_per_second)[len(found) // 2] for found in kept.values()]


def table(rows: Sequence[Measured], memory: dict[str, float]) -> str:
    lines = ["| way | conversations | turns/s | p50 ms | p95 ms |", "|---|---|---|---|---|"]
    lines += [
        f"| {r.way} | {r.conversations} | {r.turns_per_second:.0f} | {r.p50_ms:.1f} | {r.p95_ms:.1f} |" for r in rows
    ]
    lines.append("\nResident: " + ", ".join(f"{name} {mb:.0f} MB" for name, mb in memory.items()))
    return "\n".join(lines)


def plot(rows: Sequence[Measured], file: Path) -> None:
    """Turns a second and latency against the number of conversations."""
    from matplotlib import pyplot

    figure, (speed, latency) = pyplot.subplots(1, 2, figsize=(9, 3.5))
    for way in dict.fromkeys(row.way for row in rows):
        of_way = [row for row in rows if row.way == way]
        sizes = [row.conversations for row in of_way]
        speed.plot(sizes, [row.turns_per_second for row in of_way], "o-", label=way)
        latency.plot(sizes, [row.p50_ms for row in of_way], "o-", label=f"{way}, p50")
        latency.plot(sizes, [row.p95_ms for row in of_way], "o:", label=f"{way}, p95")
    for axes, label in ((speed, "turns a second"), (latency, "milliseconds")):
        axes.set(xlabel="conversations at once", ylabel=label, xscale="log", ylim=(0, None))
        axes.legend(fontsize=8)
    figure.tight_layout()
    figure.savefig(file, dpi=120)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.turns", description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--conversations", type=int, nargs="+", default=[1, 8, 32])
    parser.add_argument("--turns", type=int, default=24, help="turns of each conversation in a round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--plot", type=Path, help="write a picture")
    parser.add_argument("--json", action="store_true", help="end with one line of JSON")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="aisle-bench-") as var, running(Path(var), **UNLIMITED) as stack:
        rows = asyncio.run(bench(stack, options.conversations, options.rounds, options.turns))
        memory = memory_mb(stack)
    print(table(rows, memory))
    if options.plot:
        plot(rows, options.plot)
    if options.json:
        print(json.dumps({"turns": [asdict(row) for row in rows], "resident_mb": memory}))


if __name__ == "__main__":
    main()
