"""Times at which two people may well meet: by both clocks neither night nor work, and nothing in the way.

What is taken comes as bare stretches, each part of Mend handing in its own (see `app`). Told is only when
both are free: never why another time is not, nor whose it is.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session

from mend.couples.busy import BusyPart, busy_between
from mend.couples.membership import Member
from mend.web.hours import moment_of

AHEAD = timedelta(days=14)
MOST = 3
_SOON = timedelta(hours=1)  # nobody is asked to go at once
_GRID = timedelta(minutes=30)
_SATURDAY = 5
_EVENING, _DAY, _NIGHT = time(17), time(10), time(22)
_LIKED = {False: time(19), True: time(15)}  # the hour looked at first, by whether it is the weekend


@dataclass(frozen=True, order=True)
class Stretch:
    """A stretch of time that is taken, without a word on why or whose."""

    starts_at: datetime
    ends_at: datetime


# What a part knows to be taken between two moments, of either of the two.
TakenPart = Callable[[Session, Member, datetime, datetime], Iterable[Stretch]]


def merged(stretches: Iterable[Stretch]) -> list[Stretch]:
    """The same times, in order, each told once."""
    found: list[Stretch] = []
    for one in sorted(stretches):
        if found and one.starts_at <= found[-1].ends_at:
            found[-1] = Stretch(found[-1].starts_at, max(found[-1].ends_at, one.ends_at))
        else:
            found.append(one)
    return found


def free_times(
    session: Session,
    member: Member,
    minutes: int,
    *,
    busy: Sequence[BusyPart],
    taken: Sequence[TakenPart],
    besides: UUID | None,
    now: datetime,
) -> list[datetime]:
    """Up to three times in the next fourteen days at which both are free, for all that is known."""
    ends = now + AHEAD + timedelta(days=1)
    known = [
        Stretch(one.starts_at, one.ends_at)
        for one in busy_between(session, member, busy, now, ends)
        if one.about != besides
    ]
    known += [one for part in taken for one in part(session, member, now, ends)]
    return free_slots(known, (member.person.time_zone, member.partner.time_zone), minutes, now)


def free_slots(
    taken: Iterable[Stretch], zones: tuple[str, str], minutes: int, now: datetime
) -> list[datetime]:
    """The first three days with room for `minutes`, each with one time, by the clock of the first zone.

    Evenings from 17 to 22 on weekdays and 10 to 22 at weekends, by both clocks at once; of a day the time
    nearest to seven in the evening, at weekends to three in the afternoon.
    """
    in_the_way = merged(taken)
    length, today = timedelta(minutes=minutes), now.astimezone(ZoneInfo(zones[0])).date()
    found: list[datetime] = []
    for number in range(AHEAD.days):
        day = today + timedelta(days=number)
        liked = moment_of(day, _LIKED[day.weekday() >= _SATURDAY], zones[0])
        starts = [
            start
            for start in _starts_on(day, zones[0], length)
            if start >= now + _SOON
            and _is_awake(start, start + length, zones[1])
            and not any(one.starts_at < start + length and start < one.ends_at for one in in_the_way)
        ]
        if starts:
            found.append(min(starts, key=lambda start: (abs(start - liked), start)))
        if len(found) == MOST:
            break
    return found


def _starts_on(day: date, zone: str, length: timedelta) -> list[datetime]:
    start, end = _hours(day, zone)
    starts = []
    while start + length <= end:
        starts.append(start)
        start += _GRID
    return starts


def _is_awake(starts_at: datetime, ends_at: datetime, zone: str) -> bool:
    begin, end = _hours(starts_at.astimezone(ZoneInfo(zone)).date(), zone)
    return begin <= starts_at and ends_at <= end


def _hours(day: date, zone: str) -> tuple[datetime, datetime]:
    begin = _DAY if day.weekday() >= _SATURDAY else _EVENING
    return moment_of(day, begin, zone), moment_of(day, _NIGHT, zone)
