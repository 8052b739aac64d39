"""The action server, as Rasa calls it: one kept-alive connection, and a failed call that fails the turn."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

import aiohttp
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

# Long enough for any action, short enough that the turn can be tried again before the conversation is queued.
_TIMEOUT_S = 12

failure: ContextVar[BaseException | None] = ContextVar("failure", default=None)


class ActionServer(EndpointConfig):
    """Rasa logs a failed action and goes on as if it had run, which would leave the shopper without an answer.

    This one keeps the failure in `failure`, where the channel finds it and gives the turn up before it is saved. It
    also checks the answers, which Rasa then need not (see `bot.rasa_speed`)."""

    def __init__(self, endpoint: EndpointConfig) -> None:
        super().__init__(endpoint.url, headers=endpoint.headers, **endpoint.kwargs)
        self._session: aiohttp.ClientSession | None = None

    async def request(self, method: str = "post", subpath: str | None = None, **kwargs: Any) -> Any:
        """The answer's JSON. Raises what EndpointConfig raises: ClientResponseError on a status of 400 and above."""
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_TIMEOUT_S))
        try:
            async with self._session.post(self.url, json=kwargs["json"], headers=self.headers) as response:
                if response.status >= 400:
                    raise ClientResponseError(response.status, response.reason, await response.text())
                return _checked(await response.json())
        except BaseException as error:
            # 400 is Rasa's protocol for "this form has nothing to do here": an answer, not a failure
            if getattr(error, "status", None) != 400:
                failure.set(error)
            raise


def _checked(answer: Any) -> Any:
    """Raises ValueError for what is no answer of an action server."""
    if not isinstance(answer, dict):
        raise ValueError("the action server's answer is no object")
    for name in ("events", "responses"):
        rows = answer.setdefault(name, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise ValueError(f"{name} of the action server's answer is no list of objects")
    return answer
