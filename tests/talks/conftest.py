"""The partners of the talks' tests."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
import time_machine

from mend.notifications.outbox import Outbox
from mend.talks.diary import TalkNow
from mend.web.words import Languages
from tests.people import People
from tests.signals.conftest import LOCALE
from tests.signals.partners import THEN
from tests.talks.partners import Talker


@pytest.fixture
def outbox() -> Outbox:
    """Where verbs put what somebody must be told."""
    return Outbox(Languages(LOCALE), b"sixteen bytes or more of a secret")


@pytest.fixture
def noas(engine: sa.Engine, outbox: Outbox, people: People) -> Talker:
    """Noa, who does things."""
    return Talker(engine, outbox, people.noa)


@pytest.fixture
def ilans(engine: sa.Engine, outbox: Outbox, people: People) -> Talker:
    """Ilan, who does things."""
    return Talker(engine, outbox, people.ilan)


@pytest.fixture
def maras(engine: sa.Engine, outbox: Outbox, people: People) -> Talker:
    """Mara of the other couple."""
    return Talker(engine, outbox, people.mara)


@pytest.fixture
def offered(noas: Talker) -> TalkNow:
    """What Noa offered to Ilan: tomorrow at 20:20 in Berlin."""
    return noas.offer()


@pytest.fixture
def booked(offered: TalkNow, ilans: Talker) -> TalkNow:
    """The same, and Ilan said yes."""
    return ilans.accept(offered)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """The clock that pages look at: it stands at THEN until it is moved. Ask for it before any visitor."""
    with time_machine.travel(THEN, tick=False) as traveller:
        yield traveller
