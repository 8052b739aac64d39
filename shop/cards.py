"""Products and orders as the JSON bodies that every client sees."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from urllib.parse import quote

from shop import catalogue
from shop.case_models import Refund, Return
from shop.case_texts import refund_text, return_text
from shop.models import Order, Product
from shop.status_texts import event_text, status_text
from shop.words import CURRENCY, in_language

_BUTTONS = (
    ("ask_product", {"en": "Tell me more", "zh": "了解详情"}),
    ("check_stock", {"en": "Sizes and stock", "zh": "尺码与库存"}),
    ("recommend_product", {"en": "Show similar", "zh": "看看类似的"}),
)


def product_card(product: Product, language: str, reason: str | None = None) -> dict[str, Any]:
    """The card of the contract. Colours and sizes are those in stock; of a sold-out product, all it comes in."""
    sold_out = catalogue.stock_of(product) == 0
    stocked = [variant for variant in product.variants if variant.stock > 0 or sold_out]
    sizes = {variant.size for variant in stocked}
    card: dict[str, Any] = {
        "id": product.id,
        "name": in_language(product.names, language),
        "brand": product.brand,
        "category": product.category,
        "price_cents": product.price_cents,
        "list_price_cents": product.list_price_cents,
        "currency": product.currency,
        "image": product.picture.get("url") or image_url(product.id),
        "url": f"/products/{quote(product.id, safe='')}",
        "rating": product.rating,
        "reviews": product.reviews,
        "stock": catalogue.stock_word(catalogue.stock_of(product)),
        "colors": list(dict.fromkeys(variant.color for variant in stocked if variant.color)),
        "sizes": [size for size in dict.fromkeys(variant.size for variant in product.variants) if size in sizes],
        "choices": [
            {"title": in_language(titles, language), "payload": _payload(intent, product.id)}
            for intent, titles in _BUTTONS
        ],
    }
    if reason is not None:
        card["reason"] = reason
    return card


def product_page(product: Product, similar: list[Product], language: str) -> dict[str, Any]:
    """The card with what a product page shows besides."""
    return product_card(product, language) | {
        "description": in_language(product.descriptions, language),
        "attributes": in_language(product.attributes, language),
        "similar": [product_card(other, language) for other in similar],
    }


def order_card(order: Order, language: str) -> dict[str, Any]:
    """The body of an `order` row. It holds no address and no e-mail: number and e-mail alone may see this much."""
    return {
        "number": order.number,
        "status": order.status,
        "status_text": status_text(order.status, order.events[-1].code, order.expected, language),
        "placed": order.placed.date().isoformat(),
        "expected": order.expected.isoformat() if order.expected else None,
        "items": [
            {
                "product_id": item.product_id,
                "name": in_language(item.names, language),
                "quantity": item.quantity,
                "price_cents": item.price_cents,
                "image": image_url(item.product_id),
            }
            for item in order.items
            if item.quantity > 0
        ],
        "total_cents": order.total_cents,
        "currency": CURRENCY,
        "carrier": order.carrier,
        "tracking_number": order.tracking_number,
        "events": [
            {
                "time": _utc(event.time),
                "status": event.status,
                "text": event_text(event.code, language),
                "place": event.place,
            }
            for event in order.events
        ],
        "returns": [_return(made, language) for made in order.returns],
        "refunds": [_refund(refund, language) for refund in order.refunds],
    }


def image_url(product_id: str) -> str:
    return f"/media/products/{quote(product_id, safe='')}.svg"


def _return(made: Return, language: str) -> dict[str, Any]:
    return {
        "number": made.number,
        "wish": made.wish,
        "status": made.status,
        "text": return_text(made.wish, made.status, language),
        "created": made.created.date().isoformat(),
    }


def _refund(refund: Refund, language: str) -> dict[str, Any]:
    return {
        "amount_cents": refund.amount_cents,
        "reason": refund.reason,
        "status": refund.status,
        "text": refund_text(refund.reason, refund.status, language),
        "updated": refund.updated.date().isoformat(),
    }


def _payload(intent: str, product_id: str) -> str:
    return f"/{intent}{json.dumps({'product': product_id})}"


def _utc(time: datetime) -> str:
    return time.isoformat(timespec="seconds") + "Z"
