"""From a commit to a model that can go live: learnt anew or reused, checked, and loaded beside what is live.

Nothing of it is published yet: whatever ends it, what was live before still is."""

from __future__ import annotations

import asyncio
import shutil
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from service.errors import BotRefused, BotUnreachable
from service.studio import releases, trial
from service.studio.releases import Released
from service.studio.releases.models import CHECKING, FIRST, TRAINING
from studio import layout
from studio.errors import StudioError
from studio.files import Files
from studio.releases import learnt, model_archive, scoring, training
from studio.releases.training import Progress
from studio.repository import Repository
from studio.workers import LONG

if TYPE_CHECKING:
    from service.studio.room import StudioRoom

NEXT = "next"
# models of so many releases are kept: going back to them takes seconds
KEPT = 8
# by so much the test set may get worse before somebody has to insist
TOLERATED = 0.03


class Worse(StudioError):
    """The test set is understood worse than by what is live."""

    status = 422
    code = "worse"


class NotServable(StudioError):
    """Rasa refused the model, or could not be asked."""

    status = 503
    code = "not_servable"


@dataclass(frozen=True)
class Model:
    path: Path
    id: str


class Preparing:
    """Folders: `models/<version>.tar.gz` are kept, `releases/<version>/` is what one training works in."""

    def __init__(self, studio: StudioRoom) -> None:
        self._studio = studio
        self._store = studio.store
        self._folder = studio.settings.var / "studio"

    def kept(self, version: str) -> Path:
        return (self._folder / "models" / f"{version}.tar.gz").resolve()

    def workplace(self, version: str) -> Path:
        return self._folder / "releases" / version

    async def prepare(self, release: Released, repository: Repository, cancelled: threading.Event) -> None:
        """Raises StudioError with words for the one who publishes."""
        files = await self._studio.run(repository.at, release.version)
        meaning = await self._studio.run(learnt.meaning, files)
        tests = await self._studio.run(learnt.tests, files)
        earlier = await self._with_meaning(meaning)
        await self._note(release, state=TRAINING, meaning=meaning, progress=_told("starting"))
        await self._studio.run(self._export, repository, release.version)
        if earlier is None:
            trained = await self._train(release, cancelled)
            figures: dict[str, Any] = {"seconds": round(trained.seconds, 1), "reused": False}
            await self._studio.run(model_archive.keep, trained.archive, self.kept(release.version))
            model = Model(self.kept(release.version), "")
        else:
            await self._note(release, progress=_told("reusing"))
            responses = await self._studio.run(learnt.responses, files)
            model = await self._studio.run(self.with_answers, earlier, responses, release.version)
            figures = {"seconds": 0, "reused": True}
        _go_on(cancelled)
        await self._note(release, state=CHECKING, progress=_told("scoring"))
        figures |= await self._scored(release, model, tests, earlier)
        await self._check(release, model, figures)
        _go_on(cancelled)
        await self._studio.run(shutil.rmtree, self.workplace(release.version), ignore_errors=True)

    async def remember_first(self, repository: Repository) -> None:
        """Keeps what has been live without a release, before the first one takes its place."""
        place = self._studio.settings.model
        if await self._store.run(releases.live) is not None or not place.is_file():
            return
        files = await self._studio.run(repository.published)
        version = await self._studio.run(repository.version, files.version)
        kept = self.kept(version.id)
        await self._studio.run(model_archive.copy, place, kept)
        model_id = await self._studio.run(model_archive.model_id, kept)
        meaning = await self._studio.run(self._meaning_of_place, files)
        await self._store.run(releases.remember_first, version, str(kept), model_id, meaning)

    async def score_first(self, repository: Repository) -> None:
        """What the first release is compared with."""
        first = await self._store.run(releases.live)
        if first is None or first.kind != FIRST or first.figures:
            return
        tests = await self._studio.run(lambda: learnt.tests(repository.at(first.version)))
        folder = self.workplace(first.version)
        await self._studio.run(repository.export, first.version, folder, layout.NLU_TESTS)
        score = self._studio.workers.run(LONG, scoring.score, str(first.model), str(folder / layout.NLU_TESTS))
        await self._store.run(releases.set_figures, first.id, {"tests": tests, "languages": await score})
        await self._studio.run(shutil.rmtree, folder, ignore_errors=True)

    def _meaning_of_place(self, files: Files) -> str | None:
        """What the model that `make` has trained was learnt from; None where the checkout is newer, or has changes."""
        trained, folder = self._studio.settings.model.stat().st_mtime, self._studio.settings.repository
        for path in [path for part in layout.LEARNT for path in (files.under(part) or [part])]:
            file = folder / path
            if not file.is_file() or file.stat().st_mtime > trained or file.read_bytes() != files.read(path).encode():
                return None
        return learnt.meaning(files)

    def with_answers(self, earlier: Released, responses: Mapping[str, Any], version: str) -> Model:
        """The model of an earlier release; packed anew where its answers are others."""
        file, own = Path(str(earlier.model)), self.kept(version)
        if model_archive.responses_of(file) == responses:
            return Model(file, str(earlier.model_id))
        if own.is_file() and model_archive.responses_of(own) == responses:
            return Model(own, model_archive.model_id(own))
        return Model(own, model_archive.with_responses(file, own, responses))

    async def load(self, release: Released) -> None:
        """Beside what is live: going live is a moment then. Raises NotServable."""
        try:
            await self._studio.rasa.load(NEXT, release.model, release.version)
        except BotRefused as error:
            raise NotServable(f"the bot cannot serve the model: {error}") from None
        except BotUnreachable:
            raise NotServable("the bot cannot be reached: publish again when it runs") from None

    async def clear(self, release: Released) -> None:
        """Takes away what a release that did not go out has made."""
        await self._studio.run(shutil.rmtree, self.workplace(release.version), ignore_errors=True)
        await self.sweep()
        with suppress(BotUnreachable, BotRefused):
            await self._studio.rasa.load(NEXT, None, "")

    async def sweep(self) -> None:
        """Keeps the models of the last releases, of the one that runs, and of the one that is tried."""
        kept = [each.model for each in (await self._store.run(releases.published))[:KEPT]]
        running, tried = await self._store.run(releases.running), await self._store.run(trial.running)
        kept += [running.model if running else None, tried.path if tried else None]
        await self._studio.run(self._sweep, {Path(path).name for path in kept if path})

    def _sweep(self, kept: set[str]) -> None:
        for file in (self._folder / "models").glob("*.tar.gz"):
            if file.name not in kept:
                file.unlink(missing_ok=True)

    async def _train(self, release: Released, cancelled: threading.Event) -> training.Trained:
        folder, settings = self.workplace(release.version), self._studio.settings
        await self._studio.run(scoring.check_examples, folder / layout.NLU)
        loop = asyncio.get_running_loop()

        def tell(progress: Progress) -> None:
            asyncio.run_coroutine_threadsafe(self._note(release, progress=vars(progress)), loop)

        # a thread of its own: those of the room are for who edits meanwhile
        return await asyncio.to_thread(
            training.train, folder, settings.repository / ".rasa" / "cache", tell, cancelled, self._studio.train_command
        )

    def _export(self, repository: Repository, version: str) -> None:
        folder = self.workplace(version)
        shutil.rmtree(folder, ignore_errors=True)
        repository.export(version, folder, *layout.LEARNT, layout.NLU_TESTS)

    async def _scored(self, release: Released, model: Model, tests: str, earlier: Released | None) -> dict[str, Any]:
        if earlier is not None and earlier.figures.get("tests") == tests:
            return {"tests": tests, "languages": earlier.figures["languages"]}
        folder = self.workplace(release.version) / layout.NLU_TESTS
        languages = await self._studio.workers.run(LONG, scoring.score, str(model.path), str(folder))
        return {"tests": tests, "languages": languages}

    async def _check(self, release: Released, model: Model, figures: dict[str, Any]) -> None:
        """Raises StudioError; figures are kept also of what is not good enough."""
        model_id = model.id or await self._studio.run(model_archive.model_id, model.path)
        live = await self._store.run(releases.live)
        await self._note(release, figures=figures, model=str(model.path), model_id=model_id, progress=_told("loading"))
        worse = _worse(figures, live.figures if live else {})
        if worse and not release.despite:
            raise Worse(f"the test set is understood worse than by what is live: {', '.join(worse)}")
        await self.load(await self._store.run(releases.of, release.id))

    async def _with_meaning(self, meaning: str) -> Released | None:
        """A release whose model was learnt from the same, and is kept."""
        for each in await self._store.run(releases.published):
            if each.meaning == meaning and each.is_kept:
                return each
        return None

    async def _note(self, release: Released, **values: Any) -> None:
        await self._store.run(releases.note, release.id, **values)


def _told(phase: str) -> dict[str, Any]:
    return {"phase": phase, "percent": 100 if phase in ("scoring", "loading") else 0}


def _go_on(cancelled: threading.Event) -> None:
    if cancelled.is_set():
        raise training.TrainingCancelled("it was cancelled")


def _worse(figures: Mapping[str, Any], live: Mapping[str, Any]) -> list[str]:
    """In words, the languages that are understood worse; only where the test set is the same."""
    if figures.get("tests") != live.get("tests"):
        return []
    return [
        f"{language} {before['accuracy']:.1%} → {now['accuracy']:.1%}"
        for language, now in figures["languages"].items()
        if (before := live["languages"].get(language)) and before["accuracy"] - now["accuracy"] > TOLERATED
    ]
