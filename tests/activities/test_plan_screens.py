"""What each of the two sees of a plan in every state, and what the pages cost."""

from datetime import datetime

import pytest
import sqlalchemy as sa
import time_machine

from mend.activities.plan_diary import PlanNow
from tests.activities import plan_fixtures
from tests.activities.planners import DAY, HOUR, LATER, TOMORROW, Planner
from tests.markup import Node, parse
from tests.people import Visitor
from tests.queries import recorded
from tests.signals.partners import MINUTE, THEN

pytestmark = pytest.mark.any_database
noas, ilans, clock = plan_fixtures.noas, plan_fixtures.ilans, plan_fixtures.clock
offered, planned = plan_fixtures.offered, plan_fixtures.planned


@pytest.fixture(autouse=True)
def _still(clock: time_machine.Traveller) -> None:
    """Every page of these tests is made at THEN, until the clock is moved."""


def screen(visitor: Visitor, plan: PlanNow) -> Node:
    page = parse(visitor.get(f"/together/plans/{plan.id}").text)
    part = page.one(id="plan")
    # The part fetches itself again when anything changes, or a time comes.
    assert part.attrs["hx-get"] == f"/together/plans/{plan.id}"
    assert part.attrs["hx-trigger"] == "mend:changed from:body"
    assert len(page.one("main").all(class_="act")) <= 1
    return part


def buttons(part: Node) -> list[str]:
    return [node.text for node in part.all() if node.tag == "button" or node.has(class_="button")]


def turns(part: Node) -> list[datetime]:
    """When the page will look again by itself."""
    return [datetime.fromisoformat(node.attrs["data-until"]) for node in part.all("time", data_until=True)]


def test_an_offer_waits_for_the_other(noa: Visitor, ilan: Visitor, offered: PlanNow) -> None:
    mine, theirs = screen(noa, offered), screen(ilan, offered)
    assert buttons(mine) == ["Other times", "Take it back"]
    assert buttons(theirs) == ["Take this time", "Other times", "Let it rest, without a reason"]
    assert "The old lock · 2 hours Jo has the key To wear or bring: Warm socks" in theirs.text
    assert turns(mine) == turns(theirs) == [TOMORROW]


def test_both_clocks_are_shown_where_they_differ(ilan: Visitor, noas: Planner, ilans: Planner) -> None:
    ilans.travel("Asia/Tokyo")
    plan = noas.offer()
    assert "Tomorrow, 04:20 Saturday, 21 November, 20:20 for Noa" in screen(ilan, plan).text


def test_what_is_planned_says_when_and_looks_again_by_itself(noa: Visitor, planned: PlanNow) -> None:
    part = screen(noa, planned)
    assert "Planned by you both Tomorrow, 20:20" in part.text
    assert turns(part) == [TOMORROW, TOMORROW + 2 * HOUR]
    assert buttons(part) == ["Put it in my calendar", "Move it", "Cancel it"]


def test_afterwards_either_is_asked_and_what_they_say_stands_there(
    noa: Visitor, ilan: Visitor, planned: PlanNow, noas: Planner, clock: time_machine.Traveller
) -> None:
    clock.move_to(LATER)
    for visitor in (noa, ilan):
        assert buttons(screen(visitor, planned)) == ["We did it", "It didn’t work out"]
    noas.did(planned, "The steam on the windows")
    assert "Noa wrote The steam on the windows" in screen(ilan, planned).text
    assert buttons(screen(ilan, planned)) == [
        "Keep this photograph",
        "Keep this line",
        "Once more",
        "Leaf through what you did",
        "See its stitch in your cloth",
    ]
    assert "You wrote" in screen(noa, planned).text


def test_what_did_not_work_out_asks_for_another_time(
    ilan: Visitor, planned: PlanNow, noas: Planner, clock: time_machine.Traveller
) -> None:
    clock.move_to(LATER)
    noas.did_not(planned)
    part = screen(ilan, planned)
    assert "It didn’t work out this time. Another time?" in part.text
    assert buttons(part) == ["Another time", "Let it go", "We did it after all"]


def test_the_ends_are_said_kindly_to_each(noa: Visitor, ilan: Visitor, noas: Planner, ilans: Planner) -> None:
    off = noas.cancel(ilans.take(noas.offer()))
    back, rest = noas.take_back(noas.offer()), ilans.let_rest(noas.offer())
    assert "You cancelled this. Ilan knows." in screen(noa, off).text
    assert "Noa can’t make it this time, and wanted you to know at once." in screen(ilan, off).text
    assert "You took this offer back." in screen(noa, back).text
    assert "There is nothing to answer." in screen(ilan, back).text
    assert screen(noa, rest).text == screen(ilan, rest).text  # nobody is named


