"""Plans over HTTP: what is typed, what is answered, and everything that can be wrong with it."""

from datetime import UTC, datetime, time
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine

from mend.activities.plan_diary import PlanNow
from mend.activities.plans_models import Plan, PlanLine, PlanOffer, PlanSlot
from mend.database import unit_of_work
from mend.ids import new_id
from mend.notifications.quiet import set_quiet_hours
from mend.talks.booking import Terms, accept_time, offer_talk
from tests.activities import plan_fixtures
from tests.activities.planners import DAY, HOUR, LATER, TOMORROW, Planner, rows
from tests.markup import Node, parse, typed
from tests.people import Visitor
from tests.signals.partners import THEN

noas, ilans, clock = plan_fixtures.noas, plan_fixtures.ilans, plan_fixtures.clock
offered, planned = plan_fixtures.offered, plan_fixtures.planned
GOOD = {
    "zone": "Europe/Berlin", "what": "Soup by the canal", "slot_1": "2026-11-21T20:40", "slot_2": "",
    "slot_3": "", "place": "The old lock", "note": "", "bring": "", "minutes": "60", "noted": "",
}  # fmt: skip
OVERLAPS = "This time overlaps with another of these. Please choose one apart from it."
ZONE_LOST = (
    "The time zone of these times got lost. They are read as yours now: please look at them and send again."
)
OTHER = {
    "zone": "Europe/Berlin",
    "slot_1": "2026-11-22T18:00",
    "minutes": "60",
    "place": "",
    "note": "",
    "bring": "",
}


@pytest.fixture(autouse=True)
def _still(clock: time_machine.Traveller) -> None:
    """Every page of these tests is made at THEN, until the clock is moved."""


def offer(visitor: Visitor, **changed: object) -> Any:
    return visitor.post_form("/together/plans", **{"id": new_id(), **GOOD, **changed})


def errors(page: Node) -> list[str]:
    return [node.text for node in page.all("p", class_="field-error")]


def in_the_way(page: Node) -> list[str]:
    return [node.text for node in page.all("p", class_="in-the-way")]


def book_a_talk(noas: Planner, ilans: Planner, at: datetime) -> None:
    with unit_of_work(noas.engine) as session:
        noa, ilan = noas.member(session), ilans.member(session)
        terms = Terms([at], "home", 30)
        talk = offer_talk(
            session, noa, talk_id=new_id(), topic="Money", terms=terms, outbox=noas.outbox, now=THEN
        )
        accept_time(session, ilan, talk.id, talk.slots[0].id, outbox=noas.outbox, now=THEN)


def be_quiet(who: Planner, begins: time, ends: time) -> None:
    with unit_of_work(who.engine) as session:
        set_quiet_hours(session, who.member(session), begins=begins, ends=ends, signals_ring=True, now=THEN)


