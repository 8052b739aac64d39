from __future__ import annotations

import pytest
from environs import EnvError

from shop.settings import MailServer, ShopSettings


def settings(monkeypatch: pytest.MonkeyPatch, **environ: str) -> ShopSettings:
    for name, value in environ.items():
        monkeypatch.setenv(f"AISLE_{name}", value)
    return ShopSettings.from_environ()


def test_without_a_mail_server_mails_stay_in_the_outbox(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AISLE_SMTP_URL", raising=False)
    assert settings(monkeypatch).mail_server is None


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtps://shop:p%40ss@mail.example.com", MailServer("mail.example.com", 465, True, "shop", "p@ss")),
        ("smtp://mail.example.com", MailServer("mail.example.com", 587, False)),
        ("smtp://127.0.0.1:1025/", MailServer("127.0.0.1", 1025, False)),
        ("smtp://a%3Ab:c@[::1]:2525", MailServer("::1", 2525, False, "a:b", "c")),
    ],
)
def test_a_mail_server_is_read_from_its_url(monkeypatch: pytest.MonkeyPatch, url: str, server: MailServer) -> None:
    read = settings(monkeypatch, SMTP_URL=url, MAIL_FROM="Larkfield <help@larkfield.example>")
    assert read.mail_server == server


@pytest.mark.parametrize(
    "url",
    [
        "mail.example.com",
        "http://shop:hunter2@mail.example.com",
        "smtp://shop:hunter2@",
        "smtp://shop:hunter2@mail.example.com:99999",
        "smtp://shop:hunter2/@mail.example.com",
        "smtp://shop:hunter2@[mail",
        "smtp://shop:hunter2@mail.example.com?tls=no",
    ],
)
def test_what_is_no_mail_server_is_refused_and_not_repeated(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    with pytest.raises(EnvError) as error:
        settings(monkeypatch, SMTP_URL=url, MAIL_FROM="help@larkfield.example")
    assert "SMTP_URL" in str(error.value) and "hunter2" not in str(error.value)


@pytest.mark.parametrize(
    "sender", ["", "help", "help@", "@larkfield.example", "help@larkfield.example\r\nBcc: a@b", "Larkfield <help"]
)
def test_a_mail_server_needs_a_sender(monkeypatch: pytest.MonkeyPatch, sender: str) -> None:
    with pytest.raises(EnvError, match="MAIL_FROM"):
        settings(monkeypatch, SMTP_URL="smtp://127.0.0.1", MAIL_FROM=sender)


def test_no_secret_shows_when_settings_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = repr(
        settings(
            monkeypatch,
            SMTP_URL="smtp://shop:hunter2@mail.example.com",
            MAIL_FROM="help@larkfield.example",
            SECRET="a-signing-secret",
            DATABASE_URL="postgresql://shop:letmein@db/shop",
        )
    )
    assert not any(secret in shown for secret in ("hunter2", "a-signing-secret", "letmein"))


@pytest.mark.parametrize(
    ("host", "on_loopback"),
    [
        ("127.0.0.1", True),
        ("127.0.0.2", True),
        ("::1", True),
        ("localhost", True),
        ("10.0.0.1", False),
        ("mail.example.com", False),
    ],
)
def test_only_this_machine_is_loopback(host: str, on_loopback: bool) -> None:
    assert MailServer(host, 25, tls=False).on_loopback is on_loopback
