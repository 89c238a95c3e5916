"""After its time: what happened, what did not work out, and the end of a surprise."""

import pytest
import sqlalchemy as sa

from mend.activities.plan_diary import PlanNow
from mend.activities.plans_models import PlanLine, PlanState
from mend.cloth.models import Kind, Stitch
from mend.errors import Gone, Refused
from tests.activities import plan_fixtures
from tests.activities.planners import DAY, HOUR, LATER, TOMORROW, Planner, rows
from tests.signals.partners import MINUTE, THEN

noas, ilans = plan_fixtures.noas, plan_fixtures.ilans
offered, planned = plan_fixtures.offered, plan_fixtures.planned


def test_it_is_over_at_its_end_and_not_before(planned: PlanNow, noas: Planner) -> None:
    assert planned.state(TOMORROW + 2 * HOUR - MINUTE) is PlanState.PLANNED
    assert planned.state(TOMORROW + 2 * HOUR) is PlanState.OVER
    for deed in (noas.did, noas.did_not, noas.let_go):
        with pytest.raises(Refused, match="still to come"):
            deed(planned, at=TOMORROW + HOUR)


def test_either_tap_is_one_stitch_on_the_day_it_began(
    planned: PlanNow, noas: Planner, ilans: Planner, engine: sa.Engine
) -> None:
    noas.did(planned, "The steam on the windows", at=LATER + 3 * DAY)
    ilans.did(planned, at=LATER + 4 * DAY)
    plan = ilans.did(planned, "You sang", at=LATER + 4 * DAY)
    assert plan.state(LATER) is PlanState.HAPPENED
    assert plan.plan.ended_by == noas.id
    [stitch] = rows(engine, Stitch)
    assert (stitch.kind, stitch.source_id, stitch.happened_at) == (Kind.TOGETHER, plan.id, TOMORROW)
    assert {(row.person_id, row.words) for row in rows(engine, PlanLine)} == {
        (noas.id, "The steam on the windows"),
        (ilans.id, "You sang"),
    }


def test_ones_own_line_is_written_anew_and_not_lost_by_a_tap_without_one(
    planned: PlanNow, noas: Planner, engine: sa.Engine
) -> None:
    noas.did(planned, "First")
    noas.did(planned, "Second")
    noas.did(planned)
    assert [row.words for row in rows(engine, PlanLine)] == ["Second"]


def test_what_did_not_work_out_finds_another_time(
    planned: PlanNow, noas: Planner, ilans: Planner, engine: sa.Engine
) -> None:
    for who in (noas, ilans):
        assert who.did_not(planned).state(LATER) is PlanState.FELL_THROUGH
    again = ilans.suggest(planned, LATER + DAY, at=LATER)
    assert again.state(LATER) is PlanState.OFFERED
    assert noas.take(again, at=LATER).state(LATER) is PlanState.PLANNED
    assert rows(engine, Stitch) == []


def test_what_did_not_work_out_is_let_go_or_happened_after_all(
    noas: Planner, ilans: Planner, engine: sa.Engine
) -> None:
    one, other = ilans.take(noas.offer()), ilans.take(noas.offer())
    noas.did_not(one)
    for _ in range(2):
        assert ilans.let_go(one).state(LATER) is PlanState.RESTING
    with pytest.raises(Gone, match="This plan rests"):
        noas.did(one)
    noas.did_not(other)
    assert ilans.did(other).state(LATER) is PlanState.HAPPENED
    assert len(rows(engine, Stitch)) == 1


def test_what_happened_is_not_unsaid(planned: PlanNow, noas: Planner, ilans: Planner) -> None:
    noas.did(planned)
    for deed in (ilans.did_not, ilans.let_go, ilans.cancel):
        with pytest.raises(Gone, match="This happened"):
            deed(planned, LATER)
    with pytest.raises(Gone, match="This happened"):
        ilans.suggest(planned, LATER + DAY, at=LATER)


def test_a_cancelled_plan_neither_happened_nor_fell_through(planned: PlanNow, noas: Planner) -> None:
    noas.cancel(planned)
    for deed in (noas.did, noas.did_not, noas.let_go):
        with pytest.raises(Gone, match="was cancelled"):
            deed(planned, at=LATER)


def test_a_tap_on_an_older_offer_is_refused(planned: PlanNow, noas: Planner, ilans: Planner) -> None:
    moved = ilans.take(noas.suggest(planned, TOMORROW + HOUR))
    with pytest.raises(Refused, match="changed in the meantime"):
        noas.did(planned, at=LATER + HOUR)
    assert noas.did(moved, at=LATER + HOUR).state(LATER) is PlanState.HAPPENED


def test_a_surprise_is_revealed_by_its_author_alone_and_once(noas: Planner, ilans: Planner) -> None:
    plan = noas.offer(surprise=True)
    with pytest.raises(Refused, match="nothing of yours to reveal"):
        ilans.reveal(plan)
    noas.reveal(plan, THEN + MINUTE)
    assert noas.reveal(plan, THEN + 2 * MINUTE).plan.revealed_at == THEN + MINUTE
    with pytest.raises(Refused, match="nothing of yours to reveal"):
        noas.reveal(noas.offer())


def test_having_happened_reveals_it(noas: Planner, ilans: Planner) -> None:
    plan = ilans.take(noas.offer(surprise=True))
    assert ilans.did_not(plan).plan.revealed_at is None
    assert ilans.did(plan).plan.revealed_at == LATER


def test_other_times_from_who_it_is_for_leave_its_words_alone(noas: Planner, ilans: Planner) -> None:
    plan = noas.offer(surprise=True)
    counter = ilans.suggest(plan, TOMORROW + HOUR, minutes=30)
    assert (counter.offer.place, counter.offer.note, counter.offer.minutes) == (
        "The old lock",
        "Jo has the key",
        30,
    )
