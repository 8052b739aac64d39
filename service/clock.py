"""UTC times as the database keeps them (naive) and as clients see them."""

from __future__ import annotations

from datetime import datetime, timezone


def utc_now() -> datetime:
    return datetime.now(timezone.utc)


def now() -> datetime:
    """Now, in UTC, without a time zone, to the millisecond."""
    moment = datetime.utcnow()
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def as_text(moment: datetime) -> str:
    """`2026-11-21T10:00:00.000Z`"""
    return moment.isoformat(timespec="milliseconds") + "Z"
