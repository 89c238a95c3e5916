"""Two people and their devices, in the same moment: one of them is first, the other is told so."""

from pathlib import Path

import sqlalchemy as sa

from mend.activities.photos import MOST_PHOTOS
from mend.activities.plan_diary import PlanNow
from mend.activities.plans_models import Plan, PlanOffer, PlanPhoto, PlanSlot, PlanState
from mend.cloth.models import Stitch
from mend.errors import Gone, Refused
from mend.ids import new_id
from mend.pictures.folder import Folder
from tests.activities import plan_fixtures
from tests.activities.albums import Album
from tests.activities.planners import DAY, HOUR, TOMORROW, Planner, rows
from tests.together import at_once

noas, ilans = plan_fixtures.noas, plan_fixtures.ilans
offered, planned = plan_fixtures.offered, plan_fixtures.planned


def outcome(engine: sa.Engine) -> tuple[PlanState, int]:
    (plan,) = rows(engine, Plan)
    return plan.state, plan.offer_number


def test_taps_on_offer_at_once_are_one_plan(noas: Planner, engine: sa.Engine) -> None:
    plan_id = new_id()
    assert at_once(*[lambda: noas.offer(plan_id=plan_id)] * 3) == [None] * 3
    assert len(rows(engine, PlanOffer)) == len(rows(engine, PlanSlot)) == 1


def test_two_devices_that_take_two_times_at_once_take_one(
    noas: Planner, ilans: Planner, engine: sa.Engine
) -> None:
    plan = noas.offer(TOMORROW, TOMORROW + DAY)
    results = at_once(lambda: ilans.take(plan), lambda: ilans.take(plan, slot=1))
    assert sorted(type(result).__name__ for result in results) == ["NoneType", "Refused"]
    assert len([row for row in rows(engine, PlanSlot) if row.chosen_at]) == 1


def test_a_yes_and_taking_it_back_at_once_leave_one_winner(
    offered: PlanNow, noas: Planner, ilans: Planner, engine: sa.Engine
) -> None:
    yes, back = at_once(lambda: ilans.take(offered), lambda: noas.take_back(offered))
    if yes is None:
        assert isinstance(back, Refused)
        assert outcome(engine)[0] is PlanState.PLANNED
    else:
        assert isinstance(yes, Gone)
        assert outcome(engine)[0] is PlanState.TAKEN_BACK


def test_both_suggest_other_times_at_once_and_one_counts(
    planned: PlanNow, noas: Planner, ilans: Planner, engine: sa.Engine
) -> None:
    results = at_once(
        lambda: noas.suggest(planned, TOMORROW + HOUR), lambda: ilans.suggest(planned, TOMORROW + 2 * HOUR)
    )
    assert sorted(type(result).__name__ for result in results) == ["NoneType", "Refused"]
    assert outcome(engine) == (PlanState.OFFERED, 2)


def test_both_say_we_did_it_at_once_and_it_is_one_stitch(
    planned: PlanNow, noas: Planner, ilans: Planner, engine: sa.Engine
) -> None:
    assert at_once(lambda: noas.did(planned, "One"), lambda: ilans.did(planned, "Two")) == [None, None]
    assert outcome(engine)[0] is PlanState.HAPPENED
    assert len(rows(engine, Stitch)) == 1


def test_photographs_added_at_once_are_no_more_than_there_is_room_for(
    planned: PlanNow, noas: Planner, ilans: Planner, engine: sa.Engine, tmp_path: Path
) -> None:
    done, storage = noas.did(planned), Folder(tmp_path / "pictures")
    mine, theirs = Album(noas, storage), Album(ilans, storage)
    for _ in range(MOST_PHOTOS - 1):
        mine.add(done)
    results = at_once(lambda: mine.add(done), lambda: theirs.add(done))
    assert sorted(type(result).__name__ for result in results) == ["NoneType", "Refused"]
    assert len(rows(engine, PlanPhoto)) == MOST_PHOTOS
