"""Stitches: sewn in the same transaction as the thing that happened, and read a year at a time.

    ──add_stitch──▶ sewn ──take_back_stitch──▶ gone    (its owner says that it was a mistake)

Nothing else takes one out: no miss, no pause, no forgetting, no time that passes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from mend.accounts.models import Person
from mend.cloth.models import Kind, Stitch
from mend.couples.models import Membership
from mend.ids import new_id


@dataclass(frozen=True, slots=True)
class Sewn:
    """A stitch as pages need it."""

    kind: Kind
    day: date


def add_stitch(session: Session, couple_id: UUID, kind: Kind, source_id: UUID, now: datetime) -> None:
    """Sew one for what happened `now`. For the same thing again it is the one that is there.

    Wants the couple held: that keeps the same thing from being sewn twice at once.
    """
    known = select(Stitch.id).where(
        Stitch.couple_id == couple_id, Stitch.kind == kind, Stitch.source_id == source_id
    )
    if session.exec(known).first() is not None:
        return
    session.add(
        Stitch(
            couple_id=couple_id,
            id=new_id(),
            kind=kind,
            source_id=source_id,
            happened_at=now,
            day=day_of_both(session, couple_id, now),
        )
    )
    session.flush()


def take_back_stitch(session: Session, couple_id: UUID, source_id: UUID) -> None:
    """Take out what was sewn for `source_id`, for its owner says that it never was. Twice is once."""
    session.execute(
        sa.delete(Stitch)
        .where(col(Stitch.couple_id) == couple_id, col(Stitch.source_id) == source_id)
        .execution_options(synchronize_session=False)
    )


def day_of_both(session: Session, couple_id: UUID, moment: datetime) -> date:
    """The couple's day: a new one has begun when it has for both, wherever each of them is.

    So it is one day for both, and does not tell which of the two did something.
    """
    zones = session.exec(
        select(Person.time_zone)
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .where(Membership.couple_id == couple_id)
    ).all()
    return day_begun_in(zones, moment)


def day_begun_in(zones: Iterable[str], moment: datetime) -> date:
    """The latest day that has begun in all of `zones`."""
    return min(moment.astimezone(ZoneInfo(zone)).date() for zone in zones)


def stitches_of_year(session: Session, couple_id: UUID, year: int) -> list[Sewn]:
    """Every stitch of the year's days, in the order in which things happened."""
    return _sewn(session, couple_id, col(Stitch.day).between(date(year, 1, 1), date(year, 12, 31)))


def all_stitches(session: Session, couple_id: UUID) -> list[Sewn]:
    """Every stitch there is, of an open couple or a closed one."""
    return _sewn(session, couple_id, sa.true())


def _sewn(session: Session, couple_id: UUID, which: sa.ColumnElement[bool]) -> list[Sewn]:
    rows = session.exec(
        select(col(Stitch.kind), col(Stitch.day))
        .where(Stitch.couple_id == couple_id, which)
        .order_by(col(Stitch.happened_at), col(Stitch.id))
    )
    return [Sewn(kind, day) for kind, day in rows]


def years_of(session: Session, couple_id: UUID) -> list[int]:
    """The years that have a stitch, the latest first."""
    year = sa.extract("year", col(Stitch.day))
    return [
        int(found)
        for found in session.scalars(
            sa.select(year).where(col(Stitch.couple_id) == couple_id).distinct().order_by(year.desc())
        )
    ]
