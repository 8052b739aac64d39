"""When people are there: `Mon-Fri 09:00-18:00 Europe/Berlin; Sat 10:00-14:00; closed 2026-12-25, 2026-12-26`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from typing import NoReturn
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time, get_timezone_location

from service.errors import BadSettings

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_PART = re.compile(
    r"(?P<days>[A-Za-z]{3}(?:\s*[-,]\s*[A-Za-z]{3})*)\s+"
    r"(?P<spans>\d{1,2}:\d\d\s*-\s*\d{1,2}:\d\d(?:\s*,\s*\d{1,2}:\d\d\s*-\s*\d{1,2}:\d\d)*)"
    r"(?:\s+(?P<zone>[A-Za-z][\w+-]*(?:/[\w+-]+)*))?"
)
_CLOSED = re.compile(r"closed\s+(?P<dates>\d{4}-\d\d-\d\d(?:\s*,\s*\d{4}-\d\d-\d\d)*)", re.IGNORECASE)
_EXAMPLE = "Mon-Fri 09:00-18:00 Europe/Berlin; Sat 10:00-14:00; closed 2026-12-25"
_MIDNIGHT = 24 * 60
# further ahead than any week of holidays
_LOOK_AHEAD_DAYS = 60
_AHEAD = {
    "today": {"en": "today at {time}", "zh": "今天{time}"},
    "tomorrow": {"en": "tomorrow at {time}", "zh": "明天{time}"},
    "this week": {"en": "on {day} at {time}", "zh": "{day}{time}"},
    "later": {"en": "on {date} at {time}", "zh": "{date}{time}"},
}
_ZONE_NAMED = {"en": " ({place} time)", "zh": "（{place}时间）"}


@dataclass(frozen=True)
class OpeningHours:
    """`spans`: by weekday (0 Monday), minutes since midnight from and to. No spans at all: always open."""

    spans: Mapping[int, tuple[tuple[int, int], ...]] = field(default_factory=dict)
    closed: frozenset[date] = frozenset()
    zone: tzinfo = timezone.utc

    @classmethod
    def parse(cls, written: str) -> OpeningHours:
        """An empty text: always open. Raises BadSettings, naming the part that cannot be read."""
        spans: dict[int, tuple[tuple[int, int], ...]] = {}
        closed: set[date] = set()
        zones: set[str] = set()
        for part in filter(None, (part.strip() for part in written.split(";"))):
            if holidays := _CLOSED.fullmatch(part):
                closed |= {_date(day.strip(), part) for day in holidays["dates"].split(",")}
            elif hours := _PART.fullmatch(part):
                listed = tuple(sorted(_span(span, part) for span in hours["spans"].split(",")))
                spans.update({day: spans.get(day, ()) + listed for day in _days(hours["days"], part)})
                zones |= {hours["zone"]} - {None}
            else:
                _refuse(part, "cannot be read")
        if len(zones) > 1:
            _refuse(written, "names more than one time zone")
        if closed and not spans:
            _refuse(written, "names closed days but no hours")
        return cls(spans, frozenset(closed), _zone(zones.pop()) if zones else timezone.utc)

    def is_open(self, moment: datetime) -> bool:
        """`moment` has a time zone, whichever."""
        if not self.spans:
            return True
        there = moment.astimezone(self.zone)
        minute = there.hour * 60 + there.minute
        return any(begin <= minute < end for begin, end in self._of(there.date()))

    def next_opening(self, moment: datetime) -> datetime | None:
        """When people are back, in their own time zone; None where no day ahead has any hours."""
        there = moment.astimezone(self.zone)
        for ahead in range(_LOOK_AHEAD_DAYS):
            day = there.date() + timedelta(days=ahead)
            for begin, _ in sorted(self._of(day)):
                opening = datetime.combine(day, time(begin // 60, begin % 60), self.zone)
                if opening > there:
                    return opening
        return None

    def _of(self, day: date) -> tuple[tuple[int, int], ...]:
        return () if day in self.closed else self.spans.get(day.weekday(), ())


def said(opening: datetime, moment: datetime, language: str) -> str:
    """`on Monday at 9:00 (Berlin time)`, as a person would say it at `moment`."""
    days = (opening.date() - moment.astimezone(opening.tzinfo).date()).days
    nearness = "today" if days == 0 else "tomorrow" if days == 1 else "this week" if days < 7 else "later"
    locale = Locale.parse("zh_CN" if language == "zh" else "en_GB")
    written = (
        _AHEAD[nearness]
        .get(language, _AHEAD[nearness]["en"])
        .format(
            time=format_time(opening, "H:mm", locale=locale),
            day=format_date(opening, "EEEE", locale=locale),
            date=format_date(opening, "EEEE, d MMMM" if language != "zh" else "M月d日EEEE", locale=locale),
        )
    )
    if isinstance(opening.tzinfo, ZoneInfo):
        place = get_timezone_location(opening.tzinfo, locale=locale, return_city=True)
    else:
        place = "UTC"
    return written + _ZONE_NAMED.get(language, _ZONE_NAMED["en"]).format(place=place)


def _days(written: str, part: str) -> list[int]:
    days: list[int] = []
    for piece in written.split(","):
        ends = [_day(name.strip(), part) for name in piece.split("-")]
        if len(ends) > 2 or ends[0] > ends[-1]:
            _refuse(part, "has days that do not run from Monday towards Sunday")
        days += range(ends[0], ends[-1] + 1)
    return days


def _day(name: str, part: str) -> int:
    if name.lower() not in _DAYS:
        _refuse(part, f"has {name}, which is none of {', '.join(day.title() for day in _DAYS)}")
    return _DAYS.index(name.lower())


def _span(written: str, part: str) -> tuple[int, int]:
    begin, end = (_minute(moment.strip(), part) for moment in written.split("-"))
    if begin >= end:
        _refuse(part, "ends before it begins: write hours over midnight as two days")
    return begin, end


def _minute(written: str, part: str) -> int:
    hour, minute = (int(number) for number in written.split(":"))
    if minute > 59 or 60 * hour + minute > _MIDNIGHT:
        _refuse(part, f"has {written}, which is no time of day")
    return 60 * hour + minute


def _date(written: str, part: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        _refuse(part, f"has {written}, which is no day")


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        _refuse(name, "is no time zone such as Europe/Berlin")


def _refuse(part: str, why: str) -> NoReturn:
    raise BadSettings(f"AISLE_OPENING_HOURS: {part!r} {why}. An example: {_EXAMPLE}")
