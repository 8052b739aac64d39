"""The channel between service and Rasa: one turn in, its answer out, the same answer for the same turn."""

from __future__ import annotations

import hmac
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from rasa.core.processor import MessageProcessor
from rasa.nlu.classifiers.fallback_classifier import FallbackClassifier
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME, REQUESTED_SLOT
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sanic import Blueprint, Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response

from bot import action_server
from bot.models import SLOTS, BadModel, Served, models_of, processor_of, store_of
from bot.turn import RELEASE, BadTurn, Turn, answer

logger = logging.getLogger(__name__)

# the slot of actions.tasks
_TASKS = "tasks"

# A longer conversation starts a new Rasa session: the policies read the whole session at each prediction, the action
# server gets it at each call, and SQLTrackerStore cannot cut it in any other way. Five or six turns.
_EVENTS_KEPT = 48


class ActionsFailed(Exception):
    """The action server did not do its part; nothing of the turn was kept."""


class AisleChannel(InputChannel):
    """`POST /webhooks/aisle/turn`: see the "Interfaces" of DESIGN.md."""

    def __init__(self, token: str) -> None:
        self._token = token

    @classmethod
    def name(cls) -> str:
        return "aisle"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> AisleChannel:
        token = (credentials or {}).get("token")
        if not token or token.startswith("$"):
            cls.raise_missing_credentials_exception()
        return cls(str(token))

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        routes = Blueprint("aisle_channel")

        @routes.get("/")
        async def health(request: Request) -> HTTPResponse:
            agent: Agent | None = request.app.ctx.agent
            ready = agent is not None and agent.is_ready()
            return json_response({"ready": ready}, status=200 if ready else 503)

        @routes.post("/turn")
        async def turn(request: Request) -> HTTPResponse:
            if not self._is_proven(request):
                return json_response({"error": "wrong token"}, status=403)
            try:
                given = Turn.of(request.json)
            except BadTurn as error:
                return json_response({"error": str(error)}, status=400)
            served = models_of(request.app.ctx).answering(given.model)
            try:
                return json_response(await take_turn(served, given))
            except ActionsFailed:
                return json_response({"error": "the action server did not answer"}, status=503)
            except Exception as error:
                # here and not in Sanic, whose log would hold the request; SQL errors hide their parameters
                logger.exception("turn %s failed: %s", given.id, type(error).__name__)
                return json_response({"error": "the turn failed"}, status=500)

        @routes.post("/forget")
        async def forget(request: Request) -> HTTPResponse:
            """`{"conversations": [id, …]}`: Rasa keeps nothing of them afterwards."""
            if not self._is_proven(request):
                return json_response({"error": "wrong token"}, status=403)
            given = request.json.get("conversations") if isinstance(request.json, dict) else None
            if not isinstance(given, list) or not all(isinstance(conversation, str) for conversation in given):
                return json_response({"error": "conversations must be a list of texts"}, status=400)
            await forget_conversations(models_of(request.app.ctx).agents(), given)
            return json_response({"forgotten": given})

        @routes.post("/settle")
        async def settle(request: Request) -> HTTPResponse:
            """`{"conversations": [id, …]}`: what the bot had begun for these shoppers is done, by a person."""
            if not self._is_proven(request):
                return json_response({"error": "wrong token"}, status=403)
            given = request.json.get("conversations") if isinstance(request.json, dict) else None
            if not isinstance(given, list) or not all(isinstance(conversation, str) for conversation in given):
                return json_response({"error": "conversations must be a list of texts"}, status=400)
            await settle_tasks(models_of(request.app.ctx).live.agent, given)
            return json_response({"settled": given})

        @routes.get("/models")
        async def models(request: Request) -> HTTPResponse:
            if not self._is_proven(request):
                return json_response({"error": "wrong token"}, status=403)
            return json_response(models_of(request.app.ctx).as_json())

        @routes.post("/models")
        async def load(request: Request) -> HTTPResponse:
            """`{"slot": "live" | "trial", "path": archive | null, "name": release}`: answers when it is served."""
            if not self._is_proven(request):
                return json_response({"error": "wrong token"}, status=403)
            given = request.json if isinstance(request.json, dict) else {}
            slot, path, name = (given.get(key) for key in ("slot", "path", "name"))
            if slot not in SLOTS or not isinstance(path, (str, type(None))) or not isinstance(name, str):
                return json_response({"error": "slot, path and name are wanted"}, status=400)
            served = models_of(request.app.ctx)
            try:
                await served.load(slot, path, name)
            except BadModel as error:
                return json_response({"error": str(error)}, status=422)
            return json_response(served.as_json())

        return routes

    def _is_proven(self, request: Request) -> bool:
        return hmac.compare_digest(request.headers.get("authorization", ""), f"Bearer {self._token}")


