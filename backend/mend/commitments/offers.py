"""From the first words of a promise to the ones both said yes to, and to better ones later. See `states`.

Whoever answers says which wording they saw, by its number: on a newer one nothing is done, they are shown it
instead. Nothing counts that only one of the two wants.
"""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session

from mend.commitments.models import (
    Commitment,
    CommitmentState,
    CommitmentTurn,
    CommitmentWording,
    Turn,
    WordingAnswer,
)
from mend.commitments.offer_messages import quiet, tell_of_wording, tell_of_yes
from mend.commitments.shelf import Promise, find_promise
from mend.commitments.states import ENDED
from mend.commitments.wordings import (
    Terms,
    add_wording,
    answer_wording,
    newest_number,
    said_by,
    was_answered,
)
from mend.couples.membership import Member, hold_open
from mend.errors import N_, Gone, Refused
from mend.live.events import announce
from mend.notifications.outbox import Outbox
from mend.rhythms.occasions import has_passed
from mend.rhythms.rhythm import read_rule

CHANGED = N_("This was changed in the meantime. Here is how it stands now.")
_OVER = {
    CommitmentState.FINISHED: N_("This promise is finished. You can offer it anew."),
    CommitmentState.LET_GO: N_("This promise was let go. You can offer it anew."),
    CommitmentState.DECLINED: N_("This offer was answered with “No, thanks”. You can offer something else."),
    CommitmentState.TAKEN_BACK: N_("This offer was taken back. You can offer it anew."),
    CommitmentState.EXPIRED: N_("This offer has waited long enough. You can offer it anew."),
}


def offer_promise(
    session: Session,
    member: Member,
    *,
    commitment_id: UUID,
    owner_id: UUID | None,
    terms: Terms,
    outbox: Outbox,
    now: datetime,
    tells: bool = True,
) -> Promise:
    """Offer a promise: one's own, one for the other to consider, or one of both (`owner_id` None).

    The same id again is the same offer; with other content it is `Refused`. The other is told once; without
    `tells` something else tells of it.
    """
    hold_open(session, member.couple_id)
    known = session.get(Commitment, (member.couple_id, commitment_id))
    if known is not None:
        first = session.get_one(CommitmentWording, (member.couple_id, commitment_id, 1))
        if (known.owner_id, said_by(first), first.proposed_by) != (owner_id, terms.said, member.person.id):
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
    wording = add_wording(session, member, commitment_id, 1, terms, now)
    announce(session, member.couple_id, "promise", now)
    if tells:
        tell_of_wording(session, member, wording, outbox, now)
    return find_promise(session, member, commitment_id)


def suggest_wording(
    session: Session,
    member: Member,
    commitment_id: UUID,
    *,
    seen: int,
    terms: Terms,
    outbox: Outbox,
    now: datetime,
    tells: bool = True,
) -> Promise:
    """Another wording: in answer to an offer, in place of one's own, or for a promise that counts.

    `seen` is the number of the newest wording the member knows. Saying the same twice is one wording.
    `Refused` when there is a newer one or when nothing would change, `Gone` once the promise has ended.
    Without `tells` it is on their pages alone.
    """
    hold_open(session, member.couple_id)
    promise = find_promise(session, member, commitment_id)
    _check_goes_on(promise, now)
    waiting, newest = promise.open_wording(now), newest_number(session, member, commitment_id)
    if waiting and waiting.proposed_by == member.person.id and said_by(waiting) == terms.said:
        return promise
    if newest != seen:
        raise Refused(CHANGED)
    if promise.agreed and said_by(promise.agreed) == terms.said:
        raise Refused(N_("This is what you both agreed on already."))
    if waiting and said_by(waiting) == terms.said:
        raise Refused(
            N_("These are %(name)s’s own words. You can say yes to them."), name=member.partner.name
        )
    if promise.waiting:
        # Also one that has waited for too long: only one may stand without an answer.
        answer_wording(promise.waiting, WordingAnswer.REPLACED, member, now)
        session.flush()
    wording = add_wording(session, member, commitment_id, newest + 1, terms, now)
    announce(session, member.couple_id, "promise", now)
    quiet(session, member, commitment_id, now)
    if tells:
        tell_of_wording(session, member, wording, outbox, now)
    return find_promise(session, member, commitment_id)


