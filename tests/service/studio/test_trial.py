"""A release that takes a share of new conversations: who gets it, for how long, and what is counted."""

from __future__ import annotations

import asyncio
import uuid
from typing import Any

import aiohttp
import pytest
from sanic import Sanic
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.settings import ServiceSettings
from service.staff.models import StaffAct
from service.studio import trial, trial_arms, trial_keeper
from service.studio.models_trial import LIVE, MADE_LIVE, STOPPED, TRIAL, ConversationRelease
from service.studio.trial import Offer, Tried
from studio.errors import Busy
from tests.service.conftest import MakeTab
from tests.service.fake_rasa import FakeRasa
from tests.service.harness import Tab, serving, until

OFFER = Offer(7, "More words for parcels", "v7", "/models/v7.tar.gz")


@pytest.fixture(autouse=True)
def looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trial_keeper, "EVERY_S", 0.05)


async def begun(app: Sanic, share: int = 50) -> Tried:
    """A trial that runs, whose model Rasa has."""
    trial_id = await app.ctx.store.run(trial.start, OFFER, share, "shipped", "pia")
    await until(lambda: app.ctx.studio.trials.is_loaded)
    tried: Tried = await app.ctx.store.run(trial.of, trial_id)
    return tried


async def arms(app: Sanic) -> dict[str, str]:
    def read(session: Session) -> dict[str, str]:
        return dict(session.execute(select(ConversationRelease.conversation_id, ConversationRelease.arm)).all())

    found: dict[str, str] = await app.ctx.store.run(read)
    return found


async def tab_of(arm: str, app: Sanic, new_tab: MakeTab, rasa: FakeRasa) -> tuple[Tab, str]:
    """Opens conversations until one draws that arm."""
    for _ in range(60):
        tab = await new_tab().joined()
        conversation_id = str(rasa.questions[-1]["conversation"])
        if (await arms(app))[conversation_id] == arm:
            return tab, conversation_id
    raise AssertionError("nobody drew it")


def model_of_last(rasa: FakeRasa) -> Any:
    return rasa.questions[-1].get("model")


@pytest.mark.parametrize("share", [1, 10, 50])
def test_of_all_conversations_the_share_is_tried(share: int) -> None:
    ids = [uuid.UUID(int=number * 0x9E3779B97F4A7C15 % 2**128).hex for number in range(20_000)]
    tried = sum(trial_arms.arm_of(each, share) == TRIAL for each in ids) / len(ids)
    assert abs(tried - share / 100) < 4 * (share / 100 * (1 - share / 100) / len(ids)) ** 0.5


def test_a_larger_share_takes_none_of_the_smaller_away() -> None:
    ids = [uuid.uuid4().hex for _ in range(500)]
    for each in ids:
        drawn = [trial_arms.arm_of(each, share) for share in range(1, 51)]
        assert drawn == sorted(drawn)  # live, until its share has come


async def test_turns_of_drawn_conversations_go_to_the_other_model_and_no_others(
    app: Sanic, new_tab: MakeTab, rasa: FakeRasa
) -> None:
    await begun(app)
    tried, _ = await tab_of(TRIAL, app, new_tab, rasa)
    assert rasa.questions[-1]["text"] == "/greet" and model_of_last(rasa) == TRIAL
    await tried.say("hello")
    await tried.answered("You said: hello")
    assert model_of_last(rasa) == TRIAL
    other, _ = await tab_of(LIVE, app, new_tab, rasa)
    await other.say("hello")
    await other.answered("You said: hello")
    assert model_of_last(rasa) is None


async def test_without_a_trial_nothing_is_drawn_and_nothing_loaded(
    app: Sanic, new_tab: MakeTab, rasa: FakeRasa
) -> None:
    await new_tab().joined()
    await asyncio.sleep(0.2)
    assert await arms(app) == {} and rasa.loads == [] and model_of_last(rasa) is None


async def test_what_was_begun_before_the_trial_is_not_drawn(app: Sanic, new_tab: MakeTab, rasa: FakeRasa) -> None:
    tab = await new_tab().joined()
    await begun(app)
    await tab.say("hello")
    await tab.answered("You said: hello")
    assert model_of_last(rasa) is None and await arms(app) == {}


async def test_an_arm_is_kept_when_the_share_changes(app: Sanic, new_tab: MakeTab, rasa: FakeRasa) -> None:
    tried = await begun(app)
    tab, conversation_id = await tab_of(TRIAL, app, new_tab, rasa)
    await app.ctx.store.run(trial.change_share, tried.id, 1, "pia")
    await tab.say("hello")
    await tab.answered("You said: hello")
    assert model_of_last(rasa) == TRIAL and (await arms(app))[conversation_id] == TRIAL


