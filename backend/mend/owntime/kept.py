"""Keeping time for oneself, and giving it back. Nobody has to agree, and nobody is asked why.

    (none) ──keep_time──▶ kept ──give_back──▶ given back
                          kept ──change──▶ given back, and another one kept in its place
                          kept ──skip_day──▶ kept, without that day ──take_day──▶ kept

All of it is its keeper's alone; the other sees when, and is not notified: there is nothing to answer. What
had begun stays in the calendars as it was, whatever becomes of the rest.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from mend.couples.membership import Member, hold_open
from mend.errors import N_, Invalid, NotFound, Refused
from mend.live.events import announce
from mend.owntime.models import LeftOutDay, OwnTime
from mend.rhythms.occasions import is_occasion, next_occasion
from mend.rhythms.rhythm import FARTHEST, Kind, Rhythm, read_rule
from mend.web.hours import moment_of

MOST_AHEAD = 50  # of one person at once
ANNOUNCED = "own time"
_ONE_DAY = timedelta(days=1)
_PASSED = N_("This time has passed. Please choose one ahead.")


@dataclass(frozen=True)
class Stretch:
    """When and how long: `at` is by the clock of `zone`, on every day of the rhythm."""

    rhythm: Rhythm
    at: time
    zone: str
    minutes: int

    @classmethod
    def of(cls, own: OwnTime) -> "Stretch":
        """That of one that is kept."""
        return cls(read_rule(own.rule, own.starts), own.at, own.zone, own.minutes)

    @property
    def length(self) -> timedelta:
        """How long it takes each time."""
        return timedelta(minutes=self.minutes)

    def begins(self, day: date) -> datetime:
        """The moment (UTC) at which it begins on this day."""
        return moment_of(day, self.at, self.zone)

    def today(self, now: datetime) -> date:
        """The day in its zone."""
        return now.astimezone(ZoneInfo(self.zone)).date()

    def next_day(self, now: datetime, without: Collection[date] = ()) -> date | None:
        """The first day on which it is not over yet; None when there is none any more."""
        day = next_occasion(self.rhythm, self.today(now - self.length) - 2 * _ONE_DAY)
        while day is not None and (self.begins(day) + self.length <= now or day in without):
            day = next_occasion(self.rhythm, day)
        return day


def keep_time(session: Session, member: Member, own_id: UUID, stretch: Stretch, now: datetime) -> OwnTime:
    """Keep this time for oneself, from the first occasion ahead on. The same id again is the same time.

    `Invalid`, beside the field `at`, when nothing of it is ahead; `Refused` when the id was used for another
    one, or at fifty.
    """
    hold_open(session, member.couple_id)
    known = _known(session, member, own_id, stretch)
    if known is not None:
        return known
    ahead = _ahead(stretch, now)
    _check_room(session, member, now)
    own = _put_in(session, member, own_id, ahead, now)
    announce(session, member.couple_id, ANNOUNCED, now)
    return own


def change(
    session: Session, member: Member, own_id: UUID, new_id: UUID, stretch: Stretch, now: datetime
) -> OwnTime:
    """Keep another one in its place, from now on; days left out stay left out where it comes up on them.

    The same `new_id` again is the same change; nothing changed is no change. `Refused` when it was given
    back or changed meanwhile; otherwise as `keep_time`.
    """
    hold_open(session, member.couple_id)
    own = find_mine(session, member, own_id)
    known = _known(session, member, new_id, stretch)
    if known is not None:
        return known
    if own.ended_at is not None:
        raise Refused(N_("This was changed or given back meanwhile. What you typed is still here."))
    ahead, before = _ahead(stretch, now), Stretch.of(own)
    if ahead == _ahead_if_any(before, now):
        return own
    left_out = left_out_of(session, member.couple_id, own.id)
    _end(session, own, now)
    changed = _put_in(session, member, new_id, ahead, now)
    for day in left_out:
        if ahead.rhythm.repeats and is_occasion(ahead.rhythm, day):
            session.add(LeftOutDay(couple_id=member.couple_id, own_time_id=new_id, day=day, left_out_at=now))
    session.flush()
    announce(session, member.couple_id, ANNOUNCED, now)
    return changed


def skip_day(session: Session, member: Member, own_id: UUID, day: date, now: datetime) -> None:
    """Not on this day. Twice is once.

    `Refused` when it does not come up then, is over by then, does not come up again, or was given back.
    """
    own = _still_kept(session, member, own_id, day, now)
    if session.get(LeftOutDay, (member.couple_id, own_id, day)) is not None:
        return
    session.add(LeftOutDay(couple_id=member.couple_id, own_time_id=own_id, day=day, left_out_at=now))
    _count(session, own, now)
    announce(session, member.couple_id, ANNOUNCED, now)


def take_day(session: Session, member: Member, own_id: UUID, day: date, now: datetime) -> None:
    """On this day after all. Twice is once; `Refused` as for `skip_day`."""
    own = _still_kept(session, member, own_id, day, now)
    left_out = session.get(LeftOutDay, (member.couple_id, own_id, day))
    if left_out is None:
        return
    session.delete(left_out)
    _count(session, own, now)
    announce(session, member.couple_id, ANNOUNCED, now)


def give_back(session: Session, member: Member, own_id: UUID, now: datetime) -> None:
    """Keep it no longer. Twice is once."""
    hold_open(session, member.couple_id)
    own = find_mine(session, member, own_id)
    if own.ended_at is not None:
        return
    _end(session, own, now)
    announce(session, member.couple_id, ANNOUNCED, now)


def find_own_time(session: Session, member: Member, own_id: UUID) -> OwnTime:
    """Time that either of the two keeps or kept, for both to see. `NotFound` for another couple's."""
    own = session.get(OwnTime, (member.couple_id, own_id), populate_existing=True)
    if own is None:
        raise NotFound(N_("There is nothing here."))
    return own


