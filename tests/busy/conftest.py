"""Calendars of the two, on a server of this machine, and who looks at them."""

import asyncio
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
import time_machine

from mend.settings import Settings
from tests.busy.owners import Owner
from tests.fakes.calendar_server import CalendarServer
from tests.people import People
from tests.signals.partners import THEN

SECRET = b"thirty-two bytes of some secret."


@pytest.fixture(scope="session")
def running_calendars(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CalendarServer]:
    """One server for the whole run; tests take `server`."""
    server = CalendarServer.start(tmp_path_factory.mktemp("calendars"))
    yield server
    server.stop()


@pytest.fixture
def server(running_calendars: CalendarServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[CalendarServer]:
    """The server with nothing of another test's, trusted as an operator would trust it."""
    monkeypatch.setenv("SSL_CERT_FILE", str(running_calendars.ca_file))
    running_calendars.clear()
    yield running_calendars
    running_calendars.clear()


@pytest.fixture
def settings(settings: Settings, server: CalendarServer) -> Settings:
    """The settings of every test, with the local calendars allowed."""
    return settings.model_copy(update={"calendar_test_origin": server.origin})


@pytest.fixture
def runner() -> Iterator[asyncio.Runner]:
    """An event loop for as long as the test lasts."""
    with asyncio.Runner() as opened:
        yield opened


@pytest.fixture
def noas(engine: sa.Engine, server: CalendarServer, people: People) -> Owner:
    """Noa, who has calendars elsewhere."""
    return Owner(engine, server, people.noa, SECRET)


@pytest.fixture
def ilans(engine: sa.Engine, server: CalendarServer, people: People) -> Owner:
    """Ilan, who has calendars elsewhere."""
    return Owner(engine, server, people.ilan, SECRET)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """The clock stands at THEN until it is moved. Ask for it before any visitor."""
    with time_machine.travel(THEN, tick=False) as traveller:
        yield traveller
