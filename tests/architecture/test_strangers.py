"""Nobody reaches what belongs to others: held for every route there is, and for every route there will be.

Mara belongs to another couple, Sam to none, and somebody is signed out; each is sent to Noa's and Ilan's
rows. A route says in its dependencies whom it is for. One that asks nobody stands in ANYBODY, with a reason.
Routes for tokens are visited in test_strangers_to_the_api.py.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from mend.accounts.bearers import Bearer
from mend.accounts.identity import signed_in_asker
from mend.clock import now
from mend.couples.membership import current_member, member_of
from mend.database import unit_of_work
from mend.ids import new_id
from mend.live.routes import listening
from tests.people import People, Visitor
from tests.samples import FIELDS, SAMPLES, Id

ANYBODY = {
    "GET /": "the welcome; signed in, one's own home",
    "GET /sign-up": "the way in",
    "POST /sign-up": "the way in",
    "GET /sign-in": "the way in",
    "POST /sign-in": "the way in",
    "POST /sign-out": "the way out",
    "GET /goodbye": "after the way out; the same for everybody",
    "GET /invitation": "explains itself to who has no account yet; the code stays in the browser",
    "GET /pause": "kept on the phone for when there is no reception; the same for everybody",
    "GET /offline": "kept on the phone; the same for everybody",
    "GET /safety": "help is for everybody",
    "GET /install": "the same for everybody",
    "GET /manifest.webmanifest": "the same for everybody",
    "GET /sw.js": "the same for everybody",
    "GET /assets/{name:path}": "the same for everybody",
    "GET /calendar/{key}.ics": "for calendars, which cannot sign in; its key proves whose it is",
    "HEAD /calendar/{key}.ics": "for calendars, which cannot sign in; its key proves whose it is",
    "GET /push-key": "a public key",
    "POST /receipts": "a token of its own proves the device; it works signed out",
    "GET /livez": "for the machine that runs Mend; says nothing about people",
    "GET /readyz": "for the machine that runs Mend; says nothing about people",
    "GET /api/openapi.json": "describes the API, and nobody's data",
    "GET /style": "for those who build Mend, in development only; holds made-up people",
}
FOR_A_COUPLE = {current_member, listening}
FOR_A_PERSON = {signed_in_asker}


def routes_of(app: FastAPI) -> list[APIRoute]:
    """Every route, however deep its router is included."""

    def walk(routes: list[Any]) -> Iterator[APIRoute]:
        for route in routes:
            if isinstance(route, APIRoute):
                yield route
            else:
                yield from walk(route.original_router.routes)

    return list(walk(app.routes))


def method_of(route: APIRoute) -> str:
    assert route.methods
    (method,) = route.methods
    return method


def name_of(route: APIRoute) -> str:
    return f"{method_of(route)} {route.path}"


def asks(route: APIRoute) -> set[Any]:
    """Every dependency of a route."""

    def walk(dependant: Dependant) -> Iterator[Any]:
        yield dependant.call
        for below in dependant.dependencies:
            yield from walk(below)

    return set(walk(route.dependant))


def is_for_a_couple(route: APIRoute) -> bool:
    return bool(asks(route) & FOR_A_COUPLE)


def is_for_a_person(route: APIRoute) -> bool:
    return bool(asks(route) & (FOR_A_COUPLE | FOR_A_PERSON))


def is_for_a_token(route: APIRoute) -> bool:
    return any(isinstance(dependency, Bearer) for dependency in asks(route))


def parameters_of(route: APIRoute) -> list[str]:
    return [parameter.name for parameter in route.dependant.path_params]


def visit(visitor: Visitor, route: APIRoute, ids: dict[str, Id] | dict[str, str]) -> int:
    """The status `visitor` gets at this route with these ids."""
    path = route.path.format(**ids)
    if method_of(route) == "GET":
        return visitor.get(path).status_code
    return int(visitor.post_form(path, **FIELDS.get(route.path, {})).status_code)


@pytest.fixture
def ids(app: FastAPI, people: People) -> dict[str, Id]:
    """The ids of one row of Noa's for every path parameter."""
    made: dict[str, Id] = {}
    for name, sample in SAMPLES.items():
        with unit_of_work(app.state.engine) as session:
            noa = member_of(session, people.noa)
            assert noa is not None
            made[name] = sample(session, app, noa, now())
    return made


