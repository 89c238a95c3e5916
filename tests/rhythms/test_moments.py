"""The moments of occasions at a time of day, over ten years, as another program reckons them.

Each rhythm is written into an iCalendar file as a phone's calendar would get it, and `recurring-ical-events`
tells when it comes up. Everything around the rule is its own: the reading of the file, the zone, the clock
changes, the end in UTC. The rule itself it follows with dateutil, as we do. So the days are checked once more
by a plain look at each single day (`comes_up`), which leans on neither, and the moments by the zone's clock.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import recurring_ical_events
from hypothesis import example, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from mend.rhythms.occasions import occasions_between
from mend.rhythms.rhythm import Kind, Nth, Rhythm, Weekday, daily, monthly_on_weekday, weekly
from mend.web.hours import moment_of
from tests.rhythms.wishes import ONE_DAY, TEN_YEARS, comes_up, every_day, wishes

pytestmark = pytest.mark.any_database

ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu")
BERLIN, NEW_YORK, LORD_HOWE, KATHMANDU = ZONES
# In the evening, and where clocks jump and step back.
TIMES = [time(21), time(0), time(0, 30), time(1, 15), time(1, 45), time(2), time(2, 15), time(2, 30), time(3)]


def calendar_file(rhythm: Rhythm, at: time, zone: str) -> str:
    """The rhythm as an event at a time of day; then the end of a rule stands in UTC (RFC 5545, 3.3.10)."""
    rule = rhythm.rule
    if rhythm.until:
        end = datetime.combine(rhythm.until, time(23, 59, 59), ZoneInfo(zone)).astimezone(UTC)
        rule = rule.replace(f"UNTIL={rhythm.until:%Y%m%d}", f"UNTIL={end:%Y%m%dT%H%M%SZ}")
    return "\r\n".join(
        [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//Mend//tests//EN",
            "BEGIN:VEVENT",
            "UID:a-promise",
            "DTSTAMP:20261125T120000Z",
            f"DTSTART;TZID={zone}:{rhythm.starts:%Y%m%d}T{at:%H%M%S}",
            f"RRULE:{rule}",
            "END:VEVENT",
            "END:VCALENDAR",
            "",
        ]
    )


def reckoned_by_another(rhythm: Rhythm, at: time, zone: str, first: date, last: date) -> list[datetime]:
    """The moments (UTC) from the first to the last day, as recurring-ical-events finds them in the file."""
    query = recurring_ical_events.of(Calendar.from_ical(calendar_file(rhythm, at, zone)))
    # A day more on both sides, for days begin elsewhere at another moment; then only what began on ours.
    events = query.between(first - ONE_DAY, last + 2 * ONE_DAY)
    starts = [event["DTSTART"].dt for event in events]
    return sorted(start.astimezone(UTC) for start in starts if first <= start.date() <= last)


def moments(rhythm: Rhythm, at: time, zone: str, first: date, last: date) -> list[datetime]:
    """The same as Mend finds them."""
    return sorted(moment_of(day, at, zone) for day in occasions_between(rhythm, first, last))


@pytest.mark.parametrize("zone", ZONES)
@settings(max_examples=5, deadline=None)
@given(wishes(tuple(kind for kind in Kind if kind is not Kind.WHENEVER)), st.sampled_from(TIMES))
def test_ten_years_of_moments_are_those_of_another_program(
    zone: str, wish: tuple[date, Rhythm], at: time
) -> None:
    rhythm = wish[1]
    first, last = rhythm.starts, rhythm.starts + TEN_YEARS * ONE_DAY
    ours = moments(rhythm, at, zone, first, last)
    assert ours == reckoned_by_another(rhythm, at, zone, first, last)
    assert ours == sorted(moment_of(day, at, zone) for day in every_day(first, last) if comes_up(rhythm, day))


@pytest.mark.parametrize("zone", ZONES)
def test_no_day_of_ten_years_moves_with_the_clocks(zone: str) -> None:
    rhythm, at = daily(date(2026, 1, 1)), time(2, 15)
    first, last = rhythm.starts, rhythm.starts + TEN_YEARS * ONE_DAY
    ours = moments(rhythm, at, zone, first, last)
    assert ours == reckoned_by_another(rhythm, at, zone, first, last)
    assert len(ours) == TEN_YEARS + 1


@pytest.mark.parametrize(
    ("zone", "day", "at", "moment"),
    [
        (BERLIN, date(2026, 12, 4), time(21), "2026-12-04T20:00Z"),
        (BERLIN, date(2026, 7, 4), time(21), "2026-07-04T19:00Z"),
        (KATHMANDU, date(2026, 12, 4), time(21), "2026-12-04T15:15Z"),
        (LORD_HOWE, date(2026, 12, 4), time(21), "2026-12-04T10:00Z"),
        # Left out by a jump: as much later as the clock jumps, 03:30 in Berlin, 02:45 on Lord Howe.
        (BERLIN, date(2027, 3, 28), time(2, 30), "2027-03-28T01:30Z"),
        (BERLIN, date(2027, 3, 28), time(3), "2027-03-28T01:00Z"),
        (NEW_YORK, date(2027, 3, 14), time(2, 30), "2027-03-14T07:30Z"),
        (LORD_HOWE, date(2026, 10, 4), time(2, 15), "2026-10-03T15:45Z"),
        # Shown twice: the first.
        (BERLIN, date(2026, 10, 25), time(2, 30), "2026-10-25T00:30Z"),
        (NEW_YORK, date(2026, 11, 1), time(1, 30), "2026-11-01T05:30Z"),
        (LORD_HOWE, date(2027, 4, 4), time(1, 45), "2027-04-03T14:45Z"),
        # Midnight itself is left out.
        ("Africa/Cairo", date(2027, 4, 30), time(0), "2027-04-29T22:00Z"),
    ],
)
def test_a_time_that_a_day_lacks_or_has_twice(zone: str, day: date, at: time, moment: str) -> None:
    assert moment_of(day, at, zone) == datetime.fromisoformat(moment)
    # Whichever of two equal hours somebody meant by the field of a form, it is the first.
    assert moment_of(day, at.replace(fold=1), zone) == datetime.fromisoformat(moment)


@settings(deadline=None)
@given(
    st.sampled_from([*ZONES, "Africa/Cairo", "America/Nuuk", "Africa/Casablanca"]),
    st.dates(date(2024, 1, 1), date(2037, 1, 1)),
    st.times().map(lambda at: at.replace(second=0, microsecond=0)),
)
@example(BERLIN, date(2027, 3, 28), time(2, 30))
@example(BERLIN, date(2026, 10, 25), time(2, 30))
def test_it_is_on_the_clock_of_that_day_and_never_earlier(zone: str, day: date, at: time) -> None:
    place, moment = ZoneInfo(zone), moment_of(day, at, zone)
    shown = moment.astimezone(place).replace(tzinfo=None)
    wanted = datetime.combine(day, at)
    if shown == wanted:
        before = [moment - timedelta(minutes=15 * steps) for steps in range(1, 9)]
        assert wanted not in [one.astimezone(place).replace(tzinfo=None) for one in before]
    else:
        # The clock went from before the time wanted to after it, and is as far beyond as it jumped.
        jump = shown - wanted
        assert timedelta(0) < jump <= timedelta(hours=1)
        assert (moment - jump).astimezone(place).replace(tzinfo=None) < wanted


def test_two_weeks_and_last_fridays_keep_their_hour_over_a_change_of_clocks() -> None:
    fortnight = weekly(date(2026, 10, 19), [Weekday.MONDAY], 2)
    assert moments(fortnight, time(21), BERLIN, date(2026, 10, 1), date(2026, 11, 10)) == [
        datetime(2026, 10, 19, 19, tzinfo=UTC),
        datetime(2026, 11, 2, 20, tzinfo=UTC),
    ]
    last_friday = monthly_on_weekday(date(2026, 10, 1), Nth.LAST, Weekday.FRIDAY)
    assert moments(last_friday, time(21), NEW_YORK, date(2026, 10, 1), date(2026, 11, 30)) == [
        datetime(2026, 10, 31, 1, tzinfo=UTC),
        datetime(2026, 11, 28, 2, tzinfo=UTC),
    ]
