"""What came while nobody was there is seen at the desk, and answered by mail once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sanic import Sanic
from sqlalchemy import select, update

from service.handoff_models import Ticket
from service.settings import ServiceSettings
from shop.case_models import Mail
from tests.service.conftest import MakeTab
from tests.service.desk.conftest import Hire
from tests.service.fake_rasa import FakeRasa, reply, text
from tests.service.harness import Tab

# there is no such day of the week today and in the days around it
CLOSED = "Mon 00:00-00:01"


@pytest.fixture
def settings(settings: ServiceSettings) -> ServiceSettings:
    return replace(settings, opening_hours=CLOSED)


async def left(new_tab: MakeTab, rasa: FakeRasa) -> tuple[Tab, str]:
    rasa.answer = lambda question: reply(text("I'll fetch somebody."), handoff="asked_for_human")
    tab = await new_tab().joined()
    await tab.say("I want a human")
    await tab.noticed("ticket")
    return tab, str(rasa.questions[-1]["conversation"])


async def mails(app: Sanic) -> list[Any]:
    query = select(Mail).where(Mail.kind == "ticket_answer")
    return list(await app.ctx.store.run(lambda session: session.execute(query).scalars().all()))


async def test_a_ticket_is_listed_answered_by_mail_once_and_gone(
    app: Sanic, hire: Hire, new_tab: MakeTab, rasa: FakeRasa
) -> None:
    tab, conversation_id = await left(new_tab, rasa)
    await tab.say("ana@web.de")
    await tab.noticed("ticket")
    mia = await hire("Mia", presence="busy")
    _, found = await mia.get("/api/desk/tickets")
    [ticket] = found["tickets"]
    assert ticket["asked"] == "I want a human" and ticket["email"] == "ana@web.de" and ticket["name"] == "T00001"
    for _ in range(2):
        status, _ = await mia.does(conversation_id, f"tickets/{ticket['id']}", text="Your coat left today {name}.")
        assert status == 200
    [mail] = await mails(app)
    assert mail.to == "ana@web.de" and "Your coat left today {name}." in mail.text and "T00001" in mail.subject
    assert (await mia.get("/api/desk/tickets"))[1]["tickets"] == []
    assert "Mia" in tab.rows[-1]["body"]["text"] and "coat left" not in str(tab.rows)
    _, shown = await mia.get(f"/api/desk/conversations/{conversation_id}")
    assert "coat left" in str(shown["rows"])


async def test_without_an_address_the_answer_is_refused_and_the_ticket_stays(
    app: Sanic, hire: Hire, new_tab: MakeTab, rasa: FakeRasa
) -> None:
    _, conversation_id = await left(new_tab, rasa)
    mia = await hire("Mia", presence="busy")
    [ticket] = (await mia.get("/api/desk/tickets"))[1]["tickets"]
    status, refusal = await mia.does(conversation_id, f"tickets/{ticket['id']}", text="Hello")
    assert status == 409 and refusal["error"]["code"] == "no_address"
    assert len((await mia.get("/api/desk/tickets"))[1]["tickets"]) == 1
    assert (await mia.does(conversation_id, "tickets/999", text="Hello"))[0] == 404
    assert (await mia.does("f" * 32, f"tickets/{ticket['id']}", text="Hello"))[0] == 404
    await app.ctx.store.run(lambda session: session.execute(update(Ticket).values(email="x@y.z")))
    assert (await mia.does(conversation_id, f"tickets/{ticket['id']}", text=""))[0] == 400
    assert await mails(app) == []
