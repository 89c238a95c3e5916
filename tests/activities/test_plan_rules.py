"""Whatever two people do in whatever order, the rules of plans hold: a machine plays both on a model."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from sqlmodel import Session, select

from mend.activities.afterwards import let_go, reveal, say_it_did_not_work_out, say_we_did_it
from mend.activities.plan_diary import find_plan, plans_of
from mend.activities.plan_terms import Details, Times
from mend.activities.planning import cancel_plan, let_rest, offer_plan, suggest_times, take_back, take_time
from mend.activities.plans_models import PlanOffer, PlanSlot, PlanState
from mend.activities.surprises import shown_to
from mend.cloth.models import Stitch
from mend.couples.membership import Member, member_of
from mend.database import open_session
from mend.errors import DomainError
from mend.ids import new_id
from mend.notifications.models import Notification
from tests.activities.expected_plan import Model
from tests.activities.plan_fixtures import OUTBOX
from tests.databases import SqliteTemplate, Template
from tests.signals.partners import THEN

WHO = st.sampled_from([0, 1])
TIMES = st.sampled_from([1, 1, 2])  # a second tap by a shaking hand
STALE = st.sampled_from([0, 0, 0, 1])  # how many offers behind the page is that somebody looks at
AHEAD = st.lists(st.sampled_from([10, 20, 60, 1440]), min_size=1, max_size=3, unique=True)
JUMPS = st.sampled_from([1, 9, 20, 50, 61, 1380])
MINUTES = st.sampled_from([10, 30, 60])
ENDED = {PlanState.HAPPENED, PlanState.RESTING, PlanState.TAKEN_BACK, PlanState.CANCELLED}
BEHIND = {PlanState.OVER, PlanState.FELL_THROUGH}
WORDS = Details("The lock", "A key", "Socks")


class PlanMachine(RuleBasedStateMachine):
    """Both partners of one couple; each rule is one deed of one of them, seen from a page maybe old."""

    template: Template
    folder: Path

    plans = Bundle("plans")

    def __init__(self) -> None:
        super().__init__()
        self._copy = self.template.copy(self.folder)
        self.session: Session = open_session(self._copy.__enter__(), writes=True)
        self.ids = (self.template.people.noa, self.template.people.ilan)
        self.now = THEN
        self.models: dict[UUID, Model] = {}

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

    def moments(self, ahead: list[int]) -> list[datetime]:
        return [self.now + timedelta(minutes=minutes) for minutes in ahead]

    # ── what the two do

    @initialize(target=plans)
    def nothing_yet(self) -> object:
        return multiple()

    @rule(target=plans, who=WHO, ahead=AHEAD, minutes=MINUTES, times=TIMES, surprise=st.booleans())
    def offer(self, who: int, ahead: list[int], minutes: int, times: int, surprise: bool) -> UUID:
        plan_id, moments = new_id(), self.moments(ahead)
        for _ in range(times):
            offer_plan(
                self.session, self.member(who), plan_id=plan_id, what="Soup", times=Times(moments, minutes),
                details=WORDS, surprise=surprise, outbox=OUTBOX, now=self.now,
            )  # fmt: skip
        self.models[plan_id] = Model(
            PlanState.OFFERED, [(who, sorted(moments), minutes)], surprise_by=who if surprise else None
        )
        return plan_id

    @rule(plan_id=plans, who=WHO, ahead=AHEAD, minutes=MINUTES, times=TIMES, behind=STALE)
    def suggest(
        self, plan_id: UUID, who: int, ahead: list[int], minutes: int, times: int, behind: int
    ) -> None:
        model, moments = self.models[plan_id], self.moments(ahead)
        state, seen = model.at(self.now), len(model.offers) - behind
        known = (
            model.state is PlanState.OFFERED
            and behind == 1
            and model.offers[-1] == (who, sorted(moments), minutes)
        )
        fits = behind == 0 and state not in {PlanState.HAPPENED, PlanState.TAKEN_BACK}
        if self.do(
            times,
            known or fits,
            lambda: suggest_times(
                self.session, self.member(who), plan_id, instead_of=seen, times=Times(moments, minutes),
                details=WORDS, outbox=OUTBOX, now=self.now,
            ),
        ) and not known:  # fmt: skip
            model.offers.append((who, sorted(moments), minutes))
            model.state, model.starts_at, model.ended_by = PlanState.OFFERED, None, None

    @rule(plan_id=plans, who=WHO, which=st.integers(0, 2), times=TIMES, behind=STALE)
    def take(self, plan_id: UUID, who: int, which: int, times: int, behind: int) -> None:
        model = self.models[plan_id]
        number = max(1, len(model.offers) - behind)
        moments = model.offers[number - 1][1]
        starts_at = moments[which % len(moments)]
        member = self.member(who)
        slot_id = self.session.exec(
            select(PlanSlot.id).where(
                PlanSlot.plan_id == plan_id,
                PlanSlot.offer_number == number,
                PlanSlot.starts_at == starts_at,
            )
        ).one()
        newest, state = number == len(model.offers), model.at(self.now)
        known = newest and state is PlanState.PLANNED and model.starts_at == starts_at and who != model.author
        fits = newest and state is PlanState.OFFERED and who != model.author and starts_at > self.now
        if (
            self.do(
                times,
                known or fits,
                lambda: take_time(self.session, member, plan_id, slot_id, outbox=OUTBOX, now=self.now),
            )
            and not known
        ):
            model.state, model.starts_at = PlanState.PLANNED, starts_at
            model.agreed_until = starts_at + timedelta(minutes=model.offers[-1][2])

    @rule(plan_id=plans, who=WHO, times=TIMES, behind=STALE, back=st.booleans())
    def end_an_offer(self, plan_id: UUID, who: int, times: int, behind: int, back: bool) -> None:
        model = self.models[plan_id]
        state, mine = model.at(self.now), who == model.author
        ending = model.taken_back_at(self.now) if back else PlanState.RESTING
        known = state is ending and model.ended_by == who
        fits = state in {PlanState.OFFERED, PlanState.FADED} and mine is back and behind == 0
        verb, seen = partial(take_back, outbox=OUTBOX) if back else let_rest, len(model.offers) - behind
        if (
            self.do(
                times,
                known or fits,
                lambda: verb(self.session, self.member(who), plan_id, seen=seen, now=self.now),
            )
            and not known
        ):
            model.state, model.ended_by = ending, who

    @rule(plan_id=plans, who=WHO, times=TIMES, behind=STALE)
    def cancel(self, plan_id: UUID, who: int, times: int, behind: int) -> None:
        model = self.models[plan_id]
        state, seen = model.at(self.now), len(model.offers) - behind
        known = state is PlanState.CANCELLED
        if (
            self.do(
                times,
                known or (state is PlanState.PLANNED and behind == 0),
                lambda: cancel_plan(
                    self.session, self.member(who), plan_id, seen=seen, outbox=OUTBOX, now=self.now
                ),
            )
            and not known
        ):
            model.state, model.ended_by = PlanState.CANCELLED, who

    @rule(plan_id=plans, who=WHO, times=TIMES, behind=STALE, line=st.sampled_from(["", "Rain", "Sun"]))
    def did(self, plan_id: UUID, who: int, times: int, behind: int, line: str) -> None:
        model = self.models[plan_id]
        state, seen = model.at(self.now), len(model.offers) - behind
        known = state is PlanState.HAPPENED
        if (
            self.do(
                times,
                known or (state in BEHIND and behind == 0),
                lambda: say_we_did_it(
                    self.session, self.member(who), plan_id, seen=seen, line=line, now=self.now
                ),
            )
            and not known
        ):
            model.state, model.ended_by, model.has_stitch = PlanState.HAPPENED, who, True
            model.revealed = model.surprise_by is not None

    @rule(plan_id=plans, who=WHO, times=TIMES, behind=STALE, gone=st.booleans())
    def did_not(self, plan_id: UUID, who: int, times: int, behind: int, gone: bool) -> None:
        model = self.models[plan_id]
        state, seen = model.at(self.now), len(model.offers) - behind
        ending = PlanState.RESTING if gone else PlanState.FELL_THROUGH
        verb = let_go if gone else say_it_did_not_work_out
        known = state is ending
        if (
            self.do(
                times,
                known or (state in BEHIND and behind == 0),
                lambda: verb(self.session, self.member(who), plan_id, seen=seen, now=self.now),
            )
            and not known
        ):
            model.state, model.ended_by = ending, who

    @rule(plan_id=plans, who=WHO, times=TIMES)
    def reveal(self, plan_id: UUID, who: int, times: int) -> None:
        model = self.models[plan_id]
        if self.do(
            times,
            model.surprise_by == who,
            lambda: reveal(self.session, self.member(who), plan_id, now=self.now),
        ):
            model.revealed = True

    @rule(minutes=JUMPS)
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(plan_id=plans, minutes=st.sampled_from([-1, 0, 9, 10, 60]))
    def the_time_of_the_plan_comes(self, plan_id: UUID, minutes: int) -> None:
        if starts_at := self.models[plan_id].starts_at:
            self.now = max(self.now, starts_at + timedelta(minutes=minutes))

    # ── what always holds

    @invariant()
    def both_see_every_plan_as_it_ought_to_be(self) -> None:
        for plan_id, model in self.models.items():
            for who in (0, 1):
                plan = find_plan(self.session, self.member(who), plan_id)
                assert plan.state(self.now) is model.at(self.now)
                assert (plan.offer.number, plan.offer.offered_by) == (
                    len(model.offers),
                    self.ids[model.author],
                )
                assert [slot.starts_at for slot in plan.slots] == model.offers[-1][1]
                assert (plan.chosen.starts_at if plan.chosen else None) == model.starts_at
                shown = shown_to(plan, self.ids[who])
                words = ("", "", "") if model.hides_from(who) else ("Soup", "The lock", "A key")
                assert (shown.what, shown.place, shown.note) == words

    @invariant()
    def every_plan_is_in_one_list_of_each(self) -> None:
        for who in (0, 1):
            diary = plans_of(self.session, self.member(who), self.now)
            lists = (diary.waiting, diary.ahead, diary.offered, diary.over, diary.happened, diary.others)
            found = [plan.id for listed in lists for plan in listed]
            assert sorted(found) == sorted(self.models)

    @invariant()
    def every_offer_is_kept_and_no_own_time_was_taken(self) -> None:
        offers = self.session.exec(select(PlanOffer)).all()
        assert len(offers) == sum(len(model.offers) for model in self.models.values())
        authors = {(row.plan_id, row.number): row.offered_by for row in offers}
        for slot in self.session.exec(select(PlanSlot)):
            assert slot.chosen_by != authors[slot.plan_id, slot.offer_number]

    @invariant()
    def the_cloth_has_a_stitch_for_each_that_happened(self) -> None:
        sewn = [row.source_id for row in self.session.exec(select(Stitch))]
        assert sorted(sewn) == sorted(plan_id for plan_id, model in self.models.items() if model.has_stitch)

    @invariant()
    def nothing_is_told_of_what_is_no_more(self) -> None:
        for row in self.session.exec(select(Notification)):
            model = self.models[UUID(row.about.rpartition(":")[2])]
            if model.state in ENDED and row.kind != "plan-off":
                assert row.withdrawn_at is not None


def test_the_rules_of_plans_hold_whatever_the_two_do(template: Template, tmp_path: Path) -> None:
    class Machine(PlanMachine):
        pass

    Machine.template, Machine.folder = template, tmp_path
    budget = 6 if isinstance(template, SqliteTemplate) else 2
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Machine,
        settings=settings(
            max_examples=budget,
            stateful_step_count=30,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
