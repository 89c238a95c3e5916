"""Whatever two people do with a ritual in whatever order, its rules hold: a machine plays both on a model."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlmodel import Session, select

from mend.activities.plan_diary import every_plan, find_plan
from mend.activities.plan_terms import Times
from mend.activities.planning import cancel_plan, suggest_times, take_time
from mend.activities.plans_models import Plan, PlanState
from mend.activities.rituals.agreeing import (
    end_ritual,
    join,
    let_rest,
    offer_ritual,
    suggest_change,
    take_back,
)
from mend.activities.rituals.models import RitualOffer, RitualState
from mend.activities.rituals.occasions import make_occasions, open_occasion
from mend.activities.rituals.reading import find_ritual
from mend.activities.rituals.terms import Terms
from mend.couples.membership import Member, member_of
from mend.database import open_session
from mend.errors import DomainError
from mend.ids import new_id
from mend.rhythms.rhythm import daily
from mend.web.hours import moment_of
from tests.activities.plan_fixtures import OUTBOX
from tests.activities.rituals.partners import BERLIN, FRIDAYS, SUNDAYS, TODAY, terms
from tests.databases import SqliteTemplate, Template
from tests.signals.partners import THEN

WHO = st.sampled_from([0, 1])
TIMES = st.sampled_from([1, 1, 2])  # a second tap by a shaking hand
STALE = st.sampled_from([0, 0, 0, 1])
SAID = st.sampled_from(
    [
        terms(FRIDAYS),
        terms(SUNDAYS, time(10)),
        terms(daily(TODAY), time(21)),
        terms(daily(TODAY), time(23, 30)),
    ]
)
_ONE_DAY = timedelta(days=1)


@dataclass
class Model:
    """What the ritual ought to be."""

    state: RitualState = RitualState.OFFERED
    offers: list[tuple[int, Terms]] = field(default_factory=list)
    agreed: int | None = None
    waits: bool = True
    since: datetime = THEN  # of the last yes

    @property
    def terms(self) -> Terms:
        return self.offers[(self.agreed or len(self.offers)) - 1][1]


class RitualMachine(RuleBasedStateMachine):
    """Both partners of one couple with one ritual; each rule is one deed of one of them."""

    template: Template
    folder: Path

    def __init__(self) -> None:
        super().__init__()
        self._copy = self.template.copy(self.folder)
        self.session: Session = open_session(self._copy.__enter__(), writes=True)
        self.ids = (self.template.people.noa, self.template.people.ilan)
        self.now = THEN
        self.ritual_id = new_id()
        self.model = Model(offers=[(0, terms(FRIDAYS))])
        self.touched: dict[date, tuple[PlanState, datetime]] = {}
        offer_ritual(
            self.session,
            self.member(0),
            ritual_id=self.ritual_id,
            terms=terms(FRIDAYS),
            outbox=OUTBOX,
            now=THEN,
        )

    def teardown(self) -> None:
        self.session.close()
        self._copy.__exit__(None, None, None)

    def member(self, who: int) -> Member:
        self.session.expire_all()
        member = member_of(self.session, self.ids[who])
        assert member is not None
        return member

    def do(self, times: int, allowed: bool, deed: Callable[[], object]) -> bool:
        """Do it once or twice; it works just when the model allows it. A refusal changes nothing."""
        for _ in range(times):
            if allowed:
                deed()
            else:
                with pytest.raises(DomainError):
                    deed()
        return allowed

    # ── what the two do

    @rule(who=WHO, said=SAID, times=TIMES, behind=STALE)
    def suggest(self, who: int, said: Terms, times: int, behind: int) -> None:
        model = self.model
        seen = len(model.offers) - behind
        known = model.waits and behind == 1 and model.offers[-1] == (who, said)
        is_so = model.state is RitualState.ON and model.terms == said
        fits = behind == 0 and model.state is not RitualState.TAKEN_BACK and not is_so
        if (
            self.do(
                times,
                known or fits,
                lambda: suggest_change(
                    self.session, self.member(who), self.ritual_id, instead_of=seen, terms=said,
                    outbox=OUTBOX, now=self.now,
                ),
            )
            and not known
        ):  # fmt: skip
            model.offers.append((who, said))
            model.waits = True
            if model.state is not RitualState.ON:
                model.state, model.agreed = RitualState.OFFERED, None

    @rule(who=WHO, times=TIMES, behind=STALE)
    def join(self, who: int, times: int, behind: int) -> None:
        model = self.model
        seen, author = len(model.offers) - behind, model.offers[-1][0]
        known = model.state is RitualState.ON and model.agreed == seen == len(model.offers) and who != author
        fits = model.waits and behind == 0 and who != author
        if (
            self.do(
                times,
                known or fits,
                lambda: join(
                    self.session, self.member(who), self.ritual_id, seen=seen, outbox=OUTBOX, now=self.now
                ),
            )
            and not known
        ):
            model.state, model.agreed, model.waits, model.since = RitualState.ON, seen, False, self.now

    @rule(who=WHO, mine=st.booleans(), behind=STALE)
    def leave_it(self, who: int, mine: bool, behind: int) -> None:
        model = self.model
        fits = model.waits and behind == 0 and mine == (model.offers[-1][0] == who)
        seen, verb = len(model.offers) - behind, take_back if mine else let_rest
        if not model.waits:
            return
        if self.do(
            1 + fits,
            fits,
            lambda: verb(self.session, self.member(who), self.ritual_id, seen=seen, now=self.now),
        ):
            model.waits = False
            if model.state is RitualState.OFFERED:
                model.state = RitualState.TAKEN_BACK if mine else RitualState.RESTING

    @rule(who=WHO, times=TIMES, behind=STALE)
    def end(self, who: int, times: int, behind: int) -> None:
        model = self.model
        known = model.state is RitualState.ENDED
        fits = model.state is RitualState.ON and behind == 0
        if self.do(
            times,
            known or fits,
            lambda: end_ritual(
                self.session, self.member(who), self.ritual_id, seen=(model.agreed or 1) - behind,
                outbox=OUTBOX, now=self.now,
            ),
        ):  # fmt: skip
            model.state, model.waits = RitualState.ENDED, False

    def opened(self, who: int, days: int) -> Plan | None:
        """A day of the ritual, if it comes up on the one that many days ahead."""
        day = self.now.date() + days * _ONE_DAY
        moment = moment_of(day, self.model.terms.at, BERLIN)
        try:
            plan_id = open_occasion(self.session, self.member(who), self.ritual_id, day, now=self.now)
        except DomainError:
            return None
        plan = self.session.get_one(Plan, (self.member(who).couple_id, plan_id))
        if plan.offer_number == 1 and plan.state is PlanState.PLANNED and moment > self.now:
            return plan
        return None

    @rule(who=WHO, days=st.integers(1, 20))
    def skip(self, who: int, days: int) -> None:
        if (plan := self.opened(who, days)) is not None:
            cancel_plan(self.session, self.member(who), plan.id, seen=1, outbox=OUTBOX, now=self.now)
            self.note(plan)

    @rule(who=WHO, days=st.integers(1, 20), hours=st.sampled_from([-7, 5, 100]))
    def move(self, who: int, days: int, hours: int) -> None:
        if (plan := self.opened(who, days)) is not None:
            start = find_plan(self.session, self.member(who), plan.id).starts_at
            to = max(start + timedelta(hours=hours), self.now + timedelta(hours=1))
            moved = suggest_times(
                self.session, self.member(who), plan.id, instead_of=1, times=Times([to], 30), details=None,
                outbox=OUTBOX, now=self.now,
            )  # fmt: skip
            take_time(
                self.session, self.member(1 - who), plan.id, moved.slots[0].id, outbox=OUTBOX, now=self.now
            )
            self.note(plan)

    def note(self, plan: Plan) -> None:
        found = find_plan(self.session, self.member(0), plan.id)
        assert plan.occasion_on is not None
        self.touched[plan.occasion_on] = (found.plan.state, found.starts_at)

    @rule(times=TIMES)
    def work(self, times: int) -> None:
        for _ in range(times):
            make_occasions(self.session, self.now)

    @precondition(lambda self: self.model.state is RitualState.ON)
    @rule(hours=st.sampled_from([1, 30, 24 * 8, 24 * 15]))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    # ── what always holds

    @invariant()
    def the_ritual_is_as_it_ought_to_be_for_both(self) -> None:
        model = self.model
        for who in (0, 1):
            found = find_ritual(self.session, self.member(who), self.ritual_id)
            assert found.state(self.now) is model.state
            assert (found.newest.number, found.ritual.agreed_number) == (len(model.offers), model.agreed)
            assert (found.waiting is not None) == model.waits
            assert found.waits_for(self.ids[who], self.now) == (model.waits and model.offers[-1][0] != who)
            assert found.terms == model.terms
        assert len(self.session.exec(select(RitualOffer)).all()) == len(model.offers)

    @invariant()
    def what_was_touched_stays_and_every_other_day_ahead_is_as_the_ritual_says(self) -> None:
        model, seen = self.model, set()
        for plan in every_plan(self.session, self.member(0).couple_id):
            day = plan.plan.occasion_on
            assert day is not None
            seen.add(day)
            if day in self.touched:
                assert (plan.plan.state, plan.starts_at) == self.touched[day]
            elif plan.starts_at > self.now:
                assert model.state is RitualState.ON
                assert plan.is_untouched
                assert plan.starts_at == moment_of(day, model.terms.at, BERLIN) > model.since
                assert (plan.offer.minutes, plan.plan.what) == (model.terms.minutes, model.terms.what)
        assert self.touched.keys() <= seen


def test_the_rules_of_rituals_hold_whatever_the_two_do(template: Template, tmp_path: Path) -> None:
    class Machine(RitualMachine):
        pass

    Machine.template, Machine.folder = template, tmp_path
    budget = 5 if isinstance(template, SqliteTemplate) else 2
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Machine,
        settings=settings(
            max_examples=budget,
            stateful_step_count=15,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
