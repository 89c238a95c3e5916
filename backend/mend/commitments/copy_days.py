"""What became of promises on their days, and amends, for the copy people take with them.

One's own words all of them, also those that another took the place of or that were taken back; of the other's
what they shared, and nothing that would tell of the rest.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from mend.commitments.amends_models import Amends, AmendsAnswer
from mend.commitments.entries import is_seen
from mend.commitments.entry_models import FollowThrough, WayOn
from mend.couples.copy import Copied


def copied_days(session: Session, copied: Copied) -> Mapping[UUID, Sequence[dict[str, Any]]]:
    """The days of each promise, by its id, the earliest first; each with the amends for it, or None."""
    amends = _copied_amends(session, copied)
    days: dict[UUID, list[dict[str, Any]]] = {}
    for entry in session.exec(
        select(FollowThrough)
        .where(FollowThrough.couple_id == copied.couple_id)
        .order_by(col(FollowThrough.occasion_on), col(FollowThrough.tapped_at), col(FollowThrough.id))
    ):
        if entry.person_id == copied.reader_id or is_seen(entry):
            days.setdefault(entry.commitment_id, []).append(_day(entry, amends.get(entry.id), copied))
    return days


def _day(entry: FollowThrough, amends: dict[str, Any] | None, copied: Copied) -> dict[str, Any]:
    return {
        "day": entry.occasion_on.isoformat(),
        "wording": entry.wording_number,
        "outcome": entry.outcome.value,
        "moved_to": entry.moved_to.isoformat() if entry.moved_to else None,
        "line": entry.line if _has_line(entry, copied) else "",
        "said": copied.act(entry.person_id, entry.tapped_at),
        "shared_at": entry.shared_at.isoformat() if entry.shared_at else None,
        "replaced_at": entry.superseded_at.isoformat() if entry.superseded_at else None,
        "taken_back_at": entry.withdrawn_at.isoformat() if entry.withdrawn_at else None,
        "amends": amends,
    }


def _has_line(entry: FollowThrough, copied: Copied) -> bool:
    return entry.person_id == copied.reader_id or entry.way_on is not WayOn.OWNED


def _copied_amends(session: Session, copied: Copied) -> Mapping[UUID, dict[str, Any]]:
    """By the miss they are for: what both can read, whoever wrote it."""
    answers: dict[UUID, list[AmendsAnswer]] = {}
    for answer in session.exec(
        select(AmendsAnswer)
        .where(AmendsAnswer.couple_id == copied.couple_id)
        .order_by(col(AmendsAnswer.number))
    ):
        answers.setdefault(answer.amends_id, []).append(answer)
    return {
        one.entry_id: {
            "did": one.did,
            "landed": one.landed,
            "will": one.will,
            "sent": copied.act(one.author_id, one.sent_at),
            "answers": [
                {
                    "answer": answer.reply.value,
                    "words": answer.words,
                    "said": copied.act(answer.answered_by, answer.answered_at),
                }
                for answer in answers.get(one.id, ())
            ],
        }
        for one in session.exec(select(Amends).where(Amends.couple_id == copied.couple_id))
    }
