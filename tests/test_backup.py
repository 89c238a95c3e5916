"""Backups that are whole, private, and taken while people write."""

import sqlite3
import stat
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from mend import backup
from mend.accounts.models import Person
from mend.activities.plans_models import PlanPhoto
from mend.app import create_app, post_of
from mend.backup import KEPT, BackupFailed, back_up, backups_folder
from mend.couples.membership import member_of
from mend.database import create_engine, unit_of_work
from mend.pictures.opening import open_storage
from mend.pictures.storage import names_of
from mend.schema import is_current
from mend.settings import PROJECT, Settings
from tests.people import People
from tests.samples_together import a_photo

NIGHT = datetime(2026, 11, 20, 3, 15, 7, tzinfo=UTC)


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def house(settings: Settings, engine: sa.Engine) -> Settings:
    """An installation that has been started once, on SQLite."""
    if engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL is backed up by its own program")
    post_of(settings)
    return settings


def test_a_backup_is_a_whole_database_with_its_keys(house: Settings) -> None:
    made = back_up(house, NIGHT)
    folder = backups_folder(house.data_dir)
    assert made == folder / "mend-20261120-031507.sqlite3"
    assert {path.name for path in folder.iterdir()} == {made.name, "vapid.pem", "secret"}
    assert {mode_of(path) for path in folder.iterdir()} == {0o600}
    assert mode_of(folder) == 0o700
    for name in ("vapid.pem", "secret"):
        assert (folder / name).read_bytes() == (house.data_dir / name).read_bytes()


def test_mend_starts_again_from_a_backup(house: Settings, engine: sa.Engine) -> None:
    made = back_up(house, NIGHT)
    restored = create_engine(f"sqlite:///{made}")
    assert is_current(restored, PROJECT / "migrations")
    with Session(restored) as session:
        assert len(session.exec(select(Person)).all()) == 5
    restored.dispose()


def test_what_is_not_committed_yet_is_not_waited_for_and_not_in_it(
    house: Settings, engine: sa.Engine
) -> None:
    with unit_of_work(engine) as earlier:
        earlier.execute(sa.update(Person).where(col(Person.name) == "Sam").values(name="Samira"))
    with unit_of_work(engine) as writer:
        writer.execute(sa.update(Person).where(col(Person.name) == "Noa").values(name="Half written"))
        made = back_up(house, NIGHT)
    with closing(sqlite3.connect(made)) as copy:
        names = {name for (name,) in copy.execute("SELECT name FROM people")}
    assert names == {"Noa", "Ilan", "Mara", "Teo", "Samira"}


def test_the_newest_fourteen_are_kept(house: Settings) -> None:
    for day in range(KEPT + 3):
        back_up(house, NIGHT + timedelta(days=day))
    kept = sorted(path.name for path in backups_folder(house.data_dir).glob("*.sqlite3"))
    assert len(kept) == KEPT
    assert (kept[0], kept[-1]) == ("mend-20261123-031507.sqlite3", "mend-20261206-031507.sqlite3")


def test_what_others_put_there_is_left_alone(house: Settings) -> None:
    folder = backups_folder(house.data_dir)
    folder.mkdir()
    for day in range(KEPT + 3):
        (folder / f"mine-{day}.sqlite3").touch()
    back_up(house, NIGHT)
    assert len(list(folder.glob("mine-*"))) == KEPT + 3


def test_a_damaged_database_makes_no_backup_and_costs_no_earlier_one(house: Settings, tmp_path: Path) -> None:
    earlier = back_up(house, NIGHT)
    broken = tmp_path / "broken.sqlite3"
    content = bytearray(earlier.read_bytes())
    content[4096 * 3 : 4096 * 5] = b"\xa5" * 4096 * 2
    broken.write_bytes(content)
    damaged = house.model_copy(update={"database_url": f"sqlite:///{broken}"})
    with pytest.raises(BackupFailed, match=r"damaged|could not be copied"):
        back_up(damaged, NIGHT + timedelta(days=1))
    assert [path.name for path in backups_folder(house.data_dir).glob("*mend-*")] == [earlier.name]


