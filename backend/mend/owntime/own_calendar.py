"""Time for oneself as it stands in the calendars of both, and in the way of what else they plan.

The other reads that it is somebody's own time, and when. There is no more to know.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from mend.couples.busy import Busy
from mend.couples.calendar import Entry, Sort, Window
from mend.couples.membership import Member
from mend.errors import N_
from mend.owntime.kept import Stretch
from mend.owntime.models import LONGEST_MINUTES, LeftOutDay, OwnTime
from mend.rhythms.occasions import latest_occasion
from mend.web.words import Words

OWN_TIME = "/own-time"
_ONE_DAY = timedelta(days=1)
# A day of the calendar lies within so much of the same day anywhere else, and what lasts longest reaches it.
_AROUND = timedelta(days=2) + timedelta(minutes=LONGEST_MINUTES)


def own_entries(session: Session, member: Member, words: Words, window: Window | None) -> Iterator[Entry]:
    """All time the two keep for themselves, in two queries."""
    for own, without in _kept(session, member.couple_id, window):
        mine = own.person_id == member.person.id
        said = N_("Time for yourself") if mine else N_("Time for %(name)s")
        yield _entry(own, without, words.say(N_("Own time")), words.say(said, name=member.partner.name))


def own_times_taken(session: Session, member: Member, begins: datetime, ends: datetime) -> list[Busy]:
    """When one of the two has time for themselves between two moments."""
    return [
        Busy(
            starts_at,
            starts_at + entry.length,
            own.id,
            N_("That is time for yourself, from %(time)s.")
            if own.person_id == member.person.id
            else N_("That is time for %(name)s, from %(time)s."),
        )
        for own, without in _kept(session, member.couple_id, Window(begins, ends))
        for entry in (_entry(own, without, "", ""),)
        if entry.is_on
        for starts_at in entry.times_between(begins, ends)
    ]


def _kept(session: Session, couple_id: UUID, window: Window | None) -> list[tuple[OwnTime, frozenset[date]]]:
    """What is or was kept, each with the days left out; with a window, what may come up in it."""
    kept = select(OwnTime).where(OwnTime.couple_id == couple_id)
    days = select(col(LeftOutDay.own_time_id), col(LeftOutDay.day)).where(LeftOutDay.couple_id == couple_id)
    if window is not None:
        first, last = (window.begins - _AROUND).date(), (window.ends + _AROUND).date()
        kept = kept.where(
            OwnTime.starts <= last,
            col(OwnTime.ends).is_(None) | (col(OwnTime.ends) >= first),
            col(OwnTime.ended_at).is_(None) | (col(OwnTime.ended_at) > window.begins - _AROUND),
        )
        days = days.where(LeftOutDay.day >= first, LeftOutDay.day <= last)
    left_out: dict[UUID, set[date]] = {}
    for own_id, day in session.exec(days):
        left_out.setdefault(own_id, set()).add(day)
    rows = session.exec(kept.order_by(col(OwnTime.kept_at), col(OwnTime.id)))
    return [(own, frozenset(left_out.get(own.id, ()))) for own in rows]


def _entry(own: OwnTime, without: frozenset[date], title: str, words: str) -> Entry:
    stretch = Stretch.of(own)
    rhythm, is_on = stretch.rhythm, True
    if own.ended_at is not None:
        last = _last_begun(stretch, own.ended_at)
        is_on = last is not None
        rhythm = replace(rhythm, until=last) if last and rhythm.repeats else rhythm
    starts_at = (
        datetime.combine(rhythm.starts, own.at, ZoneInfo(own.zone))
        if rhythm.repeats
        else stretch.begins(rhythm.starts)
    )
    return Entry(
        about=own.id,
        path=f"{OWN_TIME}/{own.id}",
        starts_at=starts_at,
        ends_at=starts_at + stretch.length,
        title=title,
        words=words,
        is_on=is_on,
        number=own.number,
        changed_at=own.changed_at,
        rhythm=rhythm if rhythm.repeats else None,
        without=without if rhythm.repeats else frozenset(),
        sort=Sort.OWN,
    )


def _last_begun(stretch: Stretch, moment: datetime) -> date | None:
    """The last day on which it had begun by then: what was, stays."""
    day = latest_occasion(stretch.rhythm, moment.astimezone(UTC).date() + _ONE_DAY)
    while day is not None and stretch.begins(day) > moment:
        day = latest_occasion(stretch.rhythm, day - _ONE_DAY)
    return day
