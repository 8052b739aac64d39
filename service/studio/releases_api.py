"""`/api/studio/releases`: publishing, going back, and the versions with their figures."""

from __future__ import annotations

from sanic import Blueprint


def blueprint() -> Blueprint:
    return Blueprint("studio_releases_api", url_prefix="/api/studio/releases")
