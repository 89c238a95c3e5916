"""The demo keeps to a folder of its own, and finds it again."""

from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from pydantic import SecretStr
from sqlmodel import Session, col, select

from mend.accounts.models import Person
from mend.commitments.entry_models import FollowThrough
from mend.database import create_engine, unit_of_work
from mend.demo.house import Couple, NotTheDemo, settings_of
from mend.pictures.opening import open_storage
from mend.schema import migrate
from mend.settings import Settings
from tests.demo.conftest import NOW, move_in
from tests.people import add_person

pytestmark = pytest.mark.xdist_group("the year")  # it is lived once


def _names(settings: Settings) -> list[str]:
    engine = create_engine(settings.database)
    with Session(engine) as session:
        names = list(session.exec(select(Person.name).order_by(col(Person.name))))
    engine.dispose()
    return names


def test_whatever_database_is_named_the_demo_has_its_own(folder: Path) -> None:
    theirs = Settings(
        environment="production",
        database_url="postgresql://mend@db/mend",
        public_url="https://mend.test",
        push_contact="mailto:us@mend.test",
        data_dir=folder / "theirs",
        pictures="s3://theirs",
        s3_key_id="key",
        s3_secret=SecretStr("secret"),
    )
    settings = settings_of(folder, theirs)
    assert settings.database == f"sqlite:///{folder / 'mend.sqlite3'}"
    assert settings.data_dir == folder
    assert settings.runs_worker_in_server
    assert open_storage(settings).where == str(folder / "pictures")


def test_a_second_start_finds_the_same_two(house: Settings, couple: Couple, lived: sa.Engine) -> None:
    with Session(lived) as session:
        before = len(session.exec(select(FollowThrough.id)).all())
    assert move_in(house, NOW + timedelta(days=3)) == couple
    with Session(lived) as session:
        assert len(session.exec(select(FollowThrough.id)).all()) == before


def test_anew_it_begins_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_of(folder, Settings())
    monkeypatch.setattr("mend.demo.diary.Diary.live", lambda *_, **__: None)  # they meet, and no more
    first = move_in(settings)
    assert move_in(settings, anew=True) != first
    assert _names(settings) == ["Ilan", "Noa"]


@pytest.mark.parametrize("anew", [False, True])
def test_other_peoples_folder_is_left_alone(folder: Path, *, anew: bool) -> None:
    settings = settings_of(folder, Settings())
    folder.mkdir()
    engine = create_engine(settings.database)
    migrate(engine, settings.migrations_dir)
    with unit_of_work(engine) as session:
        add_person(session, "Sam")
    engine.dispose()
    with pytest.raises(NotTheDemo):
        move_in(settings, anew=anew)
    assert _names(settings) == ["Sam"]


def test_a_start_that_was_interrupted_leaves_nothing_of_the_year(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settings_of(folder, Settings())

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as during:
        during.setattr("mend.demo.partners.agree", interrupted)
        with pytest.raises(KeyboardInterrupt):
            move_in(settings)
    assert _names(settings) == []
