"""Amends: what somebody owns of a miss, the plan that comes with it, and what the other says to it.

    a miss ──own it──▶ sent         (whose miss it is, once)

    sent, later, not ready, need ──read later──▶ later
    sent, later, not ready, need ──not ready───▶ not ready
    sent, later, not ready, need ──I need …────▶ need, in words
    sent, later, not ready, need ──thank you───▶ thanked     (the end)

The one it was sent to answers, changes their mind as often as they like, and is asked by nobody. What they
said before stays readable for both. Its author can do nothing more about it: there is no way to ask again.

Sending is for good. The miss is shared by it, and neither the day's word nor the amends can be taken back:
they are previewed instead. A line that was written with the miss stays its author's, for it is where an
excuse would stand. The plan is a promise that is offered; its answer, also a "No, thanks", and taking
it back are those of any promise (see `states`) and leave the amends as they are. Amends end with the couple's
rows, and are no more to be found, like everything else, once the space is closed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlmodel import Session, col, select

from mend.commitments.amends_messages import quiet, tell_of_amends, tell_of_answer
from mend.commitments.amends_models import Amends, AmendsAnswer, AmendsReply
from mend.commitments.entries import find_miss, go_on
from mend.commitments.entry_models import FollowThrough, WayOn
from mend.commitments.models import CommitmentWording
from mend.commitments.offers import offer_promise
from mend.commitments.shelf import Promise, find_promise
from mend.commitments.wordings import Terms, said_by
from mend.couples.membership import Member, hold_open
from mend.errors import N_, Invalid, NotFound, Refused
from mend.ids import new_id
from mend.live.events import announce
from mend.notifications.outbox import Outbox


class AmendsState(StrEnum):
    """Where amends stand: what was said to them last."""

    SENT = "sent"
    LATER = "later"
    NOT_READY = "not_ready"
    NEED = "need"
    THANKED = "thanks"


@dataclass(frozen=True)
class Letter:
    """Amends as both read them: the miss, the words that had been promised, the plan, and every answer.

    `offered` is the plan as it was written, `plan` what became of it.
    """

    amends: Amends
    entry: FollowThrough
    promised: str
    offered: CommitmentWording
    plan: Promise
    answers: Sequence[AmendsAnswer]

    @property
    def newest(self) -> AmendsAnswer | None:
        """What was said to it last."""
        return self.answers[-1] if self.answers else None

    @property
    def state(self) -> AmendsState:
        """Where it stands."""
        return AmendsState(self.newest.reply.value) if self.newest else AmendsState.SENT


def own_miss(
    session: Session,
    member: Member,
    *,
    amends_id: UUID,
    entry_id: UUID,
    did: str,
    landed: str,
    plan: Terms,
    outbox: Outbox,
    now: datetime,
) -> Amends:
    """Own a miss of one's own: what I did, how it landed, and the plan, which is offered as a promise.

    The miss is shared with it. The same id again is the same amends; with other content it is `Refused`, as
    are second amends for one miss and a day that was no miss. `Gone` once the entry counts no more.
    """
    hold_open(session, member.couple_id)
    known = session.get(Amends, (member.couple_id, amends_id), populate_existing=True)
    if known is not None:
        said = (entry_id, member.person.id, did, landed, plan.said)
        if (
            known.entry_id,
            known.author_id,
            known.did,
            known.landed,
            said_by(_offered(session, known)),
        ) != said:
            raise Refused(N_("This was sent before, with other words. Here is what you typed."))
        return known
    find_ownable(session, member, entry_id)
    entry = go_on(session, member, entry_id, WayOn.OWNED, now=now)
    entry.shared_at = entry.shared_at or now
    session.add(entry)
    # Its event is the one open pages hear of; its notification would be a second about the same.
    promise = offer_promise(
        session,
        member,
        commitment_id=new_id(),
        owner_id=member.person.id,
        terms=plan,
        outbox=outbox,
        now=now,
        tells=False,
    )
    amends = Amends(
        couple_id=member.couple_id,
        id=amends_id,
        entry_id=entry_id,
        plan_id=promise.id,
        author_id=member.person.id,
        did=did,
        landed=landed,
        will=plan.words,
        sent_at=now,
    )
    session.add(amends)
    session.flush()
    tell_of_amends(session, member, amends, entry, outbox, now)
    return amends


def answer_amends(
    session: Session,
    member: Member,
    entry_id: UUID,
    reply: AmendsReply,
    words: str = "",
    *,
    outbox: Outbox,
    now: datetime,
) -> AmendsAnswer:
    """Say something to amends one was sent; the newest counts. The same twice is once.

    `Invalid` (field "words") for a need without words. `Refused` for one's own, and for anything after
    thanks.
    """
    hold_open(session, member.couple_id)
    letter = find_letter(session, member, entry_id)
    words = words if reply is AmendsReply.NEED else ""
    if letter.amends.author_id == member.person.id:
        raise Refused(N_("These are your own words. %(name)s answers them."), name=member.partner.name)
    if reply is AmendsReply.NEED and not words:
        raise Invalid(N_("Please say in a few words what you need."), field="words")
    newest = letter.newest
    if newest is not None and (newest.reply, newest.words) == (reply, words):
        return newest
    if newest is not None and newest.reply is AmendsReply.THANKS:
        raise Refused(N_("You said thank you. That stays."))
    answer = AmendsAnswer(
        couple_id=member.couple_id,
        amends_id=letter.amends.id,
        number=len(letter.answers) + 1,
        reply=reply,
        words=words,
        answered_by=member.person.id,
        answered_at=now,
    )
    session.add(answer)
    session.flush()
    announce(session, member.couple_id, "promise", now)
    quiet(session, member, letter.amends.id, now)
    tell_of_answer(session, member, answer, letter.entry, outbox, now)
    return answer


def find_letter(session: Session, member: Member, entry_id: UUID) -> Letter:
    """The amends for a miss, as the database has them now; `NotFound` when the couple has none for it."""
    amends = amends_for(session, member, entry_id)
    if amends is None:
        raise NotFound(N_("There is nothing here."))
    entry = session.get_one(FollowThrough, (member.couple_id, entry_id))
    wording = (member.couple_id, entry.commitment_id, entry.wording_number)
    answers = session.exec(
        select(AmendsAnswer)
        .where(AmendsAnswer.couple_id == member.couple_id, AmendsAnswer.amends_id == amends.id)
        .order_by(col(AmendsAnswer.number))
    ).all()
    return Letter(
        amends,
        entry,
        session.get_one(CommitmentWording, wording).words,
        _offered(session, amends),
        find_promise(session, member, amends.plan_id),
        answers,
    )


def find_ownable(session: Session, member: Member, entry_id: UUID) -> FollowThrough:
    """A miss of the member's that nobody has owned; raises what `own_miss` would."""
    entry = find_miss(session, member, entry_id)
    if amends_for(session, member, entry_id) is not None:
        raise Refused(N_("You owned this day already. What you sent stays as it is."))
    return entry


def amends_for(session: Session, member: Member, entry_id: UUID) -> Amends | None:
    """What was sent about a miss, if anything."""
    return session.exec(
        select(Amends)
        .where(Amends.couple_id == member.couple_id, Amends.entry_id == entry_id)
        .execution_options(populate_existing=True)
    ).first()


def amends_with_plan(session: Session, member: Member, commitment_id: UUID) -> FollowThrough | None:
    """The miss in whose amends this promise was offered, if it was in any."""
    return session.exec(
        select(FollowThrough)
        .join(
            Amends,
            (col(Amends.couple_id) == col(FollowThrough.couple_id))
            & (col(Amends.entry_id) == col(FollowThrough.id)),
        )
        .where(Amends.couple_id == member.couple_id, Amends.plan_id == commitment_id)
    ).first()


def _offered(session: Session, amends: Amends) -> CommitmentWording:
    return session.get_one(CommitmentWording, (amends.couple_id, amends.plan_id, 1))
