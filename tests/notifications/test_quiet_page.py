"""One's own quiet hours on a page, and nowhere else."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine

from mend.notifications.claims import claim_due
from mend.notifications.reports import reports
from mend.signals.messages import delivery_sentence
from mend.web.words import words_in
from tests.markup import Node, parse, typed
from tests.notifications.mailroom import Mailroom
from tests.people import People, Visitor

NIGHT = datetime(2026, 11, 20, 22, 30, tzinfo=UTC)
GOOD = {"begins": "22:30", "ends": "06:45", "signals": "silent"}


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """Half past eleven at night in Berlin."""
    with time_machine.travel(NIGHT, tick=False) as traveller:
        yield traveller


def quiet(visitor: Visitor) -> Node:
    return parse(visitor.get("/us/quiet").text)


def test_nobody_has_quiet_hours_before_choosing_them(ilan: Visitor) -> None:
    page = quiet(ilan)
    assert typed(page) == {"begins": "22:00", "ends": "07:00", "signals": "ring"}
    assert page.one(class_="lead").text.startswith("While it is quiet, what is not urgent waits.")
    assert page.all(id="no-quiet") == []


def test_what_was_chosen_is_shown_and_can_be_ended(ilan: Visitor) -> None:
    answer = ilan.post_form("/us/quiet", **GOOD)
    assert (answer.status_code, answer.headers["location"]) == (303, "/us/quiet?saved=hours")
    page = parse(ilan.get(answer.headers["location"]).text)
    assert typed(page) == GOOD
    assert page.one(class_="lead").text == "It is quiet from 22:30 until 06:45."
    assert page.one(role="status", class_="notice").text == "Saved."
    assert page.one("button", form="no-quiet").text == "Turn quiet hours off"
    for _ in range(2):
        ended = ilan.post_form(page.one(id="no-quiet").attrs["action"])
        assert ended.headers["location"] == "/us/quiet?saved=none"
    page = parse(ilan.get("/us/quiet?saved=none").text)
    assert page.one(role="status", class_="notice").text.startswith("Quiet hours are off.")
    assert typed(page)["begins"] == "22:00"


def test_the_page_says_by_which_clock(ilan: Visitor) -> None:
    assert "By the clock where you are, now Europe/Berlin." in quiet(ilan).text
    ilan.post_form("/account/time-zone", time_zone="Asia/Kathmandu")
    assert "now Asia/Kathmandu." in quiet(ilan).text


def test_the_page_is_honest_about_signals(ilan: Visitor) -> None:
    assert "It always arrives, even while it is quiet. You only choose the sound." in quiet(ilan).text


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"ends": "22:30"}, "ends", "These are the same time."),
        ({"begins": ""}, "begins", "Please name a time, such as 21:30."),
        ({"begins": "25:00"}, "begins", "Please name a time, such as 21:30."),
        ({"begins": "22:60"}, "begins", "Please name a time, such as 21:30."),
        ({"ends": "79200"}, "ends", "Please name a time, such as 21:30."),
        ({"ends": "07:00+02:00"}, "ends", "Please name a time, such as 21:30."),
        ({"ends": "٠٧:٠٠"}, "ends", "Please name a time, such as 21:30."),
        ({"ends": "07:00:30"}, "ends", "Please name a time, such as 21:30."),
        ({"signals": "loud"}, "signals", "Please choose one of the options."),
    ],
)
def test_what_does_not_fit_is_a_sentence_and_nothing_is_lost(
    ilan: Visitor, changed: dict[str, str], field: str, sentence: str
) -> None:
    ilan.post_form("/us/quiet", begins="21:00", ends="05:00", signals="ring")
    answer = ilan.post_form("/us/quiet", **GOOD | changed)
    assert answer.status_code == 422
    page = parse(answer.text)
    assert page.one(class_="field-error", id=f"field-{field}-error").text.startswith(sentence)
    kept = GOOD | changed
    assert {name: value for name, value in typed(page).items() if name != "signals"} == {
        name: value for name, value in kept.items() if name != "signals"
    }
    assert typed(quiet(ilan)) == {"begins": "21:00", "ends": "05:00", "signals": "ring"}


def test_a_missing_or_forged_field_is_refused(ilan: Visitor) -> None:
    assert ilan.post_form("/us/quiet", begins="22:00", ends="07:00").status_code == 422
    assert ilan.post_form("/us/quiet", **GOOD, person_id="another").status_code == 422
    assert ilan.post_form("/us/quiet/ending", person_id="another").status_code == 422
    assert ilan.get("/us/quiet").text.count("no-quiet") == 0


@pytest.mark.parametrize(("written", "read"), [("7:05", "07:05"), ("07.05", "07:05"), ("07:05:00", "07:05")])
def test_a_time_may_be_typed_by_hand(ilan: Visitor, written: str, read: str) -> None:
    assert ilan.post_form("/us/quiet", **GOOD | {"ends": written}).status_code == 303
    assert typed(quiet(ilan))["ends"] == read


PAGES = ("/", "/us", "/us/quiet", "/us/agreement", "/us/copy", "/devices", "/rehearsal", "/account")


def test_the_partner_never_sees_them_anywhere(noa: Visitor, ilan: Visitor) -> None:
    def seen() -> list[str]:
        # A page says when it was made, and its forms carry an id each.
        return [
            re.sub(r'[0-9a-f]{8}(-[0-9a-f]{4,12}){4}|data-now="\d+"', "", noa.get(path).text)
            for path in PAGES
        ]

    before = seen()
    assert ilan.post_form("/us/quiet", **GOOD).status_code == 303
    assert seen() == before


def test_what_waits_for_them_reads_as_whatever_waits(
    noa: Visitor, ilan: Visitor, mailroom: Mailroom, people: People
) -> None:
    ilan.post_form("/us/quiet", **GOOD)
    mailroom.phone(people.ilan)
    mailroom.tell(people.ilan, at=NIGHT, is_signal=False)
    assert mailroom.do(claim_due, NIGHT, 10) == []
    found = mailroom.do(reports, mailroom.couple_of(people.noa), about="pause:1", recipient_id=people.ilan)[
        "first"
    ]
    words = words_in(mailroom.post.settings.frontend_dir / "locale", "en")
    assert (
        delivery_sentence(found, "Ilan", "Europe/Berlin", words, NIGHT) == "Saved. Not on Ilan’s phone yet."
    )
