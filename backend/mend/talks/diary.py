"""Talks as they stand at a moment, and the lists of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from mend.couples.busy import NEXT_WITHIN, Busy
from mend.couples.membership import Member
from mend.errors import N_, NotFound
from mend.talks.models import LONGEST_MINUTES, Talk, TalkOffer, TalkSlot, TalkState, TalkTopic

OPENS_BEFORE = timedelta(minutes=15)  # from then on Mend asks how both are, and either may begin
PASSES_AFTER = timedelta(hours=1)  # so late nobody expects it to begin any more
GRACE = timedelta(minutes=15)  # to finish a sentence once the time is up; then it counts as held
LAST_LINE = timedelta(minutes=5)  # for who is writing a line for the park list at the very end
MOST_LISTED = 60
# From the start until the very last moment it can be held: begun late, of full length, with the grace.
_LASTS_AT_MOST = PASSES_AFTER + timedelta(minutes=LONGEST_MINUTES) + GRACE

_LIVE = (TalkState.OFFERED, TalkState.BOOKED, TalkState.UNDER_WAY)


@dataclass(frozen=True)
class TalkNow:
    """A talk with what counts of it: its topic, its newest offer and the times offered in that, in order."""

    talk: Talk
    topic: TalkTopic
    offer: TalkOffer
    slots: tuple[TalkSlot, ...]

    @property
    def id(self) -> UUID:
        """The talk's own id."""
        return self.talk.id

    @property
    def chosen(self) -> TalkSlot | None:
        """The time both said yes to, if they did."""
        return next((slot for slot in self.slots if slot.chosen_at is not None), None)

    @property
    def starts_at(self) -> datetime:
        """When it begins: the chosen time; before that the last one offered, with which the offer ends."""
        return (self.chosen or self.slots[-1]).starts_at

    @property
    def opens_at(self) -> datetime:
        """From when on Mend asks how both are."""
        return self.starts_at - OPENS_BEFORE

    @property
    def passes_at(self) -> datetime:
        """When a booked talk that nobody began has passed by."""
        return self.starts_at + PASSES_AFTER

    @property
    def time_is_up_at(self) -> datetime | None:
        """When the limit both agreed on is over; None before it begins."""
        return self.talk.began_at and self.talk.began_at + timedelta(minutes=self.offer.minutes)

    @property
    def closes_at(self) -> datetime | None:
        """When it counts as held without anybody's word; None before it begins."""
        return self.time_is_up_at and self.time_is_up_at + GRACE

    def state(self, now: datetime) -> TalkState:
        """Where it stands: what was done with it, and what the clock has done since."""
        if self.talk.state is TalkState.BOOKED and self.passes_at <= now:
            return TalkState.PASSED_BY
        if self.talk.state is TalkState.UNDER_WAY and self.closes_at is not None and self.closes_at <= now:
            return TalkState.HELD
        return self.talk.state

    def is_open(self, now: datetime) -> bool:
        """Whether the question of this very moment is how both are: shortly before it, until it passed by."""
        return self.state(now) is TalkState.BOOKED and self.opens_at <= now

    def is_stale(self, now: datetime) -> bool:
        """Whether it is offered still, and every time offered has passed."""
        return self.talk.state is TalkState.OFFERED and self.starts_at <= now

    def takes_lines(self, now: datetime) -> bool:
        """Whether a line can be parked: until it is over, and a little longer for who is writing one."""
        match self.talk.state:
            case TalkState.OFFERED:
                return True
            case TalkState.BOOKED:
                over_at: datetime | None = self.passes_at
            case TalkState.UNDER_WAY:
                over_at = self.closes_at
            case _:
                over_at = self.talk.ended_at
        return over_at is not None and now < over_at + LAST_LINE

    def waits_for(self, person_id: UUID, now: datetime) -> bool:
        """Whether this person has an offer to answer."""
        return self.state(now) is TalkState.OFFERED and self.offer.offered_by != person_id


@dataclass(frozen=True)
class Diary:
    """The talks of a couple, as one of them looks at them."""

    waiting: list[TalkNow]
    booked: list[TalkNow]
    offered: list[TalkNow]
    past: list[TalkNow]

    @property
    def is_empty(self) -> bool:
        """Whether there never was a talk."""
        return not (self.waiting or self.booked or self.offered or self.past)


def find_talk(session: Session, member: Member, talk_id: UUID) -> TalkNow:
    """A talk of the member's couple; `NotFound` for any other."""
    found = _talks(session, member.couple_id, None, Talk.id == talk_id)
    if not found:
        raise NotFound(N_("There is nothing here."))
    return found[0]


def booked_before(session: Session, talk: TalkNow, now: datetime) -> TalkNow | None:
    """The talk at the time both said yes to last, before the offer that counts; None once that is over."""
    row = session.exec(
        select(TalkOffer, TalkSlot)
        .join(
            TalkSlot,
            (col(TalkSlot.couple_id) == col(TalkOffer.couple_id))
            & (col(TalkSlot.talk_id) == col(TalkOffer.talk_id))
            & (col(TalkSlot.offer_number) == col(TalkOffer.number)),
        )
        .where(
            TalkOffer.couple_id == talk.talk.couple_id,
            TalkOffer.talk_id == talk.id,
            TalkOffer.number < talk.offer.number,
            col(TalkSlot.chosen_at).is_not(None),
        )
        .order_by(col(TalkOffer.number).desc())
    ).first()
    booked = TalkNow(talk.talk, talk.topic, row[0], (row[1],)) if row else None
    return booked if booked and booked.starts_at > now else None


