"""Columns of the desk: who held a conversation when, how far it was read, canned and earlier answers, reviews."""

from __future__ import annotations

from sqlalchemy import Column, DateTime, Float, ForeignKey, Index, Integer, LargeBinary, String, Text

from service.models import Base


class Assignment(Base):
    """One agent's stay with a conversation. There is an open one exactly while the holder is that agent.

    `how`: auto, taken, transfer or reopened. `answer_by`: when a message of the shopper that is not answered yet has
    to be; null where there is none. `ended_how`: handed_back, closed, quiet, transferred, taken_over, away, unanswered
    or shopper_closed. `outcome` is the agent's word: solved, unsolved, no_reply, spam or other."""

    __tablename__ = "assignment"

    id = Column(Integer, primary_key=True)
    conversation_id = Column(String(32), ForeignKey("conversation.id"), nullable=False)
    handoff_id = Column(Integer, ForeignKey("handoff.id"), nullable=False, index=True)
    staff_id = Column(String(32), ForeignKey("staff.id"), nullable=False)
    how = Column(String(16), nullable=False)
    began = Column(DateTime, nullable=False)
    answer_by = Column(DateTime)
    first_answer = Column(DateTime)
    ended = Column(DateTime)
    ended_how = Column(String(16))
    outcome = Column(String(16))

    __table_args__ = (
        Index("assignment_open", "ended", "staff_id"),
        Index("assignment_of_conversation", "conversation_id", "began"),
        Index("assignment_began", "began"),
    )


class ReadMark(Base):
    """How far somebody has read: `reader` is shopper, or agent for all of them together."""

    __tablename__ = "read_mark"

    conversation_id = Column(String(32), ForeignKey("conversation.id"), primary_key=True)
    reader = Column(String(8), primary_key=True)
    seq = Column(Integer, nullable=False)


class CannedAnswer(Base):
    """An answer that is written often; `staff_id` null: the team's."""

    __tablename__ = "canned_answer"

    id = Column(Integer, primary_key=True)
    staff_id = Column(String(32), ForeignKey("staff.id"))
    shortcut = Column(String(40), nullable=False)
    language = Column(String(16), nullable=False)
    title = Column(String(120), nullable=False)
    text = Column(Text, nullable=False)
    changed = Column(DateTime, nullable=False)

    __table_args__ = (Index("canned_answer_shortcut", "shortcut", "language"),)


class Review(Base):
    """A turn of the bot that an agent found wrong, for the content team. `said` is masked of what is personal."""

    __tablename__ = "review"

    id = Column(Integer, primary_key=True)
    conversation_id = Column(String(32), ForeignKey("conversation.id"), nullable=False)
    turn_id = Column(String(64), ForeignKey("turn.id"), nullable=False)
    said = Column(Text, nullable=False)
    answered = Column(Text, nullable=False)
    language = Column(String(16), nullable=False)
    intent = Column(String(60))
    confidence = Column(Float)
    right_intent = Column(String(60))
    right_answer = Column(Text)
    comment = Column(Text)
    by = Column(String(32), ForeignKey("staff.id"), nullable=False)
    created = Column(DateTime, nullable=False)
    status = Column(String(16), nullable=False)
    done_by = Column(String(32), ForeignKey("staff.id"))
    done = Column(DateTime)

    __table_args__ = (
        Index("review_once", "turn_id", "by", unique=True),
        Index("review_status", "status", "created"),
    )


class Answered(Base):
    """What an agent answered to a question, both masked of what is personal, to be found by the next alike question.

    `vector`: float16, unit length, of the question; null until it was made."""

    __tablename__ = "answered"

    conversation_id = Column(String(32), ForeignKey("conversation.id"), primary_key=True)
    seq = Column(Integer, primary_key=True, autoincrement=False)
    language = Column(String(16), nullable=False)
    question = Column(Text, nullable=False)
    answer = Column(Text, nullable=False)
    vector = Column(LargeBinary)
    created = Column(DateTime, nullable=False)
