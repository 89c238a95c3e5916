"""The database: engine, transactions and the column types every table shares.

One request is one transaction, committed before the response leaves. Verbs flush; only `request_session` and
`unit_of_work` commit.
"""

import enum
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import Depends, Request
from sqlalchemy import event
from sqlmodel import Session, SQLModel

# Before the first model: Alembic needs every constraint to have a name it can drop again.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

BUSY_TIMEOUT_MS = 10_000  # longer than any transaction of ours, shorter than a person's patience
# Room for every request that has its turn, every stream that looks, and the worker, at the same moment.
POOL = {"pool_size": 8, "max_overflow": 24}
_AFTER_COMMIT = "mend.after_commit"


class UtcDateTime(sa.types.TypeDecorator[datetime]):
    """An aware moment, stored in UTC on both databases; a naive one is refused."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def text_enum(of: type[enum.StrEnum]) -> sa.Enum:
    """A column type for `of`: its values as text with a check, the same on both databases."""
    return sa.Enum(
        of,
        native_enum=False,
        create_constraint=True,
        length=24,
        name=of.__name__.lower(),
        values_callable=lambda members: [member.value for member in members],
    )


def create_engine(url: str) -> sa.Engine:
    """An engine with the pragmas and pool sizes Mend was measured with."""
    if not url.startswith("sqlite"):
        return sa.create_engine(url, **POOL, pool_pre_ping=True, hide_parameters=True)
    engine = sa.create_engine(url, **POOL, connect_args={"check_same_thread": False}, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _pragmas(connection: Any, _: object) -> None:
        connection.isolation_level = None  # SQLAlchemy's BEGIN below, not the driver's own idea of one
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            f"busy_timeout={BUSY_TIMEOUT_MS}",
        ):
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        # A transaction that reads, then writes, must hold the write lock from its start: deferred ones lost
        # two thirds of concurrent read-modify-writes when measured.
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def open_session(engine: sa.Engine, *, writes: bool) -> Session:
    """A session whose transactions take SQLite's write lock at their start when `writes`."""
    return Session(engine.execution_options(writes=writes), expire_on_commit=False)


def after_commit(session: Session, callback: Callable[[], None]) -> None:
    """Run `callback` once this session's transaction is committed; never when it is rolled back."""
    session.info.setdefault(_AFTER_COMMIT, []).append(callback)


def _finish(session: Session) -> None:
    session.commit()
    for callback in session.info.pop(_AFTER_COMMIT, []):
        callback()


@contextmanager
def unit_of_work(engine: sa.Engine, *, writes: bool = True) -> Iterator[Session]:
    """One transaction: committed at the end, rolled back when anything is raised."""
    with open_session(engine, writes=writes) as session:
        yield session
        _finish(session)


def request_session(request: Request) -> Iterator[Session]:
    """The session of one request; it writes when the method does."""
    writes = request.method not in {"GET", "HEAD", "OPTIONS"}
    with unit_of_work(request.app.state.engine, writes=writes) as session:
        yield session


# scope="function" ends the dependency, and so commits, before the response is sent.
SessionDep = Annotated[Session, Depends(request_session, scope="function")]
