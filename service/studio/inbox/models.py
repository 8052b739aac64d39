"""Columns of the inbox: what shoppers wrote, masked, why it is worth a look, and what editors decided about it."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, DateTime, Float, ForeignKey, Index, Integer, LargeBinary, String, Text

from service.models import Base, Turn

OPEN, CONFIRMED, CORRECTED, DISCARDED = "open", "confirmed", "corrected", "discarded"
STATUSES = (OPEN, CONFIRMED, CORRECTED, DISCARDED)


class InboxItem(Base):
    """One message of a shopper. `text`, `before` (the message before it) and `answered` are masked.

    `intent`, `confidence` and `ranking` ([intent, probability], likeliest first) are the serving model's, also where it
    fell back; `refit` is the quick model's ranking by the draft `refit_version`. `entities`: [{entity, value}], the
    value only where it stands in the masked text. `marked`: what an agent said of it. `reasons`: words between spaces.
    `group_id`: the item that leads the group of its meaning; null until it has been read. `label`: the decided intent.
    """

    __tablename__ = "inbox_item"

    id = Column(Integer, primary_key=True)
    turn_id = Column(String(64), ForeignKey("turn.id"), nullable=False, unique=True)
    conversation_id = Column(String(32), ForeignKey("conversation.id"), nullable=False, index=True)
    created = Column(DateTime, nullable=False)
    language = Column(String(16), nullable=False)
    text = Column(Text, nullable=False)
    before = Column(Text, nullable=False)
    answered = Column(Text, nullable=False)
    intent = Column(String(160))
    confidence = Column(Float)
    threshold = Column(Float)
    fell_back = Column(Boolean, nullable=False)
    ranking = Column(JSON, nullable=False)
    entities = Column(JSON, nullable=False)
    escalated = Column(Boolean, nullable=False, default=False)
    marked = Column(JSON)
    refit_version = Column(String(40))
    refit = Column(JSON)
    reasons = Column(String(80), nullable=False)
    usefulness = Column(Float, nullable=False)
    group_id = Column(Integer, index=True)
    status = Column(String(16), nullable=False)
    label = Column(String(160))
    decision_id = Column(Integer, ForeignKey("inbox_decision.id"), index=True)

    __table_args__ = (Index("inbox_item_status", "status", "created"),)


class InboxVector(Base):
    """`vector`: float16, unit length, of an item's masked text; only of those that lead a group."""

    __tablename__ = "inbox_vector"

    item_id = Column(Integer, ForeignKey("inbox_item.id", ondelete="CASCADE"), primary_key=True)
    vector = Column(LargeBinary, nullable=False)


class InboxDecision(Base):
    """What an editor decided about items at once. `intent` null: discarded. `version`: the commit of its examples.

    `pending` while that commit is being made: what a killed process left so is taken back. `reviews`: ids of the
    agents' marks that it settled. It holds nothing of what was said."""

    __tablename__ = "inbox_decision"

    id = Column(Integer, primary_key=True)
    by = Column(String(32), ForeignKey("staff.id"), nullable=False)
    at = Column(DateTime, nullable=False)
    intent = Column(String(160))
    count = Column(Integer, nullable=False)
    version = Column(String(40))
    pending = Column(Boolean, nullable=False)
    reviews = Column(JSON, nullable=False)
    undone = Column(DateTime)
    undone_by = Column(String(32), ForeignKey("staff.id"))


class InboxMark(Base):
    """How far the log was read: what is older than `at` has been seen."""

    __tablename__ = "inbox_mark"

    name = Column(String(16), primary_key=True)
    at = Column(DateTime, nullable=False)


# a log of millions is asked for what is new every few seconds
TURN_FINISHED = Index("turn_finished", Turn.__table__.c.finished)
