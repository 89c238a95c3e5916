"""More time over HTTP: what is offered, what can be named, and everything that can be wrong with it."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa
import time_machine

from mend.signals.models import Pause
from mend.signals.states import SILENT_AFTER
from tests.markup import Node, parse, typed
from tests.people import Visitor
from tests.signals.partners import BACK, MINUTE, THEN, Partner, everything, pauses

UNTIL = BACK + 20 * MINUTE


@pytest.fixture(autouse=True)
def _still(clock: time_machine.Traveller) -> None:
    """Every page of these tests is made at THEN, until the clock is moved."""


@pytest.fixture
def pause(noas: Partner) -> Pause:
    """Noa's, until 20:40 in Berlin."""
    return noas.call(THEN).pause


def page_of(visitor: Visitor, pause: Pause) -> Node:
    return parse(visitor.get(f"/pauses/{pause.id}/delay").text)


def offered(page: Node) -> list[list[str]]:
    return [[button.text for button in form.all("button")] for form in page.all("form", class_="times")]


def test_times_are_offered_in_a_tap_and_one_can_be_named(noa: Visitor, pause: Pause) -> None:
    page = page_of(noa, pause)
    assert page.one("h1").text == "When will you be back?"
    assert "Ilan sees the new time at once." in page.text
    assert offered(page) == [
        ["20:50", "21:00", "21:20", "21:40"],
        ["09:00", "12:30", "18:30"],
    ]
    assert page.one(class_="act").text == "20:50"
    today, tomorrow = page.all("input", type="time")
    for own in (today, tomorrow):
        assert (own.attrs["name"], own.has(required=True)) == ("at", True)
    assert len({own.attrs["id"] for own in (today, tomorrow)}) == 2
    assert page.one(class_="hint").text == ("At the latest Saturday, 20:20: a pause lasts 24 hours at most.")
    for form in page.all("form"):
        assert (form.attrs["method"], form.attrs["action"]) == ("post", f"/pauses/{pause.id}/delays")


def test_in_small_hours_the_day_to_come_is_not_called_tomorrow(
    noa: Visitor, noas: Partner, clock: time_machine.Traveller
) -> None:
    pause = noas.call(THEN + 300 * MINUTE).pause  # 01:20 in Berlin
    clock.move_to(THEN + 300 * MINUTE)
    page = page_of(noa, pause)
    assert [title.text for title in page.all("h2")][-1] == "After the night"
    assert offered(page)[1] == ["09:00", "12:30", "18:30"]
    assert "Tomorrow" not in page.one("main").text


def test_every_offered_time_is_taken(noa: Visitor, pause: Pause, engine: sa.Engine) -> None:
    page = page_of(noa, pause)
    for form in page.all("form", class_="times"):
        for button in form.all("button"):
            fields = typed(form) | {"until": button.attrs["value"]}
            answer = noa.post_form(form.attrs["action"], **fields)
            assert (answer.status_code, answer.headers["location"]) == (303, f"/pauses/{pause.id}")
            assert (
                pauses(engine)[0].returns_at.isoformat()
                == (
                    pauses(engine)[0].returns_at.fromisoformat(button.attrs["value"]).astimezone(THEN.tzinfo)
                ).isoformat()
            )


@pytest.mark.parametrize("at", ["21:30", "21:30:00"])
def test_a_time_of_day_is_meant_where_the_caller_is(
    noa: Visitor, noas: Partner, engine: sa.Engine, at: str
) -> None:
    noas.travel("America/New_York")  # 14:20 there
    pause = noas.call(THEN).pause
    assert noa.post_form(f"/pauses/{pause.id}/delays", at=at).status_code == 303
    assert pauses(engine)[0].returns_at == THEN + timedelta(hours=7, minutes=10)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Please name a time, such as 21:30."),
        ({"at": ""}, "Please name a time, such as 21:30."),
        ({"at": "soon"}, "Please name a time, such as 21:30."),
        ({"at": "24:00"}, "Please name a time, such as 21:30."),
        ({"at": "9"}, "Please name a time, such as 21:30."),
        ({"at": "20:30"}, "You said 20:40 already. Please choose a later time."),
        ({"at": "20:40"}, "You said 20:40 already. Please choose a later time."),
        # Already over today, so it would be tomorrow's: just within the 24 hours, or just beyond.
        ({"until": (THEN - MINUTE).isoformat()}, "That time is over already. Please choose a later one."),
        ({"until": BACK.isoformat()}, "You said 20:40 already. Please choose a later time."),
        (
            {"until": (THEN + timedelta(hours=24, minutes=1)).isoformat()},
            "A pause lasts 24 hours at most, so until Saturday, 20:20. You can also book a talk.",
        ),
        (
            {"until": "2099-01-01T00:00+00:00"},
            "A pause lasts 24 hours at most, so until Saturday, 20:20. You can also book a talk.",
        ),
    ],
)
def test_a_time_that_does_not_fit_is_said_beside_the_field_and_changes_nothing(
    noa: Visitor, pause: Pause, engine: sa.Engine, fields: dict[str, str], sentence: str
) -> None:
    before = everything(engine)
    answer = noa.post_form(f"/pauses/{pause.id}/delays", **fields)
    assert answer.status_code == 422
    page = parse(answer.text)
    assert page.one(class_="field-error").text == sentence
    assert page.one(role="alert").one("a").attrs["href"] == "#field-at"
    assert page.one("input", id="field-at").attrs["value"] == fields.get("at", "")
    assert offered(page)[0][0] == "20:50"
    assert everything(engine) == before


