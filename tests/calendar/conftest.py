"""The people of the tests of calendars."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
import time_machine

from mend.notifications.outbox import Outbox
from mend.web.words import Languages
from tests.activities.planners import Planner
from tests.calendar.subscribers import Subscriber
from tests.people import People
from tests.signals.conftest import LOCALE
from tests.signals.partners import THEN
from tests.talks.partners import Talker
from tests.weekly.partners import Meeter


@pytest.fixture
def outbox() -> Outbox:
    """Where verbs put what somebody must be told."""
    return Outbox(Languages(LOCALE), b"sixteen bytes or more of a secret")


@pytest.fixture
def noas(engine: sa.Engine, outbox: Outbox, people: People) -> Subscriber:
    """Noa, who has a calendar."""
    return Subscriber(engine, outbox, people.noa)


@pytest.fixture
def ilans(engine: sa.Engine, outbox: Outbox, people: People) -> Subscriber:
    """Ilan, who has a calendar."""
    return Subscriber(engine, outbox, people.ilan)


@pytest.fixture
def planners(engine: sa.Engine, outbox: Outbox, people: People) -> tuple[Planner, Planner]:
    """Noa and Ilan, who plan."""
    return Planner(engine, outbox, people.noa), Planner(engine, outbox, people.ilan)


@pytest.fixture
def talkers(engine: sa.Engine, outbox: Outbox, people: People) -> tuple[Talker, Talker]:
    """Noa and Ilan, who talk."""
    return Talker(engine, outbox, people.noa), Talker(engine, outbox, people.ilan)


@pytest.fixture
def meeters(engine: sa.Engine, outbox: Outbox, people: People) -> tuple[Meeter, Meeter]:
    """Noa and Ilan, who meet each week."""
    return Meeter(engine, outbox, people.noa), Meeter(engine, outbox, people.ilan)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """The clock that pages look at: it stands at THEN until it is moved. Ask for it before any visitor."""
    with time_machine.travel(THEN, tick=False) as traveller:
        yield traveller
