"""One request is one transaction, committed before the answer leaves, and nothing written is lost."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlmodel import Session, col, select
from structlog.testing import capture_logs

from mend.accounts.models import Person, Throttle
from mend.clock import now
from mend.couples.membership import know_member, member_of
from mend.couples.models import Couple
from mend.database import SessionDep, after_commit, create_engine, unit_of_work
from mend.errors import Refused
from mend.ids import new_id
from tests.notifications.mailroom import at_once
from tests.people import People, Visitor


def name_of(engine: sa.Engine, person_id: Any) -> str:
    with unit_of_work(engine, writes=False) as session:
        found = session.get(Person, person_id)
        assert found is not None
        return found.name


@pytest.fixture
def serve(app: FastAPI) -> Callable[[Callable[..., Any]], Any]:
    """Serve a handler of the test's own with the guards and errors of the real application."""

    def serving(handler: Callable[..., Any], method: str = "POST") -> Any:
        app.add_api_route("/test", handler, methods=[method])
        with TestClient(
            app,
            base_url="https://mend.test",
            headers={"Sec-Fetch-Site": "same-origin", "Accept": "text/html"},
            raise_server_exceptions=False,
        ) as client:
            return client.request(method, "/test")

    return serving


def test_what_was_answered_is_committed(serve: Callable[..., Any], engine: sa.Engine, people: People) -> None:
    def rename(session: SessionDep) -> dict[str, bool]:
        session.get_one(Person, people.noa).name = "Noah"
        return {"done": True}

    assert serve(rename).status_code == 200
    assert name_of(engine, people.noa) == "Noah"


def test_a_commit_that_fails_is_an_error_and_not_an_answer(
    serve: Callable[..., Any], engine: sa.Engine, people: People
) -> None:
    """The database says no only at the end; whoever asked must hear of it."""

    def rename(session: SessionDep) -> dict[str, bool]:
        session.get_one(Person, people.noa).name = "Noah"

        @sa.event.listens_for(session, "before_commit")
        def fail(_: Session) -> None:
            raise OSError("the disk is full of secrets")

        return {"done": True}

    with capture_logs() as logs:
        answer = serve(rename)
    assert answer.status_code == 500
    assert "Nothing was changed" in answer.text
    assert "secrets" not in answer.text + str(logs)
    assert name_of(engine, people.noa) == "Noa"


def test_a_refusal_after_a_change_takes_the_change_back(
    serve: Callable[..., Any], engine: sa.Engine, people: People
) -> None:
    def rename(session: SessionDep) -> None:
        session.get_one(Person, people.noa).name = "Noah"
        session.flush()
        raise Refused("No.")

    assert serve(rename).status_code == 409
    assert name_of(engine, people.noa) == "Noa"


def test_a_page_that_is_only_looked_at_leaves_room_for_who_writes(
    serve: Callable[..., Any], engine: sa.Engine, people: People
) -> None:
    def look(session: SessionDep) -> str:
        session.get_one(Person, people.noa)
        with unit_of_work(engine) as other:
            other.get_one(Person, people.ilan).name = "Elan"
        return session.get_one(Person, people.noa).name

    assert serve(look, "GET").json() == "Noa"
    assert name_of(engine, people.ilan) == "Elan"


def test_read_modify_writes_at_once_lose_nothing(engine: sa.Engine, people: People) -> None:
    with unit_of_work(engine, writes=False) as session:
        member = member_of(session, people.noa)
        assert member is not None

    def count_up() -> None:
        for _ in range(10):
            with unit_of_work(engine) as session:
                couple = session.exec(
                    select(Couple).where(Couple.id == member.couple_id).with_for_update()
                ).one()
                couple.last_event += 1
                session.add(couple)

    at_once(*[count_up] * 6)
    with unit_of_work(engine, writes=False) as session:
        assert session.get_one(Couple, member.couple_id).last_event == 60


