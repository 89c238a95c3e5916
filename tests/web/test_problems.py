"""Errors as the asker can use them: a page for people, a fragment for htmx, problem+json for scripts."""

from collections.abc import Callable
from http import HTTPStatus

import pytest
import sqlalchemy as sa
from fastapi import FastAPI

from mend.errors import (
    N_,
    DomainError,
    Gone,
    Invalid,
    Malformed,
    NotFound,
    NotSignedIn,
    Refused,
    TooMany,
)
from mend.ids import new_id
from tests.markup import parse
from tests.people import People, Visitor
from tests.signals.partners import THEN, Partner

pytestmark = pytest.mark.any_database

SENTENCE = N_("You are linked with %(name)s already.")
SAID = "You are linked with <i>Ilan</i> already."
KINDS: dict[str, DomainError] = {
    "domain": DomainError(SENTENCE, name="<i>Ilan</i>"),
    "odd": DomainError(SENTENCE, status=403, name="<i>Ilan</i>"),
    "refused": Refused(SENTENCE, name="<i>Ilan</i>"),
    "malformed": Malformed(SENTENCE, name="<i>Ilan</i>"),
    "not-found": NotFound(SENTENCE, name="<i>Ilan</i>"),
    "gone": Gone(SENTENCE, name="<i>Ilan</i>"),
    "invalid": Invalid(SENTENCE, name="<i>Ilan</i>"),
    "too-many": TooMany(SENTENCE, retry_after=7, name="<i>Ilan</i>"),
}
HEADINGS = {
    404: "There is nothing here",
    410: "This is over",
    429: "A moment, please",
}


@pytest.fixture(params=KINDS)
def error(request: pytest.FixtureRequest, app: FastAPI) -> DomainError:
    """An error of each kind; /raise ends in it."""
    raised = KINDS[request.param]

    @app.get("/raise")
    def _raise() -> None:
        raise raised

    return raised


def test_a_person_gets_a_page_with_a_way_on(error: DomainError, anyone: Visitor) -> None:
    answer = anyone.get("/raise")
    assert answer.status_code == error.status
    page = parse(answer.text)
    assert page.one("p", class_="lead").text == SAID
    assert page.one("h1").text == HEADINGS.get(error.status, "That did not work")
    assert page.one("a", class_="act").attrs["href"] == "/"
    assert page.one("a", class_="safety").attrs["href"] == "/safety"
    assert answer.headers["cache-control"] == "no-store"


def test_htmx_gets_the_sentence_where_the_part_would_stand(error: DomainError, anyone: Visitor) -> None:
    answer = anyone.get("/raise", headers={"HX-Request": "true"})
    assert answer.status_code == error.status
    part = parse(answer.text)
    assert part.one(role="alert").text == part.text == SAID
    assert not part.all("html")


def test_a_script_gets_a_problem(error: DomainError, anyone: Visitor) -> None:
    answer = anyone.get("/raise", headers={"Accept": "application/json"})
    assert answer.status_code == error.status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    title = HTTPStatus(error.status).phrase
    assert answer.json() == {"status": error.status, "title": title, "detail": SAID}


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_who_must_wait_is_told_how_long(anyone: Visitor, app: FastAPI, accept: str) -> None:
    @app.get("/raise")
    def _raise() -> None:
        raise KINDS["too-many"]

    for headers in ({"Accept": accept}, {"Accept": accept, "HX-Request": "true"}):
        assert anyone.get("/raise", headers=headers).headers["retry-after"] == "7"


def test_who_is_not_signed_in_is_led_to_the_door_and_back(anyone: Visitor, app: FastAPI) -> None:
    @app.api_route("/raise", methods=["GET", "POST"])
    def _raise() -> None:
        raise NotSignedIn(N_("Please sign in first."))

    assert anyone.get("/raise").headers["location"] == "/sign-in?next=/raise"
    assert anyone.post("/raise").headers["location"] == "/sign-in"
    part = anyone.get("/raise", headers={"HX-Request": "true"})
    assert (part.status_code, part.headers["hx-redirect"]) == (204, "/sign-in?next=/raise")
    problem = anyone.get("/raise", headers={"Accept": "application/json"})
    assert (problem.status_code, problem.json()["detail"]) == (401, "Please sign in first.")


