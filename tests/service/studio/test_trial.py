"""A release that takes a share of new conversations: who gets it, for how long, and what is counted."""

from __future__ import annotations

import asyncio
import uuid
from dataclasses import replace
from typing import Any

import aiohttp
import pytest
from sanic import Sanic
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from service.clock import now
from service.settings import ServiceSettings
from service.staff.accounts import Staff
from service.staff.models import StaffAct
from service.studio import trial
from service.studio.releases.models import Release
from service.studio.trial import Offer, Tried
from service.studio.trial import arms as trial_arms
from service.studio.trial import keeper as trial_keeper
from service.studio.trial.models import LIVE, MADE_LIVE, STOPPED, TRIAL, ConversationRelease
from studio.errors import Busy
from tests.service.conftest import MakeTab
from tests.service.desk.harness import Agent, new_agent
from tests.service.fake_rasa import FakeRasa
from tests.service.harness import Tab, serving, until
from tests.service.studio.conftest import Hire

OFFER = Offer(7, "More words for parcels", "v7", "/models/v7.tar.gz")


@pytest.fixture(autouse=True)
def looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trial_keeper, "EVERY_S", 0.05)


async def begun(app: Sanic, share: int = 50) -> Tried:
    """A trial that runs, whose model Rasa has."""
    offer = replace(OFFER, release_id=await a_release(app))
    trial_id = await app.ctx.store.run(trial.start, offer, share, "shipped", "pia")
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


def tried_by(rasa: FakeRasa) -> tuple[str, str]:
    """The model that Rasa has on trial: its name and path."""
    served = rasa.models["trial"] or {}
    return served["name"], served["path"]


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
    assert tried_by(rasa) == (OFFER.model, OFFER.path)
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
    offer = replace(OFFER, release_id=await a_release(app))
    await app.ctx.store.run(trial.start, offer, 50, "shipped", "pia")
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


async def a_release(app: Sanic, by: str = "mia", state: str = "awaiting_approval", **more: Any) -> int:
    """A trained release that waits for somebody's word."""
    values = {"version": OFFER.model, "parent": "p", "kind": "edits", "title": OFFER.title, "message": "", "by": by}
    values |= {"by_name": "Mia", "created": now(), "state": state, "running": None, "holds": True, "despite": False}
    values |= {"progress": {}, "figures": {}, "model": OFFER.path} | more

    def write(session: Session) -> int:
        return int(session.execute(insert(Release.__table__), values).inserted_primary_key[0])

    return int(await app.ctx.store.run(write))


async def test_a_publisher_starts_a_trial_changes_its_share_and_stops_it(
    app: Sanic, pia: Agent, rasa: FakeRasa
) -> None:
    release_id = await a_release(app)
    _, overview = await pia.get("/api/studio/trial")
    assert overview["running"] is None
    assert overview["releases"] == [{"id": release_id, "title": OFFER.title}]
    status, made = await pia.post("/api/studio/trial", release=release_id, share=10)
    assert status == 200 and tried_by(rasa) == (OFFER.model, OFFER.path)
    running = (await pia.get("/api/studio/trial"))[1]["running"]
    assert (running["id"], running["share"], running["loaded"]) == (made["trial"], 10, True)
    assert (await pia.post(f"/api/studio/trial/{made['trial']}/share", share=20))[0] == 200
    assert (await pia.get("/api/studio/trial"))[1]["running"]["share"] == 20
    assert (await pia.post(f"/api/studio/trial/{made['trial']}/stop"))[0] == 200
    assert (await pia.post(f"/api/studio/trial/{made['trial']}/stop"))[0] == 404
    after = (await pia.get("/api/studio/trial"))[1]
    assert after["running"] is None and after["trials"][0]["outcome"] == "stopped"


async def test_editors_look_and_do_not_touch(app: Sanic, mia: Agent, pia: Agent, hire: Hire) -> None:
    release_id = await a_release(app)
    made = (await pia.post("/api/studio/trial", release=release_id, share=10))[1]["trial"]
    assert (await mia.get("/api/studio/trial"))[0] == 200
    assert (await mia.get(f"/api/studio/trial/{made}/figures"))[0] == 200
    for path in ("", f"/{made}/share", f"/{made}/stop", f"/{made}/publish"):
        assert (await mia.post(f"/api/studio/trial{path}", release=release_id, share=50))[0] == 403
    ada = await hire("Ada", roles=["agent"])
    assert (await ada.get("/api/studio/trial"))[0] == 403
    assert (await pia.get("/api/studio/trial"))[1]["running"]["share"] == 10


@pytest.mark.parametrize("share", [0, 51, -1, 2.5, "10", True, None])
async def test_a_share_is_a_whole_number_up_to_half(app: Sanic, pia: Agent, rasa: FakeRasa, share: Any) -> None:
    release_id = await a_release(app)
    assert (await pia.post("/api/studio/trial", release=release_id, share=share))[0] == 400
    assert rasa.loads == []


async def test_what_cannot_be_loaded_takes_no_share(app: Sanic, pia: Agent, rasa: FakeRasa) -> None:
    rasa.cannot_load.add(OFFER.path)
    status, refused = await pia.post("/api/studio/trial", release=await a_release(app), share=10)
    assert (status, refused["error"]["code"]) == (422, "not_loaded")
    assert (await pia.get("/api/studio/trial"))[1]["trials"] == []
    await rasa.stop()
    status, refused = await pia.post("/api/studio/trial", release=await a_release(app), share=10)
    assert (status, refused["error"]["code"]) == (503, "bot_away")


