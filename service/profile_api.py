"""`/api/profile`: what the shop knows of the customer whose identity comes along, and how they have it erased."""

from __future__ import annotations

from typing import Any

from sanic import Blueprint, HTTPResponse, Request, json
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service import forgetting, tokens
from service.clock import as_text
from service.errors import NotFound, NotSignedIn
from service.limiting import Limiter
from service.models import Conversation, Message
from service.requests import address_of, allow_from_other_origins, language_of
from service.settings import ServiceSettings
from shop import mail, profile
from shop.errors import UnknownCustomer
from shop.models import Customer
from shop.store import reads
from shop.words import category_name

_CONVERSATIONS = 5
_PRIVATE = {"Cache-Control": "no-store"}


def blueprint() -> Blueprint:
    routes = Blueprint("profile_api", url_prefix="/api/profile")
    allow_from_other_origins(routes, "/", "GET")
    allow_from_other_origins(routes, "/erase", "POST")

    @routes.get("/")
    async def show(request: Request) -> HTTPResponse:
        customer_id = await _customer(request)
        return json(await request.app.ctx.store.run(profile_of, customer_id, language_of(request)), headers=_PRIVATE)

    @routes.post("/erase")
    async def erase(request: Request) -> HTTPResponse:
        """Erases taste, behaviour and conversations in one; orders stay, as the law wants."""
        erased = await request.app.ctx.store.run(_erase, await _customer(request))
        return json(erased, headers=_PRIVATE)

    return routes


async def _customer(request: Request) -> str:
    """Whose identity came as Bearer. Raises NotSignedIn and RateLimited."""
    limiter: Limiter = request.app.ctx.limiter
    await limiter.ask(address_of(request))
    settings: ServiceSettings = request.app.ctx.settings
    scheme, _, identity = request.headers.get("authorization", "").partition(" ")
    customer_id = tokens.customer_of(identity.strip(), settings.identity_secret) if scheme.lower() == "bearer" else None
    if customer_id is None:
        raise NotSignedIn()
    return customer_id


@reads
def profile_of(session: Session, customer_id: str, language: str) -> dict[str, Any]:
    try:
        known = profile.of(session, customer_id)
    except UnknownCustomer:
        raise NotFound() from None

    def about(category: str) -> str | None:
        return category_name(category, language) if category else None

    return {
        "name": known.name,
        "language": known.language,
        "sizes": [{"about": about(category), "size": size} for category, size in known.sizes.items()],
        "brands": list(known.brands),
        "categories": [category_name(category, language) for category in known.categories],
        "colors": list(known.colors),
        "said": [{"kind": said.kind, "value": said.value, "about": about(said.about)} for said in known.said],
        "orders": [
            {"number": order.number, "status": order.status, "placed": order.placed.isoformat()}
            for order in known.orders
        ],
        "remembered": known.remembered,
        "conversations": _conversations(session, customer_id),
    }


def _conversations(session: Session, customer_id: str) -> list[dict[str, Any]]:
    """The latest in which the customer has said something that is still there."""
    said = (Message.conversation_id == Conversation.id) & (Message.author == "shopper") & (Message.kind != "notice")
    query = (
        select(Conversation.created, func.count())
        .join(Message, said)
        .where(Conversation.customer_id == customer_id)
        .group_by(Conversation.id, Conversation.created)
        .order_by(Conversation.created.desc())
    )
    rows = session.execute(query.limit(_CONVERSATIONS))
    return [{"began": as_text(began), "messages": count} for began, count in rows]


def _erase(session: Session, customer_id: str) -> dict[str, Any]:
    try:
        erased = profile.forget(session, customer_id)
    except UnknownCustomer:
        raise NotFound() from None
    forgetting.forget_customer(session, customer_id)
    customer = session.get(Customer, customer_id)
    if customer is not None:
        mail.queue(session, customer.email, "profile_erased", customer.language)
    return {"behaviour": erased.behaviour, "preferences": erased.preferences, "orders_kept": erased.orders_kept}
