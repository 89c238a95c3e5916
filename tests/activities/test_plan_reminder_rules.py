"""Whatever the two plan, move and choose: what waits is what was chosen, and nothing comes twice or late.

A model knows the plans, the choices and what was told; the worker of the machine looks when something is due.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlmodel import Session, col, select

from mend.accounts.models import Person
from mend.activities.plan_diary import find_plan
from mend.activities.plan_reminding import remind_of_plans
from mend.activities.plan_terms import Details, Times
from mend.activities.planning import cancel_plan, offer_plan, suggest_times, take_time
from mend.activities.plans_models import Plan, PlanOffer, PlanSlot, PlanState
from mend.activities.reminder_choices import choose_for, choose_usual
from mend.activities.reminder_messages import KIND
from mend.activities.reminder_models import Lead
from mend.couples.membership import Member, member_of
from mend.database import open_session
from mend.ids import new_id
from mend.notifications.handing_out import hand_out_due
from mend.notifications.models import Notification, QuietTime
from tests.activities.plan_fixtures import OUTBOX
from tests.databases import SqliteTemplate, Template
from tests.signals.partners import THEN

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WHO = st.sampled_from([0, 1])
IN_HOURS = st.sampled_from([1, 2, 3, 12, 20, 30, 60, 100])
LEADS = st.frozensets(st.sampled_from(Lead))
ZONES = st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Pacific/Kiritimati"])
MINUTES = 60


@dataclass
class Planned:
    """A plan as the model knows it."""

    starts_at: datetime
    number: int = 1
    own: dict[int, frozenset[Lead]] = field(default_factory=dict)

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=MINUTES)


def moment(lead: Lead, starts_at: datetime, zone: str) -> datetime:
    """When it is to be told, put down without the code that is tested."""
    here = starts_at.astimezone(ZoneInfo(zone))
    six = datetime.combine(here.date() - DAY, time(18), ZoneInfo(zone)).astimezone(UTC)
    nine = datetime.combine(here.date(), time(9), ZoneInfo(zone)).astimezone(UTC)
    return {
        Lead.EVENING_BEFORE: six,
        Lead.MORNING: nine if nine <= starts_at - HOUR / 2 else six,
        Lead.TWO_HOURS: starts_at - 2 * HOUR,
        Lead.HALF_HOUR: starts_at - HOUR / 2,
        Lead.START: starts_at,
    }[lead]


class ReminderMachine(RuleBasedStateMachine):
    """Both partners, their choices, and a worker."""

    template: Template
    folder: Path

    plans = Bundle("plans")

    def __init__(self) -> None:
        super().__init__()
        self._copy = self.template.copy(self.folder)
        self.session: Session = open_session(self._copy.__enter__(), writes=True)
        self.ids = (self.template.people.noa, self.template.people.ilan)
        self.now = THEN
        self.models: dict[UUID, Planned] = {}
        self.usual: dict[int, tuple[frozenset[Lead], bool]] = {}
        self.zones = ["Europe/Berlin", "Europe/Berlin"]
        # Who was told of which plan at which time, for which reason.
        self.told: set[tuple[UUID, int, Lead, datetime]] = set()

    def teardown(self) -> None:
        self.session.close()
        self._copy.__exit__(None, None, None)

    def member(self, who: int) -> Member:
        self.session.expire_all()
        member = member_of(self.session, self.ids[who])
        assert member is not None
        return member

    def leads(self, plan: Planned, who: int) -> frozenset[Lead]:
        usual = self.usual[who][0] if who in self.usual else frozenset({Lead.TWO_HOURS})
        return plan.own.get(who, usual)

    def wanted(self) -> Iterator[tuple[UUID, int, datetime, Lead]]:
        """Every reminder of every plan that is on: when, and for which of what was chosen.

        Of two that fall due together, the first.
        """
        for plan_id, plan in self.models.items():
            for who in (0, 1):
                by_due: dict[datetime, Lead] = {}
                for lead in sorted(self.leads(plan, who), key=list(Lead).index):
                    by_due.setdefault(moment(lead, plan.starts_at, self.zones[who]), lead)
                for due, lead in by_due.items():
                    yield plan_id, who, due, lead

    # ── what the two do

    @initialize(zone=ZONES)
    def somebody_is_elsewhere(self, zone: str) -> None:
        self.travel(0, zone)

    @rule(target=plans, who=WHO, hours=IN_HOURS)
    def plan(self, who: int, hours: int) -> UUID:
        starts_at, plan_id = self.now + hours * HOUR, new_id()
        plan = offer_plan(
            self.session,
            self.member(who),
            plan_id=plan_id,
            what="Soup",
            times=Times([starts_at], MINUTES),
            details=Details(),
            surprise=False,
            outbox=OUTBOX,
            now=self.now,
        )
        take_time(self.session, self.member(1 - who), plan_id, plan.slots[0].id, outbox=OUTBOX, now=self.now)
        self.models[plan_id] = Planned(starts_at)
        return plan_id

    @rule(target=plans, who=WHO, hours=IN_HOURS)
    def a_plan_is_written_down_by_no_verb(self, who: int, hours: int) -> UUID:
        starts_at, plan_id, couple_id = self.now + hours * HOUR, new_id(), self.member(who).couple_id
        noa, ilan = self.ids[who], self.ids[1 - who]
        of_plan = {"couple_id": couple_id, "plan_id": plan_id}
        self.session.add(
            Plan(
                couple_id=couple_id, id=plan_id, what="Tea", state=PlanState.PLANNED, offer_number=1,
                opened_by=noa, opened_at=self.now,
            )
        )  # fmt: skip
        self.session.flush()
        self.session.add(
            PlanOffer(
                **of_plan, number=1, offered_by=noa, offered_at=self.now, minutes=MINUTES, place="", note="",
                bring="",
            )
        )  # fmt: skip
        self.session.flush()
        self.session.add(
            PlanSlot(
                **of_plan,
                id=new_id(),
                offer_number=1,
                starts_at=starts_at,
                chosen_by=ilan,
                chosen_at=self.now,
            )
        )
        self.models[plan_id] = Planned(starts_at)
        self.the_worker_does_its_chores()
        return plan_id

    @rule(plan_id=plans, who=WHO, hours=IN_HOURS)
    def move(self, plan_id: UUID, who: int, hours: int) -> None:
        plan = self.models.get(plan_id)
        if plan is None:
            return
        moved = suggest_times(
            self.session,
            self.member(who),
            plan_id,
            instead_of=plan.number,
            times=Times([self.now + hours * HOUR], MINUTES),
            details=None,
            outbox=OUTBOX,
            now=self.now,
        )
        assert not [row for row in self.waiting() if row.about.endswith(str(plan_id))]
        take_time(self.session, self.member(1 - who), plan_id, moved.slots[0].id, outbox=OUTBOX, now=self.now)
        plan.starts_at, plan.number = self.now + hours * HOUR, plan.number + 1

    @rule(plan_id=consumes(plans), who=WHO)
    def cancel(self, plan_id: UUID, who: int) -> None:
        plan = self.models.pop(plan_id)
        if plan.ends_at > self.now:
            cancel_plan(
                self.session, self.member(who), plan_id, seen=plan.number, outbox=OUTBOX, now=self.now
            )

    @rule(who=WHO, leads=LEADS, rests=st.booleans())
    def choose(self, who: int, leads: frozenset[Lead], rests: bool) -> None:
        choose_usual(self.session, self.member(who), leads, rests_together=rests, outbox=OUTBOX, now=self.now)
        self.usual[who] = (leads, rests)

    @rule(plan_id=plans, who=WHO, leads=st.none() | LEADS)
    def choose_for_one(self, plan_id: UUID, who: int, leads: frozenset[Lead] | None) -> None:
        plan = self.models[plan_id]
        if plan.starts_at <= self.now:
            return
        choose_for(self.session, self.member(who), plan_id, leads, outbox=OUTBOX, now=self.now)
        plan.own.pop(who, None)
        if leads is not None:
            plan.own[who] = leads

    @rule(who=WHO, zone=ZONES)
    def travel(self, who: int, zone: str) -> None:
        self.session.get_one(Person, self.ids[who]).time_zone = zone
        self.zones[who] = zone
        self.the_worker_does_its_chores()

    # ── what the worker does

    @rule(minutes=st.sampled_from([1, 10, 45, 600, 1440]))
    def time_passes(self, minutes: int) -> None:
        until = self.now + timedelta(minutes=minutes)
        while due := [row.due_at for row in self.waiting() if row.due_at <= until]:
            self.now = min(due)
            self.the_worker_hands_out(on_time=True)
        self.now = until
        self.the_worker_does_its_chores()

    @rule(minutes=st.sampled_from([5, 50, 300]))
    def the_worker_was_away(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        self.the_worker_hands_out(on_time=False)
        self.the_worker_does_its_chores()

    def the_worker_does_its_chores(self) -> None:
        self.session.flush()
        remind_of_plans(self.session, OUTBOX, self.now)

    def the_worker_hands_out(self, *, on_time: bool) -> None:
        before = {row.id for row in self.waiting()}
        hand_out_due(self.session, self.now)
        self.session.expire_all()
        for row in self.session.exec(select(Notification).where(col(Notification.id).in_(before))):
            if row.handed_out_at is None:
                continue
            assert not on_time or row.due_at == self.now
            plan_id, who = UUID(row.about.rpartition(":")[2]), self.ids.index(row.recipient_id)
            plan = self.models[plan_id]  # one that is on
            [lead] = [
                lead
                for one, whom, due, lead in self.wanted()
                if (one, whom, due) == (plan_id, who, row.due_at)
            ]
            news_for = timedelta(minutes=15) if lead is Lead.START else timedelta(0)
            assert self.now < plan.starts_at + news_for
            reason = (plan_id, who, lead, plan.starts_at)
            assert reason not in self.told
            self.told.add(reason)

    def waiting(self) -> list[Notification]:
        return list(
            self.session.exec(
                select(Notification).where(
                    Notification.kind == KIND,
                    col(Notification.handed_out_at).is_(None),
                    col(Notification.withdrawn_at).is_(None),
                )
            )
        )

    # ── what always holds

    @invariant()
    def what_waits_is_what_was_chosen(self) -> None:
        wanted = sorted(
            (plan_id, self.ids[who], due)
            for plan_id, who, due, lead in self.wanted()
            if self.now < due <= self.now + 36 * HOUR
            and (plan_id, who, lead, self.models[plan_id].starts_at) not in self.told
        )
        waits = sorted((UUID(row.about[6:]), row.recipient_id, row.due_at) for row in self.waiting())
        assert waits == wanted

    @invariant()
    def it_is_quiet_for_who_chose_that_and_for_nobody_else(self) -> None:
        rest = {self.ids[who] for who in (0, 1) if self.usual.get(who, (None, False))[1]}
        for one in self.session.exec(select(QuietTime).where(QuietTime.ends_at > self.now)):
            plan = self.models[UUID(one.about[6:])]
            assert one.person_id in rest
            assert (one.begins_at, one.ends_at) == (plan.starts_at, plan.ends_at)

    @invariant()
    def no_plan_was_lost(self) -> None:
        for plan_id, plan in self.models.items():
            assert find_plan(self.session, self.member(0), plan_id).starts_at == plan.starts_at


def test_reminders_keep_to_what_each_chose_whatever_happens(template: Template, tmp_path: Path) -> None:
    class Machine(ReminderMachine):
        pass

    Machine.template, Machine.folder = template, tmp_path
    budget = 10 if isinstance(template, SqliteTemplate) else 4
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Machine,
        settings=settings(
            max_examples=budget,
            stateful_step_count=20,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
