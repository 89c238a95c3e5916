"""The receipt a device sends once it has shown something: what makes `shown` true, and nothing else does."""

import json
from typing import Any

import pytest

from mend.couples.models import Couple
from mend.notifications.receipts import receipt_token
from tests.notifications.mailroom import Mailroom
from tests.people import People, Visitor


@pytest.fixture
def data(mailroom: Mailroom, people: People) -> dict[str, Any]:
    """What the worker on Ilan's phone read in a message."""
    phone = mailroom.phone(people.ilan)
    mailroom.tell(people.ilan)
    mailroom.step()
    [message] = mailroom.service.messages(phone)
    found: dict[str, Any] = message.json["notification"]["data"]
    return found


def send(visitor: Visitor, delivery: Any, token: Any, **more: Any) -> Any:
    return post(visitor, {"delivery": delivery, "token": token} | more)


def post(visitor: Visitor, whole: Any) -> Any:
    return visitor.post("/receipts", content=json.dumps(whole), headers={"Content-Type": "application/json"})


def test_the_token_in_the_message_is_a_receipt_without_any_cookie(
    anyone: Visitor, mailroom: Mailroom, data: dict[str, Any]
) -> None:
    assert mailroom.states() == ["accepted"]
    answer = send(anyone, data["id"], data["receipt"])
    assert (answer.status_code, answer.content) == (204, b"")
    assert mailroom.states() == ["shown"]


def test_a_receipt_counts_once(anyone: Visitor, mailroom: Mailroom, data: dict[str, Any]) -> None:
    send(anyone, data["id"], data["receipt"])
    first = mailroom.delivery()
    assert send(anyone, data["id"], data["receipt"]).status_code == 204
    assert mailroom.delivery() == first


def test_a_receipt_after_signing_out_still_counts(
    anyone: Visitor, mailroom: Mailroom, data: dict[str, Any], people: People
) -> None:
    mailroom.do(mailroom.register, people.sam, mailroom.service.subscribe(mailroom.post.key.public_key))
    for device in mailroom.devices():
        mailroom.do(lambda session, device=device: session.delete(device))
    assert send(anyone, data["id"], data["receipt"]).status_code == 204
    assert mailroom.states() == ["shown"]


def test_only_its_own_token_opens_a_delivery(
    noa: Visitor, anyone: Visitor, mailroom: Mailroom, people: People, data: dict[str, Any]
) -> None:
    other = f"{mailroom.couple_of(people.mara)}.{mailroom.delivery().id}"
    wrong = [
        (data["id"], "wrong"),
        (data["id"], receipt_token(b"another secret of ours", data["id"])),
        (data["id"], receipt_token(mailroom.post.secret, other)),
        (other, data["receipt"]),
        (other, receipt_token(mailroom.post.secret, other)),
        ("-" * 36 + "." + "-" * 36, "wrong"),
        (data["id"], "é"),
    ]
    for visitor in (noa, anyone):
        assert [send(visitor, *pair).status_code for pair in wrong] == [404] * len(wrong)
    assert mailroom.states() == ["accepted"]


@pytest.mark.parametrize(
    "malformed",
    [
        {"delivery": "7", "token": "x"},
        {"delivery": ["a"], "token": "x"},
        {"token": "x"},
        {"delivery": "0" * 36 + "." + "0" * 36, "token": "\ud800"},
        {"delivery": "0" * 36 + "." + "0" * 36, "token": ""},
        {"delivery": "0" * 36 + "." + "0" * 36, "token": "x" * 65},
        {"delivery": "0" * 36 + "." + "0" * 36, "token": "x", "more": 1},
        [],
        None,
    ],
)
def test_a_malformed_receipt_is_refused_in_a_sentence(anyone: Visitor, malformed: Any) -> None:
    answer = post(anyone, malformed)
    assert answer.status_code == 422
    assert answer.json()["detail"] == "Mend could not read that."


def test_a_receipt_from_another_site_is_refused(anyone: Visitor, data: dict[str, Any]) -> None:
    anyone.headers["Sec-Fetch-Site"] = "cross-site"
    assert send(anyone, data["id"], data["receipt"]).status_code == 403


def test_the_sender_sees_it_live(anyone: Visitor, noa: Visitor, mailroom: Mailroom, data: Any) -> None:
    before = mailroom.do(number, mailroom)
    send(anyone, data["id"], data["receipt"])
    assert mailroom.do(number, mailroom) == before + 1


def number(session: Any, mailroom: Mailroom) -> int:
    """The number of the latest change its couple was told of."""
    found = session.get(Couple, mailroom.delivery().couple_id)
    assert found is not None
    return int(found.last_event)
