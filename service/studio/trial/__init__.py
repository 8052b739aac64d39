"""A trial's life: a release takes a share of new conversations until it is stopped or made live."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import insert, select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from service.clock import as_text, now
from service.errors import BadRequest, NotFound
from service.staff import acts
from service.studio.trial.models import MADE_LIVE, Trial
from shop.store import reads
from studio.errors import Busy

SHARES = range(1, 51)
IS_RUNNING = "a trial is running already: stop it first"
_PAGE = 50

_trials = Trial.__table__


@dataclass(frozen=True)
class Tried:
    """A trial as it is stored; times are UTC."""

    id: int
    release_id: int
    title: str
    model: str
    path: str
    live: str
    share: int
    share_changed: datetime | None
    began: datetime
    ended: datetime | None
    outcome: str | None

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "release": self.release_id,
            "title": self.title,
            "share": self.share,
            "share_changed": None if self.share_changed is None else as_text(self.share_changed),
            "began": as_text(self.began),
            "ended": None if self.ended is None else as_text(self.ended),
            "outcome": self.outcome,
        }


_COLUMNS = [_trials.c[name] for name in Tried.__dataclass_fields__]


@dataclass(frozen=True)
class Offer:
    """A release that can be tried: it is trained, and its model lies at `path`."""

    release_id: int
    title: str
    model: str
    path: str


@reads
def running(session: Session) -> Tried | None:
    found = session.execute(select(*_COLUMNS).where(_trials.c.running.is_(True))).first()
    return None if found is None else Tried(*found)


@reads
def of(session: Session, trial_id: int) -> Tried:
    """Raises NotFound."""
    found = session.execute(select(*_COLUMNS).where(_trials.c.id == trial_id)).first()
    if found is None:
        raise NotFound()
    return Tried(*found)


@reads
def newest(session: Session) -> list[Tried]:
    found = session.execute(select(*_COLUMNS).order_by(_trials.c.id.desc()).limit(_PAGE))
    return [Tried(*row) for row in found]


def start(session: Session, offer: Offer, share: int, live: str, who: str) -> int:
    """From now on every new conversation draws. Raises Busy."""
    values = {"release_id": offer.release_id, "title": offer.title, "model": offer.model, "path": offer.path}
    values |= {"live": live, "share": share, "began": now(), "began_by": who, "running": True}
    try:
        with session.begin_nested():
            made = session.execute(insert(_trials), values).inserted_primary_key[0]
    except IntegrityError:
        raise Busy(IS_RUNNING) from None
    acts.record(session, "studio_trial_started", who, trial=made, release=offer.release_id, share=share)
    return int(made)


def change_share(session: Session, trial_id: int, share: int, who: str) -> None:
    """For conversations that begin from now on. Raises NotFound where it does not run."""
    changed = update(_trials).where(_trials.c.id == trial_id, _trials.c.running.is_(True), _trials.c.share != share)
    if _changes(session, changed.values(share=share, share_changed=now())):
        acts.record(session, "studio_trial_share", who, trial=trial_id, share=share)
    elif (found := running(session)) is None or found.id != trial_id:
        raise NotFound()


def end(session: Session, trial_id: int, outcome: str, who: str | None) -> bool:
    """What it had drawn goes on with what is live. False where it had ended already."""
    ended = update(_trials).where(_trials.c.id == trial_id, _trials.c.running.is_(True))
    is_first = _changes(session, ended.values(running=None, ended=now(), ended_by=who, outcome=outcome))
    if is_first:
        what = "studio_trial_made_live" if outcome == MADE_LIVE else "studio_trial_stopped"
        acts.record(session, what, who, trial=trial_id)
    return is_first


def published(session: Session, tried: Tried, who: str) -> None:
    """Its release was given the word that it waited for; the trial ends when it is live."""
    acts.record(session, "studio_trial_published", who, trial=tried.id, release=tried.release_id)


def checked(share: Any) -> int:
    """A share in percent, as somebody asked for it. Raises BadRequest."""
    if not isinstance(share, int) or isinstance(share, bool) or share not in SHARES:
        raise BadRequest(f"a share is a whole number from {SHARES[0]} to {SHARES[-1]}")
    return share


def _changes(session: Session, statement: Any) -> bool:
    return bool(cast(CursorResult, session.execute(statement)).rowcount == 1)
