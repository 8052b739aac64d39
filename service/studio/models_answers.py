"""Columns of the studio's answers: which questions without an answer are settled."""

from __future__ import annotations

from sqlalchemy import Column, DateTime, ForeignKey, String

from service.models import Base

OPEN, ANSWERED, DISMISSED = "open", "answered", "dismissed"


class QuestionSettled(Base):
    """A question that found no answer and was given one, or needs none. `key`: a hash of its language and words, so
    that nothing of the shopper's is kept. What was answered comes again when it is asked later and still finds none."""

    __tablename__ = "question_settled"

    key = Column(String(64), primary_key=True)
    how = Column(String(16), nullable=False)
    at = Column(DateTime, nullable=False)
    by = Column(String(32), ForeignKey("staff.id"), nullable=False)
