"""Where one chooses when to be told of plans, and what stands on pages while a plan runs."""

from datetime import time

import pytest
import time_machine

from mend.activities.plan_diary import PlanNow
from mend.activities.reminder_models import Lead
from mend.database import unit_of_work
from mend.notifications.quiet import set_quiet_hours
from tests.activities import plan_fixtures
from tests.activities.planners import HOUR, LATER, TOMORROW, Planner
from tests.markup import Node, parse
from tests.people import Visitor
from tests.signals.partners import MINUTE, THEN

noas, ilans, clock = plan_fixtures.noas, plan_fixtures.ilans, plan_fixtures.clock
offered, planned = plan_fixtures.offered, plan_fixtures.planned


@pytest.fixture(autouse=True)
def _still(clock: time_machine.Traveller) -> None:
    """Every page of these tests is made at THEN, until the clock is moved."""


def ticked(page: Node) -> list[str]:
    return [node.attrs["name"] for node in page.all("input", type="checkbox") if "checked" in node.attrs]


def options(page: Node) -> list[str]:
    return [node.text for node in page.one(id="field-leads").all("label")]


def test_one_chooses_for_every_plan_and_finds_it_from_us(noa: Visitor, ilan: Visitor) -> None:
    assert len(parse(noa.get("/us").text).all("a", href="/us/reminders")) == 1
    page = parse(noa.get("/us/reminders").text)
    assert ticked(page) == ["two_hours"]
    assert options(page)[:2] == [
        "The evening before At 18:00",
        "That morning At 09:00; of what begins before 09:30, the evening before",
    ]
    assert "In your quiet hours" not in page.text
    answer = noa.post_form("/us/reminders", evening_before="yes", start="yes", rests="yes")
    assert (answer.status_code, answer.headers["location"]) == (303, "/us/reminders?saved=times")
    saved = parse(noa.get("/us/reminders?saved=times").text)
    assert "Saved." in saved.text
    assert ticked(saved) == ["evening_before", "start", "rests"]
    assert ticked(parse(ilan.get("/us/reminders").text)) == ["two_hours"]
    noa.post_form("/us/reminders")
    assert ticked(parse(noa.get("/us/reminders").text)) == []
    refused = noa.post_form("/us/reminders", half_hour="yes", morning="no")
    assert refused.status_code == 422
    assert ticked(parse(refused.text)) == ["morning", "half_hour"]
    assert ticked(parse(noa.get("/us/reminders").text)) == []


def test_the_page_of_a_plan_says_when_it_tells_and_leads_to_another_choice(
    noa: Visitor, ilan: Visitor, planned: PlanNow
) -> None:
    one = f"/together/plans/{planned.id}"

    def row(visitor: Visitor) -> str:
        return parse(visitor.get(one).text).one("a", href=f"{one}/reminder").text

    assert row(noa) == row(ilan) == "Remind me Tomorrow, 18:20"
    page = parse(noa.get(f"{one}/reminder").text)
    assert options(page) == [
        "The evening before This time has passed.",
        "That morning Tomorrow, 09:00",
        "Two hours before Tomorrow, 18:20",
        "Half an hour before Tomorrow, 19:50",
        "When it begins Tomorrow, 20:20",
    ]
    assert "These are your times for every plan." in page.text
    others = ilan.get(one).content, ilan.get(f"{one}/reminder").content
    noa.post_form(f"{one}/reminder", morning="yes", half_hour="yes")
    assert row(noa) == "Remind me Tomorrow, 09:00 · Tomorrow, 19:50"
    assert (ilan.get(one).content, ilan.get(f"{one}/reminder").content) == others
    assert "These count for this plan alone" in noa.get(f"{one}/reminder").text
    noa.post_form(f"{one}/reminder")
    assert row(noa) == "Remind me Not of this one"
    assert noa.post_form(f"{one}/reminder/usual").headers["location"] == f"{one}/reminder?saved=times"
    assert row(noa) == "Remind me Tomorrow, 18:20"
    noa.post_form(f"{one}/reminder", evening_before="yes")
    assert row(noa) == "Remind me Not any more before it begins"


