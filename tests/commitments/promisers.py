"""Two partners who promise, each deed in a transaction of its own, at a moment the test names."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import SQLModel, select

from mend.commitments.models import Turn
from mend.commitments.offers import accept_wording, decline_wording, offer_promise, suggest_wording
from mend.commitments.offers import take_back_wording as take_back
from mend.commitments.reviews import look_again
from mend.commitments.shelf import Promise, find_promise
from mend.commitments.turns import take_turn_with
from mend.commitments.wordings import Terms
from mend.database import unit_of_work
from mend.ids import new_id
from mend.rhythms.rhythm import Rhythm, daily
from tests.signals.partners import THEN, Partner

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
TODAY = date(2026, 11, 20)  # where THEN is, in Berlin
WORDS = "When I leave work, I will text an honest time."
WHY = "So that nobody waits with the soup"
DAILY = daily(TODAY)

Row = TypeVar("Row", bound=SQLModel)


def terms(
    words: str = WORDS, *, why: str = "", rhythm: Rhythm = DAILY, review_on: date | None = None
) -> Terms:
    """What is promised; every day from today on, if nothing else is said."""
    return Terms(words, why, rhythm, review_on)


@dataclass(frozen=True)
class Promiser(Partner):
    """One of the two."""

    def offer(
        self,
        what: Terms | None = None,
        *,
        owner: "Promiser | None" = None,
        ours: bool = False,
        at: datetime = THEN,
        promise_id: UUID | None = None,
    ) -> Promise:
        """Offer a promise: one's own, unless another `owner` is named, or `ours`."""
        with unit_of_work(self.engine) as session:
            return offer_promise(
                session,
                self.member(session),
                commitment_id=promise_id or new_id(),
                owner_id=None if ours else (owner or self).id,
                terms=what or terms(),
                outbox=self.outbox,
                now=at,
            )

    def suggest(
        self, promise: Promise, what: Terms | None = None, *, at: datetime = THEN, seen: int | None = None
    ) -> Promise:
        """Suggest other words, in place of the newest that `promise` shows."""
        with unit_of_work(self.engine) as session:
            return suggest_wording(
                session,
                self.member(session),
                promise.id,
                seen=number_of(promise) if seen is None else seen,
                terms=what or terms("I will text when I leave."),
                outbox=self.outbox,
                now=at,
            )

    def accept(self, promise: Promise, *, at: datetime = THEN, seen: int | None = None) -> Promise:
        """Sounds right."""
        with unit_of_work(self.engine) as session:
            return accept_wording(
                session,
                self.member(session),
                promise.id,
                seen=number_of(promise) if seen is None else seen,
                outbox=self.outbox,
                now=at,
            )

    def decline(self, promise: Promise, *, at: datetime = THEN) -> Promise:
        """No, thanks."""
        with unit_of_work(self.engine) as session:
            return decline_wording(session, self.member(session), promise.id, seen=number_of(promise), now=at)

    def take_back(self, promise: Promise, *, at: datetime = THEN) -> Promise:
        """Take one's own words back."""
        with unit_of_work(self.engine) as session:
            return take_back(session, self.member(session), promise.id, seen=number_of(promise), now=at)

    def turn(self, promise: Promise, turn: Turn, *, at: datetime = THEN) -> Promise:
        """Rest, take up, finish, let go."""
        with unit_of_work(self.engine) as session:
            return take_turn_with(session, self.member(session), promise.id, turn, now=at)

    def look_again(self, promise: Promise, today: date, *, at: datetime, seen: int | None = None) -> Promise:
        """It still fits."""
        with unit_of_work(self.engine) as session:
            return look_again(
                session,
                self.member(session),
                promise.id,
                seen=seen or (promise.agreed.number if promise.agreed else 0),
                today=today,
                outbox=self.outbox,
                now=at,
            )

    def sees(self, promise: Promise) -> Promise:
        """The promise as the database has it now."""
        with unit_of_work(self.engine, writes=False) as session:
            return find_promise(session, self.member(session), promise.id)


def number_of(promise: Promise) -> int:
    """The newest wording somebody sees who looks at `promise`."""
    return max(one.number for one in (promise.agreed, promise.waiting) if one)


def rows(engine: sa.Engine, table: type[Row]) -> list[Row]:
    """Every row of a table."""
    with unit_of_work(engine, writes=False) as session:
        return list(session.exec(select(table)))
