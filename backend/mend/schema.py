"""Bringing a database to the tables this version of Mend expects."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError

from mend.tables import metadata

PROMISED_ORDER = 4_030_201  # any number of our own: PostgreSQL's advisory lock for migrating


def _config(migrations: Path) -> Config:
    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.set_main_option("path_separator", "os")
    return config


def newest_revision(migrations: Path) -> str | None:
    """The revision this version of Mend works with."""
    return ScriptDirectory.from_config(_config(migrations)).get_current_head()


def knows(migrations: Path, revision: str) -> bool:
    """Whether `revision` is one of this version's; a newer Mend's is not."""
    return revision in {
        one.revision for one in ScriptDirectory.from_config(_config(migrations)).walk_revisions()
    }


def current_revision(engine: sa.Engine) -> str | None:
    """The revision the database is at; None when it is empty."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def is_current(engine: sa.Engine, migrations: Path) -> bool:
    """Whether nothing is left to migrate."""
    return current_revision(engine) == newest_revision(migrations)


def migrate(engine: sa.Engine, migrations: Path, to: str = "head") -> None:
    """Run the migrations up (or, with a revision behind, down) in one transaction.

    Two processes that start at once take turns. Raises `UnknownRevision` for a database a newer Mend has
    migrated, `IntegrityError` when a migration would leave something that refers to nothing.
    """
    config = _config(migrations)
    with (
        engine.execution_options(writes=True).connect() as connection,
        _references_at_rest(connection),
        connection.begin(),
    ):
        if engine.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(PROMISED_ORDER)))
        config.attributes["connection"] = connection
        try:
            step = command.downgrade if to == "base" or to.startswith("-") else command.upgrade
            step(config, to)
        except CommandError as error:
            raise UnknownRevision(str(error)) from error
        if engine.dialect.name == "sqlite":
            _check_references(connection)


@contextmanager
def _references_at_rest(connection: sa.Connection) -> Iterator[None]:
    """Let SQLite copy and drop a table without setting off ON DELETE CASCADE.

    Through the driver itself: within a transaction, which SQLAlchemy would begin, SQLite ignores the pragma.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.dbapi_connection
    driver.execute("PRAGMA foreign_keys=OFF").close()
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON").close()


def _check_references(connection: sa.Connection) -> None:
    lost = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if lost:
        tables = ", ".join(sorted({str(row[0]) for row in lost}))
        raise sa.exc.IntegrityError("PRAGMA foreign_key_check", None, LookupError(f"lost by {tables}"))


class UnknownRevision(Exception):
    """The database is at a revision this version of Mend does not know."""


def differences(engine: sa.Engine) -> list[Any]:
    """What the models have and the migrated database has not, or the other way round; empty when in step."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, metadata))


def draft(engine: sa.Engine, migrations: Path, message: str, revision: str) -> None:
    """Write a new migration from the differences, for a person to read and finish."""
    config = _config(migrations)
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.revision(config, message, autogenerate=True, rev_id=revision)