def test_every_route_says_whom_it_is_for(app: FastAPI) -> None:
    open_to_all = {
        name_of(route) for route in routes_of(app) if not (is_for_a_person(route) or is_for_a_token(route))
    }
    assert open_to_all - ANYBODY.keys() == set(), "ask who it is, or give a reason in ANYBODY"
    assert ANYBODY.keys() - open_to_all == set(), "no longer open to all, or gone"


def test_every_path_parameter_has_a_sample(app: FastAPI) -> None:
    needed = {
        name
        for route in routes_of(app)
        if is_for_a_person(route) or is_for_a_token(route)
        for name in parameters_of(route)
    }
    assert needed == SAMPLES.keys()


def test_no_route_hides_another(app: FastAPI) -> None:
    names = [name_of(route) for route in routes_of(app)]
    assert sorted(names) == sorted(set(names))


def test_the_samples_are_there_for_their_owner(app: FastAPI, noa: Visitor, ids: dict[str, Id]) -> None:
    missed = {
        name_of(route)
        for route in routes_of(app)
        if is_for_a_person(route) and parameters_of(route) and visit(noa, route, ids) == 404
    }
    assert missed == set()


def test_another_couple_finds_none_of_it(app: FastAPI, mara: Visitor, ids: dict[str, Id]) -> None:
    answers = {
        name_of(route): visit(mara, route, ids)
        for route in routes_of(app)
        if is_for_a_person(route) and parameters_of(route)
    }
    assert {name: status for name, status in answers.items() if status != 404} == {}
    assert answers


def test_somebody_alone_finds_none_of_it(app: FastAPI, sam: Visitor, ids: dict[str, Id]) -> None:
    answers = {
        name_of(route): visit(sam, route, ids)
        for route in routes_of(app)
        if is_for_a_couple(route) or (is_for_a_person(route) and parameters_of(route))
    }
    assert {name: status for name, status in answers.items() if status != 404} == {}
    assert answers


def test_somebody_signed_out_is_sent_to_sign_in(app: FastAPI, anyone: Visitor, ids: dict[str, Id]) -> None:
    wrong = {}
    for route in routes_of(app):
        if not is_for_a_person(route):
            continue
        path = route.path.format(**ids)
        fields = FIELDS.get(route.path, {})
        answer = anyone.get(path) if method_of(route) == "GET" else anyone.post_form(path, **fields)
        sent_to = answer.headers.get("location", "")
        if answer.status_code != 303 or not sent_to.startswith("/sign-in"):
            wrong[name_of(route)] = answer.status_code
    assert wrong == {}


def test_after_the_space_is_closed_neither_finds_it_again(
    app: FastAPI, noa: Visitor, ilan: Visitor, ids: dict[str, Id]
) -> None:
    assert ilan.post_form("/us/leaving").status_code == 303
    answers = {
        f"{name_of(route)} {visitor}": visit(visitor, route, ids)
        for route in routes_of(app)
        if is_for_a_couple(route)
        for visitor in (noa, ilan)
    }
    assert {name: status for name, status in answers.items() if status != 404} == {}


@pytest.mark.parametrize("wrong", ["nobody", "not-an-id", "0", "%00"])
def test_an_id_of_nothing_is_not_there(app: FastAPI, noa: Visitor, wrong: str) -> None:
    ids = {name: str(new_id()) if wrong == "nobody" else wrong for name in SAMPLES}
    answers = {
        name_of(route): visit(noa, route, ids)
        for route in routes_of(app)
        if is_for_a_person(route) and parameters_of(route)
    }
    assert {name: status for name, status in answers.items() if status not in {404, 405}} == {}
