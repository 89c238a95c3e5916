"""The partners of the signals' tests, and a clock that stands still for pages."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
import time_machine

from mend.notifications.outbox import Outbox
from mend.settings import PROJECT
from mend.signals.models import Pause
from mend.web.words import Languages
from tests.people import People
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
