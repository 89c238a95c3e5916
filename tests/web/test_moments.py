"""Times as they are typed, by clocks that jump and clocks that differ."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mend.errors import Invalid
from mend.web.moments import local_text, moment_of, same_clock, which_of_two
from tests.signals.partners import THEN

pytestmark = pytest.mark.any_database
ZONES = [
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kolkata",
    "UTC",
    "Africa/Casablanca",
]


def moment(typed: str, zone: str, now: datetime = THEN) -> datetime:
    return moment_of(typed, zone, now, field="slot_1")


@pytest.mark.parametrize(
    ("typed", "zone", "expected"),
    [
        ("2026-11-21T20:40", "Europe/Berlin", datetime(2026, 11, 21, 19, 40, tzinfo=UTC)),
        ("2026-11-21T20:40:00", "America/New_York", datetime(2026, 11, 22, 1, 40, tzinfo=UTC)),
        ("2026-11-21T20:40:00.000", "Asia/Kolkata", datetime(2026, 11, 21, 15, 10, tzinfo=UTC)),
        ("2026-12-25T10:00", "Australia/Lord_Howe", datetime(2026, 12, 24, 23, 0, tzinfo=UTC)),
    ],
)
def test_a_time_is_by_the_clock_of_its_zone(typed: str, zone: str, expected: datetime) -> None:
    assert moment(typed, zone) == expected


# When clocks go forward, and when they go back: Lord Howe by half an hour only.
@pytest.mark.parametrize(
    ("zone", "typed", "shown"),
    [
        ("Europe/Berlin", "2027-03-28T02:30", "02:30"),
        ("America/New_York", "2027-03-14T02:00", "02:00"),
        ("Australia/Lord_Howe", "2027-10-03T02:15", "02:15"),
    ],
)
def test_a_time_that_the_clocks_jump_over_does_not_exist(zone: str, typed: str, shown: str) -> None:
    now = datetime.fromisoformat(typed).replace(tzinfo=UTC) - timedelta(days=30)
    with pytest.raises(Invalid, match="the clocks jump over") as caught:
        moment(typed, zone, now)
    assert (caught.value.field, caught.value.values) == ("slot_1", {"time": shown})


@pytest.mark.parametrize(
    ("zone", "typed", "first", "apart"),
    [
        ("Europe/Berlin", "2027-10-31T02:30", datetime(2027, 10, 31, 0, 30, tzinfo=UTC), 60),
        ("America/New_York", "2027-11-07T01:30", datetime(2027, 11, 7, 5, 30, tzinfo=UTC), 60),
        ("Australia/Lord_Howe", "2027-04-04T01:45", datetime(2027, 4, 3, 14, 45, tzinfo=UTC), 30),
    ],
)
def test_a_time_shown_twice_means_its_first(zone: str, typed: str, first: datetime, apart: int) -> None:
    found = moment(typed, zone, first - timedelta(days=20))
    assert found == first
    assert which_of_two(found, zone) == 1
    second = found + timedelta(minutes=apart)
    assert local_text(second, zone) == typed
    assert which_of_two(second, zone) == 2
    assert which_of_two(found - timedelta(hours=2), zone) == 0


def test_of_two_equal_hours_the_one_that_is_offered_already_is_meant() -> None:
    zone, typed, first = "Europe/Berlin", "2027-10-31T02:30", datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    second, now = first + timedelta(hours=1), first - timedelta(days=20)
    for offered, meant in ([second], second), ([first, second], first), ([first], first), ([now], first):
        assert moment_of(typed, zone, now, field="slot_1", offered=offered) == meant


def test_a_time_offered_does_not_bring_back_one_that_the_clocks_jump_over() -> None:
    offered = datetime(2027, 3, 28, 0, 30, tzinfo=UTC)
    with pytest.raises(Invalid, match="the clocks jump over"):
        moment_of("2027-03-28T02:30", "Europe/Berlin", THEN, field="slot_1", offered=[offered])


@pytest.mark.parametrize(
    "typed",
    [
        "tomorrow", "2026-11-21", "20:40", "2026-11-21 20:40", "2026-13-01T10:00", "2026-02-30T10:00",
        "2026-11-21T24:00", "2026-11-21T20:40Z", "2026-11-21T20:40+01:00", "2026-11-21T20:40:30",
        "0000-01-01T00:00", "12026-11-21T20:40", "２０２６-11-21T20:40", " ",
    ],
)  # fmt: skip
def test_what_is_no_time_is_a_sentence(typed: str) -> None:
    with pytest.raises(Invalid, match="choose a day and a time"):
        moment(typed, "Europe/Berlin")


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("typed", ["0001-01-01T00:00", "1970-01-01T00:00", "2026-11-19T00:00"])
def test_the_past_is_a_sentence(typed: str, zone: str) -> None:
    with pytest.raises(Invalid, match="has passed"):
        moment(typed, zone)


@pytest.mark.parametrize("typed", ["9999-12-31T23:59", "2027-11-23T00:00"])
def test_more_than_a_year_ahead_is_a_sentence(typed: str) -> None:
    with pytest.raises(Invalid, match="within a year"):
        moment(typed, "Europe/Berlin")


def test_this_very_minute_has_passed_and_the_next_has_not() -> None:
    with pytest.raises(Invalid):
        moment("2026-11-20T20:20", "Europe/Berlin")
    assert moment("2026-11-20T20:21", "Europe/Berlin") == THEN + timedelta(minutes=1)


@given(st.sampled_from(ZONES), st.integers(1, 365 * 24 * 60))
def test_what_a_field_shows_is_read_as_what_was_meant(zone: str, minutes: int) -> None:
    meant = THEN + timedelta(minutes=minutes)
    read = moment(local_text(meant, zone), zone)
    # Of an hour that is shown twice, the second reads as the first.
    assert read == meant or which_of_two(meant, zone) == 2


def test_two_zones_with_one_clock_are_told_apart_by_the_day() -> None:
    assert same_clock(THEN, "Europe/Berlin", "Europe/Paris")
    assert same_clock(THEN, "Europe/London", "UTC")
    assert not same_clock(THEN + timedelta(days=200), "Europe/London", "UTC")
