"""The local push service is as strict as it says: what it lets through in other tests was right."""

import ssl
from base64 import urlsafe_b64encode
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import http_ece
import httpx
import jwt
import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.fakes.push_protocol import unpadded
from tests.fakes.push_service import BrowserSubscription, PushService, Reply

Change = Callable[[dict[str, str]], object]


class Server:
    """An application server that can do everything wrong, written without any code of ours."""

    def __init__(self, service: PushService) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self.public_key = urlsafe_b64encode(point).rstrip(b"=").decode()
        self.service = service
        self.client = httpx.Client(verify=ssl.create_default_context(cafile=str(service.ca_file)))

    def authorization(self, **changes: Any) -> str:
        claims = {
            "aud": self.service.origin,
            "exp": int((datetime.now(UTC) + timedelta(hours=1)).timestamp()),
            "sub": "mailto:mend@example.org",
        } | changes
        kept = {name: value for name, value in claims.items() if value is not None}
        return f"vapid t={jwt.encode(kept, self.key, algorithm='ES256')}, k={self.public_key}"

    def post(
        self,
        phone: BrowserSubscription,
        body: bytes | None = None,
        change: Change | None = None,
        **claims: Any,
    ) -> httpx.Response:
        if body is None:
            body = http_ece.encrypt(
                b"hello",
                private_key=ec.generate_private_key(ec.SECP256R1()),
                dh=unpadded(phone.p256dh),
                auth_secret=unpadded(phone.auth),
                version="aes128gcm",
            )
        headers = {
            "TTL": "60",
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "Authorization": self.authorization(**claims),
        }
        if change:
            change(headers)
        self.client.cookies.clear()  # the service sets one, and wants none back
        return self.client.post(phone.endpoint, content=body, headers=headers)


@pytest.fixture
def server(push_service: PushService) -> Any:
    made = Server(push_service)
    yield made
    made.client.close()


@pytest.fixture
def phone(push_service: PushService, server: Server) -> BrowserSubscription:
    return push_service.subscribe(server.public_key)


def test_a_message_by_the_book_is_taken(
    server: Server, push_service: PushService, phone: BrowserSubscription
) -> None:
    assert server.post(phone).status_code == 201
    assert [message.payload for message in push_service.messages(phone)] == [b"hello"]
    assert push_service.faults == []


@pytest.mark.parametrize(
    ("status", "change"),
    [
        (400, lambda headers: headers.pop("TTL")),
        (400, lambda headers: headers.update(TTL="soon")),
        (400, lambda headers: headers.update(TTL="-1")),
        (415, lambda headers: headers.pop("Content-Encoding")),
        (415, lambda headers: headers.update({"Content-Encoding": "aesgcm"})),
        (415, lambda headers: headers.update({"Content-Type": "application/json"})),
        (400, lambda headers: headers.update(Urgency="soon")),
        (400, lambda headers: headers.update(Topic="a" * 36)),
        (400, lambda headers: headers.update(Topic="a topic!")),
        (400, lambda headers: headers.update(Topic="abcde")),
        (400, lambda headers: headers.update(Cookie="who=you")),
        (401, lambda headers: headers.pop("Authorization")),
        (401, lambda headers: headers.update(Authorization="Bearer x")),
        (403, lambda headers: headers.update(Authorization=headers["Authorization"].replace("k=B", "k=C"))),
        (403, lambda headers: headers.update(Authorization=forged(headers["Authorization"]))),
    ],
)
def test_a_wrong_header_is_refused(
    server: Server, push_service: PushService, phone: BrowserSubscription, status: int, change: Change
) -> None:
    assert server.post(phone, change=change).status_code == status
    assert push_service.messages(phone) == []
    assert len(push_service.faults) == 1


def forged(authorization: str) -> str:
    """The same claims under a signature that is not theirs."""
    before, signature = authorization.removesuffix(authorization[authorization.index(", k=") :]).rsplit(
        ".", 1
    )
    other = ("B" if signature[0] == "A" else "A") + signature[1:]
    return f"{before}.{other}{authorization[authorization.index(', k=') :]}"


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "https://localhost"},
        {"aud": None},
        {"exp": None},
        {"exp": 1},
        {"exp": int(datetime.now(UTC).timestamp()) + 25 * 3600},
        {"sub": None},
        {"sub": "mend@example.org"},
        {"sub": "mailto:mailto:mend@example.org"},
        {"sub": "mailto:mend@localhost"},
    ],
)
def test_a_wrong_claim_is_refused(
    server: Server, push_service: PushService, phone: BrowserSubscription, claims: dict[str, Any]
) -> None:
    assert server.post(phone, **claims).status_code == 403
    assert push_service.messages(phone) == []


@pytest.mark.parametrize(("status", "body"), [(400, b""), (413, b"x" * 4097), (400, b"x" * 200)])
def test_a_body_no_browser_can_open_is_refused(
    server: Server, push_service: PushService, phone: BrowserSubscription, status: int, body: bytes
) -> None:
    assert server.post(phone, body).status_code == status
    assert push_service.messages(phone) == []


def test_a_message_for_another_phone_does_not_open(server: Server, push_service: PushService) -> None:
    one, other = (push_service.subscribe(server.public_key) for _ in range(2))
    server.post(one)
    assert server.post(other, push_service.requests(one)[0].body).status_code == 400


def test_an_unknown_subscription_is_404_and_an_ended_one_410(
    server: Server, push_service: PushService, phone: BrowserSubscription
) -> None:
    push_service.unsubscribe(phone)
    assert server.post(phone).status_code == 410
    push_service.clear()
    assert server.post(phone).status_code == 404


def test_programmed_answers_come_in_order_and_then_everything_is_well(
    server: Server, push_service: PushService, phone: BrowserSubscription
) -> None:
    push_service.next_answers(phone, [Reply(429, retry_after="7"), Reply(500)])
    answers = [server.post(phone) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [429, 500, 201]
    assert answers[0].headers["Retry-After"] == "7"
    assert len(push_service.messages(phone)) == 1
    assert len(push_service.requests(phone)) == 3


def test_a_phone_out_of_reach_gets_what_is_still_worth_it_when_it_is_back(
    server: Server, push_service: PushService, phone: BrowserSubscription
) -> None:
    push_service.disconnect(phone)
    with time_machine.travel(datetime.now(UTC), tick=False) as clock:
        server.post(phone, change=lambda headers: headers.update(TTL="30"))
        server.post(phone, change=lambda headers: headers.update(TTL="90"))
        server.post(phone, change=lambda headers: headers.update(TTL="0"))
        assert len(push_service.waiting(phone)) == 2
        clock.shift(timedelta(seconds=30))
        assert [message.ttl for message in push_service.connect(phone)] == [90]
    assert len(push_service.messages(phone)) == 1


def test_waiting_for_what_never_comes_says_what_was_wrong(
    server: Server, push_service: PushService, phone: BrowserSubscription
) -> None:
    server.post(phone, change=lambda headers: headers.pop("TTL"))
    with pytest.raises(AssertionError, match=r"0 of 1 messages came; faults: .*TTL"):
        push_service.wait_for(phone, 1, timeout=0.01)
