"""Talks as they stand in the calendar of one of the two: from the first yes to a time on."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from mend.couples.calendar import Entry, Sort, Window
from mend.couples.membership import Member
from mend.errors import N_, Gone
from mend.talks.diary import TalkNow
from mend.talks.models import LONGEST_MINUTES, Talk, TalkOffer, TalkSlot, TalkState, TalkTopic
from mend.web.words import Words

_ON = frozenset({TalkState.BOOKED, TalkState.UNDER_WAY, TalkState.HELD})
# Where a talk stands within one offer, as far as a calendar must hear of it; none comes before a lower one.
_OFFERED, _BOOKED, _ENDED = range(3)
_AN_OFFER = 3
_LONGEST = timedelta(minutes=LONGEST_MINUTES)


def booked_entries(session: Session, member: Member, words: Words, window: Window | None) -> Iterator[Entry]:
    """Every talk that ever had a time both said yes to.

    While it finds another time, the time it had is called off.
    """
    booked, newest = aliased(TalkOffer), aliased(TalkOffer)
    statement = (
        sa.select(Talk, TalkTopic, TalkSlot, booked, col(newest.offered_at))
        .join(
            TalkTopic,
            (col(TalkTopic.couple_id) == col(Talk.couple_id)) & (col(TalkTopic.id) == col(Talk.topic_id)),
        )
        .join(
            TalkSlot,
            (col(TalkSlot.couple_id) == col(Talk.couple_id)) & (col(TalkSlot.talk_id) == col(Talk.id)),
        )
        .join(
            booked,
            (col(booked.couple_id) == col(TalkSlot.couple_id))
            & (col(booked.talk_id) == col(TalkSlot.talk_id))
            & (col(booked.number) == col(TalkSlot.offer_number)),
        )
        .join(
            newest,
            (col(newest.couple_id) == col(Talk.couple_id))
            & (col(newest.talk_id) == col(Talk.id))
            & (col(newest.number) == col(Talk.offer_number)),
        )
        .where(
            col(Talk.couple_id) == member.couple_id,
            col(TalkSlot.couple_id) == member.couple_id,
            col(TalkSlot.chosen_at).is_not(None),
        )
        .order_by(col(TalkSlot.offer_number))
    )
    if window is not None:
        statement = statement.where(
            col(TalkSlot.offer_number) == col(Talk.offer_number),
            col(TalkSlot.starts_at) > window.begins - _LONGEST,
            col(TalkSlot.starts_at) < window.ends,
        )
    rows = session.execute(statement)
    latest: dict[UUID, Entry] = {}
    for talk, topic, slot, offer, offered_at in rows:
        latest[talk.id] = _entry(talk, topic, slot, offer, offered_at, words)
    yield from latest.values()


def talk_entry(talk: TalkNow, words: Words) -> Entry:
    """One talk with a time; `Gone` for one that has none."""
    if talk.chosen is None or talk.talk.state not in _ON:
        raise Gone(N_("This has no time now, so there is nothing to put in a calendar."))
    return _entry(talk.talk, talk.topic, talk.chosen, talk.offer, talk.offer.offered_at, words)


def _entry(
    talk: Talk, topic: TalkTopic, slot: TalkSlot, offer: TalkOffer, offered_at: datetime, words: Words
) -> Entry:
    is_on = talk.state in _ON
    step = _OFFERED if talk.state is TalkState.OFFERED else _BOOKED if is_on else _ENDED
    changes = (slot.chosen_at, offered_at, None if is_on else talk.ended_at)
    return Entry(
        about=talk.id,
        path=f"/talks/{talk.id}",
        starts_at=slot.starts_at,
        ends_at=slot.starts_at + timedelta(minutes=offer.minutes),
        title=words.say(N_("A talk")),
        words=words.say(N_("A talk: %(topic)s"), topic=topic.words),
        is_on=is_on,
        number=_AN_OFFER * talk.offer_number + step,
        changed_at=max(moment for moment in changes if moment is not None),
        place=offer.place,
        sort=Sort.TALK,
    )
