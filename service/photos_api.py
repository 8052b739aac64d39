"""`/api/photos`: a shopper's photographs, sent and seen with the token of the conversation they belong to.

A token in a header and not an address that works by itself: such an address would stay behind in histories, in the logs
of proxies and on shared screens, and a photograph may show a home. The widget fetches and draws it from memory."""

from __future__ import annotations

import re

from sanic import Blueprint, HTTPResponse, Request, json

from service import events, tokens
from service.conversations import admits
from service.errors import BadRequest, NotAPhoto, NotFound, NotJoined, PhotoTooLarge
from service.limiting import Limiter
from service.photos import LARGEST_BYTES, Photos
from service.requests import address_of, allow_from_other_origins, large_body
from service.settings import ServiceSettings

_PHOTO_ID = re.compile(r"[0-9a-f]{32}")
# what a form puts around the bytes
_LARGEST_BODY = LARGEST_BYTES + 4096
_THROWN_AWAY = 4 * LARGEST_BYTES
SEEN_BY_NOBODY_ELSE = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'",
}


def blueprint() -> Blueprint:
    routes = Blueprint("photos_api", url_prefix="/api/photos")
    allow_from_other_origins(routes, "/", "GET, POST")
    allow_from_other_origins(routes, "/<_photo_id:str>", "GET")

    @routes.post("/", stream=True)
    async def send(request: Request) -> HTTPResponse:
        """The picture's bytes as the body, or one file of a form; `client_id` in the query. Answers the row."""
        conversation_id = await _conversation(request)
        limiter: Limiter = request.app.ctx.limiter
        await limiter.photo(conversation_id, address_of(request))
        client_id = events.client_id(request.args.get("client_id"))
        photos: Photos = request.app.ctx.photos
        row = await photos.receive(conversation_id, client_id, await picture_of(request))
        return json({"message": row.as_json()})

    @routes.get("/<photo_id:str>")
    async def photo(request: Request, photo_id: str) -> HTTPResponse:
        limiter: Limiter = request.app.ctx.limiter
        await limiter.ask(address_of(request))
        if not _PHOTO_ID.fullmatch(photo_id):
            raise NotFound()
        photos: Photos = request.app.ctx.photos
        jpeg = await photos.read(await _conversation(request), photo_id)
        return HTTPResponse(jpeg, headers=SEEN_BY_NOBODY_ELSE, content_type="image/jpeg")

    return routes


async def _conversation(request: Request) -> str:
    """The conversation whose token came as Bearer, if who asks may enter it. Raises NotJoined."""
    settings: ServiceSettings = request.app.ctx.settings
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    conversation_id = tokens.conversation_of(token.strip() if scheme.lower() == "bearer" else None, settings.secret)
    customer_id = tokens.customer_of(request.headers.get("aisle-identity"), settings.identity_secret)
    if conversation_id is None or not await request.app.ctx.store.run(admits, conversation_id, customer_id):
        raise NotJoined()
    return conversation_id


async def picture_of(request: Request) -> bytes:
    """Raises PhotoTooLarge, NotAPhoto and BadRequest."""
    data = await large_body(request, _LARGEST_BODY, _THROWN_AWAY, PhotoTooLarge())
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        request.body = data
        files = [file for several in (request.files or {}).values() for file in several]
        if len(files) != 1:
            raise BadRequest("not one file")
        data = files[0].body
    if len(data) > LARGEST_BYTES:
        raise PhotoTooLarge()
    if not data:
        raise NotAPhoto()
    return data
