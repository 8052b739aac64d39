"""`/api/studio/language`: the training data: intents, examples, synonyms, lookups."""

from __future__ import annotations

from sanic import Blueprint


def blueprint() -> Blueprint:
    return Blueprint("studio_language_api", url_prefix="/api/studio/language")
