"""What every test stands on: a real database made by the real migrations, and the people of the tests.

Noa and Ilan are a couple, Mara and Teo are another, Sam is alone. Tests that touch the database run on SQLite
and on PostgreSQL by turns, those of rules and of what happens at once on both (`--database=sqlite` for one of
them while working, `--database=both` for every test on both).
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest
import sqlalchemy as sa
from anyio.from_thread import BlockingPortal, start_blocking_portal
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlmodel import Session

from mend.app import create_app
from mend.database import open_session
from mend.settings import PROJECT, Settings
from tests.databases import PostgresTemplate, SqliteTemplate, Template
from tests.people import People, Visitor, fill

# How long an example takes says something about the machine alone.
hypothesis.settings.register_profile("mend", deadline=None)
hypothesis.settings.load_profile("mend")

pytest_plugins = ["tests.fakes.fixtures"]

DATABASES = ("sqlite", "postgresql")
# Where the two databases could differ: locks, races, whatever order the two people act in. Every other test
# runs on one of them, about half on either and always on the same: so both see every verb and every kind of
# page, in half the time.
ON_BOTH = (
    "_rules",
    "_at_once",
    "_claims",
    "_crowds",
    "_database",
    "_invitations",
    "_outbox",
    "_schema",
    "_stitches",
    "_worker",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=(*DATABASES, "both", "turns"), default="turns")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "template" in metafunc.fixturenames:
        chosen = metafunc.config.getoption("--database")
        kinds = (chosen,) if chosen in DATABASES else DATABASES
        if metafunc.definition.get_closest_marker("any_database"):
            kinds = kinds[:1]
        elif chosen == "turns" and not metafunc.module.__name__.endswith(ON_BOTH):
            kinds = (DATABASES[sum(metafunc.definition.nodeid.encode()) % 2],)
        metafunc.parametrize("template", kinds, indirect=True, scope="session")


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Template]]:
    """The migrated database of each kind, made when it is first asked for and kept for all tests."""
    made: dict[str, Template] = {}

    def template_of(kind: str) -> Template:
        if kind not in made:
            folder = tmp_path_factory.mktemp("template")
            made[kind] = SqliteTemplate(folder) if kind == "sqlite" else PostgresTemplate(folder)
            made[kind].prepare(PROJECT / "migrations", fill)
        return made[kind]

    yield template_of
    for template in made.values():
        template.close()


@pytest.fixture(scope="session")
def template(request: pytest.FixtureRequest, templates: Callable[[str], Template]) -> Template:
    """A migrated database holding the people of the tests, to be copied for each test."""
    return templates(request.param)


@pytest.fixture
def engine(template: Template, tmp_path: Path) -> Iterator[sa.Engine]:
    """An engine on a copy of its own."""
    with template.copy(tmp_path) as copied:
        yield copied


@pytest.fixture
def session(engine: sa.Engine) -> Iterator[Session]:
    """A session for calling verbs; nothing is committed unless the test does."""
    with open_session(engine, writes=True) as opened:
        yield opened


@pytest.fixture
def people(template: Template) -> People:
    """Noa and Ilan, Mara and Teo, and Sam."""
    return template.people


@pytest.fixture
def settings(tmp_path: Path, engine: sa.Engine) -> Settings:
    """Settings as in production's shape: HTTPS, a data folder of the test's own."""
    return Settings(
        data_dir=tmp_path / "data",
        database_url=engine.url.render_as_string(hide_password=False),
        public_url="https://mend.test",
        worker_in_server=False,
    )


@pytest.fixture
def app(settings: Settings, engine: sa.Engine) -> FastAPI:
    """The real application on the test's database; its worker is stepped by the tests that need it."""
    return create_app(settings, engine)


@pytest.fixture(scope="session")
def portal() -> Iterator[BlockingPortal]:
    """The event loop all requests of the tests run on."""
    with start_blocking_portal() as opened:
        yield opened


@pytest.fixture
def visit(app: FastAPI, portal: BlockingPortal) -> Iterator[Callable[[], Visitor]]:
    """Open another browser: `visit()` is signed out, `visit().as_(people.noa)` is signed in."""
    opened: list[TestClient] = []

    def another() -> Visitor:
        client = Visitor(app, portal)
        opened.append(client)
        return client

    yield another
    for client in opened:
        client.close()


@pytest.fixture
def noa(visit: Callable[[], Visitor], people: People) -> Visitor:
    """Noa's browser."""
    return visit().as_(people.noa)


@pytest.fixture
def ilan(visit: Callable[[], Visitor], people: People) -> Visitor:
    """Ilan's browser."""
    return visit().as_(people.ilan)


@pytest.fixture
def mara(visit: Callable[[], Visitor], people: People) -> Visitor:
    """The browser of somebody in another couple."""
    return visit().as_(people.mara)


@pytest.fixture
def sam(visit: Callable[[], Visitor], people: People) -> Visitor:
    """The browser of somebody alone."""
    return visit().as_(people.sam)


@pytest.fixture
def anyone(visit: Callable[[], Visitor]) -> Visitor:
    """A browser nobody is signed in with."""
    return visit()