def test_home_needs_no_way_back(anyone: Visitor) -> None:
    assert anyone.get("/us").headers["location"] == "/sign-in?next=/us"
    assert anyone.get("/").status_code == 200


@pytest.mark.parametrize("path", ["/nowhere", "/pauses/not-an-id", "/us/../../etc/passwd", "/%00", "/é"])
def test_what_is_not_there_is_a_page_that_says_so(noa: Visitor, path: str) -> None:
    answer = noa.get(path)
    assert answer.status_code == 404
    page = parse(answer.text)
    assert page.one("h1").text == "There is nothing here"
    assert page.one("p", class_="lead").text == "Perhaps it is over, or the address has a slip in it."


def test_who_is_signed_out_learns_nothing_of_what_is_there(anyone: Visitor) -> None:
    for path in ("/pauses/not-an-id", f"/pauses/{new_id()}"):
        assert anyone.get(path).headers["location"] == f"/sign-in?next={path}"
    assert anyone.get("/nowhere").status_code == 404


def test_what_cannot_be_done_says_what_can(anyone: Visitor) -> None:
    answer = anyone.get("/sign-out")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "POST"
    assert parse(answer.text).one("p", class_="lead").text == "That cannot be done here."
    problem = anyone.get("/sign-out", headers={"Accept": "application/json"})
    assert problem.json() == {
        "status": 405,
        "title": "Method Not Allowed",
        "detail": "That cannot be done here.",
    }


def test_a_query_that_makes_no_sense_is_a_sentence(noa: Visitor) -> None:
    answer = noa.get("/account", params={"saved": "x" * 100})
    assert answer.status_code == 422
    assert parse(answer.text).one("p", class_="lead").text == "Mend could not read that."


def test_json_that_makes_no_sense_is_a_problem(noa: Visitor) -> None:
    for body in ("", "{", "[]", '{"endpoint": 1}', "null", '"x"'):
        answer = noa.post("/devices", content=body, headers={"Content-Type": "application/json"})
        assert answer.status_code == 422, body
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["detail"] == "Mend could not read that."


def test_nothing_private_stands_on_an_error_page(
    noa: Visitor, ilan: Visitor, mara: Visitor, app: FastAPI, engine: sa.Engine, people: People
) -> None:
    pause = Partner(engine, app.state.outbox, people.noa).call(THEN).pause
    answers = [
        noa.get("/nowhere"),
        noa.get(f"/pauses/{new_id()}"),
        mara.get(f"/pauses/{pause.id}"),
        mara.post_form(f"/pauses/{pause.id}/answer"),
        noa.post_form("/pauses", minutes="x"),
    ]
    for answer in answers:
        assert answer.status_code >= 400
        body = parse(answer.text).one("body")
        assert not [name for name in body.attrs if name.startswith("data-")]
        for private in (
            "Noa",
            "Ilan",
            "Mara",
            "example.org",
            str(people.noa),
            str(pause.id),
            "Europe/Berlin",
        ):
            assert private not in answer.text
        assert answer.headers["cache-control"] == "no-store"


def test_a_mistake_of_ours_tells_nobody_anything(
    app: FastAPI, visit: Callable[[], Visitor], people: People, capsys: pytest.CaptureFixture[str]
) -> None:
    @app.get("/broken")
    def _broken() -> None:
        raise KeyError("what Noa wrote to Ilan")

    noa = visit().as_(people.noa)
    for headers in ({}, {"HX-Request": "true"}, {"Accept": "application/json"}):
        answer = noa.get("/broken", headers=headers)
        assert answer.status_code == 500
        assert "Something broke on our side. Nothing was changed." in answer.text
        assert "wrote" not in answer.text
        assert "KeyError" not in answer.text
        assert "Traceback" not in answer.text
    logged = capsys.readouterr().out
    assert "KeyError" in logged
    assert "wrote" not in logged
