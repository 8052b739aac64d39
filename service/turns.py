"""A turn is a row until it is answered: made with the message, leased by one process, ended with the answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from service import baton, conversations, forgetting, handoffs, ratings
from service.clock import now
from service.conversations import Draft, Held, Row
from service.models import BOT, DONE, EVERYONE, FAILED, QUEUE, RUNNING, STAFF, WAITING, Message, Turn
from service.studio.trial import arms as trial_arms
from service.support import Support
from shop.store import reads

LEASE = timedelta(seconds=6)
GREETING = "/greet"
_SHOWS = ("order", "products")

_turns = Turn.__table__
_messages = Message.__table__
_START = insert(_turns)
_OPEN = (
    select(_turns)
    .where(_turns.c.conversation_id == bindparam("conversation_id"), _turns.c.status.in_((WAITING, RUNNING)))
    .order_by(_turns.c.first_seq)
)
_JOIN = (
    update(_turns)
    .where(_turns.c.id == bindparam("turn_id"))
    .values(text=bindparam("longer"), last_seq=bindparam("up_to"), page=bindparam("on_page"))
)
# compare and set: of two processes that answer the same turn, one finds its lease gone
_END = (
    update(_turns)
    .where(_turns.c.id == bindparam("turn_id"), _turns.c.status == RUNNING, _turns.c.owner == bindparam("me"))
    .values(status=bindparam("as_status"), finished=bindparam("at"), understood=bindparam("what"))
)
_LEASE = (
    update(_turns)
    .where(_turns.c.id == bindparam("turn_id"))
    .values(
        status=RUNNING,
        owner=bindparam("me"),
        lease_until=bindparam("until"),
        began_seq=bindparam("began"),
        holder=bindparam("with_holder"),
    )
)


@dataclass(frozen=True)
class Work:
    """A turn that this process holds the lease of: what the bot is to answer."""

    id: str
    conversation_id: str
    text: str
    is_choice: bool
    language: str
    customer_id: str | None
    page: dict[str, Any] | None
    created: datetime
    holder: str
    began_seq: int
    # Rasa's slot: None is what is live
    model: str | None = None

    @property
    def is_greeting(self) -> bool:
        return self.id.endswith("-0")


@dataclass(frozen=True)
class Answer:
    """What the bot said: (kind, body) in order; `reason` is set where it hands the conversation to people."""

    parts: tuple[tuple[str, dict[str, Any]], ...]
    language: str | None = None
    reason: str | None = None
    understood: dict[str, Any] | None = None
    # the shopper asked for it, and the bot has agreed
    forget: bool = False

    @property
    def helps(self) -> bool:
        """Whether it answers a question or goes on with a task: more than a greeting, a doubt or a promise."""
        if self.forget or (self.understood or {}).get("tasks"):
            return True
        return self.reason is None and any(kind in _SHOWS or "source" in body for kind, body in self.parts)


@dataclass(frozen=True)
class Ended:
    """What ending a turn changed. `next` is the turn that waited behind it, leased to the same process."""

    rows: list[Row]
    language: str
    holder: str
    next: Work | None


def conversation_of(turn_id: str) -> str:
    return turn_id.rpartition("-")[0]


def start(
    session: Session,
    conversation: Held,
    seq: int,
    owner: str,
    *,
    text: str,
    is_choice: bool,
    page: dict[str, Any] | None = None,
) -> tuple[str, Work | None]:
    """The turn that will answer row `seq` (0: the greeting): its id, and the work if it may begin now.

    While another turn runs it waits, joined to what waits already; a choice stands alone."""
    is_open = session.execute(_OPEN, {"conversation_id": conversation.id}).all() if seq else []
    last = is_open[-1] if is_open else None
    if last is not None and last.status == WAITING and not is_choice and not last.is_choice:
        joined = {"longer": f"{last.text}\n{text}", "up_to": seq, "on_page": page or last.page}
        session.execute(_JOIN, joined | {"turn_id": last.id})
        return str(last.id), None
    work = _work(session, conversation, seq, text, is_choice, page)
    _insert(session, work, seq, None if is_open else owner)
    return work.id, None if is_open else work


def leave_for_bot(session: Session, conversation: Held, seqs: list[int], text: str) -> None:
    """A turn over messages that nobody has answered, for whoever looks for what was left behind."""
    work = _work(session, conversation, seqs[0], text)
    _insert(session, work, seqs[0], None)
    joined = {"longer": text, "up_to": seqs[-1], "on_page": None}
    session.execute(_JOIN, joined | {"turn_id": work.id})


def finish(session: Session, work: Work, owner: str, answer: Answer, support: Support) -> Ended | None:
    """Writes the answer and ends the turn, in one; None if the lease has gone to somebody else, who will answer.

    Where the baton moved meanwhile the shopper does not see the answer: it is kept for staff. So is what says nothing
    to a shopper who waits for a person. Where the turn calls for a person the conversation goes to people, and to a
    furious message the bot says nothing."""
    with conversations.hold(session, work.conversation_id) as conversation:
        if not _end(session, work.id, owner, DONE, answer.understood):
            return None
        moved = baton.has_moved(conversation, work.holder, work.began_seq)
        calls = not (moved or work.is_greeting or answer.forget)
        call = handoffs.consider(session, conversation, answer.reason, answer.parts, support) if calls else None
        is_idle = conversation.holder == QUEUE and not work.is_greeting and not answer.helps
        audience = STAFF if moved or is_idle or (call and call.hides_answer) else EVERYONE
        # what was said while the bot answered was said afterwards
        rows = forgetting.forget(session, conversation, work.began_seq) if answer.forget else []
        # an answer in the language that was asked in changes nothing: the shopper may have chosen another meanwhile
        if answer.language and answer.language != work.language and not moved:
            rows += conversations.set_language(session, conversation, answer.language)
        drafts = [
            Draft(BOT, kind, body, f"turn:{work.id}:{number}", audience)
            for number, (kind, body) in enumerate(answer.parts)
        ]
        rows += conversations.append(session, conversation, drafts)
        if call is not None:
            rows += handoffs.call(session, conversation, call, support)
        elif calls and conversation.holder == BOT:
            rows += ratings.ask_after(session, conversation, answer.understood or {}, support.policy)
        return Ended(rows, conversation.language, conversation.holder, _next(session, conversation, owner))


def fail(session: Session, work: Work, owner: str, support: Support) -> Ended | None:
    """Ends a turn that the bot will not answer: people take the conversation, unless they have it."""
    with conversations.hold(session, work.conversation_id) as conversation:
        if not _end(session, work.id, owner, FAILED, None):
            return None
        moved = baton.has_moved(conversation, work.holder, work.began_seq)
        calls = not moved and not work.is_greeting
        rows = handoffs.bot_is_unavailable(session, conversation, support) if calls else []
        return Ended(rows, conversation.language, conversation.holder, _next(session, conversation, owner))


def claim(session: Session, turn_id: str, owner: str) -> Work | None:
    """Leases a turn that nobody works on; None where somebody was faster, or people have the conversation."""
    with conversations.hold(session, conversation_of(turn_id)) as conversation:
        is_open = session.execute(_OPEN, {"conversation_id": conversation.id}).all()
        if not is_open or is_open[0].id != turn_id:
            return None
        turn = is_open[0]
        if turn.status == WAITING:
            return _begin(session, conversation, turn, owner) if baton.bot_answers(conversation) else None
        if turn.lease_until is not None and turn.lease_until >= now():
            return None
        # where the turn began, and with whom, stays: the baton may have moved while nobody worked on it
        return _lease(session, conversation, turn, owner, turn.holder, turn.began_seq)


def renew(session: Session, owner: str, turn_ids: list[str]) -> None:
    session.execute(_of(owner).where(_turns.c.id.in_(turn_ids)).values(lease_until=now() + LEASE))


def release(session: Session, owner: str) -> None:
    """Lets go of every lease, so that whoever comes next need not wait for them to run out."""
    session.execute(_of(owner).values(lease_until=None))


def release_of_predecessors(session: Session, place: str, owner: str) -> None:
    """Lets go of what earlier processes at this place held. Call it only where this process is the one at the place."""
    theirs = _turns.c.owner.startswith(f"{place}/", autoescape=True) & (_turns.c.owner != owner)
    session.execute(update(_turns).where(_turns.c.status == RUNNING, theirs).values(lease_until=None))


@reads
def over(session: Session, turn_ids: list[str]) -> list[str]:
    """Those of the turns that have ended."""
    query = select(_turns.c.id).where(_turns.c.id.in_(turn_ids), _turns.c.status.not_in((WAITING, RUNNING)))
    return list(session.execute(query).scalars())


def said_in(session: Session, conversation_id: str, turn_id: str) -> list[str]:
    """The bot's words in a turn, a row each."""
    query = (
        select(_messages.c.body)
        .where(
            _messages.c.conversation_id == conversation_id,
            _messages.c.author == BOT,
            _messages.c.client_id.startswith(f"turn:{turn_id}:", autoescape=True),
        )
        .order_by(_messages.c.seq)
    )
    return [str(body.get("text") or "") for body in session.execute(query).scalars()]


