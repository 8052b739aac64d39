"""`/api/studio/inbox`: real messages that the bot may have got wrong, masked and grouped."""

from __future__ import annotations

from sanic import Blueprint


def blueprint() -> Blueprint:
    return Blueprint("studio_inbox_api", url_prefix="/api/studio/inbox")
