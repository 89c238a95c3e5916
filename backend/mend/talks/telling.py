"""Telling the two of a talk: one message at a time on a lock screen, none that has lost its meaning."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, delete

from mend.accounts.models import Person
from mend.agreements.phrase import phrase_of
from mend.agreements.versions import current_agreement
from mend.couples.membership import Member
from mend.notifications.outbox import Message, Outbox
from mend.notifications.quiet import quiet_hours_of, quiet_until
from mend.notifications.withdrawals import withdraw
from mend.talks.diary import TalkNow
from mend.talks.messages import a_talk, talk_at
from mend.talks.models import TalkReadiness


def about(talk_id: UUID) -> str:
    """The name under which notifications tell of this talk, and replace one another."""
    return f"talk:{talk_id}"


def quiet(session: Session, talk: TalkNow, now: datetime) -> None:
    """The talk goes on or ends: what waits to be told of it is not, and how both are is forgotten."""
    session.exec(
        delete(TalkReadiness).where(
            col(TalkReadiness.couple_id) == talk.talk.couple_id, col(TalkReadiness.talk_id) == talk.id
        )
    )
    session.flush()
    withdraw(session, talk.talk.couple_id, about=about(talk.id), now=now)


def tell_of_offer(
    session: Session, member: Member, talk: TalkNow, kind: str, outbox: Outbox, now: datetime
) -> None:
    """The other has an offer to answer, until its last time."""
    words, phrase = outbox.words_for(member.partner), _phrase(session, member, member.partner, outbox)
    message = a_talk(kind, talk, phrase, words)
    _tell(session, member, talk, member.partner, message, outbox, until=talk.starts_at, now=now)


def tell_of_booking(session: Session, member: Member, talk: TalkNow, outbox: Outbox, now: datetime) -> None:
    """Whose offer it was hears of the yes at once; both are reminded shortly before it begins."""
    for reader in (member.partner, member.person):
        words, phrase = outbox.words_for(reader), _phrase(session, member, reader, outbox)
        if reader is member.partner:
            message = talk_at("talk-booked", talk, phrase, reader, words, now)
            _tell(session, member, talk, reader, message, outbox, until=talk.starts_at, now=now)
        if talk.opens_at > now:
            message = talk_at("talk-soon", talk, phrase, reader, words, talk.opens_at)
            _tell(
                session,
                member,
                talk,
                reader,
                message,
                outbox,
                until=talk.starts_at,
                now=now,
                due=talk.opens_at,
            )


def is_reminder_lost(session: Session, member: Member, talk: TalkNow) -> bool:
    """Whether the member's own quiet hours keep back the reminder of a booked talk until it has begun.

    For their page alone: quiet hours are nobody else's business.
    """
    hours = quiet_hours_of(session, member.person.id) if talk.chosen else None
    until = quiet_until(hours, member.person.time_zone, talk.opens_at) if hours else None
    return until is not None and talk.starts_at <= until


def tell_of_calling_off(
    session: Session,
    member: Member,
    talk: TalkNow,
    outbox: Outbox,
    now: datetime,
    *,
    ended: int | None = None,
) -> None:
    """The other hears of it at once; it is news until the talk would have begun, or passed by.

    `ended` is the number of the offer it ends with, where that is a newer one than the time booked.
    """
    words, phrase = outbox.words_for(member.partner), _phrase(session, member, member.partner, outbox)
    message = a_talk("talk-off", talk, phrase, words)
    until = talk.starts_at if talk.starts_at > now else talk.passes_at
    _tell(session, member, talk, member.partner, message, outbox, until=until, now=now, number=ended)


def _phrase(session: Session, member: Member, reader: Person, outbox: Outbox) -> str:
    return phrase_of(current_agreement(session, member.couple_id), outbox.words_for(reader))


def _tell(
    session: Session,
    member: Member,
    talk: TalkNow,
    reader: Person,
    message: Message,
    outbox: Outbox,
    *,
    until: datetime,
    now: datetime,
    due: datetime | None = None,
    number: int | None = None,
) -> None:
    outbox.tell(
        session,
        message,
        couple_id=member.couple_id,
        recipient=reader,
        about=about(talk.id),
        dedupe_key=f"{about(talk.id)}:{number or talk.offer.number}:{message.kind}:{reader.id}",
        replaces=about(talk.id),
        expires_at=until,
        due_at=due,
        now=now,
    )
