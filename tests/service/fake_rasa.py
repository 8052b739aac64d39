"""A small real HTTP server that stands in for rasa: it answers turns as the contract says, and fails on demand."""

from __future__ import annotations

import asyncio
import json
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from aiohttp import web

from bench.stack import free_port

Reply = dict[str, Any]


def text(words: str) -> dict[str, Any]:
    return {"kind": "text", "body": {"text": words}}


def choices(words: str, **payloads: str) -> dict[str, Any]:
    offered = [{"title": title, "payload": payload} for title, payload in payloads.items()]
    return {"kind": "choices", "body": {"text": words, "choices": offered}}


def reply(
    *messages: dict[str, Any], language: str | None = None, handoff: str | None = None, forget: bool = False
) -> Reply:
    reason = {"reason": handoff} if handoff else None
    return {"messages": list(messages), "language": language, "handoff": reason, "forget": forget}


def echo(question: dict[str, Any]) -> Reply:
    """The greeting offers two choices; everything else is repeated."""
    if question["text"] == "/greet":
        return reply(choices("Hello!", Track="/track_order", Human="/contact_human_agent"))
    return reply(text(f"You said: {question['text']}"))


def _model_id(path: str | None) -> str | None:
    """Of a real archive."""
    if not path or not Path(path).is_file():
        return None
    with tarfile.open(path) as archive:
        return str(json.load(archive.extractfile("metadata.json"))["model_id"])  # type: ignore[arg-type]


class FakeRasa:
    """`questions`: all that arrived, at `addresses`; `gate` holds answers while clear; `failures`: statuses to come."""

    def __init__(self) -> None:
        self.port = free_port()
        self.questions: list[dict[str, Any]] = []
        self.addresses: list[str] = []
        self.answer: Callable[[dict[str, Any]], Reply] = echo
        self.gate = asyncio.Event()
        self.gate.set()
        self.failures: list[int] = []
        self.refuses: str | None = None
        self.forgotten: list[str] = []
        self.settled: list[str] = []
        self.cannot_forget = False
        # what answers: the slots' models; `loads`: all that was asked for; `cannot_load`: paths of broken models
        self.models: dict[str, dict[str, Any] | None] = {"live": {"name": "shipped", "path": "models"}, "trial": None}
        self.loads: list[dict[str, Any]] = []
        self.cannot_load: set[str] = set()
        self.refuses_models = False
        self._given: dict[str, Reply] = {}
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        app = web.Application()
        app.router.add_post("/webhooks/aisle/turn", self._turn)
        app.router.add_post("/webhooks/aisle/forget", self._forget)
        app.router.add_post("/webhooks/aisle/settle", self._settle)
        app.router.add_get("/webhooks/aisle/", self._health)
        app.router.add_get("/webhooks/aisle/models", self._models)
        app.router.add_post("/webhooks/aisle/models", self._load)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    def asked(self) -> list[str]:
        """What arrived but for greetings, in order."""
        return [question["text"] for question in self.questions if question["text"] != "/greet"]

    async def _turn(self, request: web.Request) -> web.Response:
        question = await request.json()
        self.questions.append(question)
        self.addresses.append(str(request.rel_url))
        if request.headers.get("Authorization") != "Bearer rasa-token":
            return web.json_response({"error": "token"}, status=401)
        if self.failures:
            return web.json_response({"error": "on demand"}, status=self.failures.pop(0))
        if question["text"] == self.refuses:
            return web.json_response({"error": "not yet"}, status=503)
        if question["text"] != "/greet":
            await self.gate.wait()
        given = self._given.setdefault(question["turn_id"], self.answer(question))
        return web.json_response({"turn_id": question["turn_id"], "understood": self._understood(question), **given})

    def _understood(self, question: dict[str, Any]) -> dict[str, Any]:
        model = self.models[question.get("model", "live")] or self.models["live"] or {}
        return {"intent": "x", "release": model.get("name")}

    async def _models(self, _request: web.Request) -> web.Response:
        return web.json_response(self.models)

    async def _load(self, request: web.Request) -> web.Response:
        asked = await request.json()
        self.loads.append(asked)
        if request.headers.get("Authorization") != "Bearer rasa-token":
            return web.json_response({"error": "token"}, status=401)
        if self.refuses_models or asked["path"] in self.cannot_load:
            return web.json_response({"error": "broken"}, status=422)
        named = {"name": asked["name"], "path": asked["path"], "model_id": _model_id(asked["path"])}
        self.models[asked["slot"]] = named if asked["path"] else None
        return web.json_response(self.models)

    async def _forget(self, request: web.Request) -> web.Response:
        if request.headers.get("Authorization") != "Bearer rasa-token":
            return web.json_response({"error": "token"}, status=401)
        if self.cannot_forget:
            return web.json_response({"error": "on demand"}, status=500)
        self.forgotten += (await request.json())["conversations"]
        return web.json_response({})

    async def _settle(self, request: web.Request) -> web.Response:
        self.settled += (await request.json())["conversations"]
        return web.json_response({})

    async def _health(self, _request: web.Request) -> web.Response:
        return web.json_response({"ready": True})
