"""The channel between service and Rasa: one turn in, its answer out, the same answer for the same turn."""

from __future__ import annotations

import hmac
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.processor import MessageProcessor
from rasa.shared.core.constants import ACTION_SESSION_START_NAME
from rasa.shared.core.events import BotUttered, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sanic import Blueprint, Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response

from bot import action_server
from bot.turn import BadTurn, Turn, answer

logger = logging.getLogger(__name__)

# A conversation longer than this starts a new Rasa session (slots are carried over): every turn loads the session and
# sends it to the action server, and SQLTrackerStore cannot cut it in any other way.
_EVENTS_KEPT = 80


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
            if not hmac.compare_digest(request.args.get("token", ""), self._token):
                return json_response({"error": "wrong token"}, status=403)
            try:
                given = Turn.of(request.json)
            except BadTurn as error:
                return json_response({"error": str(error)}, status=400)
            try:
                return json_response(await take_turn(request.app.ctx.agent, given))
            except ActionsFailed:
                return json_response({"error": "the action server did not answer"}, status=503)

        return routes


async def take_turn(agent: Agent, turn: Turn) -> dict[str, Any]:
    """The answer to `turn`; the recorded one where it was answered before. Raises ActionsFailed with nothing kept."""
    processor = agent.processor
    assert processor is not None, "the agent is loaded before the server listens"  # noqa: S101
    if not isinstance(processor.action_endpoint, action_server.ActionServer):
        processor.action_endpoint = action_server.ActionServer(processor.action_endpoint)
    output = CollectingOutputChannel()
    message = UserMessage(
        turn.rasa_text(),
        output,
        turn.conversation,
        input_channel=AisleChannel.name(),
        message_id=turn.id,
        metadata=turn.metadata(),
    )
    async with agent.lock_store.lock(turn.conversation):
        tracker = await processor.get_tracker(turn.conversation)
        recorded = _events_of(tracker, turn)
        if recorded is None:
            if len(tracker.events) > _EVENTS_KEPT and not tracker.active_loop:
                await _start_session(processor, turn.conversation, output)
            tracker = await _handle(processor, message)
            recorded = _events_of(tracker, turn) or []
    return answer(turn, recorded, str(tracker.get_slot("language") or turn.language))


async def _start_session(processor: MessageProcessor, conversation: str, output: CollectingOutputChannel) -> None:
    prediction = PolicyPrediction.for_action_name(processor.domain, ACTION_SESSION_START_NAME)
    await processor.execute_action(conversation, ACTION_SESSION_START_NAME, output, processor.nlg, prediction)


async def _handle(processor: MessageProcessor, message: UserMessage) -> DialogueStateTracker:
    """MessageProcessor.handle_message, which saves the tracker only when every action did its part."""
    action_server.failure.set(None)
    tracker: DialogueStateTracker = await processor.log_message(message, should_save_tracker=False)
    tracker = await processor.run_action_extract_slots(message.output_channel, tracker)
    await processor._run_prediction_loop(message.output_channel, tracker)
    if error := action_server.failure.get():
        logger.warning("turn given up: %s", type(error).__name__)
        raise ActionsFailed from error
    await processor.save_tracker(tracker)
    return tracker


def _events_of(tracker: DialogueStateTracker, turn: Turn) -> Sequence[Event] | None:
    """The shopper's words and what the bot said to them; None if this turn was never taken."""
    events = list(tracker.events)
    for at in range(len(events) - 1, -1, -1):
        if isinstance(events[at], UserUttered) and events[at].message_id == turn.id:
            following = events[at + 1 :]
            end = next((i for i, event in enumerate(following) if isinstance(event, UserUttered)), len(following))
            return [events[at], *(event for event in following[:end] if isinstance(event, BotUttered))]
    return None
