"""How it has been going, for the owner alone: most weeks, some weeks, now and then. No number, no streak.

The last eight weeks roll: seven days each, the latest ending yesterday. A week counts when the promise came
up in it; it went well when at least half of its occasions were kept, if only in part ("whenever": when any
was). A week is soon over and another begins, so nothing can be lost by one bad day.
"""

from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from mend.commitments.entry_models import FollowThrough, Outcome
from mend.commitments.lifetime import Lifetime
from mend.couples.membership import Member

WEEKS = 8
FEWEST_WEEKS = 3  # before, "most weeks" would mean nothing
_WEEK = timedelta(weeks=1)
_ONE_DAY = timedelta(days=1)
_WELL = (Outcome.KEPT, Outcome.PARTLY)


class Lately(StrEnum):
    """What can be said of the last weeks."""

    MOST_WEEKS = "most_weeks"
    SOME_WEEKS = "some_weeks"
    NOW_AND_THEN = "now_and_then"


def lately(
    session: Session, member: Member, commitment_id: UUID, life: Lifetime, today: date
) -> Lately | None:
    """How one's own promise has been going; None when it is too early to say, or nothing good can be said."""
    first = today - WEEKS * _WEEK
    good = set(
        session.exec(
            select(col(FollowThrough.occasion_on)).where(
                FollowThrough.couple_id == member.couple_id,
                FollowThrough.commitment_id == commitment_id,
                FollowThrough.person_id == member.person.id,
                col(FollowThrough.occasion_on).between(first, today - _ONE_DAY),
                sa.and_(
                    col(FollowThrough.superseded_at).is_(None), col(FollowThrough.withdrawn_at).is_(None)
                ),
                col(FollowThrough.outcome).in_(_WELL),
            )
        )
    )
    weeks = [_went_well(life, good, first + number * _WEEK) for number in range(WEEKS)]
    counted = [well for well in weeks if well is not None]
    if len(counted) < FEWEST_WEEKS or not any(counted):
        return None
    share = sum(counted) / len(counted)
    if share > 1 / 2:
        return Lately.MOST_WEEKS
    return Lately.SOME_WEEKS if share > 1 / 4 else Lately.NOW_AND_THEN


def _went_well(life: Lifetime, good: set[date], begins: date) -> bool | None:
    """Whether the seven days from `begins` on went well; None when there was nothing to keep in them."""
    days = [begins + number * _ONE_DAY for number in range(7)]
    occasions = list(life.occasions(days[0], days[-1]))
    kept = [day for day in days if day in good]
    if not occasions:
        # "Whenever": a week in which it did not come up says nothing.
        return True if kept else None
    return 2 * sum(day in good for day in occasions) >= len(occasions)
