"""What stands in the way of a time, as one of the two may know it.

Pointed out are what the couple have in their days already (see `couples.busy`), the reader's own quiet hours,
and that it is night where the other is, when clocks differ: that is no more than the other's clock, by which
every time is shown. The other's quiet hours are nobody else's business: nothing here reads them.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session

from mend.couples.busy import Busy, BusyPart, busy_between
from mend.couples.membership import Member
from mend.notifications.models import QuietHours
from mend.notifications.quiet import quiet_hours_of, quiet_until
from mend.web.hours import next_moment_at
from mend.web.moments import same_clock
from mend.web.words import Words

NIGHT, MORNING = 23, 6  # hours of a clock between which people sleep


def clashes(
    session: Session,
    member: Member,
    starts_at: Sequence[datetime],
    minutes: int,
    *,
    busy: Sequence[BusyPart],
    besides: Collection[UUID],
    words: Words,
) -> Mapping[datetime, list[str]]:
    """For each of these moments, sentences on what is in its way, but for the plans `besides` themselves."""
    if not starts_at:
        return {}
    length = timedelta(minutes=minutes)
    taken = busy_between(session, member, busy, min(starts_at), max(starts_at) + length)
    quiet = quiet_hours_of(session, member.person.id)
    return {
        start: _sentences(
            member, start, start + length, [one for one in taken if one.about not in besides], quiet, words
        )
        for start in starts_at
    }


def _sentences(
    member: Member,
    start: datetime,
    end: datetime,
    taken: Sequence[Busy],
    quiet: QuietHours | None,
    words: Words,
) -> list[str]:
    zone, other = member.person.time_zone, member.partner.time_zone
    said = [
        words.say(one.sentence, time=words.time(one.starts_at, zone), name=member.partner.name)
        for one in taken
        if one.starts_at < end and start < one.ends_at
    ]
    if quiet and _falls_into(quiet, zone, start, end):
        said.append(words.say("This is in your quiet hours."))
    if not same_clock(start, zone, other) and _is_night(start, other):
        said.append(words.say("It is night for %(name)s then.", name=member.partner.name))
    return said


def _falls_into(quiet: QuietHours, zone: str, start: datetime, end: datetime) -> bool:
    return quiet_until(quiet, zone, start) is not None or next_moment_at(quiet.begins, zone, start) < end


def _is_night(moment: datetime, zone: str) -> bool:
    hour = moment.astimezone(ZoneInfo(zone)).hour
    return hour >= NIGHT or hour < MORNING
