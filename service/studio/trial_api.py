"""`/api/studio/trial`: a release that takes a share of new conversations, and how it compares."""

from __future__ import annotations

from sanic import Blueprint


def blueprint() -> Blueprint:
    return Blueprint("studio_trial_api", url_prefix="/api/studio/trial")
