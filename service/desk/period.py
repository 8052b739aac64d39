"""Whole days as a calendar counts them where the shop is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from service.errors import BadRequest

DAY = timedelta(days=1)
_LONGEST = 400
# the calendar's own ends have no day before or after, which a time zone may need
_YEARS = (2000, 2999)
_UTC = ZoneInfo("UTC")


@dataclass(frozen=True)
class Period:
    """Whole days, both included, as a calendar in `zone` counts them."""

    first: date
    last: date
    zone: ZoneInfo

    @classmethod
    def read(cls, first: str, last: str, zone: str) -> Period:
        """Raises BadRequest."""
        try:
            period = cls(date.fromisoformat(first), date.fromisoformat(last), ZoneInfo(zone))
        except (ValueError, KeyError, OSError):
            raise BadRequest("from and to are days, tz is a time zone") from None
        if not (_YEARS[0] <= period.first.year and period.last.year <= _YEARS[1]):
            raise BadRequest("no such year")
        if not 0 <= (period.last - period.first).days < _LONGEST:
            raise BadRequest(f"a period has 1 to {_LONGEST} days")
        return period

    @property
    def begin(self) -> datetime:
        return self._utc(self.first)

    @property
    def end(self) -> datetime:
        return self._utc(self.last + DAY)

    def local(self, moment: datetime) -> datetime:
        return moment.replace(tzinfo=_UTC).astimezone(self.zone)

    def _utc(self, day: date) -> datetime:
        return datetime.combine(day, time(), self.zone).astimezone(_UTC).replace(tzinfo=None)
