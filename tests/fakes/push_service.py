"""A push service of our own, on this machine, over real TLS: strict, and able to fail in every way.

    service = PushService.start(folder)
    phone = service.subscribe(vapid_key.public_key)
    ...                                       # the code under test sends to phone.endpoint
    [message] = service.wait_for(phone, 1)
    assert message.json["notification"]["title"] == ...
    assert service.faults == []

Trust `service.ca_file`, and let the endpoint guard accept `service.origin`.
"""

import json
import secrets
import ssl
import threading
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self, TypeVar

from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)

from tests.fakes.certificates import make_certificates
from tests.fakes.push_protocol import (
    BrowserSubscription,
    Rejected,
    check_headers,
    check_token,
    new_subscription,
)
from tests.fakes.push_server import (
    ACCEPTING,
    CutOff,
    Drip,
    Programmed,
    PushServer,
    Reply,
    Request,
    Reset,
    Stall,
)
from tests.patience import PATIENCE

__all__ = [
    "BrowserSubscription",
    "CutOff",
    "Drip",
    "PushMessage",
    "PushService",
    "Reply",
    "Request",
    "Reset",
    "Stall",
]

Found = TypeVar("Found")


@dataclass(frozen=True)
class PushMessage:
    """A message the service accepted, opened with the browser's key."""

    payload: bytes = field(repr=False)
    ttl: int
    urgency: str
    topic: str | None
    claims: dict[str, Any]
    received_at: datetime

    @property
    def json(self) -> Any:
        """The payload as our worker reads it."""
        return json.loads(self.payload)

    def is_over(self, now: datetime) -> bool:
        """Whether its TTL has run out."""
        return now >= self.received_at + timedelta(seconds=self.ttl)


@dataclass
class _Phone:
    """The service's side of one subscription."""

    subscription: BrowserSubscription
    is_connected: bool = True
    is_subscribed: bool = True
    requests: list[Request] = field(default_factory=list)
    shown: list[PushMessage] = field(default_factory=list)
    waiting: list[PushMessage] = field(default_factory=list)


