"""Two partners who meet each week, each deed in a transaction of its own, at a moment the test names."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from mend.commitments.offers import accept_wording, offer_promise
from mend.commitments.shelf import Promise, find_promise
from mend.commitments.wordings import Terms
from mend.database import unit_of_work
from mend.ids import new_id
from mend.notifications.models import Notification
from mend.rhythms.rhythm import daily
from mend.weekly.leaving import leave_ritual
from mend.weekly.lines import bring_in, let_go, lines_of, want
from mend.weekly.looks import Looked, look_at, promises_to_look_at
from mend.weekly.meeting import MeetingNow, come_back, find_meeting, leave_meeting, move_on, start_meeting
from mend.weekly.messages import REMINDER
from mend.weekly.models import LineKind, Step, Verdict, WeeklyLine
from mend.weekly.preparation import Preparation, preparation_of, save_preparation
from mend.weekly.reminding import plan_meetings
from mend.weekly.ritual import RitualNow, join, not_now, ritual_of, suggest_time
from tests.signals.partners import MINUTE, THEN, Partner

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
SUNDAY, SEVEN = 6, time(19)
# Two days after THEN, at 19:00 in Berlin.
THAT_SUNDAY = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)
REVIEW = date(2026, 11, 22)

__all__ = ["MINUTE", "THEN"]


@dataclass(frozen=True)
class Meeter(Partner):
    """One of the two."""

    def suggest(
        self, weekday: int = SUNDAY, clock: time = SEVEN, *, seen: int | None = None, at: datetime = THEN
    ) -> RitualNow:
        """Suggest a time, having seen the one that counts."""
        with unit_of_work(self.engine) as session:
            member = self.member(session)
            number = ritual_of(session, member, at).number if seen is None else seen
            return suggest_time(
                session, member, weekday=weekday, at=clock, seen=number, outbox=self.outbox, now=at
            )

    def join(self, *, seen: int | None = None, at: datetime = THEN) -> RitualNow:
        """Join the time that counts."""
        with unit_of_work(self.engine) as session:
            member = self.member(session)
            number = ritual_of(session, member, at).number if seen is None else seen
            return join(session, member, seen=number, outbox=self.outbox, now=at)

    def not_now(self, at: datetime = THEN) -> RitualNow:
        """Rather not."""
        with unit_of_work(self.engine) as session:
            return not_now(session, self.member(session), now=at)

    def leave(self, at: datetime = THEN) -> RitualNow:
        """Not join any more."""
        with unit_of_work(self.engine) as session:
            return leave_ritual(session, self.member(session), outbox=self.outbox, now=at)

    def ritual(self, at: datetime = THEN) -> RitualNow:
        """How it stands."""
        with unit_of_work(self.engine, writes=False) as session:
            return ritual_of(session, self.member(session), at)

    def prepare(
        self,
        thanks: str = "",
        plan: str = "",
        issue: str = "",
        thoughts: Mapping[UUID, Verdict] | None = None,
        *,
        at: datetime = THEN,
    ) -> None:
        """Write it down."""
        with unit_of_work(self.engine) as session:
            prepared = Preparation(thanks, plan, issue, thoughts or {})
            save_preparation(session, self.member(session), prepared, at)

    def prepared(self, at: datetime = THEN) -> Preparation:
        """What stands there."""
        with unit_of_work(self.engine, writes=False) as session:
            return preparation_of(session, self.member(session), at)

    def start(self, at: datetime = THAT_SUNDAY) -> MeetingNow:
        """Now."""
        with unit_of_work(self.engine) as session:
            return start_meeting(session, self.member(session), outbox=self.outbox, now=at)

    def meeting(self, meeting: MeetingNow) -> MeetingNow:
        """It as the database has it now."""
        with unit_of_work(self.engine, writes=False) as session:
            return find_meeting(session, self.member(session), meeting.id)

    def on(self, meeting: MeetingNow, seen: Step, at: datetime = THAT_SUNDAY) -> MeetingNow:
        """On from this step."""
        with unit_of_work(self.engine) as session:
            return move_on(session, self.member(session), meeting.id, seen=seen, now=at)

    def go(self, meeting: MeetingNow, at: datetime = THAT_SUNDAY) -> MeetingNow:
        """Leave the meeting."""
        with unit_of_work(self.engine) as session:
            return leave_meeting(session, self.member(session), meeting.id, at)

    def return_to(self, meeting: MeetingNow, at: datetime = THAT_SUNDAY) -> MeetingNow:
        """Come back to it."""
        with unit_of_work(self.engine) as session:
            return come_back(session, self.member(session), meeting.id, at)

    def bring(
        self,
        meeting: MeetingNow,
        words: str = "The lake",
        *,
        kind: LineKind = LineKind.PLAN,
        on_day: date | None = None,
        line_id: UUID | None = None,
        at: datetime = THAT_SUNDAY,
    ) -> WeeklyLine:
        """Bring a line in."""
        with unit_of_work(self.engine) as session:
            return bring_in(
                session,
                self.member(session),
                meeting.id,
                line_id=line_id or new_id(),
                kind=kind,
                words=words,
                on_day=on_day,
                now=at,
            )

    def want(self, meeting: MeetingNow, line: WeeklyLine, at: datetime = THAT_SUNDAY) -> WeeklyLine:
        """Yes to it."""
        with unit_of_work(self.engine) as session:
            return want(session, self.member(session), meeting.id, line.id, outbox=self.outbox, now=at)

    def let_go(self, line: WeeklyLine, at: datetime = THAT_SUNDAY) -> WeeklyLine:
        """Not after all."""
        with unit_of_work(self.engine) as session:
            return let_go(session, self.member(session), line.id, at)

    def lines(self, meeting: MeetingNow, kind: LineKind = LineKind.PLAN) -> list[WeeklyLine]:
        """What was brought in."""
        with unit_of_work(self.engine, writes=False) as session:
            return list(lines_of(session, self.member(session), meeting.id, kind))

    def promise(
        self,
        words: str = "Tea at eight",
        *,
        to: "Meeter",
        ours: bool = False,
        review: date | None = REVIEW,
        at: datetime = THEN,
    ) -> Promise:
        """Promise something from `at` on, to which the other says yes."""
        with unit_of_work(self.engine) as session:
            offered = offer_promise(
                session,
                self.member(session),
                commitment_id=new_id(),
                owner_id=None if ours else self.id,
                terms=Terms(words, "", daily(THEN.date()), review),
                outbox=self.outbox,
                now=at,
            )
            return accept_wording(session, to.member(session), offered.id, seen=1, outbox=self.outbox, now=at)

    def look(
        self,
        meeting: MeetingNow,
        promise: Promise,
        verdict: Verdict,
        *,
        seen: int = 1,
        at: datetime = THAT_SUNDAY,
    ) -> Promise:
        """Say what to do with it."""
        with unit_of_work(self.engine) as session:
            return look_at(
                session,
                self.member(session),
                meeting.id,
                promise.id,
                verdict,
                seen=seen,
                outbox=self.outbox,
                now=at,
            )

    def looked(self, meeting: MeetingNow, at: datetime = THAT_SUNDAY) -> list[Looked]:
        """The promises of the meeting."""
        with unit_of_work(self.engine, writes=False) as session:
            return list(promises_to_look_at(session, self.member(session), meeting.id, at))

    def sees(self, promise: Promise) -> Promise:
        """The promise as the database has it now."""
        with unit_of_work(self.engine, writes=False) as session:
            return find_promise(session, self.member(session), promise.id)

    def plan(self, at: datetime) -> None:
        """What the worker does now and then."""
        with unit_of_work(self.engine) as session:
            plan_meetings(session, self.outbox, at)


def told(engine: sa.Engine, kind: str | None = None) -> list[Notification]:
    """What was told and not taken back, the oldest first; of one kind."""
    with unit_of_work(engine, writes=False) as session:
        found = select(Notification).where(col(Notification.withdrawn_at).is_(None))
        if kind:
            found = found.where(Notification.kind == kind)
        return list(session.exec(found.order_by(col(Notification.due_at), col(Notification.id))))


def reminders(engine: sa.Engine) -> list[tuple[UUID, datetime, str]]:
    """For whom a reminder waits or has left, when it falls due, and what it says."""
    return [(row.recipient_id, row.due_at, row.title) for row in told(engine, REMINDER)]
