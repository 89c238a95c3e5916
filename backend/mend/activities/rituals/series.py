"""Rituals as they stand in a calendar: each is one entry that comes up again, with its exceptions.

It begins with the first day after the yes to what counts now. What a day before that became stands as a plan
of its own, at the time it had; so do all of them once the ritual has ended.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session

from mend.activities.rituals.days import first_day_after
from mend.activities.rituals.models import RitualState
from mend.activities.rituals.reading import RitualNow, agreed_rituals
from mend.activities.rituals.terms import Terms
from mend.couples.calendar import Entry
from mend.errors import N_
from mend.rhythms.occasions import occasions_between
from mend.web.words import Words

# SEQUENCE: a new version counts more than all that became of the days of the one before, and so does its end.
_A_VERSION = 2**17
_THE_END = 2**16


@dataclass(frozen=True)
class Series:
    """A ritual both said yes to, from its first day after the yes on."""

    found: RitualNow
    terms: Terms
    starts: date
    joined_at: datetime

    @property
    def is_on(self) -> bool:
        """Whether nobody has ended it."""
        return self.found.ritual.state is RitualState.ON

    @property
    def number(self) -> int:
        """Of its version, for a calendar."""
        return (self.found.ritual.agreed_number or 0) * _A_VERSION + (0 if self.is_on else _THE_END)

    def days_until(self, last: date) -> frozenset[date]:
        """The days that belong to it; none of one that has ended."""
        if not self.is_on:
            return frozenset()
        return frozenset(occasions_between(self.terms.rhythm, self.starts, last))

    def clock_on(self, day: date) -> datetime:
        """When it begins by the clock of its zone, even at a time that the clock skips on this day."""
        return datetime.combine(day, self.terms.at, ZoneInfo(self.terms.zone))

    def entry(self, words: Words, without: frozenset[date], changes: int, changed_at: datetime) -> Entry:
        """All of it; `changes` counts what became of its days, the last time at `changed_at`."""
        starts_at, terms = self.clock_on(self.starts), self.terms
        ended_at = self.found.ritual.ended_at
        return Entry(
            about=self.found.id,
            path=f"/together/rituals/{self.found.id}",
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=terms.minutes),
            title=words.say(N_("A plan")),
            words=terms.what,
            is_on=self.is_on,
            number=self.number + changes,
            changed_at=max(changed_at, self.joined_at, ended_at or self.joined_at),
            place=terms.place,
            lines=(terms.note,) if terms.note else (),
            rhythm=replace(terms.rhythm, starts=self.starts),
            without=without,
        )


def series_of(session: Session, couple_id: UUID) -> Mapping[UUID, Series]:
    """Every ritual both said yes to, in one question; also those that have ended since."""
    found: dict[UUID, Series] = {}
    for one in agreed_rituals(session, couple_id):
        if one.agreed is None or one.agreed.joined_at is None:
            continue
        starts = first_day_after(one.terms, one.agreed.joined_at)
        if starts is not None:
            found[one.id] = Series(one, one.terms, starts, one.agreed.joined_at)
    return found
