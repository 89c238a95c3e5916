"""The worker's side of imported calendars: claiming what is due, writing down what was read.

A claim is a lease, taken in a transaction of its own; fetching and reading hold none. Of two workers one has
it; a worker that dies gives it back when the lease runs out. What was removed meanwhile is not written.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, delete, select

from mend.accounts.models import Person
from mend.busy.fetch import Known
from mend.busy.models import BusyCalendar, BusyTime
from mend.busy.reading import Reading
from mend.busy.trouble import Trouble
from mend.couples.membership import hold_open
from mend.couples.models import Couple
from mend.errors import NotFound

LEASE = timedelta(minutes=2)  # longer than one look may take
AHEAD = timedelta(days=90)  # as far as times are kept
READ_ANEW = timedelta(days=60)  # with times for less than this the file is read again, changed or not
EVERY = timedelta(hours=1)
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=5), timedelta(days=1)  # after trouble, doubled each time

_ITS_COUPLE = col(Couple.id) == col(BusyCalendar.couple_id)


@dataclass(frozen=True)
class Look:
    """One calendar that is ours to look at until `lease`."""

    couple_id: UUID
    calendar_id: UUID
    person_id: UUID
    zone: str
    lease: datetime
    known: Known
    address: bytes = field(repr=False)  # sealed


@dataclass(frozen=True)
class Seen:
    """What came of a look that went well; no `reading` where the file is as it was."""

    reading: Reading | None
    known: Known


def is_any_due(session: Session, now: datetime) -> bool:
    """Whether `claim_looks` would find one. Takes no lock."""
    found = session.execute(
        sa.select(sa.literal(1))
        .select_from(BusyCalendar)
        .join(Couple, _ITS_COUPLE)
        .where(_is_due(now))
        .limit(1)
    )
    return found.first() is not None


def claim_looks(session: Session, now: datetime, limit: int) -> list[Look]:
    """Take up to `limit` calendars of open spaces that are due."""
    statement: Any = (
        select(BusyCalendar, Person.time_zone)
        .join(Person, col(Person.id) == col(BusyCalendar.person_id))
        .join(Couple, _ITS_COUPLE)
        .where(_is_due(now))
        .order_by(col(BusyCalendar.next_look_at))
        .limit(limit)
        .with_for_update(of=BusyCalendar, skip_locked=True)
    )
    return [_claim(found, zone, now) for found, zone in session.exec(statement).all()]


def write_down(session: Session, look: Look, outcome: Seen | Trouble, now: datetime) -> None:
    """Keep what was read in place of what was read before, or what was wrong beside it."""
    try:
        hold_open(session, look.couple_id)
    except NotFound:
        return
    found = session.exec(
        select(BusyCalendar)
        .where(BusyCalendar.couple_id == look.couple_id, BusyCalendar.id == look.calendar_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()
    if found is None or found.leased_until != look.lease:
        return
    found.leased_until, found.looked_at = None, now
    if isinstance(outcome, Trouble):
        found.trouble, found.failures = outcome, found.failures + 1
        found.next_look_at = now + min(FIRST_WAIT * 2 ** min(found.failures - 1, 10), LONGEST_WAIT)
    else:
        found.trouble, found.failures, found.read_at = None, 0, now
        found.next_look_at = now + EVERY
        found.etag, found.last_modified = outcome.known.etag, outcome.known.last_modified
        if outcome.reading is not None:
            found.read_until, found.zone, found.unread = now + AHEAD, look.zone, outcome.reading.unread
            _replace_times(session, look, outcome.reading)
    session.add(found)
    session.flush()


def _is_due(now: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(
        col(BusyCalendar.next_look_at) <= now,
        sa.or_(col(BusyCalendar.leased_until).is_(None), col(BusyCalendar.leased_until) <= now),
        col(Couple.closed_at).is_(None),
    )


def _claim(found: BusyCalendar, zone: str, now: datetime) -> Look:
    found.leased_until = now + LEASE
    found.next_look_at = now + FIRST_WAIT  # should the worker die over it
    is_enough = found.read_until is not None and found.read_until > now + READ_ANEW and found.zone == zone
    return Look(
        couple_id=found.couple_id,
        calendar_id=found.id,
        person_id=found.person_id,
        zone=zone,
        lease=found.leased_until,
        known=Known(found.etag, found.last_modified) if is_enough else Known(),
        address=found.address,
    )


def _replace_times(session: Session, look: Look, reading: Reading) -> None:
    session.exec(
        delete(BusyTime).where(
            col(BusyTime.couple_id) == look.couple_id, col(BusyTime.calendar_id) == look.calendar_id
        )
    )
    rows: Sequence[dict[str, Any]] = [
        {
            "couple_id": look.couple_id,
            "calendar_id": look.calendar_id,
            "starts_at": one.starts_at,
            "ends_at": one.ends_at,
        }
        for one in reading.times
    ]
    if rows:
        session.execute(sa.insert(BusyTime), rows)
