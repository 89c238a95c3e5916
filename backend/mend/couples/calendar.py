"""What stands in the calendars of the two, as the parts of Mend know it: each hands in its own (see `app`).

Every part says of a thing only what this reader may know, so a calendar is put together without knowing what
a plan or a talk is, and nothing that is kept from somebody is ever in the hands of what writes the file.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from mend.couples.membership import Member
from mend.web.words import Words


@dataclass(frozen=True)
class Entry:
    """One thing with a time that both said yes to, or do not do after all, in the reader's language.

    `title` tells nothing to whoever else looks at a calendar; `words` is what it is, as far as the reader may
    know, and so are `place` and `lines`. `number` rises with each change of its time and with each ending
    (SEQUENCE of RFC 5545, section 3.8.7.4).
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
    # Each week from `starts_at` on, which then is in the zone whose clock counts.
    is_weekly: bool = False


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
