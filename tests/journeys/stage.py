"""Everything a journey needs outside of pytest: for the scripts that take pictures and measure."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from fastapi import FastAPI
from playwright.sync_api import Browser, Playwright, sync_playwright

from mend.app import create_app
from mend.database import create_engine
from mend.schema import migrate
from mend.settings import Settings
from tests.fakes.push_service import PushService
from tests.journeys.phone import Phone
from tests.journeys.server import free_socket, serving


@dataclass(frozen=True)
class Stage:
    """A running Mend on SQLite, a push service, and a browser to take phones from."""

    browser: Browser
    origin: str
    push_service: PushService
    engine: sa.Engine

    def phone(self) -> Phone:
        """Another phone."""
        return Phone(self.browser, self.origin, self.push_service, sharp=True)


def launch(playwright: Playwright) -> Browser:
    """The Chromium of the tests; as root it has to do without its sandbox."""
    return playwright.chromium.launch(
        executable_path=os.environ.get("MEND_CHROMIUM", "/usr/bin/chromium"),
        # Drawn by the processor in any case; by way of a made-up graphics card it takes twice as long.
        args=["--disable-gpu", *(["--no-sandbox"] if os.geteuid() == 0 else [])],
    )


def _nobody(app: FastAPI) -> None:
    """An empty house."""


@contextmanager
def stage(move_in: Callable[[FastAPI], None] = _nobody) -> Iterator[Stage]:
    """Set everything up in a temporary folder, and take it down again. `move_in` says who lives in it."""
    with tempfile.TemporaryDirectory() as folder:
        push_service = PushService.start(Path(folder))
        os.environ["SSL_CERT_FILE"] = str(push_service.ca_file)
        listening = free_socket()
        origin = f"http://localhost:{listening.getsockname()[1]}"
        settings = Settings(
            data_dir=Path(folder) / "data",
            database_url="",
            public_url=origin,
            push_test_origin=push_service.origin,
            worker_in_server=True,
        )
        settings.data_dir.mkdir()
        engine = create_engine(settings.database)
        migrate(engine, settings.migrations_dir)
        app = create_app(settings, engine)
        move_in(app)
        with serving(app, listening), sync_playwright() as playwright:
            browser = launch(playwright)
            yield Stage(browser, origin, push_service, engine)
            browser.close()
        push_service.stop()
