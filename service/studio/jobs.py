"""Calculations that take longer than a request: one of a name at a time, in the background, the last result kept."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from service.clock import as_text, now
from studio import progress
from studio.errors import StudioError

logger = logging.getLogger(__name__)

_KEPT = 4  # results of each name
Result = dict[str, Any]
Work = Callable[[str], Awaitable[Result]]


@dataclass
class Job:
    """`draft` and `published` are the versions that it is about."""

    name: str
    draft: str
    published: str
    progress: Path
    task: asyncio.Task[Result]
    began: float = field(default_factory=time.monotonic)


class Jobs:
    """Results lie in `folder`, a file each, by name and versions: who opens the page later finds them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._running: dict[str, Job] = {}
        self._failed: dict[str, Result] = {}

    def start(self, name: str, draft: str, published: str, work: Work) -> Job:
        """Runs `work`, which is given a file for its progress; what runs already under that name is left to run."""
        if name in self._running:
            return self._running[name]
        self._folder.mkdir(parents=True, exist_ok=True)
        file = self._folder / f"{name}.progress"
        file.unlink(missing_ok=True)
        self._failed.pop(name, None)
        job = Job(name, draft, published, file, asyncio.create_task(self._run(name, draft, published, file, work)))
        self._running[name] = job
        job.task.add_done_callback(lambda task: self._ended(job, task))
        return job

    def states(self, name: str, draft: str, published: str) -> Result:
        """`{state, result, …}`: what runs and how far it is, and the last result, of these versions where there is one.

        `state`: never, running, done or failed; `is_current`: the result is of these versions."""
        found = self._kept(name, draft, published)
        shown: Result = {"state": "done" if found else "never", "last": found or None, "said": ""}
        shown["is_current"] = bool(found) and (found["draft"], found["published"]) == (draft, published)
        if name in self._running:
            job = self._running[name]
            seconds = round(time.monotonic() - job.began, 1)
            shown |= {"state": "running", "progress": progress.read(job.progress) | {"seconds": seconds}}
        elif failed := self._failed.get(name):
            shown |= {"state": "failed", **failed}
        return shown

    async def close(self) -> None:
        tasks = [job.task for job in self._running.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _run(self, name: str, draft: str, published: str, file: Path, work: Work) -> Result:
        asked = time.time()
        result = await work(str(file))
        began = progress.read(file).get("began", asked)  # it may have waited for others before
        kept = {
            "draft": draft,
            "published": published,
            "at": as_text(now()),
            "seconds": round(time.time() - (began if isinstance(began, float) else asked), 1),
            "result": result,
        }
        await asyncio.to_thread(self._keep, name, kept)
        return result

    def _ended(self, job: Job, task: asyncio.Task[Result]) -> None:
        self._running.pop(job.name, None)
        job.progress.unlink(missing_ok=True)
        error = None if task.cancelled() else task.exception()
        if isinstance(error, StudioError):
            self._failed[job.name] = {"said": error.said, "detail": error.detail}
        elif error is not None:
            logger.error("%s failed: %s", job.name, type(error).__name__, exc_info=error)
            self._failed[job.name] = {"said": "", "detail": {}}

    def _keep(self, name: str, kept: Result) -> None:
        file = self._folder / f"{name}-{kept['draft'][:16]}-{kept['published'][:16]}.json"
        scratch = file.with_suffix(".new")
        scratch.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
        scratch.replace(file)
        for old in self._files(name)[_KEPT:]:
            old.unlink(missing_ok=True)

    def _kept(self, name: str, draft: str, published: str) -> Result:
        """The result of these versions, or else the newest; {} where there is none."""
        exact = self._folder / f"{name}-{draft[:16]}-{published[:16]}.json"
        for file in [exact, *self._files(name)]:
            try:
                found = json.loads(file.read_text(encoding="utf-8"))
            except (OSError, ValueError):
                continue
            if isinstance(found, dict):
                return found
        return {}

    def _files(self, name: str) -> list[Path]:
        """Newest first."""
        found = [(file.stat().st_mtime_ns, file) for file in self._folder.glob(f"{name}-*.json")]
        return [file for _, file in sorted(found, reverse=True)]
