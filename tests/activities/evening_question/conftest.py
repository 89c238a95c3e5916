"""Those who are asked in these tests."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
import time_machine

from mend.notifications.outbox import Outbox
from mend.web.words import Languages
from tests.activities.evening_question.askers import Asked
from tests.people import People
from tests.signals.conftest import LOCALE
from tests.signals.partners import THEN


@pytest.fixture
def outbox() -> Outbox:
    """Where verbs put what somebody must be told."""
    return Outbox(Languages(LOCALE), b"sixteen bytes or more of a secret")


@pytest.fixture
def noas(engine: sa.Engine, outbox: Outbox, people: People) -> Asked:
    """Noa, who is asked."""
    return Asked(engine, outbox, people.noa)


@pytest.fixture
def ilans(engine: sa.Engine, outbox: Outbox, people: People) -> Asked:
    """Ilan, who is asked the same."""
    return Asked(engine, outbox, people.ilan)


@pytest.fixture
def maras(engine: sa.Engine, outbox: Outbox, people: People) -> Asked:
    """Mara of the other couple."""
    return Asked(engine, outbox, people.mara)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Every page is made at THEN, 20:20 in Berlin on a Friday, until the clock is moved."""
    with time_machine.travel(THEN, tick=False) as traveller:
        yield traveller
