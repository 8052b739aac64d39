"""Every HTTP request: where it came from, one line in the log, and errors as JSON. No personal data is logged."""

from __future__ import annotations

import logging
import time

from sanic import Blueprint, HTTPResponse, Request, Sanic, json
from sanic.exceptions import PayloadTooLarge, SanicException
from sanic.response import BaseHTTPResponse

from service import phrases
from service.errors import BadRequest, ServiceError
from service.settings import ServiceSettings
from studio.errors import StudioError

logger = logging.getLogger("service.access")

_CODES = {
    400: "bad_request",
    401: "unauthorized",
    404: "not_found",
    405: "not_found",
    413: "too_long",
    429: "rate_limited",
}


def address_of(request: Request) -> str:
    """The client's address: as the proxies report it, where settings name how many there are."""
    return str(request.remote_addr or request.ip)


def language_of(request: Request) -> str:
    """The language that the query asks for; the first of the settings where it is none of them."""
    settings: ServiceSettings = request.app.ctx.settings
    asked = request.args.get("language")
    return asked if asked in settings.languages else settings.languages[0]


async def large_body(request: Request, most: int, thrown_away: int, error: Exception) -> bytes:
    """The body of a route with `stream=True`, which alone takes one of `most` bytes; `error` is raised for more.

    One of up to `thrown_away` bytes is read to its end: a browser that is cut off while it sends sees no answer."""
    stream = request.stream
    if stream is None:
        raise BadRequest("no body")
    stream.request_max_size = thrown_away
    data = bytearray()
    read = 0
    try:
        async for part in stream:
            read += len(part)
            if read <= most:
                data += part
    except PayloadTooLarge:
        raise error from None
    if read > most:
        raise error
    return bytes(data)


def install(app: Sanic) -> None:
    app.register_middleware(_started, "request")
    app.register_middleware(_log, "response")
    app.register_middleware(_allow_origin, "response")
    app.error_handler.add(Exception, _failed)


def allow_from_other_origins(routes: Blueprint, path: str, methods: str) -> None:
    """Answers what a browser asks before it sends our headers from a shop's page; the origin is judged as ever."""

    @routes.options(path, name=f"preflight_{methods}_{path}")
    async def preflight(_request: Request, **_parts: str) -> HTTPResponse:
        headers = {
            "Access-Control-Allow-Methods": methods,
            "Access-Control-Allow-Headers": "Authorization, Content-Type, Aisle-Identity",
            "Access-Control-Max-Age": "600",
        }
        return HTTPResponse(status=204, headers=headers)


async def _started(request: Request) -> None:
    request.ctx.started = time.monotonic()


async def _log(request: Request, response: BaseHTTPResponse) -> None:
    # the route, not the address: paths and queries can hold what people typed
    took_ms = 1000 * (time.monotonic() - getattr(request.ctx, "started", time.monotonic()))
    route = request.route.path if request.route else "unknown"
    logger.info("%s /%s %s %.1f ms", request.method, route, response.status, took_ms)


async def _allow_origin(request: Request, response: BaseHTTPResponse) -> None:
    """Lets the shops' pages that the settings name read what a widget on them asks for."""
    settings: ServiceSettings = request.app.ctx.settings
    origin = request.headers.get("origin")
    if origin in settings.allowed_origins and "access-control-allow-origin" not in response.headers:
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Vary"] = ", ".join(filter(None, [response.headers.get("Vary"), "Origin"]))


async def _failed(request: Request, error: Exception) -> HTTPResponse:
    """The one place where an error becomes an HTTP answer."""
    said = None
    detail = None
    if isinstance(error, ServiceError):
        status, code, said = error.status, error.code, error.said
    elif isinstance(error, StudioError):
        status, code, said, detail = error.status, error.code, error.said, error.detail
    elif isinstance(error, SanicException):
        status = getattr(error, "status_code", 500)
        code = _CODES.get(status, "bad_request" if status < 500 else "server_error")
    else:
        logger.error("a request failed", exc_info=error)
        status, code = 500, "server_error"
    told = {"code": code, "message": said or phrases.error(code, language_of(request))}
    return json({"error": told | ({"detail": detail} if detail else {})}, status=status)
