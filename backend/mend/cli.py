"""The `mend` command: serve, migrate, and what else the person who runs Mend needs."""

import asyncio
import logging
import os
import signal
import tempfile
import threading
from pathlib import Path
from types import FrameType
from typing import Annotated

import structlog
import typer
import uvicorn
from fastapi import FastAPI
from pydantic import ValidationError

from mend import schema
from mend.app import chores_of, companions_of, create_app, outbox_of, post_of
from mend.backup import BackupFailed, back_up
from mend.clock import now
from mend.database import create_engine
from mend.demo.doors import open_doors
from mend.demo.house import NotTheDemo, settings_of, settle_in
from mend.doctor.finding import Mark
from mend.doctor.rounds import look_over
from mend.notifications.worker import Worker
from mend.settings import PROJECT, Settings
from mend.wakeups import WAKEUPS, Listener

commands = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Mend, for two people and whoever runs it."
)

SHUTDOWN_SECONDS = 5  # open streams are told to end at once; this is for whoever does not listen


def main() -> None:
    """The entry point."""
    os.umask(0o077)  # whatever Mend writes is for its own user alone
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"]),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    )
    commands()


def read_settings() -> Settings:
    """The settings of the environment; a sentence and exit 2 where they do not fit."""
    try:
        return Settings()
    except ValidationError as error:
        for complaint in error.errors():
            where = ".".join(str(part) for part in complaint["loc"])
            typer.echo(f"mend: {where + ': ' if where else ''}{complaint['msg']}", err=True)
        raise typer.Exit(2) from None


def _bring_up_to_date(settings: Settings) -> None:
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    engine = create_engine(settings.database)
    try:
        if not schema.is_current(engine, settings.migrations_dir):
            schema.migrate(engine, settings.migrations_dir)
            typer.echo("The database is ready.")
    except schema.UnknownRevision:
        typer.echo(
            "mend: this database was used by a newer Mend. Please run that version, or restore a backup.",
            err=True,
        )
        raise typer.Exit(1) from None
    finally:
        engine.dispose()


@commands.command()
def serve(
    migrate: Annotated[bool, typer.Option("--migrate", help="Bring the database up to date first.")] = False,
) -> None:
    """Serve Mend over HTTP."""
    settings = read_settings()
    if migrate:
        _bring_up_to_date(settings)
    typer.echo(f"Mend is starting. Open {settings.origin} in two browsers, one for each of you.")
    _run(create_app(settings), settings)


def _run(app: FastAPI, settings: Settings) -> None:
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=True,
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
    )
    _Server(config, app.state.stopping).run()


class _Server(uvicorn.Server):
    """A server that ends its open streams as soon as it is told to stop, instead of waiting for them."""

    def __init__(self, config: uvicorn.Config, stopping: threading.Event) -> None:
        super().__init__(config)
        self._stopping = stopping

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._stopping.set()
        WAKEUPS.wake_all()
        super().handle_exit(sig, frame)


@commands.command()
def demo(
    folder: Annotated[Path, typer.Option(help="Where the sample couple lives.")] = PROJECT / "demo-data",
    anew: Annotated[
        bool, typer.Option("--anew", help="Forget what was done in it; a year up to today.")
    ] = False,
) -> None:
    """Serve Mend with a sample couple and a year of their life, in a data folder of its own."""
    settings = settings_of(folder, read_settings())
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    post = post_of(settings)
    typer.echo("Noa and Ilan move in. The first time this takes half a minute.")
    try:
        couple = settle_in(settings, outbox_of(post), post.secret, chores_of(post), now(), anew=anew)
    except NotTheDemo:
        typer.echo(f"mend: other people live in {folder}. Please name an empty folder.", err=True)
        raise typer.Exit(1) from None
    app = create_app(settings)
    # Two names of this machine, so that both can be signed in side by side in one browser.
    for door, host in zip(open_doors(app, couple), ("localhost", "127.0.0.1"), strict=True):
        typer.echo(f"{door.name + ':':<6} http://{host}:{settings.port}{door.path}")
    _run(app, settings)


@commands.command()
def worker() -> None:
    """Deliver notifications, beside any number of `mend serve`, on PostgreSQL."""
    settings = read_settings()
    engine = create_engine(settings.database)
    stopping = threading.Event()
    listener = Listener(engine) if engine.dialect.name == "postgresql" else None
    if listener:
        listener.start()

    def stop(*_: object) -> None:
        stopping.set()
        WAKEUPS.wake_all()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    typer.echo("The worker is at work.")
    post = post_of(settings)
    asyncio.run(Worker(engine, post, chores_of(post), companions_of(engine, post)).run(stopping))
    if listener:
        listener.stop()


@commands.command()
def doctor() -> None:
    """Look over a running installation, and say in sentences what is right and what is wrong."""
    findings = look_over(read_settings(), now())
    for finding in findings:
        typer.echo(f"{finding.mark.value:<6} {finding.sentence}")
    wrong = sum(finding.mark is Mark.WRONG for finding in findings)
    if wrong:
        typer.echo(f"{wrong} of {len(findings)} things are wrong.")
        raise typer.Exit(1)
    typer.echo("Nothing is wrong.")


@commands.command()
def backup() -> None:
    """Copy database and keys into DATA_DIR/backups while Mend runs; the newest 14 copies are kept.

    Take that folder elsewhere: it holds all that is needed to begin again. To restore: stop Mend, remove
    mend.sqlite3 and the files beside it that end in -wal and -shm from the data folder, copy the backup there
    as mend.sqlite3, vapid.pem and secret as well, and start again.
    """
    try:
        typer.echo(f"Backed up to {back_up(read_settings(), now())}, with the keys beside it.")
    except BackupFailed as failure:
        typer.echo(f"mend: {failure}", err=True)
        raise typer.Exit(1) from None


@commands.command()
def migrate(
    check: Annotated[
        bool,
        typer.Option("--check", help="Only check, on a fresh file, that migrations and models are in step."),
    ] = False,
    draft: Annotated[
        str, typer.Option(help="Write a migration with this title from what the models have more.")
    ] = "",
    revision: Annotated[str, typer.Option(help="The number of the drafted migration.")] = "",
) -> None:
    """Bring the database to this version's tables."""
    settings = read_settings()
    if not check and not draft:
        _bring_up_to_date(settings)
        return
    with tempfile.TemporaryDirectory() as folder:
        engine = create_engine(f"sqlite:///{Path(folder) / 'check.sqlite3'}")
        schema.migrate(engine, settings.migrations_dir)
        if draft:
            schema.draft(engine, settings.migrations_dir, draft, revision)
        found = schema.differences(engine)
        engine.dispose()
    if check and found:
        for difference in found:
            typer.echo(f"mend: models and migrations differ: {difference}", err=True)
        raise typer.Exit(1)
    typer.echo("Models and migrations are in step." if check else "Written. Read it before you keep it.")
