"""Columns of staff accounts, their sessions and invitations, and of what was done to them."""

from __future__ import annotations

from sqlalchemy import JSON, Column, DateTime, ForeignKey, Index, Integer, String

from service.models import Base

AGENT, EDITOR, PUBLISHER, ADMIN = "agent", "editor", "publisher", "admin"
ROLES = (AGENT, EDITOR, PUBLISHER, ADMIN)
AVAILABLE, BUSY, AWAY = "available", "busy", "away"
PRESENCES = (AVAILABLE, BUSY, AWAY)


class Account(Base):
    """`email` in lower case; `name` is what shoppers see. Of `languages` and `skills` (topics of escalation.yml) none
    means all. `presence` is what was chosen; it holds only while `seen`, the last sign of an open desk, is recent.
    `password_hash` is null until the invitation was accepted."""

    __tablename__ = "staff"

    id = Column(String(32), primary_key=True)
    email = Column(String(254), nullable=False, unique=True)
    name = Column(String(80), nullable=False)
    password_hash = Column(String(200))
    roles = Column(JSON, nullable=False)
    languages = Column(JSON, nullable=False)
    skills = Column(JSON, nullable=False)
    capacity = Column(Integer, nullable=False)
    presence = Column(String(16), nullable=False)
    seen = Column(DateTime)
    preferences = Column(JSON, nullable=False)
    failed = Column(Integer, nullable=False, default=0)
    locked_until = Column(DateTime)
    disabled = Column(DateTime)
    created = Column(DateTime, nullable=False)


class StaffSession(Base):
    """Kept by the digest of its token: who reads the table cannot log in with it."""

    __tablename__ = "staff_session"

    digest = Column(String(64), primary_key=True)
    staff_id = Column(String(32), ForeignKey("staff.id"), nullable=False, index=True)
    created = Column(DateTime, nullable=False)
    used = Column(DateTime, nullable=False)


class Invitation(Base):
    """A link to set a password with, once; also for who has forgotten theirs."""

    __tablename__ = "staff_invitation"

    digest = Column(String(64), primary_key=True)
    staff_id = Column(String(32), ForeignKey("staff.id"), nullable=False, index=True)
    expires = Column(DateTime, nullable=False)
    used = Column(DateTime)


class StaffAct(Base):
    """The audit of accounts. `who` is null where nobody was logged in; `detail` holds no secret."""

    __tablename__ = "staff_act"

    id = Column(Integer, primary_key=True)
    at = Column(DateTime, nullable=False)
    who = Column(String(32))
    what = Column(String(40), nullable=False)
    about = Column(String(32))
    detail = Column(JSON, nullable=False)

    __table_args__ = (Index("staff_act_at", "at"),)
