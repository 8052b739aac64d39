"""`/api/studio/stories`: stories and rules, and the dialogues they are tested with."""

from __future__ import annotations

from sanic import Blueprint


def blueprint() -> Blueprint:
    return Blueprint("studio_stories_api", url_prefix="/api/studio/stories")