async def take_turn(served: Served, turn: Turn) -> dict[str, Any]:
    """The answer to `turn`; the recorded one where it was answered before. Raises ActionsFailed with nothing kept."""
    agent, processor = served.agent, processor_of(served.agent)
    output = CollectingOutputChannel()
    message = UserMessage(
        turn.rasa_text(),
        output,
        turn.conversation,
        input_channel=AisleChannel.name(),
        message_id=turn.id,
        metadata={**turn.metadata(), RELEASE: served.name},
    )
    async with agent.lock_store.lock(turn.conversation):
        tracker = await processor.get_tracker(turn.conversation)
        recorded = _events_of(tracker, turn)
        if recorded is None:
            loop = tracker.active_loop_name
            if loop not in processor.domain.form_names if loop else len(tracker.events) > _EVENTS_KEPT:
                _start_session(tracker, processor.domain)
            tracker = await _handle(processor, message, tracker)
            recorded = _events_of(tracker, turn)
    assert recorded is not None, "a turn that was handled is in its tracker"  # noqa: S101
    heard, *followed = recorded
    said = [event for event in followed if isinstance(event, BotUttered)]
    ran = [event.action_name for event in followed if isinstance(event, ActionExecuted)]
    actions = [name for name in ran if name and name != ACTION_LISTEN_NAME]
    language = str(tracker.get_slot("language") or turn.language)
    return answer(turn, [heard, *said], language, actions, _threshold(processor))


async def forget_conversations(agents: Sequence[Agent], conversations: Sequence[str]) -> None:
    """Erases every event of them, between two turns and not within one. `agents` share locks and rows."""
    for conversation in conversations:
        async with agents[0].lock_store.lock(conversation):
            for agent in agents:
                store_of(agent).forget(conversation)


async def settle_tasks(agent: Agent, conversations: Sequence[str]) -> None:
    """Empties the slot of open tasks, between two turns."""
    processor = processor_of(agent)
    for conversation in conversations:
        async with agent.lock_store.lock(conversation):
            tracker = await processor.tracker_store.retrieve(conversation)
            if tracker is not None and tracker.get_slot(_TASKS) is not None:
                tracker.update(SlotSet(_TASKS, None), processor.domain)
                await processor.tracker_store.save(tracker)


def _start_session(tracker: DialogueStateTracker, domain: Domain) -> None:
    """A new Rasa session with the slots as they are. Rasa's own carries every SlotSet there ever was.

    It ends a form that this model, another than the one that began it, does not know."""
    carried = [
        SlotSet(slot.name, slot.value)
        for slot in tracker.slots.values()
        if slot.value != slot.initial_value and slot.name != REQUESTED_SLOT
    ]
    start = [ActionExecuted(ACTION_SESSION_START_NAME), SessionStarted(), *carried, ActionExecuted(ACTION_LISTEN_NAME)]
    tracker.update_with_events(start, domain)


async def _handle(
    processor: MessageProcessor, message: UserMessage, tracker: DialogueStateTracker
) -> DialogueStateTracker:
    """MessageProcessor.handle_message, but the tracker is loaded once, and saved only if every action did its part."""
    action_server.failure.set(None)
    await processor._update_tracker_session(tracker, message.output_channel, message.metadata)
    await processor._handle_message_with_tracker(message, tracker)
    tracker = await processor.run_action_extract_slots(message.output_channel, tracker)
    await processor._run_prediction_loop(message.output_channel, tracker)
    if error := action_server.failure.get():
        logger.warning("turn given up: %s", type(error).__name__)
        raise ActionsFailed from error
    await processor.save_tracker(tracker)
    return tracker


def _events_of(tracker: DialogueStateTracker, turn: Turn) -> Sequence[Event] | None:
    """The shopper's words and everything that followed them; None if this turn was never taken."""
    events = list(tracker.events)
    for at in range(len(events) - 1, -1, -1):
        if isinstance(events[at], UserUttered) and events[at].message_id == turn.id:
            following = events[at + 1 :]
            end = next((i for i, event in enumerate(following) if isinstance(event, UserUttered)), len(following))
            return [events[at], *following[:end]]
    return None


def _threshold(processor: MessageProcessor) -> float | None:
    """Below what confidence the model that runs asks back; None for one that never does."""
    for node in processor.model_metadata.predict_schema.nodes.values():
        if issubclass(node.uses, FallbackClassifier):
            return float({**FallbackClassifier.get_default_config(), **node.config}["threshold"])
    return None
