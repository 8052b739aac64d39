"""What every channel does alike: commit, then deliver, then let the bot answer."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from service import baton, conversations, ratings, saying, tokens, turns
from service.clock import now
from service.conversations import Row, View
from service.desk import holding, marks
from service.errors import BadRequest, ConversationClosed
from service.events import Join, Rate, Say
from service.limiting import Limiter
from service.rooms import Listener, Room, Rooms
from service.runner import TurnRunner
from service.saying import Said
from service.settings import ServiceSettings
from service.support import Support
from service.turns import Work
from shop.store import Store


@dataclass(frozen=True)
class Entered:
    view: View
    token: str
    is_fresh: bool


class Dialogue:
    """The verbs of a conversation for a process with sockets: each holds the room's lock over commit and delivery."""

    def __init__(
        self,
        store: Store,
        rooms: Rooms,
        runner: TurnRunner,
        limiter: Limiter,
        settings: ServiceSettings,
        support: Support,
    ) -> None:
        self.rooms = rooms
        self.runner = runner
        self._store = store
        self._limiter = limiter
        self._settings = settings
        self._support = support

    async def join(self, listener: Listener, asked: Join, address: str) -> Entered:
        """Enters the conversation that the token names, else a new one.

        A customer's conversation is entered with that customer's identity only: a page that has none gets a new
        conversation, and so does one with another customer's. Raises RateLimited."""
        conversation_id = tokens.conversation_of(asked.token, self._settings.secret)
        customer_id = tokens.customer_of(asked.identity, self._settings.identity_secret)
        if conversation_id is not None:
            room = self.rooms.of(conversation_id)
            async with room.lock:
                view = await self._known(conversation_id, asked.since, customer_id)
                if view is not None:
                    return self._enter(room, listener, view, asked.page)
        await self._limiter.open(address)
        return await self._enter_new(listener, self.language_or_default(asked.language), customer_id, asked.page)

    async def fresh(self, listener: Listener, room: Room, language: str | None, address: str) -> Entered:
        """Closes the conversation and enters a new one of the same shopper. Raises RateLimited, with nothing closed."""
        await self._limiter.open(address)
        async with room.lock:
            closed, rows = await self._store.run(_close, room.conversation_id, self._support)
            await room.publish(rows)
        chosen = self.language_or_default(language or closed.language)
        return await self._enter_new(listener, chosen, closed.customer_id, listener.page)

    async def say(self, room: Room, said: Say, page: dict[str, Any] | None, address: str | None) -> Said:
        """Raises Refused; then nothing has changed. A turn that may begin has begun when this returns."""
        await self._limiter.say(room.conversation_id, address)
        async with room.lock:
            say = partial(saying.say, page=page, owner=self.runner.owner, support=self._support)
            done = await self._store.run(say, room.conversation_id, said)
            await self._deliver(room, done)
        return done

    async def show(self, room: Room, photo_id: str, client_id: str) -> Row:
        """A photograph that is there, into the conversation. Raises Refused."""
        async with room.lock:
            show = partial(saying.show, owner=self.runner.owner, support=self._support)
            done = await self._store.run(show, room.conversation_id, photo_id, client_id)
            await self._deliver(room, done)
        return done.row

    async def rate(self, room: Room, given: Rate) -> None:
        """Raises BadRequest."""
        await self._store.run(ratings.rate, room.conversation_id, given)

    async def read_by_agents(self, conversation_id: str) -> int:
        """Up to where the agents have read."""
        return (await self._store.run(marks.of, conversation_id))[marks.AGENT]

    async def set_language(self, room: Room, language: str) -> None:
        """Raises BadRequest for a language that is not spoken here."""
        if language not in self._settings.languages:
            raise BadRequest("no such language")
        async with room.lock:
            rows, holder = await self._store.run(_set_language, room.conversation_id, language)
            await room.publish(rows)
            if rows:
                await self.runner.changed(room, holder, language)

    async def _deliver(self, room: Room, done: Said) -> None:
        if not done.is_repeated:
            await room.publish([done.row, *done.told])
        if done.turn_id is not None:
            self.runner.watch(done.turn_id)
        if done.work is not None:
            self.runner.begin(done.work)

    def language_or_default(self, language: str | None) -> str:
        return language if language in self._settings.languages and language else self._settings.languages[0]

    async def _known(self, conversation_id: str, since: int, customer_id: str | None) -> View | None:
        view = await self._store.run(conversations.enter, conversation_id, since)
        if view is None or view.closed or view.customer_id not in (None, customer_id):
            return None
        if customer_id is not None and view.customer_id is None:
            # asked of the row: another process may have been faster, with another customer
            return view if await self._store.run(identify, conversation_id, customer_id) else None
        return view

    async def _enter_new(
        self, listener: Listener, language: str, customer_id: str | None, page: dict[str, Any] | None
    ) -> Entered:
        view, work = await self._store.run(_open_with_greeting, language, customer_id, page, self.runner.owner)
        room = self.rooms.of(view.id)
        if work is not None:
            self.runner.begin(work)
        return self._enter(room, listener, view, page, is_fresh=True)

    def _enter(
        self, room: Room, listener: Listener, view: View, page: dict[str, Any] | None, is_fresh: bool = False
    ) -> Entered:
        listener.last_seq = view.last_seq
        listener.language = view.language
        listener.page = page
        self.rooms.enter(room, listener)
        return Entered(view, tokens.issue(view.id, self._settings.secret), is_fresh)


def _open_with_greeting(
    session: Session, language: str, customer_id: str | None, page: dict[str, Any] | None, owner: str
) -> tuple[View, Work | None]:
    conversation = conversations.open_new(session, "widget", language, customer_id)
    _, work = turns.start(session, conversation, 0, owner, text=turns.GREETING, is_choice=True, page=page)
    return conversations.view_of(conversation, []), work


def _close(session: Session, conversation_id: str, support: Support) -> tuple[View, list[Row]]:
    with conversations.hold(session, conversation_id) as conversation:
        rows: list[Row] = []
        if conversation.closed is None:
            rows = ratings.ask_if_due(session, conversation, support.policy)
            rows += conversations.notice(session, conversation, "closed")
            conversation.closed = now()
            holding.shopper_closed(session, conversation)
            baton.leave_to_people(session, conversation_id)
        return conversations.view_of(conversation, rows), rows


def identify(session: Session, conversation_id: str, customer_id: str) -> bool:
    """Makes the conversation the customer's for good; False where it is another customer's. Raises NotFound."""
    with conversations.hold(session, conversation_id) as conversation:
        if conversation.customer_id is None:
            conversation.customer_id = customer_id
        return conversation.customer_id == customer_id


def _set_language(session: Session, conversation_id: str, language: str) -> tuple[list[Row], str]:
    with conversations.hold(session, conversation_id) as conversation:
        if conversation.closed is not None:
            raise ConversationClosed()
        return conversations.set_language(session, conversation, language), conversation.holder
