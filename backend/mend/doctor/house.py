"""What is found within the house: settings, files, database, worker, room and backups."""

import os
import shutil
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import select

from mend import schema
from mend.backup import PREFIX, backups_folder
from mend.database import create_engine, unit_of_work
from mend.doctor.finding import Finding, Mark
from mend.health import LONGEST_SILENCE
from mend.notifications.models import Heartbeat
from mend.notifications.vapid import VapidKeyError, load_or_create
from mend.notifications.worker import NAME
from mend.pictures.storage import Storage, StorageFailed
from mend.secret import SECRET_BYTES
from mend.settings import Settings

LITTLE_SPACE, NO_SPACE = 1_000_000_000, 100_000_000  # bytes
OLD_BACKUP = timedelta(days=2)


def environment(settings: Settings) -> Finding:
    """Whether the settings are those of a house that others enter."""
    if not settings.is_development:
        return Finding(Mark.OK, f"Mend is set up for production at {settings.origin}.")
    if settings.is_secure:
        return Finding(
            Mark.WARN,
            "Pages for developers are served. Set MEND_ENVIRONMENT=production before others use it.",
        )
    return Finding(
        Mark.WARN, f"Mend is for this machine only, at {settings.origin}: phones need HTTPS, push does too."
    )


def data_folder(path: Path) -> Finding:
    """Whether the data folder is there, can be written, and is nobody else's."""
    if not path.is_dir():
        return Finding(Mark.WRONG, f"There is no data folder at {path}. Start Mend once, or set DATA_DIR.")
    if not os.access(path, os.R_OK | os.W_OK | os.X_OK):
        return Finding(Mark.WRONG, f"This user cannot write to the data folder {path}.")
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & stat.S_IWOTH:
        return Finding(Mark.WRONG, f"Everybody on this machine can write to {path}: chmod 700 {path}")
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        return Finding(Mark.WARN, f"Others on this machine can look into {path}: chmod 700 {path}")
    return Finding(Mark.OK, f"The data folder {path} is this user's alone.")


def _privacy(path: Path) -> Finding | None:
    """What is wrong with a file that holds a key; None when it is there, readable and private."""
    if not path.exists():
        return Finding(
            Mark.WRONG, f"There is no {path.name}. It is made when Mend starts; restore it if lost."
        )
    if not os.access(path, os.R_OK):
        return Finding(Mark.WRONG, f"This user cannot read {path}.")
    if stat.S_IMODE(path.stat().st_mode) & (stat.S_IRWXG | stat.S_IRWXO):
        return Finding(Mark.WRONG, f"Others on this machine can read {path}: chmod 600 {path}")
    return None


def vapid_key(path: Path) -> Finding:
    """Whether the key by which push services know us is usable and private."""
    if wrong := _privacy(path):
        return wrong
    try:
        load_or_create(path)
    except VapidKeyError as error:
        return Finding(Mark.WRONG, f"{error} Restore it from a backup: with a new one every phone is lost.")
    return Finding(Mark.OK, "The VAPID key is usable and private.")


def secret(path: Path) -> Finding:
    """Whether the installation's secret is whole and private."""
    if wrong := _privacy(path):
        return wrong
    if path.stat().st_size < SECRET_BYTES:
        return Finding(Mark.WRONG, f"{path} is cut short. Restore it from a backup.")
    return Finding(Mark.OK, "The installation's secret is whole and private.")


def database(settings: Settings, now: datetime) -> list[Finding]:
    """Whether the database answers, has this version's tables, and what the worker left in it."""
    url = sa.make_url(settings.database)
    kind = "SQLite" if url.get_backend_name() == "sqlite" else "PostgreSQL"
    if kind == "SQLite" and not Path(url.database or "").is_file():
        return [Finding(Mark.WRONG, f"There is no database at {url.database} yet: mend migrate")]
    engine = create_engine(settings.database)
    try:
        wrong = _tables(engine, settings.migrations_dir)
        if wrong:
            return [wrong]
        return [Finding(Mark.OK, f"{kind} answers and has this version's tables."), worker(engine, now)]
    except SQLAlchemyError as error:
        return [Finding(Mark.WRONG, f"{kind} does not answer ({type(error).__name__}).")]
    finally:
        engine.dispose()


def _tables(engine: sa.Engine, migrations: Path) -> Finding | None:
    found = schema.current_revision(engine)
    if found == schema.newest_revision(migrations):
        return None
    if found is not None and not schema.knows(migrations, found):
        return Finding(Mark.WRONG, "The database was used by a newer Mend: run that version.")
    return Finding(Mark.WRONG, "The database is not at this version's tables: mend migrate")


def worker(engine: sa.Engine, now: datetime) -> Finding:
    """When the worker was last at work."""
    with unit_of_work(engine, writes=False) as session:
        beat = session.exec(select(Heartbeat.at).where(Heartbeat.name == NAME)).first()
    if beat is None:
        return Finding(Mark.WRONG, "No worker has started yet: nothing is delivered.")
    seconds = int((now - beat).total_seconds())
    if now - beat > LONGEST_SILENCE:
        return Finding(Mark.WRONG, f"The worker has been silent for {seconds} seconds: nothing is delivered.")
    return Finding(Mark.OK, f"The worker was at work {max(seconds, 0)} seconds ago.")


def disk(path: Path, free: int | None = None) -> Finding:
    """Whether there is room to write. `free` is in bytes; by default what is left where `path` is."""
    if free is None:
        if not path.exists():
            return Finding(Mark.WARN, f"How much room there is at {path} cannot be told.")
        free = shutil.disk_usage(path).free
    room = f"{free / 1_000_000:,.0f} MB are free at {path}"
    if free < NO_SPACE:
        return Finding(Mark.WRONG, f"Only {room}: soon nothing can be saved.")
    if free < LITTLE_SPACE:
        return Finding(Mark.WARN, f"Only {room}.")
    return Finding(Mark.OK, f"{room}.")


def pictures(storage: Storage) -> Finding:
    """Whether photographs can be kept, found again and taken away."""
    name, light = f"doctor/{uuid4()}.jpg", b"light"
    try:
        storage.put(name, light)
        found = storage.get(name)
        storage.delete(name)
    except StorageFailed as error:
        cause = type(error.__cause__).__name__
        return Finding(Mark.WRONG, f"Photographs cannot be kept in {storage.where} ({cause}).")
    if found != light:
        return Finding(Mark.WRONG, f"What is kept in {storage.where} does not come back as it was.")
    return Finding(Mark.OK, f"Photographs can be kept in {storage.where}.")


def backups(data_dir: Path, now: datetime) -> Finding:
    """How old the newest backup is."""
    made = [path.stat().st_mtime for path in backups_folder(data_dir).glob(f"{PREFIX}*")]
    if not made:
        return Finding(
            Mark.WARN, "There is no backup yet: mend backup, every night for instance, and a copy elsewhere."
        )
    age = now - datetime.fromtimestamp(max(made), UTC)
    if age > OLD_BACKUP:
        return Finding(Mark.WARN, f"The newest backup is {age.days} days old: mend backup")
    return Finding(Mark.OK, f"The newest backup is {age.total_seconds() / 3600:.0f} hours old.")
