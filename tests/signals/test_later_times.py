"""The later times that a caller is offered: a while more, or tomorrow, and never past the 24 hours."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from mend.ids import new_id
from mend.signals.delays import MORE_MINUTES, later_times
from mend.signals.models import Pause
from tests.signals.partners import BACK, MINUTE, THEN

LATEST = THEN + timedelta(hours=24)
BERLIN = "Europe/Berlin"


def a_pause(called_at: datetime, minutes: int = 20) -> Pause:
    return Pause(
        couple_id=new_id(),
        id=new_id(),
        caller_id=new_id(),
        phrase="Pause",
        called_at=called_at,
        returns_at=called_at + timedelta(minutes=minutes),
    )


def on(day: int, clock: str, zone: str = BERLIN, *, month: int = 11, year: int = 2026) -> datetime:
    return datetime.combine(date(year, month, day), time.fromisoformat(clock), ZoneInfo(zone))


def test_more_time_is_counted_from_the_time_that_counts_or_from_now() -> None:
    pause = a_pause(THEN)
    before = later_times(pause, BERLIN, THEN + MINUTE).more
    assert before == [BACK + timedelta(minutes=minutes) for minutes in MORE_MINUTES]
    after = later_times(pause, BERLIN, BACK + 6 * MINUTE + timedelta(seconds=5)).more
    assert after == [BACK + timedelta(minutes=7 + minutes) for minutes in MORE_MINUTES]


def test_tomorrow_is_three_times_of_the_next_day() -> None:
    assert later_times(a_pause(THEN), BERLIN, THEN).tomorrow == [
        on(21, "09:00"),
        on(21, "12:30"),
        on(21, "18:30"),
    ]


def test_in_small_hours_tomorrow_is_the_morning_to_come() -> None:
    night = on(21, "00:30")
    assert later_times(a_pause(night), BERLIN, night).tomorrow[0] == on(21, "09:00")
    assert later_times(a_pause(on(21, "03:59")), BERLIN, on(21, "03:59")).tomorrow[0] == on(21, "09:00")
    assert later_times(a_pause(on(21, "04:00")), BERLIN, on(21, "04:00")).tomorrow == []


def test_nothing_is_offered_past_24_hours_from_the_call() -> None:
    pause = a_pause(THEN, minutes=24 * 60 - 15)
    times = later_times(pause, BERLIN, LATEST - 30 * MINUTE)
    assert times.more == [LATEST - 5 * MINUTE]
    assert (times.tomorrow, times.latest) == ([], LATEST)


@pytest.mark.parametrize(
    ("zone", "called", "first"),
    [
        (BERLIN, on(24, "20:20", month=10), on(25, "09:00", month=10)),
        (BERLIN, on(27, "20:20", month=3, year=2027), on(28, "09:00", month=3, year=2027)),
        (
            "America/New_York",
            on(31, "20:20", "America/New_York", month=10),
            on(1, "09:00", "America/New_York"),
        ),
        (
            "Australia/Lord_Howe",
            on(3, "20:20", "Australia/Lord_Howe", month=10),
            on(4, "09:00", "Australia/Lord_Howe", month=10),
        ),
    ],
)
def test_tomorrow_morning_is_nine_on_the_clock_also_when_clocks_change_overnight(
    zone: str, called: datetime, first: datetime
) -> None:
    times = later_times(a_pause(called.astimezone(UTC)), zone, called.astimezone(UTC))
    assert times.tomorrow[0].astimezone(UTC) == first.astimezone(UTC)
    assert times.tomorrow[0].astimezone(ZoneInfo(zone)).strftime("%H:%M") == "09:00"
    assert times.latest == called.astimezone(UTC) + timedelta(hours=24)
