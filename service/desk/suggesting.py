"""Suggested answers: from the knowledge, and from what agents answered before. Nothing of it is ever sent by itself."""

from __future__ import annotations

import asyncio
import base64
import logging
from collections.abc import Sequence
from typing import Any

import aiohttp
import numpy as np
from numpy.typing import NDArray

from service.desk import answers
from service.errors import NoSuggestions
from service.settings import ServiceSettings
from shop.store import Store

logger = logging.getLogger(__name__)

_PATIENCE = aiohttp.ClientTimeout(total=4, connect=1)
_KNOWN, _BEFORE = 3, 3
_SHOWN = ("title", "text", "language", "score")
_LEARNS_EVERY_S = 5.0
# nearer than chance: of USE's vectors, on our own FAQ's questions and their other wordings
_ALIKE = 0.55
_AT_ONCE = 16
_LARGEST_SEQ = 2**31 - 1


class Suggestions:
    """Asks the actions process, which has the index and the encoders in memory."""

    def __init__(self, store: Store, settings: ServiceSettings) -> None:
        self._store = store
        self._url = settings.actions_url
        self._proof = {"Authorization": f"Bearer {settings.actions_token}"}
        self._session: aiohttp.ClientSession | None = None
        self._learning: asyncio.Task[None] | None = None
        # of a vector, in bytes, once the encoder has made one
        self._size: int | None = None

    async def open(self) -> None:
        self._session = aiohttp.ClientSession(timeout=_PATIENCE)
        self._learning = asyncio.create_task(self._learn_for_ever())

    async def close(self) -> None:
        if self._learning is not None:
            self._learning.cancel()
            await asyncio.gather(self._learning, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    async def for_conversation(self, conversation_id: str, language: str) -> dict[str, Any]:
        """What might answer the shopper's last words. Raises NoSuggestions."""
        question = await self._store.run(answers.question_before, conversation_id, _LARGEST_SEQ)
        if not question:
            return {"question": "", "suggestions": []}
        known, [vector] = await asyncio.gather(self.known(question, language), self._vectors([question]))
        suggestions = [
            {"kind": "answer", "source": hit["id"], **{name: hit[name] for name in _SHOWN}}
            for hit in known["hits"][:_KNOWN]
            if hit["score"] >= known["threshold"]
        ]
        before = await self._store.run(answers.nearest, vector, language, conversation_id, _BEFORE, _ALIKE)
        return {"question": question, "suggestions": suggestions + before}

    async def known(self, text: str, language: str) -> dict[str, Any]:
        """The FAQ's passages nearest `text`, as the bot finds them: `{hits, threshold}`. Raises NoSuggestions."""
        found: dict[str, Any] = await self._ask("search", {"text": text, "language": language})
        return found

    async def before(self, text: str, language: str) -> list[dict[str, Any]]:
        """What agents answered to alike questions, masked, best first. Raises NoSuggestions."""
        [vector] = await self._vectors([text])
        return await self._store.run(answers.nearest, vector, language, "", _BEFORE, _ALIKE)

    async def learn(self) -> None:
        """Makes the vectors of answers that have none yet."""
        while todo := await self._store.run(answers.without_vector, _AT_ONCE, self._size):
            try:
                vectors = await self._vectors([question for _, _, question in todo])
            except NoSuggestions:
                return
            keys = [(conversation_id, seq) for conversation_id, seq, _ in todo]
            await self._store.run(answers.set_vectors, keys, vectors)

    async def _learn_for_ever(self) -> None:
        while True:
            await asyncio.sleep(_LEARNS_EVERY_S)
            try:
                await self.learn()
            except Exception:
                logger.exception("earlier answers were not made ready to be found; it is tried again")

    async def _vectors(self, texts: Sequence[str]) -> NDArray[np.float16]:
        given = await self._ask("encode", {"texts": list(texts)})
        packed = np.frombuffer(base64.b64decode(given["vectors"]), np.float16)
        self._size = packed.nbytes // len(texts)
        return packed.reshape(len(texts), given["dimensions"])

    async def _ask(self, what: str, question: dict[str, Any]) -> Any:
        if self._session is None:
            raise NoSuggestions()
        try:
            async with self._session.post(f"{self._url}/{what}", headers=self._proof, json=question) as response:
                if response.status != 200:
                    raise NoSuggestions()
                return await response.json()
        except (aiohttp.ClientError, asyncio.TimeoutError, ValueError) as error:
            logger.warning("no suggestions: %s", type(error).__name__)
            raise NoSuggestions() from None
