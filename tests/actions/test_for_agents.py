"""What the desk asks of the actions process."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from actions.for_agents import ForAgents
from knowledge.passages import Hit, Passage
from tests.actions.conftest import FakeIndex


class Watched(FakeIndex):
    searched_in: threading.Thread | None = None

    def search(self, *args: Any, **named: Any) -> list[Hit]:
        self.searched_in = threading.current_thread()
        return super().search(*args, **named)


class Halves:
    identity, dimensions = "halves", 4

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.full((len(texts), 4), 0.5, np.float32)


INDEX = Watched(
    [
        Passage("delivery_time", "faq", "How long does delivery take", " Three to five days.\n", "en", {}),
        Passage("tent", "product", "How long is the tent", "Two metres.", "en", {}),
        Passage("delivery_time", "faq", "配送 多久", "三到五天。", "zh", {}),
    ]
)


def asking(given: Any) -> Any:
    return SimpleNamespace(json=given)


@pytest.fixture
def agents() -> ForAgents:
    return ForAgents(INDEX, Halves(), threshold=0.5)  # type: ignore[arg-type]


async def test_answers_of_the_faq_are_found_off_the_event_loop(agents: ForAgents) -> None:
    answer = await agents.search(asking({"text": "how long does delivery take", "language": "en"}))
    found = json.loads(answer.body or b"")
    assert [hit["id"] for hit in found["hits"]] == ["delivery_time"] and found["threshold"] == 0.5
    assert set(found["hits"][0]) == {"id", "title", "text", "score", "language"}
    assert found["hits"][0]["text"] == "Three to five days."
    assert INDEX.searched_in not in (None, threading.main_thread())


async def test_texts_become_vectors_in_their_order(agents: ForAgents) -> None:
    answer = json.loads((await agents.encode(asking({"texts": ["a", "b"]}))).body or b"")
    vectors = np.frombuffer(base64.b64decode(answer["vectors"]), np.float16).reshape(2, answer["dimensions"])
    assert np.allclose(vectors, 0.5)


@pytest.mark.parametrize("given", [None, [], "x", {"texts": []}, {"texts": "a"}, {"texts": ["a"] * 17}])
async def test_what_is_no_list_of_texts_is_refused(agents: ForAgents, given: Any) -> None:
    assert (await agents.encode(asking(given))).status == 400


async def test_a_question_of_nothing_finds_nothing(agents: ForAgents) -> None:
    for given in (None, [], {"text": "", "language": "en"}):
        assert json.loads((await agents.search(asking(given))).body or b"")["hits"] == []
