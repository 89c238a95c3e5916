"""Answering over HTTP: a change, a yes, a no, a turn; and whoever comes too late sees how it stands now."""

import pytest
import sqlalchemy as sa
import time_machine

from mend.commitments.models import CommitmentState, CommitmentWording, Turn, WordingAnswer
from mend.commitments.shelf import Promise
from mend.rhythms.rhythm import Weekday, weekly
from tests.commitments.promise_page import OTHER, buttons, change_form, page_of, post, problem
from tests.commitments.promisers import DAY, TODAY, WORDS, Promiser, rows, terms
from tests.markup import parse, typed
from tests.people import Visitor
from tests.signals.partners import THEN

CHANGED = "This was changed in the meantime. Here is how it stands now."


@pytest.fixture(autouse=True)
def _still(clock: time_machine.Traveller) -> None:
    """Every page of these tests is made at THEN, until the clock is moved."""


def test_a_change_is_suggested_and_agreed_to(
    agreed: Promise, noa: Visitor, ilan: Visitor, engine: sa.Engine
) -> None:
    fields = change_form(ilan, agreed)
    assert (fields["words"], fields["when"], fields["seen"]) == (WORDS, "daily", "1")
    assert post(ilan, agreed, "wordings", **fields | {"words": "Smaller"}).status_code == 303
    assert "Ilan suggests a change. Until you say yes, it stays as it was." in page_of(noa, agreed).text
    assert "You suggested a change." in page_of(ilan, agreed).text
    assert post(noa, agreed, "acceptance", seen=2).status_code == 303
    assert page_of(ilan, agreed).one(class_="promise-words").text == "Smaller"
    assert [row.answer for row in rows(engine, CommitmentWording)] == [WordingAnswer.ACCEPTED] * 2


def test_what_was_begun_long_ago_goes_on_in_its_own_weeks(
    noas: Promiser, ilans: Promiser, ilan: Visitor, engine: sa.Engine, clock: time_machine.Traveller
) -> None:
    rhythm = weekly(TODAY, [Weekday.FRIDAY], 2)
    promise = ilans.accept(noas.offer(terms(rhythm=rhythm)))
    clock.shift(10 * DAY)  # in a week that is not one of its own
    fields = change_form(ilan, promise)
    assert fields["starts"] == ""
    assert "agreed on already" in problem(post(ilan, promise, "wordings", **fields))
    assert post(ilan, promise, "wordings", **fields | {"words": "Smaller"}).status_code == 303
    assert {(row.rule, row.starts) for row in rows(engine, CommitmentWording)} == {(rhythm.rule, TODAY)}
    fields |= {"seen": "2", "words": "Smaller", "on_fr": "", "on_sa": "yes"}
    assert post(ilan, promise, "wordings", **fields).status_code == 303
    assert [row.starts for row in rows(engine, CommitmentWording)][2] == TODAY + 15 * DAY


def test_who_suggests_what_the_page_no_longer_shows_keeps_their_words_and_sees_the_new_ones(
    agreed: Promise, noas: Promiser, ilan: Visitor, engine: sa.Engine
) -> None:
    fields = change_form(ilan, agreed) | {"words": "My own idea", "why": "Because"}
    noas.suggest(agreed, OTHER)
    answer = post(ilan, agreed, "wordings", **fields)
    assert answer.status_code == 409
    assert problem(answer) == CHANGED
    page = parse(answer.text)
    assert page.one(class_="promise-words").text == OTHER.words
    kept = typed(page.one("form", action=f"/promises/{agreed.id}/wordings"))
    assert (kept["words"], kept["why"], kept["seen"]) == ("My own idea", "Because", "2")
    assert post(ilan, agreed, "wordings", **kept).status_code == 303  # knowingly
    assert [row.answer for row in rows(engine, CommitmentWording)][1:] == [WordingAnswer.REPLACED, None]


