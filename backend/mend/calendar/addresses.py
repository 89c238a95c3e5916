"""The address of somebody's calendar: made, shown once and kept as a hash; it works until it is ended.

    (none) ──make──▶ open ──make another, or end it──▶ ended ──90 days──▶ (none)

The key has 256 random bits, so a plain SHA-256 is enough: there is nothing to guess. Nobody but its owner
learns whether there is one. It belongs to the space of the two: with that it ends.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, delete, select, update

from mend.calendar.models import CalendarFeed, Titles
from mend.couples.membership import Member, hold_open, member_of
from mend.errors import N_, Gone, NotFound
from mend.ids import new_id

KEPT_FOR = timedelta(days=90)  # a calendar that is told "over" for so long has stopped asking
_KEY_BYTES = 32
# Asked by every calendar every hour, so put together once.
_BY_KEY = select(CalendarFeed).where(col(CalendarFeed.key_hash) == sa.bindparam("key_hash"))


@dataclass(frozen=True)
class Reader:
    """Who subscribed, and to what."""

    feed: CalendarFeed
    member: Member


def make_address(session: Session, member: Member, titles: Titles, now: datetime) -> str:
    """A new address; the one before ends. Returns its key, which from here on is its reader's alone."""
    hold_open(session, member.couple_id)
    _end(session, member, now)
    key = secrets.token_urlsafe(_KEY_BYTES)
    session.add(
        CalendarFeed(
            couple_id=member.couple_id,
            id=new_id(),
            person_id=member.person.id,
            key_hash=_hash(key),
            titles=titles,
            made_at=now,
        )
    )
    session.flush()
    return key


def end_address(session: Session, member: Member, now: datetime) -> None:
    """The member's address stops working at once. Twice is once."""
    hold_open(session, member.couple_id)
    _end(session, member, now)


def choose_titles(session: Session, member: Member, titles: Titles) -> None:
    """Say this much from now on, under the same address. `Gone` when there is none."""
    hold_open(session, member.couple_id)
    feed = feed_of(session, member)
    if feed is None:
        raise Gone(N_("This address was ended. You can make a new one."))
    feed.titles = titles
    session.add(feed)
    session.flush()


def feed_of(session: Session, member: Member) -> CalendarFeed | None:
    """The member's own open address, if there is one; never the partner's."""
    return session.exec(
        select(CalendarFeed)
        .where(
            CalendarFeed.couple_id == member.couple_id,
            CalendarFeed.person_id == member.person.id,
            col(CalendarFeed.ended_at).is_(None),
        )
        .execution_options(populate_existing=True)
    ).first()


def whose_feed(session: Session, key: str) -> Reader:
    """Who subscribed with this key. `NotFound` for none; `Gone` for one that ended, or whose space did."""
    feed = session.exec(_BY_KEY, params={"key_hash": _hash(key)}).first()
    if feed is None:
        raise NotFound(N_("There is nothing here."))
    member = member_of(session, feed.person_id) if feed.ended_at is None else None
    if member is None or member.couple_id != feed.couple_id:
        raise Gone(N_("This calendar address is over. You can remove it from your calendar."))
    return Reader(feed, member)


def forget_ended_addresses(session: Session, now: datetime) -> None:
    """Delete what ended long ago."""
    session.exec(delete(CalendarFeed).where(col(CalendarFeed.ended_at) < now - KEPT_FOR))


def _end(session: Session, member: Member, now: datetime) -> None:
    session.exec(
        update(CalendarFeed)
        .where(
            col(CalendarFeed.couple_id) == member.couple_id,
            col(CalendarFeed.person_id) == member.person.id,
            col(CalendarFeed.ended_at).is_(None),
        )
        .values(ended_at=now)
        .execution_options(synchronize_session=False)
    )


def _hash(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()
