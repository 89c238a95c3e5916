"""On which days a promise counted, and in which words: what an entry for a day is measured by.

A day belongs to the clock where its owner is now. A wording counts from the day on which it was agreed, so
that a change made at noon counts for that evening; a day on which the promise counted for a while is a day
it was active.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from mend.commitments.models import CommitmentTurn, CommitmentWording, Turn, WordingAnswer
from mend.rhythms.occasions import is_occasion
from mend.rhythms.rhythm import Kind, Rhythm, read_rule

_COUNTS_AGAIN = frozenset({Turn.AGREED, Turn.TAKEN_UP})


@dataclass(frozen=True)
class Lifetime:
    """The wordings both agreed on and the stretches in which the promise counted, each by its days.

    `wordings` are (since when, number, rhythm), `stretches` (first day, last day or None while it goes on),
    both in order.
    """

    wordings: tuple[tuple[date, int, Rhythm], ...]
    stretches: tuple[tuple[date, date | None], ...]

    def begins_after(self, day: date) -> bool:
        """Whether both had not agreed yet on this day."""
        return not self.wordings or day < self.wordings[0][0]

    def is_active_on(self, day: date) -> bool:
        """Whether it counted, if only for a part of the day."""
        return any(first <= day and (last is None or day <= last) for first, last in self.stretches)

    def wording_on(self, day: date) -> tuple[int, Rhythm] | None:
        """Number and rhythm of the wording that counted on this day; None before there was one."""
        counted = [(number, rhythm) for since, number, rhythm in self.wordings if since <= day]
        return counted[-1] if counted else None

    def comes_up_on(self, day: date) -> bool:
        """Whether the owner may say of this day how it went: an occasion, or any day for "whenever"."""
        counted = self.wording_on(day)
        if counted is None or not self.is_active_on(day):
            return False
        rhythm = counted[1]
        return rhythm.kind is Kind.WHENEVER or is_occasion(rhythm, day)

    def occasions(self, first: date, last: date) -> Iterator[date]:
        """The days from `first` to `last` on which it came up by its rhythm, "whenever" never being one."""
        for number in range((last - first).days + 1):
            day = first + timedelta(days=number)
            counted = self.wording_on(day)
            if counted and counted[1].kind is not Kind.WHENEVER and self.comes_up_on(day):
                yield day


def lifetime_of(session: Session, couple_id: UUID, commitment_id: UUID, zone: str) -> Lifetime:
    """The lifetime of one promise, by the calendar of `zone`, in two queries."""
    there = ZoneInfo(zone)

    def day_of(moment: datetime) -> date:
        return moment.astimezone(there).date()

    wordings = session.exec(
        select(
            col(CommitmentWording.answered_at),
            col(CommitmentWording.number),
            col(CommitmentWording.rule),
            col(CommitmentWording.starts),
        )
        .where(
            CommitmentWording.couple_id == couple_id,
            CommitmentWording.commitment_id == commitment_id,
            CommitmentWording.answer == WordingAnswer.ACCEPTED,
        )
        .order_by(col(CommitmentWording.number))
    )
    turns = session.exec(
        select(CommitmentTurn.turn, CommitmentTurn.taken_at)
        .where(CommitmentTurn.couple_id == couple_id, CommitmentTurn.commitment_id == commitment_id)
        .order_by(col(CommitmentTurn.number))
    )
    stretches: list[tuple[date, date | None]] = []
    for turn, taken_at in turns:
        if turn in _COUNTS_AGAIN:
            stretches.append((day_of(taken_at), None))
        elif stretches and stretches[-1][1] is None:
            stretches[-1] = (stretches[-1][0], day_of(taken_at))
    return Lifetime(
        tuple((day_of(at), number, read_rule(rule, starts)) for at, number, rule, starts in wordings if at),
        tuple(stretches),
    )