class PushService:
    """One running service. All methods may be called from any thread."""

    def __init__(self, folder: Path, name: str) -> None:
        self._changed = threading.Condition()
        self._phones: dict[str, _Phone] = {}
        self._programmed: dict[str | None, deque[Programmed]] = defaultdict(deque)
        # Whatever a request had wrong, in the order it came: [] unless a test provokes it.
        self.faults: list[str] = []
        # PEM of the authority to trust.
        self.ca_file, server_file = make_certificates(folder, name)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(server_file)
        self._server = PushServer(context, self._answer)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), name="push service")
        self.port: int = self._server.server_port
        # What an endpoint begins with, and the audience of its tokens.
        self.origin = f"https://localhost:{self.port}"

    @classmethod
    def start(cls, folder: Path, name: str = "localhost") -> Self:
        """Serve on a free port of 127.0.0.1. `name` is what the certificate is made out to."""
        service = cls(folder, name)
        service._thread.start()
        return service

    def stop(self) -> None:
        """End every connection and the server."""
        self._server.stop()
        self._thread.join()

    def clear(self) -> None:
        """Forget everything, and let go whoever is still being kept waiting."""
        with self._changed:
            self._phones.clear()
            self._programmed.clear()
            self.faults.clear()
        self._server.end_connections()

    # What a browser does

    def subscribe(
        self,
        application_server_key: str,
        *,
        private_key: EllipticCurvePrivateKey | None = None,
        auth: bytes | None = None,
    ) -> BrowserSubscription:
        """A new subscription, bound to a VAPID public key (base64url); with given keys for known vectors."""
        path = f"/push/{secrets.token_urlsafe(24)}"
        made = new_subscription(
            self.origin + path,
            application_server_key,
            private_key or generate_private_key(SECP256R1()),
            auth or secrets.token_bytes(16),
        )
        with self._changed:
            self._phones[path] = _Phone(made)
        return made

    def unsubscribe(self, subscription: BrowserSubscription) -> None:
        """From now on 410."""
        with self._changed:
            self._phone(subscription).is_subscribed = False

    def disconnect(self, subscription: BrowserSubscription) -> None:
        """The phone goes out of reach: messages are kept for their TTL, one for each topic."""
        with self._changed:
            self._phone(subscription).is_connected = False

    def connect(self, subscription: BrowserSubscription) -> list[PushMessage]:
        """The phone is back and gets what is still worth delivering, which is returned."""
        with self._changed:
            phone = self._phone(subscription)
            phone.is_connected = True
            due = [message for message in phone.waiting if not message.is_over(datetime.now(UTC))]
            phone.waiting.clear()
            phone.shown += due
            self._changed.notify_all()
            return due

    # What a test asks

    def next_answers(self, subscription: BrowserSubscription | None, answers: Sequence[Programmed]) -> None:
        """Answer the next requests like this, whatever they hold; None: of any subscription.

        A request is checked all the same, and one answered 2xx is delivered.
        """
        path = self._path(subscription) if subscription else None
        with self._changed:
            self._programmed[path].extend(answers)

    def messages(self, subscription: BrowserSubscription) -> list[PushMessage]:
        """What reached the phone, oldest first."""
        with self._changed:
            return list(self._phone(subscription).shown)

    def waiting(self, subscription: BrowserSubscription) -> list[PushMessage]:
        """What is kept for a phone out of reach."""
        with self._changed:
            return list(self._phone(subscription).waiting)

    def requests(self, subscription: BrowserSubscription) -> list[Request]:
        """Every request to this subscription, whatever was answered."""
        with self._changed:
            return list(self._phone(subscription).requests)

    def wait_for(
        self, subscription: BrowserSubscription, count: int, timeout: float = PATIENCE
    ) -> list[PushMessage]:
        """The messages on the phone as soon as there are `count`; AssertionError after `timeout` seconds."""
        return self._wait(lambda: self._phone(subscription).shown, count, timeout, "messages")

    def wait_for_requests(
        self, subscription: BrowserSubscription, count: int, timeout: float = PATIENCE
    ) -> list[Request]:
        """The requests made as soon as there are `count`; AssertionError after `timeout` seconds."""
        return self._wait(lambda: self._phone(subscription).requests, count, timeout, "requests")

    def _wait(self, found: Callable[[], list[Found]], count: int, timeout: float, what: str) -> list[Found]:
        with self._changed:
            if not self._changed.wait_for(lambda: len(found()) >= count, timeout):
                raise AssertionError(f"{len(found())} of {count} {what} came; faults: {self.faults}")
            return list(found())

    # What the server asks

    def _answer(self, request: Request) -> Programmed:
        with self._changed:
            phone = self._phones.get(request.path)
            if phone is None:
                return Reply(404, body=b"no such subscription")
            phone.requests.append(request)
            queue = self._programmed[request.path] or self._programmed[None]
            programmed = queue.popleft() if queue else None
            try:
                answer = self._checked(phone, request, programmed)
            except Rejected as error:
                self.faults.append(error.reason)
                answer = programmed or Reply(error.status, body=error.reason.encode())
            self._changed.notify_all()
            return answer

    def _checked(self, phone: _Phone, request: Request, programmed: Programmed | None) -> Programmed:
        if request.method != "POST":
            raise Rejected(405, "a message is posted")
        headers = check_headers(request.headers, request.body)
        now = datetime.now(UTC)
        claims = check_token(
            request.headers.get("authorization"),
            self.origin,
            phone.subscription.application_server_key,
            now,
        )
        payload = phone.subscription.decrypt(request.body)
        if programmed is not None and programmed.status not in ACCEPTING:
            return programmed
        if not phone.is_subscribed:
            return Reply(410, body=b"push subscription has unsubscribed or expired")
        self._deliver(phone, PushMessage(payload, headers.ttl, headers.urgency, headers.topic, claims, now))
        return programmed or Reply(201, location=f"{self.origin}/message/{secrets.token_urlsafe(8)}")

    def _deliver(self, phone: _Phone, message: PushMessage) -> None:
        if phone.is_connected:
            phone.shown.append(message)
            return
        if message.topic is not None:
            phone.waiting = [kept for kept in phone.waiting if kept.topic != message.topic]
        if message.ttl > 0:
            phone.waiting.append(message)

    def _phone(self, subscription: BrowserSubscription) -> _Phone:
        return self._phones[self._path(subscription)]

    def _path(self, subscription: BrowserSubscription) -> str:
        return subscription.endpoint.removeprefix(self.origin)
