"""The partners of the tests of weekly us."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
import time_machine

from mend.notifications.outbox import Outbox
from mend.web.words import Languages
from mend.weekly.meeting import MeetingNow
from tests.people import People
from tests.signals.conftest import LOCALE
from tests.weekly.partners import THAT_SUNDAY, Meeter


@pytest.fixture
def outbox() -> Outbox:
    """Where verbs put what somebody must be told."""
    return Outbox(Languages(LOCALE), b"sixteen bytes or more of a secret")


@pytest.fixture
def noas(engine: sa.Engine, outbox: Outbox, people: People) -> Meeter:
    """Noa, who does things."""
    return Meeter(engine, outbox, people.noa)


@pytest.fixture
def ilans(engine: sa.Engine, outbox: Outbox, people: People) -> Meeter:
    """Ilan, who does things."""
    return Meeter(engine, outbox, people.ilan)


@pytest.fixture
def maras(engine: sa.Engine, outbox: Outbox, people: People) -> Meeter:
    """Mara of the other couple."""
    return Meeter(engine, outbox, people.mara)


@pytest.fixture
def joined(noas: Meeter, ilans: Meeter) -> None:
    """Noa suggested Sundays at 19:00 in Berlin, and Ilan joined."""
    noas.suggest()
    ilans.join()


@pytest.fixture
def meeting(joined: None, noas: Meeter) -> MeetingNow:
    """The hour Noa began that Sunday."""
    return noas.start()


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """The clock that pages look at: it stands at THAT_SUNDAY until it is moved. Before any visitor."""
    with time_machine.travel(THAT_SUNDAY, tick=False) as traveller:
        yield traveller
