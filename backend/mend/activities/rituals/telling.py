"""Telling the other of a ritual: one message at a time on a lock screen, none that has lost its meaning."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from mend.activities.rituals.days import first_day_after, moment_on
from mend.activities.rituals.messages import a_change, a_yes, an_ending, an_offer
from mend.activities.rituals.models import Ritual, RitualOffer
from mend.activities.rituals.terms import Terms
from mend.agreements.phrase import phrase_of
from mend.agreements.versions import current_agreement
from mend.couples.membership import Member
from mend.notifications.outbox import Message, Outbox
from mend.notifications.withdrawals import withdraw

IS_NEWS = timedelta(days=7)


def about(ritual_id: UUID) -> str:
    """The name under which notifications tell of this ritual, and replace one another."""
    return f"ritual:{ritual_id}"


def hush(session: Session, ritual: Ritual, now: datetime) -> None:
    """The ritual goes on or ends: what waits to be told of it is not sent any more."""
    withdraw(session, ritual.couple_id, about=about(ritual.id), now=now)


def tell_of_offer(
    session: Session, member: Member, offer: RitualOffer, outbox: Outbox, now: datetime, *, is_change: bool
) -> None:
    """The other has something to answer: a ritual, or a change of one."""
    words, phrase = outbox.words_for(member.partner), _phrase(session, member, outbox)
    if is_change:
        message = a_change(offer.ritual_id, phrase, words)
    else:
        message = an_offer(offer.ritual_id, _first(offer, now), phrase, member.partner, words, now)
    _tell(session, member, offer, message, outbox, now)


def tell_of_yes(session: Session, member: Member, offer: RitualOffer, outbox: Outbox, now: datetime) -> None:
    """Whose offer it was hears of the yes at once."""
    words, phrase = outbox.words_for(member.partner), _phrase(session, member, outbox)
    message = a_yes(offer.ritual_id, _first(offer, now), phrase, member.partner, words, now)
    _tell(session, member, offer, message, outbox, now)


def tell_of_ending(
    session: Session, member: Member, offer: RitualOffer, outbox: Outbox, now: datetime
) -> None:
    """The other hears of it at once."""
    message = an_ending(offer.ritual_id, _phrase(session, member, outbox), outbox.words_for(member.partner))
    _tell(session, member, offer, message, outbox, now)


def _first(offer: RitualOffer, now: datetime) -> datetime:
    terms = Terms.of(offer)
    day = first_day_after(terms, now)
    return moment_on(terms, day or terms.rhythm.starts)


def _phrase(session: Session, member: Member, outbox: Outbox) -> str:
    return phrase_of(current_agreement(session, member.couple_id), outbox.words_for(member.partner))


def _tell(
    session: Session, member: Member, offer: RitualOffer, message: Message, outbox: Outbox, now: datetime
) -> None:
    outbox.tell(
        session,
        message,
        couple_id=member.couple_id,
        recipient=member.partner,
        about=about(offer.ritual_id),
        dedupe_key=f"{about(offer.ritual_id)}:{offer.number}:{message.kind}",
        replaces=about(offer.ritual_id),
        expires_at=now + IS_NEWS,
        now=now,
    )
