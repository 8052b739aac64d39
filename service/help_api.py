"""The FAQ as the demo shop's help pages show it: the same entries that the bot answers from."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sanic import Blueprint, HTTPResponse, Request

from knowledge.errors import FaqError
from knowledge.faq_folder import FaqFolder
from knowledge.passages import Passage
from service.errors import NotFound
from service.markdown import to_html
from service.pages import StaticFile, send, static_file
from service.requests import language_of

logger = logging.getLogger(__name__)

_CACHING = "public, max-age=30"


class HelpPages:
    """Every language's help as JSON, read again when a file of `folder` is added, removed or changed.

    Files that an editor has left faulty are named in the log, once, and what stood there before stays."""

    def __init__(self, folder: Path) -> None:
        self._faq = FaqFolder(folder)
        self._pages: dict[str, StaticFile] = {}
        self._reading = asyncio.Lock()

    async def of(self, language: str) -> StaticFile:
        """Raises FaqError where the files were faulty from the start, and NotFound for a language without entries."""
        async with self._reading:
            await asyncio.to_thread(self._read_if_changed)
        if language not in self._pages:
            raise NotFound()
        return self._pages[language]

    def _read_if_changed(self) -> None:
        try:
            entries = self._faq.changed()
        except FaqError as error:
            if not self._pages:
                self._faq.forget()
                raise
            logger.error("the help pages stay as they were: %s", error)
        else:
            self._pages = self._pages if entries is None else _pages(entries)


def blueprint() -> Blueprint:
    routes = Blueprint("help_api")

    @routes.get("/api/help")
    async def entries(request: Request) -> HTTPResponse:
        pages: HelpPages = request.app.ctx.help
        return send(request, await pages.of(language_of(request)), _CACHING)

    return routes


def _pages(passages: Iterable[Passage]) -> dict[str, StaticFile]:
    topics: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for passage in passages:
        entry = {"id": passage.id, "question": passage.title, "html": to_html(passage.text)}
        topics.setdefault(passage.language, {}).setdefault(passage.facts["topic"], []).append(entry)
    return {language: _page(by_topic) for language, by_topic in topics.items()}


def _page(by_topic: dict[str, list[dict[str, Any]]]) -> StaticFile:
    listed = {"topics": [{"id": topic, "entries": entries} for topic, entries in by_topic.items()]}
    return static_file(json.dumps(listed, ensure_ascii=False).encode(), "application/json")
