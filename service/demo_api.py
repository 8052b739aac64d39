"""`/api/demo`: what a visitor of the demo shop would find in the customers' own mailboxes, and a way to be one of them.

It shows every mail and signs for every customer, so it answers nobody who may not be the person at this machine."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from sanic import Blueprint, HTTPResponse, Request, json
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service import tokens
from service.clock import as_text
from service.errors import BadRequest, NotFound
from service.settings import ServiceSettings, is_loopback
from shop.case_models import Mail
from shop.models import Customer, Order
from shop.store import reads

_MAILS = 50
_CUSTOMERS_A_LANGUAGE = 3
_NOT_KEPT = {"Cache-Control": "no-store"}
# what a proxy adds: then who asks is not at this machine, whatever the address says
_FORWARDED = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip")
# of these a visitor has something to ask about
_UNDER_WAY = ("placed", "paid", "packed", "shipped", "out_for_delivery")


def blueprint() -> Blueprint:
    routes = Blueprint("demo_api", url_prefix="/api/demo")

    @routes.get("/")
    async def demo(request: Request) -> HTTPResponse:
        """How many mails there are, and whom one may be."""
        _only_here(request)
        settings: ServiceSettings = request.app.ctx.settings
        customers = await request.app.ctx.store.run(_customers) if settings.identity_secret else []
        return json({"mails": await request.app.ctx.store.run(_count), "customers": customers}, headers=_NOT_KEPT)

    @routes.get("/mails")
    async def mails(request: Request) -> HTTPResponse:
        _only_here(request)
        return json({"mails": await request.app.ctx.store.run(_newest)}, headers=_NOT_KEPT)

    @routes.post("/identity")
    async def identity(request: Request) -> HTTPResponse:
        """`{"customer": id}`: the JWT that a shop gives its signed-in customers."""
        _only_here(request)
        settings: ServiceSettings = request.app.ctx.settings
        customer_id = request.json.get("customer") if isinstance(request.json, dict) else None
        if not isinstance(customer_id, str):
            raise BadRequest("customer is not a string")
        if settings.identity_secret is None or not await request.app.ctx.store.run(_exists, customer_id):
            raise NotFound()
        return json({"identity": tokens.identity_of(customer_id, settings.identity_secret)}, headers=_NOT_KEPT)

    return routes


def _only_here(request: Request) -> None:
    """Raises NotFound unless the demo is on and the request comes from a browser on this machine.

    The settings keep it off wherever others are served. Beyond that: a proxy names itself, a page that another site had
    resolve to this machine keeps its own name in Host, and a page of another site names itself in Origin."""
    settings: ServiceSettings = request.app.ctx.settings
    origin = request.headers.get("origin")
    if not (
        settings.demo
        and is_loopback(request.ip)
        and is_loopback(_name(f"//{request.headers.get('host', '')}"))
        and (origin is None or is_loopback(_name(origin)))
        and not any(name in request.headers for name in _FORWARDED)
    ):
        raise NotFound()


def _name(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


@reads
def _count(session: Session) -> int:
    return int(session.execute(select(func.count()).select_from(Mail)).scalar_one())


@reads
def _newest(session: Session) -> list[dict[str, Any]]:
    mails = session.execute(select(Mail).order_by(Mail.id.desc()).limit(_MAILS)).scalars()
    return [
        {
            "id": mail.id,
            "to": mail.to,
            "kind": mail.kind,
            "language": mail.language,
            "subject": mail.subject,
            "text": mail.text,
            "created": as_text(mail.created),
        }
        for mail in mails
    ]


@reads
def _customers(session: Session) -> list[dict[str, Any]]:
    """In each language the few with most orders under way."""
    orders = select(Order.customer_id, func.count().label("count")).where(Order.status.in_(_UNDER_WAY))
    many = orders.group_by(Order.customer_id).subquery()
    query = select(Customer, many.c.count).join(many, many.c.customer_id == Customer.id)
    chosen: dict[str, list[dict[str, Any]]] = {}
    for customer, count in session.execute(query.order_by(many.c.count.desc(), Customer.id)):
        known = chosen.setdefault(customer.language, [])
        if len(known) < _CUSTOMERS_A_LANGUAGE:
            listed = {"id": customer.id, "name": customer.name, "language": customer.language}
            known.append(listed | {"email": customer.email, "under_way": count})
    return [customer for language in sorted(chosen) for customer in chosen[language]]


@reads
def _exists(session: Session, customer_id: str) -> bool:
    return session.get(Customer, customer_id) is not None
