"""The worker between outbox and push service: everything real but the push service's other end."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from sqlmodel import Session
from structlog.testing import capture_logs

from mend.clock import now
from mend.database import unit_of_work
from mend.notifications import worker as worker_module
from mend.notifications.answers import TRIES
from mend.notifications.claims import LEASE, claim_due
from mend.notifications.models import Heartbeat, Notification
from mend.notifications.worker import AT_ONCE, NAME, WorkerThread
from mend.wakeups import Listener
from tests.fakes.push_protocol import OTHER_KEY
from tests.fakes.push_service import Drip, Reply, Reset, Stall
from tests.notifications.mailroom import Mailroom, until
from tests.people import People

# Within the life of the local push service's certificate.
EVENING = datetime.now(UTC).replace(hour=18, minute=20, second=0, microsecond=0)


@pytest.fixture
def clock() -> Iterator[Any]:
    """A clock that stands still until the test moves it."""
    with time_machine.travel(EVENING, tick=False) as traveller:
        yield traveller


def shift(clock: Any, seconds: float) -> None:
    clock.shift(timedelta(seconds=seconds))


def test_what_is_told_reaches_the_phone(mailroom: Mailroom, people: People) -> None:
    phone = mailroom.phone(people.ilan)
    told = mailroom.tell(people.ilan)
    assert mailroom.step() == 1

    [message] = mailroom.service.messages(phone)
    shown, delivery = message.json["notification"], mailroom.delivery()
    assert (shown["title"], shown["body"]) == ("Teapot · back 20:40", "Nothing to answer.")
    assert shown["navigate"] == "https://mend.test/pauses/1"
    assert shown["data"]["id"] == f"{delivery.couple_id}.{delivery.id}"
    assert shown["data"]["ended"] == {"title": "Teapot is over", "body": "Nothing to answer."}
    assert (delivery.state, delivery.notification_id) == ("accepted", told)
    assert message.urgency == "high"
    assert mailroom.service.faults == []
    assert mailroom.step() == 0


def test_every_try_says_how_long_it_still_means_something(
    mailroom: Mailroom, people: People, clock: Any
) -> None:
    phone = mailroom.phone(people.ilan)
    mailroom.service.next_answers(phone, [Reply(500)])
    mailroom.tell(people.ilan, lasts=timedelta(seconds=600))
    mailroom.step()
    shift(clock, 10)
    mailroom.step()
    assert [request.headers["ttl"] for request in mailroom.service.requests(phone)] == ["600", "590"]


def test_a_failing_service_is_asked_again_later_and_later(
    mailroom: Mailroom, people: People, clock: Any
) -> None:
    phone = mailroom.phone(people.ilan)
    mailroom.service.next_answers(phone, [Reply(500)] * 3)
    mailroom.tell(people.ilan)
    for wait in (1, 2, 4):
        assert mailroom.step() == 1
        shift(clock, wait * 0.75 - 0.01)
        assert mailroom.step() == 0
        shift(clock, wait * 0.5 + 0.02)
    assert mailroom.step() == 1
    assert len(mailroom.service.messages(phone)) == 1
    assert mailroom.states() == ["accepted"]


def test_after_eight_tries_it_is_said_that_it_did_not_arrive(
    mailroom: Mailroom, people: People, clock: Any
) -> None:
    phone = mailroom.phone(people.ilan)
    mailroom.service.next_answers(phone, [Reply(502)] * 20)
    mailroom.tell(people.ilan)
    for _ in range(TRIES + 2):
        mailroom.step()
        shift(clock, 80)
    assert len(mailroom.service.requests(phone)) == TRIES
    assert (mailroom.delivery().state, mailroom.delivery().reason) == ("expired", "answer 502, 8 tries")


def test_who_asks_for_a_pause_gets_it(mailroom: Mailroom, people: People, clock: Any) -> None:
    phone = mailroom.phone(people.ilan)
    mailroom.service.next_answers(phone, [Reply(429, retry_after="90")])
    mailroom.tell(people.ilan)
    mailroom.step()
    shift(clock, 89)
    assert mailroom.step() == 0
    shift(clock, 2)
    assert mailroom.step() == 1
    assert mailroom.states() == ["accepted"]


def test_a_reset_connection_is_tried_again(mailroom: Mailroom, people: People, clock: Any) -> None:
    phone = mailroom.phone(people.ilan)
    mailroom.service.next_answers(phone, [Reset()])
    mailroom.tell(people.ilan)
    mailroom.step()
    assert (mailroom.states(), mailroom.delivery().reason) == (["queued"], "no answer: unreachable")
    shift(clock, 2)
    mailroom.step()
    assert mailroom.states() == ["accepted"]


@pytest.mark.parametrize(
    ("answer", "state", "devices"),
    [
        (Reply(410), "gone", 0),
        (Reply(404), "gone", 0),
        (Reply(400), "refused", 1),
        (Reply(403, body=OTHER_KEY.encode()), "refused", 1),
        (Reply(301, location="https://localhost/"), "refused", 1),
    ],
)
def test_a_final_answer_is_final(
    mailroom: Mailroom, people: People, clock: Any, answer: Reply, state: str, devices: int
) -> None:
    phone = mailroom.phone(people.ilan)
    mailroom.service.next_answers(phone, [answer])
    mailroom.tell(people.ilan)
    for _ in range(3):
        mailroom.step()
        shift(clock, 120)
    assert mailroom.states() == [state]
    assert len(mailroom.service.requests(phone)) == 1
    assert len(mailroom.devices()) == devices
    assert all(
        (device.must_subscribe_again_since is not None) == bool(answer.body) for device in mailroom.devices()
    )


def test_a_message_past_its_end_is_never_sent(mailroom: Mailroom, people: People, clock: Any) -> None:
    phone = mailroom.phone(people.ilan)
    mailroom.tell(people.ilan, lasts=timedelta(minutes=20))
    shift(clock, 20 * 60)
    assert mailroom.step() == 0
    assert (mailroom.states(), mailroom.service.requests(phone)) == (["expired"], [])


def test_a_message_that_ends_between_claim_and_sending_is_never_sent(
    mailroom: Mailroom, people: People, clock: Any
) -> None:
    phone = mailroom.phone(people.ilan)
    mailroom.tell(people.ilan, lasts=timedelta(seconds=10))
    worker = mailroom.worker()
    [claim] = worker.claim(1)
    shift(clock, 9.5)

    async def send() -> None:
        async with mailroom.post.sender() as sender:
            await worker.send(sender, claim)

    asyncio.run(send())
    assert (mailroom.states(), mailroom.service.requests(phone)) == (["expired"], [])


def test_after_a_crash_there_is_at_most_one_hand_over_more(
    mailroom: Mailroom, people: People, clock: Any
) -> None:
    """The worst moment: handed over, and gone before that was written down."""
    phone = mailroom.phone(people.ilan)
    mailroom.tell(people.ilan)
    worker = mailroom.worker()
    [claim] = worker.claim(1)

    async def send_and_die() -> None:
        async with mailroom.post.sender() as sender:
            await worker._try(sender, claim)

    asyncio.run(send_and_die())
    assert mailroom.step() == 0
    shift(clock, LEASE.total_seconds())
    for _ in range(3):
        mailroom.step()
        shift(clock, LEASE.total_seconds())
    assert len(mailroom.service.messages(phone)) == 2
    assert mailroom.states() == ["accepted"]


def test_what_was_told_of_a_closed_space_stays_here(mailroom: Mailroom, people: People) -> None:
    phone = mailroom.phone(people.ilan)
    mailroom.tell(people.ilan)
    mailroom.close(people.noa)
    assert mailroom.step() == 0
    assert mailroom.service.requests(phone) == []


def test_a_message_too_large_for_a_phone_is_refused_and_not_tried_for_ever(
    mailroom: Mailroom, people: People
) -> None:
    mailroom.phone(people.ilan)
    told = mailroom.tell(people.ilan)
    with unit_of_work(mailroom.engine) as session:
        notification = session.get(Notification, (mailroom.couple_of(people.ilan), told))
        assert notification is not None
        notification.title, notification.body = "🪡" * 120, "🧵" * 240
        notification.ended_title, notification.ended_body = "🪡" * 120, "🧵" * 240
        session.add(notification)
    mailroom.step()
    assert (mailroom.delivery().state, mailroom.delivery().reason) == ("refused", "the message is too large")


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


def test_nothing_of_a_couple_stands_in_the_log(mailroom: Mailroom, people: People, clock: Any) -> None:
    answers: list[Any] = [
        Reply(400, body=b"about "),
        Reply(403, body=OTHER_KEY.encode()),
        Reply(410),
        Reply(500),
        Reset(),
    ]
    secrets = ["Teapot", "Nothing to answer", "Ilan", "ilan@example.org", mailroom.service.origin]
    with capture_logs() as logs:
        for answer in answers:
            phone = mailroom.phone(people.ilan)
            mailroom.service.next_answers(phone, [answer])
            secrets += [phone.endpoint, phone.p256dh, phone.auth]
        mailroom.tell(people.ilan)
        mailroom.do(claim_due, now() - timedelta(days=1), 1)
        mailroom.step()
    assert len(logs) == 2
    secrets += [str(device.id) for device in mailroom.devices()]
    assert [secret for secret in secrets if secret in str(logs)] == []
