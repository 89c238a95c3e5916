"""What machines and the person who runs Mend are told about its state."""

from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from fastapi import FastAPI

from mend.app import create_app
from mend.clock import now
from mend.database import create_engine, unit_of_work
from mend.health import LONGEST_SILENCE
from mend.notifications.models import Heartbeat
from mend.notifications.worker import NAME
from mend.settings import Settings
from tests.notifications.mailroom import until
from tests.people import Visitor


def beat(engine: sa.Engine, ago: timedelta) -> None:
    with unit_of_work(engine) as session:
        session.merge(Heartbeat(name=NAME, at=now() - ago))


def test_alive_means_that_the_process_answers(anyone: Visitor, engine: sa.Engine) -> None:
    with engine.begin() as connection:
        connection.execute(sa.text("DROP TABLE heartbeats"))
    assert (anyone.get("/livez").status_code, anyone.get("/livez").json()) == (200, {"alive": True})


def test_ready_means_database_tables_and_worker(anyone: Visitor, engine: sa.Engine) -> None:
    beat(engine, timedelta(seconds=1))
    answer = anyone.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"ready": True, "wrong": []})


def wrong(anyone: Visitor) -> list[str]:
    answer = anyone.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["ready"] is False
    found: list[str] = answer.json()["wrong"]
    return found


def test_without_a_worker_it_is_not_ready(anyone: Visitor) -> None:
    assert wrong(anyone) == ["No worker has started yet: nothing is delivered."]


def test_with_a_silent_worker_it_is_not_ready(anyone: Visitor, engine: sa.Engine) -> None:
    beat(engine, LONGEST_SILENCE + timedelta(minutes=1))
    assert wrong(anyone) == ["The worker has been silent for 90 seconds: nothing is delivered."]


@pytest.mark.parametrize("revision", ["0000", "9999"])
def test_with_other_tables_it_is_not_ready(anyone: Visitor, engine: sa.Engine, revision: str) -> None:
    beat(engine, timedelta(0))
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = :it"), {"it": revision})
    assert wrong(anyone) == ["The database is not at this version's tables: run `mend migrate`."]


def test_with_an_empty_database_it_is_not_ready(anyone: Visitor, engine: sa.Engine) -> None:
    with engine.begin() as connection:
        connection.execute(sa.text("DROP TABLE alembic_version"))
    assert wrong(anyone) == ["The database is not at this version's tables: run `mend migrate`."]


@pytest.mark.parametrize(
    "address",
    ["sqlite:////proc/nowhere/mend.sqlite3", "postgresql+psycopg://mend:teapot@127.0.0.1:1/mend"],
)
def test_without_a_database_it_says_so_and_nothing_of_the_address(tmp_path: Path, address: str) -> None:
    settings = Settings(data_dir=tmp_path, public_url="https://mend.test", worker_in_server=False)
    engine = create_engine(address)
    with Visitor(create_app(settings, engine)) as anyone:
        assert wrong(anyone) == ["The database does not answer (OperationalError)."]
        assert anyone.get("/livez").status_code == 200
    engine.dispose()


def test_the_server_brings_its_worker_along(settings: Settings, engine: sa.Engine) -> None:
    with Visitor(create_app(settings.model_copy(update={"worker_in_server": True}), engine)) as anyone:
        until(lambda: anyone.get("/readyz").status_code == 200)


def test_a_machine_that_says_nothing_of_itself_gets_json(app: FastAPI) -> None:
    with Visitor(app) as machine:
        machine.headers.pop("Accept")
        assert machine.get("/livez").headers["content-type"] == "application/json"
