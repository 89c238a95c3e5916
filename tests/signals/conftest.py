"""The partners of the signals' tests, and a clock that stands still for pages."""

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa
import time_machine
from fastapi import FastAPI

from mend.accounts.models import Person, Scope
from mend.accounts.tokens import make_token
from mend.database import unit_of_work
from mend.ids import new_id
from mend.notifications.outbox import Outbox
from mend.settings import PROJECT
from mend.signals.models import Pause
from mend.web.words import Languages
from tests.people import People, Visitor
from tests.signals.buttons import Button, Make
from tests.signals.partners import BACK, MINUTE, THEN, Partner

LOCALE: Path = PROJECT / "frontend" / "locale"


@pytest.fixture
def outbox() -> Outbox:
    """Where verbs put what somebody must be told."""
    return Outbox(Languages(LOCALE), b"sixteen bytes or more of a secret")


@pytest.fixture
def noas(engine: sa.Engine, outbox: Outbox, people: People) -> Partner:
    """Noa, who does things."""
    return Partner(engine, outbox, people.noa)


@pytest.fixture
def ilans(engine: sa.Engine, outbox: Outbox, people: People) -> Partner:
    """Ilan, who does things."""
    return Partner(engine, outbox, people.ilan)


@pytest.fixture
def maras(engine: sa.Engine, outbox: Outbox, people: People) -> Partner:
    """Mara of the other couple."""
    return Partner(engine, outbox, people.mara)


@pytest.fixture
def returned(noas: Partner) -> Pause:
    """Noa's pause, twenty minutes from THEN, and she is back at its end."""
    return noas.come_back(noas.call(THEN).pause, BACK)


@pytest.fixture
def opened(returned: Pause, ilans: Partner) -> Pause:
    """The same, and Ilan is ready a minute later: the return is open."""
    ilans.be_ready(returned, BACK + MINUTE)
    return returned


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """The clock that pages look at: it stands at THEN until it is moved. Ask for it before any visitor."""
    with time_machine.travel(THEN, tick=False) as traveller:
        yield traveller


@pytest.fixture
def make(app: FastAPI, visit: Callable[[], Visitor]) -> Make:
    """Give somebody a button of their own."""

    def made(person_id: UUID, scope: Scope) -> Button:
        with unit_of_work(app.state.engine) as session:
            person = session.get_one(Person, person_id)
            return Button(
                visit(), make_token(session, person, name=f"Button {new_id()}", scope=scope, now=THEN)
            )

    return made


@pytest.fixture
def button(make: Make, people: People) -> Button:
    """Noa's button."""
    return make(people.noa, Scope.SEND)


@pytest.fixture
def lamp(make: Make, people: People) -> Button:
    """A lamp of Noa's that shows whether a pause is running."""
    return make(people.noa, Scope.READ)
