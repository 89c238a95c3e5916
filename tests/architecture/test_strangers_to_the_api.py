"""Nobody reaches the API without a token that is for just this: held for every route there is and will be."""

from collections.abc import Callable, Iterator
from datetime import date
from uuid import UUID

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from httpx2 import Response
from sqlmodel import func, select

from mend.accounts.bearers import Bearer
from mend.accounts.models import Person, Scope
from mend.accounts.tokens import make_token, revoke_all_tokens
from mend.clock import now
from mend.couples.membership import member_of
from mend.database import unit_of_work
from mend.ids import new_id
from mend.signals.models import PauseCall
from tests.architecture.test_strangers import (
    asks,
    is_for_a_person,
    is_for_a_token,
    method_of,
    name_of,
    parameters_of,
    routes_of,
)
from tests.people import People, Visitor
from tests.samples import BODIES, SAMPLES

Ids = dict[str, UUID | int | date] | dict[str, str]


def routes(app: FastAPI) -> list[APIRoute]:
    """Every route of the API but its own description."""
    return [route for route in routes_of(app) if is_for_a_token(route)]


def scope_of(route: APIRoute) -> Scope:
    (bearer,) = (dependency for dependency in asks(route) if isinstance(dependency, Bearer))
    return bearer.scope


def give_token(app: FastAPI, person_id: UUID, scope: Scope) -> str:
    with unit_of_work(app.state.engine) as session:
        person = session.get_one(Person, person_id)
        revoke_all_tokens(session, person)
        return make_token(session, person, name="Button", scope=scope, now=now())


def ask(visitor: Visitor, route: APIRoute, ids: Ids, authorization: str | None) -> Response:
    """Visit a route as a script would."""
    headers = {"Accept": "*/*"} | ({"Authorization": authorization} if authorization is not None else {})
    path, body = route.path.format(**ids), BODIES.get(route.path)
    return visitor.request(method_of(route), path, json=body, headers=headers)


@pytest.fixture
def ids(app: FastAPI, people: People) -> dict[str, UUID | int | date]:
    """The ids of one row of Noa's for every path parameter of the API."""
    made: dict[str, UUID | int | date] = {}
    for name in {name for route in routes(app) for name in parameters_of(route)}:
        with unit_of_work(app.state.engine) as session:
            noa = member_of(session, people.noa)
            assert noa is not None
            made[name] = SAMPLES[name](session, app, noa, now())
    return made


@pytest.fixture
def unchanged(app: FastAPI, ids: dict[str, UUID | int | date]) -> Iterator[None]:
    """Nothing that a test does sends a signal."""

    def presses() -> int:
        with unit_of_work(app.state.engine, writes=False) as session:
            return session.exec(select(func.count()).select_from(PauseCall)).one()

    before = presses()
    yield
    assert presses() == before


def test_everything_below_api_asks_for_a_token_and_nothing_else_does(app: FastAPI) -> None:
    below = {name_of(route) for route in routes_of(app) if route.path.startswith("/api")}
    assert {name_of(route) for route in routes(app)} == below - {"GET /api/openapi.json"}
    assert not any(is_for_a_person(route) for route in routes(app))
    assert routes(app)


def test_every_route_is_described_with_the_one_scope_it_wants(app: FastAPI, anyone: Visitor) -> None:
    paths = anyone.get("/api/openapi.json").json()["paths"]
    described = {
        f"{method.upper()} {path}": operation["security"]
        for path, operations in paths.items()
        for method, operation in operations.items()
    }
    assert described == {
        name_of(route): [{"personalToken": [scope_of(route).value]}] for route in routes(app)
    }


