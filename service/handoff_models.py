"""Columns of what happens where a person is needed: handoffs, tickets for when nobody is there, and ratings."""

from __future__ import annotations

from sqlalchemy import JSON, Column, DateTime, Float, ForeignKey, Index, Integer, String, Text

from service.models import Base

# a handoff waits in the queue, or for an answer by e-mail
QUEUED = "queue"
TICKETED = "ticket"


class Handoff(Base):
    """One call for a person, with what they need to begin. Open until `ended`.

    `priority` 1 (urgent) … 4; `mood` -1 … 1, null where unknown; `value_cents` is what is at stake in the orders that
    the shopper has shown to be theirs; `order_numbers` are those and the ones that were only named. `summary`: "asked"
    (the shopper's words, shortened), "tried" (what the bot did), "open". `facts`: which rules applied, the orders."""

    __tablename__ = "handoff"

    id = Column(Integer, primary_key=True)
    conversation_id = Column(String(32), ForeignKey("conversation.id"), nullable=False)
    way = Column(String(8), nullable=False)
    created = Column(DateTime, nullable=False)
    reason = Column(String(40), nullable=False)
    priority = Column(Integer, nullable=False)
    skill = Column(String(40), nullable=False)
    language = Column(String(16), nullable=False)
    mood = Column(Float)
    value_cents = Column(Integer, nullable=False)
    order_numbers = Column(JSON, nullable=False)
    summary = Column(JSON, nullable=False)
    facts = Column(JSON, nullable=False)
    ended = Column(DateTime)

    __table_args__ = (
        Index("handoff_of_conversation", "conversation_id", "created"),
        Index("handoff_open", "ended", "way", "priority", "created"),
    )


class Ticket(Base):
    """A handoff that came when nobody was there: it is answered by e-mail, once the shopper has left an address."""

    __tablename__ = "ticket"

    id = Column(Integer, primary_key=True)
    conversation_id = Column(String(32), ForeignKey("conversation.id"), nullable=False, index=True)
    handoff_id = Column(Integer, ForeignKey("handoff.id"), nullable=False)
    # the row that asked for the address
    asked_seq = Column(Integer, nullable=False)
    email = Column(String(254))
    # how often one was given
    addresses = Column(Integer, nullable=False, default=0)
    created = Column(DateTime, nullable=False)


class Rating(Base):
    """What a shopper made of the bot's or of people's help; `about` is `bot` or `human`, `stars` 1 … 5."""

    __tablename__ = "rating"

    conversation_id = Column(String(32), ForeignKey("conversation.id"), primary_key=True)
    about = Column(String(8), primary_key=True)
    stars = Column(Integer, nullable=False)
    words = Column(Text, nullable=False)
    created = Column(DateTime, nullable=False)
    changed = Column(DateTime, nullable=False)
