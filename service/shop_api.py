"""The demo shop's catalogue for its page, and the products' pictures."""

from __future__ import annotations

from typing import Any

from sanic import Blueprint, HTTPResponse, Request, json
from sqlalchemy.orm import Session

from service.errors import NotFound
from service.pages import StaticFile, send, static_file
from service.requests import language_of
from shop import cards, catalogue, recommendation
from shop.errors import UnknownCategory, UnknownProduct
from shop.pictures import picture_svg
from shop.store import reads
from shop.words import CATEGORIES, in_language

_SIMILAR = 4
_CACHING = {"Cache-Control": "public, max-age=30"}
_KEPT_A_DAY = "public, max-age=86400"
_NOTHING_RUNS = "default-src 'none'; style-src 'unsafe-inline'"


def blueprint() -> Blueprint:
    routes = Blueprint("shop_api", url_prefix="/api/shop")

    @routes.get("/categories")
    async def categories(request: Request) -> HTTPResponse:
        language = language_of(request)
        listed = [{"id": category, "name": in_language(names, language)} for category, names in CATEGORIES.items()]
        return json({"categories": listed}, headers=_CACHING)

    @routes.get("/products")
    async def products(request: Request) -> HTTPResponse:
        page = await request.app.ctx.store.run(
            _page, request.args.get("category"), request.args.get("q", ""), _number(request), language_of(request)
        )
        return json(page, headers=_CACHING)

    @routes.get("/products/<product_id:str>")
    async def product(request: Request, product_id: str) -> HTTPResponse:
        return json(await request.app.ctx.store.run(_product, product_id, language_of(request)), headers=_CACHING)

    return routes


def pictures() -> Blueprint:
    routes = Blueprint("pictures", url_prefix="/media/products")

    @routes.get("/<name:str>")
    async def picture(request: Request, name: str) -> HTTPResponse:
        product_id, _, kind = name.rpartition(".")
        if kind != "svg":
            raise NotFound()
        drawn: dict[str, StaticFile] = request.app.ctx.pictures
        if product_id not in drawn:
            drawn[product_id] = await request.app.ctx.store.run(_picture, product_id)
        answer = send(request, drawn[product_id], _KEPT_A_DAY)
        answer.headers["Content-Security-Policy"] = _NOTHING_RUNS
        return answer

    return routes


def _number(request: Request) -> int:
    given = request.args.get("page", "1")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 7 else 1


@reads
def _picture(session: Session, product_id: str) -> StaticFile:
    try:
        return static_file(picture_svg(catalogue.get(session, product_id)).encode(), "image/svg+xml")
    except UnknownProduct:
        raise NotFound() from None


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