def test_ones_own_quiet_hours_are_pointed_out(noa: Visitor, noas: Planner, planned: PlanNow) -> None:
    with unit_of_work(noas.engine) as session:
        member = noas.member(session)
        set_quiet_hours(session, member, begins=time(18), ends=time(19), signals_ring=True, now=THEN)
    page = parse(noa.get(f"/together/plans/{planned.id}/reminder").text)
    assert options(page)[2] == "Two hours before Tomorrow, 18:20, in your quiet hours: it comes at 19:00"
    assert "In your quiet hours a reminder waits" in noa.get("/us/reminders").text


def test_of_what_begins_early_the_morning_is_the_evening_before(
    noa: Visitor, noas: Planner, ilans: Planner
) -> None:
    plan = ilans.take(noas.offer(TOMORROW + 12 * HOUR))  # 08:20
    page = parse(noa.get(f"/together/plans/{plan.id}/reminder").text)
    assert options(page)[1] == "That morning Tomorrow, 18:00, for it begins before 09:30"


@pytest.mark.parametrize("to", ["", "/usual"])
def test_what_is_not_planned_or_has_begun_is_shown_instead_with_a_sentence(
    noa: Visitor, ilans: Planner, offered: PlanNow, clock: time_machine.Traveller, to: str
) -> None:
    where = f"/together/plans/{offered.id}/reminder"
    assert noa.get(where).status_code == 409
    refused = noa.post_form(where + to)
    assert refused.status_code == 409
    assert "Nothing is planned yet." in refused.text
    assert "Take it back" in refused.text
    ilans.take(offered)
    clock.move_to(TOMORROW + MINUTE)
    gone = noa.post_form(where + to)
    assert gone.status_code == 410
    assert "It has begun. There is nothing to be reminded of any more." in gone.text
    assert "Phones away?" in gone.text


@pytest.mark.parametrize("surprise", [False, True])
def test_while_it_runs_home_and_its_page_say_phones_away_and_afterwards_ask(
    noa: Visitor,
    ilan: Visitor,
    noas: Planner,
    ilans: Planner,
    clock: time_machine.Traveller,
    surprise: bool,
) -> None:
    plan = ilans.take(noas.offer(surprise=surprise))
    ilans.remind(Lead.TWO_HOURS, rests=True)
    one = f"/together/plans/{plan.id}"

    def card(visitor: Visitor) -> Node:
        return parse(visitor.get("/").text).one("a", href=one)

    turns = [node.attrs["data-until"] for node in card(noa).all("time")]
    assert turns == [TOMORROW.isoformat(), (TOMORROW + 2 * HOUR).isoformat()]
    clock.move_to(TOMORROW)
    assert card(noa).text == (
        "Together now, until 22:20 Soup by the canal Phones away? The rest can wait until 22:20."
    )
    assert card(ilan).text.endswith("Phones away? Mend is quiet until 22:20.")
    page = parse(noa.get(one).text).one(id="plan")
    assert "Phones away? The rest can wait until 22:20." in page.text
    assert not page.all("a", href=f"{one}/reminder")
    clock.move_to(LATER)
    for visitor in (noa, ilan):
        assert card(visitor).text.startswith("How was it?")
    assert noa.post_form(f"{one}/not-done", offer=1).status_code == 303
    then = parse(ilan.get(one).text).one(id="plan")
    assert "It didn’t work out this time. Another time?" in then.text
    form = parse(ilan.get(then.one("a", class_="act").attrs["href"]).text)
    assert form.one("input", name="slot_1").attrs["value"] == "2026-11-22T20:00"
    times = {"zone": "Europe/Berlin", "slot_1": "2026-11-22T20:00", "minutes": "60", "instead_of": "1"}
    assert ilan.post_form(f"{one}/offers", **times).status_code == 303
    assert "Take this time" in noa.get(one).text
