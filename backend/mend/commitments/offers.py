"""From the first words of a promise to the ones both said yes to, and to better ones later. See `states`.

Whoever answers says which wording they saw, by its number: on a newer one nothing is done, they are shown it
instead. Nothing counts that only one of the two wants.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, func, select

from mend.commitments.models import (
    Commitment,
    CommitmentState,
    CommitmentTurn,
    CommitmentWording,
    Turn,
    WordingAnswer,
)
from mend.commitments.rhythm import Rhythm
from mend.commitments.shelf import Promise, find_promise
from mend.commitments.states import ENDED
from mend.couples.membership import Member, hold_open
from mend.errors import N_, Gone, Refused
from mend.live.events import announce

CHANGED = N_("This was changed in the meantime. Here is how it stands now.")
_OVER = {
    CommitmentState.FINISHED: N_("This promise is finished. You can offer it anew."),
    CommitmentState.LET_GO: N_("This promise was let go. You can offer it anew."),
    CommitmentState.DECLINED: N_("This offer was answered with “No, thanks”. You can offer something else."),
    CommitmentState.TAKEN_BACK: N_("This offer was taken back."),
    CommitmentState.EXPIRED: N_("This offer has waited long enough. You can offer it anew."),
}


@dataclass(frozen=True)
class Terms:
    """What is promised, why it matters, when it comes up, and the day to look whether it still fits."""

    words: str
    why: str
    rhythm: Rhythm
    review_on: date | None = None


def offer_promise(
    session: Session,
    member: Member,
    *,
    commitment_id: UUID,
    owner_id: UUID | None,
    terms: Terms,
    now: datetime,
) -> Promise:
    """Offer a promise: one's own, one for the other to consider, or one of both (`owner_id` None).

    The same id again is the same offer; with other content it is `Refused`.
    """
    hold_open(session, member.couple_id)
    known = session.get(Commitment, (member.couple_id, commitment_id))
    if known is not None:
        first = session.get_one(CommitmentWording, (member.couple_id, commitment_id, 1))
        if (known.owner_id, terms_of(first), first.proposed_by) != (owner_id, _kept(terms), member.person.id):
            raise Refused(N_("This promise was offered before, with other words. Please begin a new one."))
        return find_promise(session, member, commitment_id)
    session.add(
        Commitment(
            couple_id=member.couple_id,
            id=commitment_id,
            owner_id=owner_id,
            opened_by=member.person.id,
            opened_at=now,
            state=CommitmentState.OFFERED,
            state_since=now,
        )
    )
    session.flush()
    _add_wording(session, member, commitment_id, 1, terms, now)
    announce(session, member.couple_id, "promise", now)
    return find_promise(session, member, commitment_id)


def suggest_wording(
    session: Session, member: Member, commitment_id: UUID, *, seen: int, terms: Terms, now: datetime
) -> Promise:
    """Another wording: in answer to an offer, in place of one's own, or for a promise that counts.

    `seen` is the number of the newest wording the member knows. Saying the same twice is one wording.
    `Refused` when there is a newer one or when nothing would change, `Gone` once the promise has ended.
    """
    hold_open(session, member.couple_id)
    promise = find_promise(session, member, commitment_id)
    _check_goes_on(promise, now)
    waiting, newest = promise.waiting, _newest(session, member, commitment_id)
    if waiting and waiting.proposed_by == member.person.id and terms_of(waiting) == _kept(terms):
        return promise
    if newest != seen:
        raise Refused(CHANGED)
    if promise.agreed and terms_of(promise.agreed) == _kept(terms):
        raise Refused(N_("This is what you both agreed on already."))
    if waiting and terms_of(waiting) == _kept(terms):
        raise Refused(
            N_("These are %(name)s’s own words. You can say yes to them."), name=member.partner.name
        )
    if waiting:
        _answer(waiting, WordingAnswer.REPLACED, member, now)
        session.flush()
    _add_wording(session, member, commitment_id, newest + 1, terms, now)
    announce(session, member.couple_id, "promise", now)
    return find_promise(session, member, commitment_id)


def accept_wording(
    session: Session, member: Member, commitment_id: UUID, *, seen: int, now: datetime
) -> Promise:
    """Sounds right: the other's wording counts from now on. Twice is once.

    `Refused` for one's own and for a wording that was replaced meanwhile, `Gone` once the promise has ended.
    """
    hold_open(session, member.couple_id)
    promise = find_promise(session, member, commitment_id)
    if promise.agreed and promise.agreed.number == seen and promise.agreed.answered_by == member.person.id:
        return promise
    waiting = _waiting_for(promise, member, seen, now)
    _answer(waiting, WordingAnswer.ACCEPTED, member, now)
    commitment = promise.commitment
    commitment.wording_number = waiting.number
    if commitment.state is CommitmentState.OFFERED:
        commitment.state, commitment.state_since = CommitmentState.ACTIVE, now
        session.add(
            CommitmentTurn(
                couple_id=member.couple_id,
                commitment_id=commitment_id,
                number=1,
                turn=Turn.AGREED,
                taken_by=member.person.id,
                taken_at=now,
            )
        )
    session.flush()
    announce(session, member.couple_id, "promise", now)
    return find_promise(session, member, commitment_id)


def decline_wording(
    session: Session, member: Member, commitment_id: UUID, *, seen: int, now: datetime
) -> Promise:
    """No, thanks, without a reason: an offer ends, a promise that counts stays as it is. Twice is once."""
    hold_open(session, member.couple_id)
    promise = find_promise(session, member, commitment_id)
    if _was_answered(session, member, commitment_id, seen, WordingAnswer.DECLINED):
        return promise
    waiting = _waiting_for(promise, member, seen, now)
    return _end_wording(session, member, promise, waiting, WordingAnswer.DECLINED, now)


def take_back_wording(
    session: Session, member: Member, commitment_id: UUID, *, seen: int, now: datetime
) -> Promise:
    """One's own wording is withdrawn before it was answered: an offer ends with it. Twice is once.

    `Refused` when the other answered it or sent another meanwhile.
    """
    hold_open(session, member.couple_id)
    promise = find_promise(session, member, commitment_id)
    if _was_answered(session, member, commitment_id, seen, WordingAnswer.TAKEN_BACK):
        return promise
    _check_goes_on(promise, now)
    waiting = promise.waiting
    if waiting is None or waiting.number != seen:
        raise Refused(CHANGED)
    if waiting.proposed_by != member.person.id:
        raise Refused(N_("These are %(name)s’s words. You can answer them."), name=member.partner.name)
    return _end_wording(session, member, promise, waiting, WordingAnswer.TAKEN_BACK, now)


def terms_of(wording: CommitmentWording) -> tuple[object, ...]:
    """What a wording says, for comparing it with another."""
    return wording.words, wording.why, wording.rule, wording.starts, wording.review_on


def over(state: CommitmentState) -> Gone:
    """What to raise when the promise has come to its end."""
    return Gone(_OVER[state])


def _kept(terms: Terms) -> tuple[object, ...]:
    return terms.words, terms.why, terms.rhythm.rule, terms.rhythm.starts, terms.review_on


def _check_goes_on(promise: Promise, now: datetime) -> None:
    state = promise.state(now)
    if state in ENDED:
        raise over(state)


def _waiting_for(promise: Promise, member: Member, seen: int, now: datetime) -> CommitmentWording:
    _check_goes_on(promise, now)
    waiting = promise.waiting
    if waiting is None or waiting.number != seen:
        raise Refused(CHANGED)
    if waiting.proposed_by == member.person.id:
        raise Refused(N_("These are your own words. %(name)s answers them."), name=member.partner.name)
    return waiting


def _newest(session: Session, member: Member, commitment_id: UUID) -> int:
    return session.exec(
        select(func.max(col(CommitmentWording.number))).where(
            CommitmentWording.couple_id == member.couple_id, CommitmentWording.commitment_id == commitment_id
        )
    ).one()


def _add_wording(
    session: Session, member: Member, commitment_id: UUID, number: int, terms: Terms, now: datetime
) -> None:
    session.add(
        CommitmentWording(
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
    )
    session.flush()


def _answer(wording: CommitmentWording, answer: WordingAnswer, member: Member, now: datetime) -> None:
    wording.answer, wording.answered_by, wording.answered_at = answer, member.person.id, now


def _was_answered(
    session: Session, member: Member, commitment_id: UUID, seen: int, answer: WordingAnswer
) -> bool:
    wording = session.get(CommitmentWording, (member.couple_id, commitment_id, seen))
    return wording is not None and wording.answer is answer and wording.answered_by == member.person.id


def _end_wording(
    session: Session,
    member: Member,
    promise: Promise,
    waiting: CommitmentWording,
    answer: WordingAnswer,
    now: datetime,
) -> Promise:
    _answer(waiting, answer, member, now)
    commitment = promise.commitment
    if commitment.state is CommitmentState.OFFERED:
        commitment.state, commitment.state_since = CommitmentState(answer.value), now
    session.flush()
    announce(session, member.couple_id, "promise", now)
    return find_promise(session, member, commitment.id)
