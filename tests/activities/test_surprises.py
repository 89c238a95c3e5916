"""A surprise: nothing the other is given depends on what is hidden, wherever they look, whatever they send.

The hidden words are exchanged in the database between two looks: every byte must be the same. What was told
while it came about is compared between plans that differ in nothing else.
"""

import json
import re

import pytest
import sqlalchemy as sa
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mend.activities.plan_diary import PlanNow
from mend.activities.plan_terms import Details
from mend.activities.plans_models import MAX_NOTE, MAX_PLACE, MAX_WHAT
from mend.database import unit_of_work
from mend.live.models import CoupleEvent
from mend.notifications.models import Notification
from tests.activities import plan_fixtures
from tests.activities.planners import BRING, DAY, HOUR, LATER, NOTE, PLACE, TOMORROW, WHAT, Planner, rows
from tests.people import Visitor
from tests.signals.partners import THEN

noas, ilans, clock = plan_fixtures.noas, plan_fixtures.ilans, plan_fixtures.clock
pytestmark = pytest.mark.usefixtures("clock")

OTHERS = [
    ("X", "", ""),
    ("\N{FIRECRACKER}" * MAX_WHAT, "<b>there</b>" * 6, 'a "note"\nof two lines'),
    ("%(name)s {{ plan }}", "Pier 4", "x" * MAX_NOTE),
]
STATES = ["offered", "countered", "planned", "moved", "fell through", "resting", "taken back", "cancelled"]


def reach(state: str, noas: Planner, ilans: Planner, plan: PlanNow) -> None:
    """Bring what Noa offered to where it is looked at."""
    match state:
        case "countered":
            ilans.suggest(plan, TOMORROW + HOUR)
        case "planned":
            ilans.take(plan)
        case "moved":
            noas.suggest(ilans.take(plan), TOMORROW + HOUR)
        case "fell through":
            ilans.did_not(ilans.take(plan))
        case "resting":
            ilans.let_rest(plan)
        case "taken back":
            noas.take_back(plan)
        case "cancelled":
            noas.cancel(ilans.take(plan))


def rewrite(engine: sa.Engine, what: str, place: str, note: str) -> None:
    """Other words for every plan, behind the back of the application."""
    with unit_of_work(engine) as session:
        session.execute(sa.text("UPDATE plans SET what = :what"), {"what": what})
        session.execute(
            sa.text("UPDATE plan_offers SET place = :place, note = :note"), {"place": place, "note": note}
        )


def everything(visitor: Visitor, plan: PlanNow) -> dict[str, bytes]:
    """All pages that could know of it, and every answer to a post that is refused."""
    one = f"/together/plans/{plan.id}"
    pages = ["/", "/together", "/together/plans", one, f"{one}/offer", "/us", "/us/copy"]
    found = {path: visitor.get(path) for path in pages}
    slot = {"zone": "Europe/Berlin", "slot_1": "2020-01-01T10:00", "instead_of": "1", "minutes": "60"}
    for path, fields in (
        ("offers", slot),
        ("offers", slot | {"what": WHAT, "place": PLACE}),
        ("offers", slot | {"slot_1": "2026-12-21T20:40", "instead_of": "7"}),
        ("yes", {"slot": str(plan.id)}),
        ("rest", {"offer": "7"}),
        ("cancellation", {"offer": "7", "state": "planned"}),
        ("done", {"offer": "7"}),
        ("done", {"offer": "1", "line": "x" * 1000}),
        ("not-done", {"offer": "7"}),
        ("letting-go", {"offer": "7"}),
        ("revelation", {}),
    ):
        found[f"{path} {fields}"] = visitor.post_form(f"{one}/{path}", **fields)
    # Guessing what it is, under its own id.
    guess = {
        "id": str(plan.id),
        "what": WHAT,
        "place": PLACE,
        "note": NOTE,
        "bring": BRING,
        "surprise": "yes",
    }
    times = {"zone": "Europe/Berlin", "slot_1": "2026-12-24T20:20", "minutes": "120", "noted": ""}
    answer = visitor.post_form("/together/plans", **guess | times)
    assert answer.status_code == 409
    found["offers of a guess"] = answer
    # Forms are born with an id; those of the database are the same on both looks.
    known = f"{plan.id}|{'|'.join(str(slot.id) for slot in plan.slots)}"
    born = re.compile(rf"(?!{known})[0-9a-f]{{8}}-[0-9a-f]{{4}}-7[0-9a-f]{{3}}-[0-9a-f]{{4}}-[0-9a-f]{{12}}")
    return {name: born.sub("", answer.text).encode() for name, answer in found.items()}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("hours", [0, 25, 29])
