"""Columns of trials: a release that takes a share of new conversations, and which conversations it drew."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, DateTime, ForeignKey, Index, Integer, String

from service.models import Base

# the arms; the first is the name of Rasa's slot, too
TRIAL = "trial"
LIVE = "live"

STOPPED = "stopped"
MADE_LIVE = "made_live"


class Trial(Base):  # type: ignore[misc, valid-type]
    """`model` is what the release's model answers as, and `live` what served when the trial began: turns of any other
    are not compared. `share` is in percent. `running` is true or null: a unique column holds one true, and any number
    of nulls. `outcome`: stopped or made_live."""

    __tablename__ = "trial"

    id = Column(Integer, primary_key=True)
    release_id = Column(Integer, nullable=False)
    title = Column(String(300), nullable=False)
    model = Column(String(80), nullable=False)
    path = Column(String(1000), nullable=False)
    live = Column(String(80), nullable=False)
    share = Column(Integer, nullable=False)
    # of conversations drawn at different shares the arms have different days in them
    share_changed = Column(DateTime)
    began = Column(DateTime, nullable=False)
    began_by = Column(String(32))
    running = Column(Boolean, unique=True)
    ended = Column(DateTime)
    ended_by = Column(String(32))
    outcome = Column(String(16))


class ConversationRelease(Base):  # type: ignore[misc, valid-type]
    """Which arm a conversation drew when it was opened, for its life. `share`: in percent, as it was then."""

    __tablename__ = "conversation_release"

    conversation_id = Column(String(32), ForeignKey("conversation.id"), primary_key=True)
    trial_id = Column(Integer, ForeignKey("trial.id"), nullable=False)
    arm = Column(String(8), nullable=False)
    share = Column(Integer, nullable=False)

    __table_args__ = (Index("conversation_release_of_trial", "trial_id", "arm"),)
