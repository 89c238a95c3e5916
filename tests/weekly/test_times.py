"""The hour comes round by somebody's clock, right across every change of clocks."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mend.ids import new_id
from mend.weekly.models import WeeklyRitual
from mend.weekly.times import days_until, is_held, next_time, time_of_now

BERLIN, NEW_YORK, LORD_HOWE = "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"
START = datetime(2026, 1, 1, tzinfo=UTC)
ZONES = (BERLIN, NEW_YORK, LORD_HOWE, "Asia/Kathmandu", "America/Santiago", "UTC")


def ritual(weekday: int, at: time, zone: str) -> WeeklyRitual:
    return WeeklyRitual(
        couple_id=new_id(), number=1, weekday=weekday, at=at, zone=zone, set_by=new_id(), set_at=START
    )


def hour(moment: datetime, zone: str) -> str:
    return f"{moment.astimezone(ZoneInfo(zone)):%a %d %b %H:%M}"


def test_seven_in_berlin_stays_seven_in_berlin_and_moves_for_new_york_while_their_clocks_differ() -> None:
    every_sunday, at = ritual(6, time(19), BERLIN), datetime(2027, 3, 1, tzinfo=UTC)
    times = []
    for _ in range(5):
        at = next_time(every_sunday, at)
        times.append((hour(at, BERLIN), hour(at, NEW_YORK)))
    assert times == [
        ("Sun 07 Mar 19:00", "Sun 07 Mar 13:00"),
        ("Sun 14 Mar 19:00", "Sun 14 Mar 14:00"),  # New York's clocks went forward in the night before
        ("Sun 21 Mar 19:00", "Sun 21 Mar 14:00"),
        ("Sun 28 Mar 19:00", "Sun 28 Mar 13:00"),  # and Berlin's in this one
        ("Sun 04 Apr 19:00", "Sun 04 Apr 13:00"),
    ]


def test_a_time_the_clock_skips_comes_an_hour_later_that_once() -> None:
    at = next_time(ritual(6, time(2, 30), BERLIN), datetime(2027, 3, 27, 12, tzinfo=UTC))
    assert hour(at, BERLIN) == "Sun 28 Mar 03:30"
    assert hour(next_time(ritual(6, time(2, 30), BERLIN), at), BERLIN) == "Sun 04 Apr 02:30"


def test_a_time_the_clock_shows_twice_comes_once() -> None:
    twice = ritual(6, time(2, 30), BERLIN)
    first = next_time(twice, datetime(2026, 10, 24, 12, tzinfo=UTC))
    assert first == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert hour(next_time(twice, first), BERLIN) == "Sun 01 Nov 02:30"


@given(
    weekday=st.integers(0, 6),
    minutes=st.integers(0, 24 * 60 - 1),
    zone=st.sampled_from(ZONES),
    now=st.integers(0, 10 * 366 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes)),
)
def test_it_comes_just_once_in_every_week_whatever_the_clocks_do(
    weekday: int, minutes: int, zone: str, now: datetime
) -> None:
    every_week = ritual(weekday, time(minutes // 60, minutes % 60), zone)
    first = next_time(every_week, now)
    second = next_time(every_week, first)
    assert now < first <= now + timedelta(days=7, hours=2)
    assert timedelta(days=7, hours=-1) <= second - first <= timedelta(days=7, hours=1)
    for moment in (first, second):
        local = moment.astimezone(ZoneInfo(zone))
        shown = (local.weekday(), local.time())
        if shown != (weekday, every_week.at):  # skipped: then as if the clock had not jumped yet
            before = (moment - timedelta(hours=2)).astimezone(ZoneInfo(zone))
            assert before.utcoffset() != local.utcoffset()


def test_on_its_day_it_is_that_days_time_until_midnight_unless_they_have_met() -> None:
    every_sunday = ritual(6, time(19), BERLIN)
    late, met = datetime(2026, 11, 22, 22, 30, tzinfo=UTC), datetime(2026, 11, 22, 9, tzinfo=UTC)
    assert hour(time_of_now(every_sunday, None, late), BERLIN) == "Sun 22 Nov 19:00"
    assert hour(time_of_now(every_sunday, met, late), BERLIN) == "Sun 29 Nov 19:00"
    assert hour(time_of_now(every_sunday, met, met), BERLIN) == "Sun 29 Nov 19:00"
    assert hour(time_of_now(every_sunday, met, met + timedelta(days=1)), BERLIN) == "Sun 29 Nov 19:00"


def test_who_met_on_the_day_has_met() -> None:
    every_sunday, due = ritual(6, time(0, 30), BERLIN), datetime(2026, 11, 21, 23, 30, tzinfo=UTC)
    assert not is_held(every_sunday, None, due)
    assert not is_held(every_sunday, due - timedelta(hours=1), due)  # Saturday, by the clock it goes by
    assert is_held(every_sunday, due + timedelta(hours=20), due)


@pytest.mark.parametrize(("zone", "days"), [(BERLIN, 1), (LORD_HOWE, 2)])
def test_days_are_those_of_the_readers_calendar(zone: str, days: int) -> None:
    moment, now = datetime(2026, 11, 22, 18, tzinfo=UTC), datetime(2026, 11, 21, 12, tzinfo=UTC)
    assert moment.astimezone(ZoneInfo(zone)).date() - date(2026, 11, 21) == timedelta(days=days)
    assert days_until(moment, zone, now) == days
