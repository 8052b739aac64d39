"""Columns of what the service stores: conversations, their numbered messages, and the bot's turns."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, DateTime, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import declarative_base

Base = declarative_base()

BOT = "bot"
QUEUE = "queue"

EVERYONE = "all"
STAFF = "staff"


class Conversation(Base):  # type: ignore[misc, valid-type]
    __tablename__ = "conversation"

    id = Column(String(32), primary_key=True)
    channel = Column(String(16), nullable=False)
    # a REST sender in its key's name space; shoppers' conversations have none
    external_id = Column(String(300), unique=True)
    language = Column(String(16), nullable=False)
    customer_id = Column(String(64))
    holder = Column(String(80), nullable=False, default=BOT)
    # the row that last moved the baton: a turn that began before it has lost the baton, whoever holds it now
    baton_seq = Column(Integer, nullable=False, default=0)
    last_seq = Column(Integer, nullable=False, default=0)
    created = Column(DateTime, nullable=False)
    closed = Column(DateTime)


class Message(Base):  # type: ignore[misc, valid-type]
    __tablename__ = "message"

    conversation_id = Column(String(32), ForeignKey("conversation.id"), primary_key=True)
    seq = Column(Integer, primary_key=True, autoincrement=False)
    author = Column(String(16), nullable=False)
    kind = Column(String(16), nullable=False)
    body = Column(JSON, nullable=False)
    client_id = Column(String(160))
    audience = Column(String(8), nullable=False, default=EVERYONE)
    created = Column(DateTime, nullable=False)

    __table_args__ = (Index("message_client_id", "conversation_id", "client_id", unique=True),)


class Photo(Base):  # type: ignore[misc, valid-type]
    """A photograph that a shopper sent: `<id>.jpg` in the folder for them. The row comes before the file."""

    __tablename__ = "photo"

    id = Column(String(32), primary_key=True)
    conversation_id = Column(String(32), ForeignKey("conversation.id"), nullable=False, index=True)
    created = Column(DateTime, nullable=False)


class Erasure(Base):  # type: ignore[misc, valid-type]
    """What is to be erased outside of this database: written with the erasing inside it, struck off when it is done.

    `kind` is photo (`subject` is its id), tracker or tasks (`subject` is the conversation's): all that Rasa remembers
    of it, or only what it had begun."""

    __tablename__ = "erasure"

    id = Column(Integer, primary_key=True)
    kind = Column(String(16), nullable=False)
    subject = Column(String(32), nullable=False)
    created = Column(DateTime, nullable=False)


WAITING = "waiting"
RUNNING = "running"
DONE = "done"
HANDED_OVER = "handed_over"
FAILED = "failed"


class Turn(Base):  # type: ignore[misc, valid-type]
    """What the bot was asked: the shopper's rows first_seq … last_seq, or with first_seq 0 the greeting.

    waiting → running → done; handed_over when people took the conversation before it ran; failed when Rasa refused it.
    The row is a lease: `owner` may answer until `lease_until`, and anyone may take it after that."""

    __tablename__ = "turn"

    id = Column(String(64), primary_key=True)
    conversation_id = Column(String(32), ForeignKey("conversation.id"), nullable=False)
    first_seq = Column(Integer, nullable=False)
    last_seq = Column(Integer, nullable=False)
    text = Column(Text, nullable=False)
    is_choice = Column(Boolean, nullable=False)
    page = Column(JSON)
    status = Column(String(16), nullable=False)
    holder = Column(String(80), nullable=False)
    began_seq = Column(Integer, nullable=False, default=0)
    owner = Column(String(300))
    lease_until = Column(DateTime)
    created = Column(DateTime, nullable=False)
    finished = Column(DateTime)
    understood = Column(JSON)

    __table_args__ = (
        Index("turn_conversation_status", "conversation_id", "status"),
        Index("turn_status_lease", "status", "lease_until"),
    )
