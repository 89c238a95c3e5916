"""What home shows of promises: mine of today and what I said of them, and what the other shared.

Two questions, whatever lies behind a couple: the promises that count, with the words and the rhythm of now,
and the few entries of these days. Occasions are computed, never stored. Yesterday is asked for once more,
softly, if the promise counted in the same words then; earlier days wait on its own page.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col

from mend.commitments.entry_models import FollowThrough, Outcome, WayOn
from mend.commitments.models import Commitment, CommitmentState, CommitmentWording
from mend.couples.membership import Member
from mend.rhythms.occasions import is_occasion
from mend.rhythms.rhythm import Kind, read_rule

LOOK_BACK = timedelta(days=7)  # what was said today of days farther back is shown on the promise's page alone
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Said:
    """What the owner said of a day."""

    entry_id: UUID
    outcome: Outcome
    line: str
    moved_to: date | None
    is_shared: bool
    way_on: WayOn | None


@dataclass(frozen=True, slots=True)
class Due:
    """A day of a promise of one's own. `is_moved`: it came up earlier and was moved to here."""

    commitment_id: UUID
    words: str
    is_ours: bool
    occasion_on: date
    is_moved: bool = False
    said: Said | None = None


@dataclass(frozen=True, slots=True)
class Shared:
    """What the other let one see of a promise: theirs, or their part of one of both."""

    entry_id: UUID
    commitment_id: UUID
    words: str
    is_ours: bool
    occasion_on: date
    outcome: Outcome
    line: str
    moved_to: date | None
    shared_on: date  # where the reader is
    is_owned: bool = False  # amends tell of it


@dataclass(frozen=True, slots=True)
class Today:
    """`due` waits for a word today, `whenever` may have come up, `yesterday` can still be filled in."""

    on: date
    due: list[Due]
    whenever: list[Due]
    yesterday: list[Due]
    said: list[Due]
    shared: list[Shared]

    @property
    def is_done(self) -> bool:
        """Whether something was said today and nothing of today waits for a word."""
        return bool(self.said) and not self.due


_PROMISES = (
    sa.select(
        col(Commitment.id),
        col(Commitment.owner_id),
        col(Commitment.state_since),
        col(CommitmentWording.words),
        col(CommitmentWording.rule),
        col(CommitmentWording.starts),
        col(CommitmentWording.answered_at),
    )
    .join(
        CommitmentWording,
        sa.and_(
            col(CommitmentWording.couple_id) == col(Commitment.couple_id),
            col(CommitmentWording.commitment_id) == col(Commitment.id),
            col(CommitmentWording.number) == col(Commitment.wording_number),
        ),
    )
    .where(
        col(Commitment.couple_id) == sa.bindparam("couple"),
        col(Commitment.state) == CommitmentState.ACTIVE,
        sa.or_(col(Commitment.owner_id).is_(None), col(Commitment.owner_id) == sa.bindparam("me")),
    )
    .order_by(col(Commitment.opened_at), col(Commitment.id))
)
_ENTRIES = (
    sa.select(
        col(FollowThrough.id),
        col(FollowThrough.commitment_id),
        col(FollowThrough.person_id),
        col(FollowThrough.occasion_on),
        col(FollowThrough.outcome),
        col(FollowThrough.line),
        col(FollowThrough.moved_to),
        col(FollowThrough.tapped_at),
        col(FollowThrough.shared_at),
        col(FollowThrough.way_on),
        col(CommitmentWording.words),
        col(Commitment.owner_id),
    )
    .join(
        CommitmentWording,
        sa.and_(
            col(CommitmentWording.couple_id) == col(FollowThrough.couple_id),
            col(CommitmentWording.commitment_id) == col(FollowThrough.commitment_id),
            col(CommitmentWording.number) == col(FollowThrough.wording_number),
        ),
    )
    .join(
        Commitment,
        sa.and_(
            col(Commitment.couple_id) == col(FollowThrough.couple_id),
            col(Commitment.id) == col(FollowThrough.commitment_id),
        ),
    )
    .where(
        col(FollowThrough.couple_id) == sa.bindparam("couple"),
        col(FollowThrough.superseded_at).is_(None),
        col(FollowThrough.withdrawn_at).is_(None),
        sa.or_(
            col(FollowThrough.occasion_on).between(sa.bindparam("week_ago"), sa.bindparam("tomorrow")),
            col(FollowThrough.moved_to).between(sa.bindparam("yesterday"), sa.bindparam("today")),
        ),
        sa.or_(
            sa.and_(
                col(FollowThrough.person_id) == sa.bindparam("me"),
                sa.or_(
                    col(FollowThrough.occasion_on) >= sa.bindparam("yesterday"),
                    col(FollowThrough.moved_to) >= sa.bindparam("yesterday"),
                    col(FollowThrough.tapped_at) >= sa.bindparam("since_today"),
                ),
            ),
            sa.and_(
                col(FollowThrough.person_id) != sa.bindparam("me"),
                col(FollowThrough.shared_at) >= sa.bindparam("since_yesterday"),
            ),
        ),
    )
    .order_by(col(FollowThrough.tapped_at), col(FollowThrough.id))
)


