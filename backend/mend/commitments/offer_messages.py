"""Telling the other of words to look at, and of a yes to theirs. All of it may stand on a lock screen.

A “No, thanks” and the turns of a promise are seen on its page and never pushed.
"""

from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from mend.agreements.phrase import phrase_of
from mend.agreements.versions import current_agreement
from mend.commitments.models import CommitmentWording
from mend.commitments.states import OFFER_LASTS
from mend.couples.membership import Member
from mend.notifications.message import Wording
from mend.notifications.outbox import Message, Outbox
from mend.notifications.push import Urgency
from mend.notifications.withdrawals import withdraw

NEWS_LASTS = timedelta(days=2)  # how long a yes is news


def about_words(commitment_id: UUID) -> str:
    """The name under which notifications tell of the words of this promise, and replace one another."""
    return f"promise-words:{commitment_id}"


def quiet(session: Session, member: Member, commitment_id: UUID, now: datetime) -> None:
    """What waits to be told of its words has lost its meaning, and is not told."""
    withdraw(session, member.couple_id, about=about_words(commitment_id), now=now)


def tell_of_wording(
    session: Session, member: Member, wording: CommitmentWording, outbox: Outbox, now: datetime
) -> None:
    """The other has words to look at, for as long as they wait."""
    phrase, words = _phrase(session, member, outbox), outbox.words_for(member.partner)
    kind = "promise-offered" if wording.number == 1 else "promise-reworded"
    title = words.say("%(phrase)s · a promise to look at", phrase=phrase)
    _tell(session, member, wording, kind, title, outbox, wording.proposed_at + OFFER_LASTS, now)


def tell_of_yes(
    session: Session, member: Member, wording: CommitmentWording, outbox: Outbox, now: datetime
) -> None:
    """Whose words they were hears that they count."""
    phrase, words = _phrase(session, member, outbox), outbox.words_for(member.partner)
    title = words.say("%(phrase)s · a promise you both said yes to", phrase=phrase)
    _tell(session, member, wording, "promise-agreed", title, outbox, now + NEWS_LASTS, now)


def _phrase(session: Session, member: Member, outbox: Outbox) -> str:
    return phrase_of(current_agreement(session, member.couple_id), outbox.words_for(member.partner))


def _tell(
    session: Session,
    member: Member,
    wording: CommitmentWording,
    kind: str,
    title: str,
    outbox: Outbox,
    until: datetime,
    now: datetime,
) -> None:
    words, about = outbox.words_for(member.partner), about_words(wording.commitment_id)
    outbox.tell(
        session,
        Message(
            kind=kind,
            title=title,
            body=words.say("Open Mend to see."),
            ended=Wording(title, words.say("Its time has passed.")),
            path=f"/promises/{wording.commitment_id}",
            words=words,
            urgency=Urgency.LOW if kind == "promise-agreed" else Urgency.NORMAL,
            silent=True,
        ),
        couple_id=member.couple_id,
        recipient=member.partner,
        about=about,
        dedupe_key=f"{about}:{wording.number}:{kind}",
        replaces=about,
        expires_at=until,
        now=now,
    )
