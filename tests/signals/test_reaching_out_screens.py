"""Reaching out from home and from the deck, as each of the two sees it."""

import pytest
import sqlalchemy as sa
import time_machine
from fastapi import FastAPI

from mend.database import unit_of_work
from mend.notifications.outbox import Outbox
from mend.signals.attempts import HELD_BACK_AFTER
from mend.signals.decks import OURS, START_OVER
from mend.signals.reaching_out import WARM_FOR, reaching_out
from tests.markup import parse
from tests.people import Visitor
from tests.queries import recorded
from tests.signals.partners import MINUTE, THEN, Partner
from tests.signals.reaching import add, not_yet, offer, reach, yes
from tests.signals.test_repair_screens import ASK_AT, home, screen


@pytest.fixture(autouse=True)
def _still(clock: time_machine.Traveller) -> None:
    """Every page of these tests is made at THEN, until the clock is moved."""


@pytest.fixture
def outbox(app: FastAPI) -> Outbox:
    """The application's own, so that its tags are those on the pages."""
    found: Outbox = app.state.outbox
    return found


def test_home_offers_three_phrases_and_more(noa: Visitor, noas: Partner) -> None:
    add(noas, "Pancakes?", THEN)
    offer(noas, START_OVER, THEN, shown=False)
    form = home(noa).one("form", action="/repairs")
    ours = [key for key in OURS if key != START_OVER]
    assert [button.attrs["value"] for button in form.all("button", name="phrase")][1:] == ours[:2]
    assert form.one("a").attrs["href"] == "/repairs/new"
    assert form.one("input", name="id").attrs["value"] != home(noa).one("input", name="id").attrs["value"]


def test_home_asks_for_my_answer_right_there(ilan: Visitor, noas: Partner, ilans: Partner) -> None:
    repair = reach(noas, THEN)
    card = home(ilan).one("section", class_="card")
    assert card.text == "From Noa Can we start over? Yes Not yet Ask me later …"
    assert card.one("form").attrs["action"] == f"/repairs/{repair.id}/answer"
    assert [button.attrs["value"] for button in card.all("button", name="answer")] == ["yes", "not_yet"]
    not_yet(ilans, repair, THEN)
    card = home(ilan).one("a", class_="card")
    assert card.text == "From Noa Can we start over? You said not yet. A change of heart is welcome."


def test_home_tells_what_became_of_mine(
    noa: Visitor, ilan: Visitor, noas: Partner, ilans: Partner, clock: time_machine.Traveller
) -> None:
    repair = reach(noas, THEN)
    assert home(noa).one("a", class_="card").text == (
        "You reached out at 20:20 Can we start over? No answer yet. See how far it came."
    )
    not_yet(ilans, repair, THEN, ask_at=ASK_AT)
    assert "Ilan says: not yet. You can ask again from 21:10." in home(noa).one("a", class_="card").text
    yes(ilans, repair, THEN)
    for visitor in (noa, ilan):
        card = home(visitor).one("a", class_="card")
        assert card.attrs["href"] == f"/repairs/{repair.id}"
        assert card.text == "You both said yes to starting over. See the words"
    clock.shift(WARM_FOR)
    for visitor in (noa, ilan):
        assert not home(visitor).all("a", class_="card")


def test_what_holds_back_stands_in_place_of_the_phrases(noa: Visitor, noas: Partner) -> None:
    *_, last = (reach(noas, THEN) for _ in range(HELD_BACK_AFTER))
    for part in (home(noa), parse(noa.get("/repairs/new").text), screen(noa, last)):
        assert "You have reached out three times. Give Ilan a little quiet." in part.text
        assert not part.all("form", action="/repairs")


def test_the_deck_to_choose_from_has_everything_that_is_not_hidden(
    noa: Visitor, ilan: Visitor, noas: Partner, ilans: Partner
) -> None:
    mine = add(noas, "Pancakes?", THEN)
    offer(noas, "hug", THEN, shown=False)
    page = parse(noa.get("/repairs/new").text)
    keys = [button.attrs["value"] for button in page.one("main").all("button", name="phrase")]
    assert keys == [str(mine.id), *(key for key in OURS if key != "hug")]
    reach(ilans, THEN, key=str(mine.id))
    assert parse(noa.get("/repairs/new").text).one("section", class_="card").one("h2").text == "Pancakes?"


def test_the_page_of_the_deck(noa: Visitor, ilan: Visitor, noas: Partner, ilans: Partner) -> None:
    mine = add(noas, "Pancakes?", THEN)
    page = parse(noa.get("/us/deck").text)
    assert len(page.all("li", class_="row")) == 15
    first = page.all("li", class_="row")[0]
    assert first.text == "Pancakes? Added by you Hide Take out"
    assert first.all("form")[1].attrs["action"] == f"/us/deck/phrases/{mine.id}/removal"
    assert parse(ilan.get("/us/deck").text).all("li", class_="row")[0].text == "Pancakes? Added by Noa Hide"
    assert not page.all("details")
    for key in (str(mine.id), *OURS):
        offer(ilans, key, THEN, shown=False)
    page = parse(ilan.get("/us/deck").text)
    assert page.one(class_="empty").one("h2").text == "No phrases here"
    assert len(page.one("details").all("li", class_="row")) == 15
    assert page.one("details").all("button")[0].attrs["aria-label"] == "Show again: Pancakes?"
    assert parse(ilan.get("/repairs/new").text).one(class_="empty").one("h2").text == "No phrases here"
    assert home(ilan).one("form", action="/repairs").text == "More"


def test_what_a_page_needs_of_repairs_takes_three_questions(
    noas: Partner, ilans: Partner, engine: sa.Engine
) -> None:
    def asked() -> int:
        with unit_of_work(engine, writes=False) as session:
            member = noas.member(session)
            with recorded(engine) as statements:
                reaching_out(session, member, THEN + 30 * MINUTE)
        return len(statements)

    assert asked() == 3
    for minute in range(12):
        add(noas, f"Word {minute}", THEN)
        yes(ilans, reach(noas, THEN + minute * MINUTE), THEN + minute * MINUTE)
        not_yet(noas, reach(ilans, THEN + minute * MINUTE), THEN + minute * MINUTE)
    assert asked() == 3
