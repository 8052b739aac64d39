"""Columns of the try-out: conversations of editors with the real bot, which are forgotten afterwards."""

from __future__ import annotations

from sqlalchemy import JSON, Column, DateTime, ForeignKey, String

from service.models import Base


class TryConversation(Base):
    """Rasa holds its words until it is forgotten; here is only that it is there. `offered`: payloads to choose from.

    No conversation of a shopper: neither the log nor the inbox nor the numbers know it."""

    __tablename__ = "try_conversation"

    id = Column(String(64), primary_key=True)
    staff_id = Column(String(32), ForeignKey("staff.id"), nullable=False)
    used = Column(DateTime, nullable=False, index=True)
    offered = Column(JSON, nullable=False)
