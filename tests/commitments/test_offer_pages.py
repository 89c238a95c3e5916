"""Offering over HTTP: what is typed, what is answered, and everything that can be wrong with it."""

from typing import Any

import pytest
import sqlalchemy as sa
import time_machine

from mend.commitments.models import Commitment, CommitmentState, CommitmentWording, Turn
from mend.ids import new_id
from mend.rhythms.rhythm import Weekday, once, weekly
from tests.commitments.promisers import DAY, TODAY, WHY, WORDS, Promiser, rows, terms
from tests.markup import Node, parse, typed
from tests.people import Visitor
from tests.signals.partners import THEN

GOOD = {"whose": "mine", "words": WORDS, "when": "daily", "why": WHY, "review_on": "2026-12-18"}


@pytest.fixture(autouse=True)
def _still(clock: time_machine.Traveller) -> None:
    """Every page of these tests is made at THEN, until the clock is moved."""


def offer(visitor: Visitor, **changed: object) -> Any:
    fields = {"id": new_id(), **GOOD, **changed}
    return visitor.post_form(
        "/promises", **{name: value for name, value in fields.items() if value is not None}
    )


def errors(answer: Any) -> dict[str, str]:
    page = parse(answer.text)
    return {
        node.attrs["id"].removeprefix("field-").removesuffix("-error"): node.text
        for node in page.all("p", class_="field-error")
    }


def form_of(answer: Any) -> dict[str, str]:
    return typed(parse(answer.text).one("form", id="promise"))


def nothing_is_kept(engine: sa.Engine) -> bool:
    return not rows(engine, Commitment) and not rows(engine, CommitmentWording)


def main_of(visitor: Visitor, path: str) -> Node:
    return parse(visitor.get(path).text).one("main")


def test_two_promise_something(noa: Visitor, ilan: Visitor) -> None:
    blank = form_of(noa.get("/promises/new"))
    assert (blank["whose"], blank["review_on"]) == ("mine", "2026-12-18")  # in four weeks
    where = noa.post_form("/promises", **blank | {"words": WORDS, "when": "daily"}).headers["location"]
    assert "You offered this." in main_of(noa, where).text
    read = main_of(ilan, where)
    assert "Noa would like to promise you this." in read.text
    seen = read.one("form", action=f"{where}/acceptance").one("input", name="seen").attrs["value"]
    assert ilan.post_form(f"{where}/acceptance", seen=seen).headers["location"] == where
    for visitor, whose in ((noa, "Mine"), (ilan, "Noa’s")):
        listed = main_of(visitor, "/promises")
        assert [one.text for one in listed.all("h2")] == ["What you two keep"]
        assert listed.one(class_="row-state").text == f"{whose} · every day"


@pytest.mark.parametrize(
    ("whose", "seen_by_noa", "seen_by_ilan", "lead"),
    [
        ("mine", "Mine", "Noa’s", "Noa would like to promise you this."),
        ("theirs", "Ilan’s", "Mine", "Noa asks whether you would promise this."),
        ("ours", "Ours", "Ours", "Noa would like both of you to promise this."),
    ],
)
def test_whose_it_is_stands_on_both_their_pages(
    noa: Visitor, ilan: Visitor, whose: str, seen_by_noa: str, seen_by_ilan: str, lead: str
) -> None:
    where = offer(noa, whose=whose).headers["location"]
    assert parse(noa.get(where).text).one(class_="eyebrow").text == seen_by_noa
    page = parse(ilan.get(where).text)
    assert page.one(class_="eyebrow").text == seen_by_ilan
    assert lead in page.one("main").text
    heads = [one.text for one in main_of(ilan, "/promises").all("h2")]
    assert heads == ["For you to answer"]


def test_the_two_halves_make_the_words(noa: Visitor, engine: sa.Engine) -> None:
    assert offer(noa, words="", occasion="I leave work", deed="I will text.").status_code == 303
    (wording,) = rows(engine, CommitmentWording)
    assert wording.words == "When I leave work, I will text."


def test_enter_in_the_words_is_a_space(noa: Visitor, engine: sa.Engine) -> None:
    assert offer(noa, words="I will\r\n text ").status_code == 303
    assert [one.words for one in rows(engine, CommitmentWording)] == ["I will text"]


