"""A mail server on loopback that keeps what it is given."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from bench.stack import free_port
from shop.settings import MailServer


class Mailbox:
    """`answers` are said to the next messages instead of taking them; `at` is where the server answers so."""

    def __init__(self, *answers: str, at: str = "data") -> None:
        self.messages: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.over_tls: list[bool] = []
        self.logins: list[tuple[bytes, bytes]] = []
        self._answers, self._at = list(answers), at

    async def handle_RCPT(self, _s: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:
        if self._at == "recipient" and self._answers:
            return self._answers.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self._answers:
            return self._answers.pop(0)
        self.messages.append(BytesParser(policy=default).parsebytes(envelope.content))  # type: ignore[arg-type]
        self.recipients += envelope.rcpt_tos
        self.over_tls.append(session.ssl is not None)
        return "250 OK"

    def authenticate(self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, given: Any) -> AuthResult:
        self.logins.append((given.login, given.password))
        return AuthResult(success=given.password == b"p@ss")


@contextmanager
def serving(mailbox: Mailbox, *, starttls: ssl.SSLContext | None = None, login: bool = False) -> Iterator[MailServer]:
    """The settings with which the mailbox is reached."""
    options: dict[str, Callable[..., Any] | bool | ssl.SSLContext | None] = {"tls_context": starttls}
    if login:
        options |= {"authenticator": mailbox.authenticate, "auth_required": True, "auth_require_tls": True}
    port = free_port()
    controller = Controller(mailbox, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        yield MailServer("127.0.0.1", port, tls=False, user="shop" if login else "", password="p@ss" if login else "")
    finally:
        controller.stop()
