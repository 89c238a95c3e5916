"""The jar's part of the copy people take with them."""

from sqlmodel import Session, col, select

from mend.couples.copy import Copied
from mend.thanks.models import Thanks


def copied_thanks(session: Session, copied: Copied) -> list[dict[str, str]]:
    """Every thank-you in the jar, given and received, the oldest first; what was taken back is gone."""
    given = session.exec(
        select(Thanks)
        .where(Thanks.couple_id == copied.couple_id, col(Thanks.taken_back_at).is_(None))
        .order_by(col(Thanks.given_at), col(Thanks.id))
    )
    return [
        {"from": copied.names[one.author_id], "at": one.given_at.isoformat(), "words": one.words}
        for one in given
    ]
