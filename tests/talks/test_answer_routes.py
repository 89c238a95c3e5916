"""Answers to a talk over HTTP: the loser of a race, and whoever sent something odd, see how it stands."""

import pytest
import sqlalchemy as sa
import time_machine

from mend.ids import new_id
from mend.talks.diary import LAST_LINE
from mend.talks.models import ParkedLine, Talk, TalkOffer
from tests.markup import parse, typed
from tests.people import Visitor
from tests.talks.partners import HOUR, TOMORROW, Talker, rows
from tests.talks.test_talk_routes import GOOD, errors


@pytest.fixture(autouse=True)
def _still(clock: time_machine.Traveller) -> None:
    """Every page of these tests is made at THEN."""


def test_a_yes_to_what_was_replaced_shows_the_new_times(noa: Visitor, ilan: Visitor, noas: Talker) -> None:
    talk = noas.offer()
    noas.suggest(talk, TOMORROW + HOUR)
    answer = ilan.post_form(f"/talks/{talk.id}/acceptance", slot=talk.slots[0].id)
    assert answer.status_code == 409
    page = parse(answer.text).one(id="talk")
    assert page.one(role="alert").text == "This was changed in the meantime. Here is how it stands now."
    assert "Tomorrow, 21:20" in page.text
    assert "Tomorrow, 20:20" not in page.text


def test_other_times_after_somebody_elses_show_those_and_keep_the_typed(
    ilan: Visitor, noas: Talker, engine: sa.Engine
) -> None:
    talk = noas.offer()
    noas.suggest(talk, TOMORROW + HOUR)
    fields = {name: GOOD[name] for name in ("zone", "slot_1", "place", "minutes")}
    answer = ilan.post_form(f"/talks/{talk.id}/offers", instead_of=1, **fields)
    assert answer.status_code == 409
    page = parse(answer.text)
    assert "Noa offers Tomorrow, 21:20" in page.text
    kept = typed(page.one("form", action=f"/talks/{talk.id}/offers"))
    assert (kept["slot_1"], kept["instead_of"]) == (GOOD["slot_1"], "2")
    assert ilan.post_form(f"/talks/{talk.id}/offers", **kept).status_code == 303
    assert len(rows(engine, TalkOffer)) == 3


@pytest.mark.parametrize(
    ("path", "fields", "sentence"),
    [
        ("acceptance", {}, "Please choose one of the times."),
        ("acceptance", {"slot": "x"}, "That is not an id of Mend."),
        ("setting-aside", {}, "Please fill this in."),
        ("setting-aside", {"offer": "7"}, "This was changed in the meantime. Here is how it stands now."),
        ("cancellation", {"offer": "1", "state": "held"}, "Please choose one of the options."),
        ("cancellation", {"offer": "1", "state": "booked"}, "This talk is not booked yet."),
        ("readiness", {}, "Tick what fits, or say that you are all right."),
        ("readiness", {"tired": "very"}, "Please choose one of the options."),
        ("readiness", {"all_right": "yes"}, "This was changed in the meantime. Here is how it stands now."),
        ("beginning", {}, "This was changed in the meantime. Here is how it stands now."),
        (
            "beginning",
            {"began_at": "2020"},
            "The form holds a field that does not belong here. Please reload the page.",
        ),
        ("ending", {}, "This talk has not begun yet."),
    ],
)  # fmt: skip
def test_a_wrong_answer_shows_the_talk_as_it_stands_with_a_sentence(
    ilan: Visitor, noas: Talker, engine: sa.Engine, path: str, fields: dict[str, str], sentence: str
) -> None:
    talk = noas.offer()
    answer = ilan.post_form(f"/talks/{talk.id}/{path}", **fields)
    assert answer.status_code in {409, 422}
    page = parse(answer.text).one(id="talk")
    assert page.one(role="alert").text == sentence
    assert "Noa would like to talk about this." in page.text
    assert [one.state for one in rows(engine, Talk)] == ["offered"]


def test_what_came_to_its_end_is_shown_as_ended(ilan: Visitor, noas: Talker) -> None:
    talk = noas.take_back(noas.offer())
    answer = ilan.post_form(f"/talks/{talk.id}/acceptance", slot=talk.slots[0].id)
    assert answer.status_code == 410
    assert "Noa took this offer back. There is nothing to answer." in answer.text
    assert ilan.get(f"/talks/{talk.id}/offer").headers["location"] == f"/talks/{talk.id}"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("", "Please fill this in."),
        ("x" * 121, "This is too long. At most 120 characters fit."),
        ("a\u2028b", "This holds characters that cannot be shown."),
    ],
)
def test_a_line_that_does_not_fit_is_kept_as_typed(
    noa: Visitor, noas: Talker, engine: sa.Engine, words: str, sentence: str
) -> None:
    talk = noas.offer()
    answer = noa.post_form(f"/talks/{talk.id}/park", id=new_id(), words=words)
    assert answer.status_code == 422
    form = parse(answer.text).one("form", id="park")
    assert errors(form) == [sentence]
    assert form.one("input", name="words").attrs["value"] == words
    assert rows(engine, ParkedLine) == []


def test_a_line_that_comes_too_late_stands_on_the_page_to_be_used_elsewhere(
    noa: Visitor, noas: Talker, ilans: Talker, engine: sa.Engine, clock: time_machine.Traveller
) -> None:
    talk = ilans.set_aside(noas.offer())
    clock.shift(LAST_LINE)
    answer = noa.post_form(f"/talks/{talk.id}/park", id=new_id(), words="The bicycle")
    assert answer.status_code == 410
    page = parse(answer.text)
    assert page.one(id="unparked").text == "You wrote. Nobody else has seen it. The bicycle"
    assert "This talk was set aside." in page.one(role="alert").text
    assert not page.one(id="talk").all(id="unparked")  # that part fetches itself anew
    assert rows(engine, ParkedLine) == []


def test_a_line_is_parked_once_ticked_off_and_taken_up_again(
    noa: Visitor, ilan: Visitor, noas: Talker, engine: sa.Engine
) -> None:
    talk, line_id = noas.offer(), new_id()
    for _ in range(2):
        assert noa.post_form(f"/talks/{talk.id}/park", id=line_id, words="The bicycle").status_code == 303
    assert len(rows(engine, ParkedLine)) == 1
    where = f"/talks/{talk.id}/park/{line_id}/tick"
    assert ilan.post_form(where, done="yes").headers["location"] == f"/talks/{talk.id}"
    assert parse(noa.get(f"/talks/{talk.id}").text).one("s").text == "The bicycle"
    noa.post_form(where, done="no")
    assert not parse(ilan.get(f"/talks/{talk.id}").text).all("s")
    assert ilan.post_form(where, done="perhaps").status_code == 422
