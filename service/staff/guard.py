"""Who asks, whether they may, and whether it was their own page that asked."""

from __future__ import annotations

from collections.abc import Mapping
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlsplit

from sanic import HTTPResponse, Request

from service.errors import BadRequest, CrossSite, Forbidden
from service.staff import sessions
from service.staff.accounts import Staff
from shop.store import Store

COOKIE = "aisle_staff"
_SAFE = ("GET", "HEAD", "OPTIONS")
PRIVATE = {"Cache-Control": "no-store"}


async def staff_of(request: Request, *roles: str) -> Staff:
    """Who is logged in, with one of `roles` (an admin has them all).

    Raises NotSignedIn, Forbidden, and CrossSite for a change that another site's page asks for."""
    refuse_other_sites(request)
    store: Store = request.app.ctx.store
    token = request.cookies.get(COOKIE)
    staff = await staff_of_token(store, token)
    if roles and not any(staff.may(role) for role in roles):
        raise Forbidden()
    return staff


async def staff_of_token(store: Store, token: str | None) -> Staff:
    """Raises NotSignedIn."""
    staff, is_due = await store.run(sessions.whose, token)
    if is_due and token:
        await store.run(sessions.touch, token)
    return staff


def token_of_socket(request: Request) -> str | None:
    """The cookie that a socket's handshake came with. Raises CrossSite unless it came from our own page."""
    origin = request.headers.get("origin")
    if origin is None or urlsplit(origin).netloc != _host(request):
        raise CrossSite()
    cookie = SimpleCookie(request.headers.get("cookie", ""))
    return cookie[COOKIE].value if COOKIE in cookie else None


def refuse_other_sites(request: Request) -> None:
    """The cookie is SameSite=Lax; this also refuses pages of the same site that are not ours, the shops' among them."""
    if request.method in _SAFE:
        return
    origin, fetched = request.headers.get("origin"), request.headers.get("sec-fetch-site", "same-origin")
    if fetched != "same-origin" or (origin is not None and urlsplit(origin).netloc != _host(request)):
        raise CrossSite()


def body_of(request: Request) -> Mapping[str, Any]:
    """The JSON object that came. A form of another site can send text, but not this content type. Raises BadRequest."""
    if not request.headers.get("content-type", "").startswith("application/json"):
        raise BadRequest("not JSON")
    given = request.json
    if not isinstance(given, dict):
        raise BadRequest("not an object")
    return given


def remember(request: Request, response: HTTPResponse, token: str) -> HTTPResponse:
    """Puts the session's token where no script can read it."""
    response.cookies[COOKIE] = token
    cookie = response.cookies[COOKIE]
    cookie["httponly"] = True
    cookie["samesite"] = "Lax"
    cookie["path"] = "/"
    cookie["max-age"] = int(sessions.LONGEST.total_seconds())
    if _scheme(request) == "https":
        cookie["secure"] = True
    return response


def forget(response: HTTPResponse) -> HTTPResponse:
    response.cookies[COOKIE] = ""
    response.cookies[COOKIE]["max-age"] = 0
    response.cookies[COOKIE]["path"] = "/"
    return response


def _host(request: Request) -> str:
    """As the browser called us: through the proxies that the settings name, as they report it."""
    return str(request.server_name if _default_port(request) else f"{request.server_name}:{request.server_port}")


def _default_port(request: Request) -> bool:
    return int(request.server_port) == {"https": 443, "wss": 443}.get(_scheme(request), 80)


def _scheme(request: Request) -> str:
    return str(request.scheme).replace("ws", "http")
