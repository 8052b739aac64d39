"""What is done with orders after they were placed: proofs, mails, returns, refunds, claims, and who did what."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Column, DateTime, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, backref, relationship

from shop.models import Base as Base  # with every table of the shop
from shop.models import Order


class Verification(Base):
    """A six-digit code that was e-mailed: for one order, in one conversation, once.

    A number that is no order's has rows as well, of codes that nobody was sent: asking for codes tells nobody which
    numbers exist. Hence no foreign key, here and in Lock."""

    __tablename__ = "verification"

    id: Mapped[int] = Column(Integer, primary_key=True)
    conversation: Mapped[str] = Column(String(64), nullable=False)
    order_number: Mapped[str] = Column(String(12), nullable=False, index=True)
    digest: Mapped[str] = Column(String(200), nullable=False)
    created: Mapped[datetime] = Column(DateTime, nullable=False)
    expires: Mapped[datetime] = Column(DateTime, nullable=False)
    tries: Mapped[int] = Column(Integer, nullable=False, default=0)
    # used, or replaced by a later one
    spent: Mapped[bool] = Column(Boolean, nullable=False, default=False)

    __table_args__ = (Index("verification_of_conversation", "conversation", "order_number"),)


class Grant(Base):
    """What a right code gave: this conversation may change this order until then."""

    __tablename__ = "change_grant"

    conversation: Mapped[str] = Column(String(64), primary_key=True)
    order_number: Mapped[str] = Column(ForeignKey("shop_order.number"), primary_key=True)
    until: Mapped[datetime] = Column(DateTime, nullable=False)


class Lock(Base):
    """An order for which codes were guessed: no code of it is good until then, in any conversation."""

    __tablename__ = "verification_lock"

    order_number: Mapped[str] = Column(String(12), primary_key=True)
    until: Mapped[datetime] = Column(DateTime, nullable=False)


class Mail(Base):
    """The outbox: written with what it tells of, in one transaction, and sent afterwards."""

    __tablename__ = "mail"

    id: Mapped[int] = Column(Integer, primary_key=True)
    to: Mapped[str] = Column("recipient", String(254), nullable=False)
    kind: Mapped[str] = Column(String(40), nullable=False)
    language: Mapped[str] = Column(String(5), nullable=False)
    subject: Mapped[str] = Column(String(300), nullable=False)
    text: Mapped[str] = Column(Text, nullable=False)
    # what is attached as a PDF: "invoice" and an order's number, or "label" and a return's
    document: Mapped[str | None] = Column(String(10))
    document_id: Mapped[str | None] = Column(String(12))
    created: Mapped[datetime] = Column(DateTime, nullable=False)
    leased_until: Mapped[datetime | None] = Column(DateTime)
    attempts: Mapped[int] = Column(Integer, nullable=False, default=0)
    # of a mail that the server refused for good: neither sent nor tried again
    refused: Mapped[datetime | None] = Column(DateTime)
    sent: Mapped[datetime | None] = Column(DateTime, index=True)


class Audit(Base):
    """Who changed what, and what it was before. `key` names the act: the same act again finds its outcome here."""

    __tablename__ = "audit"

    id: Mapped[int] = Column(Integer, primary_key=True)
    key: Mapped[str] = Column(String(200), nullable=False, unique=True)
    time: Mapped[datetime] = Column(DateTime, nullable=False)
    actor_kind: Mapped[str] = Column(String(20), nullable=False)
    actor_id: Mapped[str] = Column(String(64), nullable=False)
    conversation: Mapped[str] = Column(String(64), nullable=False)
    act: Mapped[str] = Column(String(40), nullable=False)
    order_number: Mapped[str | None] = Column(String(12), index=True)
    before: Mapped[dict[str, Any]] = Column(JSON, nullable=False)
    after: Mapped[dict[str, Any]] = Column(JSON, nullable=False)
    # what the verb returned, for who asks for the same act again
    outcome: Mapped[dict[str, Any]] = Column(JSON, nullable=False)


class Return(Base):
    """`wish` is refund or exchange; `status` registered, arrived, refunded, exchanged or withdrawn."""

    __tablename__ = "return_case"

    # R and digits; what the label and the shopper call it
    number: Mapped[str] = Column(String(12), primary_key=True)
    order_number: Mapped[str] = Column(ForeignKey("shop_order.number"), nullable=False, index=True)
    wish: Mapped[str] = Column(String(10), nullable=False)
    reason: Mapped[str] = Column(String(40), nullable=False)
    words: Mapped[str] = Column(Text, nullable=False, default="")
    status: Mapped[str] = Column(String(20), nullable=False)
    created: Mapped[datetime] = Column(DateTime, nullable=False)
    lines: Mapped[list[ReturnLine]] = relationship("ReturnLine", lazy="selectin", order_by="ReturnLine.id")
    # whoever reads an order knows what became of it
    order: Mapped[Order] = relationship(
        Order, backref=backref("returns", lazy="selectin", order_by="Return.created, Return.number")
    )


class ReturnLine(Base):
    __tablename__ = "return_line"

    id: Mapped[int] = Column(Integer, primary_key=True)
    return_number: Mapped[str] = Column(ForeignKey("return_case.number"), nullable=False, index=True)
    item_id: Mapped[int] = Column(ForeignKey("order_item.id"), nullable=False, index=True)
    quantity: Mapped[int] = Column(Integer, nullable=False)
    # what an exchange brings instead; its stock is held from then on
    new_sku: Mapped[str | None] = Column(ForeignKey("variant.sku"))


class Refund(Base):
    """`status` requested, approved, sent or refused; `reason` cancellation, return, claim, delivery or goodwill.

    What delivery cost is a row of its own: it goes back only when everything does."""

    __tablename__ = "refund"

    id: Mapped[int] = Column(Integer, primary_key=True)
    order_number: Mapped[str] = Column(ForeignKey("shop_order.number"), nullable=False, index=True)
    return_number: Mapped[str | None] = Column(ForeignKey("return_case.number"))
    claim_id: Mapped[int | None] = Column(ForeignKey("claim.id"))
    reason: Mapped[str] = Column(String(20), nullable=False)
    amount_cents: Mapped[int] = Column(Integer, nullable=False)
    status: Mapped[str] = Column(String(20), nullable=False)
    created: Mapped[datetime] = Column(DateTime, nullable=False)
    updated: Mapped[datetime] = Column(DateTime, nullable=False)
    order: Mapped[Order] = relationship(Order, backref=backref("refunds", lazy="selectin", order_by="Refund.id"))


class Claim(Base):
    """`kind` is damaged, wrong or missing; `wish` replacement or refund; `status` received, accepted or refused."""

    __tablename__ = "claim"

    id: Mapped[int] = Column(Integer, primary_key=True)
    order_number: Mapped[str] = Column(ForeignKey("shop_order.number"), nullable=False, index=True)
    item_id: Mapped[int] = Column(ForeignKey("order_item.id"), nullable=False)
    quantity: Mapped[int] = Column(Integer, nullable=False)
    kind: Mapped[str] = Column(String(20), nullable=False)
    wish: Mapped[str] = Column(String(20), nullable=False)
    words: Mapped[str] = Column(Text, nullable=False, default="")
    photo_id: Mapped[str | None] = Column(String(64))
    status: Mapped[str] = Column(String(20), nullable=False)
    created: Mapped[datetime] = Column(DateTime, nullable=False)
    order: Mapped[Order] = relationship(Order, backref=backref("claims", lazy="selectin", order_by="Claim.id"))


class Preference(Base):
    """What a customer said they like or wear: `kind` is size, brand, category, color or language."""

    __tablename__ = "preference"

    id: Mapped[int] = Column(Integer, primary_key=True)
    customer_id: Mapped[str] = Column(ForeignKey("customer.id"), nullable=False)
    kind: Mapped[str] = Column(String(20), nullable=False)
    value: Mapped[str] = Column(String(100), nullable=False)
    # of a size: which category it is for; else empty
    about: Mapped[str] = Column(String(100), nullable=False, default="")
    time: Mapped[datetime] = Column(DateTime, nullable=False)

    __table_args__ = (UniqueConstraint("customer_id", "kind", "value", "about"),)
