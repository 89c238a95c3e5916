"""What a message says, and how it is encrypted: RFC 8291 and Declarative Web Push."""

import json
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mend.errors import Invalid
from mend.notifications.message import LARGEST_MESSAGE, MessageTooLarge, Wording, compose
from mend.notifications.push import check_keys, topic_for
from mend.notifications.vapid import VapidKey
from tests.fakes.push_protocol import unpadded
from tests.fakes.push_service import BrowserSubscription, PushService
from tests.notifications.conftest import Wire

NOW = datetime(2026, 11, 20, 19, 20, tzinfo=UTC)
SECRET = b"a secret of thirty-two bytes ..."
COUPLE = UUID("0193a0c2-7b4e-7000-8000-000000000001")


def message(**changes: Any) -> bytes:
    plain: dict[str, Any] = {
        "title": "Noa needs a pause",
        "body": "Back at 20:40.",
        "lang": "en",
        "direction": "ltr",
        "tag": "pause",
        "navigate": "https://mend.test/pauses/1",
        "delivery": UUID(int=7),
        "kind": "pause",
        "until": NOW + timedelta(minutes=20),
        "sent": NOW,
        "receipt": "token",
    }
    return compose(**plain | changes)


# What a message says


def test_a_message_is_what_safari_shows_by_itself_and_what_our_worker_reads() -> None:
    assert json.loads(message(ended=Wording("The pause is over", "Noa meant to be back at 20:40."))) == {
        "web_push": 8030,
        "mutable": True,
        "app_badge": 1,
        "notification": {
            "title": "Noa needs a pause",
            "body": "Back at 20:40.",
            "lang": "en",
            "dir": "ltr",
            "tag": "pause",
            "navigate": "https://mend.test/pauses/1",
            "silent": False,
            "mutable": True,
            "app_badge": 1,
            "data": {
                "v": 1,
                "id": "00000000-0000-0000-0000-000000000007",
                "kind": "pause",
                "until": "2026-11-20T19:40:00.000Z",
                "sent": "2026-11-20T19:20:00.000Z",
                "receipt": "token",
                "ended": {"title": "The pause is over", "body": "Noa meant to be back at 20:40."},
            },
        },
    }


