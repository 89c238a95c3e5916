"""A copy of everything that cannot be made again, taken while Mend runs.

A backup is the database, the two keys and the photographs: without `vapid.pem` no subscribed phone can be
reached, without `secret` no open invitation or receipt is recognised. All of it goes into one folder,
DATA_DIR/backups, whose files only their owner can read; that folder is what to take elsewhere.

There is one copy of each photograph, for they never change: as long as the database knows it, also when it
is lost where it was kept. What its owner took away is gone from here with the next backup, by the rule of the
sweep (`photos.lost_among`). Photographs in a bucket are for whoever keeps the bucket to copy.

The database comes first: a file is written before its row, so whatever the copy names is there to be copied.
"""

import os
import shutil
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from mend.activities.photos import kept_names, lost_among
from mend.database import create_engine, unit_of_work
from mend.settings import Settings

KEPT = 14  # two weeks of daily ones
KEYS = ("vapid.pem", "secret")
PREFIX = "mend-"


class BackupFailed(Exception):
    """There is no new backup; the sentence says why, and what to do."""


def backups_folder(data_dir: Path) -> Path:
    """Where backups are kept."""
    return data_dir / "backups"


def back_up(settings: Settings, now: datetime) -> Path:
    """Copy keys, photographs and, from SQLite, the database; returns its copy. Raises `BackupFailed`.

    The copy is checked before it gets its name, so whatever has one is whole. The newest 14 are kept.
    """
    folder = backups_folder(settings.data_dir)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name in KEYS:
            if (settings.data_dir / name).exists():
                _copy_privately(settings.data_dir / name, folder / name)
        source = _sqlite_file(settings)
        made = _copy_database(source, folder, now) if source else None
        for old in sorted(folder.glob(f"{PREFIX}*.sqlite3"))[:-KEPT]:
            old.unlink()
    except OSError as error:
        raise BackupFailed(f"The backup could not be written: {error.strerror}.") from error
    if settings.pictures_folder.is_dir() and not settings.pictures:
        try:
            _copy_pictures(settings, folder / "pictures")
        except OSError as error:
            raise BackupFailed(
                f"{f'The database is in {made}. ' if made else ''}The photographs could not be copied:"
                f" {error.strerror}."
            ) from error
    if made is None:
        raise BackupFailed(
            f"PostgreSQL is backed up by its own program. The keys are in {folder} now; put the database"
            f" there too: pg_dump --format=custom --file={folder}/{PREFIX}$(date +%Y%m%d-%H%M%S).dump"
            ' "$DATABASE_URL"'
        )
    return made


def _copy_pictures(settings: Settings, folder: Path) -> None:
    copied = {path.relative_to(folder).as_posix() for path in folder.glob("*/*")}
    engine = create_engine(settings.database)
    try:
        with unit_of_work(engine, writes=False) as session:
            names, lost = kept_names(session), lost_among(session, copied)
    except SQLAlchemyError as error:
        raise BackupFailed(f"The database does not answer ({type(error).__name__}).") from error
    finally:
        engine.dispose()
    for name in names - copied:
        source, copy = settings.pictures_folder / name, folder / name
        if source.exists():
            for made in (folder, copy.parent):
                made.mkdir(mode=0o700, exist_ok=True)
            _copy_privately(source, copy)
    for name in lost:
        (folder / name).unlink()


def _sqlite_file(settings: Settings) -> Path | None:
    url = sa.make_url(settings.database)
    if url.get_backend_name() != "sqlite":
        return None
    path = Path(url.database or "")
    if not path.is_file():
        raise BackupFailed(f"There is no database at {path}.")
    return path


def _copy_database(source: Path, folder: Path, now: datetime) -> Path:
    made = folder / f"{PREFIX}{now:%Y%m%d-%H%M%S}.sqlite3"
    draft = folder / f".{made.name}.{os.getpid()}"
    _create_privately(draft)
    try:
        with closing(sqlite3.connect(source)) as original, closing(sqlite3.connect(draft)) as copy:
            original.backup(copy)  # SQLite's online backup: who writes meanwhile goes on writing
            copy.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
            [state] = copy.execute("PRAGMA integrity_check").fetchone()
        if state != "ok":
            raise BackupFailed("The copy is damaged, and so perhaps is the database. Nothing was kept of it.")
        draft.replace(made)
    except sqlite3.Error as error:
        raise BackupFailed(f"The database could not be copied: {error}.") from error
    finally:
        draft.unlink(missing_ok=True)
    return made


def _copy_privately(source: Path, target: Path) -> None:
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    _create_privately(draft)
    shutil.copyfile(source, draft)
    draft.replace(target)


def _create_privately(path: Path) -> None:
    path.unlink(missing_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