def test_who_moves_a_plan_reads_what_taking_that_back_would_mean(
    noa: Visitor, ilan: Visitor, planned: PlanNow, noas: Planner
) -> None:
    told = "Taken back, the plan is off, and Ilan is told."
    moved = noas.suggest(planned, TOMORROW + DAY)
    assert told in screen(noa, moved).text
    assert told not in screen(noa, noas.offer()).text
    noa.post_form(f"/together/plans/{moved.id}/cancellation", offer=2, state="offered")
    assert "You cancelled this. Ilan knows." in screen(noa, moved).text
    assert buttons(screen(ilan, moved)) == ["Another time"]


def test_what_was_taken_back_leads_on_to_the_other_plans(noa: Visitor, ilan: Visitor, noas: Planner) -> None:
    back = noas.take_back(noas.offer())
    assert buttons(screen(noa, back)) == buttons(screen(ilan, back)) == ["All plans"]


def test_the_list_and_time_together_show_each_plan_where_it_belongs(
    noa: Visitor, ilan: Visitor, noas: Planner, ilans: Planner, clock: time_machine.Traveller
) -> None:
    noas.did(ilans.take(noas.offer(THEN + HOUR, what="Old soup")), "With honey", at=THEN + 4 * HOUR)
    noas.offer(TOMORROW + DAY, TOMORROW + 2 * DAY, what="The sea")
    ilans.take(noas.offer(what="New soup"))
    ilans.let_rest(noas.offer(what="Resting soup"))
    clock.move_to(THEN + 4 * HOUR)
    for path in ("/together", "/together/plans"):
        lists = {
            section.one("h2").text: [row.text for row in section.all("li")]
            for section in parse(ilan.get(path).text).one("main").all("section")
        }
        assert lists["For you to answer"] == ["The sea Noa suggests several times"]
        assert lists["Next together"] == ["New soup Today, 20:20"]
        assert lists["What you did"] == ["Old soup Friday, 20 November “With honey”"]
    assert "Resting soup Rests" in parse(ilan.get("/together/plans").text).text
    assert "Offered by you The sea Ilan chooses a time" in parse(noa.get("/together").text).text


def test_without_a_plan_the_list_says_how_to_begin(noa: Visitor) -> None:
    page = parse(noa.get("/together/plans").text).one("main")
    assert "No plans yet" in page.text
    assert buttons(page) == ["Plan something"]


def test_home_shows_the_next_plan_within_a_week_and_asks_how_it_was(
    noa: Visitor, ilan: Visitor, noas: Planner, ilans: Planner, clock: time_machine.Traveller
) -> None:
    def cards(visitor: Visitor) -> list[str]:
        return [card.text for card in parse(visitor.get("/").text).all("a", class_="card")]

    plan = noas.offer(TOMORROW + 3 * DAY)
    assert cards(noa) == []
    assert cards(ilan) == ["From Noa Soup by the canal See the times"]
    ilans.take(plan)
    ilans.take(noas.offer(TOMORROW + 5 * DAY, what="Later"))
    next_one = "Next together · Tuesday, 24 November, 20:20 Soup by the canal See the plan"
    assert cards(noa) == cards(ilan) == [next_one]  # the first of them alone
    clock.move_to(TOMORROW + 3 * DAY + 3 * HOUR)
    assert cards(noa)[0] == "How was it? Soup by the canal Say whether you did it"
    noas.did(plan, at=TOMORROW + 3 * DAY + 3 * HOUR)
    assert cards(ilan) == ["Next together · Thursday, 26 November, 20:20 Later See the plan"]


@pytest.mark.parametrize("path", ["/", "/together", "/together/plans", "plan"])
def test_a_page_asks_the_database_just_as_often_after_many_plans(
    noa: Visitor,
    noas: Planner,
    ilans: Planner,
    engine: sa.Engine,
    clock: time_machine.Traveller,
    path: str,
) -> None:
    noas.did(ilans.take(noas.offer(THEN + HOUR)), at=THEN + 4 * HOUR)
    plan = ilans.take(noas.offer())
    clock.move_to(THEN + 4 * HOUR)
    where = f"/together/plans/{plan.id}" if path == "plan" else path
    with recorded(engine) as young:
        assert noa.get(where).status_code == 200
    for number in range(8):
        noas.did(ilans.take(noas.offer(THEN + HOUR)), f"line {number}", at=THEN + 4 * HOUR)
        ilans.take(noas.offer(TOMORROW + HOUR, what=f"ahead {number}"))
        ilans.offer(TOMORROW, TOMORROW + DAY, what=f"waits {number}", surprise=number % 2 == 0)
        ilans.let_rest(noas.offer(at=THEN + MINUTE))
    with recorded(engine) as old:
        assert noa.get(where).status_code == 200
    assert len(old) == len(young), "\n\n".join(old)
