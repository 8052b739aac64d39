"""Columns of releases: what was published when, by whom and how it went; and of the one that is on its way."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, DateTime, Index, Integer, String, Text

from service.models import Base

QUEUED, TRAINING, CHECKING = "queued", "training", "checking"
AWAITING = "awaiting_approval"
SWAPPING, LIVE, SUPERSEDED = "swapping", "live", "superseded"
FAILED, CANCELLED, KILLED = "failed", "cancelled", "killed"
# nothing of it is published yet, and it goes on by itself
PREPARING = (QUEUED, TRAINING, CHECKING)
# what was published: one can go back to these
PUBLISHED = (LIVE, SUPERSEDED)

EDITS, BACK, ANEW, FIRST = "edits", "back", "anew", "first"


class Release(Base):
    """queued → training → checking → (awaiting_approval →) swapping → live → superseded; or failed, cancelled, killed.

    `version` is the commit and `parent` what it was made on. `kind`: edits of the draft, back to an earlier version,
    anew: a model for what was published from elsewhere, or first: what was live before there was any release.
    `running` is true from begin to end and else null, so there is one at a time. `holds`: it waits for somebody's word
    also where no approval is needed, to be tried meanwhile. `told`: what happened, in words. `meaning` names what the
    model was learnt from (studio.releases.learnt)."""

    __tablename__ = "release"

    id = Column(Integer, primary_key=True)
    version = Column(String(40), nullable=False, index=True)
    parent = Column(String(40), nullable=False)
    kind = Column(String(8), nullable=False)
    title = Column(String(200), nullable=False)
    message = Column(Text, nullable=False)
    by = Column(String(32), nullable=False)
    by_name = Column(String(80), nullable=False)
    created = Column(DateTime, nullable=False)
    state = Column(String(20), nullable=False)
    running = Column(Boolean, unique=True)
    holds = Column(Boolean, nullable=False)
    # a worse test set does not stop it
    despite = Column(Boolean, nullable=False)
    progress = Column(JSON, nullable=False)
    figures = Column(JSON, nullable=False)
    told = Column(Text)
    model = Column(String(500))
    model_id = Column(String(32))
    meaning = Column(String(64))
    approved_by = Column(String(32))
    approved_name = Column(String(80))
    finished = Column(DateTime)

    __table_args__ = (Index("release_state", "state"),)
