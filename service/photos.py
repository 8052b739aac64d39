"""Photographs that shoppers and agents send: files of their own, seen only from the conversation they were sent in."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from service import conversations
from service.clock import now
from service.conversations import Row
from service.dialogue import Dialogue
from service.errors import ConversationClosed, NotFound
from service.models import Photo
from service.pictures import photo_file, written_anew
from service.settings import ServiceSettings
from shop.store import Store, reads

LARGEST_BYTES = 8 * 1024 * 1024
_photos = Photo.__table__


class Photos:
    """Takes photographs into conversations and gives them out again. One is decoded at a time: each may take 400 MB."""

    def __init__(self, store: Store, dialogue: Dialogue, settings: ServiceSettings) -> None:
        self._store = store
        self._dialogue = dialogue
        self._var = settings.var
        self._decoder = ThreadPoolExecutor(1, "photo")

    async def receive(self, conversation_id: str, client_id: str, data: bytes) -> Row:
        """A shopper's: the row that shows it. Raises Refused."""
        room = self._dialogue.rooms.of(conversation_id)
        show = partial(self._dialogue.show, room, client_id=client_id)
        return await self.take(conversation_id, client_id, data, show)

    async def take(
        self, conversation_id: str, client_id: str, data: bytes, show: Callable[[str], Awaitable[Row]]
    ) -> Row:
        """The row with which `show` shows the photograph of this id; the one that is there where this client_id has
        come before. Raises Refused."""
        there = await self._store.run(_with_client_id, conversation_id, client_id)
        if there is not None:
            return there
        photo_id = await self._keep(conversation_id, data)
        shown = False
        try:
            row = await show(photo_id)
            shown = photo_id in row.body.get("url", "")
        finally:
            if not shown:
                # refused, sent twice at once, or erased while it was written
                await asyncio.to_thread(photo_file(self._var, photo_id).unlink, missing_ok=True)
        return row

    async def _keep(self, conversation_id: str, data: bytes) -> str:
        """The id of a photograph that is written anew and may be shown in this conversation. Raises Refused."""
        jpeg = await asyncio.get_running_loop().run_in_executor(self._decoder, written_anew, data)
        # known before the file is there: a file whose row never came is found, and erased with the conversation
        photo_id = await self._store.run(_expect, conversation_id)
        await asyncio.to_thread(self._write, photo_id, jpeg)
        return photo_id

    async def read(self, conversation_id: str, photo_id: str) -> bytes:
        """Raises NotFound, also for a photograph of another conversation."""
        if await self._store.run(_conversation_of, photo_id) != conversation_id:
            raise NotFound()
        try:
            return await asyncio.to_thread(photo_file(self._var, photo_id).read_bytes)
        except FileNotFoundError:
            raise NotFound() from None

    def close(self) -> None:
        self._decoder.shutdown()

    def _write(self, photo_id: str, jpeg: bytes) -> None:
        file = photo_file(self._var, photo_id)
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.write_bytes(jpeg)


@reads
def _with_client_id(session: Session, conversation_id: str, client_id: str) -> Row | None:
    return conversations.with_client_id(session, conversation_id, client_id)


@reads
def _conversation_of(session: Session, photo_id: str) -> str | None:
    query = select(_photos.c.conversation_id).where(_photos.c.id == photo_id)
    found: str | None = session.execute(query).scalar_one_or_none()
    return found


def _expect(session: Session, conversation_id: str) -> str:
    with conversations.hold(session, conversation_id) as conversation:
        if conversation.closed is not None:
            raise ConversationClosed()
        photo_id = secrets.token_hex(16)
        session.execute(insert(_photos), {"id": photo_id, "conversation_id": conversation_id, "created": now()})
        return photo_id
