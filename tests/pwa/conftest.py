"""Phones for the tests of what runs on them. One database is enough here: nothing in it depends on which."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser

from mend.accounts.browsers import sign_in
from mend.app import create_app
from mend.clock import now
from mend.database import unit_of_work
from mend.settings import PROJECT, Settings
from tests.databases import SqliteTemplate
from tests.fakes.push_service import PushService
from tests.journeys.conftest import browser
from tests.journeys.phone import Phone
from tests.journeys.server import free_socket, serving
from tests.people import People, fill
from tests.pwa.pause_page import WAITING, call, says
from tests.pwa.trouble import Trouble, Troubled

__all__ = ["browser"]


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> SqliteTemplate:
    """The people of the tests, on SQLite."""
    made = SqliteTemplate(tmp_path_factory.mktemp("phones"))
    made.prepare(PROJECT / "migrations", fill)
    return made


@pytest.fixture
def engine(sqlite_template: SqliteTemplate, tmp_path: Path) -> Iterator[sa.Engine]:
    """A copy for one test."""
    with sqlite_template.copy(tmp_path) as copied:
        yield copied


@pytest.fixture
def people(sqlite_template: SqliteTemplate) -> People:
    """Noa and Ilan, and the others."""
    return sqlite_template.people


@pytest.fixture
def trouble() -> Iterator[Trouble]:
    """What goes wrong between phone and server; nothing at first."""
    made = Trouble()
    yield made
    made.unstick()


@pytest.fixture
def origin(
    engine: sa.Engine,
    tmp_path: Path,
    push_service: PushService,
    trouble: Trouble,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[str]:
    """Mend at work, with `trouble` in front of it."""
    listening = free_socket()
    at = f"http://localhost:{listening.getsockname()[1]}"
    monkeypatch.setenv("SSL_CERT_FILE", str(push_service.ca_file))
    settings = Settings(
        data_dir=tmp_path / "data",
        database_url=engine.url.render_as_string(hide_password=False),
        public_url=at,
        push_test_origin=push_service.origin,
        worker_in_server=False,
    )
    app = create_app(settings, engine)
    app.add_middleware(Troubled, trouble=trouble)
    with serving(app, listening):
        yield at


@pytest.fixture
def take_phone(
    browser: Browser, origin: str, push_service: PushService, engine: sa.Engine
) -> Iterator[Callable[..., Phone]]:
    """`take_phone(people.noa)`: Noa's phone, signed in; `take_phone()` is nobody's."""
    phones: list[Phone] = []

    def take(person: Any = None, **how: Any) -> Phone:
        phone = Phone(browser, origin, push_service, **how)
        phones.append(phone)
        if person is not None:
            with unit_of_work(engine) as session:
                token = sign_in(session, person, label="Phone", now=now())
            phone.context.add_cookies([{"name": "mend", "value": token, "url": origin}])
        return phone

    yield take
    problems = [problem for phone in phones for problem in phone.problems]
    for phone in phones:
        phone.close()
    assert problems == []


@pytest.fixture
def noas_phone(take_phone: Callable[..., Phone], people: People) -> Phone:
    """Noa's phone with Mend open and its worker in charge, so that everything is on it that it keeps."""
    phone = take_phone(people.noa)
    phone.open("/")
    phone.page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    phone.page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    return phone


@pytest.fixture
def offline_call(noas_phone: Phone) -> Phone:
    """Noa has called a pause in a dead spot."""
    noas_phone.context.set_offline(True)
    call(noas_phone)
    says(noas_phone.page, WAITING)
    return noas_phone
