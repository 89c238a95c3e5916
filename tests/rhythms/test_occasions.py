"""The days on which something comes up, against a reckoning that looks at each day by itself."""

from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from mend.rhythms import occasions
from mend.rhythms.occasions import is_occasion, latest_occasion, next_occasion, occasions_between
from mend.rhythms.rhythm import (
    Kind,
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
from tests.rhythms.wishes import ONE_DAY, TEN_YEARS, TODAY, comes_up, every_day, rhythms

pytestmark = pytest.mark.any_database

far_days = st.dates(date(2023, 6, 1), date(2040, 1, 1))


@settings(max_examples=60, deadline=None)
@given(rhythms)
def test_ten_years_of_occasions_are_the_days_that_fit_one_by_one(rhythm: Rhythm) -> None:
    first, last = rhythm.starts - 40 * ONE_DAY, rhythm.starts + TEN_YEARS * ONE_DAY
    by_hand = [day for day in every_day(first, last) if comes_up(rhythm, day)]
    assert list(occasions_between(rhythm, first, last)) == by_hand


@settings(deadline=None)
@given(rhythms, far_days, st.integers(0, 100))
def test_wherever_the_rule_is_taken_up_the_days_are_the_same(
    rhythm: Rhythm, first: date, length: int
) -> None:
    last = first + length * ONE_DAY
    by_hand = [day for day in every_day(first, last) if comes_up(rhythm, day)]
    assert list(occasions_between(rhythm, first, last)) == by_hand
    assert is_occasion(rhythm, first) == comes_up(rhythm, first)


@settings(deadline=None)
@given(rhythms, far_days)
def test_the_next_and_the_latest_are_the_nearest_on_either_side(rhythm: Rhythm, day: date) -> None:
    found = next_occasion(rhythm, day)
    # No rhythm leaves more than a year between its days, or between a day before it starts and its first.
    horizon = max(day, rhythm.starts) + 366 * ONE_DAY
    assert found == next((one for one in every_day(day + ONE_DAY, horizon) if comes_up(rhythm, one)), None)
    past = every_day(rhythm.starts, min(day, rhythm.until or day))[-366:]
    if rhythm.kind is Kind.ONCE:
        past = [rhythm.starts] if rhythm.starts <= day else []
    assert latest_occasion(rhythm, day) == next((one for one in past[::-1] if comes_up(rhythm, one)), None)


@pytest.mark.parametrize(
    ("rhythm", "expected"),
    [
        # The last day of a month that is shorter, in a leap year and out of one.
        (monthly_on_day(date(2027, 12, 31), 31), ["2027-12-31", "2028-01-31", "2028-02-29", "2028-03-31"]),
        (monthly_on_day(date(2026, 12, 30), 30), ["2026-12-30", "2027-01-30", "2027-02-28", "2027-03-30"]),
        (monthly_on_day(date(2027, 1, 29), 29), ["2027-01-29", "2027-02-28", "2027-03-29", "2027-04-29"]),
        # Two weeks from Monday to Sunday, though the first of them is entered on its Friday.
        (
            weekly(date(2026, 11, 27), [Weekday.MONDAY, Weekday.SUNDAY, Weekday.FRIDAY], 2),
            ["2026-11-27", "2026-11-29", "2026-12-07", "2026-12-11", "2026-12-13"],
        ),
        # The years of 53 weeks make no difference.
        (weekly(date(2026, 12, 28), [Weekday.MONDAY], 26), ["2026-12-28", "2027-06-28", "2027-12-27"]),
        (
            monthly_on_weekday(date(2026, 11, 1), Nth.LAST, Weekday.FRIDAY),
            ["2026-11-27", "2026-12-25", "2027-01-29"],
        ),
        (
            monthly_on_weekday(date(2026, 11, 1), Nth.FOURTH, Weekday.FRIDAY),
            ["2026-11-27", "2026-12-25", "2027-01-22"],
        ),
    ],
)
def test_the_days_people_expect(rhythm: Rhythm, expected: list[str]) -> None:
    found = islice(occasions_between(rhythm, date(2020, 1, 1), date(2040, 1, 1)), len(expected))
    assert [day.isoformat() for day in found] == expected


def test_whenever_it_comes_up_has_no_days() -> None:
    rhythm = whenever(TODAY)
    assert list(occasions_between(rhythm, TODAY, TODAY + 400 * ONE_DAY)) == []
    assert next_occasion(rhythm, TODAY) is None
    assert latest_occasion(rhythm, TODAY) is None
    assert not is_occasion(rhythm, TODAY)


def test_the_ends_of_the_calendar_are_no_trap() -> None:
    rhythm = daily(TODAY)
    assert next_occasion(rhythm, date.max) is None
    assert next_occasion(rhythm, date.max - ONE_DAY) == date.max
    assert latest_occasion(rhythm, date.max) == date.max
    assert latest_occasion(rhythm, date.min) is None
    assert latest_occasion(daily(date.min), date.min) == date.min
    assert next_occasion(rhythm, date.min) == TODAY


@pytest.mark.parametrize(
    "rhythm",
    [
        daily(date(1990, 1, 1)),
        weekly(date(1990, 1, 1), [Weekday.TUESDAY, Weekday.FRIDAY]),
        weekly(date(1990, 1, 1), list(Weekday), 3),
        monthly_on_day(date(1990, 1, 1), 31),
        monthly_on_weekday(date(1990, 1, 1), Nth.LAST, Weekday.FRIDAY),
        once(date(1990, 1, 1)),
    ],
)
def test_an_old_rhythm_is_not_followed_from_its_beginning(
    rhythm: Rhythm, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = 0

    def counted(rule: str, dtstart: datetime) -> Iterator[datetime]:
        nonlocal steps
        for moment in rrulestr(rule, dtstart=dtstart):
            steps += 1
            yield moment

    monkeypatch.setattr(occasions, "rrulestr", counted)
    next_occasion(rhythm, TODAY)
    latest_occasion(rhythm, TODAY)
    is_occasion(rhythm, TODAY)
    assert 0 < steps < 60
    steps = 0
    assert len(list(occasions_between(rhythm, TODAY, TODAY + 7 * ONE_DAY))) <= 8
    assert steps < 30


def test_they_come_one_by_one_as_they_are_taken() -> None:
    endless = occasions_between(daily(TODAY), TODAY, date.max)
    assert list(islice(endless, 2)) == [TODAY, TODAY + ONE_DAY]