def test_two_plan_something_move_it_and_do_it(
    noa: Visitor, ilan: Visitor, clock: time_machine.Traveller, engine: sa.Engine
) -> None:
    fields = typed(parse(noa.get("/together/plans/new").text).one("form", action="/together/plans"))
    assert fields["slot_1"] == "2026-11-21T20:00"  # tomorrow evening, to be changed or kept
    where = noa.post_form("/together/plans", **fields | {"what": "Soup"}).headers["location"]
    read = parse(ilan.get(where).text).one(id="plan")
    assert "Noa would like to do this with you." in read.text
    slot = read.one("input", name="slot").attrs["value"]
    assert ilan.post_form(f"{where}/yes", slot=slot).headers["location"] == where
    form = typed(parse(noa.get(f"{where}/offer").text).one("form", action=f"{where}/offers"))
    assert form["slot_1"] == "2026-11-21T20:00"
    assert noa.post_form(f"{where}/offers", **form | {"slot_1": "2026-11-21T21:00"}).status_code == 303
    slot = parse(ilan.get(where).text).one("input", name="slot").attrs["value"]
    ilan.post_form(f"{where}/yes", slot=slot)
    assert "Planned by you both Tomorrow, 21:00" in parse(noa.get(where).text).text
    clock.move_to(LATER + HOUR)
    assert ilan.post_form(f"{where}/done", offer=2, line="It rained").headers["location"] == where
    assert "Ilan wrote It rained" in parse(noa.get(where).text).text
    assert [plan.state for plan in rows(engine, Plan)] == ["happened"]


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("slot_1", "2026-11-20T20:20", "This time has passed. Please choose one ahead."),
        ("slot_1", "2028-01-01T10:00", "Please choose a time within a year."),
        ("slot_1", "2027-03-28T02:30", "On that day the clocks jump over 02:30. Please choose another time."),
        ("slot_1", "", "Please choose at least one time."),
        ("slot_1", "soon", "Please choose a day and a time."),
        ("slot_2", "2026-11-21T21:00", OVERLAPS),
        ("slot_2", "2026-11-21T19:50", OVERLAPS),
        ("slot_3", "2026-11-21T20:40", "This is the same time once more. Please choose another, or none."),
        ("zone", "Mars/Olympus", ZONE_LOST),
        ("what", "", "Please fill this in."),
        ("what", "\N{PARTY POPPER}" * 10_000, "This is too long. At most 120 characters fit."),
        ("what", "a\u202eb", "This holds characters that cannot be shown."),
        ("note", "x" * 301, "This is too long. At most 300 characters fit."),
        ("place", "x" * 81, "This is too long. At most 80 characters fit."),
        ("minutes", "0", "Please choose 10 or more."),
        ("minutes", "5000", "Please choose 1440 or less."),
        ("minutes", "\N{SUPERSCRIPT TWO}", "Please enter a whole number."),
        ("surprise", "no", "Please choose one of the options."),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_a_sentence_beside_it_and_nothing_typed_is_lost(
    noa: Visitor, engine: sa.Engine, field: str, value: str, sentence: str
) -> None:
    answer = offer(noa, **{field: value})
    assert answer.status_code == 422
    page = parse(answer.text)
    assert errors(page) == [sentence]
    kept = typed(page.one("form", action="/together/plans"))
    for name in ("what", "place"):
        assert kept[name] == (value if name == field else GOOD[name])
    assert rows(engine, Plan) == []


def test_two_taps_on_offer_are_one_plan_and_other_words_under_its_id_are_a_new_one(
    noa: Visitor, engine: sa.Engine
) -> None:
    plan_id = new_id()
    for _ in range(2):
        assert offer(noa, id=plan_id).status_code == 303
    answer = offer(noa, id=plan_id, what="The sea", slot_1="2026-12-01T20:00")
    assert answer.status_code == 409
    kept = typed(parse(answer.text).one("form", action="/together/plans"))
    assert noa.post_form("/together/plans", **kept).status_code == 303
    assert sorted(plan.what for plan in rows(engine, Plan)) == ["Soup by the canal", "The sea"]


def test_times_in_another_zone_are_moments_of_that_zone(noa: Visitor, engine: sa.Engine) -> None:
    offer(noa, zone="America/New_York", slot_2="2026-11-22T09:00")
    assert {slot.starts_at for slot in rows(engine, PlanSlot)} == {
        datetime(2026, 11, 22, 1, 40, tzinfo=UTC),
        datetime(2026, 11, 22, 14, 0, tzinfo=UTC),
    }


