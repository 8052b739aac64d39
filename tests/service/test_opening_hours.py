"""Opening hours as a shop writes them, and when people are back as a shopper reads it."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from service.errors import BadSettings
from service.opening_hours import OpeningHours, said

WRITTEN = "Mon-Fri 09:00-18:00 Europe/Berlin; Sat 10:00-14:00; closed 2026-12-25, 2026-12-26"
HOURS = OpeningHours.parse(WRITTEN)


def utc(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=timezone.utc)


def test_without_hours_somebody_is_always_there() -> None:
    assert OpeningHours.parse("").is_open(utc(29, 3)) and OpeningHours().is_open(utc(29, 3))


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        (utc(27, 8), True),  # Friday, 9:00 in Berlin
        (utc(27, 7, 59), False),
        (utc(27, 16, 59), True),
        (utc(27, 17), False),
        (utc(28, 9), True),  # Saturday, 10:00
        (utc(28, 13), False),
        (utc(29, 11), False),
        (utc(25, 11, month=12), False),  # a Friday, closed
    ],
)
def test_open_is_from_the_first_minute_to_before_the_last_in_the_shops_own_zone(
    moment: datetime, is_open: bool
) -> None:
    assert HOURS.is_open(moment) is is_open


@pytest.mark.parametrize(
    ("moment", "english", "chinese"),
    [
        (utc(27, 5), "today at 9:00 (Berlin time)", "今天9:00（柏林时间）"),
        (utc(27, 20), "tomorrow at 10:00 (Berlin time)", "明天10:00（柏林时间）"),
        (utc(28, 14), "on Monday at 9:00 (Berlin time)", "星期一9:00（柏林时间）"),
        (utc(24, 20, month=12), "on Monday at 9:00 (Berlin time)", "星期一9:00（柏林时间）"),
    ],
)
def test_when_people_are_back_is_said_as_a_person_would(moment: datetime, english: str, chinese: str) -> None:
    opening = HOURS.next_opening(moment)
    assert opening is not None
    assert (said(opening, moment, "en"), said(opening, moment, "zh")) == (english, chinese)


def test_after_a_long_holiday_the_date_is_named() -> None:
    closed = ", ".join(f"2026-12-{day}" for day in range(24, 32))
    moment = utc(23, 20, month=12)
    opening = OpeningHours.parse(f"Mon-Fri 09:00-18:00 Europe/Berlin; closed {closed}").next_opening(moment)
    assert opening is not None and said(opening, moment, "en") == "on Friday, 1 January at 9:00 (Berlin time)"
    assert said(opening, moment, "zh") == "1月1日星期五9:00（柏林时间）"


def test_lunch_is_a_second_span() -> None:
    hours = OpeningHours.parse("Mon,Wed 09:00-12:00, 13:00-17:00")
    assert hours.is_open(utc(25, 11)) and not hours.is_open(utc(25, 12, 30)) and hours.is_open(utc(25, 13))
    assert not hours.is_open(utc(24, 11))
    assert hours.next_opening(utc(25, 12, 30)) == utc(25, 13)


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ("Mon-Fri 9-18", "Mon-Fri 9-18"),
        ("Mo 09:00-18:00", "Mo 09:00-18:00"),
        ("Mon-Xyz 09:00-18:00", "Xyz"),
        ("Fri-Mon 09:00-18:00", "Monday towards Sunday"),
        ("Mon 18:00-09:00", "midnight"),
        ("Mon 09:00-25:00", "25:00"),
        ("Mon 09:00-10:00 Nowhere/City", "Nowhere/City"),
        ("Mon 09:00-10:00 Europe/Berlin; Tue 09:00-10:00 Asia/Shanghai", "more than one"),
        ("Mon 09:00-10:00; closed 2026-13-01", "2026-13-01"),
        ("closed 2026-12-25", "no hours"),
    ],
)
def test_what_cannot_be_read_is_named(written: str, named: str) -> None:
    with pytest.raises(BadSettings, match="AISLE_OPENING_HOURS") as error:
        OpeningHours.parse(written)
    assert named in str(error.value)