def test_a_writer_has_its_place_from_the_first_statement_on(engine: sa.Engine) -> None:
    """On SQLite; a deferred transaction that reads, then writes, fails when another wrote meanwhile."""
    if engine.dialect.name == "postgresql":
        pytest.skip("PostgreSQL locks rows")
    with unit_of_work(engine) as session:
        session.exec(select(col(Person.id)).limit(1)).all()
        with engine.connect() as other:
            other.exec_driver_sql("PRAGMA busy_timeout = 1")
            with pytest.raises(sa.exc.OperationalError, match="locked"):
                other.exec_driver_sql("UPDATE people SET name = 'x'")


def test_sqlite_keeps_what_is_referred_to_and_waits_its_turn(engine: sa.Engine) -> None:
    if engine.dialect.name == "postgresql":
        pytest.skip("these are SQLite's own settings")
    with create_engine(str(engine.url)).connect() as connection:  # the tests' own is in no fear of power cuts
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10_000}


def test_a_moment_without_a_time_zone_is_refused(engine: sa.Engine) -> None:
    naive = datetime(2026, 11, 20, 18, 0)  # noqa: DTZ001
    for statement in (
        sa.select(Person).where(col(Person.created_at) < naive),
        sa.update(Person).values(created_at=naive),
    ):
        with (
            pytest.raises(sa.exc.StatementError, match="without a time zone"),
            unit_of_work(engine) as session,
        ):
            session.execute(statement)


def test_a_moment_comes_back_in_utc_and_to_the_microsecond(engine: sa.Engine) -> None:
    moment = datetime(2026, 11, 20, 18, 0, 0, 123456, tzinfo=timezone(timedelta(hours=2)))
    with unit_of_work(engine) as session:
        session.add(Throttle(subject=b"x", tries=1, last_try_at=moment, free_at=moment))
    with unit_of_work(engine, writes=False) as session:
        found = session.get_one(Throttle, b"x").last_try_at
    assert (found, found.tzinfo) == (moment, UTC)


def test_an_enum_outside_its_values_is_refused_by_the_database(engine: sa.Engine, people: People) -> None:
    with pytest.raises(sa.exc.IntegrityError), engine.begin() as connection:
        connection.execute(
            sa.text(
                "INSERT INTO invitations"
                " (id, inviter_id, code_hash, invited_at, expires_at, ended_at, ended_as)"
                " VALUES (:id, :inviter, :hash, :at, :at, :at, 'vanished')"
            ).bindparams(
                sa.bindparam("id", new_id(), sa.Uuid()),
                sa.bindparam("inviter", people.sam, sa.Uuid()),
                sa.bindparam("hash", b"x", sa.LargeBinary()),
                sa.bindparam("at", now(), sa.DateTime(timezone=True)),
            )
        )


def test_what_follows_a_commit_never_follows_a_rollback(engine: sa.Engine) -> None:
    done: list[str] = []
    with unit_of_work(engine) as session:
        after_commit(session, lambda: done.append("first"))
        after_commit(session, lambda: done.append("second"))
        assert done == []
    assert done == ["first", "second"]

    def break_off() -> None:
        with unit_of_work(engine) as session:
            after_commit(session, lambda: done.append("never"))
            raise KeyError

    with pytest.raises(KeyError):
        break_off()
    assert done == ["first", "second"]


def test_no_value_stands_in_an_error_of_the_database(engine: sa.Engine, people: People) -> None:
    with pytest.raises(sa.exc.IntegrityError) as broken, unit_of_work(engine) as session:
        session.execute(
            sa.update(Person)
            .where(col(Person.id) == people.noa)
            .values(email="ilan@example.org", name="Teapot")
        )
    assert "Teapot" not in str(broken.value)


def test_an_error_that_emptied_the_session_is_still_answered_with_a_page(
    app: FastAPI, visit: Callable[[], Visitor], people: People
) -> None:
    """A failed flush expires what the page would like to say of who is signed in."""

    def take_a_taken_address(session: SessionDep) -> None:
        session.get_one(Person, people.noa).email = "ilan@example.org"
        session.flush()

    app.add_api_route("/test", take_a_taken_address, methods=["POST"], dependencies=[know_member])
    answer = visit().as_(people.noa).post("/test")
    assert answer.status_code == 500
    assert "Nothing was changed" in answer.text
    assert "<main" in answer.text  # a page, and not the bare sentence where no page can be made
