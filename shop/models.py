"""The shop's tables. Texts are JSON by language, so that a new language needs no new column. Times are UTC, naive."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Date, DateTime, Float, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import declarative_base, relationship

Base: Any = declarative_base()


class Product(Base):
    __tablename__ = "product"

    id: str = Column(String(40), primary_key=True)
    category: str = Column(String(20), nullable=False)
    type: str = Column(String(40), nullable=False)
    brand: str = Column(String(40), nullable=False)
    names: dict[str, str] = Column(JSON, nullable=False)
    descriptions: dict[str, str] = Column(JSON, nullable=False)
    # by language: the label and the value that a shopper reads
    attributes: dict[str, dict[str, str]] = Column(JSON, nullable=False)
    # what code may filter on: waterproof, wireless, gender …
    facts: dict[str, Any] = Column(JSON, nullable=False)
    # shape and options for shop.pictures
    picture: dict[str, Any] = Column(JSON, nullable=False)
    # lower case, every language: names, brand, synonyms
    search_text: str = Column(Text, nullable=False)
    price_cents: int = Column(Integer, nullable=False)
    list_price_cents: int | None = Column(Integer)
    rating: float = Column(Float, nullable=False)
    reviews: int = Column(Integer, nullable=False)
    popularity: int = Column(Integer, nullable=False, default=0)
    added: date = Column(Date, nullable=False)
    variants: list[Variant] = relationship("Variant", lazy="selectin", order_by="Variant.position")

    __table_args__ = (Index("product_by_category", "category", "popularity"),)


class Variant(Base):
    __tablename__ = "variant"

    sku: str = Column(String(60), primary_key=True)
    product_id: str = Column(ForeignKey("product.id"), nullable=False, index=True)
    position: int = Column(Integer, nullable=False)
    size: str = Column(String(20), nullable=False)
    color: str = Column(String(20), nullable=False)
    stock: int = Column(Integer, nullable=False)


class Customer(Base):
    __tablename__ = "customer"

    id: str = Column(String(20), primary_key=True)
    name: str = Column(String(120), nullable=False)
    email: str = Column(String(254), nullable=False, unique=True)
    country: str = Column(String(2), nullable=False)
    language: str = Column(String(5), nullable=False)
    created: date = Column(Date, nullable=False)
    newsletter: bool = Column(Boolean, nullable=False)


class Address(Base):
    __tablename__ = "address"

    id: int = Column(Integer, primary_key=True)
    customer_id: str = Column(ForeignKey("customer.id"), nullable=False, index=True)
    recipient: str = Column(String(120), nullable=False)
    street: str = Column(String(200), nullable=False)
    postcode: str = Column(String(12), nullable=False)
    city: str = Column(String(80), nullable=False)
    country: str = Column(String(2), nullable=False)


class Order(Base):
    # "order" is a word of SQL
    __tablename__ = "shop_order"

    number: str = Column(String(12), primary_key=True)
    customer_id: str = Column(ForeignKey("customer.id"), nullable=False, index=True)
    address_id: int = Column(ForeignKey("address.id"), nullable=False)
    email: str = Column(String(254), nullable=False)
    status: str = Column(String(20), nullable=False, index=True)
    placed: datetime = Column(DateTime, nullable=False)
    expected: date | None = Column(Date)
    delivery: str = Column(String(20), nullable=False)
    payment: str = Column(String(30), nullable=False)
    shipping_cents: int = Column(Integer, nullable=False)
    total_cents: int = Column(Integer, nullable=False)
    carrier: str | None = Column(String(40))
    tracking_number: str | None = Column(String(40))
    items: list[OrderItem] = relationship("OrderItem", lazy="selectin", order_by="OrderItem.id")
    events: list[ShipmentEvent] = relationship("ShipmentEvent", lazy="selectin", order_by="ShipmentEvent.id")
    address: Address = relationship("Address", lazy="joined")


class OrderItem(Base):
    __tablename__ = "order_item"

    id: int = Column(Integer, primary_key=True)
    order_number: str = Column(ForeignKey("shop_order.number"), nullable=False, index=True)
    product_id: str = Column(ForeignKey("product.id"), nullable=False, index=True)
    # as it was when it was bought: a renamed product does not rewrite old orders
    names: dict[str, str] = Column(JSON, nullable=False)
    size: str = Column(String(20), nullable=False)
    color: str = Column(String(20), nullable=False)
    quantity: int = Column(Integer, nullable=False)
    price_cents: int = Column(Integer, nullable=False)


class ShipmentEvent(Base):
    __tablename__ = "shipment_event"

    id: int = Column(Integer, primary_key=True)
    order_number: str = Column(ForeignKey("shop_order.number"), nullable=False, index=True)
    time: datetime = Column(DateTime, nullable=False)
    status: str = Column(String(20), nullable=False)
    # what happened, finer than status; shop.status_texts says it in the shopper's language
    code: str = Column(String(30), nullable=False)
    place: str = Column(String(80), nullable=False)


class Behaviour(Base):
    __tablename__ = "behaviour"

    id: int = Column(Integer, primary_key=True)
    customer_id: str = Column(ForeignKey("customer.id"), nullable=False, index=True)
    product_id: str = Column(ForeignKey("product.id"), nullable=False)
    kind: str = Column(String(10), nullable=False)
    time: datetime = Column(DateTime, nullable=False)


class Neighbour(Base):
    """Item-to-item recommendations, computed when behaviour changes so that serving only reads rows."""

    __tablename__ = "neighbour"

    product_id: str = Column(ForeignKey("product.id"), primary_key=True)
    neighbour_id: str = Column(ForeignKey("product.id"), primary_key=True)
    score: float = Column(Float, nullable=False)


class SeedStamp(Base):
    """Which seed wrote the data; one row, or none where the data is a real shop's own."""

    __tablename__ = "seed_stamp"

    id: int = Column(Integer, primary_key=True)
    version: str = Column(String(64), nullable=False)
    day: date = Column(Date, nullable=False)
