"""The worker between outbox and push service: everything real but the push service's other end."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from structlog.testing import capture_logs

from mend.clock import now
from mend.database import unit_of_work
from mend.notifications.answers import TRIES
from mend.notifications.claims import LEASE, claim_due
from mend.notifications.models import Notification
from tests.fakes.push_protocol import OTHER_KEY
from tests.fakes.push_service import Reply, Reset
from tests.notifications.mailroom import Mailroom
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
