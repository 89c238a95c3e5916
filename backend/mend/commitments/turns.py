"""What becomes of a promise both agreed on: it rests, is taken up, is finished, is let go. See `states`.

Without fault and without a yes: a promise is its owner's own word. Every turn stays in its story.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from mend.commitments.models import CommitmentState, CommitmentTurn, Turn, WordingAnswer
from mend.commitments.offer_messages import quiet
from mend.commitments.offers import over
from mend.commitments.reminders import withdraw_reminders
from mend.commitments.shelf import Promise, find_promise
from mend.commitments.states import ENDED
from mend.commitments.wordings import answer_wording
from mend.couples.membership import Member, hold_open
from mend.errors import N_, Refused
from mend.live.events import announce

_LEADS_TO = {
    Turn.RESTED: CommitmentState.RESTING,
    Turn.TAKEN_UP: CommitmentState.ACTIVE,
    Turn.FINISHED: CommitmentState.FINISHED,
    Turn.LET_GO: CommitmentState.LET_GO,
}


def take_turn_with(
    session: Session, member: Member, commitment_id: UUID, turn: Turn, *, now: datetime
) -> Promise:
    """Let a promise rest, take it up, finish it or let it go. Twice is once.

    `Refused` for the other's promise and for one that is only offered, `Gone` once it has ended otherwise.
    """
    hold_open(session, member.couple_id)
    promise = find_promise(session, member, commitment_id)
    state, wanted = promise.state(now), _LEADS_TO[turn]
    if not promise.is_kept_by(member.person.id):
        raise Refused(
            N_("This promise is %(name)s’s own word. You can suggest a change."), name=member.partner.name
        )
    if state is wanted:
        return promise
    if state is CommitmentState.OFFERED:
        raise Refused(N_("You have not both said yes to this yet."))
    if state in ENDED:
        raise over(state)
    commitment = promise.commitment
    if wanted in ENDED and promise.waiting is not None:
        # Nothing of an ended promise waits for a word any more.
        answer_wording(promise.waiting, WordingAnswer.REPLACED, member, now)
    commitment.state, commitment.state_since = wanted, now
    session.add(
        CommitmentTurn(
            couple_id=member.couple_id,
            commitment_id=commitment_id,
            number=len(turns_of(session, member, commitment_id)) + 1,
            turn=turn,
            taken_by=member.person.id,
            taken_at=now,
        )
    )
    session.flush()
    if wanted is not CommitmentState.ACTIVE:
        withdraw_reminders(session, member.couple_id, commitment_id, now)
    announce(session, member.couple_id, "promise", now)
    if wanted in ENDED:
        quiet(session, member, commitment_id, now)
    return find_promise(session, member, commitment_id)


def turns_of(session: Session, member: Member, commitment_id: UUID) -> Sequence[CommitmentTurn]:
    """Every turn it took, in order."""
    return session.exec(
        select(CommitmentTurn)
        .where(CommitmentTurn.couple_id == member.couple_id, CommitmentTurn.commitment_id == commitment_id)
        .order_by(col(CommitmentTurn.number))
    ).all()
