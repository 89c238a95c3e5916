"""The weekly hour as it stands in the calendars of the two, while both have joined."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid5
from zoneinfo import ZoneInfo

from sqlmodel import Session, select

from mend.couples.calendar import Entry, Window
from mend.couples.membership import SEATS, Member
from mend.errors import N_
from mend.rhythms.rhythm import Weekday, weekly
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
    ritual = session.get(WeeklyRitual, member.couple_id)
    stances = session.exec(
        select(WeeklyStance).where(
            WeeklyStance.couple_id == member.couple_id, WeeklyStance.stance != Stance.NOT_NOW
        )
    ).all()
    if ritual is None or len(stances) < SEATS:
        return
    changed_at = max(ritual.set_at, *(one.since for one in stances))
    starts_at = _first_after(ritual, changed_at)
    yield Entry(
        about=uuid5(member.couple_id, "weekly us"),
        path="/weekly",
        starts_at=starts_at,
        ends_at=starts_at + AN_HOUR,
        title=words.say(N_("An hour for the two of you")),
        words=words.say(N_("Weekly us")),
        is_on=all(one.stance is Stance.JOINED for one in stances),
        number=(changed_at - _COUNTED_FROM) // _SECOND,
        changed_at=changed_at,
        rhythm=weekly(starts_at.date(), [Weekday.of(starts_at.date())]),
    )


def _first_after(ritual: WeeklyRitual, moment: datetime) -> datetime:
    """The first time by the clock of its zone, even one that it skips: the weeks after follow from it."""
    zone = ZoneInfo(ritual.zone)
    day = next_time(ritual, moment).astimezone(zone).date()
    day -= timedelta(days=(day.weekday() - ritual.weekday) % _A_WEEK)
    return datetime.combine(day, ritual.at, zone)
