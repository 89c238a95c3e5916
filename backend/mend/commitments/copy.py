"""The promises' part of the copy people take with them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from mend.commitments.copy_days import copied_days
from mend.commitments.models import Commitment, CommitmentTurn, CommitmentWording, WordingAnswer
from mend.couples.copy import Copied


def copied_promises(session: Session, copied: Copied) -> list[dict[str, Any]]:
    """Every promise the reader has words in: those both agreed on and those they wrote; the oldest first.

    `rule` is an iCalendar recurrence rule (RFC 5545), empty for "whenever it comes up"; `kept_by` is None
    for both. Its `days` are what was said of them: all of one's own, and what the other shared.
    """
    commitments = session.exec(
        select(Commitment)
        .where(Commitment.couple_id == copied.couple_id)
        .order_by(col(Commitment.opened_at), col(Commitment.id))
    ).all()
    wordings: dict[UUID, list[CommitmentWording]] = {}
    for wording in session.exec(
        select(CommitmentWording)
        .where(CommitmentWording.couple_id == copied.couple_id)
        .order_by(col(CommitmentWording.number))
    ):
        if wording.answer is WordingAnswer.ACCEPTED or wording.proposed_by == copied.reader_id:
            wordings.setdefault(wording.commitment_id, []).append(wording)
    turns: dict[UUID, list[CommitmentTurn]] = {}
    for turn in session.exec(
        select(CommitmentTurn)
        .where(CommitmentTurn.couple_id == copied.couple_id)
        .order_by(col(CommitmentTurn.number))
    ):
        turns.setdefault(turn.commitment_id, []).append(turn)
    days = copied_days(session, copied)
    return [
        _promise(one, wordings[one.id], turns.get(one.id, ()), copied) | {"days": days.get(one.id, [])}
        for one in commitments
        if one.id in wordings
    ]


def _promise(
    commitment: Commitment,
    wordings: Sequence[CommitmentWording],
    turns: Sequence[CommitmentTurn],
    copied: Copied,
) -> dict[str, Any]:
    return {
        "kept_by": copied.names[commitment.owner_id] if commitment.owner_id else None,
        "state": commitment.state.value,
        "since": commitment.state_since.isoformat(),
        "wordings": [
            {
                "number": wording.number,
                "words": wording.words,
                "why": wording.why,
                "rule": wording.rule,
                "starts": wording.starts.isoformat(),
                "look_again": wording.review_on.isoformat() if wording.review_on else None,
                "suggested": copied.act(wording.proposed_by, wording.proposed_at),
                "answer": wording.answer.value if wording.answer else None,
                "answered": copied.act(wording.answered_by, wording.answered_at),
            }
            for wording in wordings
        ],
        "turns": [
            {"turn": turn.turn.value, "taken": copied.act(turn.taken_by, turn.taken_at)} for turn in turns
        ],
    }
