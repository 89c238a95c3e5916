"""Who belongs to whom, and the dependencies every route of a couple stands on."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

import sqlalchemy as sa
from fastapi import Depends, Request
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from mend.accounts.identity import MaybeAsker
from mend.accounts.models import Person
from mend.couples.models import Couple, Membership
from mend.database import SessionDep
from mend.errors import N_, NotFound, NotSignedIn, Refused
from mend.ids import new_id

SEATS = 2
# Which couple a post was meant for, said by what may hold it until another is linked: a tapped button.
SAID_IN = "mend-couple"


@dataclass(frozen=True)
class Member:
    """A linked person, the partner, and the couple everything of theirs is found through."""

    person: Person
    partner: Person
    couple_id: UUID
    # The couple's latest announced change when the page was made; its stream goes on from there.
    last_event: int


# Asked for each page and each post, so put together once.
_MINE, _THEIRS = aliased(Membership), aliased(Membership)
_ME, _PARTNER = aliased(Person), aliased(Person)
_MEMBER = (
    select(_ME, _PARTNER, _MINE.couple_id, Couple.last_event)
    .join(_MINE, col(_MINE.person_id) == col(_ME.id))
    .join(Couple, col(Couple.id) == col(_MINE.couple_id))
    .join(_THEIRS, (col(_THEIRS.couple_id) == col(_MINE.couple_id)) & (col(_THEIRS.seat) != col(_MINE.seat)))
    .join(_PARTNER, col(_PARTNER.id) == col(_THEIRS.person_id))
    .where(
        col(_MINE.person_id) == sa.bindparam("person_id"),
        col(_MINE.left_at).is_(None),
        col(Couple.closed_at).is_(None),
    )
)


def member_of(session: Session, person_id: UUID) -> Member | None:
    """This person as a member of an open couple; None for somebody alone."""
    found = session.exec(_MEMBER, params={"person_id": person_id}).first()
    return Member(*found) if found else None


def partners(session: Session, couple_id: UUID) -> tuple[Person, Person]:
    """The two people of a couple, open or closed, by seat. `NotFound` for an unknown couple."""
    found = session.exec(
        select(Person)
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .where(Membership.couple_id == couple_id)
        .order_by(col(Membership.seat))
    ).all()
    if len(found) != SEATS:
        raise NotFound(N_("There is nothing here."))
    return found[0], found[1]


def link(session: Session, first_id: UUID, second_id: UUID, now: datetime) -> Couple:
    """A new couple of these two. `Refused` when either is in one already.

    The index on open memberships decides, not a look beforehand: of two requests at once, one is refused.
    """
    couple = Couple(id=new_id(), linked_at=now)
    seats = {first_id: 1, second_id: 2}
    try:
        with session.begin_nested():
            session.add(couple)
            session.flush()
            for person_id in sorted(seats):  # one order for all: two links cannot wait for each other
                session.add(
                    Membership(couple_id=couple.id, person_id=person_id, seat=seats[person_id], joined_at=now)
                )
                session.flush()
    except IntegrityError:
        raise Refused(N_("One of you is linked with somebody already.")) from None
    return couple


def hold_open(session: Session, couple_id: UUID) -> Couple:
    """The couple's row, locked until the transaction ends, so that what both do at once happens in turn.

    `NotFound` when the space was closed meanwhile.
    """
    couple = session.exec(
        select(Couple)
        .where(Couple.id == couple_id, col(Couple.closed_at).is_(None))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()
    if couple is None:
        raise NotFound(N_("This space is closed."))
    return couple


def member_if_any(request: Request, asker: MaybeAsker, session: SessionDep) -> Member | None:
    """The member who asks; None for nobody and for somebody alone. Pages learn the partner from here.

    `Refused` (403) when the request names another couple than the one whose member asks.
    """
    member = member_of(session, asker.person.id) if asker else None
    request.state.member = member
    if asker and not _is_meant_for(member, request.headers.get(SAID_IN)):
        raise Refused(N_("This was said in a space that is closed now. Nothing was sent."), status=403)
    return member


def _is_meant_for(member: Member | None, couple: str | None) -> bool:
    return couple is None or (member is not None and str(member.couple_id) == couple)


MaybeMember = Annotated[Member | None, Depends(member_if_any, scope="function")]

# For a router: every page below it knows the member, and so shows tabs and pause button.
know_member = Depends(member_if_any, scope="function")


def current_member(asker: MaybeAsker, member: MaybeMember) -> Member:
    """The member who asks; `NotSignedIn` for nobody, `NotFound` for somebody alone."""
    if asker is None:
        raise NotSignedIn(N_("Please sign in first."))
    if member is None:
        raise NotFound(N_("There is nothing here."))
    return member


CurrentMember = Annotated[Member, Depends(current_member, scope="function")]
