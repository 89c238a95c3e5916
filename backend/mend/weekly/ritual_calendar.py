"""The weekly hour as it stands in the calendars of the two, and takes their time, while both have joined."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from sqlmodel import Session, select

from mend.couples.busy import Busy
from mend.couples.calendar import Entry, Window
from mend.couples.membership import SEATS, Member
from mend.errors import N_
from mend.rhythms.occasions import occasions_between
from mend.rhythms.rhythm import Rhythm, Weekday, weekly
from mend.web.hours import moment_of
from mend.web.words import Words
from mend.weekly.models import AN_HOUR, Stance, WeeklyRitual, WeeklyStance
from mend.weekly.times import next_time

# The two leave and come back without a number of their own: seconds from here count the changes.
_COUNTED_FROM = datetime(2020, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)
_A_WEEK = 7


def weekly_entry(session: Session, member: Member, words: Words, _: Window | None) -> Iterator[Entry]:
    """Each week from the time on at which both had joined; called off once one of them left.

    Who has not answered and who said "not now" look the same: there is nothing.
    """
    found = _hour(session, member)
    if found is None:
        return
    yield Entry(
        about=_about(member),
        path="/weekly",
        starts_at=found.starts_at,
        ends_at=found.starts_at + AN_HOUR,
        title=words.say(N_("An hour for the two of you")),
        words=words.say(N_("Weekly us")),
        is_on=found.is_on,
        number=(found.changed_at - _COUNTED_FROM) // _SECOND,
        changed_at=found.changed_at,
        rhythm=found.rhythm,
    )


def weekly_times(session: Session, member: Member, begins: datetime, ends: datetime) -> list[Busy]:
    """When the two have their hour between two moments, while both have joined."""
    found = _hour(session, member)
    if found is None or not found.is_on:
        return []
    zone = str(found.starts_at.tzinfo)
    days = occasions_between(
        found.rhythm,
        (begins - AN_HOUR).astimezone(found.starts_at.tzinfo).date(),
        ends.astimezone(found.starts_at.tzinfo).date(),
    )
    moments = [moment_of(day, found.starts_at.time(), zone) for day in days]
    return [
        Busy(moment, moment + AN_HOUR, _about(member), N_("You two have your weekly hour at %(time)s."))
        for moment in moments
        if moment < ends and moment + AN_HOUR > begins
    ]


@dataclass(frozen=True)
class _Hour:
    """The hour both had joined: its first time since, and whether they still do."""

    starts_at: datetime
    changed_at: datetime
    is_on: bool

    @property
    def rhythm(self) -> Rhythm:
        """Every week from then on."""
        first = self.starts_at.date()
        return weekly(first, [Weekday.of(first)])


def _hour(session: Session, member: Member) -> _Hour | None:
    ritual = session.get(WeeklyRitual, member.couple_id)
    stances = session.exec(
        select(WeeklyStance).where(
            WeeklyStance.couple_id == member.couple_id, WeeklyStance.stance != Stance.NOT_NOW
        )
    ).all()
    if ritual is None or len(stances) < SEATS:
        return None
    changed_at = max(ritual.set_at, *(one.since for one in stances))
    joined = all(one.stance is Stance.JOINED for one in stances)
    return _Hour(_first_after(ritual, changed_at), changed_at, joined)


def _about(member: Member) -> UUID:
    return uuid5(member.couple_id, "weekly us")


def _first_after(ritual: WeeklyRitual, moment: datetime) -> datetime:
    """The first time by the clock of its zone, even one that it skips: the weeks after follow from it."""
    zone = ZoneInfo(ritual.zone)
    day = next_time(ritual, moment).astimezone(zone).date()
    day -= timedelta(days=(day.weekday() - ritual.weekday) % _A_WEEK)
    return datetime.combine(day, ritual.at, zone)
