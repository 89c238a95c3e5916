"""Two people come together: one invites, the other accepts, the first says it is them.

An invitation works once and for a day. Nothing is shared before both have said yes, and whoever reads an
invitation and goes away leaves no trace.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, delete, or_, select, update

from mend.accounts.models import Person
from mend.couples.codes import code_of, hash_code, read_code
from mend.couples.membership import link, member_of
from mend.couples.models import Ending, Invitation
from mend.errors import N_, DomainError, Gone, Invalid, NotFound, Refused
from mend.ids import new_id

VALID_FOR = timedelta(hours=24)
KEPT_FOR = timedelta(days=30)  # long enough to say of an old code that it was used


@dataclass(frozen=True)
class OpenInvitation:
    """An invitation that still counts, and the person on its other side (None while nobody has accepted)."""

    id: UUID
    expires_at: datetime
    other: Person | None


def invite(session: Session, person: Person, *, secret: bytes, now: datetime) -> Invitation:
    """A new invitation of `person`; the one before no longer counts. `Refused` for who is linked."""
    _one_at_a_time(session, person.id)
    _refuse_linked(session, person)
    _end(session, Ending.REPLACED, now, col(Invitation.inviter_id) == person.id)
    invitation_id = new_id()
    invitation = Invitation(
        id=invitation_id,
        inviter_id=person.id,
        code_hash=hash_code(code_of(invitation_id, secret), secret),
        invited_at=now,
        expires_at=now + VALID_FOR,
    )
    session.add(invitation)
    session.flush()
    return invitation


def forget_old_invitations(session: Session, now: datetime) -> None:
    """Delete invitations of which nobody needs to be told any more that they are over."""
    session.exec(delete(Invitation).where(col(Invitation.invited_at) < now - KEPT_FOR))


def read_invitation(
    session: Session, reader: Person, *, code: str, secret: bytes, now: datetime
) -> tuple[Invitation, Person]:
    """The invitation with this code, and who invites. Writes nothing, so that going away tells nobody.

    `Invalid` for what is no code, `NotFound` for a forged one, `Gone` for one that is over or accepted by
    another, `Refused` for one's own and for who is linked.
    """
    clean = read_code(code)
    if clean is None:
        raise Invalid(
            N_("A code has ten letters and digits, such as 7KX2M-9QPRT. Please look once more."), field="code"
        )
    found = session.exec(
        select(Invitation, Person)
        .join(Person, col(Person.id) == col(Invitation.inviter_id))
        .where(Invitation.code_hash == hash_code(clean, secret))
        .with_for_update(of=Invitation)
        .execution_options(populate_existing=True)
    ).first()
    if found is None:
        raise NotFound(
            N_("No invitation has this code. Please check it, or ask for a new one."), field="code"
        )
    invitation, inviter = found
    if invitation.inviter_id == reader.id:
        raise Refused(
            N_("This is your own invitation. It is for the person you want to link with."), field="code"
        )
    _refuse_over(invitation, now, field="code")
    if invitation.accepted_by not in {None, reader.id}:
        raise _used("code")
    _refuse_linked(session, reader)
    return invitation, inviter


def accept_invitation(
    session: Session, person: Person, *, code: str, secret: bytes, now: datetime
) -> Invitation:
    """`person` wants to link with who invites, and waits for their yes. Twice is once.

    Raises what `read_invitation` raises. An acceptance elsewhere is taken back: one can wait for one only.
    """
    _one_at_a_time(session, person.id)
    invitation, _ = read_invitation(session, person, code=code, secret=secret, now=now)
    if invitation.accepted_by is None:
        _end(session, Ending.TAKEN_BACK, now, col(Invitation.accepted_by) == person.id)
        invitation.accepted_by, invitation.accepted_at = person.id, now
        session.flush()
    return invitation


def confirm_link(session: Session, inviter: Person, invitation_id: UUID, now: datetime) -> None:
    """It is them: both are linked, and no other invitation of either counts any more. Twice is once."""
    _one_at_a_time(session, inviter.id)
    invitation = _own(session, inviter, invitation_id)
    member = member_of(session, inviter.id)
    if invitation.ended_as is Ending.LINKED and member and member.partner.id == invitation.accepted_by:
        return
    _refuse_over(invitation, now)
    if invitation.accepted_by is None:
        raise Refused(N_("Nobody has accepted this invitation yet."))
    link(session, inviter.id, invitation.accepted_by, now)
    invitation.ended_at, invitation.ended_as = now, Ending.LINKED
    session.flush()
    both = (inviter.id, invitation.accepted_by)
    _end(
        session,
        Ending.REPLACED,
        now,
        or_(col(Invitation.inviter_id).in_(both), col(Invitation.accepted_by).in_(both)),
    )


def decline_link(session: Session, inviter: Person, invitation_id: UUID, now: datetime) -> None:
    """It is not them: the invitation is over."""
    invitation = _own(session, inviter, invitation_id)
    _refuse_over(invitation, now)
    invitation.ended_at, invitation.ended_as = now, Ending.REFUSED
    session.flush()


def withdraw_invitation(session: Session, inviter: Person, invitation_id: UUID, now: datetime) -> None:
    """Nobody can use this code any more. Quiet about one that is over already."""
    invitation = _own(session, inviter, invitation_id)
    if invitation.ended_at is None:
        invitation.ended_at, invitation.ended_as = now, Ending.WITHDRAWN
        session.flush()


def take_back_acceptance(session: Session, person: Person, now: datetime) -> None:
    """`person` no longer waits for anybody's yes."""
    _end(session, Ending.TAKEN_BACK, now, col(Invitation.accepted_by) == person.id)


