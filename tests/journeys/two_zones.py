"""Two partners in two time zones, in a night in which Berlin's clocks go forward and New York's do not.

The server's clock stands in that night and is moved by the tests; the phones' own clocks are months behind,
so every running time has to go by the server's.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
import time_machine

from mend.accounts.browsers import sign_in
from mend.accounts.models import Person
from mend.clock import now
from mend.database import unit_of_work
from tests.journeys.phone import Phone
from tests.people import People

BERLIN, NEW_YORK = "Europe/Berlin", "America/New_York"
# 01:10 in Berlin, fifty minutes before its clocks go forward; 20:10 on the evening before in New York.
THAT_NIGHT = datetime(2027, 3, 28, 0, 10, tzinfo=UTC)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """The server's clock, which runs on from that night and can be moved."""
    with time_machine.travel(THAT_NIGHT, tick=True) as traveller:
        yield traveller


@pytest.fixture
def phones(
    clock: time_machine.Traveller,
    phone_of: Callable[..., Phone],
    engine: sa.Engine,
    people: People,
    origin: str,
) -> tuple[Phone, Phone]:
    """Noa's phone in Berlin and Ilan's in New York, both signed in and able to receive."""
    taken = []
    for person_id, zone in ((people.noa, BERLIN), (people.ilan, NEW_YORK)):
        phone = phone_of(time_zone=zone)
        with unit_of_work(engine) as session:
            session.get_one(Person, person_id).time_zone = zone
            token = sign_in(session, person_id, label="Phone", now=now())
        phone.context.add_cookies([{"name": "mend", "value": token, "url": origin}])
        phone.let_receive()
        taken.append(phone)
    return taken[0], taken[1]


def hour(moment: datetime, zone: str) -> str:
    return moment.astimezone(ZoneInfo(zone)).strftime("%H:%M")
