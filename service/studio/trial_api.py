"""`/api/studio/trial`: a release that takes a share of new conversations, and how it compares."""

from __future__ import annotations

import csv
import io
from contextlib import suppress
from dataclasses import asdict

from sanic import Blueprint, HTTPResponse, Request, json

from service.errors import BotUnreachable, NotFound
from service.staff.guard import PRIVATE, body_of
from service.studio import trial
from service.studio.access import editor_of, id_of, publisher_of, room
from service.studio.trial import SHARES, Tried
from service.studio.trial import figures as trial_figures
from service.studio.trial import releases as trial_releases
from service.studio.trial.figures import Figures
from service.studio.trial.models import STOPPED
from studio import comparing
from studio.errors import Busy
from studio.transfer.cells import safe

_PARTS = ("value", "low", "high", "count")


def blueprint() -> Blueprint:
    routes = Blueprint("studio_trial_api", url_prefix="/api/studio/trial")

    @routes.get("/")
    async def overview(request: Request) -> HTTPResponse:
        await editor_of(request)
        studio = room(request)
        running = await studio.store.run(trial.running)
        found = {
            "running": running.as_json() | {"loaded": studio.trials.is_loaded} if running else None,
            "releases": [
                {"id": offer.release_id, "title": offer.title}
                for offer in await studio.store.run(trial_releases.offers)
            ],
            "trials": [each.as_json() for each in await studio.store.run(trial.newest)],
            "shares": {"least": SHARES[0], "most": SHARES[-1]},
        }
        return json(found, headers=PRIVATE)

    @routes.post("/")
    async def start(request: Request) -> HTTPResponse:
        """`{"release": id, "share": percent}`: Rasa has the model before the first conversation draws it."""
        staff = await publisher_of(request)
        given = body_of(request)
        share = trial.checked(given.get("share"))
        studio = room(request)
        if await studio.store.run(trial.running) is not None:
            raise Busy(trial.IS_RUNNING)
        by_another = studio.settings.second_approval
        release_id = id_of(given, "release")
        offer = await studio.store.run(trial_releases.offer, release_id, staff, by_another=by_another)
        live = await studio.trials.prepare(offer)
        made = await studio.store.run(trial.start, offer, share, live, staff.id)
        with suppress(BotUnreachable):  # the next look finds it
            await studio.trials.look()
        return json({"trial": made}, headers=PRIVATE)

    @routes.post("/<trial_id:int>/share")
    async def change_share(request: Request, trial_id: int) -> HTTPResponse:
        staff = await publisher_of(request)
        share = trial.checked(body_of(request).get("share"))
        await room(request).store.run(trial.change_share, trial_id, share, staff.id)
        return json({"share": share}, headers=PRIVATE)

    @routes.post("/<trial_id:int>/stop")
    async def stop(request: Request, trial_id: int) -> HTTPResponse:
        staff = await publisher_of(request)
        body_of(request)
        if not await room(request).store.run(trial.end, trial_id, STOPPED, staff.id):
            raise NotFound()
        return json({"ok": True}, headers=PRIVATE)

    @routes.post("/<trial_id:int>/publish")
    async def publish(request: Request, trial_id: int) -> HTTPResponse:
        """Hands the release to those who publish; the trial ends with its going live."""
        staff = await publisher_of(request)
        body_of(request)
        studio = room(request)
        running = await studio.store.run(trial.running)
        if running is None or running.id != trial_id:
            raise NotFound()
        await studio.releases.approve(staff, running.release_id)
        await studio.store.run(trial.published, running, staff.id)
        return json({"ok": True}, headers=PRIVATE)

    @routes.get("/<trial_id:int>/figures")
    async def figures(request: Request, trial_id: int) -> HTTPResponse:
        await editor_of(request)
        tried, found = await _figures(request, trial_id)
        told = {
            "trial": tried.as_json(),
            "verdict": found.verdict,
            "least": comparing.LEAST,
            "counts": found.counts,
            "left_out": found.left_out,
            "figures": {name: asdict(compared) for name, compared in found.compared.items()},
        }
        return json(told, headers=PRIVATE)

    @routes.get("/<trial_id:int>/figures.csv")
    async def sheet(request: Request, trial_id: int) -> HTTPResponse:
        await editor_of(request)
        tried, found = await _figures(request, trial_id)
        named = f"attachment; filename=aisle-trial-{trial_id}.csv"
        return HTTPResponse(
            "\ufeff" + _csv(tried, found),
            content_type="text/csv; charset=utf-8",
            headers=PRIVATE | {"Content-Disposition": named},
        )

    return routes


async def _figures(request: Request, trial_id: int) -> tuple[Tried, Figures]:
    """Raises NotFound."""
    studio = room(request)
    tried = await studio.store.run(trial.of, trial_id)
    not_understood = request.app.ctx.support.policy.not_understood
    return tried, await studio.store.run(trial_figures.of, tried, not_understood, studio.settings.quiet_s)


def _csv(tried: Tried, figures: Figures) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    head = [f"{arm}_{part}" for arm in ("trial", "live", "difference") for part in _PARTS]
    writer.writerow(["trial", "figure", *head, "verdict"])
    for name, compared in figures.compared.items():
        estimates = (compared.trial, compared.live, compared.difference)
        numbers = [_written(getattr(each, part)) for each in estimates for part in _PARTS]
        # only the title is somebody's text: a minus before a number is no formula
        writer.writerow([safe(tried.title), name, *numbers, compared.verdict])
    return out.getvalue()


def _written(number: float | None) -> str:
    return "" if number is None else f"{number:.4f}" if isinstance(number, float) else str(number)
