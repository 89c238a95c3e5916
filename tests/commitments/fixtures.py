"""The keepers of the tests of follow-through; a module of tests takes them by name."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
import time_machine

from mend.notifications.outbox import Outbox
from mend.web.words import Languages
from tests.commitments.keepers import EVENING, Keeper
from tests.commitments.owners import Owner
from tests.people import People
from tests.signals.conftest import LOCALE

SECRET = b"sixteen bytes or more of a secret"


@pytest.fixture
def noas(engine: sa.Engine, people: People) -> Keeper:
    """Noa, who keeps promises."""
    return Keeper(engine, Outbox(Languages(LOCALE), SECRET), people.noa, people.ilan)


@pytest.fixture
def ilans(engine: sa.Engine, people: People) -> Keeper:
    """Ilan, who keeps promises."""
    return Keeper(engine, Outbox(Languages(LOCALE), SECRET), people.ilan, people.noa)


@pytest.fixture
def maras(engine: sa.Engine, people: People) -> Keeper:
    """Mara of the other couple."""
    return Keeper(engine, Outbox(Languages(LOCALE), SECRET), people.mara, people.teo)


@pytest.fixture
def noa_owns(engine: sa.Engine, people: People) -> Owner:
    """Noa, who owns what she missed."""
    return Owner(engine, Outbox(Languages(LOCALE), SECRET), people.noa, people.ilan)


@pytest.fixture
def ilan_owns(engine: sa.Engine, people: People) -> Owner:
    """Ilan, who owns what he missed."""
    return Owner(engine, Outbox(Languages(LOCALE), SECRET), people.ilan, people.noa)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """The clock that pages look at: it stands at EVENING until it is moved. Ask for it before any visitor."""
    with time_machine.travel(EVENING, tick=False) as traveller:
        yield traveller
