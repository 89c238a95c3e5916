"""When the two have something already, as the parts of Mend know it: each hands in its own (see `app`).

So one part can point out what clashes with another without knowing it. What is told is a stretch of time and
a sentence, never what it is about: it may be shown to either.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from mend.couples.membership import Member

NEXT_WITHIN = timedelta(days=7)  # what is planned so near stands on home


@dataclass(frozen=True)
class Busy:
    """A stretch of time that is taken.

    `sentence` says by what, with places for the `%(time)s` it begins and the `%(name)s` of who else but the
    reader is in the couple.
    """

    starts_at: datetime
    ends_at: datetime
    about: UUID
    sentence: str


# What a part knows to be taken between two moments, for one of the two to read.
BusyPart = Callable[[Session, Member, datetime, datetime], Sequence[Busy]]


def busy_between(
    session: Session, member: Member, parts: Sequence[BusyPart], begins: datetime, ends: datetime
) -> list[Busy]:
    """All that is taken between two moments, the earliest first."""
    found = [busy for part in parts for busy in part(session, member, begins, ends)]
    return sorted(found, key=lambda busy: (busy.starts_at, busy.about))
