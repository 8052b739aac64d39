"""An order as an agent sees it: what the shopper sees, with address, items, and what may be done with it now."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.clock import now
from service.desk import verdicts
from shop import addresses, catalogue, document_links, order_choices
from shop.acts import may_go_past
from shop.cards import order_card
from shop.case_models import Grant
from shop.case_texts import CLAIM_KINDS
from shop.clock import utc_now
from shop.models import Order
from shop.order_items import item_lines, item_text
from shop.order_rules import Verdict
from shop.words import color_name, in_language

# the rule that decides whether an act is offered, by the act's name at the desk
_RULES = {
    "cancel": "cancel",
    "address": "address",
    "change_item": "change",
    "return": "return",
    "exchange": "exchange",
    "claim": "claim",
}


def of(session: Session, order: Order, language: str, conversation: Any, secret: str) -> dict[str, Any]:
    day = utc_now().date()
    return order_card(order, language) | {
        "email": order.email,
        "address": addresses.lines(order.address, language),
        "shown": is_shown(session, order, conversation),
        "lines": _lines(session, order, language),
        "claims": [_claim(claim, order, language) for claim in order.claims],
        "acts": [
            _act(name, order_choices.verdict_on(session, order, rule, day), language) for name, rule in _RULES.items()
        ],
        "invoice": document_links.link("invoice", order.number, secret),
    }


def _act(name: str, verdict: Verdict, language: str) -> dict[str, Any]:
    """`past`: whether an agent with a reason may do it all the same."""
    refused = not verdict.allowed
    return {
        "act": name,
        "allowed": verdict.allowed,
        "why": verdicts.said(verdict, language) if refused else None,
        "past": refused and may_go_past(verdict.code),
    }


def is_shown(session: Session, order: Order, conversation: Any) -> bool:
    """Whether whoever writes has proven that it is theirs: signed in, or with a code that still holds."""
    if conversation.customer_id is not None and order.customer_id == conversation.customer_id:
        return True
    granted = select(Grant.until).where(
        Grant.conversation == conversation.id, Grant.order_number == order.number, Grant.until > now()
    )
    return session.execute(granted).first() is not None


def _lines(session: Session, order: Order, language: str) -> list[dict[str, Any]]:
    """What there is to act on, each with the sizes and colours that its product is made in."""
    lines = item_lines(order, language)
    products = {each.id: each for each in catalogue.get_many(session, [line.product_id for line in lines])}
    shown = []
    for line in lines:
        variants = products[line.product_id].variants if line.product_id in products else []
        colors = dict.fromkeys(variant.color for variant in variants if variant.color)
        shown.append(
            {
                "id": line.id,
                "text": line.text,
                "quantity": line.quantity,
                "size": line.size,
                "color": line.color,
                "sizes": list(dict.fromkeys(variant.size for variant in variants if variant.size)),
                "colors": [{"id": color, "name": color_name(color, language)} for color in colors],
            }
        )
    return shown


def _claim(claim: Any, order: Order, language: str) -> dict[str, Any]:
    item = next(each for each in order.items if each.id == claim.item_id)
    return {
        "id": claim.id,
        "kind": claim.kind,
        "kind_text": in_language(CLAIM_KINDS[claim.kind], language),
        "wish": claim.wish,
        "status": claim.status,
        "words": claim.words,
        "photo": claim.photo_id,
        "item": item_text(item, language, claim.quantity),
    }