def test_without_a_database_it_says_where_it_looked(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    with pytest.raises(BackupFailed, match=r"There is no database at .*mend\.sqlite3\."):
        back_up(settings, NIGHT)
    assert not (tmp_path / "mend.sqlite3").exists()


def test_where_nothing_can_be_written_it_says_so(house: Settings) -> None:
    backups_folder(house.data_dir).touch()
    with pytest.raises(BackupFailed, match=r"The backup could not be written: File exists\."):
        back_up(house, NIGHT)


def test_postgresql_is_left_to_its_own_program_and_the_keys_are_kept(
    settings: Settings, engine: sa.Engine
) -> None:
    if engine.dialect.name != "postgresql":
        pytest.skip("SQLite is copied")
    post_of(settings)
    with pytest.raises(BackupFailed, match="pg_dump --format=custom"):
        back_up(settings, NIGHT)
    assert {path.name for path in backups_folder(settings.data_dir).iterdir()} == {"vapid.pem", "secret"}


def test_photographs_go_along_until_their_owner_takes_them_away(
    house: Settings, people: People, engine: sa.Engine
) -> None:
    storage, app = open_storage(house), create_app(house, engine)
    with unit_of_work(engine) as session:
        noa = member_of(session, people.noa)
        assert noa is not None
        photo_id = a_photo(session, app, noa, NIGHT)
    storage.put("nobody/lost.jpg", b"light")
    large, small = names_of(noa.couple_id, photo_id)
    kept = backups_folder(house.data_dir) / "pictures"

    def copies() -> set[str]:
        return {path.relative_to(kept).as_posix() for path in kept.rglob("*") if path.is_file()}

    back_up(house, NIGHT)
    assert copies() == {large, small}
    assert (mode_of(kept / large), mode_of(kept)) == (0o600, 0o700)
    storage.delete(large)  # lost where it was kept: the copy is all there is
    back_up(house, NIGHT + timedelta(days=1))
    assert copies() == {large, small}
    with unit_of_work(engine) as session:
        session.delete(session.get_one(PlanPhoto, (noa.couple_id, photo_id)))
    back_up(house, NIGHT + timedelta(days=2))
    assert copies() == {large, small}  # without any photograph the database may be another one
    with unit_of_work(engine) as session:
        other = names_of(noa.couple_id, a_photo(session, app, noa, NIGHT))
    back_up(house, NIGHT + timedelta(days=3))
    assert copies() == set(other)


def test_a_photograph_added_while_the_database_is_copied_is_copied_too(
    house: Settings, people: People, engine: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, copying = create_app(house, engine), backup._copy_database
    with unit_of_work(engine) as session:
        noa = member_of(session, people.noa)
        assert noa is not None
        a_photo(session, app, noa, NIGHT)

    def copied_late(source: Path, folder: Path, now: datetime) -> Path:
        with unit_of_work(engine) as session:
            a_photo(session, app, noa, NIGHT)
        return copying(source, folder, now)

    monkeypatch.setattr(backup, "_copy_database", copied_late)
    made = back_up(house, NIGHT)
    with closing(sqlite3.connect(made)) as copy:
        named = copy.execute("SELECT count(*) FROM plan_photos").fetchone()[0]
    assert (named, len(list((backups_folder(house.data_dir) / "pictures").glob("*/*")))) == (2, 4)


def test_photographs_that_cannot_be_copied_cost_no_database(
    house: Settings, people: People, engine: sa.Engine
) -> None:
    app = create_app(house, engine)
    with unit_of_work(engine) as session:
        noa = member_of(session, people.noa)
        assert noa is not None
        a_photo(session, app, noa, NIGHT)
    backups_folder(house.data_dir).mkdir()
    (backups_folder(house.data_dir) / "pictures").touch()
    with pytest.raises(
        BackupFailed, match=r"The database is in .*031507\.sqlite3\. The photographs could not"
    ):
        back_up(house, NIGHT)
    assert (backups_folder(house.data_dir) / "mend-20261120-031507.sqlite3").exists()
