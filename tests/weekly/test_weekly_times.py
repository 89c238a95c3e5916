"""The weekly hour takes the two's time: told to whoever looks for a moment, while both have joined."""

from datetime import UTC, datetime, timedelta

from sqlmodel import Session

from mend.app import BUSY, TAKEN
from mend.couples.busy import busy_between
from mend.couples.free import free_times
from mend.database import unit_of_work
from tests.weekly.partners import DAY, THAT_SUNDAY, THEN, Meeter

HOUR, WEEK = timedelta(hours=1), timedelta(weeks=1)


def test_it_is_in_the_way_while_both_have_joined(noas: Meeter, ilans: Meeter) -> None:
    def taken(session: Session) -> list[tuple[datetime, datetime]]:
        found = busy_between(session, noas.member(session), BUSY, THAT_SUNDAY + HOUR / 2, THAT_SUNDAY + WEEK)
        return [(one.starts_at, one.ends_at) for one in found]

    noas.suggest()
    with unit_of_work(noas.engine, writes=False) as session:
        assert taken(session) == []
    ilans.join()
    with unit_of_work(noas.engine, writes=False) as session:
        assert taken(session) == [(THAT_SUNDAY, THAT_SUNDAY + HOUR)]
    ilans.leave()
    with unit_of_work(noas.engine, writes=False) as session:
        assert taken(session) == []


def test_no_time_within_it_is_suggested_as_free(noas: Meeter, ilans: Meeter) -> None:
    def suggested() -> list[datetime]:
        with unit_of_work(noas.engine, writes=False) as session:
            member = noas.member(session)
            return free_times(session, member, 60, busy=BUSY, taken=TAKEN, besides=None, now=THEN)

    first, *_ = suggested()
    local = first.astimezone(UTC)
    noas.suggest(local.weekday(), (local + HOUR).time())  # by Berlin's clock, an hour ahead
    ilans.join()
    assert first not in suggested()
    assert THEN < first < THEN + 2 * DAY
