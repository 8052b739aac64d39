"""One release at a time, from its commit to being live; and what a killed process left behind.

One rule decides everything in doubt: the published branch is the truth, and the model that is served follows it."""

from __future__ import annotations

import asyncio
import fcntl
import logging
import threading
from collections.abc import Coroutine
from typing import IO, TYPE_CHECKING, Any

from service.errors import NotFound, ServiceError
from service.staff.accounts import Staff
from service.studio import releases
from service.studio.releases import Released
from service.studio.releases.following import Following
from service.studio.releases.models import (
    ANEW,
    AWAITING,
    BACK,
    CANCELLED,
    EDITS,
    FAILED,
    KILLED,
    PREPARING,
    PUBLISHED,
    SWAPPING,
)
from service.studio.releases.preparing import Preparing
from studio.errors import Busy, Conflict, NotThere, StudioError
from studio.releases import learnt, training
from studio.repository import Author, Repository, Version

if TYPE_CHECKING:
    from service.studio.room import StudioRoom

logger = logging.getLogger(__name__)
_EVERY_S = 5.0
_STILL_LIVE = "Nothing of it was published: what was live before still is."


class Releases:
    """Of several processes with one AISLE_VAR, the first has the lock; it alone carries releases out."""

    def __init__(self, studio: StudioRoom) -> None:
        self._studio = studio
        self._store = studio.store
        self.preparing = Preparing(studio)
        self.following = Following(studio, self.preparing)
        self._cancelled = threading.Event()
        self._publishing = asyncio.Lock()
        self._lock: IO[str] | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    def open(self) -> None:
        self._start(self._keep())

    def close(self) -> None:
        """A training ends with the service; the next start says so."""
        self._cancelled.set()
        for task in self._tasks:
            task.cancel()
        if self._lock is not None:
            self._lock.close()

    async def publish(self, staff: Staff, message: str, *, despite: bool = False, holds: bool = False) -> int:
        """The draft as a release; its id. Raises Busy, Conflict, BadEdit."""
        repository = await self._free()
        made = await self._studio.run(repository.candidate, _author(staff), message)
        return await self._begin(repository, made, EDITS, staff, despite=despite, holds=holds)

    async def back(self, staff: Staff, release_id: int, message: str) -> int:
        """The content of an earlier release as a new one. Raises Busy, NotFound, BadEdit where that is published."""
        repository = await self._free()
        earlier = await self._store.run(releases.of, release_id)
        if earlier.state not in PUBLISHED:
            raise NotFound()
        made = await self._studio.run(repository.back_to, earlier.version, _author(staff), message)
        # it was good enough once
        return await self._begin(repository, made, BACK, staff, despite=True, holds=False)

    async def anew(self, staff: Staff, *, despite: bool = False) -> int:
        """A model for what was published from elsewhere. Raises Busy."""
        repository = await self._free()
        published = await self._studio.run(lambda: repository.version(repository.published().version))
        return await self._begin(repository, published, ANEW, staff, despite=despite, holds=False)

    async def approve(self, staff: Staff, release_id: int) -> None:
        """Lets what waits go live. Raises Forbidden, Conflict, NotFound."""
        needs_another = self._studio.settings.second_approval
        await self._store.run(releases.approve, release_id, staff, by_another=needs_another)
        self._start(self._go_live(release_id))

    async def look(self) -> None:
        """Carries on what was approved elsewhere, and has the served model follow what is published."""
        release = await self._store.run(releases.running)
        if release is not None and release.state == SWAPPING:
            await self._go_live(release.id)
        else:
            await self.following.follow()

    async def cancel(self, staff: Staff, release_id: int) -> None:
        """Raises Conflict where it is being published, or has ended."""
        release = await self._store.run(releases.of, release_id)
        if not release.running or release.state == SWAPPING:
            raise Conflict("it cannot be cancelled any more", state=release.state)
        self._cancelled.set()
        await self._ended(release, CANCELLED, f"{staff.name} cancelled it. {_STILL_LIVE}", staff.id)

    async def recover(self) -> None:
        """What a process that was killed left behind is finished or taken back, and said in words."""
        release = await self._store.run(releases.running)
        if release is None:
            return
        repository = await self._studio.repository()  # which repairs the files
        await self._studio.run(training.end_orphan, self.preparing.workplace(release.version))
        published = await self._studio.run(repository.published)
        if release.state in PREPARING:
            during = "while it was checked" if release.state == "checking" else "during the training"
            await self._ended(release, KILLED, f"The service was stopped {during}. {_STILL_LIVE}")
        elif release.state == SWAPPING and published.version != release.version:
            await self._ended(release, KILLED, f"The service was stopped just before publishing. {_STILL_LIVE}")
        elif release.state == SWAPPING:
            told = "The service was stopped while the model was swapped; the swap was finished after the start."
            await self._store.run(releases.note, release.id, told=told)
        elif not release.is_kept:
            await self._ended(release, KILLED, f"Its model is gone. {_STILL_LIVE}")

    async def _begin(
        self, repository: Repository, made: Version, kind: str, staff: Staff, *, despite: bool, holds: bool
    ) -> int:
        await self.preparing.remember_first(repository)
        parent = made.id if kind == ANEW else await self._studio.run(lambda: repository.published().version)
        try:
            begun = await self._store.run(releases.begin, made, parent, kind, staff, despite=despite, holds=holds)
        except Busy:
            if kind != ANEW:
                await self._studio.run(repository.discard_candidate, made.id)
            raise
        self._cancelled = threading.Event()
        self._start(self._carry(begun, self._cancelled))
        return begun

    async def _carry(self, release_id: int, cancelled: threading.Event) -> None:
        release = await self._store.run(releases.of, release_id)
        repository = await self._studio.repository()
        try:
            await self.preparing.score_first(repository)
            await self.preparing.prepare(release, repository, cancelled)
        except training.TrainingCancelled:
            return  # who cancelled has said so, or the service ends
        except training.TrainingKilled as error:
            await self._ended(release, KILLED, f"{_sentence(error.said)} {_STILL_LIVE}")
        except (StudioError, ServiceError) as error:
            await self._ended(release, FAILED, f"{_sentence(_said(error))} {_STILL_LIVE}")
        except Exception:
            logger.exception("release %s failed", release_id)
            await self._ended(release, FAILED, f"Something went wrong on the server. {_STILL_LIVE}")
        else:
            waits = release.holds or (self._studio.settings.second_approval and release.kind != BACK)
            state = AWAITING if waits else SWAPPING
            if await self._store.run(releases.note, release_id, state=state) and not waits:
                await self._go_live(release_id)

    async def _go_live(self, release_id: int) -> None:
        """The commit first, then the archive, then the process: what is killed in between is followed up."""
        async with self._publishing:
            await self._publish(await self._store.run(releases.of, release_id))

    async def _publish(self, release: Released) -> None:
        if not release.running:
            return
        repository = await self._studio.repository()
        try:
            try:
                await self._studio.run(repository.publish, release.version)
            except Conflict:
                await self._studio.run(repository.publish, await self._on_top(repository, release))
        except (Conflict, NotThere) as error:
            release = await self._store.run(releases.of, release.id)
            await self._ended(release, FAILED, f"{_sentence(error.said)} {_STILL_LIVE}")
            return
        try:
            await self.following.follow()
        except ServiceError as error:
            told = "Published; the bot cannot be reached, and serves it as soon as it can."
            logger.warning("release %s is published, but not served yet: %s", release.id, error)
            await self._store.run(releases.note, release.id, told=told)

    async def _on_top(self, repository: Repository, release: Released) -> str:
        """The release on what was published while it was trained, where its model is still the right one: answers were
        saved live meanwhile, or something that no model learns. Raises Conflict where it is not."""
        renewed = await self._studio.run(repository.renew, release.version)
        await self._store.run(releases.note, release.id, version=renewed.id)
        files = await self._studio.run(repository.at, renewed.id)
        if await self._studio.run(learnt.meaning, files) != release.meaning:
            raise Conflict("training data was published meanwhile: publish again, so that its model learns it, too")
        return renewed.id

    async def _ended(self, release: Released, state: str, told: str, who: str | None = None) -> None:
        await self._store.run(releases.end, release.id, state, told, who)
        repository = await self._studio.repository()
        if release.kind != ANEW:
            await self._studio.run(repository.discard_candidate, release.version)
        await self.preparing.clear(release)

    async def _free(self) -> Repository:
        """Raises Busy where a release is on its way, or another process carries them out."""
        if self._lock is None:
            raise Busy("another process of the service carries releases out")
        if (release := await self._store.run(releases.running)) is not None:
            raise Busy(f"{release.by_name}’s “{release.title}” is on its way: one release goes out at a time")
        return await self._studio.repository()

    async def _keep(self) -> None:
        while True:
            try:
                if self._lock is None and self._locks():
                    await self.recover()
                if self._lock is not None:
                    await self.look()
            except (StudioError, ServiceError) as error:
                logger.debug("releases: %s", _said(error))
            except Exception:
                logger.exception("looking after releases failed; the next look tries again")
            await asyncio.sleep(_EVERY_S)

    def _locks(self) -> bool:
        file = self._studio.settings.var / "studio" / "releases.lock"
        file.parent.mkdir(parents=True, exist_ok=True)
        lock = file.open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.close()
            return False
        self._lock = lock
        return True

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _author(staff: Staff) -> Author:
    return Author(staff.name, staff.email)


def _said(error: StudioError | ServiceError) -> str:
    return (str(error) or error.said or "") or type(error).__name__


def _sentence(said: str) -> str:
    return f"{said[:1].upper()}{said[1:]}".rstrip(".") + "."
