"""Times both are free: whatever is taken and wherever the two are."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mend.couples.free import AHEAD, MOST, Stretch, free_slots, merged

BERLIN = "Europe/Berlin"
NOW = datetime(2026, 11, 20, 19, 20, tzinfo=UTC)  # a Friday, 20:20 in Berlin
HOUR = timedelta(hours=1)
ZONES = st.sampled_from((BERLIN, "Europe/London", "America/New_York", "Asia/Tokyo", "Pacific/Chatham"))
STRETCHES = st.lists(
    st.builds(
        lambda begin, length: Stretch(NOW + begin * HOUR / 2, NOW + (begin + length) * HOUR / 2),
        st.integers(-20, 700),
        st.integers(1, 60),
    ),
    max_size=30,
)


def in_berlin(found: list[datetime]) -> list[str]:
    return [f"{one.astimezone(ZoneInfo(BERLIN)):%a %d %H:%M}" for one in found]


def test_with_nothing_in_the_way_it_is_one_time_on_each_of_the_next_days() -> None:
    found = free_slots([], (BERLIN, BERLIN), 120, NOW)
    assert in_berlin(found) == ["Sat 21 15:00", "Sun 22 15:00", "Mon 23 19:00"]
    # An hour still fits into this evening, but for the time nobody has any more.
    assert in_berlin(free_slots([], (BERLIN, BERLIN), 30, NOW))[0] == "Fri 20 21:30"


def test_what_is_taken_moves_it_to_the_nearest_hour_or_to_another_day() -> None:
    taken = [
        Stretch(datetime(2026, 11, 21, 13, tzinfo=UTC), datetime(2026, 11, 21, 15, 30, tzinfo=UTC)),
        Stretch(datetime(2026, 11, 22, 0, tzinfo=UTC), datetime(2026, 11, 23, 0, tzinfo=UTC)),
        Stretch(datetime(2026, 11, 23, 18, tzinfo=UTC), datetime(2026, 11, 23, 19, tzinfo=UTC)),
    ]
    found = free_slots(taken, (BERLIN, BERLIN), 120, NOW)
    assert in_berlin(found) == ["Sat 21 16:30", "Mon 23 20:00", "Tue 24 19:00"]


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ("Europe/London", ["Sat 21 15:00", "Sun 22 15:00", "Mon 23 19:00"]),
        ("America/New_York", ["Sat 21 16:00", "Sun 22 16:00", "Sat 28 16:00"]),  # weekends alone
        ("Asia/Tokyo", ["Sat 21 12:00", "Sun 22 12:00", "Sat 28 12:00"]),
        ("Pacific/Auckland", []),  # never both awake and free
    ],
)
def test_it_is_neither_night_nor_work_for_either(other: str, expected: list[str]) -> None:
    assert in_berlin(free_slots([], (BERLIN, other), 120, NOW)) == expected


@settings(max_examples=60)
@given(STRETCHES, ZONES, ZONES, st.sampled_from((15, 60, 120, 240, 480, 1440)))
def test_every_time_is_free_awake_ahead_and_on_a_day_of_its_own(
    taken: list[Stretch], mine: str, theirs: str, minutes: int
) -> None:
    found, length = free_slots(taken, (mine, theirs), minutes, NOW), timedelta(minutes=minutes)
    assert found == sorted(found)
    assert len({one.astimezone(ZoneInfo(mine)).date() for one in found}) == len(found) <= MOST
    for start in found:
        assert NOW + HOUR <= start <= NOW + AHEAD
        assert all(one.ends_at <= start or start + length <= one.starts_at for one in taken)
        for zone in (mine, theirs):
            begin, end = (moment.astimezone(ZoneInfo(zone)) for moment in (start, start + length))
            assert begin.date() == end.date()
            assert (10 if begin.weekday() > 4 else 17) <= begin.hour
            assert (end.hour, end.minute) <= (22, 0)


@settings(max_examples=20)
@given(STRETCHES)
def test_merged_is_the_same_time_told_once(taken: list[Stretch]) -> None:
    found = merged(taken)
    assert all(before.ends_at < after.starts_at for before, after in pairwise(found))
    for number in range(-40, 1600, 3):
        moment = NOW + number * HOUR / 4
        assert any(one.starts_at <= moment < one.ends_at for one in found) is any(
            one.starts_at <= moment < one.ends_at for one in taken
        )