def promises_for_today(session: Session, member: Member, now: datetime) -> Today:
    """Today where the member is. Two queries, however long the two have known each other."""
    there = ZoneInfo(member.person.time_zone)
    today = now.astimezone(there).date()
    yesterday, me = today - _ONE_DAY, member.person.id
    entries = session.execute(
        _ENTRIES,
        {
            "couple": member.couple_id,
            "me": me,
            "week_ago": today - LOOK_BACK,
            "yesterday": yesterday,
            "today": today,
            "tomorrow": today + _ONE_DAY,
            "since_today": datetime.combine(today, time(), there),
            "since_yesterday": datetime.combine(yesterday, time(), there),
        },
    ).all()
    mine = [row for row in entries if row.person_id == me]
    found = Today(today, [], [], [], [], [])
    for row in entries:
        if row.person_id != me:
            found.shared.append(_shared(row, there))
        elif row.outcome is Outcome.MOVED and row.moved_to is not None and row.moved_to <= today:
            due = Due(row.commitment_id, row.words, row.owner_id is None, row.occasion_on, is_moved=True)
            (found.due if row.moved_to == today else found.yesterday).append(due)
        elif row.occasion_on >= today or row.tapped_at.astimezone(there).date() == today:
            found.said.append(
                Due(row.commitment_id, row.words, row.owner_id is None, row.occasion_on, said=_said(row))
            )
    spoken_of = {(row.commitment_id, row.occasion_on) for row in mine}
    for row in session.execute(_PROMISES, {"couple": member.couple_id, "me": me}):
        _ask(row, found, spoken_of, there)
    return found


def _ask(row: sa.Row[Any], found: Today, spoken_of: set[tuple[UUID, date]], there: ZoneInfo) -> None:
    """Add what of this promise waits for a word, today and yesterday."""
    rhythm = read_rule(row.rule, row.starts)
    since = max(row.state_since, row.answered_at).astimezone(there).date()
    for day, waits in ((found.on, found.due), (found.on - _ONE_DAY, found.yesterday)):
        if day < since or (row.id, day) in spoken_of:
            continue
        due = Due(row.id, row.words, row.owner_id is None, day)
        if rhythm.kind is Kind.WHENEVER:
            if day == found.on:
                found.whenever.append(due)
        elif is_occasion(rhythm, day):
            waits.append(due)


def _said(row: sa.Row[Any]) -> Said:
    return Said(row.id, row.outcome, row.line, row.moved_to, row.shared_at is not None, row.way_on)


def _shared(row: sa.Row[Any], there: ZoneInfo) -> Shared:
    return Shared(
        row.id,
        row.commitment_id,
        row.words,
        row.owner_id is None,
        row.occasion_on,
        row.outcome,
        "" if row.way_on is WayOn.OWNED else row.line,
        row.moved_to,
        row.shared_at.astimezone(there).date(),
        row.way_on is WayOn.OWNED,
    )
