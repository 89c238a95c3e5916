"""The pause over HTTP: what a phone sends, what it gets back, and everything that can be wrong with it."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from fastapi import FastAPI

from mend.accounts.browsers import who_is
from mend.couples.membership import member_of
from mend.database import unit_of_work
from mend.ids import new_id
from mend.live.models import CoupleEvent
from mend.signals.models import Practical
from mend.web.guards import MAX_BODY_BYTES
from tests.markup import parse
from tests.people import People, Visitor
from tests.signals.partners import MINUTE, THEN, Partner, add_device, calls, everything, pauses, told

Visit = Callable[[], Visitor]


@pytest.fixture(autouse=True)
def _still(clock: time_machine.Traveller) -> None:
    """Every page of these tests is made at THEN, until the clock is moved."""


def post_json(visitor: Visitor, **fields: Any) -> Any:
    return visitor.post(
        "/pauses",
        data={name: str(value) for name, value in fields.items()},
        headers={"Accept": "application/json"},
    )


def test_the_script_is_told_the_pause_it_made(noa: Visitor) -> None:
    call_id = new_id()
    answer = post_json(noa, id=call_id, minutes=20, waited=0)
    assert answer.status_code == 201
    assert answer.json() == {
        "id": str(call_id),
        "url": f"/pauses/{call_id}",
        "returns_at": (THEN + 20 * MINUTE).isoformat(),
        "joined": False,
    }


def test_the_form_without_scripts_leads_to_the_pause(noa: Visitor, engine: sa.Engine) -> None:
    answer = noa.post_form("/pauses")
    (pause,) = pauses(engine)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/pauses/{pause.id}")
    assert pause.returns_at == THEN + 20 * MINUTE


def test_the_same_post_again_gets_the_same_answer(noa: Visitor, engine: sa.Engine) -> None:
    fields = {"id": new_id(), "minutes": 20, "waited": 0}
    first, again = post_json(noa, **fields), post_json(noa, **fields | {"waited": 30})
    assert again.status_code in {200, 201}
    assert again.json() == first.json()
    assert len(calls(engine)) == 1


def test_the_same_id_with_other_content_is_refused_as_a_problem(noa: Visitor, ilan: Visitor) -> None:
    call_id = new_id()
    post_json(noa, id=call_id, minutes=20)
    for visitor, minutes in ((noa, 21), (ilan, 20)):
        answer = post_json(visitor, id=call_id, minutes=minutes)
        assert answer.status_code == 409
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["detail"].startswith("This pause was sent before, with other details.")


def test_another_couples_id_is_just_theirs(noa: Visitor, mara: Visitor, engine: sa.Engine) -> None:
    call_id = new_id()
    post_json(noa, id=call_id, minutes=20)
    assert post_json(mara, id=call_id, minutes=30).status_code == 201
    assert len(pauses(engine)) == 2


def test_a_pause_of_who_was_signed_in_here_before_reaches_nobody(
    mara: Visitor, people: People, engine: sa.Engine
) -> None:
    answer = post_json(mara, id=new_id(), minutes=20, waited=60, person=people.noa)
    assert answer.status_code == 403
    assert answer.json()["detail"] == (
        "This pause belongs to somebody else who was signed in here. It was not sent."
    )
    assert pauses(engine) == []
    assert post_json(mara, id=new_id(), minutes=20, person=people.mara).status_code == 201


def test_joining_says_so(noa: Visitor, ilan: Visitor) -> None:
    first = post_json(noa, id=new_id(), minutes=20).json()
    answer = post_json(ilan, id=new_id(), minutes=45)
    assert answer.status_code == 200
    assert answer.json() == first | {"joined": True}


def test_a_pause_that_is_over_before_it_arrives_is_gone(noa: Visitor, engine: sa.Engine) -> None:
    answer = post_json(noa, id=new_id(), minutes=20, waited=1200)
    assert answer.status_code == 410
    assert answer.json()["detail"] == "This pause was over before it could be sent. Nobody was told."
    assert (pauses(engine), told(engine)) == ([], [])


@pytest.mark.parametrize("days", [1, 2, 300])
def test_a_phone_that_was_off_for_days_hears_the_same(noa: Visitor, days: int) -> None:
    assert post_json(noa, id=new_id(), minutes=1440, waited=days * 86_400 + 61).status_code == 410


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"id": "not-an-id"}, "That is not an id of Mend."),
        ({"id": ""}, "That is not an id of Mend."),
        ({"minutes": "0"}, "Please choose 1 or more."),
        ({"minutes": "-5"}, "Please choose 1 or more."),
        ({"minutes": "1441"}, "Please choose 1440 or less."),
        ({"minutes": "soon"}, "Please enter a whole number."),
        ({"minutes": ""}, "Please enter a whole number."),
        ({"minutes": "20.5"}, "Please enter a whole number."),
        ({"minutes": "9" * 5000}, "Please enter a whole number."),
        ({"waited": "-1"}, "Please choose 0 or more."),
        ({"waited": "x"}, "Please enter a whole number."),
        ({"waited": "9" * 12}, "Please choose 34560000 or less."),
        ({"phrase": "Leave me"}, "The form holds a field that does not belong here. Please reload the page."),
    ],
)
def test_each_wrong_field_is_a_sentence_and_writes_nothing(
    noa: Visitor, engine: sa.Engine, fields: dict[str, str], sentence: str
) -> None:
    answer = post_json(noa, **{"id": new_id(), "minutes": 20, "waited": 0} | fields)
    assert answer.status_code == 422
    assert answer.json()["detail"] == sentence
    assert parse(noa.post_form("/pauses", **fields).text).one("p", class_="lead").text == sentence
    assert (pauses(engine), calls(engine), told(engine)) == ([], [], [])


@pytest.mark.parametrize("minutes", [1, 1440])
def test_the_shortest_and_the_longest_pause_are_taken(noa: Visitor, minutes: int) -> None:
    assert post_json(noa, id=new_id(), minutes=minutes).status_code == 201


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        ("minutes=20&minutes=30", "application/x-www-form-urlencoded", 400),
        ('{"minutes": 20}', "application/json", 400),
        ("minutes=20", "text/plain", 400),
        ("x=" + "y" * MAX_BODY_BYTES, "application/x-www-form-urlencoded", 413),
    ],
)
def test_a_body_that_is_no_form_of_ours_is_refused(
    noa: Visitor, engine: sa.Engine, body: str, kind: str, status: int
) -> None:
    answer = noa.post("/pauses", content=body, headers={"Content-Type": kind})
    assert answer.status_code == status
    assert pauses(engine) == []


def test_who_is_signed_out_is_told_so_or_led_to_the_door(anyone: Visitor, engine: sa.Engine) -> None:
    assert post_json(anyone, id=new_id()).status_code == 401
    assert anyone.post_form("/pauses").headers["location"] == "/sign-in"
    assert pauses(engine) == []


def test_who_is_alone_has_nobody_to_tell(sam: Visitor, engine: sa.Engine) -> None:
    assert post_json(sam, id=new_id()).status_code == 404
    assert pauses(engine) == []


@pytest.mark.parametrize("path", ["", "/answer", "/notes", "/return"])
def test_a_stranger_and_an_unknown_id_get_the_same_404(noa: Visitor, mara: Visitor, path: str) -> None:
    pause = post_json(noa, id=new_id()).json()["id"]
    pages = []
    for unknown in (pause, str(new_id())):
        address = f"/pauses/{unknown}{path}"
        fields = {"practical": "kids"} if path == "/notes" else {}
        answer = mara.post_form(address, **fields) if path else mara.get(address)
        assert answer.status_code == 404
        pages.append(answer.text)
    assert pages[0] == pages[1]


def test_ok_from_a_device_does_not_come_back_to_that_device(
    visit: Visit, people: People, engine: sa.Engine, noas: Partner
) -> None:
    phone, tablet = visit().as_(people.ilan), visit().as_(people.ilan)
    with unit_of_work(engine) as session:
        devices = []
        for browser in (phone, tablet):
            found = who_is(session, browser.cookies["__Host-mend"], THEN)
            assert found is not None
            devices.append(add_device(session, people.ilan, "", found[1].id))
    pause = noas.call(THEN).pause
    assert phone.post_form(f"/pauses/{pause.id}/answer").headers["location"] == f"/pauses/{pause.id}"
    (answered,) = [message for message in told(engine) if message.row.kind == "answered"]
    assert list(answered.states) == [devices[1]]
    assert tablet.post_form(f"/pauses/{pause.id}/answer").status_code == 303


@pytest.mark.parametrize(
    "fields", [{}, {"practical": ""}, {"practical": "Why did you"}, {"practical": "kids", "x": "y"}]
)
def test_a_note_is_one_of_the_presets_and_nothing_else(
    noa: Visitor, ilan: Visitor, engine: sa.Engine, fields: dict[str, str]
) -> None:
    pause = post_json(noa, id=new_id()).json()["id"]
    assert ilan.post_form(f"/pauses/{pause}/notes", **fields).status_code == 422
    assert [message.row.kind for message in told(engine)] == ["pause"]


@pytest.mark.parametrize("practical", list(Practical))
def test_every_preset_can_be_sent(noa: Visitor, ilan: Visitor, practical: Practical) -> None:
    pause = post_json(noa, id=new_id()).json()["id"]
    answer = ilan.post_form(f"/pauses/{pause}/notes", practical=practical.value)
    assert answer.headers["location"] == f"/pauses/{pause}"


def test_after_the_end_nothing_more_can_be_said(noa: Visitor, ilan: Visitor) -> None:
    pause = post_json(noa, id=new_id()).json()["id"]
    assert noa.post_form(f"/pauses/{pause}/return").headers["location"] == f"/pauses/{pause}"
    assert noa.post_form(f"/pauses/{pause}/return").status_code == 303
    for path, fields in (("answer", {}), ("notes", {"practical": "kids"})):
        gone = ilan.post_form(f"/pauses/{pause}/{path}", **fields)
        assert gone.status_code == 410
        page = parse(gone.text)
        assert (page.one(role="alert").text, page.one("h1").text) == ("This pause is over.", "Noa is back.")
        problem = ilan.post(f"/pauses/{pause}/{path}", data=fields, headers={"Accept": "application/json"})
        assert (problem.status_code, problem.json()["detail"]) == (410, "This pause is over.")
        assert problem.headers["content-type"] == "application/problem+json"


def test_only_the_caller_ends_a_pause_and_the_other_is_told_why_not(noa: Visitor, ilan: Visitor) -> None:
    pause = post_json(noa, id=new_id()).json()["id"]
    refused = ilan.post_form(f"/pauses/{pause}/return")
    assert refused.status_code == 409
    page = parse(refused.text)
    assert page.one(role="alert").text == "Only Noa can end this pause."
    assert page.one("h1").text == "Noa needs a pause, and is coming back at 20:40 ."
    problem = ilan.post(f"/pauses/{pause}/return", headers={"Accept": "application/json"})
    assert (problem.status_code, problem.json()["detail"]) == (409, "Only Noa can end this pause.")


def test_a_mistake_of_ours_in_the_middle_leaves_no_row_and_a_calm_page(
    noa: Visitor, ilans: Partner, engine: sa.Engine, people: People, capsys: pytest.CaptureFixture[str]
) -> None:
    ilans.add_device()
    with unit_of_work(engine) as session:
        member = member_of(session, people.noa)
        assert member is not None
        # The couple's next number is taken, so the very last step of a call cannot be written.
        session.add(CoupleEvent(couple_id=member.couple_id, number=1, what="pause", at=THEN))
    answer = noa.post_form("/pauses", minutes=20)
    assert answer.status_code == 500
    assert parse(answer.text).one("h1").text == "A thread broke on our side"
    assert (pauses(engine), calls(engine), told(engine)) == ([], [], [])
    assert "couple_events" not in answer.text + capsys.readouterr().out


def test_reading_a_pause_writes_nothing(noa: Visitor, ilan: Visitor, engine: sa.Engine) -> None:
    pause = post_json(noa, id=new_id()).json()["id"]
    before = everything(engine)
    for visitor in (noa, ilan):
        assert visitor.get(f"/pauses/{pause}").status_code == 200
    assert everything(engine) == before


def test_a_practice_is_started_shown_to_both_and_to_no_stranger(
    noa: Visitor, ilan: Visitor, mara: Visitor, app: FastAPI, clock: time_machine.Traveller
) -> None:
    assert noa.get("/rehearsal").status_code == 200
    where = noa.post_form("/rehearsals").headers["location"]
    assert where.startswith("/rehearsals/")
    assert ilan.post_form("/rehearsals").headers["location"] == where
    assert noa.get(where).status_code == ilan.get(where).status_code == 200
    assert mara.get(where).status_code == 404
    clock.shift(timedelta(minutes=3))
    # Nobody has a device: that is what the page says, whatever the clock says.
    assert "Neither of your phones can receive yet." in parse(noa.get(where).text).one(id="rehearsed").text


def test_the_answer_for_scripts_is_json_and_is_not_kept(noa: Visitor) -> None:
    problem = post_json(noa, id="x")
    assert problem.headers["cache-control"] == "no-store"
    assert json.loads(problem.text)["status"] == 422
