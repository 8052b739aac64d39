"""Takes each message to the task that it belongs to, asks for what is missing, and keeps what is not done."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.heard import Heard
from actions.phrases import Phrases
from actions.tasks import reading
from actions.tasks.case import Case, NotYet, Task, TaskBecomes, TaskOver
from actions.tasks.frame import OFFERED, SLOT, Frame, Frames
from shop import audit
from shop.actor import Actor
from shop.clock import utc_now
from shop.store import Store

# so often in a row is one thing asked for before a person is offered as well
_PATIENCE = 2
_FORWARDED = ("order_number", "email", "items", "words", "size", "color", "claim")


class Turn:
    """The tasks of one conversation in one turn."""

    def __init__(self, desk: TaskDesk, dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
        self._desk = desk
        self._dispatcher = dispatcher
        self.heard = Heard.of(tracker)
        self.frames = Frames.of(tracker.get_slot(SLOT))
        metadata = (tracker.latest_message or {}).get("metadata") or {}
        self._turn_id = str(metadata.get("turn_id") or uuid.uuid4().hex)
        self._taken: str | None = None
        self._actor = Actor.of_conversation(str(tracker.sender_id), self.heard.customer_id)

    def close(self) -> list[EventType]:
        """What Rasa is to remember of a turn that a task has taken; the service is told which it was."""
        taken = [self._taken] if self._taken else []
        kinds = [frame.kind for frame in self.frames.open if frame.awaits != OFFERED]
        self._dispatcher.utter_message(json_message={"tasks": list(dict.fromkeys([*taken, *kinds]))})
        return [*self.frames.slots(), SlotSet("misunderstood", 0)]

    async def begin(self, kind: str) -> None:
        """Begins a task with what the message says, or goes on with the open one of that kind."""
        self.frames.take_offer()
        top = self.frames.top
        same = top is not None and top.kind == kind and not self._names_another_order(top)
        if not same:
            top = self.frames.begin(Frame(kind, f"{self._turn_id}-{kind}", self._carried(top)))
        assert top is not None  # noqa: S101
        case = self._case(top)
        self._read(case)
        await self._advance(case)

    def _carried(self, before: Frame | None) -> dict[str, Any]:
        """ "Then change the address instead": of the order that was just talked of."""
        if before is None or "order_number" in self.heard.entities or not reading.corrects(self.heard.text):
            return {}
        return {name: before.facts[name] for name in ("order_number", "email") if name in before.facts}

    async def take(self, *, sure: bool = False) -> bool:
        """Whether an open task took the message: an answer to what was asked, a correction, a stop, a click.

        `sure`: the intent says something else, so only what cannot be anything but an answer is one."""
        if (offered := self.frames.take_offer()) and reading.says_yes(self.heard.text, self.heard.intent):
            await self._advance(self._case(self.frames.begin(offered)))
            return True
        frame = self.frames.by_id(self.heard.entities.get("task")) or self.frames.top
        if frame is None:
            return False
        if frame is not self.frames.top:
            self.frames.bring_up(frame)
        case = self._case(frame)
        if case.choice("stop") is not None or (self.heard.text and self._says_stop(frame)):
            self._stop(frame)
            return True
        if reading.resumes(self.heard.text) or self._read(case, sure=sure):
            await self._advance(case)
            return True
        if self.heard.text and self.heard.intent == "stop":
            self._stop(frame)
            return True
        return False

    def declines(self) -> bool:
        """Whether it is a no to the last question of the task, which then ends."""
        frame = self.frames.top
        if frame is None or frame.awaits != "confirm" or not reading.says_no(self.heard.text, self.heard.intent):
            return False
        self._stop(frame)
        return True

    async def ask_again(self) -> None:
        """What was asked for was not in the message: the question once more, with a person from the second time on."""
        frame = self.frames.top
        assert frame is not None  # noqa: S101
        case = self._case(frame)
        if frame.asked >= _PATIENCE:
            person = self._desk.phrases.button("person", self.heard.language, "/contact_human_agent")
            case.say("fact_not_found_person", buttons=[person, self._stop_button(case)])
        else:
            case.say("fact_not_found")
        await self._advance(case)

    async def resume(self) -> bool:
        """Goes on with an open task: the one that a chip names, or the one at hand; whether there is one."""
        frame = self.frames.by_id(self.heard.entities.get("task")) or self.frames.top
        if frame is None:
            return False
        if len(self.frames.open) > 1 and not self.heard.entities.get("task"):
            self._offer(self.frames.open[::-1], "which_task")
            return True
        self.frames.bring_up(frame)
        await self._advance(self._case(frame))
        return True

    def remind(self) -> None:
        """After something else was answered: the way back to the task at hand."""
        if self.frames.top is not None:
            self._offer([self.frames.top], "task_waits")

    def _case(self, frame: Frame) -> Case:
        desk = self._desk
        return Case(
            desk.store,
            desk.phrases,
            self._dispatcher,
            self.heard,
            self._actor,
            frame,
            desk.clock(),
            known_email=self.frames.email,
        )

    def _read(self, case: Case, *, sure: bool = False) -> bool:
        frame = case.frame
        taken = False
        for need in self._desk.tasks[frame.kind].needs:
            asked = need.name == frame.awaits and frame.is_fresh()
            if sure and asked and reading.is_question(case.heard.text):
                asked = False
            taken = need.read(case, asked) or taken
        return taken

    async def _advance(self, case: Case) -> None:
        """Asks for the first thing that is missing, or does the task."""
        frame = case.frame
        self._taken = frame.kind
        try:
            await self._next(case)
        except TaskOver as over:
            self.frames.end(frame)
            if over.offer:
                self._succeed(frame, over.offer, frame.facts).asks(OFFERED)
                return
        except TaskBecomes as other:
            self.frames.end(frame)
            await self._advance(self._case(self._succeed(frame, other.kind, other.facts)))
            return
        if case.known_email:
            self.frames.email = case.known_email
        if frame not in self.frames.open:
            self._offer_next()

    def _succeed(self, frame: Frame, kind: str, facts: Mapping[str, Any]) -> Frame:
        """Another task in the place of one, with those of its facts that mean the same there."""
        kept = {name: facts[name] for name in _FORWARDED if name in facts}
        return self.frames.begin(Frame(kind, f"{frame.id}-{kind}", kept))

    def _offer_next(self) -> None:
        """After a task has ended: the one that waits behind it, or no chip any more."""
        if self.frames.top is not None:
            self._offer([self.frames.top], "task_waits")
        elif self.frames.chip:
            self.frames.chip = False
            self._dispatcher.utter_message(json_message={"kind": "choices", "body": {"choices": [], "task": True}})

    async def _next(self, case: Case) -> None:
        task = self._desk.tasks[case.frame.kind]
        for need in task.needs:
            if await need.missing(case):
                case.frame.asks(need.name)
                await need.ask(case)
                return
            if case.frame.awaits == "confirm" and await case.run(audit.recorded, case.frame.id) is not None:
                break  # an earlier try of this turn did it and was not heard: only its outcome is to be said
        try:
            await task.perform(case)
        except NotYet as missing:
            case.frame.asks(missing.need)
            return
        raise TaskOver

    def _says_stop(self, frame: Frame) -> bool:
        if frame.kind == "cancel_order" and frame.awaits == "confirm" and self.heard.intent == "cancel_order":
            return False  # "cancel it" is what was asked
        return reading.says_stop(self.heard.text)

    def _stop(self, frame: Frame) -> None:
        self.frames.end(frame)
        self.frames.email = None  # a mistyped address would never be asked for again
        self._case(frame).say("stopped")
        self._offer_next()

    def _names_another_order(self, frame: Frame) -> bool:
        """A second order of the same kind is a task of its own once the first has gone far enough to be confirmed."""
        number = self.heard.entities.get("order_number")
        other = number is not None and number != frame.facts.get("order_number")
        return frame.awaits == "confirm" and other and not reading.corrects(self.heard.text)

    def _stop_button(self, case: Case) -> Mapping[str, str]:
        return case.phrase_button("stop_task", "stop", "task", "stop")

    def _offer(self, frames: Sequence[Frame], phrase: str) -> None:
        """A row of chips, one for each task, that take it up again."""
        language, phrases = self.heard.language, self._desk.phrases
        choices = [
            {
                "title": phrases.say("task_chip", language, task=self._title(frame)),
                "payload": f"/resume_task{json.dumps({'task': frame.id})}",
            }
            for frame in frames
        ]
        body: dict[str, Any] = {"text": phrases.say(phrase, language), "choices": choices, "task": True}
        self._dispatcher.utter_message(json_message={"kind": "choices", "body": body})
        self.frames.chip = True

    def _title(self, frame: Frame) -> str:
        number = frame.facts.get("order_number")
        say = f"task_{frame.kind}_of" if number else f"task_{frame.kind}"
        return self._desk.phrases.say(say, self.heard.language, number=number)


class TaskDesk:
    """Holds nothing of a conversation: what is open comes with each turn."""

    def __init__(
        self, store: Store, phrases: Phrases, tasks: Sequence[Task], clock: Callable[[], datetime] = utc_now
    ) -> None:
        self.store = store
        self.clock = clock
        self.phrases = phrases
        self.tasks: Mapping[str, Task] = {task.kind: task for task in tasks}

    def turn(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Turn:
        return Turn(self, dispatcher, tracker)