def test_what_is_in_the_way_is_pointed_out_once_before_it_is_sent(
    noa: Visitor, noas: Planner, ilans: Planner, engine: sa.Engine
) -> None:
    book_a_talk(noas, ilans, TOMORROW)  # 20:20 to 20:50
    ilans.take(noas.offer(TOMORROW + 2 * HOUR, minutes=60))  # from 22:20
    be_quiet(noas, time(22, 30), time(7, 0))
    answer = offer(noa, minutes=120)
    assert answer.status_code == 200
    page = parse(answer.text)
    assert "Nothing was sent yet." in page.one(role="alert").text
    assert in_the_way(page) == [
        "You two have a talk at 20:20.",
        "You two have a plan at 22:20.",
        "This is in your quiet hours.",
    ]
    assert len(rows(engine, Plan)) == 1
    kept = typed(page.one("form", action="/together/plans"))
    # Another time that something is in the way of is pointed out again.
    again = noa.post_form("/together/plans", **kept | {"slot_2": "2026-11-22T23:00"})
    assert again.status_code == 200
    assert noa.post_form("/together/plans", **kept).status_code == 303
    assert len(rows(engine, Plan)) == 2


def test_the_others_quiet_hours_are_told_to_nobody(
    noa: Visitor, ilan: Visitor, noas: Planner, ilans: Planner
) -> None:
    be_quiet(ilans, time(20, 0), time(7, 0))
    where = offer(noa).headers["location"]  # nothing is in the way as far as she may know
    assert in_the_way(parse(noa.get(where).text)) == []
    assert "This is in your quiet hours." in parse(ilan.get(where).text).text


def test_that_it_is_night_for_the_other_is_said_where_clocks_differ(
    noa: Visitor, noas: Planner, ilans: Planner
) -> None:
    ilans.travel("Asia/Tokyo")
    page = parse(offer(noa).text)
    assert in_the_way(page) == ["It is night for Ilan then."]
    ilans.travel("Europe/Berlin")
    assert offer(noa, slot_1="2026-11-21T23:40").status_code == 303


def test_clashes_are_pointed_out_beside_each_time_to_who_answers(
    ilan: Visitor, noas: Planner, ilans: Planner, engine: sa.Engine
) -> None:
    book_a_talk(noas, ilans, TOMORROW)
    plan = noas.offer(TOMORROW, TOMORROW + DAY)
    page = parse(ilan.get(f"/together/plans/{plan.id}").text)
    first, second = page.all("label", class_="option")
    assert "You two have a talk at 20:20." in first.text
    assert "talk" not in second.text


def test_what_moves_is_not_in_its_own_way(noa: Visitor, planned: PlanNow) -> None:
    where = f"/together/plans/{planned.id}"
    fields = OTHER | {"slot_1": "2026-11-21T21:00", "instead_of": "1"}
    assert noa.post_form(f"{where}/offers", **fields).status_code == 303


def test_times_after_somebody_elses_show_those_and_keep_the_typed(
    ilan: Visitor, noas: Planner, engine: sa.Engine
) -> None:
    plan = noas.offer()
    noas.suggest(plan, TOMORROW + HOUR)
    answer = ilan.post_form(f"/together/plans/{plan.id}/offers", **OTHER, instead_of=1)
    assert answer.status_code == 409
    page = parse(answer.text)
    assert "Noa offers Tomorrow, 21:20" in page.text
    kept = typed(page.one("form", action=f"/together/plans/{plan.id}/offers"))
    assert (kept["slot_1"], kept["instead_of"]) == (OTHER["slot_1"], "2")
    assert ilan.post_form(f"/together/plans/{plan.id}/offers", **kept).status_code == 303
    assert len(rows(engine, PlanOffer)) == 3


