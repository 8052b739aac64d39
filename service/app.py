"""The Sanic application: resources in `app.ctx`, opened before the server starts and closed after it stops."""

from __future__ import annotations

import logging

from sanic import Sanic

from service import (
    demo_api,
    documents_api,
    health,
    help_api,
    pages,
    photos_api,
    profile_api,
    requests,
    rest,
    shop_api,
)
from service.desk import canned, conversation_api, numbers_api, queue_api, side_api, tickets_api
from service.desk import help_api as desk_help_api
from service.desk.hub import Desk
from service.desk.sockets import DeskSockets
from service.desk.suggesting import Suggestions
from service.dialogue import Dialogue
from service.limiting import Limiter
from service.models import Base
from service.photos import Photos
from service.rasa import RasaClient
from service.rooms import Rooms
from service.runner import TurnRunner
from service.settings import ServiceSettings
from service.sockets import LARGEST_PACKET, Sockets, create_server
from service.staff import admin_api, staff_api
from service.studio import (
    access,
    answers_api,
    checks_api,
    inbox_api,
    language_api,
    overview_api,
    releases_api,
    stories_api,
    transfer_api,
    trial_api,
    tryout_api,
)
from service.studio.room import StudioRoom
from service.support import Support
from shop import tables
from shop.store import Store

logger = logging.getLogger(__name__)

_LARGEST_REQUEST = 2 * LARGEST_PACKET
_SHUTDOWN_S = 3


_FOR_SHOPPERS = (pages, shop_api, help_api, photos_api, documents_api, profile_api, demo_api, rest, health)
_FOR_STAFF = (
    staff_api,
    admin_api,
    queue_api,
    conversation_api,
    side_api,
    tickets_api,
    desk_help_api,
    numbers_api,
)
_FOR_EDITORS = (
    overview_api,
    inbox_api,
    language_api,
    transfer_api,
    answers_api,
    stories_api,
    tryout_api,
    checks_api,
    releases_api,
    trial_api,
)


def create_app(settings: ServiceSettings, name: str = "aisle") -> Sanic:
    app = Sanic(name, configure_logging=False)
    app.config.REQUEST_MAX_SIZE = _LARGEST_REQUEST
    app.config.WEBSOCKET_MAX_SIZE = LARGEST_PACKET
    app.config.GRACEFUL_SHUTDOWN_TIMEOUT = _SHUTDOWN_S
    app.config.KEEP_ALIVE_TIMEOUT = 75
    app.config.FALLBACK_ERROR_FORMAT = "json"
    app.config.PROXIES_COUNT = settings.proxies or None
    # the longest wait of a REST caller
    app.config.RESPONSE_TIMEOUT = int(settings.queue_after_s) + 30
    app.ctx.settings = settings
    app.ctx.sockets = create_server(settings)
    app.ctx.sockets.attach(app)
    requests.install(app)
    access.install(app)
    for routes in (*_FOR_SHOPPERS, *_FOR_STAFF, *_FOR_EDITORS):
        app.blueprint(routes.blueprint())
    app.blueprint(shop_api.pictures())
    app.register_listener(_open, "before_server_start")
    app.register_listener(_go_on, "after_server_start")
    app.register_listener(_hang_up, "before_server_stop")
    app.register_listener(_close, "after_server_stop")
    return app


async def _open(app: Sanic, _loop: object) -> None:
    settings: ServiceSettings = app.ctx.settings
    support = app.ctx.support = Support.of(settings)
    store = app.ctx.store = Store(settings.database_url)
    store.create_tables(Base)
    tables.create(store)
    await store.run(canned.ship)
    app.ctx.help = help_api.HelpPages(settings.faq)
    app.ctx.web = pages.Folder(settings.web)
    app.ctx.rasa = RasaClient(settings.rasa_url, settings.rasa_token, settings.languages)
    await app.ctx.rasa.open()
    limiter = app.ctx.limiter = Limiter(settings)
    rooms = app.ctx.rooms = Rooms(store, app.ctx.sockets.emit)
    app.ctx.runner = TurnRunner(store, rooms, app.ctx.rasa, settings, support)
    app.ctx.suggestions = Suggestions(store, settings)
    await app.ctx.suggestions.open()
    app.ctx.studio = StudioRoom(store, app.ctx.rasa, settings)
    desk = app.ctx.desk = Desk(store, rooms, app.ctx.runner, app.ctx.sockets, settings, support)
    DeskSockets(app.ctx.sockets, desk, rooms, app.ctx.runner, store, limiter)
    dialogue = Dialogue(store, rooms, app.ctx.runner, limiter, settings, support)
    app.ctx.photos = Photos(store, dialogue, settings)
    app.ctx.rest = rest.RestChannel(store, dialogue, limiter, settings)
    app.ctx.handlers = Sockets(app.ctx.sockets, dialogue, limiter, desk)


async def _go_on(app: Sanic, _loop: object) -> None:
    await app.ctx.runner.open()
    await app.ctx.desk.open()
    await app.ctx.studio.open()


async def _hang_up(app: Sanic, _loop: object) -> None:
    """Lets go of turns and sockets first: clients come back by themselves, and Sanic waits for open connections."""
    await app.ctx.studio.close()
    await app.ctx.desk.close()
    await app.ctx.runner.close()
    await app.ctx.sockets.eio.hang_up()


async def _close(app: Sanic, _loop: object) -> None:
    await app.ctx.sockets.shutdown()
    await app.ctx.rasa.close()
    await app.ctx.suggestions.close()
    app.ctx.photos.close()
    app.ctx.store.close()
