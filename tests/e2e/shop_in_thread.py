"""A real service beside a browser: it runs in a thread, as Playwright's own loop is the test's."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sanic import Sanic

from bench.stack import ROOT, free_port
from service.settings import ServiceSettings
from tests.service.conftest import IDENTITY_SECRET, SECRET
from tests.service.fake_rasa import FakeRasa, Reply
from tests.service.harness import serving


@dataclass
class Shop:
    """The service as the browser sees it, and a way to its verbs and its loop from the test's thread."""

    url: str
    app: Sanic
    loop: asyncio.AbstractEventLoop

    def run(self, verb: Any, *args: Any) -> Any:
        return self.do(self.app.ctx.store.run(verb, *args))

    def do(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(20)


@contextmanager
def in_thread(var: Path, answers: Callable[[dict[str, Any]], Reply], **changed: Any) -> Iterator[Shop]:
    """`answers`: what the bot says; `changed`: settings that differ from those of a demo shop."""
    ready: list[Shop] = []
    is_up, is_over = threading.Event(), asyncio.Event()

    async def serve() -> None:
        rasa = FakeRasa()
        rasa.answer = answers
        await rasa.start()
        settings = ServiceSettings(
            secret=SECRET,
            identity_secret=IDENTITY_SECRET,
            rasa_token="rasa-token",
            database_url=f"sqlite:///{var / 'aisle.db'}",
            var=var,
            web=ROOT / "web" / "dist",
            port=free_port(),
            rasa_url=rasa.url,
            demo=True,
            **changed,
        )
        async with serving(settings) as app:
            ready.append(Shop(f"http://127.0.0.1:{settings.port}", app, asyncio.get_running_loop()))
            is_up.set()
            await is_over.wait()
        await rasa.stop()

    thread = threading.Thread(target=asyncio.run, args=(serve(),), daemon=True)
    thread.start()
    assert is_up.wait(30), "the service did not start"
    yield ready[0]
    ready[0].loop.call_soon_threadsafe(is_over.set)
    thread.join(20)
