"""Ilan, who rests at night, and what the worker finds meanwhile."""

from datetime import UTC, datetime, time, timedelta

from sqlmodel import Session

from mend.couples.membership import Member, member_of
from mend.database import unit_of_work
from mend.notifications.claims import Claim, claim_due
from mend.notifications.quiet import end_quiet_hours, set_quiet_hours
from tests.notifications.mailroom import Mailroom
from tests.people import People

MINUTE = timedelta(minutes=1)
# In Berlin, where everybody is: 23:30, and seven the next morning.
NIGHT = datetime(2026, 11, 20, 22, 30, tzinfo=UTC)
MORNING = datetime(2026, 11, 21, 6, 0, tzinfo=UTC)
LONG = timedelta(days=2)


def member(session: Session, people: People) -> Member:
    """Ilan, as the verbs know him."""
    found = member_of(session, people.ilan)
    assert found is not None
    return found


def rest(
    mailroom: Mailroom,
    people: People,
    begins: time = time(22, 0),
    ends: time = time(7, 0),
    *,
    ring: bool = True,
    at: datetime = NIGHT,
) -> None:
    """Ilan has quiet hours."""
    with unit_of_work(mailroom.engine) as session:
        set_quiet_hours(session, member(session, people), begins=begins, ends=ends, signals_ring=ring, now=at)


def wake(mailroom: Mailroom, people: People, at: datetime) -> None:
    """Ilan has none any more."""
    with unit_of_work(mailroom.engine) as session:
        end_quiet_hours(session, member(session, people), at)


def tell_softly(mailroom: Mailroom, people: People, key: str = "soft", lasts: timedelta = LONG) -> None:
    """Tell Ilan something that is no signal."""
    mailroom.tell(
        people.ilan, key=key, about=f"thanks:{key}", replaces=key, at=NIGHT, is_signal=False, lasts=lasts
    )


def claim(mailroom: Mailroom, at: datetime, limit: int = 10) -> list[Claim]:
    """What a worker takes."""
    return mailroom.do(claim_due, at, limit)
