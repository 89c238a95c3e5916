"""What comes up again, with days left out and others moved: five years of it, read alike by three.

icalendar with recurring-ical-events, ical.js, and dateutil, which all take a calendar apart in ways of their
own; the last two know no clocks but those of the file.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rruleset, rrulestr
from dateutil.tz import tzical

from mend.couples.calendar import Entry
from mend.rhythms.occasions import occasions_between
from mend.rhythms.rhythm import Nth, Rhythm, Weekday, daily, monthly_on_day, monthly_on_weekday, weekly
from mend.web.hours import moment_of
from tests.calendar.subscribers import events_in
from tests.calendar.test_writing import (
    FIVE_YEARS,
    HOUR,
    Occurrence,
    by_ical_js,
    by_icalendar,
    entry,
    file_of,
    is_plain,
)

pytestmark = pytest.mark.any_database

BEGAN = date(2026, 11, 22)  # a Sunday
ENDS = datetime.combine(BEGAN, time(), UTC) + FIVE_YEARS
_MOMENT = re.compile(r"(?:;TZID=(?P<zone>[^:]+))?:(?P<moment>\d{8}T\d{6})Z?")

RHYTHMS: Mapping[str, Rhythm] = {
    "each Sunday, when most clocks change": weekly(BEGAN, [Weekday.SUNDAY]),
    "two days of every other week": weekly(BEGAN, [Weekday.TUESDAY, Weekday.SUNDAY], 2),
    "the last day of a month": monthly_on_day(BEGAN, 31),
    "the 30th, or the last of February": monthly_on_day(BEGAN, 30, date(2031, 2, 28)),
    "the 29th, from a February on that has none": monthly_on_day(date(2027, 2, 3), 29),
    "the last Sunday of a month": monthly_on_weekday(BEGAN, Nth.LAST, Weekday.SUNDAY),
    "each day of half a year": daily(BEGAN, BEGAN + timedelta(days=200)),
}


def by_dateutil(file: bytes, until: datetime) -> list[Occurrence]:
    """Every occurrence as dateutil finds them, by the zones of the file; in the order of its own reading."""
    lines = file.decode().replace("\r\n ", "").split("\r\n")
    clocks = tzical(StringIO("\n".join(lines)))
    found: list[Occurrence] = []
    series: list[tuple[str, rruleset, timedelta]] = []
    instead: dict[tuple[str, datetime], tuple[datetime, datetime]] = {}

    def moment(line: str) -> datetime:
        read = _MOMENT.search(line)
        assert read is not None, line
        zone = clocks.get(read["zone"]) if read["zone"] else UTC
        return datetime.strptime(read["moment"], "%Y%m%dT%H%M%S").replace(tzinfo=zone).astimezone(UTC)

    for event in "\n".join(lines).split("BEGIN:VEVENT\n")[1:]:
        said: dict[str, list[str]] = {}
        for line in event.split("\n"):
            said.setdefault(re.split("[;:]", line)[0], []).append(line)
        uid = said["UID"][0].removeprefix("UID:")
        if "RRULE" in said:
            seconds = re.fullmatch(r"DURATION:PT(?:(\d+)H)?(?:(\d+)M)?", said["DURATION"][0])
            assert seconds is not None
            length = timedelta(hours=int(seconds[1] or 0), minutes=int(seconds[2] or 0))
            rule = rrulestr(
                "\n".join(said["DTSTART"] + said["RRULE"] + said.get("EXDATE", [])),
                tzids=lambda name: clocks.get(name) or UTC,
                forceset=True,
            )
            assert isinstance(rule, rruleset)
            for line in said.get("RDATE", []):
                rule.rdate(moment(line))
            series.append((uid, rule, length))
            continue
        times = moment(said["DTSTART"][0]), moment(said["DTEND"][0])
        if "RECURRENCE-ID" in said:
            instead[uid, moment(said["RECURRENCE-ID"][0])] = times
        else:
            found.append((uid, *times))
    for uid, rule, length in series:
        for start in rule:
            at = start.astimezone(UTC)
            if at >= until:
                break
            found.append((uid, *instead.pop((uid, at), (at, at + length))))
    assert instead == {}  # nothing stands instead of what never was
    return sorted(found)


def with_exceptions(series: Entry, skipped: set[date], moved: Mapping[date, datetime]) -> list[Entry]:
    """The entries of `series` without some days, and with others at another time."""
    place = series.starts_at.tzinfo
    return [
        replace(series, without=frozenset(skipped)),
        *(
            replace(
                series,
                starts_at=moment,
                ends_at=moment + 2 * HOUR,
                rhythm=None,
                instead_of=datetime.combine(day, series.starts_at.time(), place),
            )
            for day, moment in moved.items()
        ),
    ]


@pytest.mark.parametrize("name", RHYTHMS)
@pytest.mark.parametrize(
    ("zone", "reads", "at"),
    [
        ("Europe/Berlin", "Asia/Tokyo", time(19)),
        ("Australia/Lord_Howe", "Europe/Berlin", time(1, 45)),
    ],
)
def test_five_years_with_exceptions_are_read_alike_by_three(
    name: str, zone: str, reads: str, at: time
) -> None:
    rhythm = RHYTHMS[name]
    days = list(occasions_between(rhythm, BEGAN, ENDS.date() - timedelta(days=2)))
    plain = [day for day in days if is_plain(moment_of(day, at, zone), zone)]
    # The first and the last of all, some between; one moved to the day of the next, one back, one far away.
    skipped = {plain[0], *plain[3::7], plain[-1]}
    free = [day for day in plain if day not in skipped]
    moved = {
        free[0]: moment_of(free[0], time(21, 45), zone),
        free[1]: moment_of(free[1] + timedelta(days=1), time(1, 15), zone),
        free[2]: moment_of(free[2], at, zone) - timedelta(days=1, hours=3),
        free[-1]: moment_of(free[-1], at, zone) + timedelta(days=40),
    }
    first = datetime.combine(rhythm.starts, at, ZoneInfo(zone))
    series = entry(first, 90, rhythm=rhythm, number=131_072)
    other = with_exceptions(entry(first + HOUR, 10, rhythm=rhythm), {free[1]}, {free[0]: moved[free[1]]})
    file = file_of(*with_exceptions(series, skipped, moved), *other, zone=reads)
    meant = sorted(
        [
            (str(series.about), moved[day], moved[day] + 2 * HOUR)
            if day in moved
            else (str(series.about), moment, moment + 1.5 * HOUR)
            for day in days
            if day not in skipped
            for moment in (moment_of(day, at, zone),)
        ]
        + [
            (str(other[0].about), moved[free[1]], moved[free[1]] + 2 * HOUR)
            if day == free[0]
            else (str(other[0].about), moment, moment + timedelta(minutes=10))
            for day in days
            if day != free[1]
            for moment in (moment_of(day, time(at.hour + 1, at.minute), zone),)
        ]
    )
    until = ENDS + timedelta(days=60)

    def quiet(found: list[Occurrence]) -> list[Occurrence]:
        """Those of the days on which no clock changes: of the others each reader has a view of its own."""
        return [one for one in found if is_plain(one[1], zone) and one[1] < ENDS - timedelta(days=2)]

    read = [by_icalendar(file, until), by_ical_js(file, until), by_dateutil(file, until)]
    assert [quiet(found) for found in read] == [quiet(meant)] * 3
    assert len({str(event["SEQUENCE"]) for event in events_in(file)}) == 2


def test_an_exception_is_named_in_the_zone_of_its_series() -> None:
    place = ZoneInfo("Europe/Berlin")
    series = entry(datetime(2026, 11, 22, 19, tzinfo=place), rhythm=RHYTHMS["each day of half a year"])
    moved = {date(2026, 11, 24): datetime(2026, 11, 24, 22, tzinfo=UTC)}
    entries = with_exceptions(series, {date(2026, 11, 23)}, moved)
    lines = file_of(*entries, zone="Asia/Tokyo").decode().split("\r\n")
    for line in (
        "DTSTART;TZID=Europe/Berlin:20261122T190000",
        "EXDATE;TZID=Europe/Berlin:20261123T190000",
        "RECURRENCE-ID;TZID=Europe/Berlin:20261124T190000",
        "DTSTART;TZID=Asia/Tokyo:20261125T070000",
    ):
        assert line in lines
    assert any(line.startswith("RRULE:FREQ=DAILY;UNTIL=20270610T2159") for line in lines)
    # Alone as well, the clock it is named by stands in the file.
    assert "TZID:Europe/Berlin" in file_of(entries[1], zone="Asia/Tokyo").decode()