def test_a_message_has_room_for_2500_bytes_and_not_one_more() -> None:
    room = LARGEST_MESSAGE - len(message(body=""))
    assert len(message(body="x" * room)) == LARGEST_MESSAGE
    with pytest.raises(MessageTooLarge):
        message(body="x" * (room + 1))
    with pytest.raises(MessageTooLarge):  # bytes count, not characters
        message(body="ש" * (room // 2 + 1))


@pytest.mark.parametrize(
    "changes",
    [
        {"navigate": "/pauses/1"},
        {"navigate": "https:///pauses/1"},
        {"navigate": "javascript:alert(1)"},
        {"title": " "},
        {"direction": "sideways"},
        {"until": datetime(2026, 11, 20, 19, 40)},  # noqa: DTZ001 - that is the mistake
        {"title": "\ud800"},
    ],
)
def test_what_would_void_a_message_on_a_phone_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whatever it says
        message(**changes)


def test_a_topic_is_stable_for_a_couple_and_a_kind_and_tells_nobody_whose_it_is() -> None:
    topic = topic_for(COUPLE, "pause", SECRET)
    assert topic == topic_for(str(COUPLE), "pause", SECRET)
    assert len(topic) == 32
    assert set(topic) <= set("0123456789abcdef")
    others = {
        topic_for(COUPLE, "practice", SECRET),
        topic_for(UUID(int=1), "pause", SECRET),
        topic_for(COUPLE, "pause", SECRET[::-1]),
    }
    assert len(others | {topic}) == 4


# Keys


def test_the_keys_a_browser_makes_are_taken(phone: BrowserSubscription) -> None:
    check_keys(phone.p256dh, phone.auth)
    check_keys(phone.p256dh + "=", phone.auth + "==")


def test_keys_that_would_make_messages_nobody_can_open_are_refused(phone: BrowserSubscription) -> None:
    point = unpadded(phone.p256dh)
    flipped = point[:-1] + bytes([point[-1] ^ 1])
    compressed = bytes([2 + point[-1] % 2]) + point[1:33]
    bad_points = [
        "",
        "A" * 87,
        "not base64!",
        phone.p256dh[:-4],
        phone.p256dh + "AAAA",
        phone.p256dh.replace(phone.p256dh[5], "ö"),
        encoded(flipped),
        encoded(compressed),
        encoded(b"\x06" + point[1:]),
        encoded(b"\x04" + bytes(64)),
    ]
    for bad in bad_points:
        with pytest.raises(Invalid) as refusal:
            check_keys(bad, phone.auth)
        assert refusal.value.field == "p256dh"
    for bad in ["", "AAAA", encoded(bytes(15)), encoded(bytes(17)), phone.auth + "\n", "A"]:
        with pytest.raises(Invalid) as refusal:
            check_keys(phone.p256dh, bad)
        assert refusal.value.field == "auth"


def encoded(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


# Encryption


def test_the_example_of_rfc_8291_goes_over_the_wire_bit_for_bit(
    wire: Wire, push_service: PushService, vapid_key: VapidKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Appendix A, with the two random choices it made put in the package's place of chance."""
    curve = ec.SECP256R1()
    receiver = private(curve, "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94")
    sender = private(curve, "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw")
    phone = push_service.subscribe(
        vapid_key.public_key, private_key=receiver, auth=unpadded("BTBZMqHH6r4Tts7J_aSIgg")
    )
    salt = unpadded("DGv6ra1nlYgDCS1FRnbzlw")
    chosen = SimpleNamespace(
        ECDH=ec.ECDH,
        SECP256R1=ec.SECP256R1,
        EllipticCurvePublicKey=ec.EllipticCurvePublicKey,
        generate_private_key=lambda *_: sender,
    )
    monkeypatch.setattr("webpush.os", SimpleNamespace(urandom=lambda _: salt))
    monkeypatch.setattr("webpush.ec", chosen)

    wire.send(phone, b"When I grow up, I want to be a watermelon")

    [request] = push_service.requests(phone)
    assert encoded(request.body) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6Tlz"
        "AC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )
    [opened] = push_service.messages(phone)
    assert opened.payload == b"When I grow up, I want to be a watermelon"


def private(curve: ec.EllipticCurve, scalar: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(unpadded(scalar), "big"), curve)


def test_an_independent_decrypter_opens_every_message(
    wire: Wire, push_service: PushService, vapid_key: VapidKey
) -> None:
    sent: list[bytes] = []
    phone = push_service.subscribe(vapid_key.public_key)

    @settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.binary(min_size=1, max_size=LARGEST_MESSAGE))
    def every_message(payload: bytes) -> None:
        sent.append(payload)
        assert wire.send(phone, payload).status == 201

    every_message()
    assert [message.payload for message in push_service.messages(phone)] == sent
    assert push_service.faults == []


def test_each_phone_opens_its_own_messages(
    wire: Wire, push_service: PushService, vapid_key: VapidKey
) -> None:
    phones = [push_service.subscribe(vapid_key.public_key) for _ in range(20)]
    for number, phone in enumerate(phones):
        wire.send(phone, str(number).encode())
    opened = [push_service.messages(phone)[0].payload for phone in phones]
    assert opened == [str(number).encode() for number in range(20)]


def test_each_try_is_encrypted_anew_and_the_token_is_kept(
    wire: Wire, push_service: PushService, phone: BrowserSubscription
) -> None:
    for _ in range(2):
        wire.send(phone, b"the same")
    first, second = push_service.requests(phone)
    assert first.body[:86] != second.body[:86]  # salt and key of the sender
    assert first.headers["authorization"] == second.headers["authorization"]
