"""How thanks reach a person's phone: as each one comes, or once a day all together. The reader chooses.

Either way softly, without a sound. Only the phone waits: who opens Mend finds the words there at once. What
one of the two wishes is their own; the other gives thanks and is not told how they travel.

    given, at once ──▶ told now
    given, digest  ──▶ told ahead, due at the reader's hour; whatever is given until then joins it

So a reader is told once a day at most. The hour is the one of the clock where the reader is: whoever travels
takes a waiting digest along (`follow_travellers`).
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from mend.accounts.models import Person
from mend.agreements.versions import current_agreement
from mend.couples.membership import Member, hold_open
from mend.notifications.handing_out import move
from mend.notifications.models import Notification
from mend.notifications.outbox import TOPIC, Outbox
from mend.notifications.turns import take_turn
from mend.thanks.messages import about, first_of, something_kind
from mend.thanks.models import DIGEST_AT, Arrival, ThanksWish
from mend.wakeups import wake_after_commit
from mend.web.hours import next_moment_at

AT_ONCE, DIGEST = "thanks", "digest"  # the kinds of notification
REPLACES = "thanks"  # one on the lock screen is enough
# A phone that was off for two days still shows it; after that the jar is the place.
NEWS_FOR = timedelta(days=2)


@dataclass(frozen=True)
class Wish:
    """How thanks may arrive; `digest_at` by the reader's clock."""

    arrives: Arrival = Arrival.DIGEST
    digest_at: time = DIGEST_AT


def wish_of(session: Session, couple_id: UUID, person_id: UUID) -> Wish:
    """What this person chose; a digest in the evening before they have chosen anything."""
    found = session.get(ThanksWish, (couple_id, person_id))
    return Wish(found.arrives, found.digest_at) if found else Wish()


def make_wish(session: Session, member: Member, wish: Wish, now: datetime) -> None:
    """Choose for oneself. What waits follows: it comes now, or at the new hour."""
    hold_open(session, member.couple_id)
    session.merge(
        ThanksWish(
            couple_id=member.couple_id,
            person_id=member.person.id,
            arrives=wish.arrives,
            digest_at=wish.digest_at,
            set_at=now,
        )
    )
    session.flush()
    waiting = _waiting_digest(session, member.couple_id, member.person.id)
    if waiting is None:
        return
    if wish.arrives is Arrival.AT_ONCE:
        move(session, waiting, now)
        wake_after_commit(session, TOPIC)
    else:
        last = _last_digest(session, member.couple_id, member.person.id)
        move(session, waiting, next_digest(wish.digest_at, member.person.time_zone, now, last))


def tell_of(session: Session, member: Member, thanks_id: UUID, outbox: Outbox, now: datetime) -> UUID:
    """Let the member's partner be told of a thank-you; the first of those it is told together with.

    Wants the couple held: that is what keeps a second digest from being told beside the first.
    """
    couple_id, reader = member.couple_id, member.partner
    waiting = _waiting_digest(session, couple_id, reader.id)
    if waiting is not None:
        return first_of(waiting.about)
    wish = wish_of(session, couple_id, reader.id)
    due, kind = now, AT_ONCE
    if wish.arrives is Arrival.DIGEST:
        last = _last_digest(session, couple_id, reader.id)
        due, kind = next_digest(wish.digest_at, reader.time_zone, now, last), DIGEST
    outbox.tell(
        session,
        something_kind(current_agreement(session, couple_id), kind, outbox.words_for(reader)),
        couple_id=couple_id,
        recipient=reader,
        about=about(thanks_id),
        dedupe_key=about(thanks_id),
        replaces=REPLACES,
        expires_at=due + NEWS_FOR,
        now=now,
        due_at=due,
    )
    return thanks_id


def next_digest(digest_at: time, zone: str, after: datetime, last: datetime | None) -> datetime:
    """The next moment from `after` on at which it is `digest_at` in `zone`, on a later day than `last`'s."""
    due, there = next_moment_at(digest_at, zone, after - timedelta.resolution), ZoneInfo(zone)
    while last is not None and due.astimezone(there).date() <= last.astimezone(there).date():
        due = next_moment_at(digest_at, zone, due)
    return due


def _waits() -> sa.ColumnElement[bool]:
    return sa.and_(
        col(Notification.kind) == DIGEST,
        col(Notification.handed_out_at).is_(None),
        col(Notification.withdrawn_at).is_(None),
    )


def _waiting_digest(session: Session, couple_id: UUID, reader_id: UUID) -> Notification | None:
    return session.exec(
        select(Notification)
        .where(Notification.couple_id == couple_id, Notification.recipient_id == reader_id, _waits())
        .execution_options(populate_existing=True)
    ).first()


def _last_digest(session: Session, couple_id: UUID, reader_id: UUID) -> datetime | None:
    # Whatever took its place since, or took back what had not left: that day had its digest.
    return session.exec(
        select(sa.func.max(col(Notification.due_at))).where(
            Notification.couple_id == couple_id,
            Notification.recipient_id == reader_id,
            Notification.kind == DIGEST,
            col(Notification.handed_out_at).is_not(None),
        )
    ).one()


def follow_travellers(session: Session, now: datetime) -> None:
    """A digest that waits comes at its reader's hour where the reader is now. A chore of the worker."""
    earlier = aliased(Notification)
    last = (
        sa.select(sa.func.max(col(earlier.due_at)))
        .where(
            col(earlier.couple_id) == col(Notification.couple_id),
            col(earlier.recipient_id) == col(Notification.recipient_id),
            col(earlier.kind) == DIGEST,
            col(earlier.handed_out_at).is_not(None),
        )
        .correlate(Notification)
        .scalar_subquery()
    )
    wished = sa.func.coalesce(col(ThanksWish.digest_at), sa.literal(DIGEST_AT, sa.Time()))
    rows = session.execute(
        sa.select(
            col(Notification.couple_id),
            col(Notification.recipient_id),
            col(Notification.due_at),
            col(Person.time_zone),
            wished,
            last,
        )
        .join(Person, col(Person.id) == col(Notification.recipient_id))
        .join(
            ThanksWish,
            sa.and_(
                col(ThanksWish.couple_id) == col(Notification.couple_id),
                col(ThanksWish.person_id) == col(Notification.recipient_id),
            ),
            isouter=True,
        )
        .where(_waits(), col(Notification.due_at) > now)
        .order_by(col(Notification.couple_id))
    )
    for couple_id, reader_id, due_at, zone, digest_at, last_due in list(rows):
        due = next_digest(digest_at, zone, now, last_due)
        if due == due_at:
            continue
        take_turn(session, couple_id)
        waiting = _waiting_digest(session, couple_id, reader_id)
        if waiting is not None and waiting.due_at == due_at:
            move(session, waiting, due)
