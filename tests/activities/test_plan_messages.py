"""What stands on a lock screen of a plan: the phrase and a time of the reader's clock. Who is told, when."""

import pytest
import sqlalchemy as sa

from mend.activities.plan_diary import PlanNow
from mend.activities.plans_models import PlanState
from mend.activities.reminder_messages import KIND
from mend.agreements.versions import Wording
from mend.notifications.models import Notification
from tests.activities import plan_fixtures
from tests.activities.planners import BRING, DAY, HOUR, LATER, NOTE, PLACE, TOMORROW, WHAT, Planner
from tests.signals.partners import MINUTE, THEN, told

noas, ilans = plan_fixtures.noas, plan_fixtures.ilans
offered, planned = plan_fixtures.offered, plan_fixtures.planned
PRIVATE = (WHAT, PLACE, NOTE, BRING, "Noa", "Ilan", "surprise")


def notifications(engine: sa.Engine, *kinds: str) -> list[Notification]:
    """What was told of plans, but for reminders; of these kinds alone, if some are named."""
    rows = [one.row for one in told(engine, waiting=True) if one.row.kind != KIND]
    return [row for row in rows if not kinds or row.kind in kinds]


@pytest.mark.parametrize("surprise", [False, True])
def test_the_lock_screen_holds_the_phrase_and_a_time_and_nothing_private(
    noas: Planner, ilans: Planner, engine: sa.Engine, surprise: bool
) -> None:
    noas.agree(ilans, Wording("Teapot"), THEN)
    several = ilans.suggest(noas.offer(surprise=surprise), TOMORROW, TOMORROW + 3 * HOUR)
    moved = ilans.suggest(noas.take(several), TOMORROW + DAY)
    noas.cancel(noas.take(moved))
    shown = {
        (row.kind, row.title, row.body, row.ended_title, row.ended_body) for row in notifications(engine)
    }
    rest = ("Teapot · a plan", "Its time has passed.")
    assert shown == {
        ("plan", "Teapot · a plan for Saturday, 20:20?", "Open Mend to see.", *rest),
        ("plan", "Teapot · a plan, times to choose from", "Open Mend to see.", *rest),
        ("plan-yes", "Teapot · yes to your plan, Saturday, 20:20", "Open Mend to see.", *rest),
        ("plan-moved", "Teapot · another time for a plan", "Open Mend to see.", *rest),
        ("plan-yes", "Teapot · yes to your plan, Sunday, 20:20", "Open Mend to see.", *rest),
        ("plan-off", "Teapot · the plan for Sunday, 20:20 is off", "It can find another time.", *rest),
    }
    assert not [words for one in shown for line in one[1:] for words in PRIVATE if words in line]


def test_nothing_of_a_plan_is_a_signal_and_each_leads_to_it(
    noas: Planner, ilans: Planner, engine: sa.Engine
) -> None:
    noas.cancel(ilans.take(noas.offer()))
    for row in notifications(engine):
        assert not row.is_signal
        assert row.path == "/together/plans/" + row.about.removeprefix("plan:")


@pytest.mark.parametrize(
    ("zone", "when"), [("America/New_York", "Saturday, 14:20"), ("Australia/Lord_Howe", "Sunday, 06:20")]
)
def test_each_reads_the_time_of_their_own_clock(
    noas: Planner, ilans: Planner, engine: sa.Engine, zone: str, when: str
) -> None:
    noas.travel(zone)
    ilans.take(noas.offer())
    [yes] = notifications(engine, "plan-yes")
    assert (yes.recipient_id, yes.title) == (noas.id, f"Pause · yes to your plan, {when}")


def test_each_offer_is_told_to_the_other_until_its_last_time(
    noas: Planner, ilans: Planner, engine: sa.Engine
) -> None:
    plan = noas.offer(TOMORROW, TOMORROW + DAY)
    ilans.suggest(plan, TOMORROW + HOUR, at=THEN + MINUTE)
    first, second = notifications(engine, "plan")
    assert (first.recipient_id, first.expires_at) == (ilans.id, TOMORROW + DAY)
    assert (second.recipient_id, second.expires_at) == (noas.id, TOMORROW + HOUR)
    assert first.topic == second.topic
    assert first.withdrawn_at is not None


def test_cancelling_is_told_at_once_and_is_news_until_it_would_have_ended(
    planned: PlanNow, noas: Planner, engine: sa.Engine
) -> None:
    noas.cancel(planned, THEN + MINUTE)
    [off] = notifications(engine, "plan-off")
    assert (off.told_at, off.due_at, off.expires_at) == (THEN + MINUTE, THEN + MINUTE, TOMORROW + 2 * HOUR)
    assert off.recipient_id != noas.id


def test_who_moves_a_plan_and_takes_that_back_leaves_nobody_waiting(
    planned: PlanNow, noas: Planner, ilans: Planner, engine: sa.Engine
) -> None:
    moved = noas.suggest(planned, TOMORROW + DAY, at=THEN + MINUTE)
    back, again = (noas.take_back(moved, THEN + minutes * MINUTE) for minutes in (2, 3))
    assert back.state(THEN) is again.state(THEN) is PlanState.CANCELLED
    assert [row.kind for row in notifications(engine) if row.withdrawn_at is None] == ["plan-off"]
    [off] = notifications(engine, "plan-off")
    assert (off.recipient_id, off.title) == (ilans.id, "Pause · the plan for Saturday, 20:20 is off")
    assert (off.told_at, off.expires_at) == (THEN + 2 * MINUTE, TOMORROW + 2 * HOUR)
    assert ilans.suggest(back, TOMORROW + DAY).waits_for(noas.id, THEN)


def test_whatever_was_offered_since_it_was_cancelled_the_other_hears_that_it_is_off(
    planned: PlanNow, noas: Planner, engine: sa.Engine
) -> None:
    noas.take_back(noas.suggest(noas.cancel(planned), TOMORROW + DAY))
    [off] = [row for row in notifications(engine) if row.withdrawn_at is None]
    assert off.title == "Pause · the plan for Saturday, 20:20 is off"


def test_taking_back_another_time_for_what_is_behind_rings_nowhere(
    planned: PlanNow, noas: Planner, engine: sa.Engine
) -> None:
    back = noas.take_back(noas.suggest(planned, TOMORROW + DAY, at=LATER), LATER)
    assert back.state(LATER) is PlanState.TAKEN_BACK
    assert notifications(engine, "plan-off") == []


def test_resting_taking_back_and_what_comes_after_ring_nowhere(
    noas: Planner, ilans: Planner, engine: sa.Engine
) -> None:
    ilans.let_rest(noas.offer())
    noas.take_back(noas.offer())
    before = len(notifications(engine))
    noas.did(ilans.take(noas.offer()))
    noas.did_not(ilans.take(noas.offer()))
    noas.reveal(noas.offer(surprise=True))
    assert {row.kind for row in notifications(engine)[before:]} == {"plan", "plan-yes"}
