"""The worker as it runs for weeks: beside others, woken, with silent phones and broken things around it."""

from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session
from structlog.testing import capture_logs

from mend.database import unit_of_work
from mend.notifications import worker as worker_module
from mend.notifications.models import Heartbeat
from mend.notifications.worker import AT_ONCE, NAME, WorkerThread
from mend.wakeups import Listener
from tests.fakes.push_service import Drip, Stall
from tests.notifications.mailroom import Mailroom, until
from tests.people import People


def test_two_workers_at_once_send_everything_once(mailroom: Mailroom, people: People) -> None:
    phones = [mailroom.phone(people.ilan) for _ in range(10)]
    with mailroom.working(), mailroom.working():
        for number in range(3):
            mailroom.tell(people.ilan, key=f"{number}", replaces=f"{number}")
        for phone in phones:
            mailroom.service.wait_for(phone, 3)
        until(lambda: set(mailroom.states()) == {"accepted"})
    assert [len(mailroom.service.requests(phone)) for phone in phones] == [3] * 10


@pytest.mark.parametrize("trouble", [Stall(), Drip(), Drip(201)])
def test_one_silent_phone_delays_no_other(mailroom: Mailroom, people: People, trouble: Any) -> None:
    silent = mailroom.phone(people.ilan, "Silent")
    mailroom.service.next_answers(silent, [trouble])
    mailroom.tell(people.ilan)
    with mailroom.working():
        mailroom.service.wait_for_requests(silent, 1)
        for number in range(3):
            phone = mailroom.phone(people.noa)
            mailroom.tell(people.noa, key=f"{number}", replaces=f"{number}")
            mailroom.service.wait_for(phone, 1)
        assert mailroom.states()[0] == "queued"
        mailroom.service.clear()  # lets go of the silent one, so that the worker can end


def test_a_place_that_becomes_free_is_used_at_once(
    mailroom: Mailroom, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More is due than may be under way, and nothing but what ends wakes the worker."""
    monkeypatch.setattr(worker_module, "LOOK_EVERY", 3600.0)
    monkeypatch.setattr(worker_module, "AT_ONCE", 2)
    phone = mailroom.phone(people.ilan)
    for number in range(7):
        mailroom.tell(people.ilan, key=f"{number}", replaces=f"{number}")
    with mailroom.working():
        mailroom.service.wait_for(phone, 7)


def test_a_commit_wakes_the_worker(
    mailroom: Mailroom, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = mailroom.phone(people.ilan)
    thread = WorkerThread(mailroom.worker())
    monkeypatch.setattr(worker_module, "LOOK_EVERY", 3600.0)
    thread.start()
    until(lambda: heartbeat(mailroom))
    mailroom.tell(people.ilan)
    mailroom.service.wait_for(phone, 1)
    thread.stop()
    assert not thread.is_alive()


def test_a_commit_in_another_process_wakes_the_worker_too(
    mailroom: Mailroom, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    if mailroom.engine.dialect.name == "sqlite":
        pytest.skip("with SQLite there is one process")
    phone = mailroom.phone(people.ilan)
    monkeypatch.setattr(worker_module, "LOOK_EVERY", 3600.0)
    thread, listener = WorkerThread(mailroom.worker()), Listener(mailroom.engine)
    thread.start()
    listener.start()
    until(lambda: heartbeat(mailroom))
    monkeypatch.setattr("mend.wakeups.Wakeups.wake_all", lambda _: None)
    with unit_of_work(mailroom.engine) as session:
        mailroom.tell_in(session, people.ilan)
        session.info.clear()  # as in another process: nothing but PostgreSQL tells this one
    mailroom.service.wait_for(phone, 1)
    listener.stop()
    thread.stop()


def heartbeat(mailroom: Mailroom) -> datetime | None:
    """When the worker was last at work."""
    with unit_of_work(mailroom.engine, writes=False) as session:
        found = session.get(Heartbeat, NAME)
        return found.at if found else None


def test_a_chore_that_breaks_stops_neither_the_mail_nor_the_other_chores(
    mailroom: Mailroom, people: People
) -> None:
    done: list[datetime] = []

    def break_down(_: Session, __: datetime) -> None:
        raise LookupError("Teapot")

    def tidy(_: Session, at: datetime) -> None:
        done.append(at)

    phone = mailroom.phone(people.ilan)
    with capture_logs() as logs, mailroom.working(mailroom.worker(chores=[break_down, tidy])):
        until(lambda: done)
        mailroom.tell(people.ilan)
        mailroom.service.wait_for(phone, 1)
    assert [(entry["event"], entry["kind"]) for entry in logs] == [
        ("the worker failed at break_down", "LookupError")
    ]
    assert "Teapot" not in str(logs)


def test_a_database_that_comes_back_finds_the_worker_at_work(
    mailroom: Mailroom, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_module, "REST_AFTER_TROUBLE", 0.01)
    phone = mailroom.phone(people.ilan)
    mailroom.tell(people.ilan)
    with unit_of_work(mailroom.engine) as session:
        session.execute(sa.text("ALTER TABLE deliveries RENAME TO away"))
    with capture_logs() as logs, mailroom.working():
        until(lambda: logs)
        assert heartbeat(mailroom) is None  # a sign of life would be a lie
        with unit_of_work(mailroom.engine) as session:
            session.execute(sa.text("ALTER TABLE away RENAME TO deliveries"))
        mailroom.service.wait_for(phone, 1)
        until(lambda: heartbeat(mailroom))
    assert {entry["event"] for entry in logs} == {"the worker failed at claiming"}


def test_an_idle_worker_takes_no_write_lock(mailroom: Mailroom) -> None:
    with unit_of_work(mailroom.engine) as writer:
        writer.execute(sa.text("UPDATE people SET name = 'Noa' WHERE name = 'Noa'"))
        assert mailroom.worker().claim(AT_ONCE) == []
