"""Two partners who talk, each deed in a transaction of its own, at a moment the test names."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import SQLModel, select

from mend.database import unit_of_work
from mend.ids import new_id
from mend.talks.booking import Terms, accept_time, call_off, offer_talk, set_aside, suggest_times, take_back
from mend.talks.conversation import Feeling, begin_talk, finish_talk, park, say_how_one_is, tick, wish_for
from mend.talks.diary import TalkNow, find_talk
from mend.talks.models import ParkedLine, TalkReadiness, Wish
from tests.signals.partners import MINUTE, THEN, Partner

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TOMORROW = THEN + DAY  # 20:20 in Berlin
TOPIC, PLACE = "The money for the roof", "At the kitchen table"

Row = TypeVar("Row", bound=SQLModel)


@dataclass(frozen=True)
class Talker(Partner):
    """One of the two."""

    def offer(
        self,
        *starts_at: datetime,
        at: datetime = THEN,
        topic: str = TOPIC,
        minutes: int = 30,
        place: str = PLACE,
        talk_id: UUID | None = None,
    ) -> TalkNow:
        """Offer a talk; tomorrow at this time, if nothing else is said."""
        with unit_of_work(self.engine) as session:
            return offer_talk(
                session,
                self.member(session),
                talk_id=talk_id or new_id(),
                topic=topic,
                terms=Terms(starts_at or (TOMORROW,), place, minutes),
                outbox=self.outbox,
                now=at,
            )

    def suggest(
        self,
        talk: TalkNow,
        *starts_at: datetime,
        at: datetime = THEN,
        instead_of: int | None = None,
        minutes: int = 30,
        place: str = PLACE,
    ) -> TalkNow:
        """Suggest other times, in place of the offer as `talk` shows it."""
        with unit_of_work(self.engine) as session:
            return suggest_times(
                session,
                self.member(session),
                talk.id,
                instead_of=talk.offer.number if instead_of is None else instead_of,
                terms=Terms(starts_at, place, minutes),
                outbox=self.outbox,
                now=at,
            )

    def accept(self, talk: TalkNow, *, at: datetime = THEN, slot: int = 0) -> TalkNow:
        """Yes to one of the times `talk` shows."""
        return self.accept_id(talk.id, talk.slots[slot].id, at=at)

    def accept_id(self, talk_id: UUID, slot_id: UUID, *, at: datetime = THEN) -> TalkNow:
        """Yes to the time with this id."""
        with unit_of_work(self.engine) as session:
            return accept_time(session, self.member(session), talk_id, slot_id, outbox=self.outbox, now=at)

    def set_aside(self, talk: TalkNow, at: datetime = THEN) -> TalkNow:
        """Not this talk."""
        with unit_of_work(self.engine) as session:
            return set_aside(session, self.member(session), talk.id, seen=talk.offer.number, now=at)

    def take_back(self, talk: TalkNow, at: datetime = THEN) -> TalkNow:
        """Take one's own offer back."""
        with unit_of_work(self.engine) as session:
            return take_back(
                session, self.member(session), talk.id, seen=talk.offer.number, outbox=self.outbox, now=at
            )

    def call_off(self, talk: TalkNow, at: datetime = THEN) -> TalkNow:
        """Call a booked talk off."""
        with unit_of_work(self.engine) as session:
            return call_off(
                session,
                self.member(session),
                talk.id,
                seen=talk.offer.number,
                outbox=self.outbox,
                now=at,
            )

    def is_(
        self, talk: TalkNow, feelings: Iterable[Feeling] = (), *, at: datetime = TOMORROW
    ) -> TalkReadiness:
        """Say how one is; all right, without a word."""
        with unit_of_work(self.engine) as session:
            return say_how_one_is(session, self.member(session), talk.id, set(feelings), at)

    def wish_for(self, talk: TalkNow, wish: Wish, *, at: datetime = TOMORROW) -> TalkReadiness:
        """Say what one wishes."""
        with unit_of_work(self.engine) as session:
            return wish_for(session, self.member(session), talk.id, wish, at)

    def begin(self, talk: TalkNow, at: datetime = TOMORROW) -> TalkNow:
        """Now."""
        with unit_of_work(self.engine) as session:
            return begin_talk(session, self.member(session), talk.id, at)

    def finish(self, talk: TalkNow, at: datetime = TOMORROW + 20 * MINUTE) -> TalkNow:
        """Done."""
        with unit_of_work(self.engine) as session:
            return finish_talk(session, self.member(session), talk.id, at)

    def park(
        self, talk: TalkNow, words: str = "The bicycle", *, at: datetime = THEN, line_id: UUID | None = None
    ) -> ParkedLine:
        """Park a line."""
        with unit_of_work(self.engine) as session:
            return park(
                session, self.member(session), talk.id, line_id=line_id or new_id(), words=words, now=at
            )

    def tick(self, talk: TalkNow, line: ParkedLine, *, done: bool = True, at: datetime = THEN) -> ParkedLine:
        """Tick a line off."""
        with unit_of_work(self.engine) as session:
            return tick(session, self.member(session), talk.id, line.id, done=done, now=at)

    def sees(self, talk: TalkNow) -> TalkNow:
        """The talk as the database has it now."""
        with unit_of_work(self.engine, writes=False) as session:
            return find_talk(session, self.member(session), talk.id)


def rows(engine: sa.Engine, table: type[Row]) -> list[Row]:
    """Every row of a table."""
    with unit_of_work(engine, writes=False) as session:
        return list(session.exec(select(table)))
