"""What home and *Us* cost to show, whatever a couple has lived through."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from fastapi import FastAPI
from sqlmodel import update

from mend.agreements.versions import Wording
from mend.database import unit_of_work
from mend.notifications.models import Delivery, DeliveryState
from mend.signals.models import Practical
from tests.people import People, Visitor
from tests.queries import recorded
from tests.signals.partners import MINUTE, THEN, Partner


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """Every page of these tests is made at THEN, 20:20 in Berlin, until the clock is moved."""
    with time_machine.travel(THEN, tick=False) as traveller:
        yield traveller


@pytest.fixture
def noas(app: FastAPI, people: People) -> Partner:
    """Noa, who does things."""
    return Partner(app.state.engine, app.state.outbox, people.noa)


@pytest.fixture
def ilans(app: FastAPI, people: People) -> Partner:
    """Ilan, who does things."""
    return Partner(app.state.engine, app.state.outbox, people.ilan)


def show_everything(engine: sa.Engine) -> None:
    with unit_of_work(engine) as session:
        session.exec(update(Delivery).values(state=DeliveryState.SHOWN, shown_at=THEN))


def make_ready(noas: Partner, ilans: Partner, engine: sa.Engine) -> None:
    noas.add_device()
    ilans.add_device()
    noas.agree(ilans, Wording("Teapot", minutes=45), THEN)
    noas.rehearse(THEN)
    show_everything(engine)


def lived_together(noas: Partner, ilans: Partner, engine: sa.Engine) -> None:
    """A history of everything."""
    for day in range(12):
        at = THEN - timedelta(days=20 - day)
        pause = noas.call(at).pause
        ilans.note(pause, Practical.KIDS, at + MINUTE)
        ilans.answer(pause, at + MINUTE)
        noas.come_back(pause, at + 2 * MINUTE)
        noas.agree(ilans, Wording(f"Word {day}", soothing={noas.id: f"Walk {day}"}), at + 3 * MINUTE)
        noas.rehearse(at + 4 * MINUTE)
    for _ in range(4):
        noas.add_device()
        ilans.add_device()


@pytest.mark.parametrize(("path", "most"), [("/", 26), ("/us", 10)])
def test_a_page_asks_the_database_just_as_often_after_a_long_history(
    noa: Visitor, noas: Partner, ilans: Partner, engine: sa.Engine, path: str, most: int
) -> None:
    make_ready(noas, ilans, engine)
    with recorded(engine) as young:
        assert noa.get(path).status_code == 200
    lived_together(noas, ilans, engine)
    noas.rehearse(THEN + MINUTE)
    with recorded(engine) as old:
        assert noa.get(path).status_code == 200
    assert len(old) == len(young) == most, "\n\n".join(young)


def test_home_of_somebody_alone_and_the_welcome_cost_next_to_nothing(
    sam: Visitor, anyone: Visitor, engine: sa.Engine
) -> None:
    with recorded(engine) as alone:
        sam.get("/")
    with recorded(engine) as welcome:
        anyone.get("/")
    assert len(alone) <= 3
    assert welcome == []