def _of(owner: str) -> Any:
    return update(_turns).where(_turns.c.status == RUNNING, _turns.c.owner == owner)


def _insert(session: Session, work: Work, seq: int, owner: str | None) -> None:
    turn = {
        "id": work.id,
        "conversation_id": work.conversation_id,
        "first_seq": seq,
        "last_seq": seq,
        "text": work.text,
        "is_choice": work.is_choice,
        "page": work.page,
        "status": RUNNING if owner else WAITING,
        "holder": work.holder,
        "began_seq": work.began_seq,
        "owner": owner,
        "lease_until": now() + LEASE if owner else None,
        "created": work.created,
    }
    session.execute(_START, turn)


def _end(session: Session, turn_id: str, owner: str, status: str, understood: dict[str, Any] | None) -> bool:
    ended = {"turn_id": turn_id, "me": owner, "as_status": status, "at": now(), "what": understood}
    return bool(cast(CursorResult, session.execute(_END, ended)).rowcount == 1)


def _work(
    session: Session,
    conversation: Held,
    seq: int,
    text: str,
    is_choice: bool = False,
    page: dict[str, Any] | None = None,
) -> Work:
    return Work(
        id=f"{conversation.id}-{seq}",
        conversation_id=conversation.id,
        text=text,
        is_choice=is_choice,
        language=conversation.language,
        customer_id=conversation.customer_id,
        page=page,
        created=now(),
        holder=conversation.holder,
        began_seq=conversation.last_seq,
        model=trial_arms.model_of(session, conversation.id),
    )


def _next(session: Session, conversation: Held, owner: str) -> Work | None:
    if not baton.bot_answers(conversation):
        return None
    waiting = session.execute(_OPEN, {"conversation_id": conversation.id}).first()
    return None if waiting is None else _begin(session, conversation, waiting, owner)


def _begin(session: Session, conversation: Held, turn: Any, owner: str) -> Work:
    return _lease(session, conversation, turn, owner, conversation.holder, conversation.last_seq)


def _lease(session: Session, conversation: Held, turn: Any, owner: str, holder: str, began_seq: int) -> Work:
    leased = {"turn_id": turn.id, "me": owner, "until": now() + LEASE, "began": began_seq, "with_holder": holder}
    session.execute(_LEASE, leased)
    return Work(
        id=turn.id,
        conversation_id=conversation.id,
        text=turn.text,
        is_choice=turn.is_choice,
        language=conversation.language,
        customer_id=conversation.customer_id,
        page=turn.page,
        created=turn.created,
        holder=holder,
        began_seq=began_seq,
        model=trial_arms.model_of(session, conversation.id),
    )
