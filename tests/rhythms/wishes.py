"""Rhythms of every kind to try, and a plain reckoning of their days that leans on no library of rules."""

import calendar
from datetime import date, timedelta

from hypothesis import strategies as st

from mend.rhythms.rhythm import (
    Kind,
    NoRhythm,
    Nth,
    Rhythm,
    Weekday,
    daily,
    monthly_on_day,
    monthly_on_weekday,
    once,
    weekly,
    whenever,
)

TODAY = date(2026, 11, 25)  # a Wednesday
ONE_DAY = timedelta(days=1)
TEN_YEARS = 3653
days = st.dates(date(2024, 1, 1), date(2028, 12, 31))
_ends = st.none() | st.integers(60, TEN_YEARS)


@st.composite
def wishes(draw: st.DrawFn, kinds: tuple[Kind, ...] = tuple(Kind)) -> tuple[date, Rhythm]:
    """The day from which somebody wanted it, and the rhythm that came of it."""
    starts, kind, ends = draw(days), draw(st.sampled_from(kinds)), draw(_ends)
    until = None if ends is None else starts + ends * ONE_DAY
    match kind:
        case Kind.ONCE:
            return starts, once(starts)
        case Kind.WHENEVER:
            return starts, whenever(starts)
        case Kind.DAILY:
            return starts, daily(starts, until)
        case Kind.WEEKLY:
            weekdays = draw(st.sets(st.sampled_from(Weekday), min_size=1))
            every = draw(st.sampled_from([1, 1, 2, 3, 4, 13, 51, 52]))
            return starts, weekly(starts, weekdays, every, until)
        case Kind.MONTHLY_DAY:
            return starts, monthly_on_day(starts, draw(st.integers(1, 31)), until)
        case Kind.MONTHLY_WEEKDAY:
            nth, weekday = draw(st.sampled_from(Nth)), draw(st.sampled_from(Weekday))
            return starts, monthly_on_weekday(starts, nth, weekday, until)


rhythms = wishes().map(lambda wish: wish[1])


def fits(rhythm: Rhythm, day: date) -> bool:
    """Whether this is such a day, were it not for the first, the last, and the weeks that do not count."""
    match rhythm.kind:
        case Kind.WHENEVER:
            return False
        case Kind.ONCE:
            return day == rhythm.starts
        case Kind.DAILY:
            return True
        case Kind.WEEKLY:
            return Weekday.of(day) in rhythm.weekdays
        case Kind.MONTHLY_DAY:
            assert rhythm.day
            return day.day == min(rhythm.day, calendar.monthrange(day.year, day.month)[1])
        case Kind.MONTHLY_WEEKDAY:
            if Weekday.of(day) is not rhythm.weekday:
                return False
            is_last = (day + 7 * ONE_DAY).month != day.month
            return is_last if rhythm.nth is Nth.LAST else (day.day + 6) // 7 == rhythm.nth


def comes_up(rhythm: Rhythm, day: date) -> bool:
    """Whether it comes up on this day, by looking at the day alone."""
    if day < rhythm.starts or (rhythm.until and day > rhythm.until) or not fits(rhythm, day):
        return False
    monday, first_monday = (one - one.weekday() * ONE_DAY for one in (day, rhythm.starts))
    return (monday - first_monday).days // 7 % rhythm.every == 0


def every_day(first: date, last: date) -> list[date]:
    """All days from `first` to `last`."""
    return [first + number * ONE_DAY for number in range((last - first).days + 1)]


def refused(error: NoRhythm) -> tuple[str | None, str]:
    """Beside which field, and what it says in English."""
    return error.field, error.sentence % error.values if error.values else error.sentence
