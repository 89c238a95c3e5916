"""Web push: how a message goes out. The one adapter around the `webpush` package.

The package encrypts rightly (RFC 8291, held by the RFC's own example) and writes an envelope we do not want,
so only its ciphertext is used. Token, headers, sizes, keys and the conversation are ours. Nothing here knows
the database: `PushSender.send` tells what happened, `answers.judge` what follows from it.
"""

import asyncio
import hashlib
import hmac
import re
import ssl
from base64 import urlsafe_b64decode
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from http.cookiejar import CookieJar, DefaultCookiePolicy
from types import TracebackType
from typing import Self
from uuid import UUID

import httpx
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from webpush import WebPush, WebPushSubscription  # type: ignore[import-untyped]

from mend.errors import N_, Invalid
from mend.notifications.answers import WENT_WRONG, Answer, Failure, failure_of
from mend.notifications.endpoints import check_endpoint
from mend.notifications.message import LARGEST_MESSAGE, MessageTooLarge
from mend.notifications.vapid import VapidKey, check_contact
from mend.outward import GuardedTransport, Resolver, resolve

EXCHANGE_LIMIT = 10.0  # seconds for everything: name, connection, request and answer
ANSWER_READ = 2048  # bytes of an answer's body that are looked at
POINT, SECRET = 65, 16  # bytes of a device's public key (uncompressed P-256) and of its shared secret

_BASE64URL = re.compile(r"[A-Za-z0-9_-]+={0,2}")
_TOPIC = re.compile(r"[0-9a-f]{32}")
# The package insists on an endpoint and a contact for the envelope that is thrown away.
_NOWHERE, _NOBODY = "https://push.invalid/", "nobody@push.invalid"


class Urgency(StrEnum):
    """How soon a sleeping phone should be woken (RFC 8030, section 5.3)."""

    VERY_LOW = "very-low"
    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"


@dataclass(frozen=True)
class Subscription:
    """What a browser gave us for one device. Never shown in logs: whoever has it can write to the device."""

    endpoint: str = field(repr=False)
    p256dh: str = field(repr=False)
    auth: str = field(repr=False)


def check_keys(p256dh: str, auth: str) -> None:
    """Raise Invalid unless a device with these keys could open a message.

    `p256dh`: an uncompressed point on P-256 (65 bytes); `auth`: 16 bytes; both base64url.
    """
    point = _decoded(p256dh)
    if point is None or len(point) != POINT or point[0] != 4:  # noqa: PLR2004 - SEC 1's mark of an uncompressed point
        raise Invalid(N_("The device's public key is not a P-256 key."), field="p256dh")
    try:
        EllipticCurvePublicKey.from_encoded_point(SECP256R1(), point)
    except ValueError as error:
        raise Invalid(N_("The device's public key is not a P-256 key."), field="p256dh") from error
    secret = _decoded(auth)
    if secret is None or len(secret) != SECRET:
        raise Invalid(N_("The device's secret does not have 16 bytes."), field="auth")


def _decoded(text: str) -> bytes | None:
    if not _BASE64URL.fullmatch(text):
        return None
    text = text.rstrip("=")
    if len(text) % 4 == 1:
        return None
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def topic_for(couple_id: UUID | str, kind: str, secret: bytes) -> str:
    """The topic under which a message replaces an undelivered earlier one: 32 lower-case hex characters.

    Stable per couple and kind; without the secret nobody can tell whose it is. Apple takes no topic that does
    not decode as base64url.
    """
    text = f"mend push topic v1\x00{couple_id}\x00{kind}"
    return hmac.digest(secret, text.encode(), hashlib.sha256)[:16].hex()


