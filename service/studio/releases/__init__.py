"""Verbs on releases: what becomes of the one that runs, and what was live when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from sqlalchemy import insert, select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from service.clock import as_text, now
from service.errors import Forbidden, NotFound
from service.staff import acts
from service.staff.accounts import Staff
from service.studio.releases.models import (
    AWAITING,
    CANCELLED,
    FAILED,
    FIRST,
    KILLED,
    LIVE,
    PUBLISHED,
    QUEUED,
    SUPERSEDED,
    SWAPPING,
    Release,
)
from shop.store import reads
from studio.errors import Busy, Conflict
from studio.versions import Version

PAGE = 50
_releases = Release.__table__


@dataclass(frozen=True)
class Released:
    """A release as it is stored; times are UTC."""

    id: int
    version: str
    parent: str
    kind: str
    title: str
    message: str
    by: str
    by_name: str
    created: datetime
    state: str
    running: bool | None
    holds: bool
    despite: bool
    progress: dict[str, Any]
    figures: dict[str, Any]
    told: str | None
    model: str | None
    model_id: str | None
    meaning: str | None
    approved_by: str | None
    approved_name: str | None
    finished: datetime | None

    @property
    def is_kept(self) -> bool:
        """Whether its model is there still: a look at the disk."""
        return self.model is not None and Path(self.model).is_file()

    def as_json(self) -> dict[str, Any]:
        hidden = ("by", "approved_by", "model", "model_id", "meaning")
        shown = {name: value for name, value in vars(self).items() if name not in hidden}
        finished = None if self.finished is None else as_text(self.finished)
        return shown | {"created": as_text(self.created), "finished": finished, "running": bool(self.running)}


_ALL = select(*(_releases.c[name] for name in Released.__dataclass_fields__))


@reads
def of(session: Session, release_id: int) -> Released:
    """Raises NotFound."""
    found = session.execute(_ALL.where(_releases.c.id == release_id)).first()
    if found is None:
        raise NotFound()
    return Released(*found)


@reads
def newest(session: Session, limit: int = PAGE) -> list[Released]:
    return [Released(*row) for row in session.execute(_ALL.order_by(_releases.c.id.desc()).limit(limit))]


@reads
def running(session: Session) -> Released | None:
    found = session.execute(_ALL.where(_releases.c.running.is_(True))).first()
    return Released(*found) if found else None


@reads
def live(session: Session) -> Released | None:
    """What was published last; what is published now may be newer, and come from elsewhere."""
    found = session.execute(_ALL.where(_releases.c.state == LIVE).order_by(_releases.c.id.desc())).first()
    return Released(*found) if found else None


@reads
def published(session: Session) -> list[Released]:
    """What is or was live, newest first: their models can be served again."""
    query = _ALL.where(_releases.c.state.in_(PUBLISHED)).order_by(_releases.c.id.desc())
    return [Released(*row) for row in session.execute(query)]


def begin(
    session: Session, version: Version, parent: str, kind: str, staff: Staff, *, despite: bool, holds: bool
) -> int:
    """Raises Busy."""
    values: dict[str, Any] = {"version": version.id, "parent": parent, "kind": kind, "title": version.title[:200]}
    values |= {"message": version.message, "by": staff.id, "by_name": staff.name, "created": now()}
    values |= {"state": QUEUED, "running": True, "despite": despite, "holds": holds, "progress": {}, "figures": {}}
    try:
        with session.begin_nested():
            made = session.execute(insert(_releases), values).inserted_primary_key[0]
    except IntegrityError:
        found = running(session)
        who = f"{found.by_name}’s “{found.title}”" if found else "another release"
        raise Busy(f"{who} is on its way: one release goes out at a time") from None
    acts.record(session, "studio_release_begun", staff.id, release=made, kind=kind, title=version.title[:200])
    return int(made)


def remember_first(session: Session, version: Version, model: str, model_id: str, meaning: str | None) -> None:
    """What has been live without a release: one can go back to it. Nothing where there is one."""
    if live(session) is not None:
        return
    values: dict[str, Any] = {"version": version.id, "parent": version.id, "kind": FIRST, "title": version.title[:200]}
    values |= {"message": version.message, "by": "", "by_name": version.author[:80], "created": version.at}
    values |= {"state": LIVE, "holds": False, "despite": False, "progress": {}, "finished": version.at}
    values |= {"model": model, "model_id": model_id, "meaning": meaning, "figures": {}}
    session.execute(insert(_releases), values)


def set_figures(session: Session, release_id: int, figures: dict[str, Any]) -> None:
    session.execute(update(_releases).where(_releases.c.id == release_id).values(figures=figures))


def note(session: Session, release_id: int, /, **values: Any) -> bool:
    """Of the one that runs. False where it has ended."""
    changed = update(_releases).where(_releases.c.id == release_id, _releases.c.running.is_(True))
    return bool(cast(CursorResult, session.execute(changed.values(**values))).rowcount == 1)


def approve(session: Session, release_id: int, staff: Staff, *, by_another: bool) -> None:
    """Raises Forbidden for the author where another has to, and Conflict where it does not wait for that."""
    found = of(session, release_id)
    if by_another and found.by == staff.id:
        raise Forbidden()
    waiting = update(_releases).where(_releases.c.id == release_id, _releases.c.state == AWAITING)
    approved = waiting.values(state=SWAPPING, approved_by=staff.id, approved_name=staff.name)
    if cast(CursorResult, session.execute(approved)).rowcount != 1:
        raise Conflict("it does not wait for an approval", state=found.state)
    acts.record(session, "studio_release_approved", staff.id, release=release_id)


def goes_live(session: Session, release_id: int, told: str | None = None) -> None:
    """A second time changes nothing."""
    ended: dict[str, Any] = {"state": LIVE, "running": None, "finished": now(), "told": told, "progress": {}}
    if note(session, release_id, **ended):
        before = update(_releases).where(_releases.c.state == LIVE, _releases.c.id != release_id)
        session.execute(before.values(state=SUPERSEDED))
        acts.record(session, "studio_release_live", None, release=release_id)


def end(session: Session, release_id: int, state: str, told: str, who: str | None = None) -> None:
    """Failed, cancelled or killed. A second time changes nothing."""
    what = {FAILED: "failed", CANCELLED: "cancelled", KILLED: "killed"}[state]
    if note(session, release_id, state=state, running=None, finished=now(), told=told[:4000], progress={}):
        acts.record(session, f"studio_release_{what}", who, release=release_id)
