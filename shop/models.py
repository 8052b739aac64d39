"""The shop's tables. Texts are JSON by language, so that a new language needs no new column. Times are UTC, naive."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Date, DateTime, Float, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, declarative_base, relationship

from shop import triggers
from shop.words import CURRENCY

Base: Any = declarative_base()


class Product(Base):
    __tablename__ = "product"

    id: Mapped[str] = Column(String(100), primary_key=True)
    # an id of shop.words, or an imported category as the shop itself calls it; so with the variants' colours
    category: Mapped[str] = Column(String(100), nullable=False)
    type: Mapped[str] = Column(String(100), nullable=False)
    # empty where the shop names none
    brand: Mapped[str] = Column(String(100), nullable=False)
    names: Mapped[dict[str, str]] = Column(JSON, nullable=False)
    descriptions: Mapped[dict[str, str]] = Column(JSON, nullable=False)
    # by language: the label and the value that a shopper reads
    attributes: Mapped[dict[str, dict[str, str]]] = Column(JSON, nullable=False)
    # what else people call it, by language
    synonyms: Mapped[dict[str, list[str]]] = Column(JSON, nullable=False)
    # what code may filter on: the flags of shop.words, and who wears it ("for": women | men)
    facts: Mapped[dict[str, Any]] = Column(JSON, nullable=False)
    # shape and options for shop.pictures; of an imported product also the "url" of its photograph
    picture: Mapped[dict[str, Any]] = Column(JSON, nullable=False)
    # lower case, every language: names, brand, synonyms
    search_text: Mapped[str] = Column(Text, nullable=False)
    price_cents: Mapped[int] = Column(Integer, nullable=False)
    list_price_cents: Mapped[int | None] = Column(Integer)
    currency: Mapped[str] = Column(String(3), nullable=False, default=CURRENCY)
    # False: no longer sold, and kept for the orders that hold it
    available: Mapped[bool] = Column(Boolean, nullable=False, default=True)
    rating: Mapped[float] = Column(Float, nullable=False)
    reviews: Mapped[int] = Column(Integer, nullable=False)
    popularity: Mapped[int] = Column(Integer, nullable=False, default=0)
    added: Mapped[date] = Column(Date, nullable=False)
    variants: Mapped[list[Variant]] = relationship("Variant", lazy="selectin", order_by="Variant.position")

    __table_args__ = (Index("product_by_category", "category", "popularity"),)


class Variant(Base):
    __tablename__ = "variant"

    sku: Mapped[str] = Column(String(200), primary_key=True)
    product_id: Mapped[str] = Column(ForeignKey("product.id"), nullable=False, index=True)
    position: Mapped[int] = Column(Integer, nullable=False)
    size: Mapped[str] = Column(String(100), nullable=False)
    color: Mapped[str] = Column(String(100), nullable=False)
    stock: Mapped[int] = Column(Integer, nullable=False)


class Customer(Base):
    __tablename__ = "customer"

    id: Mapped[str] = Column(String(20), primary_key=True)
    name: Mapped[str] = Column(String(120), nullable=False)
    email: Mapped[str] = Column(String(254), nullable=False, unique=True)
    country: Mapped[str] = Column(String(2), nullable=False)
    language: Mapped[str] = Column(String(5), nullable=False)
    created: Mapped[date] = Column(Date, nullable=False)
    newsletter: Mapped[bool] = Column(Boolean, nullable=False)


class Address(Base):
    __tablename__ = "address"

    id: Mapped[int] = Column(Integer, primary_key=True)
    customer_id: Mapped[str] = Column(ForeignKey("customer.id"), nullable=False, index=True)
    recipient: Mapped[str] = Column(String(120), nullable=False)
    street: Mapped[str] = Column(String(200), nullable=False)
    postcode: Mapped[str] = Column(String(12), nullable=False)
    city: Mapped[str] = Column(String(80), nullable=False)
    country: Mapped[str] = Column(String(2), nullable=False)


class Order(Base):
    # "order" is a word of SQL
    __tablename__ = "shop_order"

    number: Mapped[str] = Column(String(12), primary_key=True)
    customer_id: Mapped[str] = Column(ForeignKey("customer.id"), nullable=False, index=True)
    address_id: Mapped[int] = Column(ForeignKey("address.id"), nullable=False)
    email: Mapped[str] = Column(String(254), nullable=False)
    status: Mapped[str] = Column(String(20), nullable=False, index=True)
    placed: Mapped[datetime] = Column(DateTime, nullable=False)
    expected: Mapped[date | None] = Column(Date)
    delivery: Mapped[str] = Column(String(20), nullable=False)
    payment: Mapped[str] = Column(String(30), nullable=False)
    shipping_cents: Mapped[int] = Column(Integer, nullable=False)
    total_cents: Mapped[int] = Column(Integer, nullable=False)
    carrier: Mapped[str | None] = Column(String(40))
    tracking_number: Mapped[str | None] = Column(String(40))
    items: Mapped[list[OrderItem]] = relationship("OrderItem", lazy="selectin", order_by="OrderItem.id")
    events: Mapped[list[ShipmentEvent]] = relationship("ShipmentEvent", lazy="selectin", order_by="ShipmentEvent.id")
    address: Mapped[Address] = relationship("Address", lazy="joined")


class OrderItem(Base):
    __tablename__ = "order_item"

    id: Mapped[int] = Column(Integer, primary_key=True)
    order_number: Mapped[str] = Column(ForeignKey("shop_order.number"), nullable=False, index=True)
    product_id: Mapped[str] = Column(ForeignKey("product.id"), nullable=False, index=True)
    # as it was when it was bought: a renamed product does not rewrite old orders
    names: Mapped[dict[str, str]] = Column(JSON, nullable=False)
    size: Mapped[str] = Column(String(100), nullable=False)
    color: Mapped[str] = Column(String(100), nullable=False)
    quantity: Mapped[int] = Column(Integer, nullable=False)
    price_cents: Mapped[int] = Column(Integer, nullable=False)


class ShipmentEvent(Base):
    __tablename__ = "shipment_event"

    id: Mapped[int] = Column(Integer, primary_key=True)
    order_number: Mapped[str] = Column(ForeignKey("shop_order.number"), nullable=False, index=True)
    time: Mapped[datetime] = Column(DateTime, nullable=False)
    status: Mapped[str] = Column(String(20), nullable=False)
    # what happened, finer than status; shop.status_texts says it in the shopper's language
    code: Mapped[str] = Column(String(30), nullable=False)
    place: Mapped[str] = Column(String(80), nullable=False)


class Behaviour(Base):
    __tablename__ = "behaviour"

    id: Mapped[int] = Column(Integer, primary_key=True)
    customer_id: Mapped[str] = Column(ForeignKey("customer.id"), nullable=False, index=True)
    product_id: Mapped[str] = Column(ForeignKey("product.id"), nullable=False, index=True)
    kind: Mapped[str] = Column(String(10), nullable=False)
    time: Mapped[datetime] = Column(DateTime, nullable=False)


class Neighbour(Base):
    """Item-to-item recommendations, computed when behaviour changes so that serving only reads rows."""

    __tablename__ = "neighbour"

    product_id: Mapped[str] = Column(ForeignKey("product.id"), primary_key=True)
    neighbour_id: Mapped[str] = Column(ForeignKey("product.id"), primary_key=True, index=True)
    score: Mapped[float] = Column(Float, nullable=False)


class NeighbourBuild(Base):
    """How much of behaviour has been taken up: one row, or none before the first time."""

    __tablename__ = "neighbour_build"

    id: Mapped[int] = Column(Integer, primary_key=True)
    # the last action when neighbours were computed, and the last that products' popularity has counted
    built: Mapped[int] = Column(Integer, nullable=False)
    counted: Mapped[int] = Column(Integer, nullable=False)


class SeedStamp(Base):
    """Which seed wrote the data; one row, or none where the data is a real shop's own."""

    __tablename__ = "seed_stamp"

    id: Mapped[int] = Column(Integer, primary_key=True)
    version: Mapped[str] = Column(String(64), nullable=False)
    day: Mapped[date] = Column(Date, nullable=False)


class CatalogueImport(Base):
    """A catalogue file that was imported; where there is one, no seed replaces the shop unasked."""

    __tablename__ = "catalogue_import"

    id: Mapped[int] = Column(Integer, primary_key=True)
    time: Mapped[datetime] = Column(DateTime, nullable=False)
    file: Mapped[str] = Column(String(255), nullable=False)
    added: Mapped[int] = Column(Integer, nullable=False)
    changed: Mapped[int] = Column(Integer, nullable=False)
    removed: Mapped[int] = Column(Integer, nullable=False)


class ProductChange(Base):
    """Which products have changed of late: written by the database itself, whoever changes a row."""

    __tablename__ = "product_change"

    seq: Mapped[int] = Column(Integer, primary_key=True)
    product_id: Mapped[str] = Column(String(100), nullable=False)
    time: Mapped[datetime] = Column(DateTime, nullable=False)


triggers.log_changes(Product.__table__, "id", but=("popularity", "rating", "reviews", "picture", "search_text"))
triggers.log_changes(Variant.__table__, "product_id")