@pytest.mark.parametrize(
    "fields",
    [
        {"until": "soon"},
        {"until": "2026-11-20T21:00"},  # in no zone
        {"until": "9999-12-31T23:59:59-14:00"},
        {"until": "0001-01-01T00:00:00+14:00"},
        {"until": "99999999999999999999"},
        {"delay": "next year", "at": "21:00"},
        {"at": "21:00", "reason": "still angry"},
    ],
)
def test_what_no_page_of_ours_sends_is_refused_and_changes_nothing(
    noa: Visitor, pause: Pause, engine: sa.Engine, fields: dict[str, str]
) -> None:
    before = everything(engine)
    answer = noa.post_form(f"/pauses/{pause.id}/delays", **fields)
    assert answer.status_code == 422
    assert parse(answer.text).one(role="alert").text
    assert everything(engine) == before


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_other_reads_that_only_the_caller_can_and_sees_the_pause(
    ilan: Visitor, pause: Pause, engine: sa.Engine, method: str
) -> None:
    before = everything(engine)
    address = f"/pauses/{pause.id}/delay"
    answer = ilan.get(address) if method == "get" else ilan.post_form(f"{address}s", at="21:30")
    assert answer.status_code == 409
    page = parse(answer.text)
    assert page.one(role="alert").text == "Only Noa can say when this pause ends."
    assert page.one("h1").text == "Noa needs a pause, and is coming back at 20:40 ."
    assert everything(engine) == before


@pytest.mark.parametrize("method", ["get", "post"])
def test_once_it_is_over_the_page_says_so_and_shows_what_counts(
    noa: Visitor, noas: Partner, pause: Pause, engine: sa.Engine, method: str
) -> None:
    noas.come_back(pause, THEN)
    before = everything(engine)
    address = f"/pauses/{pause.id}/delay"
    answer = noa.get(address) if method == "get" else noa.post_form(f"{address}s", at="21:30")
    assert answer.status_code == 410
    page = parse(answer.text)
    assert (page.one(role="alert").text, page.one("h1").text) == ("This pause is over.", "You are back.")
    assert everything(engine) == before


def test_a_script_is_told_why_as_a_problem(ilan: Visitor, pause: Pause) -> None:
    answer = ilan.post(
        f"/pauses/{pause.id}/delays",
        content=urlencode({"at": "21:30"}),
        headers={"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"},
    )
    assert (answer.status_code, answer.json()["detail"]) == (409, "Only Noa can say when this pause ends.")


def test_after_more_time_both_read_the_new_hour_and_the_thread_begins_anew(
    noa: Visitor, ilan: Visitor, noas: Partner, pause: Pause, clock: time_machine.Traveller
) -> None:
    clock.move_to(BACK)
    noas.delay(pause, UNTIL, BACK)
    part = parse(noa.get(f"/pauses/{pause.id}").text).one(id="pause")
    assert (part.one("h1").text, part.one("time", class_="clock").text) == ("I need a pause.", "21:00")
    # What the phone asked at the old hour is cleared from it.
    assert part.one(data_clear_tag=True).attrs["data-clear-tag"]
    other = parse(ilan.get(f"/pauses/{pause.id}").text).one(id="pause")
    assert other.one("h1").text == "Noa needs a pause, and is coming back at 21:00 ."
    assert "A little later than first said." in other.text
    for one in (part, other):
        assert one.one("time", data_until=True).text == "20 minutes"
        assert one.one(data_since=True).attrs["data-since"] == BACK.isoformat()


def test_a_time_tomorrow_is_read_with_its_day_on_both_phones_and_at_home(
    noa: Visitor, ilan: Visitor, noas: Partner, ilans: Partner, pause: Pause
) -> None:
    ilans.travel("Asia/Jerusalem")
    noas.delay(pause, THEN + timedelta(hours=12, minutes=40), THEN)
    assert parse(noa.get(f"/pauses/{pause.id}").text).one("time", class_="clock").text == "09:00"
    assert "Saturday, 21 November" in parse(noa.get(f"/pauses/{pause.id}").text).text
    other = parse(ilan.get(f"/pauses/{pause.id}").text).one("h1").text
    assert other == "Noa needs more time, and is coming back on Saturday, 10:00 ."
    assert "Noa is coming back on Saturday, 10:00." in parse(ilan.get("/").text).text


def test_a_first_pause_past_midnight_is_not_told_as_more_time(
    ilan: Visitor, noas: Partner, clock: time_machine.Traveller
) -> None:
    late = THEN + timedelta(hours=3, minutes=30)  # 23:50
    clock.move_to(late)
    pause = noas.call(late).pause
    words = "Noa needs a pause, and is coming back on Saturday, 00:10 ."
    assert parse(ilan.get(f"/pauses/{pause.id}").text).one("h1").text == words
    clock.move_to(late + SILENT_AFTER)
    assert parse(ilan.get(f"/pauses/{pause.id}").text).one("h1").text in {
        words,
        "Noa needs a pause, and is coming back at 00:10 .",
    }
