"""What the API says about itself: valid OpenAPI 3.1, and true of every answer that is really sent."""

import copy
import json
import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx2
import jsonschema_rs
import pytest
import schemathesis
import time_machine
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode, checks
from schemathesis.openapi.checks import JsonSchemaError
from schemathesis.schemas import BaseSchema

from mend.accounts.bearers import FREE_FROM_ONE_NETWORK
from mend.accounts.models import Person, Scope
from mend.accounts.tokens import make_token
from mend.clock import now
from mend.database import unit_of_work
from mend.ids import new_id
from mend.web.guards import MAX_BODY_BYTES
from tests.people import People, Visitor

CHECKS = [
    checks.not_a_server_error,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.status_code_conformance,
]
TRIES = settings(
    max_examples=40,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def described(app: FastAPI) -> BaseSchema:
    """The API, as it describes itself."""
    return schemathesis.openapi.from_asgi("/api/openapi.json", app)


@pytest.fixture
def script(anyone: Visitor) -> Visitor:
    """Something that is no browser."""
    for name in ("Sec-Fetch-Site", "Accept", "Accept-Language"):
        anyone.headers.pop(name)
    return anyone


def bearer(app: FastAPI, person_id: UUID, scope: Scope) -> dict[str, str]:
    with unit_of_work(app.state.engine) as session:
        owner = session.get_one(Person, person_id)
        text = make_token(session, owner, name=f"{scope} {new_id()}", scope=scope, now=now())
    return {"Authorization": f"Bearer {text}"}


@pytest.mark.any_database
def test_the_description_is_valid(described: BaseSchema) -> None:
    described.validate()
    assert described.raw_schema["openapi"].startswith("3.1.")
    assert described.raw_schema["servers"] == [{"url": "https://mend.test"}]
    broken = copy.deepcopy(described.raw_schema)
    broken["paths"]["/api/signals"]["post"]["responses"] = []
    with pytest.raises(jsonschema_rs.ValidationError):
        schemathesis.openapi.from_dict(broken).validate()


@pytest.mark.any_database
def test_every_part_it_refers_to_is_there_and_nothing_of_the_pages(described: BaseSchema) -> None:
    text = json.dumps(described.raw_schema)
    parts = set(re.findall(r'"#/components/schemas/(\w+)"', text))
    assert parts == described.raw_schema["components"]["schemas"].keys()
    assert set(described.raw_schema["paths"]) == {"/api/signals", "/api/signals/{signal_id}"}
    for path, method in (("/api/signals", "POST"), ("/api/signals/{signal_id}", "GET")):
        told = described[path][method].definition.raw
        assert told["summary"]
        assert told["description"]
        assert {"401", "403", "404", "429", "default"} <= told["responses"].keys()


@pytest.mark.any_database
def test_its_own_examples_are_taken(
    app: FastAPI, people: People, described: BaseSchema, script: Visitor
) -> None:
    examples = described.raw_schema["components"]["schemas"]["Press"]["examples"]
    assert examples
    for example in examples:
        answer = script.post("/api/signals", json=example, headers=bearer(app, people.noa, Scope.SEND))
        assert answer.status_code in {200, 201}


@pytest.mark.any_database
@pytest.mark.parametrize("mode", GenerationMode)
@pytest.mark.parametrize(
    ("path", "method", "scope", "answers"),
    [
        ("/api/signals", "POST", Scope.SEND, {200, 201, 410, 422}),
        ("/api/signals/{signal_id}", "GET", Scope.READ, {404}),
    ],
)
def test_whatever_is_sent_is_answered_as_described(
    app: FastAPI,
    people: People,
    described: BaseSchema,
    mode: GenerationMode,
    path: str,
    method: str,
    scope: Scope,
    answers: set[int],
) -> None:
    headers = bearer(app, people.noa, scope)
    seen: set[int] = set()

    @TRIES
    @given(case=described[path][method].as_strategy(generation_mode=mode))
    def send(case: schemathesis.Case[Any]) -> None:
        seen.add(case.call_and_validate(headers=headers, checks=CHECKS).status_code)

    send()
    assert seen & answers


@pytest.mark.any_database
def test_each_answer_it_names_is_really_sent_in_that_shape(
    app: FastAPI, people: People, described: BaseSchema, script: Visitor
) -> None:
    post, get = described["/api/signals"]["POST"], described["/api/signals/{signal_id}"]["GET"]
    may = {scope: bearer(app, people.noa, scope) for scope in Scope}
    alone = {scope: bearer(app, people.sam, scope) for scope in Scope}
    wrong = {"Authorization": "Bearer mend_nobodys"}
    call_id = str(new_id())
    seen: dict[str, set[str]] = {"POST": set(), "GET": set()}

    def send(headers: dict[str, str], status: int, **press: Any) -> None:
        answer = script.post("/api/signals", json={"kind": "pause", **press}, headers=headers)
        assert answer.status_code == status, answer.text
        post.validate_response(answer)
        seen["POST"].add(str(status))

    def look(headers: dict[str, str], status: int) -> None:
        answer = script.get(f"/api/signals/{call_id}", headers=headers)
        assert answer.status_code == status, answer.text
        get.validate_response(answer)
        seen["GET"].add(str(status))

    send(may[Scope.SEND], 410, minutes=1, waited=3600)
    send(may[Scope.SEND], 201, id=call_id, minutes=20)
    send(may[Scope.SEND], 200, id=call_id, minutes=20)
    send(may[Scope.SEND], 409, id=call_id, minutes=21)
    send(may[Scope.SEND], 422, minutes=0)
    send(may[Scope.READ], 403)
    send(alone[Scope.SEND], 404)
    look(may[Scope.READ], 200)
    look(may[Scope.SEND], 403)
    look(alone[Scope.READ], 404)
    send({}, 401)
    look({}, 401)
    with time_machine.travel(now(), tick=False):
        for _ in range(FREE_FROM_ONE_NETWORK):
            look(wrong, 401)
        look(wrong, 429)
        send(wrong, 429)
    large = script.post("/api/signals", content=b" " * (MAX_BODY_BYTES + 1), headers=may[Scope.SEND])
    assert large.status_code == 413
    post.validate_response(large)
    poor = httpx2.Response(201, json={"id": call_id}, request=large.request)
    poor.elapsed = timedelta(0)
    with pytest.raises(JsonSchemaError):
        post.validate_response(poor)

    for operation in (post, get):
        named = operation.definition.raw["responses"].keys() - {"default"}
        assert seen[operation.method.upper()] == named
