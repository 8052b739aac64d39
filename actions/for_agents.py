"""What the desk asks of the knowledge, for agents: answers to a question, and vectors to find alike questions by."""

from __future__ import annotations

import asyncio
import base64
from typing import Any

import numpy as np
from sanic import Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response

from knowledge.encoders import Encoder
from knowledge.index import KnowledgeIndex
from knowledge.passages import Hit

_MOST_TEXTS = 16
_LONGEST = 4000
_MOST_HITS = 8


class ForAgents:
    """Loopback only, behind the same token as Rasa's calls. `encoder` is one for every language."""

    def __init__(self, index: KnowledgeIndex, encoder: Encoder, threshold: float) -> None:
        self._index = index
        self._encoder = encoder
        self._threshold = threshold

    async def search(self, request: Request) -> HTTPResponse:
        """`{text, language}` → `{hits: [{id, kind, title, text, score, language}], threshold}`, best first."""
        given = _given(request)
        text, language = str(given.get("text", ""))[:_LONGEST], str(given.get("language", ""))[:16]
        # not on the event loop: a shopper's turn does not wait for what an agent looks up
        hits = await asyncio.to_thread(self._search, text, language)
        shown = [
            {
                "id": hit.passage.id,
                "title": hit.passage.title,
                "text": hit.passage.text.strip(),
                "score": round(hit.score, 3),
                "language": hit.passage.language,
            }
            for hit in hits
        ]
        return json_response({"hits": shown, "threshold": self._threshold})

    async def encode(self, request: Request) -> HTTPResponse:
        """`{texts}` (at most 16) → `{vectors}`: float16 [n, d] of unit length, base64, and `dimensions`."""
        texts = _given(request).get("texts")
        if not isinstance(texts, list) or not 0 < len(texts) <= _MOST_TEXTS:
            return json_response({"error": "texts is not a list of 1 to 16"}, status=400)
        cut = [str(text)[:_LONGEST] for text in texts]
        vectors = await asyncio.to_thread(self._encoder.encode, cut)
        packed = base64.b64encode(vectors.astype(np.float16).tobytes()).decode()
        return json_response({"vectors": packed, "dimensions": int(vectors.shape[1])})

    def _search(self, text: str, language: str) -> list[Hit]:
        self._index.refresh_if_changed()
        return self._index.search(text, k=_MOST_HITS, kind="faq", language=language)


def _given(request: Request) -> dict[str, Any]:
    given = request.json
    return given if isinstance(given, dict) else {}
