"""`/api/studio/transfer/imports`: a file, the report on it, and taking in what the editor chose of it."""

from __future__ import annotations

from sanic import Blueprint


def add_routes(routes: Blueprint) -> None:
    """To come."""
