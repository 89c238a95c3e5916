"""What the doctor finds within the house."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from mend.app import post_of
from mend.backup import PREFIX, backups_folder
from mend.clock import now
from mend.database import unit_of_work
from mend.doctor.finding import Finding, Mark
from mend.doctor.house import (
    backups,
    data_folder,
    database,
    disk,
    environment,
    pictures,
    secret,
    vapid_key,
)
from mend.notifications.models import Heartbeat
from mend.notifications.worker import NAME
from mend.pictures.folder import Folder
from mend.settings import Settings

OK, WARN, WRONG = Mark.OK, Mark.WARN, Mark.WRONG


def says(finding: Finding, mark: Mark, words: str) -> bool:
    """Whether a finding is one sentence of this weight that holds these words."""
    assert words in finding.sentence, finding
    return finding.mark is mark


def change(settings: Settings, **changes: object) -> Settings:
    return settings.model_copy(update=changes)


# Settings


def test_a_house_for_others_is_set_up_for_production() -> None:
    production = Settings(
        environment="production", public_url="https://mend.example.org", push_contact="mailto:me@example.net"
    )
    assert says(environment(production), OK, "set up for production at https://mend.example.org")
    assert says(environment(Settings(public_url="https://mend.test")), WARN, "MEND_ENVIRONMENT=production")
    assert says(environment(Settings()), WARN, "phones need HTTPS")


# Files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "data"
    made.mkdir(mode=0o700)
    return made


@pytest.mark.parametrize(
    ("mode", "mark", "words"),
    [
        (0o700, OK, "this user's alone"),
        (0o750, WARN, "Others on this machine can look into"),
        (0o755, WARN, "chmod 700"),
        (0o777, WRONG, "Everybody on this machine can write to"),
    ],
)
def test_the_data_folder_is_nobody_elses(folder: Path, mode: int, mark: Mark, words: str) -> None:
    folder.chmod(mode)
    assert says(data_folder(folder), mark, words)


def test_a_missing_data_folder_is_wrong(folder: Path) -> None:
    assert says(data_folder(folder / "nowhere"), WRONG, "There is no data folder at")
    (folder / "file").touch()
    assert says(data_folder(folder / "file"), WRONG, "There is no data folder at")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read and write everything")
def test_what_this_user_cannot_reach_is_wrong(settings: Settings) -> None:
    post_of(settings)
    key = settings.data_dir / "vapid.pem"
    key.chmod(0o000)
    assert says(vapid_key(key), WRONG, "cannot read")
    settings.data_dir.chmod(0o500)
    assert says(data_folder(settings.data_dir), WRONG, "cannot write")
    settings.data_dir.chmod(0o700)


def test_keys_made_at_the_first_start_are_right(tmp_path: Path) -> None:
    post_of(Settings(data_dir=tmp_path))
    assert says(vapid_key(tmp_path / "vapid.pem"), OK, "usable and private")
    assert says(secret(tmp_path / "secret"), OK, "whole and private")


@pytest.mark.parametrize("check", [vapid_key, secret])
def test_a_missing_key_is_wrong_and_the_doctor_makes_none(folder: Path, check: object) -> None:
    assert callable(check)
    assert says(check(folder / "key"), WRONG, "It is made when Mend starts")
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_key_that_others_can_read_is_wrong(tmp_path: Path, mode: int) -> None:
    post_of(Settings(data_dir=tmp_path))
    for name, check in (("vapid.pem", vapid_key), ("secret", secret)):
        (tmp_path / name).chmod(mode)
        assert says(check(tmp_path / name), WRONG, "chmod 600")


def test_a_broken_key_is_wrong_and_not_shown(folder: Path) -> None:
    for name, check in (("vapid.pem", vapid_key), ("secret", secret)):
        (folder / name).touch(mode=0o600)
        (folder / name).write_text("hunter22")
        assert says(check(folder / name), WRONG, "from a backup")
        assert "hunter22" not in check(folder / name).sentence


# Database and worker


def test_a_database_with_its_tables_and_a_worker_is_right(settings: Settings, engine: sa.Engine) -> None:
    at = now()
    with unit_of_work(engine) as session:
        session.merge(Heartbeat(name=NAME, at=at - timedelta(seconds=3)))
    tables, worker = database(settings, at)
    kind = "SQLite" if engine.dialect.name == "sqlite" else "PostgreSQL"
    assert says(tables, OK, f"{kind} answers and has this version's tables.")
    assert says(worker, OK, "The worker was at work 3 seconds ago.")


def test_a_worker_that_is_not_there_is_wrong(settings: Settings, engine: sa.Engine) -> None:
    assert says(database(settings, now())[1], WRONG, "No worker has started yet")
    at = now()
    with unit_of_work(engine) as session:
        session.merge(Heartbeat(name=NAME, at=at - timedelta(seconds=95)))
    assert says(database(settings, at)[1], WRONG, "silent for 95 seconds")


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE alembic_version SET version_num = '9999'", "used by a newer Mend"),
        ("DELETE FROM alembic_version", "mend migrate"),
        ("DROP TABLE alembic_version", "mend migrate"),
        ("DROP TABLE heartbeats", "does not answer"),
    ],
)
def test_a_database_with_other_tables_is_wrong(
    settings: Settings, engine: sa.Engine, statement: str, words: str
) -> None:
    with engine.begin() as connection:
        connection.execute(sa.text(statement))
    assert says(database(settings, now())[-1], WRONG, words)


def test_a_database_that_is_not_there_is_wrong_and_the_doctor_makes_none(tmp_path: Path) -> None:
    [missing] = database(Settings(data_dir=tmp_path), now())
    assert says(missing, WRONG, "There is no database at")
    assert list(tmp_path.iterdir()) == []


def test_a_database_that_does_not_answer_is_wrong_and_its_password_not_said() -> None:
    [silent] = database(Settings(database_url="postgresql://mend:hunter22@127.0.0.1:1/mend"), now())
    assert says(silent, WRONG, "PostgreSQL does not answer (OperationalError).")
    assert "hunter22" not in silent.sentence


# Room and backups


@pytest.mark.parametrize(
    ("free", "mark"), [(99_999_999, WRONG), (100_000_000, WARN), (999_999_999, WARN), (1_000_000_000, OK)]
)
def test_little_room_is_said_before_there_is_none(tmp_path: Path, free: int, mark: Mark) -> None:
    assert says(disk(tmp_path, free), mark, " MB are free at ")


def test_room_is_measured_where_the_data_is(tmp_path: Path) -> None:
    assert f"free at {tmp_path}" in disk(tmp_path).sentence
    assert says(disk(tmp_path / "nowhere"), WARN, "cannot be told")


@pytest.mark.parametrize(
    ("age", "mark", "words"),
    [
        (timedelta(hours=20), OK, "The newest backup is 20 hours old."),
        (timedelta(days=2, minutes=1), WARN, "The newest backup is 2 days old: mend backup"),
    ],
)
def test_an_old_backup_is_said(folder: Path, age: timedelta, mark: Mark, words: str) -> None:
    at = now()
    backups_folder(folder).mkdir()
    for number, ago in enumerate([age, timedelta(days=30)]):
        made = backups_folder(folder) / f"{PREFIX}{number}.dump"
        made.touch()
        os.utime(made, ((at - ago).timestamp(),) * 2)
    assert says(backups(folder, at), mark, words)


def test_no_backup_at_all_says_how(folder: Path) -> None:
    assert says(backups(folder, now()), WARN, "There is no backup yet: mend backup")
    backups_folder(folder).mkdir()
    (backups_folder(folder) / "vapid.pem").touch()
    assert says(backups(folder, now()), WARN, "There is no backup yet")


def test_photographs_can_be_kept_or_it_says_where_not(folder: Path) -> None:
    assert says(pictures(Folder(folder / "pictures")), OK, f"can be kept in {folder}/pictures")
    assert [path for path in (folder / "pictures").rglob("*") if path.is_file()] == []
    (folder / "file").touch()
    assert says(pictures(Folder(folder / "file")), WRONG, "cannot be kept")
