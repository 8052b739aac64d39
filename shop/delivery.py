"""How a mail leaves: over SMTP, or into the local outbox, which is the table that it is in already."""

from __future__ import annotations

import contextlib
import smtplib
import ssl
import time
from collections.abc import Callable
from email.message import EmailMessage
from typing import Protocol

from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from shop.errors import Refused, Undelivered
from shop.settings import MailServer

_TIMEOUT_S = 15.0
_CONNECTS = 3
_PAUSE = wait_random_exponential(multiplier=0.3, max=3.0)
_PERMANENT = 500


class Delivery(Protocol):
    """Where mails go."""

    def send(self, message: EmailMessage) -> None:
        """Hands over one message to the one address in its To.

        Raises Refused where this message will never be taken, Undelivered where it may be later. Neither names the
        address or anything of the message."""


class LocalOutbox:
    """Nothing leaves the machine: whoever runs the demo reads the mails in the table."""

    def send(self, message: EmailMessage) -> None:
        return None


class Smtp:
    """A connection for each mail, over TLS from the start (`smtps`) or after STARTTLS; without only on loopback."""

    def __init__(
        self,
        server: MailServer,
        *,
        context: ssl.SSLContext | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._server = server
        self._context = context
        # only the connecting is repeated here: once a message is on its way, a second may be a second mail
        self._connecting = Retrying(
            retry=retry_if_exception_type((OSError, smtplib.SMTPConnectError, smtplib.SMTPServerDisconnected)),
            stop=stop_after_attempt(_CONNECTS),
            wait=_PAUSE,
            reraise=True,
            sleep=sleep,
        )

    def send(self, message: EmailMessage) -> None:
        try:
            connection = self._connecting(self._connect)
            try:
                self._log_in(connection)
                connection.send_message(message)
            finally:
                _hang_up(connection)
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            raise (Refused if min(codes) >= _PERMANENT else Undelivered)(f"recipient: {codes[0]}") from None
        except smtplib.SMTPDataError as error:
            raise (Refused if error.smtp_code >= _PERMANENT else Undelivered)(f"data: {error.smtp_code}") from None
        except smtplib.SMTPNotSupportedError:
            raise Refused("the server cannot take such an address") from None
        except smtplib.SMTPResponseException as error:
            # greeting, log-in or sender: no fault of this mail, so it waits until somebody has set it right
            raise Undelivered(f"{type(error).__name__}: {error.smtp_code}") from None
        except (OSError, smtplib.SMTPException) as error:
            raise Undelivered(type(error).__name__) from None

    def _connect(self) -> smtplib.SMTP:
        server = self._server
        if not server.tls:
            return smtplib.SMTP(server.host, server.port, timeout=_TIMEOUT_S)
        context = self._context or ssl.create_default_context()
        return smtplib.SMTP_SSL(server.host, server.port, timeout=_TIMEOUT_S, context=context)

    def _log_in(self, connection: smtplib.SMTP) -> None:
        server = self._server
        connection.ehlo_or_helo_if_needed()
        if not server.tls and (connection.has_extn("starttls") or not server.on_loopback):
            connection.starttls(context=self._context or ssl.create_default_context())
            connection.ehlo()
        if server.user:
            connection.login(server.user, server.password)


def _hang_up(connection: smtplib.SMTP) -> None:
    """What goes wrong from here on says nothing of the message."""
    with contextlib.suppress(OSError, smtplib.SMTPException):
        connection.quit()
    connection.close()
