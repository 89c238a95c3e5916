"""The givers of the tests of thanks."""

import pytest
import sqlalchemy as sa

from mend.notifications.outbox import Outbox
from mend.web.words import Languages
from tests.people import People
from tests.signals.conftest import LOCALE
from tests.thanks.givers import Giver


@pytest.fixture
def outbox() -> Outbox:
    """Where verbs put what somebody must be told."""
    return Outbox(Languages(LOCALE), b"sixteen bytes or more of a secret")


@pytest.fixture
def noas(engine: sa.Engine, outbox: Outbox, people: People) -> Giver:
    """Noa, who gives thanks."""
    return Giver(engine, outbox, people.noa)


@pytest.fixture
def ilans(engine: sa.Engine, outbox: Outbox, people: People) -> Giver:
    """Ilan, who gives thanks."""
    return Giver(engine, outbox, people.ilan)


@pytest.fixture
def maras(engine: sa.Engine, outbox: Outbox, people: People) -> Giver:
    """Mara of the other couple."""
    return Giver(engine, outbox, people.mara)
