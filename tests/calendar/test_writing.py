"""The calendar file, as three other programs read it: every occurrence, also where clocks change.

icalendar with recurring-ical-events takes zones from the system; ical.js takes them from the file alone, and
so does dateutil. So the file's own clocks are checked by two readers who know no other.
"""

import json
import subprocess
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from io import StringIO
from pathlib import Path
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
import recurring_ical_events
from dateutil.tz import tzical
from hypothesis import example, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from mend.calendar.models import Titles
from mend.calendar.writing import write
from mend.calendar.zones import zone_part
from mend.couples.calendar import Entry
from mend.rhythms.rhythm import Rhythm, Weekday, monthly_on_day
from mend.rhythms.rhythm import weekly as weekly_rhythm
from mend.settings import PROJECT
from mend.web.hours import moment_of
from tests.calendar.subscribers import ORIGIN, events_in

pytestmark = pytest.mark.any_database

ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu")
FIVE_YEARS = timedelta(days=5 * 365 + 2)
FIRST = datetime(2026, 11, 20, 19, 20, tzinfo=UTC)
HOUR, WEEK = timedelta(hours=1), timedelta(weeks=1)
CHANGED = datetime(2026, 11, 20, 19, 20, 30, 999_999, tzinfo=UTC)
# In the evening, and where clocks jump and step back.
TIMES = [time(19), time(0), time(0, 30), time(1, 15), time(1, 45), time(2), time(2, 15), time(2, 30), time(3)]

Occurrence = tuple[str, datetime, datetime]


def entry(starts_at: datetime, minutes: int = 60, **other: object) -> Entry:
    made: dict[str, object] = {
        "about": uuid4(),
        "path": "/together/plans/x",
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=minutes),
        "title": "A plan",
        "words": "Soup by the canal",
        "is_on": True,
        "number": 5,
        "changed_at": CHANGED,
    }
    return Entry(**(made | other))  # type: ignore[arg-type]


def file_of(*entries: Entry, zone: str = "Europe/Berlin", titles: Titles = Titles.FULL) -> bytes:
    return b"".join(write(entries, zone, ORIGIN, titles))


def by_icalendar(file: bytes, until: datetime) -> list[Occurrence]:
    """Every occurrence as icalendar and recurring-ical-events find them."""
    query = recurring_ical_events.of(Calendar.from_ical(file))
    found = query.between(FIRST - WEEK, until)
    moments = [(str(one["UID"]), one["DTSTART"].dt, one["DTEND"].dt) for one in found]
    return sorted(
        (uid, start.astimezone(UTC), end.astimezone(UTC))
        for uid, start, end in moments
        if start.astimezone(UTC) < until
    )


def as_written(file: bytes) -> list[Occurrence]:
    """Every single event as icalendar reads it."""
    return sorted(
        (str(one["UID"]), one["DTSTART"].dt.astimezone(UTC), one["DTEND"].dt.astimezone(UTC))
        for one in events_in(file)
    )


@cache
def node() -> str:
    folder = subprocess.run([PROJECT / "scripts/node.sh"], capture_output=True, text=True, check=True)
    return str(Path(folder.stdout.strip()) / "node")


def by_ical_js(file: bytes, until: datetime) -> list[Occurrence]:
    """Every occurrence as ical.js finds them, by the zones of the file."""
    script = PROJECT / "tests/calendar/occurrences.mjs"
    answer = subprocess.run(
        [node(), script, str(int(until.timestamp()))], input=file, capture_output=True, check=True
    )
    return sorted(
        (uid, datetime.fromtimestamp(start, UTC), datetime.fromtimestamp(end, UTC))
        for uid, start, end, _ in json.loads(answer.stdout)
    )


def weekly(first: date, at: time, zone: str) -> Entry:
    return entry(
        datetime.combine(first, at, ZoneInfo(zone)), rhythm=weekly_rhythm(first, [Weekday.of(first)])
    )


def is_plain(moment: datetime, zone: str) -> bool:
    """Whether no clock changes on that day."""
    around = {(moment + hours * HOUR).astimezone(ZoneInfo(zone)).utcoffset() for hours in (-12, 0, 12)}
    return len(around) == 1


@pytest.mark.parametrize("zone", ZONES)
@settings(max_examples=2, deadline=None)
@given(st.integers(0, 6), st.sampled_from(TIMES))
@example(6, time(2, 30))  # Sundays, when most clocks change
@example(6, time(1, 45))
def test_five_years_of_weekly_hours_are_the_moments_mend_means(zone: str, days: int, at: time) -> None:
    first = FIRST.date() + timedelta(days=days + 1)
    hour = weekly(first, at, zone)
    file = file_of(hour, zone="Asia/Tokyo")
    until = FIRST + FIVE_YEARS
    meant = []
    day = first
    while (moment := moment_of(day, at, zone)) < until:
        meant.append(moment)
        day += WEEK
    assert [start for _, start, _ in by_icalendar(file, until)] == meant
    # An hour that a clock skips or shows twice ical.js reads in ways of its own; Mend's is the standard's.
    plain = [start for start in meant if is_plain(start, zone)]
    found = [one for one in by_ical_js(file, until) if is_plain(one[1], zone)]
    assert found == [(str(hour.about), start, start + HOUR) for start in plain]


