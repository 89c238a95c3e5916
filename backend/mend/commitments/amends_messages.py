"""Telling of amends: that there is something to read, and that there is an answer. Nothing of either.

Both may stand on a lock screen, so no word of them does, and every answer looks the same there.
"""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from mend.agreements.phrase import phrase_of
from mend.agreements.versions import current_agreement
from mend.commitments.amends_models import Amends, AmendsAnswer
from mend.commitments.entry_models import FollowThrough
from mend.commitments.offer_messages import NEWS_LASTS
from mend.commitments.states import OFFER_LASTS
from mend.couples.membership import Member
from mend.notifications.message import Wording
from mend.notifications.outbox import Message, Outbox
from mend.notifications.push import Urgency
from mend.notifications.withdrawals import withdraw
from mend.web.words import Words


def path_of(entry: FollowThrough) -> str:
    """Where amends for this miss are read."""
    return f"/promises/{entry.commitment_id}/entries/{entry.id}/amends"


def about_amends(amends_id: UUID) -> str:
    """The name under which the other is told that there is something to read."""
    return f"amends:{amends_id}"


def about_answers(amends_id: UUID) -> str:
    """The name under which its author is told of answers, which replace one another."""
    return f"amends-answer:{amends_id}"


def tell_of_amends(
    session: Session, member: Member, amends: Amends, entry: FollowThrough, outbox: Outbox, now: datetime
) -> None:
    """The other has something to read, for as long as the plan in it waits."""
    phrase, words = _phrase(session, member, outbox), outbox.words_for(member.partner)
    message = _message(
        "amends", words.say("%(phrase)s · something to read", phrase=phrase), entry, words, Urgency.NORMAL
    )
    about = about_amends(amends.id)
    _tell(session, member, message, about, about, outbox=outbox, until=now + OFFER_LASTS, now=now)


def tell_of_answer(
    session: Session,
    member: Member,
    answer: AmendsAnswer,
    entry: FollowThrough,
    outbox: Outbox,
    now: datetime,
) -> None:
    """Whose amends they are hears that there is an answer."""
    phrase, words = _phrase(session, member, outbox), outbox.words_for(member.partner)
    title = words.say("%(phrase)s · an answer to what you wrote", phrase=phrase)
    message = _message("amends-answered", title, entry, words, Urgency.LOW)
    about = about_answers(answer.amends_id)
    key = f"{about}:{answer.number}"
    _tell(session, member, message, about, key, outbox=outbox, until=now + NEWS_LASTS, now=now)


def quiet(session: Session, member: Member, amends_id: UUID, now: datetime) -> None:
    """Who has answered need not be told any more that there is something to read."""
    withdraw(session, member.couple_id, about=about_amends(amends_id), now=now)


def _phrase(session: Session, member: Member, outbox: Outbox) -> str:
    return phrase_of(current_agreement(session, member.couple_id), outbox.words_for(member.partner))


def _message(kind: str, title: str, entry: FollowThrough, words: Words, urgency: Urgency) -> Message:
    return Message(
        kind=kind,
        title=title,
        body=words.say("Open Mend to see."),
        ended=Wording(title, words.say("Its time has passed.")),
        path=path_of(entry),
        words=words,
        urgency=urgency,
        silent=True,
    )


def _tell(
    session: Session,
    member: Member,
    message: Message,
    about: str,
    dedupe_key: str,
    *,
    outbox: Outbox,
    until: datetime,
    now: datetime,
) -> None:
    outbox.tell(
        session,
        message,
        couple_id=member.couple_id,
        recipient=member.partner,
        about=about,
        dedupe_key=dedupe_key,
        replaces=about,
        expires_at=until,
        now=now,
    )
