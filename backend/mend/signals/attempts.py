"""An attempt to repair, found: by its id, as the newest there is, among the unanswered. See `repairs`."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from mend.couples.membership import Member
from mend.errors import N_, NotFound
from mend.signals.repair_models import Answer, Repair, RepairInPause

HELD_BACK_AFTER = 3  # attempts without an answer …
WITHIN = timedelta(hours=1)  # … in this time


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


def look_up(session: Session, couple_id: UUID, repair_id: UUID) -> Repair | None:
    """The couple's repair of this id, as it stands in the database now."""
    return session.exec(
        select(Repair)
        .where(Repair.couple_id == couple_id, Repair.id == repair_id)
        .execution_options(populate_existing=True)
    ).first()
