"""What became of one promise, for one of the two: what was said of its days, and what can still be."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from mend.commitments.days import BACK_DAYS, today_of
from mend.commitments.entry_models import FollowThrough, Outcome
from mend.commitments.lately import Lately, lately
from mend.commitments.lifetime import Lifetime, lifetime_of
from mend.commitments.shelf import Promise
from mend.couples.membership import Member

A_PAGE = 14
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Followed:
    """`entries` the reader may see, the latest day first, `older` where the next page begins (None: nowhere).

    For who keeps it: `open_days`, of which nothing was said, the latest first, and how it has been going.
    """

    entries: list[FollowThrough]
    older: date | None
    open_days: list[date]
    lately: Lately | None


def followed(
    session: Session, member: Member, promise: Promise, now: datetime, before: date | None = None
) -> Followed:
    """What became of `promise`: the days before `before`, else the latest. Misses of the other's: never."""
    entries = session.exec(
        select(FollowThrough)
        .where(
            FollowThrough.couple_id == member.couple_id,
            FollowThrough.commitment_id == promise.id,
            col(FollowThrough.superseded_at).is_(None),
            col(FollowThrough.withdrawn_at).is_(None),
            sa.or_(
                col(FollowThrough.person_id) == member.person.id, col(FollowThrough.shared_at).is_not(None)
            ),
            col(FollowThrough.occasion_on) < (before or date.max),
        )
        .order_by(col(FollowThrough.occasion_on).desc(), col(FollowThrough.tapped_at).desc())
        .limit(2 * A_PAGE + 1)
    ).all()
    # A day stays whole: of a promise of both it may hold two.
    days = sorted({entry.occasion_on for entry in entries}, reverse=True)
    shown, more = days[:A_PAGE], len(days) > A_PAGE or len(entries) > 2 * A_PAGE
    mine = promise.is_kept_by(member.person.id)
    today = today_of(member, now)
    life = lifetime_of(session, member.couple_id, promise.id, member.person.time_zone) if mine else None
    return Followed(
        [entry for entry in entries if entry.occasion_on in shown],
        shown[-1] if more and shown else None,
        _open_days(session, member, promise.id, life, today) if life else [],
        lately(session, member, promise.id, life, today) if life else None,
    )


def _open_days(
    session: Session, member: Member, commitment_id: UUID, life: Lifetime, today: date
) -> list[date]:
    """Which days wait for a word: nothing was said, or they were moved to a day that has come."""
    occasions = list(life.occasions(today - BACK_DAYS * _ONE_DAY, today))
    if not occasions:
        return []
    said = session.exec(
        select(col(FollowThrough.occasion_on)).where(
            FollowThrough.couple_id == member.couple_id,
            FollowThrough.commitment_id == commitment_id,
            FollowThrough.person_id == member.person.id,
            col(FollowThrough.occasion_on).between(occasions[0], occasions[-1]),
            col(FollowThrough.superseded_at).is_(None),
            col(FollowThrough.withdrawn_at).is_(None),
            sa.or_(col(FollowThrough.outcome) != Outcome.MOVED, col(FollowThrough.moved_to) > today),
        )
    )
    return sorted(set(occasions) - set(said), reverse=True)
