"""The service as a process of its own: it starts only when it safely can, survives kill -9, and stops at once."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import time
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from service.settings import ServiceSettings
from tests.service.conftest import SECRET, MakeTab
from tests.service.fake_rasa import FakeRasa
from tests.service.harness import until

pytestmark = [pytest.mark.asyncio, pytest.mark.slow]

ROOT = Path(__file__).parents[2]


def environment(settings: ServiceSettings, **changed: str) -> dict[str, str]:
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("AISLE_")},
        "AISLE_SECRET": SECRET,
        "AISLE_RASA_TOKEN": settings.rasa_token,
        "AISLE_DATABASE_URL": settings.database_url,
        "AISLE_VAR": str(settings.var),
        "AISLE_PORT": str(settings.port),
        "AISLE_RASA_URL": settings.rasa_url,
        **changed,
    }


async def start(settings: ServiceSettings, **changed: str) -> Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "service"),
        cwd=ROOT,
        env=environment(settings, **changed),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )


@asynccontextmanager
async def process(settings: ServiceSettings) -> AsyncIterator[Process]:
    """A running service that answers; killed at the end where it still runs."""
    running = await start(settings)
    try:
        async with aiohttp.ClientSession() as session:
            for _ in range(200):
                try:
                    async with session.get(f"http://127.0.0.1:{settings.port}/health") as response:
                        if response.status == 200:
                            break
                except aiohttp.ClientError:
                    await asyncio.sleep(0.1)
        yield running
    finally:
        if running.returncode is None:
            running.kill()
            await running.wait()


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"AISLE_SECRET": ""}, "AISLE_SECRET is not set"),
        ({"AISLE_SECRET": "short"}, "AISLE_SECRET has 5 characters"),
        ({"AISLE_API_KEYS": "only-a-key"}, "AISLE_API_KEYS is not of the form"),
        ({"AISLE_PORT": "eighty"}, "PORT"),
        ({"AISLE_SAY_RATE": "often"}, "AISLE_SAY_RATE is not a rate"),
    ],
)
async def test_it_refuses_to_start_with_a_sentence_and_no_stack_trace(
    settings: ServiceSettings, changed: dict[str, str], named: str
) -> None:
    refused = await start(settings, **changed)
    _, errors = await asyncio.wait_for(refused.communicate(), 20)
    said = errors.decode()
    assert refused.returncode == 2 and named in said and "Traceback" not in said and SECRET not in said


async def test_a_busy_port_is_named(settings: ServiceSettings) -> None:
    with socket.create_server(("127.0.0.1", settings.port)):
        refused = await start(settings)
        _, errors = await asyncio.wait_for(refused.communicate(), 20)
    said = errors.decode()
    assert refused.returncode == 2 and f"127.0.0.1:{settings.port}" in said and "Traceback" not in said


async def test_kill_9_in_the_middle_of_a_turn_answers_once_after_the_restart(
    settings: ServiceSettings, new_tab: MakeTab, rasa: FakeRasa
) -> None:
    async with process(settings) as first:
        tab = await new_tab().joined()
        rasa.gate.clear()
        assert (await tab.say("is my tent on its way?"))["ok"]
        assert (await tab.say("it is for Friday"))["ok"]
        await until(lambda: rasa.asked())
        first.kill()
        await first.wait()
    rasa.gate.set()
    async with process(settings):
        back = await new_tab().connect()
        await back.join(token=tab.token)
        await back.answered("You said: it is for Friday")
        await asyncio.sleep(0.5)
        assert back.texts("bot")[1:] == ["You said: is my tent on its way?", "You said: it is for Friday"]
        assert back.texts("shopper") == ["is my tent on its way?", "it is for Friday"]
        assert back.seqs() == list(range(1, 6))
    turn_ids = [question["turn_id"] for question in rasa.questions if "tent" in question["text"]]
    assert len(turn_ids) == 2 and len(set(turn_ids)) == 1


async def test_a_message_whose_ack_was_lost_is_there_once_when_it_is_sent_again(
    settings: ServiceSettings, new_tab: MakeTab, rasa: FakeRasa
) -> None:
    async with process(settings) as first:
        tab = await new_tab().joined()
        rasa.gate.clear()
        await tab.send("say", {"client_id": "the-same", "text": "did this arrive?"})
        await until(lambda: rasa.asked())
        first.kill()
        await first.wait()
    rasa.gate.set()
    async with process(settings):
        back = await new_tab().connect()
        await back.join(token=tab.token)
        ack = await back.say("did this arrive?", client_id="the-same")
        assert ack["ok"] and ack["message"]["seq"] == 2
        await back.answered("You said: did this arrive?")
        await asyncio.sleep(0.3)
        assert back.seqs() == [1, 2, 3]


async def test_it_stops_at_once_when_told_to_though_tabs_are_open(settings: ServiceSettings, new_tab: MakeTab) -> None:
    async with process(settings) as running:
        await new_tab().joined()
        polling = f"http://127.0.0.1:{settings.port}/socket.io/?EIO=4&transport=polling"
        async with aiohttp.ClientSession() as session, session.get(polling) as response:
            assert response.status == 200
        began = time.monotonic()
        running.send_signal(signal.SIGTERM)
        _, errors = await asyncio.wait_for(running.communicate(), 15)
        assert running.returncode == 0 and time.monotonic() - began < 6
        for trouble in ("Traceback", "destroyed", "never awaited", "never retrieved"):
            assert trouble not in errors.decode()


async def test_the_log_holds_no_word_that_anybody_typed(
    settings: ServiceSettings, new_tab: MakeTab, rasa: FakeRasa
) -> None:
    async with process(settings) as running:
        tab = await new_tab().joined()
        rasa.failures = [500]
        await tab.say("my e-mail is ana@mail.example")
        await tab.answered("You said: my e-mail is ana@mail.example")
        async with aiohttp.ClientSession() as session:
            for path in (
                "/api/shop/products/ana@mail.example?q=ana@mail.example",
                "/assets/ana@mail.example",
                "/ana@mail.example",
            ):
                async with session.get(f"http://127.0.0.1:{settings.port}{path}") as response:
                    assert response.status in (404, 500)
        running.send_signal(signal.SIGTERM)
        _, errors = await asyncio.wait_for(running.communicate(), 15)
        assert "/api/shop/products" in errors.decode()
        assert "ana@mail" not in errors.decode() and tab.token not in errors.decode()
        assert settings.rasa_token not in errors.decode()