class PushSender:
    """Hands messages to push services. One per event loop, used as an async context manager.

    All tries share one client, so connections are reused; nothing is kept between tries but those and the
    VAPID tokens. The guarantee of one `send`: at most one request, within `limit` seconds all told.
    """

    def __init__(
        self,
        key: VapidKey,
        contact: str,
        hosts: Sequence[str],
        *,
        test_origin: str | None = None,
        limit: float = EXCHANGE_LIMIT,
        resolver: Resolver = resolve,
    ) -> None:
        """`contact` is a `mailto:` (ValueError otherwise); `hosts`, `test_origin` as for `check_endpoint`."""
        check_contact(contact)
        self._key, self._contact = key, contact
        self._hosts, self._test_origin, self._limit = hosts, test_origin, limit
        self._package = WebPush(
            private_key=key.private_pem(), public_key=key.public_pem(), subscriber=_NOBODY
        )
        self._client = httpx.AsyncClient(
            # The system's store, so that SSL_CERT_FILE is honoured.
            transport=GuardedTransport(
                ssl.create_default_context(), test_origin=test_origin, resolver=resolver
            ),
            trust_env=False,
            follow_redirects=False,
            timeout=None,  # noqa: S113 - the whole exchange has its limit; httpx's are per read
            headers={"User-Agent": "Mend", "Accept-Encoding": "identity"},
            # A cookie would tie couples together at the push service.
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        )

    async def __aenter__(self) -> Self:
        await self._client.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.__aexit__(kind, error, trace)

    async def send(
        self,
        subscription: Subscription,
        payload: bytes,
        *,
        ttl: int,
        urgency: Urgency,
        topic: str,
        now: datetime,
    ) -> Answer:
        """Try once to hand `payload` over, encrypted anew.

        `ttl`: seconds until the meaning ends, at least 1. What the device, the network and the push service
        do wrong is told in the Answer; ValueError is raised for what the caller did wrong.
        """
        if ttl <= 0:
            raise ValueError("A message whose time is over is not sent.")
        if not _TOPIC.fullmatch(topic):
            raise ValueError("A topic has 32 lower-case hex characters.")
        if not 0 < len(payload) <= LARGEST_MESSAGE:
            raise MessageTooLarge(f"A message has 1 to {LARGEST_MESSAGE} bytes, not {len(payload)}.")
        urgency = Urgency(urgency)
        try:
            endpoint = check_endpoint(subscription.endpoint, self._hosts, self._test_origin)
        except Invalid:
            return Answer(None, failure=Failure.FORBIDDEN)
        try:
            check_keys(subscription.p256dh, subscription.auth)
        except Invalid:
            return Answer(None, failure=Failure.UNUSABLE_KEYS)
        headers = {
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(ttl),
            "Urgency": urgency.value,
            "Topic": topic,
            "Authorization": self._key.authorization(endpoint.origin, self._contact, now),
        }
        return await self._exchange(endpoint.url, self._encrypted(subscription, payload), headers)

    async def _exchange(self, url: str, content: bytes, headers: dict[str, str]) -> Answer:
        heard: Answer | None = None
        try:
            async with (
                asyncio.timeout(self._limit),
                self._client.stream("POST", url, content=content, headers=headers) as response,
            ):
                heard = Answer(response.status_code, response.headers.get("Retry-After"))
                heard = replace(heard, body=await _beginning(response))
        except WENT_WRONG as error:
            # A status that was heard stands, whatever became of the body: "201" must not be sent again.
            heard = heard or Answer(None, failure=failure_of(error))
        return heard

    def _encrypted(self, subscription: Subscription, payload: bytes) -> bytes:
        keys = {"p256dh": subscription.p256dh, "auth": subscription.auth}
        message = self._package.get(payload, WebPushSubscription(endpoint=_NOWHERE, keys=keys))
        return bytes(message.encrypted)


async def _beginning(response: httpx.Response) -> bytes:
    """The first 2 KB of an answer's body; what is left of it is never read."""
    body = b""
    async for piece in response.aiter_raw(ANSWER_READ):
        body += piece
        if len(body) >= ANSWER_READ:
            break
    return body[:ANSWER_READ]
