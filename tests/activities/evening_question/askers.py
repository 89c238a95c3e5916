"""Two who are asked the same questions, each deed in a transaction of its own at a moment the test names."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from mend.activities.evening_question.days import evening_of, id_of
from mend.activities.evening_question.reading import (
    Evening,
    Leaf,
    Tonight,
    find_evening,
    kept_answers,
    open_questions,
    tonight,
)
from mend.activities.evening_question.replies import answer, skip, take_back, would_talk
from mend.database import unit_of_work
from tests.signals.partners import THEN, Partner

TODAY = date(2026, 11, 20)  # the evening of THEN
DAY = timedelta(days=1)
# The evenings end at five in the morning, in Berlin.
LAST_MOMENT = datetime(2026, 11, 22, 3, 59, tzinfo=THEN.tzinfo)


@dataclass(frozen=True)
class Asked(Partner):
    """One of the two."""

    def question(self, day: date = TODAY) -> UUID:
        """The id of the question of a day."""
        with unit_of_work(self.engine, writes=False) as session:
            return id_of(self.member(session).couple_id, day)

    def evening(self, at: datetime) -> date:
        """The couple's evening."""
        with unit_of_work(self.engine, writes=False) as session:
            return evening_of(self.member(session), at)

    def reply(self, words: str, at: datetime = THEN, day: date = TODAY, *, seen: int | None = None) -> None:
        """Answer, over what stands there unless `seen` says otherwise."""
        number = self.finds(at, day).number if seen is None else seen
        with unit_of_work(self.engine) as session:
            answer(
                session,
                self.member(session),
                self.question(day),
                words,
                seen=number,
                outbox=self.outbox,
                now=at,
            )

    def talk(self, at: datetime = THEN, day: date = TODAY) -> None:
        """Rather talk about it."""
        with unit_of_work(self.engine) as session:
            would_talk(session, self.member(session), self.question(day), self.outbox, at)

    def skip(self, at: datetime = THEN, day: date = TODAY) -> None:
        """Let it pass."""
        with unit_of_work(self.engine) as session:
            skip(session, self.member(session), self.question(day), self.outbox, at)

    def take_back(self, at: datetime = THEN, day: date = TODAY) -> None:
        """Have said nothing."""
        with unit_of_work(self.engine) as session:
            take_back(session, self.member(session), self.question(day), self.outbox, at)

    def finds(self, at: datetime = THEN, day: date = TODAY) -> Evening:
        """How a question stands."""
        with unit_of_work(self.engine, writes=False) as session:
            return find_evening(session, self.member(session), self.question(day), at)

    def tonight(self, at: datetime = THEN) -> Tonight:
        """What home is made of."""
        with unit_of_work(self.engine, writes=False) as session:
            return tonight(session, self.member(session), at)

    def leaf(self, at: datetime = THEN, before: UUID | None = None) -> Leaf:
        """What opened."""
        with unit_of_work(self.engine, writes=False) as session:
            return open_questions(session, self.member(session), at, before)

    def kept(self, at: datetime = THEN, before: UUID | None = None) -> Leaf:
        """What stayed one's own."""
        with unit_of_work(self.engine, writes=False) as session:
            return kept_answers(session, self.member(session), at, before)