def test_everything_that_is_missing_is_said_at_once(noa: Visitor, engine: sa.Engine) -> None:
    answer = noa.post_form("/promises", id=new_id(), whose="mine")
    assert answer.status_code == 422
    assert errors(answer) == {
        "words": "Please write down what is promised.",
        "when": "Please choose when it comes up.",
    }
    assert nothing_is_kept(engine)


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"words": ""}, "words", "Please write down what is promised."),
        ({"words": "", "occasion": "I leave"}, "deed", "Please fill in both halves"),
        ({"words": "", "deed": "I text"}, "occasion", "Please fill in both halves"),
        ({"occasion": "I leave"}, "words", "There are words in both places."),
        ({"words": "", "occasion": "a" * 150, "deed": "b" * 150}, "deed", "Together this is too long."),
        ({"words": "🧵" * 201}, "words", "At most 200 characters fit."),
        ({"words": "🧵" * 4000}, "words", "At most 200 characters fit."),
        ({"words": "a\u202eb"}, "words", "This holds characters that cannot be shown."),
        ({"why": "y" * 201}, "why", "At most 200 characters fit."),
        ({"whose": "everybody"}, "whose", "Please choose one of the options."),
        ({"when": "hourly"}, "when", "Please choose one of the options."),
        ({"when": "weekly"}, "weekdays", "Please choose at least one day"),
        ({"when": "once", "on": "2026-11-19"}, "on", "This day has passed."),
        ({"confidence": "11"}, "confidence", "Please choose 10 or less."),
        ({"review_on": "2026-11-19"}, "review_on", "This day has passed."),
        ({"review_on": "2099-01-01"}, "review_on", "within the next 5 years"),
        ({"review_on": "soon"}, "review_on", "Please choose a day, such as"),
        (
            {"starts": "2026-12-01", "review_on": "2026-11-30"},
            "review_on",
            "the day it starts, or a later one",
        ),
    ],
)
def test_what_does_not_fit_is_said_beside_its_field_and_nothing_typed_is_lost(
    noa: Visitor, engine: sa.Engine, changed: dict[str, str], field: str, sentence: str
) -> None:
    answer = offer(noa, **changed)
    assert answer.status_code == 422
    said = errors(answer)
    assert list(said) == [field]
    assert sentence in said[field]
    kept = form_of(answer)
    for name, value in (GOOD | changed).items():
        if name not in {"whose", "when", "confidence"} or name not in changed:
            assert kept[name] == value, name
    assert nothing_is_kept(engine)


def test_ten_thousand_emoji_are_kept_beside_a_sentence_and_change_nothing(
    noa: Visitor, engine: sa.Engine
) -> None:
    answer = offer(noa, words="🧵" * 10_000)
    assert answer.status_code == 422
    assert errors(answer) == {"words": "This is too long. At most 200 characters fit."}
    assert form_of(answer)["words"] == "🧵" * 10_000
    assert nothing_is_kept(engine)


def test_two_hundred_emoji_fit(noa: Visitor, engine: sa.Engine) -> None:
    assert offer(noa, words="🧵" * 200).status_code == 303
    assert [one.words for one in rows(engine, CommitmentWording)] == ["🧵" * 200]


def test_the_suggested_review_moves_with_a_later_start_and_is_left_out_of_what_happens_once(
    noa: Visitor, engine: sa.Engine
) -> None:
    offer(noa, starts="2027-01-10")
    offer(noa, when="once", on="2027-01-10")
    kept = {one.rule: one.review_on for one in rows(engine, CommitmentWording)}
    assert kept["FREQ=DAILY"] == TODAY.replace(year=2027, month=2, day=7)
    assert kept["FREQ=DAILY;COUNT=1"] is None


def test_a_double_post_is_one_promise(noa: Visitor, engine: sa.Engine) -> None:
    fields = {"id": new_id(), **GOOD}
    assert len({noa.post_form("/promises", **fields).headers["location"] for _ in range(2)}) == 1
    assert len(rows(engine, Commitment)) == 1


def test_the_same_form_with_other_words_keeps_them_and_gets_an_id_of_its_own(
    noa: Visitor, engine: sa.Engine
) -> None:
    promise_id = new_id()
    offer(noa, id=promise_id)
    answer = offer(noa, id=promise_id, words="Other words")
    assert answer.status_code == 409
    assert "offered before, with other words" in parse(answer.text).one(class_="summary").text
    kept = form_of(answer)
    assert kept["words"] == "Other words"
    assert kept["id"] != str(promise_id)
    assert noa.post_form("/promises", **kept).status_code == 303
    assert len(rows(engine, Commitment)) == 2


def test_who_is_not_sure_is_asked_once_for_something_smaller(noa: Visitor, engine: sa.Engine) -> None:
    answer = offer(noa, confidence="7")
    assert answer.status_code == 200
    assert nothing_is_kept(engine)
    asked = parse(answer.text).one(id="smaller")
    assert asked.one("a").attrs["href"] == "#field-words"
    assert "Make it smaller" in asked.text
    assert asked.one("button").attrs["form"] == "promise"
    kept = form_of(answer)
    assert {name: kept[name] for name in GOOD} == GOOD
    assert kept["confidence"] == "7"
    assert noa.post_form("/promises", **kept).status_code == 303  # as it is
    assert len(rows(engine, Commitment)) == 1


