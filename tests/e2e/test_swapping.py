"""Models are swapped under a rasa process that serves: no turn is lost, none is answered twice."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import sqlite3
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from bench.stack import ROOT, Stack
from studio.releases import model_archive
from tests.e2e.test_rasa_process import events, turn

pytestmark = [pytest.mark.slow]
BUILT = ROOT / "models" / "aisle.tar.gz"


def models(stack: Stack, **asked: Any) -> httpx.Response:
    proof = {"Authorization": f"Bearer {stack.environ['AISLE_RASA_TOKEN']}"}
    url = f"{stack.environ['AISLE_RASA_URL']}/webhooks/aisle/models"
    if not asked:
        return httpx.get(url, headers=proof)
    return httpx.post(url, headers=proof, json=asked, timeout=60)


@pytest.fixture
def polite(stack: Stack, tmp_path: Path) -> Iterator[Path]:
    """The same model by another name; what was live is live again afterwards."""
    archive = tmp_path / "polite.tar.gz"
    responses = dict(model_archive.responses_of(BUILT))
    responses["utter_greet"] = [{"text": "A very good day to you."}]
    model_archive.with_responses(BUILT, archive, responses)
    before = models(stack).json()["live"]
    yield archive
    assert models(stack, slot="live", path=before["path"], name=before["name"]).status_code == 200
    models(stack, slot="trial", path=None, name="")


def release(answer: httpx.Response) -> str:
    return str(answer.json()["understood"]["release"])


def heard(stack: Stack, conversation: str) -> list[str]:
    """The ids of the turns that were taken, each as often as it was."""
    query = "select data from events where sender_id = ? and type_name = 'user'"
    with sqlite3.connect(stack.environ["AISLE_TRACKER_DB"]) as tracker:
        return [json.loads(data)["message_id"] for (data,) in tracker.execute(query, (conversation,))]


def test_a_turn_in_flight_is_answered_once_by_the_model_it_began_with(stack: Stack, polite: Path) -> None:
    conversation, turn_id = uuid.uuid4().hex, uuid.uuid4().hex
    live = models(stack).json()["live"]["name"]
    actions = stack.pid("actions")
    with ThreadPoolExecutor(1) as elsewhere:
        os.kill(actions, signal.SIGSTOP)
        try:
            on_its_way = elsewhere.submit(turn, stack, conversation, "how long does delivery take?", turn_id)
            time.sleep(0.5)
            assert models(stack, slot="live", path=str(polite), name="polite").status_code == 200
            assert not on_its_way.done()
        finally:
            os.kill(actions, signal.SIGCONT)
        answered = on_its_way.result(30)
    assert answered.status_code == 200 and answered.json()["understood"]["release"] == live
    kept = events(stack, conversation)
    again = turn(stack, conversation, "how long does delivery take?", turn_id)
    assert again.json() == answered.json() and events(stack, conversation) == kept
    assert heard(stack, conversation) == [turn_id]
    following = turn(stack, conversation, "hello")
    assert following.json()["understood"]["release"] == "polite"


def test_shoppers_who_write_while_models_are_swapped_are_all_answered_once(stack: Stack, polite: Path) -> None:
    conversations = [uuid.uuid4().hex for _ in range(6)]

    async def talk(client: httpx.AsyncClient, conversation: str, until: asyncio.Event) -> list[tuple[str, int]]:
        told = []
        while not until.is_set():
            asked = {"turn_id": uuid.uuid4().hex, "conversation": conversation, "text": "hello", "language": "en"}
            answer = await client.post(f"{stack.environ['AISLE_RASA_URL']}/webhooks/aisle/turn", json=asked)
            told.append((asked["turn_id"], answer.status_code))
        return told

    async def swap_meanwhile() -> list[list[tuple[str, int]]]:
        proof = {"Authorization": f"Bearer {stack.environ['AISLE_RASA_TOKEN']}"}
        async with httpx.AsyncClient(headers=proof, timeout=30) as client:
            done = asyncio.Event()
            talks = [asyncio.create_task(talk(client, one, done)) for one in conversations]
            for path, name in ((polite, "polite"), (BUILT, "built"), (polite, "polite again")):
                asked = {"slot": "live", "path": str(path), "name": name}
                url = f"{stack.environ['AISLE_RASA_URL']}/webhooks/aisle/models"
                assert (await client.post(url, json=asked)).status_code == 200
                await asyncio.sleep(0.3)
            done.set()
            return await asyncio.gather(*talks)

    for conversation, told in zip(conversations, asyncio.run(swap_meanwhile()), strict=True):
        assert len(told) > 2 and {status for _, status in told} == {200}
        assert heard(stack, conversation) == [turn_id for turn_id, _ in told]


def test_who_is_on_trial_is_answered_by_the_other_model_and_says_so(stack: Stack, polite: Path) -> None:
    one, other = uuid.uuid4().hex, uuid.uuid4().hex
    assert models(stack, slot="trial", path=str(polite), name="polite").status_code == 200
    tried, live = turn(stack, one, "hello", model="trial"), turn(stack, other, "hello")
    assert release(tried) == "polite" != release(live)
    # the same conversation may go on with what is live, and be forgotten in both
    assert release(turn(stack, one, "hello again")) == release(live)
    proof = {"Authorization": f"Bearer {stack.environ['AISLE_RASA_TOKEN']}"}
    url = f"{stack.environ['AISLE_RASA_URL']}/webhooks/aisle/forget"
    assert httpx.post(url, headers=proof, json={"conversations": [one]}).status_code == 200
    assert events(stack, one) == 0
    assert turn(stack, one, "hello", model="trial").status_code == 200 and len(heard(stack, one)) == 1
    models(stack, slot="trial", path=None, name="")
    assert release(turn(stack, one, "hello", model="trial")) == release(live)


def test_a_model_that_cannot_be_served_changes_nothing(stack: Stack, tmp_path: Path) -> None:
    before = models(stack).json()
    broken = tmp_path / "broken.tar.gz"
    broken.write_bytes(BUILT.read_bytes()[:100_000])
    for path in (broken, tmp_path / "missing.tar.gz"):
        refused = models(stack, slot="live", path=str(path), name="x")
        assert refused.status_code == 422 and path.name in refused.json()["error"]
    assert models(stack, slot="live", path=None, name="x").status_code == 422
    assert models(stack, slot="another", path=str(BUILT), name="x").status_code == 400
    assert models(stack).json() == before


def test_nobody_without_the_token_swaps_models(stack: Stack) -> None:
    url = f"{stack.environ['AISLE_RASA_URL']}/webhooks/aisle/models"
    asked = {"slot": "live", "path": str(BUILT), "name": "x"}
    assert httpx.get(url).status_code == 403 and httpx.post(url, json=asked).status_code == 403


def test_after_a_restart_rasa_serves_the_archive_in_place_by_its_name(stack: Stack, polite: Path) -> None:
    place = Path(stack.environ["AISLE_MODEL"])
    model_archive.put(polite, place, "7c1f")
    try:
        stack.kill("rasa")
        stack.wait_until_healthy()
        assert models(stack).json()["live"]["name"] == "7c1f"
        assert release(turn(stack, uuid.uuid4().hex, "hello")) == "7c1f"
    finally:
        shutil.copy(BUILT, place)
        stack.kill("rasa")
        stack.wait_until_healthy()
