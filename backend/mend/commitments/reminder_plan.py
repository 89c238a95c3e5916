"""Which reminder is to be told next, and telling it ahead: see `reminders` for the rules."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, delete, select

from mend.accounts.models import Person
from mend.agreements.versions import current_agreement
from mend.commitments.entry_models import FollowThrough
from mend.commitments.lifetime import Lifetime, lifetime_of
from mend.commitments.models import Commitment, CommitmentReminder, CommitmentState, CommitmentWording
from mend.commitments.reminder_messages import KIND, a_promise, replaces
from mend.couples.models import Couple
from mend.notifications.models import Notification
from mend.notifications.outbox import Outbox
from mend.notifications.turns import take_turn
from mend.notifications.withdrawals import withdraw_matching
from mend.rhythms.occasions import is_occasion
from mend.rhythms.rhythm import Kind, read_rule
from mend.web.hours import moment_of

AHEAD = timedelta(hours=36)
_ONE_DAY = timedelta(days=1)

# Put together once; everybody who is reminded of a promise that counts, with its rhythm of today.
_ASKED_FOR = (
    sa.select(
        col(CommitmentReminder.couple_id),
        col(CommitmentReminder.commitment_id),
        Person,
        col(CommitmentReminder.remind_at),
        col(CommitmentWording.rule),
        col(CommitmentWording.starts),
    )
    .join(Person, col(Person.id) == col(CommitmentReminder.person_id))
    .join(Couple, col(Couple.id) == col(CommitmentReminder.couple_id))
    .join(
        Commitment,
        sa.and_(
            col(Commitment.couple_id) == col(CommitmentReminder.couple_id),
            col(Commitment.id) == col(CommitmentReminder.commitment_id),
        ),
    )
    .join(
        CommitmentWording,
        sa.and_(
            col(CommitmentWording.couple_id) == col(Commitment.couple_id),
            col(CommitmentWording.commitment_id) == col(Commitment.id),
            col(CommitmentWording.number) == col(Commitment.wording_number),
        ),
    )
    .where(col(Couple.closed_at).is_(None), col(Commitment.state) == CommitmentState.ACTIVE)
    .order_by(col(CommitmentReminder.couple_id), col(CommitmentReminder.commitment_id))
)


@dataclass(frozen=True)
class Reminder:
    """What is to be told: of which occasion, on which day of its owner's, from when until when."""

    occasion_on: date
    day: date
    due_at: datetime
    expires_at: datetime


def about(commitment_id: UUID, occasion_on: date) -> str:
    """The name under which one reminds of an occasion. What begins with a colon no page hears of."""
    return f":{commitment_id}:{occasion_on}"


def plan_reminders(session: Session, outbox: Outbox, now: datetime) -> None:
    """Tell ahead what falls due soon, and follow who travelled. A chore of the worker."""
    waiting, moved = _waiting(session, now), _moved_to_these_days(session, now)
    for couple_id, commitment_id, person, at, rule, starts in list(session.execute(_ASKED_FOR)):
        whose = (couple_id, commitment_id, person.id)
        due = _first_due(rule, starts, _coming(at, person.time_zone, now))
        if whose in moved or waiting.get(whose) != due:
            settle(session, couple_id, commitment_id, person, at, outbox, now)


def _waiting(session: Session, now: datetime) -> dict[tuple[UUID, UUID, UUID], datetime]:
    """When each reminder that waits falls due: by couple, promise and person."""
    rows = session.exec(
        select(
            Notification.couple_id, Notification.about, Notification.recipient_id, Notification.due_at
        ).where(
            Notification.kind == KIND,
            col(Notification.handed_out_at).is_(None),
            col(Notification.withdrawn_at).is_(None),
            col(Notification.due_at) > now,  # what is due is leaving
        )
    )
    return {(couple_id, UUID(of.split(":")[1]), who): due for couple_id, of, who, due in rows}


def _moved_to_these_days(session: Session, now: datetime) -> set[tuple[UUID, UUID, UUID]]:
    """Who moved an occasion of which promise to a day near today."""
    rows = session.exec(
        select(FollowThrough.couple_id, FollowThrough.commitment_id, FollowThrough.person_id).where(
            col(FollowThrough.moved_to).between((now - 2 * _ONE_DAY).date(), (now + 3 * _ONE_DAY).date()),
            col(FollowThrough.superseded_at).is_(None),
            col(FollowThrough.withdrawn_at).is_(None),
        )
    )
    return set(rows)


def _coming(at: time, zone: str, now: datetime) -> dict[date, datetime]:
    """The next days of `zone` with the moment of `at` on each that lies within `AHEAD`."""
    today = now.astimezone(ZoneInfo(zone)).date()
    moments = {day: moment_of(day, at, zone) for day in (today + n * _ONE_DAY for n in range(-1, 3))}
    return {day: due for day, due in moments.items() if now < due <= now + AHEAD}


def _first_due(rule: str, starts: date, coming: Mapping[date, datetime]) -> datetime | None:
    """When to remind next if nothing was said of any of these days: most often it is told ahead so."""
    rhythm = read_rule(rule, starts)
    days = (day for day in coming if rhythm.kind is Kind.WHENEVER or is_occasion(rhythm, day))
    return coming[day] if (day := next(days, None)) else None


