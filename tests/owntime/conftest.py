"""The people of the tests of time for oneself."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
import time_machine

from mend.notifications.outbox import Outbox
from mend.web.words import Languages
from tests.owntime.keepers import Keeper
from tests.people import People
from tests.signals.conftest import LOCALE
from tests.signals.partners import THEN

OUTBOX = Outbox(Languages(LOCALE), b"sixteen bytes or more of a secret")


@pytest.fixture
def noas(engine: sa.Engine, people: People) -> Keeper:
    """Noa, who keeps time for herself."""
    return Keeper(engine, OUTBOX, people.noa)


@pytest.fixture
def ilans(engine: sa.Engine, people: People) -> Keeper:
    """Ilan, who keeps time for himself."""
    return Keeper(engine, OUTBOX, people.ilan)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """The clock that pages look at: it stands at THEN until it is moved. Ask for it before any visitor."""
    with time_machine.travel(THEN, tick=False) as traveller:
        yield traveller
