"""Rasa's side of a turn, over HTTP."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import aiohttp
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type, stop_after_delay, wait_random_exponential

from service.errors import BotRefused, BotUnreachable
from service.markdown import to_html
from service.turns import Answer, Work

logger = logging.getLogger(__name__)

_KINDS = {"text", "choices", "products", "order", "image"}
# asking again about what Rasa cannot read gets the same answer
_FINAL = {400, 413, 422}
_CONNECT_S = 3.0
_ANSWER_S = 20.0
_HEALTH = aiohttp.ClientTimeout(total=2.0)
# a model is read from disk and unpacked
_LOADING = aiohttp.ClientTimeout(total=180.0, sock_connect=_CONNECT_S)
_AT_ONCE = 256
# while the shopper waits, and when people have the conversation and the answer is only for them
_SOON = wait_random_exponential(multiplier=0.2, max=5.0)
_LATER = wait_random_exponential(multiplier=0.2, max=30.0)
_SOON_S = 60.0
_GIVE_UP_S = 1800.0


class RasaClient:
    """Asks Rasa for the answer of a turn, for as long as it takes: Rasa answers the same turn id the same way again."""

    def __init__(self, url: str, token: str, languages: tuple[str, ...]) -> None:
        self._url = url
        # no part of the address: servers and exceptions write addresses to their logs
        self._proof = {"Authorization": f"Bearer {token}"}
        self._languages = languages
        self._session: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        # no limit on the whole: under load a turn waits here for a connection, and that is no failure
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=_CONNECT_S, sock_read=_ANSWER_S)
        connector = aiohttp.TCPConnector(limit=_AT_ONCE, keepalive_timeout=30.0)
        self._session = aiohttp.ClientSession(timeout=timeout, connector=connector)

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def answer(self, work: Work) -> Answer:
        """Raises BotRefused when Rasa will not answer, or has not for half an hour."""
        retrying = AsyncRetrying(
            retry=retry_if_exception_type(BotUnreachable),
            wait=_pause,
            stop=stop_after_delay(_GIVE_UP_S),
            reraise=True,
        )
        try:
            return await self._ask(work)
        except BotUnreachable as error:
            logger.warning("turn %s: %s; asking again", work.id, error)
        try:
            return await retrying(self._ask, work)
        except BotUnreachable as error:
            raise BotRefused(str(error)) from error

    async def is_reachable(self) -> bool:
        """Whether Rasa is there and has its model loaded."""
        try:
            async with self._opened.get(f"{self._url}/webhooks/aisle/", timeout=_HEALTH) as response:
                return response.status == 200
        except (aiohttp.ClientError, asyncio.TimeoutError):
            return False

    async def forget(self, conversations: list[str]) -> None:
        """Erases what Rasa keeps of them. Raises BotUnreachable."""
        await self._tell("forget", conversations)

    async def settle(self, conversations: list[str]) -> None:
        """Ends what it had begun for them. Raises BotUnreachable."""
        await self._tell("settle", conversations)

    async def models(self) -> dict[str, dict[str, str] | None]:
        """What Rasa answers with: `live`, and `trial` or None, each with `name` and `path`. Raises BotUnreachable."""
        try:
            async with self._opened.get(f"{self._url}/webhooks/aisle/models", headers=self._proof) as response:
                if response.status != 200:
                    raise BotUnreachable(f"status {response.status}")
                given = await response.json()
                return {slot: given.get(slot) for slot in ("live", "trial")}
        except (aiohttp.ClientError, asyncio.TimeoutError, ValueError, AttributeError) as error:
            raise BotUnreachable(type(error).__name__) from error

    async def load(self, slot: str, path: str | None, name: str) -> None:
        """Has Rasa answer with the model at `path` in that slot, once it is loaded; None empties the slot.
        The slot `next` only loads it, so that it can go live at once.

        Raises BotRefused with the reason where the model cannot be loaded, and BotUnreachable; then nothing changes."""
        asked = {"slot": slot, "path": path, "name": name}
        try:
            async with self._opened.post(
                f"{self._url}/webhooks/aisle/models", headers=self._proof, json=asked, timeout=_LOADING
            ) as response:
                if response.status in _FINAL:
                    raise BotRefused(str((await response.json()).get("error")))
                if response.status != 200:
                    raise BotUnreachable(f"status {response.status}")
        except (aiohttp.ClientError, asyncio.TimeoutError, ValueError, AttributeError) as error:
            raise BotUnreachable(type(error).__name__) from error

    async def _tell(self, what: str, conversations: list[str]) -> None:
        try:
            async with self._opened.post(
                f"{self._url}/webhooks/aisle/{what}", headers=self._proof, json={"conversations": conversations}
            ) as response:
                if response.status != 200:
                    raise BotUnreachable(f"status {response.status}")
        except (aiohttp.ClientError, asyncio.TimeoutError) as error:
            raise BotUnreachable(type(error).__name__) from error

    async def _ask(self, work: Work) -> Answer:
        question = {
            "turn_id": work.id,
            "conversation": work.conversation_id,
            "text": work.text,
            "is_choice": work.is_choice,
            "language": work.language,
            "customer_id": work.customer_id,
            "page": work.page,
            **({"model": work.model} if work.model else {}),
        }
        try:
            async with self._opened.post(
                f"{self._url}/webhooks/aisle/turn", headers=self._proof, json=question
            ) as response:
                if response.status in _FINAL:
                    raise BotRefused(f"status {response.status}")
                if response.status != 200:
                    raise BotUnreachable(f"status {response.status}")
                return _answer(await response.json(), self._languages)
        except (aiohttp.ClientError, asyncio.TimeoutError, ValueError, TypeError, AttributeError) as error:
            # the text of these can hold what came instead of an answer
            raise BotUnreachable(type(error).__name__) from error

    @property
    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            raise BotUnreachable("the client is not open")
        return self._session


def _pause(state: RetryCallState) -> float:
    return (_SOON if (state.seconds_since_start or 0.0) < _SOON_S else _LATER)(state)


def _answer(given: Any, languages: tuple[str, ...]) -> Answer:
    """Raises ValueError where the answer is not one of the contract."""
    if not isinstance(given, dict) or not isinstance(given.get("messages"), list):
        raise ValueError("the answer has no messages")
    handoff, language = given.get("handoff"), given.get("language")
    return Answer(
        parts=tuple(_part(message) for message in given["messages"]),
        language=language if language in languages else None,
        reason=str(handoff.get("reason") or "asked") if isinstance(handoff, dict) else None,
        understood=given.get("understood"),
        forget=given.get("forget") is True,
    )


def _part(message: Any) -> tuple[str, dict[str, Any]]:
    kind, body = (message.get("kind"), message.get("body")) if isinstance(message, dict) else (None, None)
    if kind not in _KINDS or not isinstance(body, dict):
        raise ValueError("the answer has a message of no known kind")
    _check_choices(body)
    for product in body.get("products", ()):
        _check_choices(product)
    # whatever HTML came with it was not made here
    body = {name: value for name, value in body.items() if name != "html"}
    if isinstance(body.get("text"), str):
        body["html"] = to_html(body["text"])
    return kind, body


def _check_choices(body: dict[str, Any]) -> None:
    for choice in body.get("choices", ()):
        if not isinstance(choice.get("title"), str) or not isinstance(choice.get("payload"), str):
            raise ValueError("a choice has no title or no payload")
    if not isinstance(body.get("dismiss", ""), str):
        raise ValueError("what dismisses the choices is no payload")