def find_mine(session: Session, member: Member, own_id: UUID) -> OwnTime:
    """The member's own; `NotFound` also for the partner's, which is nobody else's to change."""
    own = find_own_time(session, member, own_id)
    if own.person_id != member.person.id:
        raise NotFound(N_("There is nothing here."))
    return own


def left_out_of(session: Session, couple_id: UUID, own_id: UUID) -> frozenset[date]:
    """The days on which it does not come up."""
    return frozenset(
        session.exec(
            select(col(LeftOutDay.day)).where(
                LeftOutDay.couple_id == couple_id, LeftOutDay.own_time_id == own_id
            )
        )
    )


def _known(session: Session, member: Member, own_id: UUID, stretch: Stretch) -> OwnTime | None:
    known = session.get(OwnTime, (member.couple_id, own_id), populate_existing=True)
    if known is None:
        return None
    # Sent again later, its first occasions may have passed: it is the same all the same.
    same = known.person_id == member.person.id and _ahead_if_any(stretch, known.kept_at) == Stretch.of(known)
    if not same:
        raise Refused(N_("This was saved before, with another time. Please save it once more."))
    return known


def _ahead(stretch: Stretch, now: datetime) -> Stretch:
    ahead = _ahead_if_any(stretch, now)
    if ahead is None:
        raise Invalid(_PASSED, field="at")
    return ahead


def _ahead_if_any(stretch: Stretch, now: datetime) -> Stretch | None:
    """The same from its first beginning after `now` on; the same weeks count. None when there is none."""
    day = next_occasion(stretch.rhythm, stretch.today(now) - 2 * _ONE_DAY)
    while day is not None and stretch.begins(day) <= now:
        day = next_occasion(stretch.rhythm, day)
    if day is None:
        return None
    return replace(stretch, rhythm=replace(stretch.rhythm, starts=day))


def _check_room(session: Session, member: Member, now: datetime) -> None:
    kept = session.exec(
        select(OwnTime.id).where(
            OwnTime.couple_id == member.couple_id,
            OwnTime.person_id == member.person.id,
            col(OwnTime.ended_at).is_(None),
            col(OwnTime.ends).is_(None) | (col(OwnTime.ends) >= now.date() - _ONE_DAY),
        )
    ).all()
    if len(kept) >= MOST_AHEAD:
        raise Refused(N_("Fifty at once is all that fits. Give one back first."))


def _put_in(session: Session, member: Member, own_id: UUID, stretch: Stretch, now: datetime) -> OwnTime:
    rhythm = stretch.rhythm
    own = OwnTime(
        couple_id=member.couple_id,
        id=own_id,
        person_id=member.person.id,
        rule=rhythm.rule,
        starts=rhythm.starts,
        ends=rhythm.starts if rhythm.kind is Kind.ONCE else rhythm.until,
        at=stretch.at,
        zone=stretch.zone,
        minutes=stretch.minutes,
        kept_at=now,
        changed_at=now,
    )
    session.add(own)
    session.flush()
    return own


def _end(session: Session, own: OwnTime, now: datetime) -> None:
    own.ended_at = now
    _count(session, own, now)


def _count(session: Session, own: OwnTime, now: datetime) -> None:
    own.number += 1
    own.changed_at = now
    session.add(own)
    session.flush()


def _still_kept(session: Session, member: Member, own_id: UUID, day: date, now: datetime) -> OwnTime:
    hold_open(session, member.couple_id)
    own = find_mine(session, member, own_id)
    stretch = Stretch.of(own)
    if own.ended_at is not None:
        raise Refused(N_("This was changed or given back meanwhile."))
    is_far = day - stretch.today(now) > FARTHEST
    if is_far or not stretch.rhythm.repeats or not is_occasion(stretch.rhythm, day):
        raise Refused(N_("It does not come up on that day."))
    if stretch.begins(day) + stretch.length <= now:
        raise Refused(N_("That day has passed."))
    return own
