"""The clock a TZID stands for. Nothing of one file is remembered for the next.

Names of places and of Windows are looked up in our own tables; only what neither knows, such as Outlook's
"Customized Time Zone", is read from the file's own VTIMEZONE. icalendar would keep such a clock for the whole
process under its name, and the next person's calendar with that name would be read by it.
"""

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Protocol
from zoneinfo import ZoneInfo, available_timezones

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from mend.busy.recurring import days_between, read_rule
from mend.busy.work import Work

_OFFSET = re.compile(r"([+-])(\d\d)(\d\d)(\d\d)?", re.ASCII)
_BEFORE = timedelta(days=2 * 366)  # so far back a clock that still changes has changed


class Clock(Protocol):
    """What a clock shows; `ahead` is how far it is ahead of UTC when it shows `local`."""

    def ahead(self, local: datetime) -> timedelta: ...


@dataclass(frozen=True)
class PlaceClock:
    """The clock of a zone our tables know. UTC is one."""

    zone: ZoneInfo

    def ahead(self, local: datetime) -> timedelta:
        return local.replace(tzinfo=self.zone).utcoffset() or timedelta(0)


@dataclass(frozen=True)
class Observance:
    """A part STANDARD or DAYLIGHT of a VTIMEZONE: from when on, how far ahead, and when again."""

    begins: datetime
    offset: timedelta
    rule: str = ""
    dates: tuple[datetime, ...] = ()


@dataclass(frozen=True)
class FileClock:
    """The clock a file describes, as far as the days that are looked at."""

    onsets: Sequence[datetime]
    offsets: Sequence[timedelta]

    def ahead(self, local: datetime) -> timedelta:
        return self.offsets[max(0, bisect_right(self.onsets, local) - 1)]


@dataclass
class Clocks:
    """The clocks of one file, for its reader in `zone`."""

    zone: str
    begins: date
    ends: date
    work: Work
    named: str = ""  # X-WR-TIMEZONE
    described: dict[str, list[Observance]] = field(default_factory=dict)
    _known: dict[str, Clock] = field(default_factory=dict)

    def of(self, name: str) -> Clock:
        """The clock of this TZID; of none, or one nobody knows, the calendar's own or the reader's."""
        if name not in self._known:
            self._known[name] = self._find(name)
        return self._known[name]

    def _find(self, name: str) -> Clock:
        if known := _place(name):
            return PlaceClock(ZoneInfo(known))
        with suppress(ValueError):
            if observances := self.described.get(name):
                return self._described(observances)
        return PlaceClock(ZoneInfo((name and _place(self.named)) or self.zone))

    def _described(self, observances: Sequence[Observance]) -> Clock:
        onsets: list[tuple[datetime, timedelta]] = []
        for one in observances:
            moments = {one.begins, *one.dates}
            if one.rule:
                rule, at = read_rule(one.rule), one.begins.time()
                until = last_day(rule.until, at, timedelta(0)) if rule.until else None
                first = max(one.begins.date(), self.begins - _BEFORE)
                days = days_between(rule, one.begins.date(), until, first, self.ends, self.work)
                moments.update(datetime.combine(day, at) for day in days)
            onsets += [(moment, one.offset) for moment in moments]
        onsets.sort()
        return FileClock([moment for moment, _ in onsets], [offset for _, offset in onsets])


UTC_CLOCK = PlaceClock(ZoneInfo("UTC"))


def moment_at(local: datetime, clock: Clock) -> datetime:
    """The moment (UTC) at which `clock` shows `local`. OverflowError at the ends of time."""
    return (local - clock.ahead(local)).replace(tzinfo=UTC)


def last_day(until: str, at: time, ahead: timedelta) -> date:
    """The last day on which something at `at` may come up, by an UNTIL: a day, or a moment."""
    if len(until) == len("20261120"):
        return datetime.strptime(until, "%Y%m%d").date()  # noqa: DTZ007 - a day
    local = datetime.strptime(until.removesuffix("Z"), "%Y%m%dT%H%M%S")  # noqa: DTZ007 - by the clock
    if until.endswith("Z"):
        local += ahead
    return local.date() if at <= local.time() else local.date() - timedelta(days=1)


def read_observance(properties: Mapping[str, str]) -> Observance:
    """A part of a VTIMEZONE from its lines. ValueError, or KeyError, when it is none."""
    sign, hours, minutes, seconds = _parts(_OFFSET, properties["TZOFFSETTO"])
    offset = timedelta(hours=int(hours), minutes=int(minutes), seconds=int(seconds or 0))
    dates = [one for one in properties.get("RDATE", "").split(",") if one]
    return Observance(
        _local(properties["DTSTART"]),
        -offset if sign == "-" else offset,
        properties.get("RRULE", ""),
        tuple(_local(one) for one in dates),
    )


def _local(text: str) -> datetime:
    return datetime.strptime(text[:15], "%Y%m%dT%H%M%S")  # noqa: DTZ007 - by the clock


def _parts(pattern: re.Pattern[str], text: str) -> Sequence[str]:
    found = pattern.fullmatch(text.strip())
    if found is None:
        raise ValueError("not an offset")
    return found.groups()


def _place(name: str) -> str | None:
    """The zone of our tables that `name` means: by its name, by that at its end, or by Windows' own."""
    parts = [part for part in name.split("/") if part]
    for number in (3, 2, 1):
        tried = "/".join(parts[-number:])
        if len(parts) >= number and tried in _zones():
            return tried
    return WINDOWS_TO_OLSON.get(name)


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())
