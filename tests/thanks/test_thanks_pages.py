"""Thanks over HTTP: two browsers, one jar."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine

from mend.ids import new_id
from mend.thanks.jar import A_PAGE
from mend.thanks.models import MAX_WORDS
from tests.markup import Node, parse, typed
from tests.people import Visitor
from tests.queries import recorded
from tests.signals.partners import MINUTE, THEN
from tests.thanks.givers import Giver

SOUP = "Thank you for the soup.\nI was so hungry."


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """Every page is made at THEN, 20:20 in Berlin on a Friday, until the clock is moved."""
    with time_machine.travel(THEN, tick=False) as traveller:
        yield traveller


def give(visitor: Visitor, words: str = SOUP, **fields: Any) -> Any:
    return visitor.post_form("/thanks", **{"id": new_id(), "words": words} | fields)


def jar(visitor: Visitor, path: str = "/us/jar") -> Node:
    return parse(visitor.get(path).text)


def notes(page: Node) -> list[tuple[str, str]]:
    """Who gave, and what, in order."""
    return [
        (note.one(class_="eyebrow").text, note.one(class_="note-words").text)
        for note in page.one("main").all("li", class_="note")
    ]


def test_one_thanks_and_both_find_it(noa: Visitor, ilan: Visitor) -> None:
    form = parse(noa.get("/thanks/new").text)
    assert form.one("h1").text == "Thank Ilan"
    answer = noa.post_form("/thanks", **typed(form) | {"words": SOUP})
    assert (answer.status_code, answer.headers["location"]) == (303, "/us/jar")
    assert notes(jar(noa)) == [("From you, Friday, 20 November", "Thank you for the soup. I was so hungry.")]
    assert notes(jar(ilan)) == [("From Noa, Friday, 20 November", "Thank you for the soup. I was so hungry.")]


def test_the_jar_begins_empty_and_offers_the_first_step(noa: Visitor) -> None:
    page = jar(noa)
    assert page.one(class_="empty").one("h2").text == "The jar is still empty"
    assert page.one("a", class_="act").attrs["href"] == "/thanks/new"


def test_the_form_has_one_field_and_three_ways_to_begin(noa: Visitor) -> None:
    page = parse(noa.get("/thanks/new").text)
    assert len(page.one("form").all("textarea")) == 1
    assert [line.text for line in page.one(class_="beginnings").all("li")] == [
        "It helped me when you …",
        "I liked how you …",
        "Thank you for …",
    ]


def test_home_says_softly_what_came_and_where_to_say_thanks(
    noa: Visitor, ilan: Visitor, clock: time_machine.Traveller
) -> None:
    assert parse(ilan.get("/").text).one("main").all(class_="note") == []
    give(noa)
    for hours, when in ((0, "this evening"), (8, "yesterday"), (27, "yesterday")):
        clock.move_to(THEN + timedelta(hours=hours))
        note = parse(ilan.get("/").text).one("main").one("a", class_="note")
        assert note.attrs["href"] == "/us/jar"
        assert note.one(class_="eyebrow").text == f"From Noa, {when}"
        assert note.one(class_="note-words").text == "Thank you for the soup. I was so hungry."
    clock.move_to(THEN + timedelta(hours=28))
    page = parse(ilan.get("/").text).one("main")
    assert page.all(class_="note") == []
    assert page.one("a", href="/thanks/new").text == "Say thank you"
    assert parse(noa.get("/").text).one("main").all(class_="note") == []


@pytest.mark.parametrize(
    ("hour", "when"),
    [
        (1, "last night"),
        (5, "this morning"),
        (11, "this morning"),
        (12, "this afternoon"),
        (18, "this evening"),
    ],
)
def test_home_says_when_as_one_says_it(
    noas: Giver, ilan: Visitor, clock: time_machine.Traveller, hour: int, when: str
) -> None:
    clock.move_to(THEN + timedelta(hours=3, minutes=20))  # 23:40
    noas.give(THEN.replace(hour=0, minute=10) + timedelta(hours=hour - 1))
    note = parse(ilan.get("/").text).one("main").one("a", class_="note")
    assert note.one(class_="eyebrow").text == f"From Noa, {when}"


def test_during_a_pause_home_asks_nobody_for_thanks(noa: Visitor, noas: Giver) -> None:
    noas.call(THEN)
    assert parse(noa.get("/").text).one("main").all("a", href="/thanks/new") == []


def test_the_jar_goes_month_by_month_and_page_by_page(noas: Giver, noa: Visitor) -> None:
    for number in range(A_PAGE + 2):
        noas.give(THEN - timedelta(days=3 * number), f"Day {number}")
    page = jar(noa)
    # In the reader's zone and language.
    assert [title.text for title in page.one(id="jar").all("h2")] == [
        "November 2026",
        "October 2026",
        "September 2026",
    ]
    assert len(notes(page)) == A_PAGE
    [link] = [one for one in page.all("a") if "before=" in one.attrs["href"]]
    rest = jar(noa, link.attrs["href"])
    assert [words for _, words in notes(rest)] == [f"Day {A_PAGE}", f"Day {A_PAGE + 1}"]
    assert rest.one(id="jar").attrs["hx-get"] == link.attrs["href"]
    assert [one for one in rest.all("a") if "before=" in one.attrs["href"]] == []


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"words": ""}, "Please fill this in."),
        ({"words": " \r\n "}, "Please fill this in."),
        ({"words": "x" * (MAX_WORDS + 1)}, "At most 280 characters fit."),
        ({"words": "a\n" * 6 + "b"}, "Six lines fit."),
        ({"words": "soup\u202e"}, "cannot be shown"),
    ],
)
def test_what_does_not_fit_is_a_sentence_and_the_words_are_kept(
    noa: Visitor, changed: dict[str, str], sentence: str
) -> None:
    id_ = str(new_id())
    answer = give(noa, **changed | {"id": id_})
    assert answer.status_code == 422
    page = parse(answer.text)
    assert sentence in page.one(class_="field-error", id="field-words-error").text
    assert typed(page)["words"] == " ".join(changed["words"].split())
    assert typed(page)["id"] == id_
    assert jar(noa).all(class_="empty")


def test_what_just_fits_fits(noa: Visitor) -> None:
    assert give(noa, "x" * MAX_WORDS).status_code == 303
    assert give(noa, "\r\n".join("abcdef")).status_code == 303


@pytest.mark.parametrize(
    "fields", [{"id": "not-an-id"}, {"author_id": "another"}, {"given_at": "2020-01-01"}]
)
def test_forged_fields_are_refused(noa: Visitor, fields: dict[str, str]) -> None:
    assert give(noa, **fields).status_code == 422
    assert jar(noa).all(class_="empty")


def test_sent_twice_is_once_and_changed_words_can_be_sent_as_another(noa: Visitor) -> None:
    id_ = new_id()
    for _ in range(2):
        assert give(noa, id=id_).status_code == 303
    answer = give(noa, "For the walk", id=id_)
    assert answer.status_code == 409
    page = parse(answer.text)
    assert "in other words" in page.one(class_="summary").text
    assert typed(page)["words"] == "For the walk"
    assert noa.post_form("/thanks", **typed(page)).status_code == 303
    assert {words for _, words in notes(jar(noa))} == {
        "Thank you for the soup. I was so hungry.",
        "For the walk",
    }


def test_ones_own_can_be_taken_back(noa: Visitor, ilan: Visitor) -> None:
    id_ = new_id()
    give(noa, id=id_)
    path = f"/thanks/{id_}"
    assert jar(noa).one("a", href=path).text == "Take back"
    assert jar(ilan).all("a", href=path) == []
    page = parse(noa.get(path).text)
    for _ in range(2):
        answer = noa.post_form(page.one("main").one("form").attrs["action"])
        assert (answer.status_code, answer.headers["location"]) == (303, "/us/jar")
    for visitor in (noa, ilan):
        assert jar(visitor).all(class_="empty")
        assert visitor.get(path).status_code == 404
    again = give(noa, id=id_)
    assert again.status_code == 410
    assert "You took this one back." in again.text


def test_the_others_cannot_be_taken_back(noa: Visitor, ilan: Visitor) -> None:
    id_ = new_id()
    give(noa, id=id_)
    path = f"/thanks/{id_}"
    assert parse(ilan.get(path).text).one("main").all("form") == []
    answer = ilan.post_form(f"{path}/taking-back")
    assert answer.status_code == 409
    page = parse(answer.text)
    assert page.one(class_="summary").text == "Only Noa can take this one back."
    assert page.one(class_="note-words").text == "Thank you for the soup. I was so hungry."
    assert noa.post_form(f"{path}/taking-back", author_id="me").status_code == 422
    assert len(notes(jar(ilan))) == 1


def test_another_couple_sees_none_of_it(noa: Visitor, mara: Visitor) -> None:
    id_ = new_id()
    give(noa, id=id_)
    assert jar(mara).all(class_="empty")
    assert mara.get(f"/us/jar?before={id_}").status_code == 404
    assert mara.get("/").text.count("soup") == 0


@pytest.mark.parametrize("mark", ["not-an-id", "00000000-0000-7000-8000-000000000000"])
def test_a_page_after_nothing_is_not_there(noa: Visitor, mark: str) -> None:
    assert noa.get(f"/us/jar?before={mark}").status_code in {404, 422}


def test_how_they_arrive_is_chosen_and_only_its_chooser_sees_it(noa: Visitor, ilan: Visitor) -> None:
    page = parse(ilan.get("/us/jar/wish").text)
    assert typed(page) == {"arrives": "digest", "digest_at": "20:00"}
    answer = ilan.post_form("/us/jar/wish", arrives="at_once", digest_at="07:45")
    assert answer.headers["location"] == "/us/jar/wish?saved=wish"
    page = parse(ilan.get("/us/jar/wish?saved=wish").text)
    assert page.one(role="status", class_="notice").text == "Saved. Only you see this."
    assert typed(page) == {"arrives": "at_once", "digest_at": "07:45"}
    assert typed(parse(noa.get("/us/jar/wish").text)) == {"arrives": "digest", "digest_at": "20:00"}


@pytest.mark.parametrize(
    ("changed", "field"), [({"arrives": "never"}, "arrives"), ({"digest_at": "25:00"}, "digest_at")]
)
def test_a_wish_that_does_not_fit_is_a_sentence(ilan: Visitor, changed: dict[str, str], field: str) -> None:
    answer = ilan.post_form("/us/jar/wish", **{"arrives": "digest", "digest_at": "19:00"} | changed)
    assert answer.status_code == 422
    assert parse(answer.text).one(class_="field-error", id=f"field-{field}-error").text
    assert typed(parse(ilan.get("/us/jar/wish").text)) == {"arrives": "digest", "digest_at": "20:00"}


def test_what_is_written_is_shown_as_text(noa: Visitor, ilan: Visitor) -> None:
    id_ = new_id()
    give(noa, "<script>alert(1)</script>", id=id_)
    for path in ("/", "/us/jar", f"/thanks/{id_}"):
        assert "<script>alert" not in ilan.get(path).text


def test_open_pages_follow_along(noa: Visitor) -> None:
    give(noa)
    for path, part in (("/us/jar", "jar"), ("/", "home")):
        assert parse(noa.get(path).text).one(id=part).attrs["hx-trigger"] == "mend:changed from:body"


def test_a_full_jar_asks_the_database_no_more_often(
    noa: Visitor, noas: Giver, ilans: Giver, engine: sa.Engine
) -> None:
    noas.give(THEN)
    with recorded(engine) as young:
        noa.get("/us/jar")
    for number in range(30):
        (noas if number % 2 else ilans).give(THEN - number * MINUTE, f"{number}")
    with recorded(engine) as old:
        noa.get("/us/jar")
    assert len(old) == len(young) == 3, "\n\n".join(old)
