"""Repairs over HTTP: what pages and notifications post, and what they get when it does not fit."""

from datetime import timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa
import time_machine

from mend.couples.leaving import close_space
from mend.couples.membership import link
from mend.database import unit_of_work
from mend.ids import new_id
from mend.signals.attempts import HELD_BACK_AFTER, WITHIN
from mend.signals.repair_models import Answer
from mend.signals.states import REPAIR_WAITS
from tests.markup import parse
from tests.people import People, Visitor
from tests.signals.partners import MINUTE, THEN, Partner, told
from tests.signals.reaching import add, reach, remove, repairs, yes

pytestmark = pytest.mark.any_database

# As the service worker posts what a button says.
WORKER = {"Accept": "application/json"}


@pytest.fixture(autouse=True)
def _still(clock: time_machine.Traveller) -> None:
    """The clock of these tests stands at THEN until it is moved."""


def test_one_tap_sends_and_leads_to_its_page(noa: Visitor, engine: sa.Engine) -> None:
    tap = new_id()
    for _ in range(2):
        answer = noa.post_form("/repairs", id=tap, phrase="hug")
        assert (answer.status_code, answer.headers["location"]) == (303, f"/repairs/{tap}")
    assert [(one.id, one.key) for one in repairs(engine)] == [(tap, "hug")]


def test_a_tap_without_an_id_gets_one(noa: Visitor, engine: sa.Engine) -> None:
    answer = noa.post_form("/repairs", phrase="hug")
    assert answer.headers["location"] == f"/repairs/{repairs(engine)[0].id}"


def test_a_button_of_a_notification_posts_the_same(
    noa: Visitor, ilan: Visitor, noas: Partner, engine: sa.Engine
) -> None:
    repair = reach(noas, THEN - MINUTE)
    to = f"/repairs/{repair.id}/answer"
    assert ilan.post(to, data={"answer": "not_yet"}, headers=WORKER).status_code == 303
    again = noa.post("/repairs", data={"phrase": "hug", "id": str(new_id())}, headers=WORKER)
    assert again.status_code == 303
    assert ilan.post(to, data={"answer": "yes"}, headers=WORKER).status_code == 303
    assert [one.answer for one in repairs(engine)] == [Answer.NOT_YET, Answer.YES]


def test_what_somebody_else_said_on_this_phone_is_refused(
    noa: Visitor, ilan: Visitor, noas: Partner, ilans: Partner, engine: sa.Engine
) -> None:
    repair = reach(noas, THEN)
    headers = WORKER | {"Mend-Person": str(noas.id)}
    answer = ilan.post(f"/repairs/{repair.id}/answer", data={"answer": "yes"}, headers=headers)
    assert answer.status_code == 403
    assert repairs(engine)[0].answer is None


@pytest.mark.parametrize("since", ["closed", "another"])
def test_what_was_said_in_another_space_is_refused(
    noa: Visitor, noas: Partner, engine: sa.Engine, people: People, since: str
) -> None:
    with unit_of_work(engine) as session:
        before = noas.member(session)
        close_space(session, before, THEN)
        if since == "another":
            link(session, people.noa, people.sam, THEN)
    answer = noa.post(
        "/repairs", data={"phrase": "hug"}, headers=WORKER | {"Mend-Couple": str(before.couple_id)}
    )
    assert (answer.status_code, answer.json()["detail"]) == (
        403,
        "This was said in a space that is closed now. Nothing was sent.",
    )
    assert repairs(engine) == []


def test_what_was_said_in_this_space_is_taken(noa: Visitor, noas: Partner, engine: sa.Engine) -> None:
    with unit_of_work(engine, writes=False) as session:
        here = noas.member(session).couple_id
    answer = noa.post("/repairs", data={"phrase": "hug"}, headers=WORKER | {"Mend-Couple": str(here)})
    assert answer.status_code == 303
    assert len(repairs(engine)) == 1


def test_the_loser_of_a_race_sees_the_winners_state(ilan: Visitor, noas: Partner, ilans: Partner) -> None:
    repair = reach(noas, THEN)
    yes(ilans, repair, THEN)
    to = f"/repairs/{repair.id}/answer"
    page = ilan.post_form(to, answer="not_yet")
    assert page.status_code == 409
    tree = parse(page.text)
    assert (
        tree.one(role="alert").text == "You both said yes already. If you need time, a pause is always there."
    )
    assert "You both said yes to starting over." in tree.one("main").text
    problem = ilan.post(to, data={"answer": "not_yet"}, headers=WORKER)
    assert (problem.status_code, problem.json()["status"]) == (409, 409)


def test_an_answer_to_ones_own_is_refused_on_its_page(noa: Visitor, noas: Partner) -> None:
    repair = reach(noas, THEN)
    page = noa.post_form(f"/repairs/{repair.id}/answer", answer="yes")
    assert page.status_code == 409
    assert parse(page.text).one(role="alert").text == "You sent this one. Ilan answers it."