def diary_of(session: Session, member: Member, now: datetime) -> Diary:
    """Every open talk and the latest of the past: what waits for the member first, what is next first."""
    waiting, booked, offered, past = [], [], [], []
    for talk in _talks(session, member.couple_id, now):
        state = talk.state(now)
        if state in (TalkState.BOOKED, TalkState.UNDER_WAY):
            booked.append(talk)
        elif state is not TalkState.OFFERED:
            past.append(talk)
        elif talk.waits_for(member.person.id, now):
            waiting.append(talk)
        else:
            offered.append(talk)
    return Diary(waiting, sorted(booked, key=lambda talk: talk.starts_at), offered, past)


def pressing_talks(session: Session, member: Member, now: datetime) -> list[TalkNow]:
    """For home: the talk under way, those of the next seven days, the offers that wait for the member."""
    found = _talks(session, member.couple_id, now, _is_live(now))
    next_ones = [
        talk
        for talk in found
        if talk.state(now) is TalkState.UNDER_WAY
        or (talk.state(now) is TalkState.BOOKED and talk.starts_at - now <= NEXT_WITHIN)
    ]
    waiting = [talk for talk in found if talk.waits_for(member.person.id, now) and not talk.is_stale(now)]
    return sorted(next_ones, key=lambda talk: talk.starts_at) + waiting


def booked_times(session: Session, member: Member, begins: datetime, ends: datetime) -> list[Busy]:
    """When the two have booked a talk between two moments; never about what."""
    rows = session.exec(
        select(Talk.id, TalkSlot.starts_at, TalkOffer.minutes)
        .join(
            TalkOffer,
            (col(TalkOffer.couple_id) == col(Talk.couple_id))
            & (col(TalkOffer.talk_id) == col(Talk.id))
            & (col(TalkOffer.number) == col(Talk.offer_number)),
        )
        .join(
            TalkSlot,
            (col(TalkSlot.couple_id) == col(Talk.couple_id))
            & (col(TalkSlot.talk_id) == col(Talk.id))
            & (col(TalkSlot.offer_number) == col(Talk.offer_number)),
        )
        .where(
            Talk.couple_id == member.couple_id,
            col(Talk.state).in_((TalkState.BOOKED, TalkState.UNDER_WAY)),
            col(TalkSlot.chosen_at).is_not(None),
            TalkSlot.starts_at < ends,
            TalkSlot.starts_at > begins - timedelta(minutes=LONGEST_MINUTES),
        )
        .order_by(col(TalkSlot.starts_at))
    )
    return [
        Busy(
            starts_at, starts_at + timedelta(minutes=minutes), talk_id, N_("You two have a talk at %(time)s.")
        )
        for talk_id, starts_at, minutes in rows
        if starts_at + timedelta(minutes=minutes) > begins
    ]


def _is_live(now: datetime) -> ColumnElement[bool]:
    """Whether somebody may still answer, begin or end it; what the clock has ended is not looked through."""
    ahead = (
        sa.select(col(TalkSlot.id))
        .where(
            col(TalkSlot.couple_id) == col(Talk.couple_id),
            col(TalkSlot.talk_id) == col(Talk.id),
            col(TalkSlot.offer_number) == col(Talk.offer_number),
            col(TalkSlot.starts_at) > now - _LASTS_AT_MOST,
        )
        .correlate(Talk)
        .exists()
    )
    return col(Talk.state).in_(_LIVE) & ahead


def _talks(
    session: Session, couple_id: UUID, now: datetime | None, which: ColumnElement[bool] | bool = True
) -> list[TalkNow]:
    # Those that are still open first, then the newest: the limit cuts off the past alone.
    order = [_is_live(now).desc()] if now else []
    rows = session.exec(
        select(Talk, TalkTopic, TalkOffer)
        .join(
            TalkTopic,
            (col(TalkTopic.couple_id) == col(Talk.couple_id)) & (col(TalkTopic.id) == col(Talk.topic_id)),
        )
        .join(
            TalkOffer,
            (col(TalkOffer.couple_id) == col(Talk.couple_id))
            & (col(TalkOffer.talk_id) == col(Talk.id))
            & (col(TalkOffer.number) == col(Talk.offer_number)),
        )
        .where(Talk.couple_id == couple_id, which)
        .order_by(*order, col(Talk.opened_at).desc(), col(Talk.id).desc())
        .limit(MOST_LISTED)
        .execution_options(populate_existing=True)
    ).all()
    slots = _slots(session, couple_id, [talk.id for talk, _, _ in rows])
    return [
        TalkNow(talk, topic, offer, tuple(slots.get((talk.id, offer.number), ())))
        for talk, topic, offer in rows
    ]


def _slots(
    session: Session, couple_id: UUID, talk_ids: Iterable[UUID]
) -> dict[tuple[UUID, int], list[TalkSlot]]:
    found: dict[tuple[UUID, int], list[TalkSlot]] = {}
    if wanted := list(talk_ids):
        rows = session.exec(
            select(TalkSlot)
            .where(TalkSlot.couple_id == couple_id, col(TalkSlot.talk_id).in_(wanted))
            .order_by(col(TalkSlot.starts_at))
            .execution_options(populate_existing=True)
        )
        for slot in rows:
            found.setdefault((slot.talk_id, slot.offer_number), []).append(slot)
    return found
