"""The actions process: the protocol of rasa-sdk over loopback, with a token, and actions that are given what they use.

rasa-sdk's own server registers every imported class and builds it without arguments; here an action gets its store and
its index passed in, so that a test can pass others."""

from __future__ import annotations

import hmac
import logging
from asyncio import AbstractEventLoop
from collections.abc import Callable, Coroutine
from datetime import datetime
from functools import wraps
from typing import Any

from rasa_sdk import Action
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException
from sanic import Request, Sanic
from sanic.response import HTTPResponse
from sanic.response import json as json_response

from actions.asking import AskProduct
from actions.clarify import Clarify, TakeFacts
from actions.for_agents import ForAgents
from actions.handoff import Handoff
from actions.learning import Learning
from actions.live import LiveKnowledge
from actions.live_neighbours import LiveNeighbours
from actions.phrases import Phrases
from actions.products import SearchProducts
from actions.profile import AnswerForgetting, ForgetMe, Greet, ShowProfile
from actions.questions import AnswerQuestion, Answers
from actions.recommending import RecommendProducts
from actions.settings import ActionsSettings
from actions.tasks.actions import DoTask, HearAnswer, Interruptible, ResumeTask, Utter
from actions.tasks.desk import TaskDesk
from actions.tasks.kinds import all_tasks
from actions.tasks.looking import Links
from knowledge.encoders import Encoders
from knowledge.index import KnowledgeIndex
from knowledge.settings import ANY_LANGUAGE
from shop import tables
from shop.clock import utc_now
from shop.postman import Postman
from shop.store import Store
from shop.words import LANGUAGES

logger = logging.getLogger(__name__)


def create_app(settings: ActionsSettings) -> Sanic:
    """Opens the store and the index: raises what they raise where one of them is missing."""
    store = Store(settings.shop.database_url)
    tables.create(store)
    encoders = Encoders(settings.knowledge)
    index = KnowledgeIndex.open(settings.knowledge.index_folder, encoders)
    for language in LANGUAGES:
        index.search("warm", k=1, language=language)  # an encoder loads at its first text: not while a shopper waits
    executor = ActionExecutor()
    links = Links(settings.shop.secret)
    for action in all_actions(store, index, settings.knowledge.answer_threshold, links):
        executor.register_action(action)
    live = LiveKnowledge(
        store, index, var=settings.shop.var, faq=settings.knowledge.faq, languages=settings.shop.languages
    )
    app = Sanic("aisle_actions", configure_logging=False)
    app.ctx.live = live
    app.ctx.neighbours = LiveNeighbours(store)
    app.ctx.postman = Postman.of_settings(store, settings.shop)
    app.ctx.store, app.ctx.executor, app.ctx.token = store, executor, settings.token
    app.add_route(health, "/health")
    app.add_route(_with_token(webhook), "/webhook", methods=["POST"])
    for_agents = ForAgents(index, encoders.serving(ANY_LANGUAGE), settings.knowledge.answer_threshold)
    app.add_route(_with_token(for_agents.search), "/search", methods=["POST"], name="search")
    app.add_route(_with_token(for_agents.encode), "/encode", methods=["POST"], name="encode")
    app.register_listener(begin, "after_server_start")
    app.register_listener(close, "after_server_stop")
    return app


def all_actions(
    store: Store, index: KnowledgeIndex, threshold: float, links: Links, clock: Callable[[], datetime] = utc_now
) -> list[Action]:
    """Every action of the domain."""
    phrases, answers = Phrases.load(), Answers(index, threshold)
    desk = TaskDesk(store, phrases, all_tasks(links), clock)
    search = SearchProducts(store, index, phrases)
    clarify = Clarify(answers, phrases, search)
    forget_me = ForgetMe(store, phrases)
    interruptible = (
        *(
            Learning(action, store, phrases)
            for action in (
                AnswerQuestion(answers, phrases),
                AskProduct(store, index, phrases, answers),
                RecommendProducts(store, index, phrases),
                search,
            )
        ),
        forget_me,
        Greet(store, phrases),
        ShowProfile(store, phrases),
        *(Utter(f"utter_{said}") for said in ("complaint", "goodbye", "thank", "bot_challenge", "ask_capabilities")),
    )
    if_no_task = (
        Learning(TakeFacts(search, clarify, desk), store, phrases),
        Utter("utter_out_of_scope"),
        Utter("utter_stopped"),
        clarify,
    )
    return [
        DoTask(desk, answers, phrases),
        ResumeTask(desk),
        Handoff(phrases),
        *(Interruptible(action, desk) for action in interruptible),
        *(HearAnswer(desk, answers, otherwise) for otherwise in if_no_task),
        AnswerForgetting(HearAnswer(desk, answers, Utter("utter_affirm")), forget_me, yes=True),
        AnswerForgetting(HearAnswer(desk, answers, Utter("utter_deny")), forget_me, yes=False),
    ]


async def health(request: Request) -> HTTPResponse:
    return json_response({"status": "ok"})


Handler = Callable[[Request], Coroutine[Any, Any, HTTPResponse]]


def _with_token(handler: Handler) -> Handler:
    @wraps(handler)
    async def guarded(request: Request) -> HTTPResponse:
        if not hmac.compare_digest(request.headers.get("authorization", ""), f"Bearer {request.app.ctx.token}"):
            return json_response({"error": "wrong token"}, status=403)
        return await handler(request)

    return guarded


async def webhook(request: Request) -> HTTPResponse:
    """Runs the action that Rasa names. What goes wrong is logged here; Rasa is told no more than that."""
    call = request.json
    try:
        return json_response(await request.app.ctx.executor.run(call))
    except ActionExecutionRejection as rejection:
        return json_response({"error": rejection.message, "action_name": rejection.action_name}, status=400)
    except ActionNotFoundException as error:
        return json_response({"error": "no such action", "action_name": error.action_name}, status=404)
    except Exception:
        logger.exception("action %s failed", call.get("next_action"))
        return json_response({"error": "the action failed"}, status=500)


async def begin(app: Sanic, loop: AbstractEventLoop) -> None:
    app.ctx.live.start()
    app.ctx.neighbours.start()
    app.ctx.postman.start()


async def close(app: Sanic, loop: AbstractEventLoop) -> None:
    for thread in (app.ctx.live, app.ctx.neighbours, app.ctx.postman):
        await loop.run_in_executor(None, thread.stop)
    app.ctx.store.close()
