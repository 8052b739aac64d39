"""Rasa's actions over the tasks: thin, since the desk decides."""

from __future__ import annotations

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.phrases import Phrases
from actions.questions import Answers, utter_answer
from actions.tasks import reading
from actions.tasks.desk import TaskDesk, Turn


class DoTask(Action):  # type: ignore[misc]
    """For the intents that begin a task. A question about how such things go is answered, with the task as a button."""

    def __init__(self, desk: TaskDesk, answers: Answers, phrases: Phrases) -> None:
        self._desk, self._answers, self._phrases = desk, answers, phrases

    def name(self) -> str:
        return "action_do_task"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        turn = self._desk.turn(dispatcher, tracker)
        heard = turn.heard
        top = turn.frames.top
        if top is not None and top.kind != heard.intent and _may_answer(turn) and await turn.take(sure=True):
            return turn.close()
        if self._asks_in_general(turn) and self._answer(dispatcher, turn):
            return turn.close()
        await turn.begin(heard.intent)
        return turn.close()

    def _asks_in_general(self, turn: Turn) -> bool:
        heard = turn.heard
        if not heard.text or heard.intent in _ALWAYS_BEGUN or heard.entities.keys() & {"order_number", "email"}:
            return False
        top = turn.frames.top
        if top is not None and top.kind == heard.intent:
            return False
        return reading.is_question(heard.text) or heard.intent in _FIRST_ANSWERED

    def _answer(self, dispatcher: CollectingDispatcher, turn: Turn) -> bool:
        heard = turn.heard
        hits = self._answers.best(heard)
        if not hits or heard.intent not in hits[0].passage.facts.get("intents", ()):
            return False
        begin = self._phrases.button(f"begin_{heard.intent}", heard.language, f"/{heard.intent}")
        utter_answer(dispatcher, hits, heard, self._phrases, self._answers.threshold, [begin])
        turn.remind()
        return True


# "where is my parcel?" asks for that parcel
_ALWAYS_BEGUN = frozenset({"track_order", "track_refund"})
# "my card is declined" happens before there is an order
_FIRST_ANSWERED = frozenset({"payment_issue"})
# an answer to these may sound like the wish for another task: "it came broken" is a reason
_CONTENT = frozenset({"reason", "claim", "words", "items", "variant", "wish", "opened", "confirm", "address", "photo"})


def _may_answer(turn: Turn) -> bool:
    frame, heard = turn.frames.top, turn.heard
    if frame is None or not heard.text:
        return heard.entities.get("task") is not None
    return frame.awaits in _CONTENT or reading.corrects(heard.text)


class Interruptible(Action):  # type: ignore[misc]
    """Another action, in the presence of tasks: an open one first sees whether the message is for it; else the action
    answers, and the shopper is shown the way back."""

    def __init__(self, action: Action, desk: TaskDesk) -> None:
        self._action, self._desk = action, desk

    def name(self) -> str:
        return str(self._action.name())

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        turn = self._desk.turn(dispatcher, tracker)
        if turn.frames.top is None:
            events: list[EventType] = await self._action.run(dispatcher, tracker, domain)
            return events
        if await turn.take(sure=True):
            return turn.close()
        events = await self._action.run(dispatcher, tracker, domain)
        turn.remind()
        return [*events, *turn.frames.slots()]


class HearAnswer(Action):  # type: ignore[misc]
    """For the intents that say nothing by themselves: yes, no, a fact, what was not understood. An open task takes
    them, or asks again; without one the action `otherwise` does."""

    def __init__(self, desk: TaskDesk, answers: Answers, otherwise: Action) -> None:
        self._desk, self._answers, self._otherwise = desk, answers, otherwise

    def name(self) -> str:
        return str(self._otherwise.name())

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        turn = self._desk.turn(dispatcher, tracker)
        frame = turn.frames.top
        if frame is None:
            if (kind := _named_act(turn)) is not None:
                await turn.begin(kind)
                return turn.close()
            events: list[EventType] = await self._otherwise.run(dispatcher, tracker, domain)
            return events
        if await turn.take() or turn.declines():
            return turn.close()
        heard = turn.heard
        if turn.frames.top is None or not frame.is_fresh() or heard.intent not in _ANSWERS:
            events = await self._otherwise.run(dispatcher, tracker, domain)
            turn.remind()
            return [*events, *turn.frames.slots()]
        if heard.text and reading.is_question(heard.text) and (hits := self._answers.sure(heard)):
            utter_answer(dispatcher, hits, heard, self._desk.phrases, self._answers.threshold)
            turn.remind()
            return turn.close()
        await turn.ask_again()
        return turn.close()


def _named_act(turn: Turn) -> str | None:
    """What is to be done with the order that is named, where the intent model is in doubt and the words are not."""
    heard = turn.heard
    doubtful = heard.intent == "nlu_fallback" and "order_number" in heard.entities
    return reading.act_named(heard.text) if doubtful else None


_ANSWERS = frozenset({"inform", "affirm", "deny", "nlu_fallback", "out_of_scope"})


class ResumeTask(Action):  # type: ignore[misc]
    def __init__(self, desk: TaskDesk) -> None:
        self._desk = desk

    def name(self) -> str:
        return "action_resume_task"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        turn = self._desk.turn(dispatcher, tracker)
        if not await turn.resume():
            dispatcher.utter_message(response="utter_nothing_open")
        return turn.close()


class Utter(Action):  # type: ignore[misc]
    """A response of the domain, as an action that a task may come before."""

    def __init__(self, response: str) -> None:
        self._response = response

    def name(self) -> str:
        return self._response.replace("utter_", "action_", 1)

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        dispatcher.utter_message(response=self._response)
        return []
