"""The planners of the tests of plans; a module of tests takes them by name."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
import time_machine

from mend.activities.plan_diary import PlanNow
from mend.notifications.outbox import Outbox
from mend.web.words import Languages
from tests.activities.planners import Planner
from tests.people import People
from tests.signals.conftest import LOCALE
from tests.signals.partners import THEN

OUTBOX = Outbox(Languages(LOCALE), b"sixteen bytes or more of a secret")


@pytest.fixture
def noas(engine: sa.Engine, people: People) -> Planner:
    """Noa, who plans."""
    return Planner(engine, OUTBOX, people.noa)


@pytest.fixture
def ilans(engine: sa.Engine, people: People) -> Planner:
    """Ilan, who plans."""
    return Planner(engine, OUTBOX, people.ilan)


@pytest.fixture
def maras(engine: sa.Engine, people: People) -> Planner:
    """Mara of the other couple."""
    return Planner(engine, OUTBOX, people.mara)


@pytest.fixture
def offered(noas: Planner) -> PlanNow:
    """What Noa offered to Ilan: two hours, tomorrow from 20:20 in Berlin."""
    return noas.offer()


@pytest.fixture
def planned(offered: PlanNow, ilans: Planner) -> PlanNow:
    """The same, and Ilan said yes."""
    return ilans.take(offered)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """The clock that pages look at: it stands at THEN until it is moved. Ask for it before any visitor."""
    with time_machine.travel(THEN, tick=False) as traveller:
        yield traveller
