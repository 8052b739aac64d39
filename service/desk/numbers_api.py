"""`/api/desk/numbers`: how it goes, as JSON for the page and as CSV for a spreadsheet."""

from __future__ import annotations

import csv
import io
from typing import Any

from sanic import Blueprint, HTTPResponse, Request, json

from service.desk import numbers
from service.desk.period import Period
from service.staff.accounts import Staff
from service.staff.guard import PRIVATE, staff_of
from service.staff.models import ADMIN, AGENT

# a spreadsheet would calculate what begins so
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def blueprint() -> Blueprint:
    routes = Blueprint("numbers_api", url_prefix="/api/desk")

    @routes.get("/numbers")
    async def show(request: Request) -> HTTPResponse:
        staff = await staff_of(request, AGENT)
        return json(await _numbers(request, staff), headers=PRIVATE)

    @routes.get("/numbers.csv")
    async def sheet(request: Request) -> HTTPResponse:
        staff = await staff_of(request, AGENT)
        found = await _numbers(request, staff)
        named = f"attachment; filename=aisle-{request.args.get('from')}-{request.args.get('to')}.csv"
        text = "\ufeff" + _csv([*found["rows"], {"label": "total", **found["totals"]}])
        return HTTPResponse(
            text, content_type="text/csv; charset=utf-8", headers=PRIVATE | {"Content-Disposition": named}
        )

    return routes


async def _numbers(request: Request, staff: Staff) -> dict[str, Any]:
    """An agent sees how they themselves do; how each colleague does is the admins' business."""
    period = Period.read(request.args.get("from", ""), request.args.get("to", ""), request.args.get("tz", "UTC"))
    topics = frozenset(request.app.ctx.support.policy.topics)
    by = request.args.get("by", "day")
    found: dict[str, Any] = await request.app.ctx.store.run(numbers.of, period, by, topics)
    if by == "agent" and not staff.may(ADMIN):
        found["rows"] = [row for row in found["rows"] if row["key"] == staff.id]
    return found


def _csv(rows: list[dict[str, Any]]) -> str:
    out = io.StringIO()
    columns = [(who, name) for who in ("human", "bot") for name in rows[-1][who]]
    writer = csv.writer(out)
    writer.writerow(["", *(f"{who}_{name}" for who, name in columns)])
    for row in rows:
        writer.writerow([_cell(row["label"]), *(_cell(row[who][name]) for who, name in columns)])
    return out.getvalue()


def _cell(value: Any) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
