"""Every way through a rule or a story: `or` taken apart, and what ends at a checkpoint joined to what begins there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, product

from studio.stories import RULE, Dialogue, Step

MOST = 500  # ways of one dialogue that are looked at: a story of many `or` has more than anybody could read


@dataclass(frozen=True)
class Move:
    """A step, and whose it is."""

    step: Step
    dialogue: Dialogue

    @property
    def place(self) -> str:
        return self.dialogue.place_of(self.step)


@dataclass(frozen=True)
class Way:
    """`dialogue` is where it begins; its moves hold neither `or` nor checkpoints."""

    dialogue: Dialogue
    moves: tuple[Move, ...]
    ends: bool = True


def ways_of(dialogues: Sequence[Dialogue]) -> Iterator[Way]:
    """Of all of them. A checkpoint that nothing leads to or from ends the way there."""
    segments = [segment for dialogue in dialogues for segment in _segments(dialogue)]
    after: dict[str, list[_Segment]] = defaultdict(list)
    for segment in segments:
        if segment.begins:
            after[segment.begins].append(segment)
    for segment in segments:
        if not segment.begins:
            yield from islice(_through(segment, after), MOST)


def unjoined(dialogues: Sequence[Dialogue]) -> list[tuple[Move, bool]]:
    """Checkpoints that nothing leads to (True), or that nothing goes on from (False)."""
    segments = [segment for dialogue in dialogues for segment in _segments(dialogue)]
    begins, ends = {each.begins for each in segments}, {each.ends for each in segments}
    found = []
    for dialogue in dialogues:
        for at, step in enumerate(dialogue.steps):
            if step.kind == "checkpoint" and at == 0 and step.name not in ends:
                found.append((Move(step, dialogue), True))
            elif step.kind == "checkpoint" and at > 0 and step.name not in begins:
                found.append((Move(step, dialogue), False))
    return found


@dataclass(frozen=True)
class _Segment:
    dialogue: Dialogue
    begins: str
    steps: tuple[Step, ...]
    ends: str


def _segments(dialogue: Dialogue) -> Iterator[_Segment]:
    begins, steps = "", []
    for at, step in enumerate(dialogue.steps):
        if step.kind != "checkpoint":
            steps.append(step)
        elif at > 0:
            yield _Segment(dialogue, begins, tuple(steps), step.name)
            begins, steps = step.name, []
        else:
            begins = step.name
    if steps or not begins:
        yield _Segment(dialogue, begins, tuple(steps), "")


def _through(
    segment: _Segment, after: dict[str, list[_Segment]], seen: tuple[_Segment, ...] = (), before: tuple[Move, ...] = ()
) -> Iterator[Way]:
    start = seen[0].dialogue if seen else segment.dialogue
    nexts = [each for each in after[segment.ends] if each not in (*seen, segment)] if segment.ends else []
    for moves in _chosen(segment):
        if not nexts:
            yield Way(start, (*before, *moves), ends=not segment.ends)
        for each in nexts:
            yield from _through(each, after, (*seen, segment), (*before, *moves))


def _chosen(segment: _Segment) -> Iterator[tuple[Move, ...]]:
    options = [step.options or (step,) for step in segment.steps]
    for steps in islice(product(*options), MOST):
        yield tuple(Move(step, segment.dialogue) for step in steps)


def says_too_much(dialogue: Dialogue) -> bool:
    """A rule may hold one message of the shopper: Rasa refuses more."""
    said = [step for step in dialogue.steps if step.kind == "intent" or _is_of_intents(step)]
    return dialogue.kind == RULE and len(said) > 1


def _is_of_intents(step: Step) -> bool:
    return step.kind == "or" and any(option.kind == "intent" for option in step.options)
