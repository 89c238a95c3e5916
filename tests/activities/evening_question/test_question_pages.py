"""The evening question over HTTP: two browsers, one question."""

import json
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from mend.activities.evening_question.reading import A_PAGE
from tests.activities.evening_question.askers import DAY, LAST_MOMENT, TODAY, Asked
from tests.activities.evening_question.looking import BREAD, EYEBROW, answer, card, main, notes, path_of
from tests.markup import parse, typed
from tests.people import Visitor
from tests.queries import recorded
from tests.signals.partners import MINUTE, THEN

pytestmark = pytest.mark.usefixtures("clock")


def test_from_the_question_on_home_to_what_both_said(noa: Visitor, ilan: Visitor, noas: Asked) -> None:
    on_home = card(noa)
    assert on_home.one("h2").text == card(ilan).one("h2").text == noas.finds().text
    room = parse(noa.get(on_home.one("a").attrs["href"]).text)
    assert room.one("h1").text == noas.finds().text
    form = room.one("main").one("form")
    done = noa.post_form(form.attrs["action"], **typed(form) | {"words": BREAD})
    assert (done.status_code, done.headers["location"]) == (303, path_of(noas))
    assert notes(main(noa, path_of(noas))) == [("From you. Only you see this.", "The bread. Still warm.")]
    assert "opens once you have both answered" in card(noa).text
    assert notes(main(ilan, path_of(noas))) == []
    answer(ilan, noas, "The walk")
    both = [("Noa", "The bread. Still warm."), ("You", "The walk")]
    assert notes(main(ilan, path_of(noas))) == notes(main(ilan, "/us/questions")) == both
    assert notes(main(noa, path_of(noas))) == [("Ilan", "The walk"), ("You", "The bread. Still warm.")]
    assert "You have both answered. Read it" in card(noa).text


def test_both_would_rather_talk(noa: Visitor, ilan: Visitor, noas: Asked) -> None:
    for visitor in (noa, ilan):
        said = visitor.post_form(f"{path_of(noas)}/talking")
        assert (said.status_code, said.headers["location"]) == (303, path_of(noas))
    for visitor in (noa, ilan):
        page = main(visitor, path_of(noas))
        assert page.one(class_="lead").text == "You would both rather talk about it."
        assert page.all("form") == []
        assert "You both chose to talk about it." in main(visitor, "/us/questions").text


def test_one_alone_who_would_rather_talk_is_told_how_it_goes_on(
    noa: Visitor, ilan: Visitor, noas: Asked
) -> None:
    answer(noa, noas)
    noa.post_form(f"{path_of(noas)}/talking")
    page = main(noa, path_of(noas))
    assert "only if Ilan would too" in page.text
    assert notes(page) == [("From you. Only you see this.", "The bread. Still warm.")]
    assert page.one("a", href=f"{path_of(noas)}/answer").text == "Answer after all"
    assert "So far that stays with you." in card(noa).text
    assert card(ilan).all("form")


def test_a_skip_is_gone_from_home_and_can_be_answered_after_all(
    noa: Visitor, ilan: Visitor, noas: Asked
) -> None:
    skipped = noa.post_form(f"{path_of(noas)}/skipping")
    assert (skipped.status_code, skipped.headers["location"]) == (303, "/")
    assert EYEBROW not in main(noa, "/").text
    assert EYEBROW in main(ilan, "/").text
    assert "You let this one pass." in main(noa, "/us/questions").text
    assert main(noa, path_of(noas)).one("a", href=f"{path_of(noas)}/answer").text == "Answer after all"


def test_one_button_asks_for_something(noa: Visitor, noas: Asked) -> None:
    assert card(noa).all(class_="act") == []
    assert main(noa, path_of(noas)).one(class_="act").text == "Answer"
    assert main(noa, f"{path_of(noas)}/answer").one(class_="act").text == "Keep my answer"


def test_a_pause_leaves_no_room_for_questions(noa: Visitor, ilan: Visitor, noas: Asked) -> None:
    noas.call(THEN)
    for visitor in (noa, ilan):
        assert EYEBROW not in main(visitor, "/").text


def test_yesterdays_question_is_answered_today_and_no_longer_tomorrow(
    noa: Visitor, ilan: Visitor, noas: Asked, clock: time_machine.Traveller
) -> None:
    path = path_of(noas)
    answer(noa, noas)
    clock.move_to(LAST_MOMENT)
    cards = main(ilan, "/us/questions").all(class_="card")
    assert [one.one(class_="eyebrow").text for one in cards] == [EYEBROW, "Yesterday’s question"]
    answer(ilan, noas, "The walk")
    assert "Yesterday’s question" in card(noa).text
    assert notes(main(noa, path))[0] == ("Ilan", "The walk")
    clock.move_to(LAST_MOMENT + MINUTE)
    assert "Yesterday’s question" not in main(noa, "/").text


