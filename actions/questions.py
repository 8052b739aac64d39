"""Questions with a fixed answer: the passage's own words, found by what was asked and by what was understood."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from babel import Locale
from rasa_sdk import Action
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.heard import DomainDict, Heard, Tracker
from actions.phrases import Phrases
from knowledge.faq import default_for
from knowledge.index import KnowledgeIndex
from knowledge.passages import Hit, Passage

# What the intent model understood counts for this much of a score: it breaks ties between passages that sound alike.
_INTENT_BONUS = 0.15
_SIMILAR_SHOWN = 2


class Answers:
    """Finds the passage that answers, among the FAQ of the shopper's language."""

    def __init__(self, index: KnowledgeIndex, threshold: float) -> None:
        self._index = index
        self.threshold = threshold

    def sure(self, heard: Heard) -> list[Hit]:
        """The hits for the text alone, best first; none where even the best is below the threshold."""
        self._index.refresh_if_changed()
        hits = self._index.search(heard.text, k=1 + _SIMILAR_SHOWN, kind="faq", language=heard.language)
        return hits if hits and hits[0].score >= self.threshold else []

    def best(self, heard: Heard) -> list[Hit]:
        """The hits for text and intent together, best first; the intent's own entry where the text says too little."""
        self._index.refresh_if_changed()
        if asked := heard.entities.get("faq_id"):
            in_their_language = self._index.get(asked, heard.language)
            anywhere = (passage for passage in self._index.passages("faq") if passage.id == asked)
            if passage := in_their_language or next(anywhere, None):
                return [Hit(passage, 1.0)]
        hits = self._index.search(heard.text, k=8, kind="faq", language=heard.language) if heard.text else []
        ranked = sorted((self._weighed(hit, heard.intent) for hit in hits), key=lambda hit: -hit.score)
        if ranked and ranked[0].score >= self.threshold:
            return ranked[: 1 + _SIMILAR_SHOWN]
        default = default_for(self._index.passages("faq", heard.language), heard.intent)
        return (
            [Hit(default, 1.0), *(hit for hit in ranked[:_SIMILAR_SHOWN] if hit.passage != default)] if default else []
        )

    def _weighed(self, hit: Hit, intent: str) -> Hit:
        bonus = _INTENT_BONUS if intent in hit.passage.facts.get("intents", ()) else 0.0
        return Hit(hit.passage, hit.score + bonus)


class AnswerQuestion(Action):  # type: ignore[misc]
    def __init__(self, answers: Answers, phrases: Phrases) -> None:
        self._answers = answers
        self._phrases = phrases

    def name(self) -> str:
        return "action_answer_question"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        heard = Heard.of(tracker)
        hits = self._answers.best(heard)
        if not hits:
            person = self._phrases.button("person", heard.language, "/contact_human_agent")
            dispatcher.utter_message(text=self._phrases.say("answer_unknown", heard.language), buttons=[person])
        else:
            utter_answer(dispatcher, hits, heard, self._phrases, self._answers.threshold)
        return [SlotSet("misunderstood", 0)]


def utter_answer(
    dispatcher: CollectingDispatcher,
    hits: list[Hit],
    heard: Heard,
    phrases: Phrases,
    threshold: float,
    buttons: Sequence[Mapping[str, str]] = (),
) -> None:
    """The best passage as it is written, its source, and as choices the `buttons` and the nearest other questions; for
    staff what was found, and the score below which it would not have been said.

    An answer that the shopper's language lacks comes in the one it has, and says so."""
    best, *others = hits
    text = best.passage.text.strip()
    if best.passage.language != heard.language:
        written_in = Locale.parse(best.passage.language).get_display_name(heard.language)
        text = f"{phrases.say('answer_in_other_language', heard.language, language=written_in)}\n\n{text}"
    choices = [*buttons, *(_choice(hit.passage) for hit in others if hit.score >= best.score * 0.8)]
    body: dict[str, Any] = {
        "text": text,
        "source": {"id": best.passage.id, "title": best.passage.title},
    }
    if choices:
        body["choices"] = choices
    found = [{"id": hit.passage.id, "title": hit.passage.title, "score": round(min(hit.score, 1.0), 3)} for hit in hits]
    looked_up = {"passages": found, "threshold": threshold}
    kind = "choices" if choices else "text"
    dispatcher.utter_message(json_message={"kind": kind, "body": body, "looked_up": looked_up})


def _choice(passage: Passage) -> dict[str, str]:
    """A click names the entry; its intent only has to lead to `AnswerQuestion`, and this one always does."""
    return {"title": passage.title, "payload": f"/contact_customer_service{json.dumps({'faq_id': passage.id})}"}
