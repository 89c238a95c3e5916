"""Messages over the real wire: TLS, RFC 8030 headers, RFC 8291 encryption, RFC 8292 tokens."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from mend.notifications.answers import Answer, Failure
from mend.notifications.push import (
    PushSender,
    Subscription,
    Urgency,
    topic_for,
)
from mend.notifications.vapid import VapidKey
from tests.fakes.push_service import BrowserSubscription, CutOff, Drip, PushService, Reply, Reset, Stall
from tests.notifications.conftest import TOPIC, Wire, subscription

SECRET = b"a secret of thirty-two bytes ..."
COUPLE = UUID("0193a0c2-7b4e-7000-8000-000000000001")

# The request


def test_a_push_service_that_reads_strictly_finds_nothing_wrong(
    wire: Wire, push_service: PushService, phone: BrowserSubscription
) -> None:
    answer = wire.send(phone, b'{"title":"Noa needs a pause"}', ttl=1200, urgency=Urgency.HIGH, topic=TOPIC)
    assert answer.status == 201
    [arrived] = push_service.wait_for(phone, 1)
    assert arrived.json["title"] == "Noa needs a pause"
    assert (arrived.ttl, arrived.urgency, arrived.topic) == (1200, "high", TOPIC)
    assert arrived.claims["aud"] == push_service.origin  # with its port
    assert push_service.faults == []


def test_no_cookie_ties_two_couples_together(
    wire: Wire, push_service: PushService, phone: BrowserSubscription
) -> None:
    for _ in range(2):  # the service sets one with each answer
        wire.send(phone)
    assert all("cookie" not in request.headers for request in push_service.requests(phone))


@pytest.mark.parametrize(
    "wrong",
    [
        {"ttl": 0},
        {"ttl": -1},
        {"topic": "pause"},
        {"topic": TOPIC.upper()},
        {"topic": TOPIC + "\n"},
        {"urgency": "soon"},
        {"payload": b""},
        {"payload": b"x" * 2501},
    ],
)
def test_a_mistake_of_the_caller_is_said_before_anything_is_sent(
    wire: Wire, push_service: PushService, phone: BrowserSubscription, wrong: dict[str, Any]
) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whatever it says
        wire.send(phone, **wrong)
    assert push_service.requests(phone) == []


def test_a_contact_no_push_service_takes_is_refused_at_once(open_wire: Callable[..., Wire]) -> None:
    wire = open_wire()
    with pytest.raises(ValueError, match="mailto:"):
        PushSender(wire.key, "mailto:mend@localhost", ())


def test_a_device_with_broken_keys_fails_by_name_and_is_sent_nothing(
    wire: Wire, push_service: PushService, phone: BrowserSubscription
) -> None:
    broken = Subscription(phone.endpoint, phone.p256dh, "AAAA")
    assert wire.send(broken) == Answer(None, failure=Failure.UNUSABLE_KEYS)
    assert push_service.requests(phone) == []


def test_a_subscription_is_not_shown_by_its_repr(phone: BrowserSubscription) -> None:
    shown = repr(subscription(phone))
    assert not any(part in shown for part in (phone.endpoint, phone.p256dh, phone.auth))


# Trouble on the way


def test_a_stalling_push_service_is_left_when_the_limit_is_over(
    open_wire: Callable[..., Wire], push_service: PushService, phone: BrowserSubscription
) -> None:
    push_service.next_answers(phone, [Stall()])
    assert open_wire(limit=0.3).send(phone).failure is Failure.TIMEOUT


def test_a_dripping_push_service_is_left_when_the_limit_is_over(
    open_wire: Callable[..., Wire], push_service: PushService, phone: BrowserSubscription
) -> None:
    push_service.next_answers(phone, [Drip()])
    assert open_wire(limit=0.3).send(phone).failure is Failure.TIMEOUT


@pytest.mark.parametrize("status", [201, 500])
@pytest.mark.parametrize("trouble", [Drip, CutOff])
def test_a_status_that_was_heard_stands_whatever_becomes_of_the_body(
    open_wire: Callable[..., Wire],
    push_service: PushService,
    phone: BrowserSubscription,
    status: int,
    trouble: type[Drip | CutOff],
) -> None:
    wire = open_wire(limit=0.5)
    wire.send(phone)  # so that the connection is open, and the limit is not spent on it
    push_service.next_answers(phone, [trouble(status=status)])
    answer = wire.send(phone)
    assert (answer.status, answer.failure) == (status, None)


def test_a_reset_connection_is_a_failure_with_a_name(
    wire: Wire, push_service: PushService, phone: BrowserSubscription
) -> None:
    push_service.next_answers(phone, [Reset()])
    assert wire.send(phone).failure is Failure.UNREACHABLE
    assert wire.send(phone).status == 201  # and the sender goes on


def test_a_push_service_that_is_down_is_unreachable(
    open_wire: Callable[..., Wire], vapid_key: VapidKey, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = PushService.start(tmp_path_factory.mktemp("down"))
    phone = other.subscribe(vapid_key.public_key)
    other.stop()
    assert open_wire(test_origin=other.origin).send(phone).failure is Failure.UNREACHABLE


@pytest.mark.parametrize("size", [0, 10, 2048, 2049, 3_000_000])
def test_of_a_long_answer_only_the_first_2_kb_are_read(
    wire: Wire, push_service: PushService, phone: BrowserSubscription, size: int
) -> None:
    push_service.next_answers(phone, [Reply(400, body=b"x" * size)])
    answer = wire.send(phone)
    assert answer.status == 400
    assert answer.body == b"x" * min(size, 2048)


def test_a_slow_device_delays_no_other(wire: Wire, push_service: PushService, vapid_key: VapidKey) -> None:
    slow = [push_service.subscribe(vapid_key.public_key) for _ in range(30)]
    quick = push_service.subscribe(vapid_key.public_key)
    for phone in slow:
        push_service.next_answers(phone, [Stall()])

    async def both() -> tuple[Answer, int]:
        how = {"ttl": 60, "urgency": Urgency.HIGH, "topic": TOPIC, "now": datetime.now(UTC)}
        async with asyncio.TaskGroup() as group:
            waiting = [
                group.create_task(wire.sender.send(subscription(phone), b"{}", **how)) for phone in slow
            ]
            for phone in slow:
                await asyncio.to_thread(push_service.wait_for_requests, phone, 1)
            answer = await wire.sender.send(subscription(quick), b"{}", **how)
            still_waiting = sum(not task.done() for task in waiting)
            for task in waiting:
                task.cancel()
        return answer, still_waiting

    answer, still_waiting = wire.run(both())
    assert answer.status == 201
    assert still_waiting == 30


def test_a_redirect_is_not_followed(
    wire: Wire, push_service: PushService, phone: BrowserSubscription, vapid_key: VapidKey
) -> None:
    elsewhere = push_service.subscribe(vapid_key.public_key)
    statuses = [301, 302, 303, 307, 308]
    push_service.next_answers(phone, [Reply(status, location=elsewhere.endpoint) for status in statuses])
    assert [wire.send(phone).status for _ in statuses] == statuses
    assert push_service.requests(elsewhere) == []


def test_proxies_of_the_environment_are_ignored(
    open_wire: Callable[..., Wire],
    push_service: PushService,
    phone: BrowserSubscription,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    assert open_wire().send(phone).status == 201


def test_a_certificate_for_another_name_is_refused(
    open_wire: Callable[..., Wire],
    vapid_key: VapidKey,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    other = PushService.start(tmp_path_factory.mktemp("other-name"), name="push.example")
    monkeypatch.setenv("SSL_CERT_FILE", str(other.ca_file))
    phone = other.subscribe(vapid_key.public_key)
    assert open_wire(test_origin=other.origin).send(phone).failure is Failure.CERTIFICATE
    assert other.requests(phone) == []
    other.stop()


def test_a_certificate_nobody_vouches_for_is_refused(
    open_wire: Callable[..., Wire], vapid_key: VapidKey, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = PushService.start(tmp_path_factory.mktemp("other-signer"))
    phone = other.subscribe(vapid_key.public_key)
    assert open_wire(test_origin=other.origin).send(phone).failure is Failure.CERTIFICATE
    assert other.requests(phone) == []
    other.stop()


# A phone out of reach


def test_im_back_replaces_a_pause_that_was_not_delivered(
    wire: Wire, push_service: PushService, phone: BrowserSubscription
) -> None:
    topic = topic_for(COUPLE, "pause", SECRET)
    push_service.disconnect(phone)
    wire.send(phone, b'"pause"', topic=topic)
    wire.send(phone, b'"practice"', topic=topic_for(COUPLE, "practice", SECRET))
    wire.send(phone, b'"back"', topic=topic)
    arrived = push_service.connect(phone)
    assert [message.json for message in arrived] == ["practice", "back"]