def test_another_couples_question_is_not_there(noa: Visitor, mara: Visitor, noas: Asked) -> None:
    answer(noa, noas)
    path = path_of(noas)
    assert mara.get(path).status_code == mara.get(f"{path}/answer").status_code == 404
    assert answer(mara, noas).status_code == 404
    assert mara.get(f"/us/questions?before={noas.question()}").status_code == 404


def test_the_questions_are_reached_under_us_and_begin_empty(noa: Visitor) -> None:
    assert main(noa, "/us").one("a", href="/us/questions").one(class_="row-title").text == "Questions"
    page = main(noa, "/us/questions")
    assert page.one(class_="empty").one("h2").text == "What you both answer is kept here"
    assert main(noa, "/us/questions/kept").one(class_="empty").one("h2").text == "Nothing is here"


def test_the_answered_are_leafed_through(noa: Visitor, noas: Asked, ilans: Asked) -> None:
    for number in range(A_PAGE + 2):
        at, day = THEN - number * DAY, TODAY - number * DAY
        noas.reply(f"Noa {number}", at, day)
        ilans.reply(f"Ilan {number}", at, day)
    page = main(noa, "/us/questions")
    assert len(notes(page)) == 2 * A_PAGE
    assert page.all("section", class_="block")[0].one("h2").text == noas.finds().text
    [link] = [one for one in page.all("a") if "before=" in one.attrs["href"]]
    rest = main(noa, link.attrs["href"])
    assert notes(rest)[-1] == ("You", f"Noa {A_PAGE + 1}")
    assert rest.all(class_="card") == []


def test_open_pages_follow_along(noa: Visitor, noas: Asked) -> None:
    for path, part in ((path_of(noas), "question"), ("/us/questions", "questions")):
        assert main(noa, path).one(id=part).attrs["hx-trigger"] == "mend:changed from:body"


def test_the_page_of_what_opened_takes_its_notification_away(
    noa: Visitor, ilan: Visitor, noas: Asked
) -> None:
    answer(noa, noas)
    assert main(noa, path_of(noas)).all(data_clear_tag=True) == []
    answer(ilan, noas)
    assert main(noa, path_of(noas)).one(id="question").attrs["data-clear-tag"]


def test_years_of_questions_cost_no_more(noa: Visitor, noas: Asked, ilans: Asked, engine: sa.Engine) -> None:
    counts = []
    for lived in (0, A_PAGE + 5):
        for number in range(lived):
            at, day = THEN - number * DAY, TODAY - number * DAY
            noas.reply("Noa", at, day)
            if number % 3:
                ilans.reply("Ilan", at, day)
        costs = {}
        for path in ("/", "/us/questions", "/us/questions/kept", path_of(noas), f"{path_of(noas)}/answer"):
            with recorded(engine) as asked:
                assert noa.get(path).status_code == 200
            costs[path] = len(asked)
            assert sum("asked_questions" in one for one in asked) <= 2
        counts.append(costs)
    assert counts[0] == counts[1]


def test_the_copy_holds_what_opened_and_ones_own(
    noa: Visitor, ilan: Visitor, noas: Asked, ilans: Asked
) -> None:
    before = [(THEN - number * DAY, TODAY - number * DAY) for number in range(4)]
    for at, day in before[:2]:
        noas.reply("Bread", at, day)
    ilans.reply("Walk", *before[0])
    ilans.talk(*before[1])
    noas.reply("Soup", *before[2])
    for one in (noas, ilans):
        one.talk(*before[2])
    noas.skip(*before[3])
    noa.post_form("/us/leaving")
    read = {}
    for name, visitor in (("Noa", noa), ("Ilan", ilan)):
        [space] = json.loads(visitor.get("/us/copy").text)["spaces"]
        read[name] = [
            (one["day"], one["both_would_talk"], [(each["from"], each["words"]) for each in one["answers"]])
            for one in space["questions"]
        ]
        assert all(one["question"].endswith("?") for one in space["questions"])
    assert read["Noa"] == [
        ("2026-11-18", True, [("Noa", "Soup")]),
        ("2026-11-19", False, [("Noa", "Bread")]),
        ("2026-11-20", False, [("Noa", "Bread"), ("Ilan", "Walk")]),
    ]
    assert read["Ilan"] == [
        ("2026-11-18", True, []),
        ("2026-11-20", False, [("Noa", "Bread"), ("Ilan", "Walk")]),
    ]


def test_the_days_are_those_of_the_couple(noa: Visitor, noas: Asked, clock: time_machine.Traveller) -> None:
    first = card(noa).one("h2").text
    clock.move_to(THEN + timedelta(hours=8))  # 04:20
    assert card(noa).one("h2").text == first
    clock.move_to(THEN + timedelta(hours=9))
    assert card(noa).one("h2").text == noas.tonight(THEN + DAY).today.text != first
