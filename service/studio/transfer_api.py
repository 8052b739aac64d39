"""`/api/studio/transfer`: import and export of training data and answers."""

from __future__ import annotations

from sanic import Blueprint


def blueprint() -> Blueprint:
    return Blueprint("studio_transfer_api", url_prefix="/api/studio/transfer")
