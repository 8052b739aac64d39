"""`/api/studio/checks`: what a release would change: validation, cross-validation, the last real messages."""

from __future__ import annotations

from sanic import Blueprint


def blueprint() -> Blueprint:
    return Blueprint("studio_checks_api", url_prefix="/api/studio/checks")
