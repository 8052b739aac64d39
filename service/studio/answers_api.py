"""`/api/studio/answers`: responses and FAQ passages, their versions, and questions that found no answer."""

from __future__ import annotations

from sanic import Blueprint


def blueprint() -> Blueprint:
    return Blueprint("studio_answers_api", url_prefix="/api/studio/answers")