@pytest.mark.parametrize(
    ("path", "fields", "sentence"),
    [
        ("yes", {}, "Please choose one of the times."),
        ("yes", {"slot": "x"}, "That is not an id of Mend."),
        ("rest", {}, "Please fill this in."),
        ("rest", {"offer": "7"}, "This was changed in the meantime. Here is how it stands now."),
        ("cancellation", {"offer": "1", "state": "done"}, "Please choose one of the options."),
        ("cancellation", {"offer": "1", "state": "planned"}, "Nothing is planned yet."),
        ("done", {"offer": "1"}, "Its time is still to come."),
        ("not-done", {"offer": "1"}, "Its time is still to come."),
        ("letting-go", {"offer": "1"}, "Its time is still to come."),
        ("revelation", {}, "There is nothing of yours to reveal here."),
    ],
)
def test_a_wrong_answer_shows_the_plan_as_it_stands_with_a_sentence(
    ilan: Visitor, offered: PlanNow, engine: sa.Engine, path: str, fields: dict[str, str], sentence: str
) -> None:
    answer = ilan.post_form(f"/together/plans/{offered.id}/{path}", **fields)
    assert answer.status_code in {409, 422}
    page = parse(answer.text).one(id="plan")
    assert page.one(role="alert").text == sentence
    assert "Noa would like to do this with you." in page.text
    assert [one.state for one in rows(engine, Plan)] == ["offered"]


def test_the_loser_of_a_race_is_shown_where_it_stands(
    noa: Visitor, ilan: Visitor, planned: PlanNow, noas: Planner
) -> None:
    noas.cancel(planned)
    answer = ilan.post_form(f"/together/plans/{planned.id}/offers", **OTHER, instead_of=7)
    assert answer.status_code == 409
    noas.suggest(planned, TOMORROW + DAY, instead_of=1)
    answer = noa.post_form(f"/together/plans/{planned.id}/cancellation", offer=1, state="planned")
    assert answer.status_code == 409
    assert "Ilan takes a time, or suggests another." in parse(answer.text).text


def test_a_line_too_long_is_kept_beside_its_sentence(
    ilan: Visitor, planned: PlanNow, clock: time_machine.Traveller, engine: sa.Engine
) -> None:
    clock.move_to(LATER)
    answer = ilan.post_form(f"/together/plans/{planned.id}/done", offer=1, line="x" * 201)
    assert answer.status_code == 422
    page = parse(answer.text)
    assert errors(page) == ["This is too long. At most 200 characters fit."]
    assert page.one("input", name="line").attrs["value"] == "x" * 201
    assert rows(engine, PlanLine) == []


def test_what_both_want_and_what_they_did_begin_a_plan_named_by_its_id(
    noa: Visitor, ilan: Visitor, noas: Planner, ilans: Planner
) -> None:
    noa.post_form("/together/ideas/library_books/leaning", leaning="like")
    answer = ilan.post_form("/together/ideas/library_books/leaning", leaning="like")
    match = answer.headers["location"]
    where = parse(noa.get(match).text).one("a", class_="act")
    assert where.text == "Find a time"
    form = parse(noa.get(where.attrs["href"]).text).one("form", action="/together/plans")
    assert typed(form)["what"] == "Choose a library book for each other"
    plan = ilans.did(ilans.take(noas.offer()))
    form = parse(noa.get(f"/together/plans/new?again={plan.id}").text).one("form", action="/together/plans")
    assert (typed(form)["what"], typed(form)["place"]) == ("Soup by the canal", "The old lock")
    assert noa.get(f"/together/plans/new?again={new_id()}").status_code == 404
    assert noa.get(f"/together/plans/new?match_id={new_id()}").status_code == 404


def test_a_finished_plan_has_no_form_for_other_times(noa: Visitor, noas: Planner) -> None:
    plan = noas.take_back(noas.offer())
    assert noa.get(f"/together/plans/{plan.id}/offer").headers["location"] == f"/together/plans/{plan.id}"
    answer = noa.post_form(f"/together/plans/{plan.id}/offers", **OTHER, instead_of=1)
    assert answer.status_code == 410
    assert "This offer was taken back." in parse(answer.text).one(role="alert").text


def test_another_couples_plan_is_nowhere(mara: Visitor, offered: PlanNow) -> None:
    for path in ("", "/offer"):
        assert mara.get(f"/together/plans/{offered.id}{path}").status_code == 404
    assert mara.get(f"/together/plans/new?again={offered.id}").status_code == 404
