"""The demo's own installation: a data folder, a database, the sample couple in it."""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from mend import schema
from mend.accounts.models import Person
from mend.database import create_engine, unit_of_work
from mend.demo.album import put_in_photographs
from mend.demo.partners import EMAILS
from mend.demo.year import live_a_year
from mend.notifications.outbox import Outbox
from mend.notifications.worker import Chore
from mend.pictures.opening import open_storage
from mend.settings import Settings

_FILES = ("mend.sqlite3", "mend.sqlite3-wal", "mend.sqlite3-shm")


class NotTheDemo(Exception):
    """The folder holds somebody's Mend. It is not touched."""


@dataclass(frozen=True)
class Couple:
    """The two of the sample, by their ids: Noa and Ilan."""

    people: tuple[UUID, UUID]


def settings_of(folder: Path, settings: Settings) -> Settings:
    """`settings` with data, database and pictures of the demo’s own, whatever the environment names."""
    own = {"data_dir": folder, "database_url": "", "public_url": "", "worker_in_server": None, "pictures": ""}
    return settings.model_copy(update=own)


def settle_in(
    settings: Settings, outbox: Outbox, secret: bytes, chores: Iterable[Chore], now: datetime, *, anew: bool
) -> Couple:
    """The couple that lives in the data folder; where there is none, or `anew`, one whose year ends `now`.

    The year is one transaction: a start that is interrupted leaves none of it. `NotTheDemo` for a folder in
    which other people live.
    """
    file = settings.data_dir / _FILES[0]
    if file.exists():
        _check(settings)
    if anew:
        for name in _FILES:
            (settings.data_dir / name).unlink(missing_ok=True)
        shutil.rmtree(settings.pictures_folder, ignore_errors=True)
    engine = create_engine(settings.database)
    try:
        schema.migrate(engine, settings.migrations_dir)
        with unit_of_work(engine) as session:
            found = session.exec(
                select(Person.id).where(col(Person.email).in_(EMAILS)).order_by(col(Person.id))
            ).all()
            if found:
                return Couple((found[0], found[1]))
            two = live_a_year(session, outbox, secret, chores, now)
            put_in_photographs(two, open_storage(settings))
            return Couple((two.noa.person.id, two.ilan.person.id))
    finally:
        engine.dispose()


def _check(settings: Settings) -> None:
    engine = create_engine(settings.database)
    try:
        with engine.connect() as connection:
            if not sa.inspect(connection).has_table("people"):
                return  # a start that was interrupted before anybody moved in
            emails = set(connection.execute(sa.select(col(Person.email))).scalars())
    finally:
        engine.dispose()
    if emails - set(EMAILS):
        raise NotTheDemo
