"""What home shows of offers: words of the other's that wait for one's own word to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from mend.commitments.amends_models import Amends, AmendsAnswer, AmendsReply
from mend.commitments.models import Commitment, CommitmentState, CommitmentWording
from mend.commitments.states import HELD, OFFER_LASTS
from mend.couples.membership import Member


@dataclass(frozen=True, slots=True)
class ToAnswer:
    """An offer, or (`is_change`) other words for what both agreed on."""

    commitment_id: UUID
    words: str
    is_change: bool


_WAITING, _AGREED = aliased(CommitmentWording), aliased(CommitmentWording)
# Another day to look again is asked for on the promise's own page, on the day itself (see `reviews`).
_SAYS_MORE = sa.or_(
    col(_AGREED.number).is_(None),
    col(_WAITING.words) != col(_AGREED.words),
    col(_WAITING.why) != col(_AGREED.why),
    col(_WAITING.rule) != col(_AGREED.rule),
    sa.and_(col(_WAITING.rule) != "", col(_WAITING.starts) != col(_AGREED.starts)),
    col(_WAITING.review_on).is_(None),
)
_THANKED = (
    sa.select(col(AmendsAnswer.number))
    .where(
        col(AmendsAnswer.couple_id) == col(Amends.couple_id),
        col(AmendsAnswer.amends_id) == col(Amends.id),
        col(AmendsAnswer.reply) == AmendsReply.THANKS,
    )
    .correlate(Amends)
    .exists()
)
# The plan as it was written in amends is answered from their page; home asks about it once they were thanked
# for. Other words for it, or for the promise it became, are an offer like any other.
_OF_AMENDS = (
    sa.select(col(Amends.id))
    .where(
        col(Amends.couple_id) == col(Commitment.couple_id),
        col(Amends.plan_id) == col(Commitment.id),
        ~_THANKED,
    )
    .correlate(Commitment)
    .exists()
)
_TO_ANSWER = (
    sa.select(col(Commitment.id), col(_WAITING.words), col(_AGREED.number).is_not(None).label("is_change"))
    .join(
        _WAITING,
        sa.and_(
            col(_WAITING.couple_id) == col(Commitment.couple_id),
            col(_WAITING.commitment_id) == col(Commitment.id),
            col(_WAITING.answer).is_(None),
        ),
    )
    .outerjoin(
        _AGREED,
        sa.and_(
            col(_AGREED.couple_id) == col(Commitment.couple_id),
            col(_AGREED.commitment_id) == col(Commitment.id),
            col(_AGREED.number) == col(Commitment.wording_number),
        ),
    )
    .where(
        col(Commitment.couple_id) == sa.bindparam("couple"),
        col(Commitment.state).in_({CommitmentState.OFFERED, *HELD}),
        col(_WAITING.proposed_by) == sa.bindparam("partner"),
        col(_WAITING.proposed_at) > sa.bindparam("after"),
        _SAYS_MORE,
        sa.or_(col(_WAITING.number) > 1, ~_OF_AMENDS),
    )
    .order_by(col(_WAITING.proposed_at), col(Commitment.id))
)


def promises_to_answer(session: Session, member: Member, now: datetime) -> Sequence[ToAnswer]:
    """The partner's offers and changes that can still be answered `now`, the oldest first."""
    found = session.execute(
        _TO_ANSWER,
        {"couple": member.couple_id, "partner": member.partner.id, "after": now - OFFER_LASTS},
    )
    return [ToAnswer(*row) for row in found]
