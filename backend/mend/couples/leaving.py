"""Stepping away: either partner, alone, at once. Nobody is asked, and nobody is sent a farewell."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select, update

from mend.couples.membership import Member, hold_open
from mend.couples.models import Couple, Membership


@dataclass(frozen=True)
class Space:
    """A couple somebody belongs or belonged to, as its record says."""

    couple_id: UUID
    partner_id: UUID
    linked_at: datetime
    closed_at: datetime | None


def close_space(session: Session, member: Member, now: datetime) -> None:
    """End the couple. From here on nobody finds its rows; both may still take a copy of what is theirs.

    `NotFound` when the partner closed it in the same moment.
    """
    couple = hold_open(session, member.couple_id)
    couple.closed_at, couple.closed_by = now, member.person.id
    session.exec(update(Membership).where(col(Membership.couple_id) == couple.id).values(left_at=now))
    session.flush()


def last_closed_space(session: Session, person_id: UUID) -> Space | None:
    """The space somebody now alone belonged to last; None for who is linked, or never was."""
    latest = next(iter(spaces_of(session, person_id)), None)
    return latest if latest and latest.closed_at else None


def spaces_of(session: Session, person_id: UUID) -> list[Space]:
    """Every space this person belongs or belonged to, the latest first."""
    mine, theirs = aliased(Membership), aliased(Membership)
    rows = session.exec(
        select(Couple.id, theirs.person_id, Couple.linked_at, Couple.closed_at)
        .join(mine, col(mine.couple_id) == col(Couple.id))
        .join(theirs, (col(theirs.couple_id) == col(Couple.id)) & (col(theirs.seat) != col(mine.seat)))
        .where(mine.person_id == person_id)
        .order_by(col(Couple.linked_at).desc())
    )
    return [Space(*row) for row in rows]