def test_every_byte_the_other_is_given_is_independent_of_what_is_hidden(
    ilan: Visitor,
    noas: Planner,
    ilans: Planner,
    engine: sa.Engine,
    clock: time_machine.Traveller,
    state: str,
    hours: int,
) -> None:
    plan = noas.offer(TOMORROW, TOMORROW + 4 * HOUR, surprise=True)
    reach(state, noas, ilans, plan)
    clock.move_to(THEN + hours * HOUR)
    first = everything(ilan, plan)
    for hidden in (WHAT, PLACE, NOTE):
        assert not [name for name, page in first.items() if hidden.encode() in page and "offers" not in name]
    rewrite(engine, *OTHERS[hours % len(OTHERS)])
    assert everything(ilan, plan) == first


@settings(
    max_examples=5,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=MAX_WHAT),
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=MAX_PLACE),
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=MAX_NOTE),
)
def test_whatever_is_hidden_the_others_page_is_the_same(
    ilan: Visitor, noas: Planner, engine: sa.Engine, what: str, place: str, note: str
) -> None:
    known = ilan.get("/together/plans").content
    if b"A surprise from Noa" not in known:
        noas.offer(surprise=True)
        known = ilan.get("/together/plans").content
    rewrite(engine, what, place, note)
    assert ilan.get("/together/plans").content == known


def test_what_is_told_and_announced_is_the_same_whatever_it_is(
    noas: Planner, ilans: Planner, engine: sa.Engine
) -> None:
    told = []
    for what, place, note in OTHERS:
        heard = len(rows(engine, CoupleEvent))
        plan = noas.offer(what=what, details=Details(place, note, BRING), surprise=True)
        noas.cancel(ilans.take(noas.suggest(ilans.suggest(plan, TOMORROW + HOUR), TOMORROW)))
        news = [row for row in rows(engine, Notification) if row.about == f"plan:{plan.id}"]
        events = sorted(rows(engine, CoupleEvent), key=lambda row: row.number)[heard:]
        told.append(
            (
                sorted((row.kind, row.title, row.body, row.ended_title, row.ended_body) for row in news),
                [event.what for event in events],
            )
        )
        assert {row.path for row in news} == {f"/together/plans/{plan.id}"}
    assert told[0] == told[1] == told[2]
    assert told[0][1] == ["plan"] * 5


def test_its_author_reads_it_everywhere_and_so_does_the_other_once_it_is_revealed(
    noa: Visitor, ilan: Visitor, noas: Planner
) -> None:
    plan = noas.offer(surprise=True)
    one = f"/together/plans/{plan.id}"
    for path in ("/together", "/together/plans", one, "/us/copy"):
        assert WHAT in noa.get(path).text
        assert WHAT not in ilan.get(path).text
    assert BRING in ilan.get(one).text
    assert ilan.post_form(f"{one}/revelation").status_code == 409
    assert WHAT not in ilan.get(one).text
    assert noa.post_form(f"{one}/revelation").status_code == 303
    for path in ("/", "/together", "/together/plans", one, "/us/copy"):
        assert WHAT in ilan.get(path).text


def test_the_others_form_has_no_field_for_what_they_do_not_see(ilan: Visitor, noas: Planner) -> None:
    one = f"/together/plans/{noas.offer(surprise=True).id}"
    form = ilan.get(f"{one}/offer").text
    for name in ("what", "place", "note", "bring"):
        assert f'name="{name}"' not in form
    times = {"zone": "Europe/Berlin", "slot_1": "2026-11-22T20:40", "minutes": "60", "instead_of": "1"}
    refused = ilan.post_form(f"{one}/offers", **times, place="Is it the lock?")
    assert refused.status_code == 422
    assert ilan.post_form(f"{one}/offers", **times).status_code == 303


def test_the_copy_of_who_it_is_for_holds_times_and_no_words(
    noa: Visitor, ilan: Visitor, noas: Planner, ilans: Planner
) -> None:
    ilans.take(noas.offer(surprise=True))
    noa.post_form("/us/leaving")  # also once the space is closed
    [theirs] = json.loads(ilan.get("/us/copy").text)["spaces"][0]["plans"]
    [mine] = json.loads(noa.get("/us/copy").text)["spaces"][0]["plans"]
    assert (theirs["what"], theirs["offers"][0]["place"], theirs["offers"][0]["note"]) == (None, None, None)
    assert theirs["offers"][0]["wear_or_bring"] == BRING
    assert theirs["offers"][0]["times"][0]["at"] == TOMORROW.isoformat()
    assert (mine["what"], mine["offers"][0]["place"], mine["surprise_by"]) == (WHAT, PLACE, "Noa")


def test_having_done_it_shows_it_to_both(
    ilan: Visitor, noas: Planner, ilans: Planner, clock: time_machine.Traveller
) -> None:
    plan = ilans.take(noas.offer(surprise=True))
    clock.move_to(LATER)
    assert WHAT not in ilan.get("/").text
    ilans.did(plan)
    assert WHAT in ilan.get(f"/together/plans/{plan.id}").text
    clock.move_to(LATER + DAY)
    assert WHAT in ilan.get("/together").text
