"""Times of day: as a person types them, and the moments at which a clock somewhere shows them."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator

from mend.errors import N_

NAME_A_TIME = N_("Please name a time, such as 21:30.")
# What the field of a browser sends, and what a hand types where there is none: 7:30, 07.30, 22:00.
_HOUR = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)(?::00)?", re.ASCII)
_MINUTE = timedelta(minutes=1)


def _clock_time(typed: object) -> object:
    if not isinstance(typed, str):
        return typed
    found = _HOUR.fullmatch(typed.strip())
    if found is None:
        raise ValueError(NAME_A_TIME)
    return time(int(found[1]), int(found[2]))


ClockTime = Annotated[time, BeforeValidator(_clock_time)]


def typed_time(clock: time) -> str:
    """As the field of a browser has it: 22:00."""
    return clock.strftime("%H:%M")


def whole_minute_after(moment: datetime) -> datetime:
    """`moment`, rounded up to the minute a clock can show."""
    floor = moment.replace(second=0, microsecond=0)
    return floor if floor == moment else floor + _MINUTE


def moment_of(day: date, at: time, zone: str) -> datetime:
    """The moment (UTC) at which a clock in `zone` shows `at` on this day.

    Where a change of clocks lets it show `at` twice, it is the first of the two. Where one skips `at`, it
    is read as if the clock had not jumped yet: 02:30 is the moment that the clock calls 03:30 (RFC 5545,
    section 3.3.5).
    """
    return datetime.combine(day, at.replace(fold=0), ZoneInfo(zone)).astimezone(UTC)


def next_moment_at(at: time, zone: str, now: datetime) -> datetime:
    """The next moment (UTC) after `now` at which a clock in `zone` shows `at`.

    Where a change of clocks lets it show `at` twice, each of the two is such a moment. Where one skips `at`,
    the moment is as much later as the clock jumps, as if it had not jumped yet (RFC 5545, section 3.3.5).
    """
    place = ZoneInfo(zone)
    today = now.astimezone(place).date()
    # A clock that jumps over midnight takes a time of yesterday into today.
    for days in range(-1, 3):
        day = today + timedelta(days=days)
        first = moment_of(day, at, zone)
        if first > now:
            return first
        again = datetime.combine(day, at.replace(fold=1), place).astimezone(UTC)
        if again > now and again.astimezone(place).time() == at:
            return again
    raise AssertionError("a clock shows every time within two days")
