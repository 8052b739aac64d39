"""What is served follows what is published: the archive where Rasa starts from, and the process that runs."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from service.studio import releases
from service.studio.releases import Released
from service.studio.releases.models import SWAPPING
from service.studio.releases.preparing import Model, Preparing
from service.studio.trial.models import LIVE
from studio.files import Files
from studio.releases import learnt, model_archive

if TYPE_CHECKING:
    from service.studio.room import StudioRoom


@dataclass(frozen=True)
class _Wanted:
    """`release`: the name that answers are given in."""

    model: Model
    release: str


class Following:
    """`behind`: the published version that no model was learnt for; a release anew makes one."""

    def __init__(self, studio: StudioRoom, preparing: Preparing) -> None:
        self._studio = studio
        self._store = studio.store
        self._preparing = preparing
        self._alone = asyncio.Lock()
        self._wanted: tuple[str, _Wanted | None] = ("", None)
        self._archive: tuple[tuple[int, int], str] = ((0, 0), "")
        self.behind: str | None = None

    async def follow(self) -> None:
        """Changes nothing where all is as it should be, or where there has never been a release.

        Raises BotUnreachable, BotRefused, StudioError."""
        async with self._alone:
            live, running = await self._store.run(releases.live), await self._store.run(releases.running)
            going = running if running and running.state == SWAPPING else None
            if live is None and going is None:
                return
            repository = await self._studio.repository()
            files = await self._studio.run(repository.published)
            wanted = await self._wanted_for(files, live, going)
            self.behind = None if wanted else files.version
            if wanted is not None:
                await self._serve(wanted)
            if going is not None and going.version == files.version:
                await self._store.run(releases.goes_live, going.id, going.told)
                await self._preparing.sweep()

    async def _wanted_for(self, files: Files, live: Released | None, going: Released | None) -> _Wanted | None:
        if going is not None and going.version == files.version:
            return _Wanted(Model(Path(str(going.model)), str(going.model_id)), going.version)
        if live is not None and live.version == files.version:
            return _Wanted(Model(Path(str(live.model)), str(live.model_id)), live.version)
        if self._wanted[0] != files.version:
            self._wanted = (files.version, await self._studio.run(self._derived, files, live))
        return self._wanted[1]

    def _derived(self, files: Files, live: Released | None) -> _Wanted | None:
        """What was committed without a release: where only answers are others, the model is the same. Rasa says them
        as their files have them."""
        if live is None or live.meaning != learnt.meaning(files):
            return None
        return _Wanted(Model(Path(str(live.model)), str(live.model_id)), live.version)

    async def _serve(self, wanted: _Wanted) -> None:
        if model_archive.put_there(self._place) != wanted.model.id:
            await self._studio.run(model_archive.put, wanted.model.path, self._place, wanted.release)
        # what somebody has trained there since, with the code of today, is theirs
        if await self._studio.run(self._id_of_archive) != wanted.model.id:
            return
        served = (await self._studio.rasa.models())[LIVE] or {}
        if served.get("model_id") != wanted.model.id:
            await self._studio.rasa.load(LIVE, str(wanted.model.path), wanted.release)

    def _id_of_archive(self) -> str:
        stat = self._place.stat()
        seen = (stat.st_mtime_ns, stat.st_size)
        if self._archive[0] != seen:
            self._archive = (seen, model_archive.model_id(self._place))
        return self._archive[1]

    @property
    def _place(self) -> Path:
        return self._studio.settings.model
