"""What stands in the calendars of the two, as the parts of Mend know it: each hands in its own (see `app`).

Every part says of a thing only what this reader may know, so a calendar is put together without knowing what
a plan or a talk is, and nothing that is kept from somebody is ever in the hands of what writes the file.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session

from mend.couples.membership import Member
from mend.rhythms.occasions import occasions_between
from mend.rhythms.rhythm import Rhythm
from mend.web.hours import moment_of
from mend.web.words import Words

_ONE_DAY = timedelta(days=1)


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

    def times_between(self, begins: datetime, ends: datetime) -> Iterator[datetime]:
        """When it begins, for every time it is then: what ends after `begins` and begins before `ends`."""
        if self.rhythm is None:
            if self.starts_at < ends and self.ends_at > begins:
                yield self.starts_at
            return
        zone, length = str(self.starts_at.tzinfo), self.ends_at - self.starts_at
        there = ZoneInfo(zone)
        first = (begins - length).astimezone(there).date() - _ONE_DAY
        last = ends.astimezone(there).date() + _ONE_DAY
        for day in occasions_between(self.rhythm, first, last):
            moment = moment_of(day, self.starts_at.time(), zone)
            if day not in self.without and moment < ends and moment + length > begins:
                yield moment


# What a part has for the calendar of one of the two.
CalendarPart = Callable[[Session, Member, Words], Iterable[Entry]]


def entries_of(
    session: Session, member: Member, words: Words, parts: Sequence[CalendarPart], called_off_since: datetime
) -> list[Entry]:
    """All that is on, and what was called off since that moment; the earliest first."""
    found = (entry for part in parts for entry in part(session, member, words))
    return sorted(
        (entry for entry in found if entry.is_on or entry.changed_at >= called_off_since),
        key=lambda entry: (entry.starts_at, entry.about),
    )
