"""Invoices and labels for who holds a link to one: the token in it names the document, and nothing else opens one."""

from __future__ import annotations

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import raw

from service.errors import NotFound
from service.requests import language_of
from shop import document_links, documents
from shop.errors import BadLink, UnknownDocument

_HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Referrer-Policy": "no-referrer",
}


def blueprint() -> Blueprint:
    routes = Blueprint("documents_api", url_prefix="/documents")

    @routes.get("/<name:str>")
    async def document(request: Request, name: str) -> HTTPResponse:
        """`<token>.pdf?language=zh`. What is forged, expired or no more gets the same answer."""
        token, _, suffix = name.rpartition(".")
        if suffix != "pdf":
            raise NotFound()
        try:
            kind, id = document_links.read(token, request.app.ctx.settings.secret)
            content = await request.app.ctx.store.run(documents.document, kind, id, language_of(request))
        except (BadLink, UnknownDocument):
            raise NotFound() from None
        named = {"Content-Disposition": f'inline; filename="{kind}-{id}.pdf"'}
        return raw(content, headers=_HEADERS | named, content_type="application/pdf")

    return routes
