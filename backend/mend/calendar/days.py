"""The days of a calendar by its reader's clock: what stands on each, and the months they make."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from mend.couples.calendar import Sort, Time, Window
from mend.web.hours import moment_of
from mend.web.words import Words

ONE_DAY = timedelta(days=1)
YEARS_BACK, YEARS_AHEAD = 20, 5
_DAYS_OF_A_WEEK, _MONTHS = 7, 12
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, order=True)
class Month:
    """A month of the calendar."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"

    @classmethod
    def of(cls, day: date) -> "Month":
        """The one this day is in."""
        return cls(day.year, day.month)

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return self.moved(1).first - ONE_DAY

    def moved(self, months: int) -> "Month":
        """So many months later."""
        years, rest = divmod(self.number - 1 + months, _MONTHS)
        return Month(self.year + years, rest + 1)

    def weeks(self, first_weekday: int) -> Sequence[Sequence[date | None]]:
        """Its days by weeks that begin on this day of the week (Monday is 0), None before and after it."""
        before = (self.first.weekday() - first_weekday) % _DAYS_OF_A_WEEK
        days: list[date | None] = [None] * before
        days += [self.first + number * ONE_DAY for number in range((self.last - self.first).days + 1)]
        days += [None] * (-len(days) % _DAYS_OF_A_WEEK)
        return [days[begin : begin + _DAYS_OF_A_WEEK] for begin in range(0, len(days), _DAYS_OF_A_WEEK)]


def read_month(typed: str, today: date) -> Month:
    """The month that an address names; this month for what is none, or too far away to lead anywhere."""
    this, found = Month.of(today), _MONTH.fullmatch(typed)
    month = Month(int(found[1]), int(found[2])) if found else this
    return month if earliest(today) <= month <= latest(today) else this


def read_day(typed: str, month: Month) -> date | None:
    """The day of this month that an address names, if it names one."""
    try:
        day = date.fromisoformat(typed) if _DAY.fullmatch(typed) else None
    except ValueError:
        return None
    return day if day is not None and Month.of(day) == month else None


def earliest(today: date) -> Month:
    """The first month there is a page for."""
    return Month(today.year - YEARS_BACK, 1)


def latest(today: date) -> Month:
    """The last month there is a page for."""
    return Month(today.year + YEARS_AHEAD, _MONTHS)


def window_of(first: date, last: date, zone: str) -> Window:
    """From the beginning of the first day to the end of the last, by the clock of `zone`."""
    return Window(moment_of(first, time.min, zone), moment_of(last + ONE_DAY, time.min, zone))


@dataclass(frozen=True)
class Line:
    """What stands on a day: what it is, when, where it leads."""

    path: str
    words: str
    when: str
    place: str
    sort: Sort


def lines_by_day(
    times: Iterable[Time], first: date, last: date, zone: str, words: Words
) -> Mapping[date, Sequence[Line]]:
    """Each on every day it touches, as far as the days are asked for; days without anything are left out."""
    place, found = ZoneInfo(zone), dict[date, list[Line]]()
    for one in times:
        begins, ends = one.starts_at.astimezone(place), one.ends_at.astimezone(place)
        until = (one.ends_at - _MOMENT).astimezone(place).date()
        day = max(begins.date(), first)
        while day <= min(until, last):
            said = _when(begins, ends, day, until, words)
            line = Line(one.entry.path, one.entry.words, said, one.entry.place, one.entry.sort)
            found.setdefault(day, []).append(line)
            day += ONE_DAY
    return dict(sorted(found.items()))


def _when(begins: datetime, ends: datetime, day: date, until: date, words: Words) -> str:
    if begins.date() == day == until:
        return words.say("%(begins)s to %(ends)s", begins=f"{begins:%H:%M}", ends=f"{ends:%H:%M}")
    if begins.date() == day:
        return words.say("from %(time)s", time=f"{begins:%H:%M}")
    if until == day:
        return words.say("until %(time)s", time=f"{ends:%H:%M}")
    return words.say("all day")
