"""An attempt to repair: where it stands, what followed it, what is left of it. See `repairs`."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, delete, select

from mend.couples.membership import Member
from mend.errors import N_, NotFound
from mend.signals.decks import forget_old_phrases
from mend.signals.repair_models import Answer, Repair, RepairInPause

WAITS = timedelta(hours=24)
HELD_BACK_AFTER = 3  # attempts without an answer …
WITHIN = timedelta(hours=1)  # … in this time
KEPT_FOR = timedelta(days=30)  # whatever was not accepted


class State(StrEnum):
    """Where a repair stands."""

    WAITING = "waiting"
    PUT_OFF = "put_off"
    ACCEPTED = "accepted"
    FOLLOWED = "followed"
    FADED = "faded"


def state_of(repair: Repair, now: datetime) -> State:
    """Where `repair` stands at this moment."""
    if repair.followed_at is not None:
        return State.FOLLOWED
    if repair.answer is Answer.YES:
        return State.ACCEPTED
    if fades_at(repair) <= now:
        return State.FADED
    return State.WAITING if repair.answer is None else State.PUT_OFF


def is_open(repair: Repair, now: datetime) -> bool:
    """Whether a yes would still be an answer to it."""
    return state_of(repair, now) in (State.WAITING, State.PUT_OFF)


def fades_at(repair: Repair) -> datetime:
    """When it is over unless something happens first."""
    return (repair.ask_at or repair.answered_at or repair.sent_at) + WAITS


def find_repair(session: Session, member: Member, repair_id: UUID) -> Repair:
    """A repair of the member's couple; `NotFound` for any other."""
    repair = look_up(session, member.couple_id, repair_id)
    if repair is None:
        raise NotFound(N_("There is nothing here."))
    return repair


def newest_of(session: Session, repair: Repair) -> Repair:
    """`repair`, or the newest attempt that followed it."""
    if repair.followed_by is None:
        return repair
    return look_up(session, repair.couple_id, repair.followed_by) or repair


def newest_by(session: Session, couple_id: UUID, sender_id: UUID) -> Repair | None:
    """This sender's newest attempt, faded or not; None when it was accepted, or there is none."""
    return session.exec(
        select(Repair)
        .where(
            Repair.couple_id == couple_id,
            Repair.sender_id == sender_id,
            col(Repair.followed_at).is_(None),
            sa.or_(col(Repair.answer).is_(None), col(Repair.answer) == Answer.NOT_YET),
        )
        .execution_options(populate_existing=True)
    ).first()


def pause_of(session: Session, repair: Repair) -> UUID | None:
    """The pause it was sent in, for as long as that is known."""
    return session.exec(
        select(RepairInPause.pause_id).where(
            RepairInPause.couple_id == repair.couple_id, RepairInPause.repair_id == repair.id
        )
    ).first()


def unanswered(session: Session, member: Member, now: datetime) -> Sequence[datetime]:
    """When `member` reached out within the last hour and has had no answer since, the latest first."""
    return session.exec(
        select(Repair.sent_at)
        .where(
            Repair.couple_id == member.couple_id,
            Repair.sender_id == member.person.id,
            col(Repair.answer).is_(None),
            Repair.sent_at > now - WITHIN,
        )
        .order_by(col(Repair.sent_at).desc())
        .limit(HELD_BACK_AFTER)
    ).all()


def held_until(latest_first: Sequence[datetime]) -> datetime | None:
    """Until when the app holds back, given what is `unanswered`; None while one more try is welcome."""
    if len(latest_first) < HELD_BACK_AFTER:
        return None
    return latest_first[HELD_BACK_AFTER - 1] + WITHIN


def accepted_repairs(session: Session, couple_id: UUID, since: datetime) -> Sequence[Repair]:
    """The repairs both said yes to since then, the newest first. Two when both had reached out at once."""
    return session.exec(
        select(Repair)
        .where(
            Repair.couple_id == couple_id,
            Repair.answer == Answer.YES,
            col(Repair.followed_at).is_(None),
            col(Repair.answered_at) >= since,
        )
        .order_by(col(Repair.answered_at).desc(), col(Repair.id).desc())
    ).all()


def forget_old_repairs(session: Session, now: datetime) -> None:
    """Delete every attempt that was not accepted, and words that were taken out, thirty days after."""
    before = now - KEPT_FOR
    session.exec(
        delete(Repair).where(
            sa.or_(
                col(Repair.followed_at).is_not(None),
                col(Repair.answer).is_(None),
                col(Repair.answer) == Answer.NOT_YET,
            ),
            sa.func.coalesce(col(Repair.ask_at), col(Repair.answered_at), col(Repair.sent_at)) < before,
        )
    )
    forget_old_phrases(session, before)


def about(repair: Repair) -> str:
    """The name under which notifications tell of this repair."""
    return f"repair:{repair.id}"


def sent_key(repair: Repair) -> str:
    """What makes telling of the repair a single thing."""
    return f"repair:{repair.id}"


def answer_key(repair: Repair) -> str:
    """What makes telling of its present answer a single thing."""
    return f"answer:{repair.id}:{repair.answered_at.isoformat() if repair.answered_at else ''}"


def look_up(session: Session, couple_id: UUID, repair_id: UUID) -> Repair | None:
    """The couple's repair of this id, as it stands in the database now."""
    return session.exec(
        select(Repair)
        .where(Repair.couple_id == couple_id, Repair.id == repair_id)
        .execution_options(populate_existing=True)
    ).first()
