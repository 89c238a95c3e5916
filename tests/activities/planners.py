"""Two partners who plan, each deed in a transaction of its own, at a moment the test names."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import SQLModel, col, select

from mend.activities.afterwards import let_go, reveal, say_it_did_not_work_out, say_we_did_it
from mend.activities.plan_diary import PlanDiary, PlanNow, find_plan, plans_of, pressing_plans
from mend.activities.plan_reminding import remind_of_plans
from mend.activities.plan_terms import Details, Times
from mend.activities.planning import cancel_plan, let_rest, offer_plan, suggest_times, take_back, take_time
from mend.activities.reminder_choices import choose_for, choose_usual
from mend.activities.reminder_messages import KIND
from mend.activities.reminder_models import Lead
from mend.database import unit_of_work
from mend.ids import new_id
from mend.notifications.models import Notification
from tests.signals.partners import THEN, Partner

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TOMORROW = THEN + DAY  # 20:20 in Berlin
LATER = TOMORROW + 3 * HOUR  # a plan of two hours is over by then
WHAT, PLACE, NOTE, BRING = "Soup by the canal", "The old lock", "Jo has the key", "Warm socks"
DETAILS = Details(PLACE, NOTE, BRING)

Row = TypeVar("Row", bound=SQLModel)


@dataclass(frozen=True)
class Planner(Partner):
    """One of the two."""

    def offer(
        self,
        *starts_at: datetime,
        at: datetime = THEN,
        what: str = WHAT,
        minutes: int = 120,
        details: Details = DETAILS,
        surprise: bool = False,
        plan_id: UUID | None = None,
    ) -> PlanNow:
        """Offer a plan; tomorrow at this time, if nothing else is said."""
        with unit_of_work(self.engine) as session:
            return offer_plan(
                session,
                self.member(session),
                plan_id=plan_id or new_id(),
                what=what,
                times=Times(starts_at or (TOMORROW,), minutes),
                details=details,
                surprise=surprise,
                outbox=self.outbox,
                now=at,
            )

    def suggest(
        self,
        plan: PlanNow,
        *starts_at: datetime,
        at: datetime = THEN,
        instead_of: int | None = None,
        minutes: int = 120,
        details: Details | None = None,
    ) -> PlanNow:
        """Suggest other times, in place of the offer as `plan` shows it."""
        with unit_of_work(self.engine) as session:
            return suggest_times(
                session,
                self.member(session),
                plan.id,
                instead_of=plan.offer.number if instead_of is None else instead_of,
                times=Times(starts_at, minutes),
                details=details,
                outbox=self.outbox,
                now=at,
            )

    def take(self, plan: PlanNow, *, at: datetime = THEN, slot: int = 0) -> PlanNow:
        """Yes to one of the times `plan` shows."""
        return self.take_id(plan.id, plan.slots[slot].id, at=at)

    def take_id(self, plan_id: UUID, slot_id: UUID, *, at: datetime = THEN) -> PlanNow:
        """Yes to the time with this id."""
        with unit_of_work(self.engine) as session:
            return take_time(session, self.member(session), plan_id, slot_id, outbox=self.outbox, now=at)

    def let_rest(self, plan: PlanNow, at: datetime = THEN) -> PlanNow:
        """Not now."""
        with unit_of_work(self.engine) as session:
            return let_rest(session, self.member(session), plan.id, seen=plan.offer.number, now=at)

    def take_back(self, plan: PlanNow, at: datetime = THEN) -> PlanNow:
        """Take one's own offer back."""
        with unit_of_work(self.engine) as session:
            return take_back(
                session,
                self.member(session),
                plan.id,
                seen=plan.offer.number,
                outbox=self.outbox,
                now=at,
            )

    def cancel(self, plan: PlanNow, at: datetime = THEN) -> PlanNow:
        """Cancel what is planned."""
        with unit_of_work(self.engine) as session:
            return cancel_plan(
                session,
                self.member(session),
                plan.id,
                seen=plan.offer.number,
                outbox=self.outbox,
                now=at,
            )

    def did(self, plan: PlanNow, line: str = "", *, at: datetime = LATER) -> PlanNow:
        """We did it."""
        with unit_of_work(self.engine) as session:
            member = self.member(session)
            return say_we_did_it(session, member, plan.id, seen=plan.offer.number, line=line, now=at)

    def did_not(self, plan: PlanNow, at: datetime = LATER) -> PlanNow:
        """It did not work out."""
        with unit_of_work(self.engine) as session:
            member = self.member(session)
            return say_it_did_not_work_out(session, member, plan.id, seen=plan.offer.number, now=at)

    def let_go(self, plan: PlanNow, at: datetime = LATER) -> PlanNow:
        """Let it go."""
        with unit_of_work(self.engine) as session:
            return let_go(session, self.member(session), plan.id, seen=plan.offer.number, now=at)

    def reveal(self, plan: PlanNow, at: datetime = THEN) -> PlanNow:
        """Reveal a surprise."""
        with unit_of_work(self.engine) as session:
            return reveal(session, self.member(session), plan.id, now=at)

    def remind(self, *leads: Lead, rests: bool = False, at: datetime = THEN) -> None:
        """Choose when to be told of every plan."""
        with unit_of_work(self.engine) as session:
            member = self.member(session)
            choose_usual(session, member, leads, rests_together=rests, outbox=self.outbox, now=at)

    def remind_of(self, plan: PlanNow, *leads: Lead, usual: bool = False, at: datetime = THEN) -> None:
        """Choose when to be told of this plan; or like of every one."""
        with unit_of_work(self.engine) as session:
            chosen = None if usual else leads
            choose_for(session, self.member(session), plan.id, chosen, outbox=self.outbox, now=at)

    def chore(self, at: datetime) -> None:
        """What the worker does about plans now and then."""
        with unit_of_work(self.engine) as session:
            remind_of_plans(session, self.outbox, at)

    def sees(self, plan: PlanNow) -> PlanNow:
        """The plan as the database has it now."""
        with unit_of_work(self.engine, writes=False) as session:
            return find_plan(session, self.member(session), plan.id)

    def diary(self, at: datetime = THEN) -> PlanDiary:
        """Every list of plans."""
        with unit_of_work(self.engine, writes=False) as session:
            return plans_of(session, self.member(session), at)

    def pressing(self, at: datetime = THEN) -> list[str]:
        """What home is told of."""
        with unit_of_work(self.engine, writes=False) as session:
            return [plan.plan.what for plan in pressing_plans(session, self.member(session), at)]


def rows(engine: sa.Engine, table: type[Row]) -> list[Row]:
    """Every row of a table."""
    with unit_of_work(engine, writes=False) as session:
        return list(session.exec(select(table)))


def reminders(engine: sa.Engine) -> list[tuple[UUID, datetime, str]]:
    """For whom a reminder waits or has left, when it falls due and what it says; none that was withdrawn."""
    with unit_of_work(engine, writes=False) as session:
        found = session.exec(
            select(Notification)
            .where(Notification.kind == KIND, col(Notification.withdrawn_at).is_(None))
            .order_by(col(Notification.due_at), col(Notification.recipient_id))
        )
        return [(row.recipient_id, row.due_at, row.title) for row in found]
