"""One reminder a day at most, to whoever keeps the promise and asked for it, at their hour where they are.

    asked for ──▶ told ahead ──due──▶ on the lock screen until the owner's midnight
                    ├─ the day was entered, the promise rests or ends, no reminder any more ──▶ withdrawn
                    └─ another hour, another zone, another clock ──▶ told at the new moment

Only what falls due within a day and a half is told ahead, by whoever sets a reminder and by a chore of the
worker (`plan_reminders`); so wording and hour are those of that evening. A day that was reminded of is never
reminded of again, wherever its owner has travelled meanwhile. The partner learns nothing of any of it: no
page tells of it, and nothing of it is announced (`about` begins with a colon).

In quiet hours a reminder waits like any message that is no signal. What midnight finds waiting is not told
any more; the page on which the hour is chosen says so.
"""

from datetime import datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, delete, select

from mend.commitments.entry_models import FollowThrough
from mend.commitments.models import CommitmentReminder
from mend.commitments.reminder_plan import about, settle, tells_of
from mend.commitments.shelf import find_promise
from mend.commitments.states import HELD
from mend.couples.membership import Member, hold_open
from mend.errors import N_, Refused
from mend.notifications.outbox import Outbox
from mend.notifications.quiet import quiet_hours_of, quiet_until
from mend.notifications.turns import take_turn
from mend.notifications.withdrawals import withdraw, withdraw_matching
from mend.web.hours import moment_of


def reminder_of(session: Session, member: Member, commitment_id: UUID) -> time | None:
    """The hour the member chose for this promise; None for no reminder."""
    return session.exec(
        select(col(CommitmentReminder.remind_at)).where(
            CommitmentReminder.couple_id == member.couple_id,
            CommitmentReminder.commitment_id == commitment_id,
            CommitmentReminder.person_id == member.person.id,
        )
    ).first()


def set_reminder(
    session: Session,
    member: Member,
    commitment_id: UUID,
    at: time | None,
    *,
    outbox: Outbox,
    now: datetime,
) -> None:
    """Be reminded of one's own promise at this hour from now on, or (None) not any more.

    `Refused` for the other's promise and for one that does not go on.
    """
    hold_open(session, member.couple_id)
    promise = find_promise(session, member, commitment_id)
    if not promise.is_kept_by(member.person.id):
        raise Refused(
            N_("This promise is %(name)s’s own word. Only %(name)s is reminded of it."),
            name=member.partner.name,
        )
    if at is not None and promise.state(now) not in HELD:
        raise Refused(N_("There is nothing to be reminded of: the promise does not go on."))
    session.exec(
        delete(CommitmentReminder).where(
            col(CommitmentReminder.couple_id) == member.couple_id,
            col(CommitmentReminder.commitment_id) == commitment_id,
            col(CommitmentReminder.person_id) == member.person.id,
        )
    )
    session.flush()
    if at is not None:
        session.add(
            CommitmentReminder(
                couple_id=member.couple_id,
                commitment_id=commitment_id,
                person_id=member.person.id,
                remind_at=at,
                set_at=now,
            )
        )
        session.flush()
    settle(session, member.couple_id, commitment_id, member.person, at, outbox, now)


def is_held_back(session: Session, member: Member, at: time, now: datetime) -> bool:
    """Whether the member's own quiet hours cover this hour of today. For their page alone."""
    hours, zone = quiet_hours_of(session, member.person.id), member.person.time_zone
    moment = moment_of(now.astimezone(ZoneInfo(zone)).date(), at, zone)
    return hours is not None and quiet_until(hours, zone, moment) is not None


def withdraw_reminder(session: Session, entry: FollowThrough, now: datetime) -> None:
    """The owner has spoken: of this occasion they are not reminded any more."""
    subject = about(entry.commitment_id, entry.occasion_on)
    withdraw(session, entry.couple_id, about=subject, recipient_id=entry.person_id, now=now)


def withdraw_reminders(session: Session, couple_id: UUID, commitment_id: UUID, now: datetime) -> None:
    """The promise rests or has ended: nobody is reminded of it any more."""
    take_turn(session, couple_id)
    withdraw_matching(session, couple_id, now, tells_of(commitment_id))