def test_words_for_what_has_ended_meanwhile_are_not_lost_but_ready_to_be_offered(
    noas: Promiser, ilans: Promiser, ilan: Visitor, engine: sa.Engine
) -> None:
    agreed = ilans.accept(noas.offer())
    fields = change_form(ilan, agreed) | {"words": "My own idea"}
    noas.turn(agreed, Turn.FINISHED)
    answer = post(ilan, agreed, "wordings", **fields)
    assert answer.status_code == 410
    assert problem(answer) == "This promise is finished. You can offer it anew."
    kept = typed(parse(answer.text).one("form", id="promise"))
    assert (kept["words"], kept["whose"]) == ("My own idea", "theirs")
    assert len(rows(engine, CommitmentWording)) == 1
    assert ilan.post_form("/promises", **kept).status_code == 303


def test_a_wrong_word_in_a_change_is_said_beside_its_field(agreed: Promise, ilan: Visitor) -> None:
    answer = post(ilan, agreed, "wordings", **change_form(ilan, agreed) | {"words": "x" * 201})
    assert answer.status_code == 422
    assert "At most 200 characters fit." in parse(answer.text).one(id="field-words-error").text


@pytest.mark.parametrize("way", ["acceptance", "refusal"])
def test_an_answer_to_words_that_changed_shows_the_new_ones(
    offered: Promise, noas: Promiser, ilan: Visitor, way: str
) -> None:
    noas.suggest(offered, OTHER)
    answer = post(ilan, offered, way, seen=1)
    assert answer.status_code == 409
    assert problem(answer) == CHANGED
    page = parse(answer.text).one(id="promise")
    assert OTHER.words in page.one(class_="promise-words").text
    assert "Sounds right" in buttons(page)


def test_taking_back_what_was_answered_shows_the_answer(
    offered: Promise, ilans: Promiser, noa: Visitor
) -> None:
    ilans.accept(offered)
    answer = post(noa, offered, "taking-back", seen=1)
    assert (answer.status_code, problem(answer)) == (409, CHANGED)
    assert buttons(parse(answer.text).one(id="promise")) == ["Suggest a change"]


def test_a_turn_after_the_end_shows_the_end(noas: Promiser, ilans: Promiser, ilan: Visitor) -> None:
    ours = ilans.accept(noas.offer(ours=True))
    noas.turn(ours, Turn.LET_GO)
    answer = post(ilan, ours, "turns", turn="finished")
    assert answer.status_code == 410
    assert problem(answer) == "This promise was let go. You can offer it anew."
    assert post(ilan, ours, "turns", turn="let_go").status_code == 303  # as they wished


def test_the_others_promise_is_theirs(agreed: Promise, ilan: Visitor, ilans: Promiser) -> None:
    answer = post(ilan, agreed, "turns", turn="let_go")
    assert answer.status_code == 409
    assert problem(answer) == "This promise is Noa’s own word. You can suggest a change."
    assert ilans.sees(agreed).state(THEN) is CommitmentState.ACTIVE


@pytest.mark.parametrize(
    "fields", [{}, {"seen": ""}, {"seen": "0"}, {"seen": "9" * 30}, {"seen": "1", "x": "1"}]
)
def test_an_answer_that_does_not_say_to_what_is_a_sentence(
    offered: Promise, ilan: Visitor, ilans: Promiser, fields: dict[str, str]
) -> None:
    for way in ("acceptance", "refusal", "taking-back", "review"):
        answer = post(ilan, offered, way, **fields)
        assert answer.status_code == 422
        assert problem(answer)
    assert ilans.sees(offered).state(THEN) is CommitmentState.OFFERED


@pytest.mark.parametrize("turn", ["", "agreed", "broken"])
def test_a_turn_that_is_none_is_a_sentence(agreed: Promise, noa: Visitor, turn: str) -> None:
    assert post(noa, agreed, "turns", turn=turn).status_code == 422