def settle(
    session: Session,
    couple_id: UUID,
    commitment_id: UUID,
    person: Person,
    at: time | None,
    outbox: Outbox,
    now: datetime,
) -> None:
    """Let what waits be what is wanted; the couple's turn is taken only when something changes."""
    wanted, waits = _wanted_and_waiting(session, couple_id, commitment_id, person, at, now)
    if _is_told(waits, person, commitment_id, wanted):
        return
    take_turn(session, couple_id)
    # Somebody may have entered the day, or let the promise rest, just before it was our turn.
    wanted, waits = _wanted_and_waiting(session, couple_id, commitment_id, person, at, now)
    if _is_told(waits, person, commitment_id, wanted):
        return
    for row in waits:
        withdraw_matching(session, couple_id, now, col(Notification.id) == row.id)
    if wanted is not None:
        _tell(session, couple_id, commitment_id, person, wanted, outbox, now)


def _wanted_and_waiting(
    session: Session, couple_id: UUID, commitment_id: UUID, person: Person, at: time | None, now: datetime
) -> tuple[Reminder | None, list[Notification]]:
    waiting = session.exec(
        select(Notification)
        .where(
            Notification.couple_id == couple_id,
            Notification.recipient_id == person.id,
            tells_of(commitment_id),
            col(Notification.handed_out_at).is_(None),
            col(Notification.withdrawn_at).is_(None),
            sa.true() if at is None else col(Notification.due_at) > now,  # what is due is leaving
        )
        .execution_options(populate_existing=True)
    ).all()
    state = session.exec(
        select(Commitment.state).where(Commitment.couple_id == couple_id, Commitment.id == commitment_id)
    ).first()
    if at is None or state is not CommitmentState.ACTIVE:
        return None, list(waiting)
    return next(_reminders(session, couple_id, commitment_id, person, at, now), None), list(waiting)


def _reminders(
    session: Session, couple_id: UUID, commitment_id: UUID, person: Person, at: time, now: datetime
) -> Iterator[Reminder]:
    """What is to be told within `AHEAD`, in order."""
    zone = person.time_zone
    life = lifetime_of(session, couple_id, commitment_id, zone)
    for day, due in _coming(at, zone, now).items():
        told = session.exec(
            select(Notification.id).where(
                Notification.couple_id == couple_id,
                Notification.dedupe_key == _key(commitment_id, person.id, day),
                sa.or_(
                    col(Notification.handed_out_at).is_not(None),
                    sa.and_(col(Notification.withdrawn_at).is_(None), col(Notification.due_at) <= now),
                ),
            )
        ).first()
        occasion = _open_occasion(session, life, couple_id, commitment_id, person.id, day)
        if told is None and occasion is not None:
            yield Reminder(occasion, day, due, moment_of(day + _ONE_DAY, time(), zone))


def _open_occasion(
    session: Session, life: Lifetime, couple_id: UUID, commitment_id: UUID, person_id: UUID, day: date
) -> date | None:
    """What is to be said on this day: its own occasion, else one that was moved here."""
    said = session.exec(
        select(col(FollowThrough.occasion_on), col(FollowThrough.moved_to)).where(
            FollowThrough.couple_id == couple_id,
            FollowThrough.commitment_id == commitment_id,
            FollowThrough.person_id == person_id,
            sa.or_(col(FollowThrough.occasion_on) == day, col(FollowThrough.moved_to) == day),
            col(FollowThrough.superseded_at).is_(None),
            col(FollowThrough.withdrawn_at).is_(None),
        )
    ).all()
    if life.comes_up_on(day) and day not in [occasion for occasion, _ in said]:
        return day
    return min((occasion for occasion, moved_to in said if moved_to == day), default=None)


def _is_told(waits: list[Notification], person: Person, commitment_id: UUID, wanted: Reminder | None) -> bool:
    if wanted is None:
        return not waits
    return [(row.dedupe_key, row.about, row.due_at, row.expires_at) for row in waits] == [
        (
            _key(commitment_id, person.id, wanted.day),
            about(commitment_id, wanted.occasion_on),
            wanted.due_at,
            wanted.expires_at,
        )
    ]


def _tell(
    session: Session,
    couple_id: UUID,
    commitment_id: UUID,
    person: Person,
    wanted: Reminder,
    outbox: Outbox,
    now: datetime,
) -> None:
    key = _key(commitment_id, person.id, wanted.day)
    # One of this day that was withdrawn before it left is told anew: at another hour, or of another occasion.
    session.exec(
        delete(Notification).where(
            col(Notification.couple_id) == couple_id,
            col(Notification.dedupe_key) == key,
            col(Notification.handed_out_at).is_(None),
        )
    )
    outbox.tell(
        session,
        a_promise(
            commitment_id,
            wanted.occasion_on,
            current_agreement(session, couple_id),
            outbox.words_for(person),
            wanted.expires_at,
        ),
        couple_id=couple_id,
        recipient=person,
        about=about(commitment_id, wanted.occasion_on),
        dedupe_key=key,
        replaces=replaces(commitment_id),
        expires_at=wanted.expires_at,
        now=now,
        due_at=wanted.due_at,
    )


def tells_of(commitment_id: UUID) -> sa.ColumnElement[bool]:
    """Whether a notification reminds of this promise."""
    return sa.and_(col(Notification.kind) == KIND, col(Notification.about).startswith(f":{commitment_id}:"))


def _key(commitment_id: UUID, person_id: UUID, day: date) -> str:
    return f"reminder:{commitment_id}:{person_id}:{day}"
