"""The people of the tests of rituals."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
import time_machine

from mend.activities.rituals.reading import RitualNow
from tests.activities.plan_fixtures import OUTBOX
from tests.activities.rituals.partners import Ritualist
from tests.people import People
from tests.signals.partners import THEN


@pytest.fixture
def noas(engine: sa.Engine, people: People) -> Ritualist:
    """Noa, who has rituals."""
    return Ritualist(engine, OUTBOX, people.noa)


@pytest.fixture
def ilans(engine: sa.Engine, people: People) -> Ritualist:
    """Ilan, who has rituals."""
    return Ritualist(engine, OUTBOX, people.ilan)


@pytest.fixture
def ritual(noas: Ritualist, ilans: Ritualist) -> RitualNow:
    """Each Friday at 19:00 in Berlin for two hours: Noa offered it, and Ilan joined."""
    return ilans.join(noas.begin())


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """The clock that pages look at: it stands at THEN until it is moved. Ask for it before any visitor."""
    with time_machine.travel(THEN, tick=False) as traveller:
        yield traveller
