"""Finding a time for a plan: offered, answered, taken, moved, cancelled."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from mend.activities.plan_diary import PlanNow
from mend.activities.plan_terms import Details
from mend.activities.plans_models import Plan, PlanOffer, PlanSlot, PlanState
from mend.errors import DomainError, Gone, NotFound, Refused
from mend.ids import new_id
from tests.activities import plan_fixtures
from tests.activities.planners import DAY, DETAILS, HOUR, LATER, TOMORROW, Planner, rows
from tests.signals.partners import MINUTE, THEN

noas, ilans, maras = plan_fixtures.noas, plan_fixtures.ilans, plan_fixtures.maras
offered, planned = plan_fixtures.offered, plan_fixtures.planned


def test_an_offer_names_what_times_length_place_and_note(noas: Planner, ilans: Planner) -> None:
    plan = ilans.sees(noas.offer(TOMORROW + DAY, TOMORROW, minutes=45))
    assert plan.plan.what == "Soup by the canal"
    assert [slot.starts_at for slot in plan.slots] == [TOMORROW, TOMORROW + DAY]
    assert (plan.offer.number, plan.offer.minutes, plan.offer.place) == (1, 45, "The old lock")
    assert (plan.offer.note, plan.offer.bring) == ("Jo has the key", "Warm socks")
    assert plan.state(THEN) is PlanState.OFFERED
    assert plan.waits_for(ilans.id, THEN)
    assert not plan.waits_for(noas.id, THEN)


def test_two_taps_on_offer_are_one_plan(noas: Planner, engine: sa.Engine) -> None:
    plan_id = new_id()
    for _ in range(2):
        noas.offer(plan_id=plan_id)
    assert len(rows(engine, Plan)) == len(rows(engine, PlanOffer)) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"what": "The sea"},
        {"minutes": 20},
        {"details": Details("On a hill")},
        {"surprise": True},
        {"starts": TOMORROW + HOUR},
    ],
)
def test_the_same_id_with_other_content_is_refused_and_changes_nothing(
    noas: Planner, engine: sa.Engine, other: dict[str, object]
) -> None:
    plan_id = new_id()
    noas.offer(plan_id=plan_id)
    changed = {"starts": TOMORROW} | other
    with pytest.raises(Refused, match="with other details"):
        noas.offer(changed.pop("starts"), plan_id=plan_id, **changed)  # type: ignore[arg-type]
    assert len(rows(engine, PlanSlot)) == len(rows(engine, PlanOffer)) == 1


def test_the_partner_cannot_send_the_same_id_and_another_couples_is_just_theirs(
    noas: Planner, ilans: Planner, maras: Planner, engine: sa.Engine
) -> None:
    plan_id = new_id()
    noas.offer(plan_id=plan_id)
    with pytest.raises(Refused):
        ilans.offer(plan_id=plan_id)
    maras.offer(plan_id=plan_id)
    assert len(rows(engine, Plan)) == 2


def test_a_yes_plans_it_and_twice_is_once(offered: PlanNow, ilans: Planner) -> None:
    ilans.take(offered, at=THEN + MINUTE)
    plan = ilans.take(offered, at=THEN + 2 * MINUTE)
    assert plan.state(THEN) is PlanState.PLANNED
    assert plan.chosen is not None
    assert (plan.chosen.chosen_by, plan.chosen.chosen_at) == (ilans.id, THEN + MINUTE)
    assert (plan.starts_at, plan.ends_at) == (TOMORROW, TOMORROW + 2 * HOUR)


def test_nobody_says_yes_to_their_own_times(offered: PlanNow, noas: Planner) -> None:
    with pytest.raises(Refused, match="These times are your own"):
        noas.take(offered)
    assert noas.sees(offered).state(THEN) is PlanState.OFFERED


def test_other_times_wait_for_the_first_one_and_keep_every_word(
    offered: PlanNow, noas: Planner, ilans: Planner, engine: sa.Engine
) -> None:
    counter = ilans.suggest(offered, TOMORROW + HOUR, minutes=60, details=Details("At home"))
    assert (counter.offer.number, counter.offer.offered_by) == (2, ilans.id)
    with pytest.raises(Refused, match="your own"):
        ilans.take(counter)
    assert noas.take(counter).starts_at == TOMORROW + HOUR
    kept = {row.number: (row.place, row.note) for row in rows(engine, PlanOffer)}
    assert kept == {1: ("The old lock", "Jo has the key"), 2: ("At home", "")}


def test_suggesting_twice_is_once_and_what_was_replaced_is_not_taken(
    offered: PlanNow, noas: Planner, ilans: Planner, engine: sa.Engine
) -> None:
    for _ in range(2):
        noas.suggest(offered, TOMORROW + HOUR, details=DETAILS)
    assert len(rows(engine, PlanOffer)) == 2
    for deed in (ilans.take, ilans.let_rest, noas.take_back):
        with pytest.raises(Refused, match="changed in the meantime"):
            deed(offered)
    with pytest.raises(Refused, match="changed in the meantime"):
        ilans.suggest(offered, TOMORROW + 2 * HOUR)
    assert ilans.sees(offered).state(THEN) is PlanState.OFFERED


def test_a_time_that_has_passed_is_not_taken(noas: Planner, ilans: Planner) -> None:
    plan = noas.offer(TOMORROW, TOMORROW + DAY)
    with pytest.raises(Gone, match="That time has passed"):
        ilans.take(plan, at=TOMORROW)
    assert ilans.take(plan, slot=1, at=TOMORROW).starts_at == TOMORROW + DAY
    with pytest.raises(Refused, match="changed in the meantime"):
        ilans.take(plan, at=TOMORROW)


def test_what_nobody_answers_fades_with_its_last_time_and_can_be_offered_anew(
    noas: Planner, ilans: Planner, engine: sa.Engine
) -> None:
    plan = noas.offer(TOMORROW, TOMORROW + HOUR)
    assert plan.state(TOMORROW + HOUR - MINUTE) is PlanState.OFFERED
    assert plan.state(TOMORROW + HOUR) is PlanState.FADED
    with pytest.raises(Gone, match="times offered have passed"):
        ilans.take(plan, at=TOMORROW + HOUR)
    assert rows(engine, Plan)[0].state is PlanState.OFFERED  # the clock writes nothing
    again = ilans.suggest(plan, TOMORROW + DAY, at=TOMORROW + HOUR)
    assert again.waits_for(noas.id, TOMORROW + HOUR)


def test_resting_is_for_the_one_asked_and_taking_back_for_the_other(noas: Planner, ilans: Planner) -> None:
    plan = noas.offer()
    with pytest.raises(Refused, match="You can take it back"):
        noas.let_rest(plan)
    with pytest.raises(Refused, match="You can let it rest"):
        ilans.take_back(plan)
    for _ in range(2):
        assert ilans.let_rest(plan).state(THEN) is PlanState.RESTING
    with pytest.raises(Gone, match="This plan rests"):
        noas.take_back(plan)
    other = noas.offer()
    for _ in range(2):
        assert noas.take_back(other).state(THEN) is PlanState.TAKEN_BACK
    with pytest.raises(Gone, match="was taken back"):
        ilans.suggest(other, TOMORROW + HOUR)


def test_what_is_planned_moves_and_waits_for_the_other(
    planned: PlanNow, noas: Planner, ilans: Planner
) -> None:
    moved = ilans.suggest(planned, TOMORROW + DAY)
    assert moved.state(THEN) is PlanState.OFFERED
    assert moved.chosen is None
    assert moved.waits_for(noas.id, THEN)
    assert (moved.offer.place, moved.offer.note) == ("The old lock", "Jo has the key")


def test_either_cancels_once_and_not_after_its_end(planned: PlanNow, noas: Planner, ilans: Planner) -> None:
    with pytest.raises(Gone, match="The time of this plan is over"):
        noas.cancel(planned, LATER)
    for who in (noas, ilans):
        cancelled = who.cancel(planned, TOMORROW + HOUR)  # even while it should be under way
        assert cancelled.state(TOMORROW + HOUR) is PlanState.CANCELLED
        assert cancelled.plan.ended_by == noas.id
    with pytest.raises(Gone, match="was cancelled"):
        ilans.take(planned)
    assert ilans.suggest(planned, TOMORROW + DAY).state(THEN) is PlanState.OFFERED


def test_an_offer_is_not_cancelled_and_a_plan_not_taken_back(
    noas: Planner, ilans: Planner, planned: PlanNow
) -> None:
    with pytest.raises(Refused, match="Nothing is planned yet"):
        ilans.cancel(noas.offer())
    for deed in (noas.take_back, ilans.let_rest):
        with pytest.raises(Refused, match="It was planned in the meantime"):
            deed(planned)


def test_strangers_find_nothing(offered: PlanNow, maras: Planner) -> None:
    deeds: list[Callable[[], object]] = [
        lambda: maras.sees(offered),
        lambda: maras.take(offered),
        lambda: maras.suggest(offered, TOMORROW),
        lambda: maras.let_rest(offered),
        lambda: maras.take_back(offered),
        lambda: maras.cancel(offered),
        lambda: maras.did(offered),
        lambda: maras.did_not(offered),
        lambda: maras.let_go(offered),
        lambda: maras.reveal(offered),
    ]
    for deed in deeds:
        with pytest.raises(NotFound):
            deed()


def test_lists_hold_each_plan_where_its_reader_looks_for_it(noas: Planner, ilans: Planner) -> None:
    waiting = noas.offer(what="waits")
    later, sooner = (ilans.take(noas.offer(TOMORROW + n * DAY, what="ahead")) for n in (2, 1))
    resting = ilans.let_rest(noas.offer(what="rests"))
    noa, ilan = noas.diary(), ilans.diary()
    assert [plan.id for plan in noa.offered] == [plan.id for plan in ilan.waiting] == [waiting.id]
    assert [plan.id for plan in noa.ahead] == [plan.id for plan in ilan.ahead] == [sooner.id, later.id]
    assert [plan.id for plan in noa.others] == [plan.id for plan in ilan.others] == [resting.id]
    assert noa.waiting == ilan.offered == noa.happened == noa.over == []
    after = noas.diary(TOMORROW + DAY + 3 * HOUR)
    assert [plan.id for plan in after.over] == [sooner.id]
    assert noas.diary(TOMORROW + 10 * DAY).over == []


def test_home_is_told_of_the_next_seven_days_and_of_what_was_over_lately(
    noas: Planner, ilans: Planner
) -> None:
    ilans.take(noas.offer(THEN + 7 * DAY, what="in a week"))
    noas.offer(THEN + 8 * DAY, what="waits for Ilan")
    assert (noas.pressing(THEN - MINUTE), ilans.pressing(THEN - MINUTE)) == ([], ["waits for Ilan"])
    assert noas.pressing() == ["in a week"]
    assert noas.pressing(THEN + 7 * DAY + 3 * HOUR) == ["in a week"]  # how was it?
    assert noas.pressing(THEN + 8 * DAY + 3 * HOUR) == []


def test_old_plans_never_hide_an_open_one(noas: Planner, ilans: Planner) -> None:
    first = noas.offer(THEN + 300 * DAY, what="far ahead")
    for number in range(70):
        ilans.let_rest(noas.offer(what=f"old {number}", at=THEN + MINUTE), THEN + MINUTE)
    assert [plan.id for plan in ilans.diary(THEN + DAY).waiting] == [first.id]


def test_refusals_are_sentences_for_people(offered: PlanNow, noas: Planner) -> None:
    with pytest.raises(DomainError) as caught:
        noas.take(offered)
    assert caught.value.values == {"name": "Ilan"}
