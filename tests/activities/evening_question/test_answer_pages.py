"""Answers over HTTP: what fits and what does not, two devices, and what comes too late."""

import pytest
import time_machine

from mend.activities.evening_question.models import MAX_LINES, MAX_WORDS
from tests.activities.evening_question.askers import LAST_MOMENT, Asked
from tests.activities.evening_question.looking import BREAD, answer, main, notes, path_of
from tests.markup import parse, typed
from tests.people import Visitor
from tests.signals.partners import MINUTE

pytestmark = pytest.mark.usefixtures("clock")


def test_taking_back_and_writing_anew(noa: Visitor, noas: Asked) -> None:
    answer(noa, noas)
    room = parse(noa.get(f"{path_of(noas)}/answer").text)
    assert typed(room) == {"seen": "1", "words": "The bread. Still warm."}
    answer(noa, noas, "The soup", seen=1)
    assert notes(main(noa, path_of(noas)))[0][1] == "The soup"
    for _ in range(2):
        assert noa.post_form(f"{path_of(noas)}/taking-back").status_code == 303
    assert main(noa, path_of(noas)).one(class_="act").text == "Answer"


@pytest.mark.parametrize(
    ("words", "status", "sentence"),
    [
        ("", 422, "Please fill this in."),
        (" \n ", 422, "Please fill this in."),
        ("x" * (MAX_WORDS + 1), 422, "This is too long. At most 1000 characters fit."),
        ("😀" * 10_000, 422, "This is too long. At most 1000 characters fit."),
        ("a\n" * MAX_LINES + "a", 422, "Twenty lines fit. Please make it a little shorter."),
        ("bread \u202e", 422, "This holds characters that cannot be shown."),
    ],
)
def test_what_does_not_fit_is_said_beside_the_field_and_stays_typed(
    noa: Visitor, noas: Asked, words: str, status: int, sentence: str
) -> None:
    refused = answer(noa, noas, words)
    assert refused.status_code == status
    page = parse(refused.text)
    assert page.one(class_="field-error", id="field-words-error").text == sentence
    assert typed(page)["words"] == " ".join(words.split())
    assert noas.finds().number == 0


def test_what_just_fits_fits(noa: Visitor, noas: Asked) -> None:
    for number, words in enumerate(["😀" * MAX_WORDS, "\r\n".join("x" * MAX_LINES), "👩‍👩‍👧"]):
        assert answer(noa, noas, words, seen=number).status_code == 303


@pytest.mark.parametrize(
    "fields", [{"seen": "-1"}, {"seen": "soon"}, {"seen": str(2**40)}, {"person_id": "x"}]
)
def test_forged_fields_are_refused(noa: Visitor, noas: Asked, fields: dict[str, str]) -> None:
    refused = noa.post_form(f"{path_of(noas)}/answer", **{"words": BREAD} | fields)
    assert refused.status_code == 422
    assert noa.post_form(f"{path_of(noas)}/skipping", person_id="x").status_code == 422
    assert noas.finds().number == 0


def test_another_device_is_shown_what_stands_and_can_go_on(noa: Visitor, noas: Asked) -> None:
    answer(noa, noas, "From the phone")
    refused = answer(noa, noas, "From the laptop")
    assert refused.status_code == 409
    page = parse(refused.text)
    assert "perhaps on another device" in page.one(class_="summary").text
    assert notes(page) == [("What you wrote before", "From the phone")]
    assert typed(page) == {"seen": "1", "words": "From the laptop"}
    assert noa.post_form(f"{path_of(noas)}/answer", **typed(page)).status_code == 303
    assert noas.finds().mine == "From the laptop"


def test_an_answer_that_comes_after_it_opened_is_not_lost_nor_counted(
    noa: Visitor, ilan: Visitor, noas: Asked
) -> None:
    answer(noa, noas)
    answer(ilan, noas, "The walk")
    refused = answer(noa, noas, "The soup", seen=1)
    assert refused.status_code == 409
    page = parse(refused.text)
    assert page.one(class_="summary").text == "This question is open for both of you now. It stays as it is."
    assert notes(page) == [("Ilan", "The walk"), ("You", "The bread. Still warm.")]
    assert page.one("textarea", readonly=True).text == "The soup"
    assert page.one("main").all("form") == []
    for deed in ("talking", "skipping", "taking-back"):
        refused = noa.post_form(f"{path_of(noas)}/{deed}")
        assert refused.status_code == 409
        assert notes(parse(refused.text)) == [("Ilan", "The walk"), ("You", "The bread. Still warm.")]


def test_a_page_left_open_too_long_says_so_and_keeps_what_was_typed(
    noa: Visitor, ilan: Visitor, noas: Asked, clock: time_machine.Traveller
) -> None:
    path = path_of(noas)
    answer(noa, noas)
    clock.move_to(LAST_MOMENT + MINUTE)
    refused = ilan.post_form(f"{path}/answer", words="The walk", seen=0)
    assert refused.status_code == 410
    page = parse(refused.text)
    assert "This evening is over" in page.one(class_="summary").text
    assert page.one("textarea", readonly=True).text == "The walk"
    assert notes(page) == []
    for deed in ("talking", "skipping"):
        assert ilan.post_form(f"{path}/{deed}").status_code == 410
    assert ilan.get(path).status_code == 404
    # Noa's own words are hers, to find and to delete.
    assert noa.get(f"{path}/answer").headers["location"] == path
    kept = main(noa, "/us/questions/kept")
    assert kept.one(class_="note").one("a").attrs["href"] == path
    assert main(noa, path).one("form").one("button").text == "Delete your words"
    noa.post_form(f"{path}/taking-back")
    assert len(main(noa, "/us/questions/kept").all(class_="empty")) == 1


def test_what_is_written_is_shown_as_text(noa: Visitor, ilan: Visitor, noas: Asked) -> None:
    for visitor in (noa, ilan):
        answer(visitor, noas, "<script>alert(1)</script>")
    for path in ("/", "/us/questions", path_of(noas)):
        assert "<script>alert" not in ilan.get(path).text
