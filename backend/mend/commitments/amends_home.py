"""What home shows of amends: what waits to be read, and an answer to one's own that is news.

One question, and none of it counts anything: amends are few, and found by their couple.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col

from mend.commitments.amends_models import Amends, AmendsAnswer, AmendsReply
from mend.commitments.entry_models import FollowThrough
from mend.commitments.models import CommitmentWording
from mend.couples.membership import Member

MOST_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Waiting:
    """Amends of the other's to read, now or (`is_for_later`) whenever it suits; or an answer to `is_mine`."""

    commitment_id: UUID
    entry_id: UUID
    words: str
    is_mine: bool
    is_for_later: bool

    @property
    def path(self) -> str:
        """Where it is read."""
        return f"/promises/{self.commitment_id}/entries/{self.entry_id}/amends"


_NEWEST = (
    sa.select(sa.func.max(col(AmendsAnswer.number)))
    .where(
        col(AmendsAnswer.couple_id) == col(Amends.couple_id), col(AmendsAnswer.amends_id) == col(Amends.id)
    )
    .correlate(Amends)
    .scalar_subquery()
)
_WAITING = (
    sa.select(
        col(FollowThrough.commitment_id),
        col(FollowThrough.id),
        col(CommitmentWording.words),
        (col(Amends.author_id) == sa.bindparam("me")).label("is_mine"),
        col(AmendsAnswer.reply),
    )
    .select_from(Amends)
    .join(
        FollowThrough,
        sa.and_(
            col(FollowThrough.couple_id) == col(Amends.couple_id),
            col(FollowThrough.id) == col(Amends.entry_id),
        ),
    )
    .join(
        CommitmentWording,
        sa.and_(
            col(CommitmentWording.couple_id) == col(FollowThrough.couple_id),
            col(CommitmentWording.commitment_id) == col(FollowThrough.commitment_id),
            col(CommitmentWording.number) == col(FollowThrough.wording_number),
        ),
    )
    .outerjoin(
        AmendsAnswer,
        sa.and_(
            col(AmendsAnswer.couple_id) == col(Amends.couple_id),
            col(AmendsAnswer.amends_id) == col(Amends.id),
            col(AmendsAnswer.number) == _NEWEST,
        ),
    )
    .where(
        col(Amends.couple_id) == sa.bindparam("couple"),
        sa.or_(
            sa.and_(
                col(Amends.author_id) != sa.bindparam("me"),
                sa.or_(col(AmendsAnswer.reply).is_(None), col(AmendsAnswer.reply) == AmendsReply.LATER),
            ),
            sa.and_(
                col(Amends.author_id) == sa.bindparam("me"),
                col(AmendsAnswer.answered_at) >= sa.bindparam("since_yesterday"),
            ),
        ),
    )
    .order_by(col(Amends.sent_at).desc())
    .limit(MOST_SHOWN)
)


def waiting_amends(session: Session, member: Member, now: datetime) -> Sequence[Waiting]:
    """The latest first: what waits for the member, and answers since yesterday to what they sent."""
    there = ZoneInfo(member.person.time_zone)
    yesterday = now.astimezone(there).date() - timedelta(days=1)
    found = session.execute(
        _WAITING,
        {
            "couple": member.couple_id,
            "me": member.person.id,
            "since_yesterday": datetime.combine(yesterday, time(), there),
        },
    )
    return [
        Waiting(row.commitment_id, row.id, row.words, row.is_mine, row.reply is not None) for row in found
    ]
