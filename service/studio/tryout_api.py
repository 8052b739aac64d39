"""`/api/studio/tryout`: a chat with the draft or with the published model."""

from __future__ import annotations

from sanic import Blueprint


def blueprint() -> Blueprint:
    return Blueprint("studio_tryout_api", url_prefix="/api/studio/tryout")