@pytest.mark.parametrize(
    ("whose", "confidence"), [("mine", "8"), ("mine", "10"), ("mine", ""), ("ours", "9"), ("theirs", "0")]
)
def test_who_is_sure_says_nothing_or_speaks_for_the_other_is_not_asked(
    noa: Visitor, whose: str, confidence: str
) -> None:
    assert offer(noa, whose=whose, confidence=confidence).status_code == 303


def test_how_sure_somebody_is_is_kept_nowhere(noa: Visitor, engine: sa.Engine) -> None:
    offer(noa, confidence="9")
    assert not [
        column.name
        for table in (Commitment, CommitmentWording)
        for column in sa.inspect(table).columns
        if "confidence" in column.name or "sure" in column.name
    ]


def test_three_at_a_time_are_easier_and_a_fourth_is_no_less_possible(
    noas: Promiser, ilans: Promiser, noa: Visitor, ilan: Visitor
) -> None:
    said = "Three at a time are easier to keep."
    for _ in range(2):
        ilans.accept(noas.offer())
    resting = noas.turn(ilans.accept(noas.offer()), Turn.RESTED)
    asked = ilans.offer(terms("Will you?"), owner=noas)
    for path in ("/promises/new", f"/promises/{asked.id}"):
        assert said not in noa.get(path).text
    noas.turn(resting, Turn.TAKEN_UP)
    form = parse(noa.get("/promises/new").text).one("form", id="promise")
    assert [one.attrs["class"] for one in form.all("p") if said in one.text] == [
        "hint for-mine",
        "hint for-ours",
    ]
    form = parse(ilan.get("/promises/new").text).one("form", id="promise")
    assert [one.attrs["class"] for one in form.all("p") if said in one.text] == [
        "hint for-theirs",
        "hint for-ours",
    ]
    assert said in noa.get(f"/promises/{asked.id}").text
    assert noas.accept(asked).state(THEN) is CommitmentState.ACTIVE


def test_an_ended_promise_can_be_offered_anew(noas: Promiser, ilans: Promiser, noa: Visitor) -> None:
    rhythm = weekly(TODAY - 30 * DAY, [Weekday.FRIDAY], 2)
    ended = noas.turn(ilans.accept(noas.offer(terms(why=WHY, rhythm=rhythm), ours=True)), Turn.LET_GO)
    link = parse(noa.get(f"/promises/{ended.id}").text).one("a", class_="button")
    fields = form_of(noa.get(link.attrs["href"]))
    kept = ("words", "why", "whose", "when", "on_fr", "every")
    assert [fields[name] for name in kept] == [WORDS, WHY, "ours", "weekly", "yes", "2"]
    assert fields.get("starts", "") == ""  # from now on
    assert noa.post_form("/promises", **fields).status_code == 303


def test_something_smaller_begins_with_what_there_is(noas: Promiser, ilans: Promiser, noa: Visitor) -> None:
    held = ilans.accept(noas.offer())
    answer = noa.get(f"/promises/new?smaller={held.id}")
    assert answer.headers["location"] == f"/promises/{held.id}/change?smaller=yes"
    assert "Make it smaller:" in noa.get(answer.headers["location"]).text
    ended = noas.turn(held, Turn.LET_GO)
    page = noa.get(f"/promises/new?smaller={ended.id}")
    assert "Make it smaller:" in page.text
    assert form_of(page)["words"] == WORDS


def test_what_was_once_begins_anew_without_its_day(
    noas: Promiser, noa: Visitor, clock: time_machine.Traveller
) -> None:
    promise = noas.take_back(noas.offer(terms(rhythm=once(TODAY))))
    clock.shift(2 * DAY)
    fields = form_of(noa.get(f"/promises/new?anew={promise.id}"))
    assert (fields["when"], fields["on"]) == ("once", "")


def test_a_strangers_promise_fills_no_form(noas: Promiser, mara: Visitor) -> None:
    promise = noas.offer()
    for name in ("anew", "smaller"):
        assert mara.get(f"/promises/new?{name}={promise.id}").status_code == 404


def test_who_is_alone_has_no_promises(sam: Visitor, anyone: Visitor) -> None:
    for path in ("/promises", "/promises/new"):
        assert sam.get(path).status_code == 404
        assert anyone.get(path).headers["location"].startswith("/sign-in")
