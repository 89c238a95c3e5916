"""Photographs of what was done: what is kept, by whom it goes, and what a crash in between leaves."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import Session
from structlog.testing import capture_logs

from mend.activities.photo_sweeping import Sweeper
from mend.activities.photos import (
    LEFT_ALONE,
    MOST_PHOTOS,
    has_photo,
    kept_names,
    photos_of,
    sweep_pictures,
)
from mend.activities.plan_diary import PlanNow
from mend.activities.plans_models import Plan, PlanPhoto
from mend.app import post_of
from mend.database import unit_of_work
from mend.errors import NotFound, Refused
from mend.ids import new_id
from mend.notifications.worker import Worker, WorkerThread
from mend.pictures.folder import Folder
from mend.pictures.storage import StorageFailed, names_of
from mend.settings import Settings
from tests.activities import plan_fixtures
from tests.activities.albums import Album, PowerFails
from tests.activities.planners import LATER, Planner, rows
from tests.busy.owners import eventually

noas, ilans, maras = plan_fixtures.noas, plan_fixtures.ilans, plan_fixtures.maras
offered, planned = plan_fixtures.offered, plan_fixtures.planned


@pytest.fixture
def storage(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "pictures")


@pytest.fixture
def mine(noas: Planner, storage: Folder) -> Album:
    return Album(noas, storage)


@pytest.fixture
def theirs(ilans: Planner, storage: Folder) -> Album:
    return Album(ilans, storage)


@pytest.fixture
def done(planned: PlanNow, noas: Planner) -> PlanNow:
    return noas.did(planned)


def test_either_adds_them_and_the_first_stands_first(
    done: PlanNow, mine: Album, theirs: Album, storage: Folder, engine: sa.Engine
) -> None:
    first, second = mine.add(done), theirs.add(done)
    assert mine.add(done, first) == first  # twice is once
    with unit_of_work(engine, writes=False) as session:
        found = photos_of(session, done.plan.couple_id, [done.id])[done.id]
        assert [photo.id for photo in found] == [first, second]
        assert kept_names(session) == mine.files()
    assert storage.get(names_of(done.plan.couple_id, first)[0]) == b"light"


def test_there_are_photographs_only_of_what_happened(
    planned: PlanNow, noas: Planner, mine: Album, engine: sa.Engine
) -> None:
    with pytest.raises(Refused, match="Say first that you did it"):
        mine.add(planned)
    with pytest.raises(Refused, match="Say first that you did it"):
        mine.add(noas.did_not(planned))
    assert rows(engine, PlanPhoto) == []


def test_a_plan_has_room_for_four(done: PlanNow, mine: Album, theirs: Album, engine: sa.Engine) -> None:
    first, *_ = [mine.add(done) for _ in range(MOST_PHOTOS)]
    with pytest.raises(Refused, match="One of them can make room"):
        theirs.add(done)
    mine.add(done, first)
    mine.take_away(done, first)
    theirs.add(done)
    assert len(rows(engine, PlanPhoto)) == MOST_PHOTOS


def test_whoever_added_one_takes_it_away(
    done: PlanNow, mine: Album, theirs: Album, storage: Folder, engine: sa.Engine
) -> None:
    photo = mine.add(done)
    with pytest.raises(Refused, match="can take this one away"):
        theirs.take_away(done, photo)
    assert len(mine.files()) == 2
    for _ in range(2):
        mine.take_away(done, photo)
    assert (mine.files(), rows(engine, PlanPhoto)) == (set(), [])


def test_the_id_of_anothers_photograph_overwrites_nothing(
    done: PlanNow, mine: Album, ilans: Planner, maras: Planner, engine: sa.Engine
) -> None:
    photo = mine.add(done)
    with unit_of_work(engine) as session:
        with pytest.raises(Refused, match="added before, elsewhere"):
            has_photo(session, ilans.member(session), done.id, photo, LATER)
        with pytest.raises(NotFound):
            has_photo(session, maras.member(session), done.id, new_id(), LATER)


def test_a_crash_before_the_commit_leaves_files_that_nobody_finds_and_a_chore_takes_away(
    done: PlanNow, mine: Album, storage: Folder, engine: sa.Engine
) -> None:
    kept = mine.add(done)
    with pytest.raises(PowerFails):
        mine.add(done, fails=True)
    assert [row.id for row in rows(engine, PlanPhoto)] == [kept]
    assert len(mine.files()) == 4
    now = datetime.now(UTC)  # files are dated by the clock of the machine
    for at, left in ((now, 4), (now + 2 * LEFT_ALONE, 2)):
        with unit_of_work(engine) as session:
            sweep_pictures(session, storage, at)
        assert len(mine.files()) == left
    assert mine.files() == set(names_of(done.plan.couple_id, kept))


def test_a_storage_that_fails_at_the_end_is_swept_after(
    done: PlanNow, mine: Album, storage: Folder, engine: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = mine.add(done)

    def fails(*_: str) -> None:
        raise StorageFailed

    with monkeypatch.context() as broken:
        broken.setattr(storage, "delete", fails)
        mine.take_away(done, photo)
    kept = mine.add(done)
    assert [row.id for row in rows(engine, PlanPhoto)] == [kept]
    assert len(mine.files()) == 4
    with unit_of_work(engine) as session:
        sweep_pictures(session, storage, datetime.now(UTC) + 2 * LEFT_ALONE)
    assert mine.files() == set(names_of(done.plan.couple_id, kept))


def test_with_its_plan_a_photograph_goes(
    done: PlanNow, noas: Planner, ilans: Planner, mine: Album, engine: sa.Engine, storage: Folder
) -> None:
    mine.add(done)
    kept = mine.add(noas.did(ilans.take(noas.offer())))
    with unit_of_work(engine) as session:
        session.delete(session.get_one(Plan, (done.plan.couple_id, done.id)))
    with unit_of_work(engine) as session:
        assert kept_names(session) == set(names_of(done.plan.couple_id, kept))
        sweep_pictures(session, storage, datetime.now(UTC) + 2 * LEFT_ALONE)
    assert mine.files() == set(names_of(done.plan.couple_id, kept))


def test_where_no_photograph_is_known_none_is_lost(
    done: PlanNow, mine: Album, engine: sa.Engine, storage: Folder
) -> None:
    with pytest.raises(PowerFails):
        mine.add(done, fails=True)
    with unit_of_work(engine) as session, capture_logs() as logs:
        sweep_pictures(session, storage, datetime.now(UTC) + 2 * LEFT_ALONE)
    assert len(mine.files()) == 2
    assert [(line["log_level"], line["files"]) for line in logs] == [("warning", 2)]


def test_what_others_keep_there_is_left_alone(
    done: PlanNow, mine: Album, engine: sa.Engine, storage: Folder
) -> None:
    couple, lost = done.plan.couple_id, names_of(done.plan.couple_id, new_id())[0]
    half_written = f"{couple}/.{new_id()}.small.jpg.{new_id().hex}"
    kept = {
        *names_of(couple, mine.add(done)),
        *names_of(new_id(), new_id()),
        f"{couple}/notes.jpg",
        "a/b.jpg",
    }
    for name in {lost, half_written, *kept}:
        storage.put(name, b"light")
    with unit_of_work(engine) as session, capture_logs() as logs:
        sweep_pictures(session, storage, datetime.now(UTC) + 2 * LEFT_ALONE)
    assert mine.files() == kept
    assert [(line["log_level"], line["files"]) for line in logs] == [("warning", 4)]


def test_the_sweep_ends_with_the_worker(
    done: PlanNow, mine: Album, engine: sa.Engine, storage: Folder
) -> None:
    mine.add(done)
    with pytest.raises(PowerFails):
        mine.add(done, fails=True)
    with unit_of_work(engine) as session:
        sweep_pictures(session, storage, datetime.now(UTC) + 2 * LEFT_ALONE, ended=lambda: True)
    assert len(mine.files()) == 4


def test_a_storage_that_hangs_holds_no_delivery_up(
    settings: Settings, engine: sa.Engine, storage: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, answers = threading.Event(), threading.Event()

    def hangs(_: datetime) -> Iterator[str]:
        asked.set()
        answers.wait(30)
        yield from ()

    monkeypatch.setattr(storage, "written_before", hangs)
    tidied: list[datetime] = []

    def tidy(_: Session, at: datetime) -> None:
        assert asked.wait(30)
        tidied.append(at)

    sweeper = Sweeper(engine, storage, first_after=0)
    worker = WorkerThread(Worker(engine, post_of(settings), [tidy], [sweeper.run]))
    worker.start()
    try:
        eventually(lambda: tidied)
    finally:
        answers.set()
        worker.stop()