def invitation_of(session: Session, person: Person, now: datetime) -> OpenInvitation | None:
    """The invitation `person` has out, with who accepted it."""
    found = session.exec(
        select(Invitation, Person)
        .outerjoin(Person, col(Person.id) == col(Invitation.accepted_by))
        .where(Invitation.inviter_id == person.id, _is_open(now))
    ).first()
    return OpenInvitation(found[0].id, found[0].expires_at, found[1]) if found else None


def waits_for_acceptance(session: Session, inviter: Person, invitation_id: UUID, now: datetime) -> bool:
    """Whether this invitation is out and nobody has accepted it yet; `NotFound` for anybody else's."""
    invitation = _own(session, inviter, invitation_id)
    return invitation.ended_at is None and invitation.accepted_by is None and invitation.expires_at > now


def acceptance_of(session: Session, person: Person, now: datetime) -> OpenInvitation | None:
    """The invitation `person` has accepted and waits for, with who invited."""
    found = session.exec(
        select(Invitation, Person)
        .join(Person, col(Person.id) == col(Invitation.inviter_id))
        .where(Invitation.accepted_by == person.id, _is_open(now))
    ).first()
    return OpenInvitation(found[0].id, found[0].expires_at, found[1]) if found else None


def was_turned_down(session: Session, person: Person, now: datetime) -> bool:
    """Whether the invitation `person` accepted last came to nothing within the past day."""
    last = session.exec(
        select(Invitation)
        .where(Invitation.accepted_by == person.id, Invitation.expires_at > now - VALID_FOR)
        .order_by(col(Invitation.accepted_at).desc())
        .limit(1)
    ).first()
    return last is not None and last.ended_as not in {Ending.LINKED, Ending.TAKEN_BACK}


def _one_at_a_time(session: Session, person_id: UUID) -> None:
    # What one person does at once in two places happens in turn, as on SQLite every writing transaction does.
    session.exec(select(Person.id).where(Person.id == person_id).with_for_update(key_share=True)).one()


def _own(session: Session, inviter: Person, invitation_id: UUID) -> Invitation:
    found = session.exec(
        select(Invitation)
        .where(Invitation.id == invitation_id, Invitation.inviter_id == inviter.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()
    if found is None:
        raise NotFound(N_("There is nothing here."))
    return found


def _refuse_linked(session: Session, person: Person) -> None:
    member = member_of(session, person.id)
    if member is not None:
        raise Refused(N_("You are linked with %(name)s already."), name=member.partner.name)


def _refuse_over(invitation: Invitation, now: datetime, *, field: str | None = None) -> None:
    if invitation.ended_as in {Ending.LINKED, Ending.TAKEN_BACK}:
        raise _used(field)
    if invitation.ended_as is not None:
        raise Gone(N_("This invitation no longer counts. A new one is quickly made."), field=field)
    if invitation.expires_at <= now:
        raise Gone(N_("This invitation has run out. A new one is quickly made."), field=field)


def _used(field: str | None) -> DomainError:
    return Gone(
        N_("This invitation was used already; each works once. A new one is quickly made."), field=field
    )


def _is_open(now: datetime) -> ColumnElement[bool]:
    return col(Invitation.ended_at).is_(None) & (col(Invitation.expires_at) > now)


def _end(session: Session, how: Ending, now: datetime, which: ColumnElement[bool]) -> None:
    session.exec(
        update(Invitation).where(col(Invitation.ended_at).is_(None), which).values(ended_at=now, ended_as=how)
    )
