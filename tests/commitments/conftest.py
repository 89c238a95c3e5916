"""The partners of the tests of promises."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
import time_machine

from mend.commitments.shelf import Promise
from mend.notifications.outbox import Outbox
from mend.web.words import Languages
from tests.commitments.promisers import Promiser
from tests.people import People
from tests.signals.conftest import LOCALE
from tests.signals.partners import THEN


@pytest.fixture
def outbox() -> Outbox:
    """Where verbs put what somebody must be told."""
    return Outbox(Languages(LOCALE), b"sixteen bytes or more of a secret")


@pytest.fixture
def noas(engine: sa.Engine, outbox: Outbox, people: People) -> Promiser:
    """Noa, who does things."""
    return Promiser(engine, outbox, people.noa)


@pytest.fixture
def ilans(engine: sa.Engine, outbox: Outbox, people: People) -> Promiser:
    """Ilan, who does things."""
    return Promiser(engine, outbox, people.ilan)


@pytest.fixture
def maras(engine: sa.Engine, outbox: Outbox, people: People) -> Promiser:
    """Mara of the other couple."""
    return Promiser(engine, outbox, people.mara)


@pytest.fixture
def offered(noas: Promiser) -> Promise:
    """What Noa offered: a promise of her own, every day."""
    return noas.offer()


@pytest.fixture
def agreed(offered: Promise, ilans: Promiser) -> Promise:
    """The same, and Ilan said yes."""
    return ilans.accept(offered)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """The clock that pages look at: it stands at THEN until it is moved. Ask for it before any visitor."""
    with time_machine.travel(THEN, tick=False) as traveller:
        yield traveller
