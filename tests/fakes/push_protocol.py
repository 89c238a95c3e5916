"""What a push service checks of a message: RFC 8030, 8291 and 8292, written apart from the code under test.

The token is verified with `cryptography` alone and the message opened with `http_ece`; the code under test
signs with PyJWT and encrypts with `webpush`.
"""

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import http_ece
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

LARGEST_BODY = 4096  # bytes, RFC 8030 section 7.2
LONGEST_TOKEN = 24 * 3600  # seconds, RFC 8292 section 2
OTHER_KEY = (
    "the VAPID credentials in the authorization header do not correspond to the credentials used to create"
    " the subscriptions."
)


class Rejected(Exception):
    """The request is not what the standards ask for. Carries the answer's status and a sentence."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


@dataclass(frozen=True)
class BrowserSubscription:
    """What `pushManager.subscribe` would give a page, with the private half the browser keeps."""

    endpoint: str
    p256dh: str
    auth: str
    application_server_key: str
    private_key: ec.EllipticCurvePrivateKey = field(repr=False)

    def to_json(self) -> dict[str, Any]:
        """As `PushSubscription.toJSON()`."""
        return {
            "endpoint": self.endpoint,
            "expirationTime": None,
            "keys": {"p256dh": self.p256dh, "auth": self.auth},
        }

    def decrypt(self, body: bytes) -> bytes:
        """Open a message as the browser would. Raises Rejected."""
        try:
            plain: bytes = http_ece.decrypt(
                body, private_key=self.private_key, auth_secret=unpadded(self.auth), version="aes128gcm"
            )
        except (http_ece.ECEException, ValueError) as error:
            raise Rejected(400, f"the browser cannot decrypt it: {error!r}") from error
        return plain


@dataclass(frozen=True)
class PushHeaders:
    """The request headers that say how a message is to be kept."""

    ttl: int
    urgency: str
    topic: str | None


def unpadded(text: str) -> bytes:
    """Decode base64url as browsers and tokens write it: without padding."""
    if not re.fullmatch(r"[A-Za-z0-9_-]*", text):
        raise Rejected(400, "not base64url without padding")
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def new_subscription(
    endpoint: str, application_server_key: str, key: ec.EllipticCurvePrivateKey, auth: bytes
) -> BrowserSubscription:
    """A subscription as a browser keeps it."""
    point = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return BrowserSubscription(
        endpoint=endpoint,
        p256dh=urlsafe_b64encode(point).rstrip(b"=").decode(),
        auth=urlsafe_b64encode(auth).rstrip(b"=").decode(),
        application_server_key=application_server_key,
        private_key=key,
    )


def check_headers(headers: Mapping[str, str], body: bytes) -> PushHeaders:
    """The headers of RFC 8030 and 8291, strictly. Raises Rejected."""
    ttl = headers.get("ttl", "")
    if not re.fullmatch(r"[0-9]+", ttl):
        raise Rejected(400, "TTL is missing or no number")
    if headers.get("content-encoding") != "aes128gcm":
        raise Rejected(415, "Content-Encoding is not aes128gcm")
    if headers.get("content-type") != "application/octet-stream":
        raise Rejected(415, "Content-Type is not application/octet-stream")
    urgency = headers.get("urgency", "normal")
    if urgency not in {"very-low", "low", "normal", "high"}:
        raise Rejected(400, "Urgency is none of the four")
    topic = headers.get("topic")
    if topic is not None and not re.fullmatch(r"[A-Za-z0-9_-]{1,32}", topic):
        raise Rejected(400, "Topic is not 1 to 32 characters of base64url")
    if topic is not None and len(topic) % 4:
        raise Rejected(400, "Topic does not decode as base64url (BadWebPushTopic)")
    if not body:
        raise Rejected(400, "the message is empty")
    if len(body) > LARGEST_BODY:
        raise Rejected(413, "the message is too large")
    if "cookie" in headers:
        raise Rejected(400, "a cookie has no business here")
    return PushHeaders(int(ttl), urgency, topic)


def check_token(authorization: str | None, audience: str, expected_key: str, now: datetime) -> dict[str, Any]:
    """The VAPID token of RFC 8292; returns its claims. Raises Rejected."""
    if not authorization:
        raise Rejected(401, "Authorization is missing")
    parts = re.fullmatch(r"vapid t=([\w-]+)\.([\w-]+)\.([\w-]+), k=([\w-]+)", authorization, re.ASCII)
    if not parts:
        raise Rejected(401, "Authorization is not of the vapid scheme")
    head, claims_part, signature, key = parts.groups()
    if key != expected_key:
        raise Rejected(403, OTHER_KEY)
    try:
        public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), unpadded(key))
        public.verify(
            _as_der(unpadded(signature)), f"{head}.{claims_part}".encode(), ec.ECDSA(hashes.SHA256())
        )
        header, claims = json.loads(unpadded(head)), json.loads(unpadded(claims_part))
    except (InvalidSignature, ValueError) as error:
        raise Rejected(403, f"BadJwtToken: {error!r}") from error
    _check_claims(header, claims, audience, now)
    return dict(claims)


def _as_der(signature: bytes) -> bytes:
    """ES256 writes r and s side by side (RFC 7518, section 3.4)."""
    if len(signature) != 64:
        raise ValueError("an ES256 signature has 64 bytes")
    return encode_dss_signature(int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big"))


def _check_claims(header: dict[str, Any], claims: dict[str, Any], audience: str, now: datetime) -> None:
    if header.get("alg") != "ES256":
        raise Rejected(403, "BadJwtToken: alg is not ES256")
    if claims.get("aud") != audience:
        raise Rejected(403, f"BadJwtToken: aud is not {audience}")
    expires = claims.get("exp")
    if not isinstance(expires, int) or not 0 < expires - now.timestamp() <= LONGEST_TOKEN:
        raise Rejected(403, "BadJwtToken: exp is missing, over, or further than 24 hours away")
    subject = claims.get("sub")
    if not isinstance(subject, str) or not re.fullmatch(r"mailto:[^@\s:]+@[^@\s]+\.[^@\s]+", subject):
        raise Rejected(403, "BadJwtToken: sub is no mailto: address at a real domain")
