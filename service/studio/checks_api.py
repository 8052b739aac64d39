"""`/api/studio/checks`: what is looked at before publishing, in the background; and the quick refit."""

from __future__ import annotations

from sanic import Blueprint, HTTPResponse, Request, Sanic, json

from service.errors import BadRequest, NotFound
from service.staff.guard import PRIVATE, body_of
from service.studio import checking
from service.studio.access import editor_of, room
from service.studio.checking import CHECKS, MESSAGES, REFIT, Checking
from service.studio.jobs import Result

_PAGE = 50
_VERDICTS = ("", "worse", "better", "other")


def blueprint() -> Blueprint:
    routes = Blueprint("studio_checks_api", url_prefix="/api/studio/checks")

    @routes.listener("before_server_stop")
    async def end(app: Sanic, _loop: object) -> None:
        if hasattr(app.ctx, "checking"):
            await app.ctx.checking.jobs.close()

    @routes.get("/")
    async def shown(request: Request) -> HTTPResponse:
        """Each check: never, running, done or failed, with its last result, and whether that is of this draft."""
        await editor_of(request)
        checks = checking_of(request)
        draft, published = await checks.versions()
        states = {name: _summary(checks.jobs.states(name, draft, published), name) for name in (REFIT, *CHECKS)}
        return json({"draft": draft, "published": published, "checks": states}, headers=PRIVATE)

    @routes.get("/<name:str>")
    async def one(request: Request, name: str) -> HTTPResponse:
        """How one of them stands, without its result: what is asked for while it runs."""
        await editor_of(request)
        if name not in (REFIT, *CHECKS):
            raise NotFound()
        checks = checking_of(request)
        state = checks.jobs.states(name, *await checks.versions())
        last = {key: value for key, value in (state.pop("last", None) or {}).items() if key != "result"}
        return json(state | {"last": last}, headers=PRIVATE)

    @routes.post("/<name:str>")
    async def start(request: Request, name: str) -> HTTPResponse:
        """Calculates it for the draft as it is now; `all` for everything. What runs already goes on."""
        await editor_of(request)
        body_of(request)
        checks = checking_of(request)
        for each in CHECKS if name == "all" else (name,):
            await checks.start(each)
        return json({"started": name}, status=202, headers=PRIVATE)

    @routes.get("/messages/changed")
    async def changed(request: Request) -> HTTPResponse:
        """A page of the messages that are understood differently, masked: `verdict` and `offset` in the query."""
        await editor_of(request)
        verdict, offset = request.args.get("verdict", ""), request.args.get("offset", "0")
        if verdict not in _VERDICTS or not offset.isdecimal() or len(offset) > 6:
            raise BadRequest("no such page")
        checks = checking_of(request)
        state = checks.jobs.states(MESSAGES, *await checks.versions())
        rows = (state["last"].get("result") or {}).get("changed", []) if state["last"] else []
        wanted = [row for row in rows if verdict in ("", row["verdict"])]
        page = wanted[int(offset) : int(offset) + _PAGE]
        texts = await checks.room.store.run(checking.texts, [row["id"] for row in page])
        messages = [row | texts[row["id"]] for row in page if row["id"] in texts]
        return json({"messages": messages, "of": len(wanted), "page": _PAGE}, headers=PRIVATE)

    return routes


def checking_of(request: Request) -> Checking:
    """The one of this service, made when somebody first looks."""
    if not hasattr(request.app.ctx, "checking"):
        request.app.ctx.checking = Checking(room(request))
    checks: Checking = request.app.ctx.checking
    return checks


def _summary(state: Result, name: str) -> Result:
    """Without the long list of messages, which is read page by page."""
    last = state["last"]
    if name == MESSAGES and last:
        result = {key: value for key, value in last["result"].items() if key != "changed"}
        return state | {"last": last | {"result": result}}
    return state
