"""Which release answers a conversation: drawn once, when it is opened while a trial runs."""

from __future__ import annotations

import hashlib

from sqlalchemy import bindparam, insert, select
from sqlalchemy.orm import Session

from service.studio.trial.models import LIVE, TRIAL, ConversationRelease, Trial

_trials = Trial.__table__
_arms = ConversationRelease.__table__
_RUNNING = select(_trials.c.id, _trials.c.share).where(_trials.c.running.is_(True))
_DREW = insert(_arms)
_IS_TRIED = (
    select(_arms.c.arm)
    .join(_trials, _trials.c.id == _arms.c.trial_id)
    .where(
        _arms.c.conversation_id == bindparam("conversation_id"),
        _arms.c.arm == TRIAL,
        _trials.c.running.is_(True),
    )
)


def draw(session: Session, conversation_id: str) -> None:
    """Gives a new conversation its arm; nothing where no trial runs."""
    trial = session.execute(_RUNNING).first()
    if trial is not None:
        arm = arm_of(conversation_id, trial.share)
        session.execute(
            _DREW, {"conversation_id": conversation_id, "trial_id": trial.id, "arm": arm, "share": trial.share}
        )


def model_of(session: Session, conversation_id: str) -> str | None:
    """Rasa's slot that answers it now; None is what is live. A trial that has ended has no conversations."""
    found = session.execute(_IS_TRIED, {"conversation_id": conversation_id}).first()
    return TRIAL if found is not None else None


def arm_of(conversation_id: str, share: int) -> str:
    """The same for the same id; of all ids `share` percent are tried, and those of a smaller share among them."""
    drawn = int.from_bytes(hashlib.sha256(conversation_id.encode()).digest()[:8], "big")
    return TRIAL if drawn * 100 < share << 64 else LIVE
