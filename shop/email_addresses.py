"""E-mail addresses that a mail can go to or come from."""

from __future__ import annotations

from email.errors import HeaderParseError
from email.headerregistry import Address
from email.utils import parseaddr


def mailbox(address: str, name: str = "") -> Address:
    """`anna@example.com`, for a header. Raises ValueError for what is none, or has a line break or a second one."""
    try:
        parsed = Address(name, addr_spec=address)
    except (ValueError, IndexError, HeaderParseError):
        raise ValueError("no e-mail address") from None
    if not (parsed.username and parsed.domain):
        raise ValueError("no e-mail address")
    return parsed


def named_mailbox(written: str) -> Address:
    """`Larkfield <help@larkfield.example>`, or the address alone. Raises ValueError."""
    if not written.isprintable():
        raise ValueError("no e-mail address")
    name, address = parseaddr(written)
    return mailbox(address, name)
