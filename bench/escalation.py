"""`python -m bench.escalation`: whether the policy calls a person in time, and only where one is needed.

The conversations are those of tests/escalation: the policy was chosen on the part "fit", "check" was written apart.
Intents and sentiment are the trained model's, as the rasa process would give them."""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from bench.escalation_data import CHECK, FIT, Conversation, Outcome, Score, Understand, outcome, read, score, shifted
from bot import without_tensorflow
from bot.nlu import archive
from service import escalation_policy
from service.escalation import Said
from service.escalation_policy import Policy

ROOT = Path(__file__).parents[1]
SHIFTS = tuple(round(step * 0.05, 2) for step in range(-8, 9))


def understanding(model: Path, conversations: Sequence[Conversation], policy: Policy) -> Understand:
    """What the model in this archive makes of every message. Raises ArchiveError."""
    if without_tensorflow.suffices_for(archive.check(model)):
        without_tensorflow.install()
    from rasa.core.agent import Agent
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.WARNING)  # or it prints every message
    texts = {(text, each.language) for each in conversations for text in each.messages}
    heard = asyncio.run(_parse(Agent.load(str(model)), sorted(texts), policy))
    return lambda text, language: heard[text, language]


async def _parse(agent, texts: Sequence[tuple[str, str]], policy: Policy) -> dict[tuple[str, str], Said]:  # type: ignore[no-untyped-def]
    from rasa.core.channels.channel import UserMessage

    heard = {}
    for text, language in texts:
        parsed = await agent.processor.parse_message(UserMessage(text, metadata={"language": language}))
        intent = parsed["intent"].get("name")
        numbers = tuple(str(each["value"]) for each in parsed["entities"] if each["entity"] == "order_number")
        heard[text, language] = Said(
            text, intent, parsed.get("sentiment"), intent not in policy.not_understood, order_numbers=numbers
        )
    return heard


def report(outcomes: Sequence[Outcome]) -> dict[str, Score]:
    """By part, and by part and language."""
    languages = sorted({each.conversation.language for each in outcomes})
    scores = {}
    for part in (FIT, CHECK):
        of_part = [each for each in outcomes if each.conversation.part == part]
        scores[part] = score(of_part)
        for language in languages:
            scores[f"{part} {language}"] = score([each for each in of_part if each.conversation.language == language])
    return scores


def table(scores: dict[str, Score]) -> str:
    lines = ["| part | conversations | precision | recall |", "|---|---|---|---|"]
    lines += [f"| {name} | {s.conversations} | {s.precision:.3f} | {s.recall:.3f} |" for name, s in scores.items()]
    return "\n".join(lines)


def mistakes(outcomes: Sequence[Outcome], understand: Understand) -> str:
    lines = []
    for each in outcomes:
        if not (each.is_missed or each.is_in_vain):
            continue
        there = each.conversation
        what = f"called at {each.called_at} ({each.reason})" if each.called_at else "not called"
        lines.append(f"{there.part} {there.language}, {there.kind}, by {there.by}: {what}")
        for text in there.messages:
            said = understand(text, there.language)
            felt = "?" if said.sentiment is None else f"{said.sentiment:+.2f}"
            lines.append(f"    {felt} {said.intent}: {text}")
    return "\n".join(lines)


def plot(conversations: Sequence[Conversation], understand: Understand, policy: Policy, file: Path) -> None:
    """Precision and recall on the fit part while every threshold of feeling is moved; the shipped ones are at 0."""
    from matplotlib import pyplot

    fit = [each for each in conversations if each.part == FIT]
    scores = [score([outcome(each, understand, shifted(policy, by)) for each in fit]) for by in SHIFTS]
    figure, axes = pyplot.subplots(figsize=(5.5, 4))
    axes.plot(SHIFTS, [each.precision for each in scores], "o-", label="precision")
    axes.plot(SHIFTS, [each.recall for each in scores], "o-", label="recall")
    axes.axvline(0, color="grey", linewidth=1)
    axes.set(xlabel="every threshold of feeling moved by", ylim=(0.5, 1.02), title="fit part")
    axes.legend()
    figure.tight_layout()
    figure.savefig(file, dpi=120)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.escalation", description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--model", type=Path, default=ROOT / "models" / "aisle.tar.gz")
    parser.add_argument("--conversations", type=Path, default=ROOT / "tests" / "escalation")
    parser.add_argument("--policy", type=Path, default=escalation_policy.SHIPPED)
    parser.add_argument("--part", choices=[FIT, CHECK], help="only this one")
    parser.add_argument("--plot", type=Path)
    parser.add_argument("--json", action="store_true", help="end with one line of JSON")
    options = parser.parse_args()
    policy = escalation_policy.read(options.policy)
    conversations = [each for each in read(options.conversations) if options.part in (None, each.part)]
    understand = understanding(options.model, conversations, policy)
    outcomes = [outcome(each, understand, policy) for each in conversations]
    print(f"{mistakes(outcomes, understand)}\n\n{table(report(outcomes))}")
    if options.plot:
        plot(conversations, understand, policy, options.plot)
    if options.json:
        print(json.dumps({name: asdict(each) for name, each in report(outcomes).items()}))


if __name__ == "__main__":
    main()
