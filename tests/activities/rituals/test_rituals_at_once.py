"""Two people, their devices and the worker, in the same moment: one day is one plan, one answer counts."""

import sqlalchemy as sa

from mend.activities.plans_models import Plan
from mend.activities.rituals.models import RitualState
from mend.activities.rituals.reading import RitualNow
from mend.errors import Refused
from tests.activities.planners import rows
from tests.activities.rituals.partners import NEXT_FRIDAY, SUNDAYS, TODAY, Ritualist, terms
from tests.signals.partners import THEN
from tests.together import at_once

WEEK = NEXT_FRIDAY - TODAY


def test_both_open_a_day_while_the_worker_makes_it_and_it_is_one_plan(
    ritual: RitualNow, noas: Ritualist, ilans: Ritualist, engine: sa.Engine
) -> None:
    day, at = NEXT_FRIDAY + WEEK, THEN + WEEK
    deeds = (
        lambda: noas.open(ritual, day, at),
        lambda: ilans.open(ritual, day, at),
        lambda: noas.work(at),
    )
    assert at_once(*deeds) == [None] * 3
    assert sorted(str(plan.occasion_on) for plan in rows(engine, Plan)) == [str(NEXT_FRIDAY), str(day)]


def test_an_end_and_a_yes_to_a_change_at_once_leave_one_winner(
    ritual: RitualNow, noas: Ritualist, ilans: Ritualist
) -> None:
    asking = noas.change(ritual, terms(SUNDAYS))
    yes, end = at_once(lambda: ilans.join(asking), lambda: noas.end_it(asking))
    state = noas.ritual(ritual).state(THEN)
    if yes is None:
        assert isinstance(end, Refused)  # it was changed in the meantime
        assert state is RitualState.ON
    else:
        assert (end, state) == (None, RitualState.ENDED)