@pytest.mark.parametrize("state", ["training", "live", "failed", "cancelled"])
async def test_only_a_trained_release_that_waits_can_be_tried(app: Sanic, pia: Agent, state: str) -> None:
    release_id = await a_release(app, state=state)
    assert (await pia.get("/api/studio/trial"))[1]["releases"] == []
    assert (await pia.post("/api/studio/trial", release=release_id, share=10))[0] == 409
    assert (await pia.post("/api/studio/trial", release=release_id + 1, share=10))[0] == 404


async def test_a_second_trial_does_not_take_the_firsts_place_in_rasa(app: Sanic, pia: Agent, rasa: FakeRasa) -> None:
    await pia.post("/api/studio/trial", release=await a_release(app), share=10)
    other = await a_release(app, version="v8", model="/models/v8.tar.gz")
    status, refused = await pia.post("/api/studio/trial", release=other, share=10)
    assert (status, refused["error"]["code"]) == (409, "busy")
    assert tried_by(rasa) == (OFFER.model, OFFER.path)


async def test_making_it_live_says_the_word_that_the_release_waits_for(
    app: Sanic, pia: Agent, rasa: FakeRasa, monkeypatch: pytest.MonkeyPatch
) -> None:
    release_id = await a_release(app)
    made = (await pia.post("/api/studio/trial", release=release_id, share=10))[1]["trial"]
    approved: list[tuple[str, int]] = []

    async def approve(staff: Staff, given: int) -> None:
        approved.append((staff.name, given))

    monkeypatch.setattr(app.ctx.studio.releases, "approve", approve)
    assert (await pia.post(f"/api/studio/trial/{made}/publish"))[0] == 200
    assert approved == [("Pia", release_id)]
    assert (await app.ctx.store.run(trial.of, made)).ended is None  # until it has gone live
    rasa.models["live"] = {"name": OFFER.model, "path": OFFER.path}
    await app.ctx.studio.trials.look()
    assert (await app.ctx.store.run(trial.of, made)).outcome == MADE_LIVE
    assert (await pia.post(f"/api/studio/trial/{made}/publish"))[0] == 404


async def test_a_trial_of_a_release_that_will_never_go_live_is_over(app: Sanic, pia: Agent) -> None:
    release_id = await a_release(app)
    made = (await pia.post("/api/studio/trial", release=release_id, share=10))[1]["trial"]
    change = update(Release.__table__).where(Release.id == release_id).values(state="cancelled")
    await app.ctx.store.run(lambda session: session.execute(change))
    await app.ctx.studio.trials.look()
    assert (await app.ctx.store.run(trial.of, made)).outcome == STOPPED


async def test_where_another_has_to_approve_the_author_cannot_try_it_on_shoppers(
    settings: ServiceSettings, url: str
) -> None:
    async with serving(replace(settings, second_approval=True)) as app:
        pia, ben = [await new_agent(app, url, name, roles=["publisher"]) for name in ("Pia", "Ben")]
        release_id = await a_release(app, by=pia.id)
        for who in (pia, ben):
            await who.log_in()
        assert (await pia.post("/api/studio/trial", release=release_id, share=10))[0] == 403
        status, made = await ben.post("/api/studio/trial", release=release_id, share=10)
        assert status == 200
        assert (await pia.post(f"/api/studio/trial/{made['trial']}/publish"))[0] == 403
        for who in (pia, ben):
            await who.close()


async def test_what_came_of_it_is_seen_and_taken_along_as_a_sheet(
    app: Sanic, pia: Agent, new_tab: MakeTab, rasa: FakeRasa
) -> None:
    made = (await pia.post("/api/studio/trial", release=await a_release(app, title="=1+1"), share=50))[1]["trial"]
    for arm in (TRIAL, LIVE):
        tab, _ = await tab_of(arm, app, new_tab, rasa)
        await tab.say("hello")
        await tab.answered("You said: hello")
    status, found = await pia.get(f"/api/studio/trial/{made}/figures")
    assert status == 200 and found["counts"] == {"trial": 1, "live": 1} and found["verdict"] == "early"
    assert found["figures"]["understood"]["trial"]["value"] == 1.0
    async with pia.http.get(f"{pia.url}/api/studio/trial/{made}/figures.csv") as got:
        sheet = (await got.text()).splitlines()
    assert got.headers["Content-Disposition"] == f"attachment; filename=aisle-trial-{made}.csv"
    assert len(sheet) == 5 and sheet[1].startswith("'=1+1,understood,1.0000,") and sheet[1].endswith(",early")
    assert (await pia.get("/api/studio/trial/99/figures"))[0] == 404


async def test_an_answer_of_what_is_live_counts_for_what_is_live(
    app: Sanic, pia: Agent, new_tab: MakeTab, rasa: FakeRasa, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = (await pia.post("/api/studio/trial", release=await a_release(app), share=50))[1]["trial"]
    tab, _ = await tab_of(TRIAL, app, new_tab, rasa)
    app.ctx.studio.trials.close()
    rasa.models["trial"] = None  # started anew, and not told yet
    await tab.say("hello")
    await tab.answered("You said: hello")
    assert model_of_last(rasa) == TRIAL
    assert (await pia.get(f"/api/studio/trial/{made}/figures"))[1]["counts"] == {"trial": 0, "live": 1}