def test_a_late_answer_finds_it_has_passed(
    ilan: Visitor, noas: Partner, clock: time_machine.Traveller
) -> None:
    repair = reach(noas, THEN)
    clock.shift(REPAIR_WAITS)
    page = ilan.post_form(f"/repairs/{repair.id}/answer", answer="yes")
    assert page.status_code == 410
    assert "This one has passed." in parse(page.text).one(role="alert").text


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"answer": "not_yet", "at": "soon"}, "Please name a time, such as 21:30."),
        ({"answer": "not_yet", "at": "25:00"}, "Please name a time, such as 21:30."),
        ({"answer": "maybe"}, "Please choose one of the options."),
        ({}, "Please fill this in."),
        ({"answer": "not_yet", "after": "1441"}, "Please choose 1440 or less."),
        ({"answer": "not_yet", "after": "0"}, "Please choose 1 or more."),
        (
            {"answer": "yes", "more": "x"},
            "The form holds a field that does not belong here. Please reload the page.",
        ),
    ],
)
def test_an_answer_that_cannot_be_read_changes_nothing(
    ilan: Visitor, noas: Partner, engine: sa.Engine, fields: dict[str, str], sentence: str
) -> None:
    repair = reach(noas, THEN)
    page = ilan.post_form(f"/repairs/{repair.id}/answer", **fields)
    assert page.status_code == 422
    tree = parse(page.text)
    assert sentence in tree.one(role="alert").text
    if "at" in fields:
        field = tree.one("input", id="field-at")
        assert field.attrs["value"] == fields["at"]
        assert tree.one(id="field-at-error").text == sentence
    assert repairs(engine)[0].answer is None


def test_a_time_of_day_is_read_on_the_answerers_clock(
    ilan: Visitor, noas: Partner, ilans: Partner, engine: sa.Engine
) -> None:
    ilans.travel("America/New_York")
    repair = reach(noas, THEN)
    assert ilan.post_form(f"/repairs/{repair.id}/answer", answer="not_yet", at="15:10").status_code == 303
    assert repairs(engine)[0].ask_at == THEN + 50 * MINUTE


@pytest.mark.parametrize("phrase", ["", "x" * 37])
def test_a_phrase_that_cannot_be_one_is_refused(noa: Visitor, engine: sa.Engine, phrase: str) -> None:
    assert noa.post_form("/repairs", phrase=phrase).status_code == 422
    assert noa.post_form("/repairs", phrase="hug", id="x").status_code == 422
    assert noa.post_form("/repairs").status_code == 422
    assert repairs(engine) == []


def test_a_phrase_that_was_taken_out_leads_to_choosing_another(
    noa: Visitor, noas: Partner, engine: sa.Engine
) -> None:
    phrase = add(noas, "Pancakes?", THEN)
    remove(noas, phrase, THEN)
    page = noa.post_form("/repairs", phrase=phrase.id, id=new_id())
    assert page.status_code == 410
    tree = parse(page.text)
    assert "not in your deck any more" in tree.one(role="alert").text
    assert len(tree.all("button", name="phrase")) == 14
    assert noa.post("/repairs", data={"phrase": str(phrase.id)}, headers=WORKER).status_code == 410
    assert repairs(engine) == []


def test_a_pause_of_nobody_is_not_there(noa: Visitor, engine: sa.Engine) -> None:
    assert noa.post_form("/repairs", phrase="hug", pause=uuid4()).status_code == 404
    assert noa.post_form("/repairs", phrase="hug", pause="").status_code == 303


def test_who_runs_into_holding_back_is_told_why_and_until_when(
    noa: Visitor, noas: Partner, engine: sa.Engine, clock: time_machine.Traveller
) -> None:
    for _ in range(HELD_BACK_AFTER):
        reach(noas, THEN)
    clock.shift(10 * MINUTE)
    page = noa.post_form("/repairs", phrase="hug", id=new_id())
    assert (page.status_code, page.headers["retry-after"]) == (429, "3000")
    tree = parse(page.text)
    assert not tree.all("button", name="phrase")
    assert (
        "You have reached out three times. Give Ilan a little quiet. You can ask again in 50 minutes ."
        in tree.one("main").text
    )
    assert tree.one("time", data_until=True).attrs["data-until"] == (THEN + WITHIN).isoformat()
    # A phone keeps what it may try again; held back is not that, or it would go out by itself in an hour.
    problem = noa.post("/repairs", data={"phrase": "hug"}, headers=WORKER)
    assert problem.status_code == 409
    assert problem.json()["detail"] == (
        "You have reached out three times. Give Ilan a little quiet. From 21:20 on you can ask again."
    )
    assert len(repairs(engine)) == len(told(engine, waiting=True)) == HELD_BACK_AFTER
    clock.shift(timedelta(minutes=50))
    assert noa.post_form("/repairs", phrase="hug", id=new_id()).status_code == 303


def test_the_deck_keeps_what_was_typed_and_says_what_is_wrong(noa: Visitor, ilan: Visitor) -> None:
    for words, sentence in (
        ("", "Please fill this in."),
        ("x" * 81, "This is too long. At most 80 characters fit."),
        ("turn\u202earound", "This holds characters that cannot be shown."),
        ("I would like a hug.", "This phrase is in your deck already."),
    ):
        page = noa.post_form("/us/deck/phrases", id=new_id(), words=words)
        assert page.status_code in {409, 422}
        tree = parse(page.text)
        assert tree.one(id="field-words-error").text == sentence
        assert tree.one("input", id="field-words").attrs["value"] == words
    tap = new_id()
    for _ in range(2):
        assert noa.post_form("/us/deck/phrases", id=tap, words="Pancakes?").headers["location"] == "/us/deck"
    refused = ilan.post_form(f"/us/deck/phrases/{tap}/removal")
    assert refused.status_code == 409
    assert "Noa added this phrase, and can take it out." in parse(refused.text).one(role="alert").text
    assert ilan.post_form("/us/deck/hidden", key=tap, do="hide").status_code == 303
    assert ilan.post_form("/us/deck/hidden", key="nothing", do="hide").status_code == 410
    assert ilan.post_form("/us/deck/hidden", key=tap, do="burn").status_code == 422
    assert noa.post_form(f"/us/deck/phrases/{tap}/removal").status_code == 303
    assert "Pancakes?" not in noa.get("/us/deck").text