async def test_an_arm_is_kept_when_the_service_was_started_anew(
    settings: ServiceSettings, new_tab: MakeTab, rasa: FakeRasa
) -> None:
    async with serving(settings) as app:
        await begun(app)
        before, _ = await tab_of(TRIAL, app, new_tab, rasa)
        await before.close()
    async with serving(settings) as app:
        after = await new_tab().connect()
        await after.join(token=before.token)
        await after.say("still there")
        await after.answered("You said: still there")
        assert model_of_last(rasa) == TRIAL


@pytest.mark.parametrize("outcome", [STOPPED, MADE_LIVE])
async def test_when_the_trial_ends_its_conversations_go_on_with_what_is_live(
    app: Sanic, new_tab: MakeTab, rasa: FakeRasa, outcome: str
) -> None:
    tried = await begun(app)
    tab, _ = await tab_of(TRIAL, app, new_tab, rasa)
    assert await app.ctx.store.run(trial.end, tried.id, outcome, "pia")
    await tab.say("hello")
    await tab.answered("You said: hello")
    assert model_of_last(rasa) is None
    await until(lambda: rasa.models["trial"] is None)
    before = len(await arms(app))
    await new_tab().joined()
    assert len(await arms(app)) == before


async def test_rasa_is_told_again_after_it_was_started_anew(app: Sanic, rasa: FakeRasa) -> None:
    await begun(app)
    assert rasa.models["trial"] == {"name": "v7", "path": "/models/v7.tar.gz"}
    await rasa.stop()
    rasa.models["trial"] = None
    await rasa.start()
    await until(lambda: rasa.models["trial"] is not None)
    assert [each["name"] for each in rasa.loads] == ["v7", "v7"]


async def test_a_trial_whose_release_has_gone_live_is_over(app: Sanic, rasa: FakeRasa) -> None:
    tried = await begun(app)
    rasa.models["live"] = {"name": "v7", "path": "/models/v7.tar.gz"}
    await until(lambda: not app.ctx.studio.trials.is_loaded)
    await app.ctx.studio.trials.look()  # the one that has ended it is over
    assert (await app.ctx.store.run(trial.of, tried.id)).outcome == MADE_LIVE


async def test_a_model_that_rasa_cannot_load_is_not_asked_for_at_each_look(app: Sanic, rasa: FakeRasa) -> None:
    rasa.cannot_load.add(OFFER.path)
    await app.ctx.store.run(trial.start, OFFER, 50, "shipped", "pia")
    await until(lambda: rasa.loads)
    await asyncio.sleep(0.3)
    assert len(rasa.loads) == 1 and not app.ctx.studio.trials.is_loaded


async def test_one_trial_at_a_time_and_each_act_is_audited(app: Sanic) -> None:
    tried = await begun(app, share=5)
    with pytest.raises(Busy):
        await app.ctx.store.run(trial.start, OFFER, 5, "shipped", "pia")
    await app.ctx.store.run(trial.change_share, tried.id, 20, "pia")
    assert await app.ctx.store.run(trial.end, tried.id, STOPPED, "pia")
    assert not await app.ctx.store.run(trial.end, tried.id, STOPPED, "pia")
    again = await begun(app, share=5)
    assert again.id != tried.id

    def read(session: Session) -> list[tuple[str, str]]:
        return [(act.what, act.who) for act in session.execute(select(StaffAct)).scalars() if "trial" in act.what]

    assert await app.ctx.store.run(read) == [
        ("studio_trial_started", "pia"),
        ("studio_trial_share", "pia"),
        ("studio_trial_stopped", "pia"),
        ("studio_trial_started", "pia"),
    ]


async def test_a_shops_own_server_is_drawn_by_sender(app: Sanic, url: str, rasa: FakeRasa) -> None:
    await begun(app)
    headers = {"Authorization": "Bearer key-of-shop"}
    async with aiohttp.ClientSession(headers=headers) as http:
        for sender in range(20):
            for words in ("one", "two"):
                given = {"sender": f"s{sender}", "message": words}
                async with http.post(f"{url}/webhooks/rest/webhook", json=given) as got:
                    assert got.status == 200
    drawn = await arms(app)
    assert set(drawn.values()) == {TRIAL, LIVE} and len(drawn) == 20
    for question in rasa.questions:
        assert question.get("model") == (TRIAL if drawn[question["conversation"]] == TRIAL else None)
