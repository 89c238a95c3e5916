"""When it is quiet: reckoned minute by minute on the clocks of four zones, across their changes."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mend.ids import new_id
from mend.notifications.models import QuietHours
from mend.notifications.quiet import quiet_until

pytestmark = pytest.mark.any_database

MINUTE = timedelta(minutes=1)
BERLIN, NEW_YORK, LORD_HOWE, KATHMANDU = ZONES = (
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",  # where the clocks change by half an hour
    "Asia/Kathmandu",  # a quarter of an hour beside everybody else, and never changed
)
# Shortly before a change of clocks, in UTC. Kathmandu has none; any evening does there.
CHANGES = {
    BERLIN: (datetime(2027, 3, 28, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)),
    NEW_YORK: (datetime(2027, 3, 14, 7, tzinfo=UTC), datetime(2026, 11, 1, 6, tzinfo=UTC)),
    LORD_HOWE: (datetime(2026, 10, 3, 15, 30, tzinfo=UTC), datetime(2027, 4, 3, 15, tzinfo=UTC)),
    KATHMANDU: (datetime(2026, 11, 20, 18, tzinfo=UTC),),
}
CLOCKS = st.builds(time, st.integers(0, 23), st.sampled_from([0, 1, 10, 15, 29, 30, 31, 45, 59]))
# Around the hour at which clocks change, or anywhere.
NEAR = st.builds(time, st.integers(0, 4), st.sampled_from([0, 15, 29, 30, 45]))


def hours(begins: time, ends: time) -> QuietHours:
    return QuietHours(
        person_id=new_id(), begins=begins, ends=ends, signals_ring=True, set_at=datetime.now(UTC)
    )


def minutes_of_quiet(begins: time, ends: time) -> set[time]:
    """Every minute of the clock that is quiet, by walking round the clock from the one to the other."""
    found, hand = set(), datetime.combine(date(2026, 1, 1), begins)
    while hand.time() != ends:
        found.add(hand.time())
        hand += MINUTE
    return found


def slowly(begins: time, ends: time, zone: str, now: datetime) -> datetime | None:
    """The same by looking at the clock each minute until it shows no quiet one."""
    quiet, there = minutes_of_quiet(begins, ends), ZoneInfo(zone)

    def is_quiet(moment: datetime) -> bool:
        return moment.astimezone(there).time().replace(second=0, microsecond=0) in quiet

    if not is_quiet(now):
        return None
    moment = now.replace(second=0, microsecond=0) + MINUTE
    while is_quiet(moment):
        moment += MINUTE
    return moment


@st.composite
def moments(draw: st.DrawFn) -> tuple[str, datetime]:
    zone = draw(st.sampled_from(ZONES))
    change = draw(st.sampled_from(CHANGES[zone]))
    return zone, change + timedelta(seconds=draw(st.integers(-26 * 3600, 26 * 3600)))


@given(
    where=moments(),
    between=st.tuples(NEAR | CLOCKS, NEAR | CLOCKS).filter(lambda pair: pair[0] != pair[1]),
)
@example((BERLIN, datetime(2027, 3, 28, 0, 30, tzinfo=UTC)), (time(22, 0), time(2, 30)))
@example((BERLIN, datetime(2026, 10, 25, 0, 50, tzinfo=UTC)), (time(2, 30), time(7, 0)))
def test_the_end_of_quiet_is_what_a_look_at_the_clock_each_minute_finds(
    where: tuple[str, datetime], between: tuple[time, time]
) -> None:
    zone, now = where
    assert quiet_until(hours(*between), zone, now) == slowly(*between, zone, now)


@pytest.mark.parametrize(
    ("zone", "now", "begins", "ends", "until"),
    [
        # Across midnight.
        (BERLIN, "2026-11-20T22:00+01:00", "22:00", "07:00", "2026-11-21T07:00+01:00"),
        (BERLIN, "2026-11-21T06:59:59+01:00", "22:00", "07:00", "2026-11-21T07:00+01:00"),
        (BERLIN, "2026-11-21T07:00+01:00", "22:00", "07:00", None),
        (BERLIN, "2026-11-20T21:59:59+01:00", "22:00", "07:00", None),
        # Within a day, and until midnight.
        (BERLIN, "2026-11-20T13:30+01:00", "13:00", "15:00", "2026-11-20T15:00+01:00"),
        (BERLIN, "2026-11-20T23:30+01:00", "20:00", "00:00", "2026-11-21T00:00+01:00"),
        (BERLIN, "2026-11-20T00:30+01:00", "00:00", "06:00", "2026-11-20T06:00+01:00"),
        # The night with an hour less, and the one with an hour more: until seven by the clock.
        (BERLIN, "2027-03-27T23:00+01:00", "22:00", "07:00", "2027-03-28T07:00+02:00"),
        (BERLIN, "2026-10-24T23:00+02:00", "22:00", "07:00", "2026-10-25T07:00+01:00"),
        (NEW_YORK, "2026-10-31T23:00-04:00", "22:00", "07:00", "2026-11-01T07:00-05:00"),
        # An end inside the hour that is not there: quiet until the clock jumps over it.
        (BERLIN, "2027-03-28T01:30+01:00", "22:00", "02:30", "2027-03-28T03:00+02:00"),
        (LORD_HOWE, "2026-10-04T01:30+10:30", "22:00", "02:15", "2026-10-04T02:30+11:00"),
        # An end inside the hour that comes twice: it comes twice.
        (BERLIN, "2026-10-25T02:10+02:00", "22:00", "02:30", "2026-10-25T02:30+02:00"),
        (BERLIN, "2026-10-25T02:10+01:00", "22:00", "02:30", "2026-10-25T02:30+01:00"),
        # A beginning inside it: the clock goes back to before.
        (BERLIN, "2026-10-25T02:40+02:00", "02:30", "07:00", "2026-10-25T02:00+01:00"),
        (KATHMANDU, "2026-11-20T17:00+00:00", "22:00", "07:00", "2026-11-21T07:00+05:45"),
    ],
)
def test_quiet_ends_by_the_clock_on_the_wall(
    zone: str, now: str, begins: str, ends: str, until: str | None
) -> None:
    found = quiet_until(
        hours(time.fromisoformat(begins), time.fromisoformat(ends)), zone, datetime.fromisoformat(now)
    )
    assert found == (datetime.fromisoformat(until) if until else None)


def test_the_zone_is_where_one_is() -> None:
    night = hours(time(22, 0), time(7, 0))
    now = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
    assert quiet_until(night, BERLIN, now) == datetime(2026, 11, 21, 6, 0, tzinfo=UTC)
    assert quiet_until(night, NEW_YORK, now) is None
    assert now.astimezone(ZoneInfo(NEW_YORK)).hour == 18
