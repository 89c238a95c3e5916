"""The wordings of a promise: what one says, and how one is added, answered and told from another."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, func, select

from mend.commitments.models import CommitmentWording, WordingAnswer
from mend.couples.membership import Member
from mend.rhythms.rhythm import Rhythm, read_rule


@dataclass(frozen=True)
class Terms:
    """What is promised, why it matters, when it comes up, and the day to look whether it still fits."""

    words: str
    why: str
    rhythm: Rhythm
    review_on: date | None = None

    @property
    def said(self) -> tuple[object, ...]:
        """What it says, for comparing it with `said_by` a wording."""
        return _said(self.words, self.why, self.rhythm.rule, self.rhythm.starts, self.review_on)


def terms_of(wording: CommitmentWording) -> Terms:
    """What a wording says."""
    return Terms(wording.words, wording.why, read_rule(wording.rule, wording.starts), wording.review_on)


def said_by(wording: CommitmentWording) -> tuple[object, ...]:
    """What a wording says, for comparing it with another."""
    return _said(wording.words, wording.why, wording.rule, wording.starts, wording.review_on)


def _said(words: str, why: str, rule: str, starts: date, review_on: date | None) -> tuple[object, ...]:
    # "Whenever it comes up" has no first day: the one kept with it is only the day it was written.
    return words, why, rule, starts if rule else None, review_on


def wordings_of(session: Session, member: Member, commitment_id: UUID) -> Sequence[CommitmentWording]:
    """Every wording there was, the first one first."""
    return session.exec(
        select(CommitmentWording)
        .where(
            CommitmentWording.couple_id == member.couple_id, CommitmentWording.commitment_id == commitment_id
        )
        .order_by(col(CommitmentWording.number))
    ).all()


def newest_number(session: Session, member: Member, commitment_id: UUID) -> int:
    """The number of the wording that was offered last."""
    return session.exec(
        select(func.max(col(CommitmentWording.number))).where(
            CommitmentWording.couple_id == member.couple_id, CommitmentWording.commitment_id == commitment_id
        )
    ).one()


def add_wording(
    session: Session, member: Member, commitment_id: UUID, number: int, terms: Terms, now: datetime
) -> CommitmentWording:
    """The member's next words, waiting for the other's answer."""
    wording = CommitmentWording(
        couple_id=member.couple_id,
        commitment_id=commitment_id,
        number=number,
        words=terms.words,
        why=terms.why,
        rule=terms.rhythm.rule,
        starts=terms.rhythm.starts,
        review_on=terms.review_on,
        proposed_by=member.person.id,
        proposed_at=now,
    )
    session.add(wording)
    session.flush()
    return wording


def answer_wording(wording: CommitmentWording, answer: WordingAnswer, member: Member, now: datetime) -> None:
    """It does not wait any more."""
    wording.answer, wording.answered_by, wording.answered_at = answer, member.person.id, now


def was_answered(
    session: Session, member: Member, commitment_id: UUID, number: int, answer: WordingAnswer
) -> bool:
    """Whether just this was the member's answer to it."""
    wording = session.get(CommitmentWording, (member.couple_id, commitment_id, number))
    return wording is not None and wording.answer is answer and wording.answered_by == member.person.id
