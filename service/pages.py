"""Pages of shop, desk and studio, and the widget's script, from the folder the front ends are built into."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path

from sanic import Blueprint, HTTPResponse, Request

from service.errors import NotFound

_DAY = 86_400
_REVALIDATE = "no-cache"
_FOR_EVER = f"public, max-age={365 * _DAY}, immutable"
_SMALLEST_TO_ZIP = 1024
_ZIPPED = {"text/html", "text/css", "text/javascript", "application/javascript", "application/json", "image/svg+xml"}
_PAGE_POLICY = (
    # an imported product's photograph lies wherever the shop keeps it; a shopper's is drawn from the page's memory
    "default-src 'self'; img-src 'self' data: blob: https:; style-src 'self' 'unsafe-inline'; script-src 'self'; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
)


@dataclass(frozen=True)
class StaticFile:
    content: bytes
    zipped: bytes | None
    content_type: str
    etag: str
    stamp: tuple[int, int]


class Folder:
    """Files below `root`, kept in memory until they change on disk. Nothing outside it is ever opened."""

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()
        self._files: dict[Path, StaticFile] = {}

    def file(self, name: str) -> StaticFile:
        """Raises NotFound, also for a name that leads out of the folder."""
        try:
            path = (self._root / name).resolve(strict=True)
            stat = path.stat()
        except (OSError, ValueError):
            raise NotFound() from None
        if not path.is_relative_to(self._root) or not path.is_file():
            raise NotFound()
        stamp = (stat.st_mtime_ns, stat.st_size)
        known = self._files.get(path)
        if known is None or known.stamp != stamp:
            known = self._files[path] = _read(path, stamp)
        return known


def blueprint() -> Blueprint:
    routes = Blueprint("pages")

    @routes.get("/")
    async def home(request: Request) -> HTTPResponse:
        return _answer(request, "demo/index.html", _REVALIDATE)

    @routes.get("/products/<_product_id:str>")
    async def product(request: Request, _product_id: str) -> HTTPResponse:
        return _answer(request, "demo/index.html", _REVALIDATE)

    @routes.get("/help")
    async def help_index(request: Request) -> HTTPResponse:
        return _answer(request, "demo/index.html", _REVALIDATE)

    @routes.get("/help/<_topic:str>")
    async def help_page(request: Request, _topic: str) -> HTTPResponse:
        return _answer(request, "demo/index.html", _REVALIDATE)

    @routes.get("/mail")
    async def mail(request: Request) -> HTTPResponse:
        return _answer(request, "demo/index.html", _REVALIDATE)

    @routes.get("/profile")
    async def profile(request: Request) -> HTTPResponse:
        return _answer(request, "demo/index.html", _REVALIDATE)

    @routes.get("/assets/<name:path>")
    async def asset(request: Request, name: str) -> HTTPResponse:
        return _answer(request, f"demo/assets/{name}", _FOR_EVER)

    for app in ("desk", "studio"):
        _app_of_staff(routes, app)

    @routes.get("/widget.js")
    async def widget(request: Request) -> HTTPResponse:
        return _answer(request, "widget.js", "public, max-age=300")

    @routes.get("/favicon.svg")
    async def icon(request: Request) -> HTTPResponse:
        return _answer(request, "demo/favicon.svg", f"public, max-age={_DAY}")

    return routes


def _app_of_staff(routes: Blueprint, app: str) -> None:
    """One page for all its addresses: its script reads them."""

    @routes.get(f"/{app}", name=app)
    async def start(request: Request) -> HTTPResponse:
        return _answer(request, f"{app}/index.html", _REVALIDATE)

    @routes.get(f"/{app}/<_page:path>", name=f"{app}_page")
    async def page(request: Request, _page: str) -> HTTPResponse:
        return _answer(request, f"{app}/index.html", _REVALIDATE)

    @routes.get(f"/{app}/assets/<name:path>", name=f"{app}_asset")
    async def asset(request: Request, name: str) -> HTTPResponse:
        return _answer(request, f"{app}/assets/{name}", _FOR_EVER)


def send(request: Request, file: StaticFile, caching: str) -> HTTPResponse:
    """The file, or 304 where the client has it."""
    headers = {
        "ETag": file.etag,
        "Cache-Control": caching,
        "Vary": "Accept-Encoding",
        "X-Content-Type-Options": "nosniff",
    }
    if file.content_type == "text/html":
        headers |= {"Content-Security-Policy": _PAGE_POLICY, "Referrer-Policy": "same-origin"}
    if file.etag in request.headers.get("if-none-match", ""):
        return HTTPResponse(status=304, headers=headers)
    content = file.content
    if file.zipped is not None and "gzip" in request.headers.get("accept-encoding", ""):
        content, headers["Content-Encoding"] = file.zipped, "gzip"
    charset = "; charset=utf-8" if file.content_type.startswith("text/") else ""
    return HTTPResponse(content, headers=headers, content_type=file.content_type + charset)


def static_file(content: bytes, content_type: str, stamp: tuple[int, int] = (0, 0)) -> StaticFile:
    zip_it = content_type in _ZIPPED and len(content) >= _SMALLEST_TO_ZIP
    etag = f'"{hashlib.sha256(content).hexdigest()[:20]}"'
    return StaticFile(content, gzip.compress(content, mtime=0) if zip_it else None, content_type, etag, stamp)


def _answer(request: Request, name: str, caching: str) -> HTTPResponse:
    folder: Folder = request.app.ctx.web
    return send(request, folder.file(name), caching)


def _read(path: Path, stamp: tuple[int, int]) -> StaticFile:
    content_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return static_file(path.read_bytes(), content_type, stamp)
