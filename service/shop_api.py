"""The demo shop's catalogue for its page, and the products' pictures."""

from __future__ import annotations

import json as json_text
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

from sanic import Blueprint, HTTPResponse, Request, json
from sqlalchemy.orm import Session

from service.errors import NotFound
from service.pages import StaticFile, send, static_file
from service.requests import language_of
from shop import cards, catalogue, recommendation
from shop.errors import UnknownCategory, UnknownProduct
from shop.pictures import draw
from shop.store import reads
from shop.words import category_name

_SIMILAR = 4
_CACHING = {"Cache-Control": "public, max-age=30"}
_KEPT_A_DAY = "public, max-age=86400"
_NOTHING_RUNS = "default-src 'none'; style-src 'unsafe-inline'"


def blueprint() -> Blueprint:
    routes = Blueprint("shop_api", url_prefix="/api/shop")

    @routes.get("/categories")
    async def categories(request: Request) -> HTTPResponse:
        language = language_of(request)
        found = await request.app.ctx.store.run(catalogue.categories)
        listed = [{"id": category, "name": category_name(category, language)} for category, _ in found]
        return json({"categories": listed}, headers=_CACHING)

    @routes.get("/products")
    async def products(request: Request) -> HTTPResponse:
        page = await request.app.ctx.store.run(
            _page, request.args.get("category"), request.args.get("q", ""), _number(request), language_of(request)
        )
        return json(page, headers=_CACHING)

    @routes.get("/products/<product_id:str>")
    async def product(request: Request, product_id: str) -> HTTPResponse:
        found = await request.app.ctx.store.run(_product, unquote(product_id), language_of(request))
        return json(found, headers=_CACHING)

    return routes


def pictures() -> Blueprint:
    routes = Blueprint("pictures", url_prefix="/media/products")

    @routes.get("/<name:str>")
    async def picture(request: Request, name: str) -> HTTPResponse:
        product_id, _, kind = unquote(name).rpartition(".")
        if kind != "svg":
            raise NotFound()
        answer = send(request, await request.app.ctx.store.run(_picture, product_id), _KEPT_A_DAY)
        answer.headers["Content-Security-Policy"] = _NOTHING_RUNS
        return answer

    return routes


def _number(request: Request) -> int:
    given = request.args.get("page", "1")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 7 else 1


@reads
def _picture(session: Session, product_id: str) -> StaticFile:
    try:
        product = catalogue.get(session, product_id)
    except UnknownProduct:
        raise NotFound() from None
    return _drawn(json_text.dumps(product.picture), catalogue.full_name(product, "en"))


@lru_cache(maxsize=2_000)
def _drawn(picture: str, title: str) -> StaticFile:
    return static_file(draw(json_text.loads(picture), title).encode(), "image/svg+xml")


@reads
def _page(session: Session, category: str | None, query: str, number: int, language: str) -> dict[str, Any]:
    try:
        page = catalogue.page(session, catalogue.from_text(query, category=category or None), number)
    except UnknownCategory:
        raise NotFound() from None
    return {
        "products": [cards.product_card(product, language) for product in page.products],
        "total": page.total,
        "page": page.page,
        "pages": page.pages,
    }


@reads
def _product(session: Session, product_id: str, language: str) -> dict[str, Any]:
    try:
        product = catalogue.get(session, product_id)
        similar = recommendation.similar(session, product_id, _SIMILAR)
    except UnknownProduct:
        raise NotFound() from None
    return cards.product_page(product, similar, language)
