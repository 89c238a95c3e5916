"""Browsers, phones and the server they talk to."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, expect, sync_playwright

from mend.app import create_app
from mend.settings import Settings
from tests.fakes.push_service import PushService
from tests.journeys.phone import Phone
from tests.journeys.server import free_socket, serving
from tests.journeys.stage import launch
from tests.journeys.two_zones import clock, phones
from tests.patience import PATIENCE_MS

__all__ = ["clock", "phones"]

expect.set_options(timeout=PATIENCE_MS)


# Not for the whole session: while Playwright is at work its event loop counts as running on this thread, and
# neither a second Playwright nor `asyncio.run` in another folder's tests could start.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of a folder; each phone is a context of its own."""
    with sync_playwright() as playwright:
        launched = launch(playwright)
        yield launched
        launched.close()


@pytest.fixture
def origin(
    engine: sa.Engine, tmp_path: Path, push_service: PushService, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """Mend at work on a port of this machine; returns where."""
    listening = free_socket()
    at = f"http://localhost:{listening.getsockname()[1]}"
    monkeypatch.setenv("SSL_CERT_FILE", str(push_service.ca_file))
    settings = Settings(
        data_dir=tmp_path / "data",
        database_url=engine.url.render_as_string(hide_password=False),
        public_url=at,
        push_test_origin=push_service.origin,
        worker_in_server=True,
    )
    with serving(create_app(settings, engine), listening):
        yield at


@pytest.fixture
def phone_of(browser: Browser, origin: str, push_service: PushService) -> Iterator[Callable[..., Phone]]:
    """Take out another phone; its page's errors fail the test."""
    phones: list[Phone] = []

    def another(**how: Any) -> Phone:
        phones.append(Phone(browser, origin, push_service, **how))
        return phones[-1]

    yield another
    problems = [problem for phone in phones for problem in phone.problems]
    for phone in phones:
        phone.close()
    assert problems == []
