"""The shop's settings, read once from the environment."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from babel.numbers import is_currency
from environs import Env, ValidationError

from shop.email_addresses import named_mailbox
from shop.words import CURRENCY, LANGUAGES

_PORTS = {"smtp": 587, "smtps": 465}


@dataclass(frozen=True)
class MailServer:
    """`tls`: from the first byte. Without it STARTTLS is asked for, and insisted on but for a server on loopback."""

    host: str
    port: int
    tls: bool
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)

    @classmethod
    def of_url(cls, url: str) -> MailServer:
        """`smtp[s]://user:password@host:port`, user and password percent-encoded.

        Raises ValueError, which does not repeat the URL."""
        parts = urlsplit(url)
        if parts.scheme not in _PORTS or not parts.hostname or parts.path.strip("/") or parts.query or parts.fragment:
            raise ValueError("not of the form smtp://user:password@host:587 or smtps://user:password@host:465")
        try:
            port = parts.port or _PORTS[parts.scheme]
        except ValueError:
            raise ValueError("the port is no number of 1 to 65535") from None
        return cls(
            parts.hostname, port, parts.scheme == "smtps", unquote(parts.username or ""), unquote(parts.password or "")
        )

    @property
    def on_loopback(self) -> bool:
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"


@dataclass(frozen=True)
class ShopSettings:
    database_url: str = field(default="sqlite:///var/aisle.db", repr=False)
    var: Path = Path("var")
    # what the shop sells in: prices in any other are refused at import
    currency: str = CURRENCY
    # those that shoppers search in
    languages: tuple[str, ...] = LANGUAGES
    # None: mails stay in the outbox, for the demo to show
    mail_server: MailServer | None = None
    mail_from: str = ""
    # signs links to documents; empty where no process serves them
    secret: str = field(default="", repr=False)

    @classmethod
    def from_environ(cls) -> ShopSettings:
        """Reads AISLE_VAR, AISLE_DATABASE_URL (by default `aisle.db` in AISLE_VAR), AISLE_CURRENCY (ISO 4217),
        AISLE_LANGUAGES, AISLE_SECRET, and for mails AISLE_SMTP_URL (`smtps://user:password@host:465`, or `smtp://…:587`
        with STARTTLS) and AISLE_MAIL_FROM (`Larkfield <help@larkfield.example>`, needed with a server).

        Raises environs.EnvError for what is no currency, mail server or sender; it repeats neither password nor URL."""
        env = Env()
        with env.prefixed("AISLE_"):
            var = Path(env.str("VAR", "var"))
            server = env.str("SMTP_URL", "", validate=_is_mail_server)
            return cls(
                database_url=env.str("DATABASE_URL", f"sqlite:///{var / 'aisle.db'}"),
                var=var,
                currency=env.str("CURRENCY", cls.currency, validate=_is_currency).upper(),
                languages=tuple(env.list("LANGUAGES", list(cls.languages))),
                mail_server=MailServer.of_url(server) if server else None,
                mail_from=env.str("MAIL_FROM", "", validate=_is_sender if server else None),
                secret=env.str("SECRET", ""),
            )


def _is_mail_server(url: str) -> None:
    if url:
        try:
            MailServer.of_url(url)
        except ValueError as error:
            raise ValidationError(str(error)) from None


def _is_sender(written: str) -> None:
    try:
        named_mailbox(written)
    except ValueError:
        raise ValidationError("no address such as Larkfield <help@larkfield.example>") from None


def _is_currency(code: str) -> None:
    if not is_currency(code.upper()):
        raise ValidationError(f"{code!r} is no currency: give its ISO 4217 code, such as EUR")
