"""Times of day: read in one way wherever they are typed, reckoned in one way wherever a clock shows them."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from mend.web.forms import FormModel, OrNothing
from mend.web.hours import NAME_A_TIME, ClockTime, next_moment_at, typed_time, whole_minute_after

BERLIN = "Europe/Berlin"
NEW_YORK = "America/New_York"
LORD_HOWE = "Australia/Lord_Howe"  # its clocks change by half an hour
NUUK = "America/Nuuk"  # its clocks jump over midnight, from 23:00 to 00:00
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


class Typed(FormModel):
    at: ClockTime
    perhaps: OrNothing[ClockTime] = None


@pytest.mark.parametrize(
    ("typed", "clock"),
    [
        ("21:30", time(21, 30)),
        ("7:05", time(7, 5)),
        ("07.05", time(7, 5)),
        (" 00:00 ", time(0)),
        ("21:30:00", time(21, 30)),
    ],
)
def test_a_time_is_read_as_a_browser_sends_it_and_as_a_hand_types_it(typed: str, clock: time) -> None:
    assert Typed.model_validate({"at": typed}).at == clock
    assert typed_time(clock) == clock.isoformat("minutes")


@pytest.mark.parametrize(
    "typed",
    ["24:00", "12:60", "soon", "", "9", "-1:00", "12:30 PM", "21:30:15", "07:00+02:00", "١٢:٣٠", "١:30"],
)
def test_what_is_no_time_is_said_in_the_one_sentence(typed: str) -> None:
    with pytest.raises(ValidationError, match=NAME_A_TIME):
        Typed.model_validate({"at": typed})


@pytest.mark.parametrize("typed", ["", "  "])
def test_a_field_left_empty_is_nothing_where_nothing_is_fine(typed: str) -> None:
    assert Typed.model_validate({"at": "21:30", "perhaps": typed}).perhaps is None
    with pytest.raises(ValidationError, match=NAME_A_TIME):
        Typed.model_validate({"at": "21:30", "perhaps": "soon"})


@pytest.mark.parametrize(
    ("zone", "now", "at", "expected"),
    [
        (BERLIN, "2026-11-20T19:20Z", "20:21", "2026-11-20T19:21Z"),
        (BERLIN, "2026-11-20T19:20Z", "20:20", "2026-11-21T19:20Z"),
        (BERLIN, "2026-11-20T19:20Z", "00:00", "2026-11-20T23:00Z"),
        (BERLIN, "2026-11-20T23:30Z", "02:00", "2026-11-21T01:00Z"),
        # Clocks go back at 03:00: it is 02:30 twice.
        (BERLIN, "2026-10-25T00:15Z", "02:30", "2026-10-25T00:30Z"),
        (BERLIN, "2026-10-25T00:30Z", "02:30", "2026-10-25T01:30Z"),
        (BERLIN, "2026-10-25T00:45Z", "02:30", "2026-10-25T01:30Z"),
        (BERLIN, "2026-10-25T01:30Z", "02:30", "2026-10-26T01:30Z"),
        (BERLIN, "2026-10-24T18:20Z", "09:00", "2026-10-25T08:00Z"),
        # Clocks go forward at 02:00: it is never 02:30, and half past three in its place.
        (BERLIN, "2026-03-29T00:15Z", "02:30", "2026-03-29T01:30Z"),
        (BERLIN, "2026-03-28T19:20Z", "02:30", "2026-03-29T01:30Z"),
        (BERLIN, "2027-03-28T00:30Z", "02:30", "2027-03-28T01:30Z"),
        (BERLIN, "2027-03-28T01:45Z", "02:30", "2027-03-29T00:30Z"),
        (BERLIN, "2027-03-27T19:20Z", "09:00", "2027-03-28T07:00Z"),
        (NEW_YORK, "2026-11-01T05:45Z", "01:30", "2026-11-01T06:30Z"),
        (NEW_YORK, "2027-03-14T06:30Z", "02:30", "2027-03-14T07:30Z"),
        (LORD_HOWE, "2027-04-03T14:50Z", "01:45", "2027-04-03T15:15Z"),
        (LORD_HOWE, "2026-10-03T15:20Z", "02:15", "2026-10-03T15:45Z"),
        # Half past eleven is left out, and comes as half past midnight; also for who asks after midnight.
        (NUUK, "2026-03-29T00:50Z", "23:30", "2026-03-29T01:30Z"),
        (NUUK, "2026-03-29T01:10Z", "23:30", "2026-03-29T01:30Z"),
        (NUUK, "2026-03-29T01:30Z", "23:30", "2026-03-30T00:30Z"),
    ],
)
def test_a_time_of_day_is_the_next_moment_a_clock_there_shows_it(
    zone: str, now: str, at: str, expected: str
) -> None:
    assert next_moment_at(time.fromisoformat(at), zone, datetime.fromisoformat(now)) == (
        datetime.fromisoformat(expected)
    )


@given(
    zone=st.sampled_from(
        [BERLIN, NEW_YORK, LORD_HOWE, NUUK, "Asia/Jerusalem", "Asia/Kolkata", "Pacific/Apia"]
    ),
    at=st.times().map(lambda one: one.replace(second=0, microsecond=0)),
    now=st.integers(1_577_836_800, 2_051_222_400).map(lambda second: datetime.fromtimestamp(second, UTC)),
)
def test_it_is_ahead_and_on_the_clock_and_no_earlier_moment_is(zone: str, at: time, now: datetime) -> None:
    place = ZoneInfo(zone)
    found = next_moment_at(at, zone, now)
    assert now < found <= now + 25 * HOUR
    minute = whole_minute_after(now + timedelta(microseconds=1))
    while minute < found:
        assert minute.astimezone(place).time() != at
        minute += MINUTE
    if found.astimezone(place).time() != at:  # left out that day: it is what the clock would have shown
        before = (found - 2 * HOUR).astimezone(place).utcoffset()
        assert before is not None
        assert (found + before).time() == at


@given(moment=st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_rounding_up_ends_on_the_minute_and_less_than_one_later(moment: datetime) -> None:
    rounded = whole_minute_after(moment)
    assert (rounded.second, rounded.microsecond) == (0, 0)
    assert timedelta(0) <= rounded - moment < MINUTE
