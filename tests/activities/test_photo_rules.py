"""Whatever two people and a failing machine do, no photograph is promised that there is none of."""

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from mend.activities.photos import LEFT_ALONE, MOST_PHOTOS, kept_names, sweep_pictures
from mend.activities.plan_diary import PlanNow
from mend.database import unit_of_work
from mend.errors import Refused
from mend.ids import new_id
from mend.pictures.folder import Folder
from tests.activities.albums import Album, PowerFails
from tests.activities.plan_fixtures import OUTBOX
from tests.activities.planners import Planner
from tests.databases import SqliteTemplate, Template

WHO = st.sampled_from([0, 1])
TIMES = st.sampled_from([1, 1, 2])  # a second tap by a shaking hand
MANY = st.integers(0, 30)
_numbers = count()


class PhotoMachine(RuleBasedStateMachine):
    """Two plans that happened, both partners, and a model of whose photographs each has."""

    template: Template
    folder: Path

    def __init__(self) -> None:
        super().__init__()
        self._copy = self.template.copy(self.folder)
        self.engine = self._copy.__enter__()
        people = self.template.people
        planners = [Planner(self.engine, OUTBOX, who) for who in (people.noa, people.ilan)]
        storage = Folder(self.folder / f"pictures-{next(_numbers)}")
        self.albums = [Album(planner, storage) for planner in planners]
        self.plans: list[PlanNow] = [planners[0].did(planners[1].take(planners[0].offer())) for _ in range(2)]
        self.model: dict[UUID, tuple[int, int]] = {}  # photograph → plan, who added it

    def teardown(self) -> None:
        self._copy.__exit__(None, None, None)

    def room(self, plan: int) -> bool:
        return sum(of == plan for of, _ in self.model.values()) < MOST_PHOTOS

    def done(self, deed: Callable[[], object], *, allowed: bool) -> None:
        try:
            deed()
        except Refused:
            assert not allowed
        else:
            assert allowed

    @rule(who=WHO, plan=WHO, times=TIMES)
    def add(self, who: int, plan: int, times: int) -> None:
        photo_id, allowed = new_id(), self.room(plan)
        for _ in range(times):
            self.done(lambda: self.albums[who].add(self.plans[plan], photo_id), allowed=allowed)
        if allowed:
            self.model[photo_id] = (plan, who)

    @rule(who=WHO, plan=WHO)
    def add_and_the_power_fails(self, who: int, plan: int) -> None:
        with pytest.raises(PowerFails if self.room(plan) else Refused):
            self.albums[who].add(self.plans[plan], fails=True)

    @rule(who=WHO, which=MANY, times=TIMES)
    def take_away(self, who: int, which: int, times: int) -> None:
        if not self.model:
            return
        photo_id = list(self.model)[which % len(self.model)]
        plan, author = self.model[photo_id]
        for _ in range(times):
            deed = lambda: self.albums[who].take_away(self.plans[plan], photo_id)  # noqa: E731 - one deed
            self.done(deed, allowed=who == author)
        if who == author:
            del self.model[photo_id]

    @rule()
    def sweep(self) -> None:
        with unit_of_work(self.engine) as session:
            sweep_pictures(session, self.albums[0].storage, datetime.now(UTC) + 2 * LEFT_ALONE)
        if self.model:  # else the database may be another one: nothing is lost there
            assert len(self.albums[0].files()) == 2 * len(self.model)

    @invariant()
    def what_the_model_holds_is_there_and_can_be_seen(self) -> None:
        with unit_of_work(self.engine, writes=False) as session:
            kept = kept_names(session)
        assert {UUID(name.partition("/")[2].partition(".")[0]) for name in kept} == self.model.keys()
        assert kept <= self.albums[0].files()


def test_the_rules_of_photographs_hold_whatever_happens(template: Template, tmp_path: Path) -> None:
    class Machine(PhotoMachine):
        pass

    Machine.template, Machine.folder = template, tmp_path
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Machine,
        settings=settings(
            max_examples=8 if isinstance(template, SqliteTemplate) else 3,
            stateful_step_count=18,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