def accept_wording(
    session: Session,
    member: Member,
    commitment_id: UUID,
    *,
    seen: int,
    outbox: Outbox,
    now: datetime,
    tells: bool = True,
) -> Promise:
    """Sounds right: the other's wording counts from now on. Twice is once.

    `Refused` for one's own, for a wording that was replaced meanwhile and for one whose last day has passed
    where the member is, `Gone` once it or the promise has ended.
    """
    hold_open(session, member.couple_id)
    promise = find_promise(session, member, commitment_id)
    if promise.agreed and promise.agreed.number == seen and promise.agreed.answered_by == member.person.id:
        return promise
    waiting = _waiting_for(promise, member, seen, now)
    today = now.astimezone(ZoneInfo(member.person.time_zone)).date()
    if has_passed(read_rule(waiting.rule, waiting.starts), today):
        raise Refused(N_("The day it was for has passed. You can suggest another."))
    answer_wording(waiting, WordingAnswer.ACCEPTED, member, now)
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
    quiet(session, member, commitment_id, now)
    if tells:
        tell_of_yes(session, member, waiting, outbox, now)
    return find_promise(session, member, commitment_id)


def decline_wording(
    session: Session, member: Member, commitment_id: UUID, *, seen: int, now: datetime
) -> Promise:
    """No, thanks, without a reason: an offer ends, a promise that counts stays as it is. Twice is once."""
    hold_open(session, member.couple_id)
    promise = find_promise(session, member, commitment_id)
    if was_answered(session, member, commitment_id, seen, WordingAnswer.DECLINED):
        return promise
    waiting = _waiting_for(promise, member, seen, now)
    return _end_wording(session, member, promise, waiting, WordingAnswer.DECLINED, now)


def take_back_wording(
    session: Session, member: Member, commitment_id: UUID, *, seen: int, now: datetime
) -> Promise:
    """One's own wording is withdrawn before it was answered: an offer ends with it. Twice is once.

    `Refused` when the other answered it or sent another meanwhile, `Gone` when it has waited for too long.
    """
    hold_open(session, member.couple_id)
    promise = find_promise(session, member, commitment_id)
    if was_answered(session, member, commitment_id, seen, WordingAnswer.TAKEN_BACK):
        return promise
    waiting = _open_wording(promise, seen, now)
    if waiting.proposed_by != member.person.id:
        raise Refused(N_("These are %(name)s’s words. You can answer them."), name=member.partner.name)
    return _end_wording(session, member, promise, waiting, WordingAnswer.TAKEN_BACK, now)


def over(state: CommitmentState) -> Gone:
    """What to raise when the promise has come to its end."""
    return Gone(_OVER[state])


def _check_goes_on(promise: Promise, now: datetime) -> None:
    state = promise.state(now)
    if state in ENDED:
        raise over(state)


def _open_wording(promise: Promise, seen: int, now: datetime) -> CommitmentWording:
    _check_goes_on(promise, now)
    if promise.waiting is None or promise.waiting.number != seen:
        raise Refused(CHANGED)
    waiting = promise.open_wording(now)
    if waiting is None:
        raise Gone(N_("This change has waited long enough. You can suggest it anew."))
    return waiting


def _waiting_for(promise: Promise, member: Member, seen: int, now: datetime) -> CommitmentWording:
    waiting = _open_wording(promise, seen, now)
    if waiting.proposed_by == member.person.id:
        raise Refused(N_("These are your own words. %(name)s answers them."), name=member.partner.name)
    return waiting


def _end_wording(
    session: Session,
    member: Member,
    promise: Promise,
    waiting: CommitmentWording,
    answer: WordingAnswer,
    now: datetime,
) -> Promise:
    answer_wording(waiting, answer, member, now)
    commitment = promise.commitment
    if commitment.state is CommitmentState.OFFERED:
        commitment.state, commitment.state_since = CommitmentState(answer.value), now
    session.flush()
    announce(session, member.couple_id, "promise", now)
    quiet(session, member, commitment.id, now)
    return find_promise(session, member, commitment.id)
