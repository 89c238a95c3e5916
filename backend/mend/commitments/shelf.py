"""Promises as they stand at a moment: each with the wording that counts, and the one that waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from mend.commitments.models import Commitment, CommitmentState, CommitmentWording, WordingAnswer
from mend.commitments.states import ENDED, HELD, commitment_state, is_over
from mend.couples.membership import Member
from mend.errors import N_, NotFound
from mend.rhythms.rhythm import Rhythm, read_rule


@dataclass(frozen=True)
class Promise:
    """A promise with what counts of it.

    `agreed` is the wording both said yes to last, `waiting` the one that nobody has answered yet: for an
    offer the wording offered, for a promise that counts a change to it. It may have waited for too long:
    ask `open_wording` for one that can still be answered.
    """

    commitment: Commitment
    agreed: CommitmentWording | None
    waiting: CommitmentWording | None

    @property
    def id(self) -> UUID:
        """The promise's own id."""
        return self.commitment.id

    @property
    def wording(self) -> CommitmentWording:
        """The wording to show for it: the one that counts, else the one offered last."""
        shown = self.agreed or self.waiting
        if shown is None:
            raise LookupError("a promise without a wording")
        return shown

    @property
    def rhythm(self) -> Rhythm:
        """When it comes up, by the wording to show."""
        return read_rule(self.wording.rule, self.wording.starts)

    @property
    def is_ours(self) -> bool:
        """Whether both keep it."""
        return self.commitment.owner_id is None

    def state(self, now: datetime) -> CommitmentState:
        """Where it stands: what was done with it, and what the clock has done since."""
        return commitment_state(self.commitment, self.waiting, now)

    def is_kept_by(self, person_id: UUID) -> bool:
        """Whether it is this person's word, alone or with the other."""
        return self.commitment.owner_id in (None, person_id)

    def open_wording(self, now: datetime) -> CommitmentWording | None:
        """The wording that can be answered `now`: an offer, or a change to what counts."""
        if self.waiting is None or self.state(now) in ENDED or is_over(self.waiting, now):
            return None
        return self.waiting

    def waits_for(self, person_id: UUID, now: datetime) -> bool:
        """Whether this person has a wording to answer."""
        waiting = self.open_wording(now)
        return waiting is not None and waiting.proposed_by != person_id

    def may_be_reviewed(self, today: date) -> bool:
        """Whether the day has come to look whether it still fits, for a promise that is not at rest."""
        agreed = self.agreed
        return (
            self.commitment.state is CommitmentState.ACTIVE
            and agreed is not None
            and agreed.review_on is not None
            and agreed.review_on <= today
        )


def find_promise(session: Session, member: Member, commitment_id: UUID) -> Promise:
    """The couple's promise with this id, as the database has it now; `NotFound` when they have none."""
    found = promises_in(session, member.couple_id, col(Commitment.id) == commitment_id)
    if not found:
        raise NotFound(N_("There is nothing here."))
    return found[0]


def held_promises(session: Session, couple_id: UUID) -> Sequence[Promise]:
    """Every promise both said yes to which goes on, resting ones too, the oldest first."""
    return promises_in(session, couple_id, col(Commitment.state).in_(HELD))


def promises_in(session: Session, couple_id: UUID, which: sa.ColumnElement[bool]) -> Sequence[Promise]:
    """The couple's promises `which` fits, the oldest first, in two queries.

    An offer that was answered shows its last wording, in the place of the one that waits.
    """
    commitments = session.exec(
        select(Commitment)
        .where(Commitment.couple_id == couple_id, which)
        .order_by(col(Commitment.opened_at), col(Commitment.id))
        .execution_options(populate_existing=True)
    ).all()
    wordings = session.exec(
        select(CommitmentWording)
        .join(
            Commitment,
            sa.and_(
                col(Commitment.couple_id) == col(CommitmentWording.couple_id),
                col(Commitment.id) == col(CommitmentWording.commitment_id),
            ),
        )
        .where(
            CommitmentWording.couple_id == couple_id,
            which,
            sa.or_(
                col(CommitmentWording.answer).is_(None),
                col(CommitmentWording.number) == col(Commitment.wording_number),
                sa.and_(
                    col(Commitment.wording_number).is_(None),
                    col(CommitmentWording.answer).in_((WordingAnswer.DECLINED, WordingAnswer.TAKEN_BACK)),
                ),
            ),
        )
        .execution_options(populate_existing=True)
    ).all()
    agreed = {
        (row.commitment_id, row.number): row for row in wordings if row.answer is WordingAnswer.ACCEPTED
    }
    others = {row.commitment_id: row for row in wordings if row.answer is not WordingAnswer.ACCEPTED}
    return [
        Promise(one, agreed.get((one.id, one.wording_number or 0)), others.get(one.id)) for one in commitments
    ]
