"""One gentle message to each when it is time, told ahead and never twice.

It is wanted while both have joined and have not met on that day; an hour begun by a slip of the thumb is
none. Who did not begin an hour that is under way then still hears of it: begun early, it may run without
them. The verbs settle it as they change that; the worker tells ahead what comes within `AHEAD`, and writes
it anew for who has travelled.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, delete, func, select

from mend.accounts.models import Person
from mend.couples.membership import Member, partners
from mend.couples.models import Couple
from mend.notifications.models import Notification
from mend.notifications.outbox import Message, Outbox
from mend.notifications.turns import take_turn
from mend.notifications.withdrawals import withdraw, withdraw_matching
from mend.weekly.messages import REMINDER, a_time, it_is_time
from mend.weekly.models import Stance, WeeklyMeeting, WeeklyRitual, WeeklyStance
from mend.weekly.times import is_held, next_time

AHEAD = timedelta(hours=36)
STILL_TIME = timedelta(hours=1)  # so long it is news that it is time
TIME_IS_NEWS = timedelta(days=7)
BOTH = 2

ABOUT = "weekly"
# What begins with a colon no page hears of.
ABOUT_REMINDER = ":weekly"

_JOINED_BY_BOTH = (
    sa.select(WeeklyRitual, WeeklyMeeting)
    .join(Couple, col(Couple.id) == col(WeeklyRitual.couple_id))
    .outerjoin(
        WeeklyMeeting,
        sa.and_(
            col(WeeklyMeeting.couple_id) == col(WeeklyRitual.couple_id),
            col(WeeklyMeeting.id) == col(WeeklyRitual.meeting_id),
        ),
    )
    .where(
        col(Couple.closed_at).is_(None),
        sa.select(func.count())
        .select_from(WeeklyStance)
        .where(
            col(WeeklyStance.couple_id) == col(WeeklyRitual.couple_id),
            col(WeeklyStance.stance) == Stance.JOINED,
        )
        .correlate(WeeklyRitual)
        .scalar_subquery()
        == BOTH,
    )
    .order_by(col(WeeklyRitual.couple_id))
    .execution_options(populate_existing=True)
)


@dataclass(frozen=True)
class _Wanted:
    """A message that is to wait for its time."""

    key: str
    due_at: datetime
    message: Message

    @property
    def told(self) -> tuple[str, datetime, str]:
        return self.key, self.due_at, self.message.title


def plan_meetings(session: Session, outbox: Outbox, now: datetime) -> None:
    """Tell ahead what comes soon, and follow who has travelled. A chore of the worker."""
    for ritual, meeting in session.execute(_JOINED_BY_BOTH).all():
        if _due(ritual, meeting, now) is not None:
            settle(session, ritual.couple_id, outbox, now)


def remind_anew(session: Session, couple_id: UUID, outbox: Outbox, now: datetime) -> None:
    """Something changed: what has not left yet is not sent, and what is wanted now waits instead."""
    withdraw(session, couple_id, about=ABOUT_REMINDER, now=now)
    settle(session, couple_id, outbox, now)


def settle(session: Session, couple_id: UUID, outbox: Outbox, now: datetime) -> None:
    """Let what waits be what is wanted; the couple's turn is taken only when something changes."""
    for person in partners(session, couple_id):
        wanted, waits = _wanted_and_waiting(session, couple_id, person, outbox, now)
        if _is_told(wanted, waits):
            continue
        take_turn(session, couple_id)
        # Somebody may have begun, or left, just before it was our turn.
        wanted, waits = _wanted_and_waiting(session, couple_id, person, outbox, now)
        if _is_told(wanted, waits):
            continue
        for row in waits:
            withdraw_matching(session, couple_id, now, col(Notification.id) == row.id)
        if wanted is not None:
            _tell(session, couple_id, person, wanted, outbox, now)


def tell_of_time(
    session: Session, member: Member, ritual: WeeklyRitual, outbox: Outbox, now: datetime
) -> None:
    """The other hears of a time that was suggested, or has moved; the newest only."""
    reader, moment = member.partner, next_time(ritual, now)
    outbox.tell(
        session,
        a_time(moment, reader.time_zone, outbox.words_for(reader)),
        couple_id=member.couple_id,
        recipient=reader,
        about=ABOUT,
        dedupe_key=f"weekly-time:{ritual.number}:{reader.id}",
        replaces=ABOUT,
        expires_at=now + TIME_IS_NEWS,
        now=now,
    )


def _due(
    ritual: WeeklyRitual, meeting: WeeklyMeeting | None, now: datetime, person_id: UUID | None = None
) -> datetime | None:
    """When it is time next, if that is soon and news: for both, or for this person."""
    moment = next_time(ritual, now)
    if moment > now + AHEAD:
        return None
    if meeting is None or not is_held(ritual, meeting.held_at(now), moment):
        return moment
    runs_then = meeting.ended_at is None and moment < meeting.until
    return moment if runs_then and person_id not in (None, meeting.started_by) else None


def _wanted_and_waiting(
    session: Session, couple_id: UUID, person: Person, outbox: Outbox, now: datetime
) -> tuple[_Wanted | None, Sequence[Notification]]:
    found = session.execute(_JOINED_BY_BOTH.where(col(WeeklyRitual.couple_id) == couple_id)).first()
    waits = session.exec(
        select(Notification)
        .where(
            Notification.couple_id == couple_id,
            Notification.recipient_id == person.id,
            Notification.kind == REMINDER,
            col(Notification.handed_out_at).is_(None),
            col(Notification.withdrawn_at).is_(None),
            col(Notification.due_at) > now,  # what is due is leaving
        )
        .execution_options(populate_existing=True)
    ).all()
    due = _due(found[0], found[1], now, person.id) if found else None
    if due is None:
        return None, waits
    key = f"{REMINDER}:{due.isoformat()}:{person.id}"
    return _Wanted(key, due, it_is_time(due, person.time_zone, outbox.words_for(person))), waits


def _is_told(wanted: _Wanted | None, waits: Sequence[Notification]) -> bool:
    return [(row.dedupe_key, row.due_at, row.title) for row in waits] == ([wanted.told] if wanted else [])


def _tell(
    session: Session, couple_id: UUID, person: Person, wanted: _Wanted, outbox: Outbox, now: datetime
) -> None:
    # One that was withdrawn before it left is told anew: both are back at that time.
    session.exec(
        delete(Notification).where(
            col(Notification.couple_id) == couple_id,
            col(Notification.dedupe_key) == wanted.key,
            col(Notification.handed_out_at).is_(None),
        )
    )
    outbox.tell(
        session,
        wanted.message,
        couple_id=couple_id,
        recipient=person,
        about=ABOUT_REMINDER,
        dedupe_key=wanted.key,
        replaces=ABOUT,
        expires_at=wanted.due_at + STILL_TIME,
        now=now,
        due_at=wanted.due_at,
    )