def test_the_samples_are_there_for_both(app: FastAPI, anyone: Visitor, people: People, ids: Ids) -> None:
    for route in routes(app):
        for person in (people.noa, people.ilan):
            token = give_token(app, person, scope_of(route))
            assert ask(anyone, route, ids, f"Bearer {token}").status_code in {200, 201}, name_of(route)


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    "authorization",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Bearer mend_",
        "Bearer mend_0000000000000000000000000000000000000000000",
        "Basic bm9hOnNldmVuIHF1aWV0IHRlYXBvdHM=",
        "mend_0000000000000000000000000000000000000000000",
    ],
)
def test_without_a_good_token_nobody_is_let_in_cookie_or_not(
    app: FastAPI, noa: Visitor, anyone: Visitor, ids: Ids, authorization: str | None
) -> None:
    for route in routes(app):
        for visitor in (noa, anyone):
            answer = ask(visitor, route, ids, authorization)
            assert answer.status_code == 401, name_of(route)
            assert answer.headers["www-authenticate"].startswith("Bearer ")
            assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.usefixtures("unchanged")
def test_a_browsers_own_token_is_no_token_here(app: FastAPI, noa: Visitor, ids: Ids) -> None:
    cookie = noa.cookies["__Host-mend"]
    for route in routes(app):
        assert ask(noa, route, ids, f"Bearer {cookie}").status_code == 401, name_of(route)


@pytest.mark.usefixtures("unchanged")
def test_a_revoked_token_is_none(app: FastAPI, anyone: Visitor, people: People, ids: Ids) -> None:
    for route in routes(app):
        token = give_token(app, people.noa, scope_of(route))
        give_token(app, people.noa, scope_of(route))
        assert ask(anyone, route, ids, f"Bearer {token}").status_code == 401, name_of(route)


@pytest.mark.usefixtures("unchanged")
def test_a_token_for_something_else_is_refused_in_a_sentence_and_changes_nothing(
    app: FastAPI, anyone: Visitor, people: People, ids: Ids
) -> None:
    for route in routes(app):
        for scope in set(Scope) - {scope_of(route)}:
            answer = ask(anyone, route, ids, f"Bearer {give_token(app, people.noa, scope)}")
            assert answer.status_code == 403, name_of(route)
            assert "insufficient_scope" in answer.headers["www-authenticate"]
            assert answer.json()["detail"].endswith("Please make one in Mend that may.")


@pytest.mark.usefixtures("unchanged")
def test_another_couple_and_somebody_alone_find_none_of_it(
    app: FastAPI, anyone: Visitor, people: People, ids: Ids
) -> None:
    strangers = {
        people.mara: [route for route in routes(app) if parameters_of(route)],
        people.sam: routes(app),
    }
    for person, theirs in strangers.items():
        assert theirs
        for route in theirs:
            token = give_token(app, person, scope_of(route))
            assert ask(anyone, route, ids, f"Bearer {token}").status_code == 404, name_of(route)


@pytest.mark.usefixtures("unchanged")
def test_after_the_space_is_closed_neither_finds_it_again(
    app: FastAPI, anyone: Visitor, ilan: Visitor, people: People, ids: Ids
) -> None:
    assert ilan.post_form("/us/leaving").status_code == 303
    for route in routes(app):
        for person in (people.noa, people.ilan):
            token = give_token(app, person, scope_of(route))
            assert ask(anyone, route, ids, f"Bearer {token}").status_code == 404, name_of(route)


@pytest.mark.parametrize("wrong", ["nobody", "not-an-id", "0", "%00"])
def test_an_id_of_nothing_is_not_there(app: FastAPI, anyone: Visitor, people: People, wrong: str) -> None:
    for route in routes(app):
        if names := parameters_of(route):
            ids = {name: str(new_id()) if wrong == "nobody" else wrong for name in names}
            token = give_token(app, people.noa, scope_of(route))
            assert ask(anyone, route, ids, f"Bearer {token}").status_code == 404, name_of(route)


@pytest.mark.parametrize("path", ["/api", "/api/", "/api/nothing", "/api/signals/1/2", "/api/signals"])
@pytest.mark.parametrize("accept", ["text/html", "*/*"])
def test_what_is_not_there_is_a_problem_whatever_is_accepted(
    visit: Callable[[], Visitor], people: People, path: str, accept: str
) -> None:
    for visitor in (visit(), visit().as_(people.noa)):
        answer = visitor.get(path, headers={"Accept": accept})
        assert answer.status_code == (405 if path == "/api/signals" else 404)
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["detail"]
