"""Registering a browser's subscription, and losing it again."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI

from mend.clock import now
from mend.notifications.claims import claim_due
from tests.fakes.push_service import BrowserSubscription, PushService
from tests.notifications.mailroom import Mailroom, at_once
from tests.people import People, Visitor


@pytest.fixture
def subscribe(app: FastAPI, push_service: PushService) -> Callable[[], BrowserSubscription]:
    """Subscribe a browser with the key this server gives out."""
    return lambda: push_service.subscribe(app.state.vapid.public_key)


def registration(phone: BrowserSubscription, **changes: Any) -> dict[str, Any]:
    whole = {
        "endpoint": phone.endpoint,
        "p256dh": phone.p256dh,
        "auth": phone.auth,
        "key": phone.application_server_key,
    }
    return {name: value for name, value in (whole | changes).items() if value is not None}


def post(visitor: Visitor, phone: BrowserSubscription, **changes: Any) -> Any:
    return visitor.post(
        "/devices",
        content=json.dumps(registration(phone, **changes)),
        headers={"Accept": "application/json", "Content-Type": "application/json"},
    )


def test_a_browser_learns_the_key_without_signing_in(anyone: Visitor, app: FastAPI) -> None:
    assert anyone.get("/push-key").json() == {"key": app.state.vapid.public_key}


def test_posting_the_same_subscription_again_changes_nothing(
    noa: Visitor, mailroom: Mailroom, people: People, subscribe: Callable[[], BrowserSubscription]
) -> None:
    phone = subscribe()
    first, again = post(noa, phone), post(noa, phone)
    assert first.status_code == again.status_code == 200
    assert first.json() == again.json()
    assert (first.json()["person"], first.json()["standing"]) == (str(people.noa), "ready")
    [device] = mailroom.devices()
    assert (device.endpoint, device.label) == (phone.endpoint, "Test browser")


def test_two_tabs_that_start_at_once_are_one_device(
    visit: Callable[[], Visitor],
    mailroom: Mailroom,
    people: People,
    subscribe: Callable[[], BrowserSubscription],
) -> None:
    phone, tab = subscribe(), visit().as_(people.noa)
    other = visit()
    other.cookies.update(tab.cookies)
    answers = at_once(lambda: post(tab, phone), lambda: post(other, phone))
    assert [answer.status_code for answer in answers] == [200, 200]
    assert len(mailroom.devices()) == 1


def test_a_new_subscription_of_a_browser_takes_the_place_of_its_old_one(
    noa: Visitor, mailroom: Mailroom, subscribe: Callable[[], BrowserSubscription]
) -> None:
    post(noa, subscribe())
    newer = subscribe()
    post(noa, newer)
    assert [device.endpoint for device in mailroom.devices()] == [newer.endpoint]


def test_subscribing_again_ends_the_wish_for_it(
    noa: Visitor, mailroom: Mailroom, subscribe: Callable[[], BrowserSubscription]
) -> None:
    phone = subscribe()
    post(noa, phone)

    def refuse(session: Any) -> None:
        [device] = mailroom.devices()
        device.must_subscribe_again_since = now()
        session.add(device)

    mailroom.do(refuse)
    post(noa, phone)
    assert mailroom.devices()[0].must_subscribe_again_since is None


def test_a_subscription_from_before_is_looked_up_and_nothing_changes(
    noa: Visitor, mailroom: Mailroom, subscribe: Callable[[], BrowserSubscription]
) -> None:
    phone = subscribe()
    post(noa, phone)
    assert post(noa, phone, fresh=False).json()["standing"] == "ready"
    assert [device.endpoint for device in mailroom.devices()] == [phone.endpoint]


def test_what_the_server_let_go_of_is_not_taken_back(
    noa: Visitor,
    visit: Callable[[], Visitor],
    people: People,
    mailroom: Mailroom,
    subscribe: Callable[[], BrowserSubscription],
) -> None:
    phone = subscribe()
    device = post(noa, phone).json()["id"]
    # Another browser's endpoint is not this one's.
    assert post(visit().as_(people.noa), phone, fresh=False).json()["standing"] == "again"
    noa.post_form(f"/devices/{device}/removal")
    answer = post(noa, phone, fresh=False)
    assert (answer.status_code, answer.json()["standing"]) == (200, "again")
    assert mailroom.devices() == []


def test_who_must_subscribe_again_is_not_ready_by_asking(
    noa: Visitor, mailroom: Mailroom, subscribe: Callable[[], BrowserSubscription]
) -> None:
    phone = subscribe()
    post(noa, phone)

    def refuse(session: Any) -> None:
        [device] = mailroom.devices()
        device.must_subscribe_again_since = now()
        session.add(device)

    mailroom.do(refuse)
    assert post(noa, phone, fresh=False).json()["standing"] == "again"
    assert mailroom.devices()[0].must_subscribe_again_since is not None


def test_only_the_device_in_hand_is_marked_as_such(
    noa: Visitor,
    visit: Callable[[], Visitor],
    people: People,
    subscribe: Callable[[], BrowserSubscription],
) -> None:
    here = post(noa, subscribe()).json()["id"]
    there = post(visit().as_(people.noa), subscribe()).json()["id"]
    text = noa.get("/devices").text
    assert f'action="/devices/{here}/removal" data-removes-this-device' in text
    assert f'action="/devices/{there}/removal">' in text


def test_an_endpoint_that_another_account_registers_moves_there(
    noa: Visitor,
    sam: Visitor,
    mailroom: Mailroom,
    people: People,
    subscribe: Callable[[], BrowserSubscription],
) -> None:
    phone = subscribe()
    post(noa, phone)
    post(sam, phone)
    [device] = mailroom.devices()
    assert device.person_id == people.sam


def test_what_was_meant_for_its_former_owner_never_arrives_at_the_next(
    noa: Visitor,
    sam: Visitor,
    mailroom: Mailroom,
    people: People,
    subscribe: Callable[[], BrowserSubscription],
) -> None:
    phone = subscribe()
    post(noa, phone)
    mailroom.tell(people.noa)
    post(sam, phone)
    assert mailroom.do(claim_due, now(), 10) == []
    assert mailroom.step() == 0
    assert (mailroom.states(), mailroom.service.requests(phone)) == (["gone"], [])


def test_the_eleventh_device_is_refused_in_a_sentence(
    visit: Callable[[], Visitor],
    mailroom: Mailroom,
    people: People,
    subscribe: Callable[[], BrowserSubscription],
) -> None:
    for _ in range(10):
        assert post(visit().as_(people.noa), subscribe()).status_code == 200
    answer = post(visit().as_(people.noa), subscribe())
    assert answer.status_code == 409
    assert answer.json()["detail"].startswith("Mend reaches 10 devices of yours already.")
    assert len(mailroom.devices()) == 10


@pytest.mark.parametrize(
    ("status", "changes"),
    [
        (422, {"endpoint": "https://127.0.0.1/push/abc"}),
        (422, {"endpoint": "https://updates.push.services.mozilla.com:8443/push"}),
        (422, {"endpoint": "http://fcm.googleapis.com/fcm/send/abc"}),
        (422, {"endpoint": "https://fcm.googleapis.com/" + "a" * 1100}),
        (422, {"endpoint": "https://fcm.googleapis.com/\x00"}),
        (422, {"endpoint": "https://fcm.googleapis.com/\ud800"}),
        (422, {"endpoint": None}),
        (422, {"p256dh": "AAAA"}),
        (422, {"p256dh": "B" + "A" * 86}),
        (422, {"auth": "AAAA"}),
        (422, {"auth": "\x00" * 16}),
        (422, {"auth": 7}),
        (422, {"more": "of it"}),
        (409, {"key": "B" + "A" * 86}),
    ],
)
def test_a_broken_subscription_is_refused_in_a_sentence_and_leaves_nothing(
    noa: Visitor,
    mailroom: Mailroom,
    subscribe: Callable[[], BrowserSubscription],
    status: int,
    changes: dict[str, Any],
) -> None:
    answer = post(noa, subscribe(), **changes)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"].endswith(".")
    assert mailroom.devices() == []


def test_who_is_signed_out_registers_nothing(
    anyone: Visitor, mailroom: Mailroom, subscribe: Callable[[], BrowserSubscription]
) -> None:
    assert post(anyone, subscribe()).status_code == 401
    assert mailroom.devices() == []


def test_signing_out_takes_the_device_along(
    noa: Visitor,
    visit: Callable[[], Visitor],
    mailroom: Mailroom,
    people: People,
    subscribe: Callable[[], BrowserSubscription],
) -> None:
    kept = subscribe()
    post(noa, subscribe())
    post(visit().as_(people.noa), kept)
    noa.post_form("/sign-out")
    assert [device.endpoint for device in mailroom.devices()] == [kept.endpoint]


def test_a_device_of_ones_own_can_be_removed(
    noa: Visitor, mailroom: Mailroom, subscribe: Callable[[], BrowserSubscription]
) -> None:
    device = post(noa, subscribe()).json()["id"]
    assert noa.post_form(f"/devices/{device}/removal").status_code == 303
    assert mailroom.devices() == []
    assert noa.post_form(f"/devices/{device}/removal").status_code == 404


@pytest.mark.parametrize("stranger", ["ilan", "mara", "sam"])
def test_nobody_else_can_remove_it(
    noa: Visitor,
    stranger: str,
    request: pytest.FixtureRequest,
    mailroom: Mailroom,
    subscribe: Callable[[], BrowserSubscription],
) -> None:
    device = post(noa, subscribe()).json()["id"]
    visitor: Visitor = request.getfixturevalue(stranger)
    assert visitor.post_form(f"/devices/{device}/removal").status_code == 404
    assert len(mailroom.devices()) == 1


def test_ten_devices_all_hear_of_it(
    visit: Callable[[], Visitor],
    mailroom: Mailroom,
    people: People,
    subscribe: Callable[[], BrowserSubscription],
) -> None:
    phones = [subscribe() for _ in range(10)]
    for phone in phones:
        post(visit().as_(people.ilan), phone)
    mailroom.tell(people.ilan)
    assert mailroom.step() == 10
    assert [len(mailroom.service.messages(phone)) for phone in phones] == [1] * 10