@pytest.mark.parametrize(
    "rhythm",
    [
        monthly_on_day(FIRST.date(), 31, date(2031, 2, 28)),
        monthly_on_day(FIRST.date(), 30),
        monthly_on_day(date(2027, 2, 10), 29, date(2031, 2, 27)),
    ],
    ids=["31", "30", "29"],
)
def test_five_years_of_the_last_days_of_months_are_read_alike(rhythm: Rhythm) -> None:
    monthly = entry(datetime.combine(rhythm.starts, time(23), ZoneInfo("Asia/Kathmandu")), rhythm=rhythm)
    until = FIRST + FIVE_YEARS
    meant = [(str(monthly.about), one, one + HOUR) for one in monthly.times_between(FIRST, until)]
    assert by_icalendar(file_of(monthly), until) == by_ical_js(file_of(monthly), until) == meant


@pytest.mark.parametrize("zone", ZONES)
@settings(max_examples=4, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 5 * 365 * 96), st.integers(10, 24 * 60)),
        min_size=1,
        max_size=60,
        unique=True,
    )
)
def test_five_years_of_plans_stand_at_their_moments_in_every_zone(
    zone: str, drawn: list[tuple[int, int]]
) -> None:
    entries = [entry(FIRST + timedelta(minutes=15 * quarter), minutes) for quarter, minutes in drawn]
    meant = sorted((str(one.about), one.starts_at, one.ends_at) for one in entries)
    file = file_of(*entries, zone=zone)
    assert as_written(file) == meant
    assert by_ical_js(file, FIRST + 2 * FIVE_YEARS) == meant


@pytest.mark.parametrize("zone", ZONES)
def test_every_quarter_of_an_hour_around_each_change_of_a_clock_is_itself(zone: str) -> None:
    entries, place = [], ZoneInfo(zone)
    for day in range(5 * 365):
        moment = FIRST + timedelta(days=day)
        if moment.astimezone(place).utcoffset() != (moment + timedelta(days=1)).astimezone(place).utcoffset():
            entries += [entry(moment + timedelta(minutes=15 * quarter), 30) for quarter in range(96)]
    assert bool(entries) is (zone != "Asia/Kathmandu")
    meant = sorted((str(one.about), one.starts_at, one.ends_at) for one in entries)
    file = file_of(*entries, zone=zone)
    assert by_ical_js(file, FIRST + 2 * FIVE_YEARS) == meant
    assert as_written(file) == meant


@pytest.mark.parametrize("zone", [*ZONES, "Africa/Casablanca", "America/Sao_Paulo", "UTC", "Europe/Dublin"])
def test_the_clocks_of_the_file_are_those_of_the_system(zone: str) -> None:
    part = zone_part(zone, 2015, 2040).decode()
    read, place = tzical(StringIO(part)).get(zone), ZoneInfo(zone)
    assert read is not None
    moment, ends = (datetime(year, 6, 1, tzinfo=UTC).replace(tzinfo=None) for year in (2015, 2040))
    while moment < ends:
        asked = moment.replace(tzinfo=place)
        round_trip = asked.astimezone(UTC).astimezone(place).replace(tzinfo=None)
        if round_trip == moment and asked.utcoffset() == asked.replace(fold=1).utcoffset():
            assert moment.replace(tzinfo=read).utcoffset() == asked.utcoffset(), moment
        moment += timedelta(hours=5, minutes=30)


def test_a_file_says_what_calendars_ask_for() -> None:
    one = entry(FIRST, place="The old lock; left", lines=("Jo has the key,", "Warm socks"))
    file = file_of(one)
    calendar = Calendar.from_ical(file)
    assert str(calendar["X-WR-CALNAME"]) == "Mend"
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" in file
    assert b"X-PUBLISHED-TTL:PT1H\r\n" in file
    (event,) = events_in(file)
    assert UUID(str(event["UID"])) == one.about
    assert (int(event["SEQUENCE"]), str(event["STATUS"]), str(event["CLASS"])) == (5, "CONFIRMED", "PRIVATE")
    assert event["LAST-MODIFIED"].dt == event["DTSTAMP"].dt == CHANGED.replace(microsecond=0)
    assert event["DTSTART"].params["TZID"] == "Europe/Berlin"
    assert str(event["LOCATION"]) == "The old lock; left"
    assert str(event["DESCRIPTION"]) == "Jo has the key,\nWarm socks"
    assert str(event["URL"]) == f"{ORIGIN}/together/plans/x"


def test_what_was_called_off_says_so() -> None:
    (event,) = events_in(file_of(entry(FIRST, is_on=False)))
    assert str(event["STATUS"]) == "CANCELLED"


def test_lines_end_and_fold_as_the_standard_says() -> None:
    words = "Süppchen ☕ am Kanal, " * 12
    file = file_of(entry(FIRST, words=words.strip(), lines=("a\r\nSTATUS:CANCELLED",)))
    lines = file.split(b"\r\n")
    assert b"\n" not in file.replace(b"\r\n", b"")
    assert max(map(len, lines)) <= 75
    (event,) = events_in(file)
    assert str(event["SUMMARY"]) == words.strip()
    assert str(event["STATUS"]) == "CONFIRMED"  # nobody writes a line of the file from within their words


def test_the_same_entries_make_the_same_bytes() -> None:
    entries = [entry(FIRST), weekly(FIRST.date(), time(19), "Australia/Lord_Howe")]
    first = file_of(*entries)
    zone_part.cache_clear()
    assert file_of(*entries) == first


def test_a_calendar_without_anything_is_one_all_the_same() -> None:
    file = file_of()
    assert Calendar.from_ical(file).walk("VEVENT") == []
    assert file.endswith(b"END:VCALENDAR\r\n")


def test_a_file_is_written_in_pieces() -> None:
    pieces = list(write([entry(FIRST) for _ in range(120)], "Europe/Berlin", ORIGIN, Titles.FULL))
    assert len(pieces) == 5
    assert len(events_in(b"".join(pieces))) == 120
