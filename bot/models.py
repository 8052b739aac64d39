"""The models that the rasa process serves: what is live, and beside it one that a part of the shoppers try.

A model is loaded while the one before it goes on answering. Each has an agent of its own over the same locks and the
same rows of trackers; a turn keeps the agent that it began with, so a swap neither loses nor repeats one."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from rasa.core.nlg import TemplatedNaturalLanguageGenerator
from rasa.core.processor import MessageProcessor
from rasa.core.tracker_store import FailSafeTrackerStore
from rasa.shared.exceptions import RasaException

from bot import without_tensorflow
from bot.action_server import ActionServer
from bot.nlu import archive
from bot.nlu.archive import ArchiveError
from bot.tracker_store import RememberingTrackerStore
from bot.turn import LIVE, TRIAL

logger = logging.getLogger(__name__)
# what is loaded already, to go live at once
NEXT = "next"
SLOTS = (LIVE, TRIAL, NEXT)


class BadModel(Exception):
    """The model cannot be served; what was served before still is. The text says why."""


@dataclass(frozen=True)
class Served:
    """`name`: the release that the model belongs to, as the answers of its turns tell."""

    name: str
    path: str
    agent: Agent

    def as_json(self) -> dict[str, str]:
        return {"name": self.name, "path": self.path, "model_id": str(self.agent.model_id)}


class Models:
    """`context` is Sanic's: Rasa's own routes find what is live in `context.agent`."""

    def __init__(self, context: Any) -> None:
        self._context = context
        self._live: Served | None = None
        self._others: dict[str, Served] = {}
        self._loading = asyncio.Lock()

    @property
    def live(self) -> Served:
        agent: Agent = self._context.agent
        if self._live is None or self._live.agent is not agent:  # what Rasa has loaded itself
            processor = processor_of(agent)
            path = processor.model_path
            self._live = Served(archive.release_of(path, processor.model_metadata.model_id), str(path), agent)
        return self._live

    def answering(self, slot: str) -> Served:
        """Who answers a turn: what is live also where nothing is on trial (any more)."""
        return self._others.get(TRIAL, self.live) if slot == TRIAL else self.live

    def agents(self) -> list[Agent]:
        return [self.live.agent, *(other.agent for other in self._others.values())]

    def as_json(self) -> dict[str, Any]:
        others = {slot: self._others[slot].as_json() if slot in self._others else None for slot in (TRIAL, NEXT)}
        return {LIVE: self.live.as_json(), **others}

    async def load(self, slot: str, path: str | None, name: str) -> None:
        """Serves the archive at `path` in `slot` from the next turn on; None empties the slot.

        Raises BadModel, with nothing changed."""
        async with self._loading:
            if path is None:
                if slot == LIVE:
                    raise BadModel("something has to be live")
                self._others.pop(slot, None)
                return
            served = await self._loaded(path, name, says_own=slot == TRIAL)
            if slot == LIVE:
                self._others.pop(NEXT, None)
                self._live, self._context.agent = served, served.agent
            else:
                self._others[slot] = served
            logger.info("%s: %s", slot, name)

    async def _loaded(self, path: str, name: str, *, says_own: bool) -> Served:
        """`says_own`: the answers that it was packed with, and not those that are live."""
        ready = self._others.get(NEXT)
        if not says_own and ready is not None and (ready.path, ready.name) == (path, name):
            return ready
        agent = await asyncio.get_running_loop().run_in_executor(None, _beside, self.live.agent, Path(path), says_own)
        await _try(agent)
        return Served(name, path, agent)


def models_of(context: Any) -> Models:
    """Those of this process; made at the first request, when Rasa has loaded what is live."""
    if not hasattr(context, "models"):
        context.models = Models(context)
    models: Models = context.models
    return models


def processor_of(agent: Agent) -> MessageProcessor:
    """As this channel needs it: Rasa makes a new processor whenever it loads a model."""
    processor = agent.processor
    assert processor is not None, "the agent is loaded before the server listens"  # noqa: S101
    if not isinstance(processor.action_endpoint, ActionServer):
        processor.action_endpoint = ActionServer(processor.action_endpoint)
    if isinstance(processor.tracker_store, FailSafeTrackerStore):
        # it would go on in memory while the database is away, and forget: better that the turn fails and is tried again
        processor.tracker_store = processor.tracker_store._tracker_store
    return processor


def store_of(agent: Agent) -> RememberingTrackerStore:
    store = processor_of(agent).tracker_store
    if not isinstance(store, RememberingTrackerStore):
        raise TypeError(f"{type(store).__name__} cannot forget: endpoints.yml names another tracker store")
    return store


def _beside(agent: Agent, path: Path, says_own: bool) -> Agent:
    """An agent for the archive at `path` that shares locks, rows and action server with `agent`. Raises BadModel."""
    try:
        metadata = archive.check(path)
    except ArchiveError as error:
        raise BadModel(str(error)) from None
    if without_tensorflow.is_installed() and not without_tensorflow.suffices_for(metadata):
        raise BadModel("the model needs TensorFlow, which this process runs without: restart it with the new model")
    is_own = says_own or isinstance(agent.nlg, TemplatedNaturalLanguageGenerator)  # the responses of its own domain
    other = Agent(
        generator=None if is_own else agent.nlg,
        tracker_store=store_of(agent).beside(),
        lock_store=agent.lock_store,
        action_endpoint=processor_of(agent).action_endpoint,
    )
    try:
        other.load_model(path)
    except (RasaException, OSError, ValueError, KeyError, RuntimeError) as error:
        raise BadModel(f"{path} cannot be loaded: {type(error).__name__}: {error}") from error
    processor_of(other)
    return other


async def _try(agent: Agent) -> None:
    """Understands one message before any shopper meets the model. Raises BadModel."""
    try:
        await agent.parse_message("hello")
    except (RasaException, ValueError, KeyError, RuntimeError) as error:
        raise BadModel(f"the model does not answer: {type(error).__name__}: {error}") from error
