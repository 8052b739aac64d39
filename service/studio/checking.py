"""What is looked at before publishing: which calculations there are, and the messages that one of them reads."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.errors import NotFound
from service.studio.inbox.models import CONFIRMED, CORRECTED, DISCARDED, InboxItem
from service.studio.jobs import Job, Jobs, Result
from service.studio.room import StudioRoom
from shop.store import reads
from studio import checks
from studio.checks.by_rasa import rasa_validation
from studio.checks.messages import Said, over_messages
from studio.checks.validity import validity
from studio.workers import LONG

REFIT, VALIDITY, RASA, HELD_OUT, CONFUSED, MESSAGES = "refit", "validity", "rasa", "held_out", "confused", "messages"
CHECKS = (VALIDITY, HELD_OUT, MESSAGES, CONFUSED, RASA)
LATEST = 1000
# a process of their own: a refit, which somebody waits for, does not queue behind them
_CHECKING = "checks"
_items = InboxItem.__table__


class Checking:
    """Starts the calculations on the draft as it is now."""

    def __init__(self, room: StudioRoom) -> None:
        self.room = room
        self.jobs = Jobs(room.settings.var / "studio" / "checks")

    async def versions(self) -> tuple[str, str]:
        """Of the draft and of what is published."""
        repository = await self.room.repository()
        return await self.room.run(lambda: (repository.draft().version, repository.published().version))

    async def start(self, name: str) -> Job:
        """Raises NotFound."""
        draft, published = await self.versions()
        folder = str((await self.room.repository()).folder)
        run = self.room.workers.run

        async def work(progress: str) -> Result:
            if name == REFIT:
                return await run(LONG, checks.refit, folder, draft, progress)
            if name == VALIDITY:
                return await run(_CHECKING, validity, folder, draft, progress)
            if name == RASA:
                return await run(_CHECKING, rasa_validation, folder, draft, progress)
            if name == HELD_OUT:
                return await run(_CHECKING, checks.held_out, folder, draft, published, progress)
            if name == CONFUSED:
                return await run(_CHECKING, checks.confused, folder, draft, progress)
            said = await self.room.store.run(latest, LATEST)
            return await run(_CHECKING, over_messages, folder, draft, published, said, progress)

        if name not in (REFIT, *CHECKS):
            raise NotFound()
        return self.jobs.start(name, draft, published, work)


@reads
def latest(session: Session, count: int) -> list[Said]:
    """The newest messages of shoppers, masked, with what an editor decided or an agent said that they mean."""
    query = (
        select(_items.c.id, _items.c.text, _items.c.status, _items.c.label, _items.c.marked)
        .where(_items.c.status != DISCARDED)
        .order_by(_items.c.created.desc(), _items.c.id.desc())
        .limit(count)
    )
    rows = session.execute(query).all()
    labels = [_label(row) for row in rows]
    known = {row.text: label for row, label in zip(rows, labels, strict=True) if label}
    return [Said(row.id, row.text, label or known.get(row.text, "")) for row, label in zip(rows, labels, strict=True)]


def _label(row: Any) -> str:
    if row.status in (CONFIRMED, CORRECTED) and row.label:
        return str(row.label)
    return str((row.marked or {}).get("right_intent") or "")


@reads
def texts(session: Session, ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """`{text, language, label, by}` of the messages that are still there."""
    rows = session.execute(select(_items).where(_items.c.id.in_(list(ids)))).all()
    return {row.id: {"text": row.text, "language": row.language, "label": _label(row)} for row in rows}
