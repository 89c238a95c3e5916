"""The people of the tests of ideas."""

import pytest
import sqlalchemy as sa

from mend.notifications.outbox import Outbox
from mend.web.words import Languages
from tests.activities.dreamers import Dreamer
from tests.people import People
from tests.signals.conftest import LOCALE


@pytest.fixture
def outbox() -> Outbox:
    """Where verbs put what somebody must be told."""
    return Outbox(Languages(LOCALE), b"sixteen bytes or more of a secret")


@pytest.fixture
def noas(engine: sa.Engine, outbox: Outbox, people: People) -> Dreamer:
    """Noa, who looks at ideas."""
    return Dreamer(engine, outbox, people.noa)


@pytest.fixture
def ilans(engine: sa.Engine, outbox: Outbox, people: People) -> Dreamer:
    """Ilan, who looks at ideas."""
    return Dreamer(engine, outbox, people.ilan)


@pytest.fixture
def maras(engine: sa.Engine, outbox: Outbox, people: People) -> Dreamer:
    """Mara of the other couple."""
    return Dreamer(engine, outbox, people.mara)
