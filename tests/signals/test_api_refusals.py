"""The button from outside, when it is too late, wrong, or not allowed: a sentence, and nothing changed."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from sqlmodel import select
from structlog.testing import capture_logs

from mend.accounts.bearers import FREE_FROM_ONE_NETWORK
from mend.accounts.models import PersonalToken, Scope, Throttle
from mend.database import unit_of_work
from mend.signals import api
from tests.people import People, Visitor
from tests.signals.buttons import Button, Make
from tests.signals.partners import MINUTE, THEN, Partner, pauses, told

Visit = Callable[[], Visitor]
GIVEN = "9e107d9d372bb6826bd81d3542a419d6"  # what Shortcuts has for an id: an MD5


@pytest.fixture(autouse=True)
def _still(clock: time_machine.Traveller) -> None:
    """Every answer of these tests is made at THEN, until the clock is moved."""


def test_a_press_that_waited_too_long_is_gone_and_nobody_is_told(button: Button, engine: sa.Engine) -> None:
    answer = button.press(id=GIVEN, minutes=20, waited=1200)
    assert answer.status_code == 410
    assert answer.json()["detail"] == "This pause was over before it could be sent. Nobody was told."
    assert (pauses(engine), told(engine)) == ([], [])


def test_a_press_that_waited_a_little_counts_from_the_tap(button: Button) -> None:
    assert button.press(minutes=20, waited=300).json()["returns_at"] == "2026-11-20T19:35:00Z"


@pytest.mark.parametrize("by_time", [True, False])
def test_what_is_over_is_said_to_be_over(
    button: Button,
    lamp: Button,
    noas: Partner,
    engine: sa.Engine,
    clock: time_machine.Traveller,
    by_time: bool,
) -> None:
    button.press(id=GIVEN, minutes=20)
    assert lamp.look(GIVEN).json()["state"] == "running"
    if not by_time:
        noas.come_back(pauses(engine)[0], THEN + MINUTE)
    clock.shift(20 * MINUTE if by_time else MINUTE)
    assert lamp.look(GIVEN).json()["state"] == "over"
    repeated = button.press(id=GIVEN, minutes=20)
    assert (repeated.status_code, repeated.json()["state"]) == (200, "over")
    assert len(pauses(engine)) == 1


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        ({"kind": "shout"}, {"kind": "Please choose one of the options."}),
        ({"id": "teapot"}, {"id": "That is not an id of Mend."}),
        ({"id": 7}, {"id": "That is not an id of Mend."}),
        ({"minutes": 0}, {"minutes": "Please choose 1 or more."}),
        ({"minutes": 1441}, {"minutes": "Please choose 1440 or less."}),
        ({"minutes": "soon"}, {"minutes": "Please enter a whole number."}),
        ({"minutes": []}, {"minutes": "Please enter a whole number."}),
        ({"minutes": 1.5}, {"minutes": "Please enter a whole number."}),
        ({"waited": -1}, {"waited": "Please choose 0 or more."}),
        (
            {"kind": "repair", "id": GIVEN, "minutes": 20, "waited": 0},
            {
                "minutes": "This field does not belong to this kind of signal.",
                "waited": "This field does not belong to this kind of signal.",
            },
        ),
        ({"phrase": "hug"}, {"phrase": "This field does not belong to this kind of signal."}),
        ({"kind": "shout", "phrase": "hug"}, {"kind": "Please choose one of the options."}),
        ({"person": "Noa"}, {"person": "Mend does not know this field."}),
        ({"x" * 5000: 1}, {"x" * 40: "Mend does not know this field."}),
        (
            {"minutes": 0, "waited": -1},
            {"minutes": "Please choose 1 or more.", "waited": "Please choose 0 or more."},
        ),
    ],
)
def test_what_does_not_fit_is_named_and_changes_nothing(
    button: Button, engine: sa.Engine, fields: dict[str, Any], errors: dict[str, str]
) -> None:
    answer = button.press(**fields)
    assert answer.status_code == 422
    name, sentence = next(iter(errors.items()))
    assert answer.json() == {
        "status": 422,
        "title": answer.json()["title"],
        "detail": f"{name}: {sentence}",
        "errors": errors,
    }
    assert pauses(engine) == []


@pytest.mark.parametrize(("first", "second"), [("pause", "repair"), ("repair", "pause")])
def test_one_id_is_never_two_signals(
    button: Button, lamp: Button, engine: sa.Engine, first: str, second: str
) -> None:
    before = button.press(kind=first, id=GIVEN)
    assert before.status_code == 201
    answer = button.press(kind=second, id=GIVEN)
    assert (answer.status_code, answer.json()["detail"]) == (
        409,
        "This was sent before, as something else. Please press the button again.",
    )
    assert (len(pauses(engine)), len(told(engine))) == (int(first == "pause"), 1)
    assert lamp.look(GIVEN).json() == button.press(kind=first, id=GIVEN).json() == before.json()


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b"[" * 60_000, b"kind=pause", b"\xff"],
    ids=["nothing", "begun", "list", "null", "bottomless", "form", "binary"],
)
@pytest.mark.parametrize("kind", ["application/json", "text/plain", "application/x-www-form-urlencoded"])
def test_what_is_no_press_at_all_is_a_plain_no(
    button: Button, engine: sa.Engine, body: bytes, kind: str
) -> None:
    headers = button.headers | {"Content-Type": kind}
    answer = button.visitor.post("/api/signals", content=body, headers=headers)
    assert answer.status_code in {400, 422}
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"] == "Mend could not read that."
    assert pauses(engine) == []


def test_numbers_as_text_are_taken_for_some_buttons_know_no_other(button: Button) -> None:
    assert button.press(minutes="20").json()["returns_at"] == "2026-11-20T19:40:00Z"


def test_somebody_alone_is_told_why_nothing_happens(make: Make, people: People) -> None:
    answer = make(people.sam, Scope.SEND).press()
    assert answer.status_code == 404
    assert answer.json()["detail"] == "You are not linked with anybody, so there is nobody to tell."


# Tokens at work


def last_used(engine: sa.Engine) -> datetime | None:
    with unit_of_work(engine, writes=False) as session:
        return session.exec(select(PersonalToken.last_used_at)).one()


def test_its_use_is_noted_to_the_hour(
    button: Button, engine: sa.Engine, clock: time_machine.Traveller
) -> None:
    assert last_used(engine) is None
    for shift, noted in ((0, 0), (59, 0), (1, 60), (30, 60)):
        clock.shift(timedelta(minutes=shift))
        button.press(minutes=1440)
        assert last_used(engine) == THEN + noted * MINUTE


def test_use_for_something_else_is_no_use(lamp: Button, engine: sa.Engine) -> None:
    assert lamp.press().status_code == 403
    assert last_used(engine) is None


def test_many_wrong_tokens_have_to_wait_and_a_good_one_never(
    button: Button, visit: Visit, engine: sa.Engine
) -> None:
    forgotten = Button(visit(), "mend_nobodys")
    answers = [forgotten.press().status_code for _ in range(FREE_FROM_ONE_NETWORK)]
    assert set(answers) == {401}
    late = forgotten.press()
    assert (late.status_code, late.headers["retry-after"]) == (429, "1")
    assert late.json()["detail"].startswith("That was tried a few times in a row.")
    assert button.press().status_code == 201
    with unit_of_work(engine, writes=False) as session:
        assert session.exec(select(Throttle.tries)).one() == FREE_FROM_ONE_NETWORK


def test_no_token_and_a_good_one_count_nothing(button: Button, lamp: Button, engine: sa.Engine) -> None:
    button.visitor.post("/api/signals", json={"kind": "pause"})
    button.press()
    lamp.press()
    with unit_of_work(engine, writes=False) as session:
        assert session.exec(select(Throttle)).all() == []


def test_a_mistake_of_ours_writes_no_token_into_the_log(
    button: Button, engine: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError(button.token)

    monkeypatch.setattr(api, "reports", broken)
    with capture_logs() as logs:
        answer = button.press()
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert button.token not in answer.text + str(logs)
    assert [entry["route"] for entry in logs] == ["/api/signals"]
    assert pauses(engine) == []
