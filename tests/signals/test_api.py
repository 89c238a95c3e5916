"""The button from outside: a press with a token is a press of the button, once, told to the other."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
import time_machine
from sqlmodel import select

from mend.accounts.models import Scope
from mend.agreements.versions import Wording
from mend.database import unit_of_work
from mend.ids import new_id
from mend.live.models import CoupleEvent
from mend.notifications.models import DeliveryState
from tests.people import People, Visitor
from tests.signals.buttons import Button, Make
from tests.signals.partners import MINUTE, THEN, Partner, calls, deliver, pauses, told
from tests.together import at_once

Visit = Callable[[], Visitor]
GIVEN = "9e107d9d372bb6826bd81d3542a419d6"  # what Shortcuts has for an id: an MD5


@pytest.fixture(autouse=True)
def _still(clock: time_machine.Traveller) -> None:
    """Every answer of these tests is made at THEN, until the clock is moved."""


def test_a_press_is_a_pause_and_the_other_is_told(
    button: Button, people: People, engine: sa.Engine, ilans: Partner
) -> None:
    phone = ilans.add_device()
    call_id = new_id()
    answer = button.press(id=str(call_id), minutes=20)
    assert answer.status_code == 201
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json() == {
        "id": str(call_id),
        "kind": "pause",
        "state": "running",
        "returns_at": "2026-11-20T19:40:00Z",
        "joined": False,
        "delivery": {"state": "queued", "sentence": "Saved. Not on Ilan’s phone yet."},
    }
    (pause,) = pauses(engine)
    assert (pause.id, pause.caller_id, pause.returns_at) == (call_id, people.noa, THEN + 20 * MINUTE)
    (message,) = told(engine)
    assert (message.row.recipient_id, message.row.kind) == (people.ilan, "pause")
    assert message.row.title.endswith("back 20:40")
    assert message.states == {phone: "queued"}


def test_open_pages_of_both_hear_of_it(button: Button, noa: Visitor, engine: sa.Engine) -> None:
    before = noa.get("/").text
    button.press(minutes=20)
    with unit_of_work(engine, writes=False) as session:
        assert [event.what for event in session.exec(select(CoupleEvent))] == ["pause"]
    assert "20:40" not in before
    assert "20:40" in noa.get("/").text


def test_the_agreements_minutes_are_meant_without_any(
    button: Button, noas: Partner, ilans: Partner, engine: sa.Engine
) -> None:
    noas.agree(ilans, Wording("Teapot", minutes=30), THEN)
    assert button.press().json()["returns_at"] == "2026-11-20T19:50:00Z"
    assert told(engine)[-1].row.title == "Teapot · back 20:50"


def test_how_far_it_came_is_what_the_page_of_the_pause_says(
    button: Button, lamp: Button, noa: Visitor, ilans: Partner, engine: sa.Engine
) -> None:
    ilans.add_device()
    signal = button.press(minutes=20).json()
    for state in DeliveryState:
        deliver(engine, state)
        delivery = lamp.look(signal["id"]).json()["delivery"]
        assert delivery["state"] == state
        assert delivery["sentence"] in noa.get(f"/pauses/{signal['id']}").text


def test_without_a_device_of_the_others_it_says_so(button: Button) -> None:
    assert button.press(minutes=20).json()["delivery"] == {
        "state": "none",
        "sentence": "Ilan has no device that can receive this. Say it, or show this screen.",
    }


# Once


def test_the_same_press_again_is_the_same_pause_and_the_same_answer(
    button: Button, engine: sa.Engine, clock: time_machine.Traveller
) -> None:
    first = button.press(id=GIVEN, minutes=20)
    clock.shift(MINUTE)
    again = button.press(id=GIVEN, minutes=20, waited=60)
    spelled = button.press(id=str(UUID(GIVEN)).upper(), minutes=20)
    assert (first.status_code, again.status_code, spelled.status_code) == (201, 200, 200)
    assert first.json() == again.json() == spelled.json()
    assert (len(pauses(engine)), len(calls(engine)), len(told(engine))) == (1, 1, 1)


def test_both_at_once_are_one(button: Button, visit: Visit, engine: sa.Engine) -> None:
    answers: list[Any] = []
    buttons = [button, Button(visit(), button.token)]
    at_once(*(lambda one=one: answers.append(one.press(id=GIVEN, minutes=20)) for one in buttons))
    assert sorted(answer.status_code for answer in answers) == [200, 201]
    assert answers[0].json() == answers[1].json()
    assert (len(pauses(engine)), len(calls(engine)), len(told(engine))) == (1, 1, 1)


def test_a_press_of_the_button_in_mend_is_known_here_too(
    button: Button, noas: Partner, engine: sa.Engine
) -> None:
    """One queue may have sent what another repeats."""
    noas.call(THEN, call_id=UUID(GIVEN))
    assert button.press(id=GIVEN, minutes=20).status_code == 200
    assert len(told(engine)) == 1


def test_the_same_id_with_other_details_is_refused_and_changes_nothing(
    button: Button, make: Make, people: People, engine: sa.Engine
) -> None:
    first = button.press(id=GIVEN, minutes=20).json()
    for other, minutes in ((button, 21), (make(people.ilan, Scope.SEND), 20)):
        answer = other.press(id=GIVEN, minutes=minutes)
        assert answer.status_code == 409
        assert answer.json()["detail"].startswith("This pause was sent before, with other details.")
    assert button.press(id=GIVEN, minutes=20).json() == first
    assert (len(pauses(engine)), len(told(engine))) == (1, 1)


def test_another_couples_id_is_just_theirs(button: Button, make: Make, people: People) -> None:
    assert button.press(id=GIVEN, minutes=20).status_code == 201
    assert make(people.mara, Scope.SEND).press(id=GIVEN, minutes=30).status_code == 201


def test_pressing_again_without_an_id_joins_and_tells_nobody_twice(button: Button, engine: sa.Engine) -> None:
    first, again = button.press(), button.press()
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json() | {"id": again.json()["id"], "joined": True}
    assert (len(pauses(engine)), len(told(engine))) == (1, 1)


def test_joining_the_others_pause_has_nobody_to_tell(
    button: Button, lamp: Button, ilans: Partner, engine: sa.Engine
) -> None:
    ilans.call(THEN)
    answer = button.press(minutes=45)
    assert answer.status_code == 200
    assert (answer.json()["joined"], answer.json()["delivery"]) == (True, None)
    assert lamp.look(answer.json()["id"]).json() == answer.json()
    assert len(told(engine)) == 1


def test_a_repair_reaches_the_other_and_can_be_looked_at_until_it_is_answered(
    button: Button, lamp: Button, ilan: Visitor, ilans: Partner, people: People, engine: sa.Engine
) -> None:
    ilans.add_device()
    repair_id = str(new_id())
    answer = button.press(kind="repair", id=repair_id)
    assert answer.status_code == 201
    assert answer.json() == {
        "id": repair_id,
        "kind": "repair",
        "state": "waiting",
        "returns_at": None,
        "joined": False,
        "delivery": {"state": "queued", "sentence": "Saved. Not on Ilan’s phone yet."},
    }
    (message,) = told(engine)
    assert (message.row.recipient_id, message.row.kind) == (people.ilan, "repair")
    ilan.post_form(f"/repairs/{repair_id}/answer", answer="yes")
    assert lamp.look(repair_id).json()["state"] == "accepted"


def test_a_repair_posted_twice_is_one_and_needs_an_id_for_that(button: Button, engine: sa.Engine) -> None:
    for fields in ({}, {"id": None}):
        without = button.press(kind="repair", **fields)
        assert without.status_code == 422
        assert without.json()["errors"] == {
            "id": "A repair needs an id, so that a request sent twice is one repair."
        }
    repair_id = str(new_id())
    assert [button.press(kind="repair", id=repair_id).status_code for _ in range(2)] == [201, 200]
    assert len(told(engine)) == 1


def test_three_repairs_without_an_answer_hold_the_button_back_too(button: Button, engine: sa.Engine) -> None:
    for _ in range(3):
        assert button.press(kind="repair", id=str(new_id())).status_code == 201
    held = button.press(kind="repair", id=str(new_id()))
    assert held.status_code == 429
    assert held.headers["content-type"] == "application/problem+json"
    assert 0 < int(held.headers["retry-after"]) <= 3600
    assert len(told(engine)) == 3


def test_a_phrase_that_is_not_in_the_deck_is_not_sent(button: Button, engine: sa.Engine) -> None:
    answer = button.press(kind="repair", id=str(new_id()), phrase="shouting")
    assert answer.status_code == 410
    assert told(engine) == []


def test_a_repair_posted_twice_at_once_is_made_by_one_of_them(
    button: Button, visit: Visit, engine: sa.Engine
) -> None:
    answers: list[Any] = []
    buttons = [button, Button(visit(), button.token)]
    at_once(*(lambda one=one: answers.append(one.press(kind="repair", id=GIVEN)) for one in buttons))
    assert sorted(answer.status_code for answer in answers) == [200, 201]
    assert answers[0].json() == answers[1].json()
    assert len(told(engine)) == 1
