"""What stands in the calendars of the two, as the parts of Mend know it: each hands in its own (see `app`).

Every part says of a thing only what this reader may know, so a calendar is put together without knowing what
a plan or a talk is, and nothing that is kept from somebody is ever in the hands of what writes the file.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session

from mend.couples.membership import Member
from mend.rhythms.occasions import occasions_between
from mend.rhythms.rhythm import Rhythm
from mend.web.hours import moment_of
from mend.web.words import Words

_ONE_DAY = timedelta(days=1)


class Sort(StrEnum):
    """What kind of thing it is, as far as a mark in a calendar tells."""

    TOGETHER = "together"
    TALK = "talk"
    OWN = "own"  # time of one of the two for themselves


@dataclass(frozen=True)
class Window:
    """From one moment to another."""

    begins: datetime
    ends: datetime


@dataclass(frozen=True)
class Entry:
    """One thing with a time that both said yes to, or do not do after all, in the reader's language.

    `title` tells nothing to whoever else looks at a calendar; `words` is what it is, as far as the reader may
    know, and so are `place` and `lines`. `number` rises with each change of its time and with each ending
    (SEQUENCE of RFC 5545, section 3.8.7.4).

    What comes up again is one entry: `rhythm` says on which days, the first being that of `starts_at`, which
    is in the zone whose clock counts; on the days in `without` it does not. An occasion that is at another
    time, or called off, is an entry of its own about the same thing, `instead_of` the moment it would have
    had.
    """

    about: UUID  # for ever the same for the same thing
    path: str
    starts_at: datetime
    ends_at: datetime
    title: str
    words: str
    is_on: bool
    number: int
    changed_at: datetime
    place: str = ""
    lines: Sequence[str] = ()
    rhythm: Rhythm | None = None
    without: frozenset[date] = frozenset()
    instead_of: datetime | None = None
    sort: Sort = Sort.TOGETHER

    @property
    def length(self) -> timedelta:
        """How long it takes. What comes up again takes as long each time, also when the clocks change."""
        if self.rhythm is not None:
            return self.ends_at - self.starts_at
        return self.ends_at.astimezone(UTC) - self.starts_at.astimezone(UTC)

    def times_between(self, begins: datetime, ends: datetime) -> Iterator[datetime]:
        """When it begins, for every time it is then: what ends after `begins` and begins before `ends`."""
        if self.rhythm is None:
            if self.starts_at < ends and self.ends_at > begins:
                yield self.starts_at
            return
        zone, length = str(self.starts_at.tzinfo), self.length
        there = ZoneInfo(zone)
        first = (begins - length).astimezone(there).date() - _ONE_DAY
        last = ends.astimezone(there).date() + _ONE_DAY
        for day in occasions_between(self.rhythm, first, last):
            moment = moment_of(day, self.starts_at.time(), zone)
            if day not in self.without and moment < ends and moment + length > begins:
                yield moment


@dataclass(frozen=True)
class Time:
    """One time of an entry."""

    entry: Entry
    starts_at: datetime
    ends_at: datetime


# What a part has for the calendar of one of the two: everything there ever was, or what lies in a window.
# Of the rest a part may hand in what is easier to find than to leave out, but nothing as being on at a time
# that is no longer its own. What takes the place of an occasion in the window belongs to it wherever it lies.
CalendarPart = Callable[[Session, Member, Words, Window | None], Iterable[Entry]]


def entries_of(
    session: Session, member: Member, words: Words, parts: Sequence[CalendarPart], called_off_since: datetime
) -> list[Entry]:
    """All that is on, and what was called off since that moment; the earliest first."""
    found = (entry for part in parts for entry in part(session, member, words, None))
    return sorted(
        (entry for entry in found if entry.is_on or entry.changed_at >= called_off_since),
        key=lambda entry: (entry.starts_at, entry.about),
    )


def times_in(
    session: Session, member: Member, words: Words, parts: Sequence[CalendarPart], window: Window
) -> list[Time]:
    """Every time in the window of what is on, the earliest first: moved occasions where they are now."""
    found = [entry for part in parts for entry in part(session, member, words, window)]
    moved = {
        (entry.about, entry.instead_of.astimezone(UTC)) for entry in found if entry.instead_of is not None
    }
    times = [
        Time(entry, starts_at.astimezone(UTC), starts_at.astimezone(UTC) + entry.length)
        for entry in found
        if entry.is_on
        for starts_at in entry.times_between(window.begins, window.ends)
        if entry.rhythm is None or (entry.about, starts_at) not in moved
    ]
    return sorted(times, key=lambda time: (time.starts_at, time.entry.about))
