"""From somebody's calendar to the times that are taken, and nothing else."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from itertools import takewhile

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from mend.busy.reading import MOST_TIMES, Reading, read_calendar
from mend.busy.recurring import days_between, read_rule
from mend.busy.trouble import NotRead, Trouble
from mend.busy.work import Work
from tests.busy.calendars import APPLE, GOOGLE, OUTLOOK, WORDS, calendar, event
from tests.signals.partners import THEN

BERLIN = "Europe/Berlin"
ENDS = THEN + timedelta(days=90)


def read(content: bytes, zone: str = BERLIN) -> Reading:
    return read_calendar(content, zone, THEN, ENDS)


def said(reading: Reading) -> list[str]:
    """The times as a clock in UTC shows them."""
    assert all(one.starts_at.tzinfo is one.ends_at.tzinfo is UTC for one in reading.times)
    assert WORDS not in repr(reading)
    return [f"{one.starts_at:%d.%m. %H:%M}-{one.ends_at:%d.%m. %H:%M}" for one in reading.times]


def times_of(*lines: str, zone: str = BERLIN) -> list[str]:
    reading = read(calendar(*event(*lines)), zone)
    assert reading.unread == 0
    return said(reading)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (GOOGLE, ["25.11. 07:00-25.11. 08:00", "08.12. 17:00-08.12. 18:30"]),
        (
            APPLE,
            [
                "26.11. 23:00-28.11. 23:00",
                "30.11. 14:00-30.11. 15:00",
                "01.12. 23:00-02.12. 23:00",
            ],
        ),
        (OUTLOOK, ["23.11. 08:00-23.11. 09:15", "24.11. 09:00-24.11. 10:00"]),
    ],
    ids=["Google", "Apple", "Outlook"],
)
def test_what_the_calendars_of_phones_write_is_read(content: bytes, expected: list[str]) -> None:
    reading = read(content)
    assert (said(reading), reading.unread) == (expected, 0)
    # As does the same with bare line ends, and a mark of its encoding before it.
    assert read(b"\xef\xbb\xbf" + content.replace(b"\r\n", b"\n")) == reading


def test_a_time_without_a_zone_is_by_the_clock_of_who_reads_it() -> None:
    lines = ("DTSTART:20261123T090000", "DTEND:20261123T100000")
    assert times_of(*lines) == ["23.11. 08:00-23.11. 09:00"]
    assert times_of(*lines, zone="Asia/Tokyo") == ["23.11. 00:00-23.11. 01:00"]


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("/freeassociation.sourceforge.net/America/New_York", "23.11. 14:00-23.11. 15:00"),
        ("Pacific Standard Time", "23.11. 17:00-23.11. 18:00"),
        ("Atlantis", "23.11. 00:00-23.11. 01:00"),  # the calendar's own, since nobody knows it
        ("Europe", "23.11. 00:00-23.11. 01:00"),
        ("../../../etc/passwd", "23.11. 00:00-23.11. 01:00"),
    ],
)
def test_a_zone_is_known_by_many_names(zone: str, expected: str) -> None:
    lines = event(f'DTSTART;TZID="{zone}":20261123T090000', "DURATION:PT1H")
    assert said(read(calendar("X-WR-TIMEZONE:Asia/Tokyo", *lines))) == [expected]


def test_no_clock_of_one_file_is_left_for_the_next() -> None:
    other = OUTLOOK.replace(b"+0300", b"-0500").replace(b"+0400", b"-0400")
    assert said(read(other))[1] == "24.11. 17:00-24.11. 18:00"
    assert said(read(OUTLOOK))[1] == "24.11. 09:00-24.11. 10:00"


def test_free_and_busy_parts_are_read() -> None:
    part = (
        "BEGIN:VFREEBUSY",
        "FREEBUSY:20261123T090000Z/PT30M,20261123T093000Z/20261123T110000Z",
        "FREEBUSY;FBTYPE=FREE:20261124T090000Z/PT1H",
        "FREEBUSY;FBTYPE=BUSY-TENTATIVE:20261125T090000Z/PT1H",
        "END:VFREEBUSY",
    )
    assert said(read(calendar(*part))) == ["23.11. 09:00-23.11. 11:00", "25.11. 09:00-25.11. 10:00"]


def test_what_overlaps_or_touches_is_one_time_and_what_takes_no_time_is_none() -> None:
    found = read(
        calendar(
            *event("DTSTART:20261123T090000Z", "DTEND:20261123T100000Z"),
            *event("DTSTART:20261123T093000Z", "DTEND:20261123T110000Z"),
            *event("DTSTART:20261123T110000Z", "DURATION:PT1H"),
            *event("DTSTART:20261124T110000Z"),
            *event("DTSTART:20261101T000000Z", "DTEND:20261121T000000Z"),  # runs already: from now on
            *event("DTSTART:20270801T000000Z", "DTEND:20270802T000000Z"),  # too far ahead
        )
    )
    assert said(found) == ["20.11. 19:20-21.11. 00:00", "23.11. 09:00-23.11. 12:00"]


def test_a_day_left_out_of_a_rule_and_days_added_to_it() -> None:
    assert times_of(
        "UID:1",
        "DTSTART;TZID=Europe/Berlin:20261120T080000",
        "DURATION:PT1H",
        "RRULE:FREQ=DAILY;COUNT=5",
        "RDATE:20261201T100000Z",
        "EXDATE;VALUE=DATE:20261122",
        "EXDATE:20261123T070000Z",
    ) == ["21.11. 07:00-21.11. 08:00", "24.11. 07:00-24.11. 08:00", "01.12. 10:00-01.12. 11:00"]


def test_an_hour_keeps_to_its_clock_when_the_clocks_change() -> None:
    begins = datetime(2026, 10, 24, tzinfo=UTC)
    lines = event("DTSTART;TZID=Europe/Berlin:20260501T200000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY")
    found = read_calendar(
        calendar(*lines), "Asia/Tokyo", begins - timedelta(days=7), begins + timedelta(days=7)
    )
    assert said(found) == ["23.10. 18:00-23.10. 19:00", "30.10. 19:00-30.10. 20:00"]


@pytest.mark.parametrize(
    "broken",
    [
        ("DTSTART:soon",),
        ("DTEND:20261123T100000Z",),
        ("DTSTART:20261123T090000Z", "DTEND:20261122T090000Z"),
        ("DTSTART:20261123T090000Z", "DTEND;VALUE=DATE:20261124"),
        ("DTSTART:20261123T090000Z", "DURATION:P99999999999999D"),
        ("DTSTART:99991231T235959Z", "DURATION:P2D"),
        ("DTSTART:20261123T090000Z", "DURATION:PT1H", "RRULE:FREQ=SECONDLY"),
        ("DTSTART:20261123T090000Z", "DURATION:PT1H", "RRULE:FREQ=YEARLY;BYWEEKNO=20"),
        ("DTSTART:20261123T090000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;INTERVAL=0"),
        ("DTSTART:20261123T090000Z", "DURATION:PT1H", "RECURRENCE-ID;RANGE=THISANDFUTURE:20261123T080000Z"),
    ],
)
def test_what_cannot_be_read_is_counted_and_the_rest_is_read(broken: tuple[str, ...]) -> None:
    good = event("DTSTART:20261124T110000Z", "DURATION:PT1H")
    found = read(calendar(*event(*broken), *good))
    assert (said(found), found.unread) == (["24.11. 11:00-24.11. 12:00"], 1)


@pytest.mark.parametrize(
    ("content", "trouble"),
    [
        (b"", Trouble.NO_CALENDAR),
        (b"<!doctype html><title>Sign in</title>", Trouble.NO_CALENDAR),
        (b"\xff\xfe" + GOOGLE.decode().encode("utf-16-le"), Trouble.NO_CALENDAR),
        (b"\x00" * 1000, Trouble.NO_CALENDAR),
        (GOOGLE[:700], Trouble.CUT_OFF),
        (calendar("BEGIN:VEVENT"), Trouble.NO_CALENDAR),
        (calendar("END:VEVENT"), Trouble.NO_CALENDAR),
        (calendar(*event("DTSTART:20261124T110000Z") * 400), Trouble.TOO_MUCH),
        (
            calendar(*(event("DTSTART:20261121T110000Z", "DURATION:PT1M", "RRULE:FREQ=DAILY") * 4)),
            Trouble.TOO_MUCH,
        ),
        (calendar(*event("DTSTART:00010101T110000Z", "RRULE:FREQ=DAILY;COUNT=999999")), Trouble.TOO_MUCH),
    ],
    ids=range(10),
)
def test_what_is_no_calendar_or_one_beyond_all_days_is_named(content: bytes, trouble: Trouble) -> None:
    with pytest.raises(NotRead) as refusal:
        read_calendar(content, BERLIN, THEN, ENDS, Work(1_000))
    assert refusal.value.trouble is trouble


def test_more_times_than_a_life_has_are_not_kept() -> None:
    with pytest.raises(NotRead) as refusal:
        read(
            calendar(
                "BEGIN:VFREEBUSY",
                *(
                    f"FREEBUSY:{THEN + timedelta(minutes=20 * number):%Y%m%dT%H%M%SZ}/PT1M"
                    for number in range(MOST_TIMES + 1)
                ),
                "END:VFREEBUSY",
            )
        )
    assert refusal.value.trouble is Trouble.TOO_MUCH


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MONTHLY;INTERVAL=12;BYMONTH=3;BYDAY=5MO;BYSETPOS=9",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31",
        "FREQ=YEARLY;INTERVAL=999999",
    ],
)
def test_a_rule_that_never_comes_up_is_not_looked_for_to_the_end_of_time(rule: str) -> None:
    starts, work = date(1604, 1, 1), Work(500)
    assert days_between(read_rule(rule), starts, None, THEN.date(), ENDS.date(), work) == []


# Rules as calendars write them, and as dateutil reads them too: from a first day that fits.
DAYS = st.lists(
    st.sampled_from(("MO", "TU", "WE", "TH", "FR", "SA", "SU")), min_size=1, max_size=4, unique=True
)
NTHS = st.sampled_from(("1MO", "-1FR", "2TU", "3WE", "-2SU", "4TH"))
RULES = st.one_of(
    st.just("FREQ=DAILY"),
    DAYS.map(lambda days: f"FREQ=DAILY;BYDAY={','.join(days)}"),
    DAYS.map(lambda days: f"FREQ=WEEKLY;BYDAY={','.join(days)}"),
    DAYS.map(lambda days: f"FREQ=WEEKLY;WKST=SU;BYDAY={','.join(days)}"),
    DAYS.map(lambda days: f"FREQ=MONTHLY;BYDAY={','.join(days)};BYSETPOS=1,-1"),
    NTHS.map(lambda nth: f"FREQ=MONTHLY;BYDAY={nth}"),
    st.sampled_from((1, 28, 31, -1, -3)).map(lambda day: f"FREQ=MONTHLY;BYMONTHDAY={day}"),
    st.just("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13"),
    st.just("FREQ=MONTHLY"),
    st.just("FREQ=YEARLY"),
    NTHS.map(lambda nth: f"FREQ=YEARLY;BYMONTH=3,10;BYDAY={nth}"),
    st.just("FREQ=YEARLY;BYDAY=20MO"),
    st.just("FREQ=YEARLY;BYMONTHDAY=-1;BYMONTH=2,11"),
)


@settings(max_examples=60)
@given(
    RULES,
    st.sampled_from((1, 2, 3)),
    st.one_of(st.just(""), st.integers(1, 40).map(lambda count: f";COUNT={count}")),
    st.dates(date(2024, 2, 1), date(2026, 11, 1)),
    st.integers(0, 400),
)
def test_days_are_those_of_another_reader(rule: str, every: int, count: str, day: date, ahead: int) -> None:
    text = f"{rule};INTERVAL={every}{count}"
    noon = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a day
    starts = rrulestr(f"{rule}", dtstart=noon)[0]  # its first day is one of its days
    first = date(2026, 1, 1) + timedelta(days=ahead)
    last = first + timedelta(days=92)
    theirs = takewhile(lambda one: one.date() <= last, rrulestr(text, dtstart=starts))
    expected = [one.date() for one in theirs if one.date() >= first]
    assert days_between(read_rule(text), starts.date(), None, first, last, Work()) == expected


@settings(max_examples=60)
@given(st.sampled_from((GOOGLE, APPLE, OUTLOOK)), st.data())
def test_whatever_happens_to_its_bytes_one_error_is_all_there_is(content: bytes, data: st.DataObject) -> None:
    mangled = bytearray(content)
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(30, len(mangled) - 30))
        cut = data.draw(st.integers(0, 12))
        mangled[at : at + cut] = data.draw(
            st.sampled_from((b"", b"9", b":", b";", b"\r\n", b"Z", b"T", b"\xff", b"-"))
        )
    try:
        reading = read(bytes(mangled))
    except NotRead:
        return
    assert reading.times == sorted(reading.times)
    assert all(THEN <= one.starts_at < one.ends_at <= ENDS for one in reading.times)


@settings(max_examples=40)
@given(st.binary(max_size=200))
def test_any_bytes_within_a_calendar_are_read_or_refused(noise: bytes) -> None:
    with suppress(NotRead):
        assert read(b"BEGIN:VCALENDAR\n" + noise + b"\nEND:VCALENDAR").times == []
