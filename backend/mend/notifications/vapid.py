"""The key by which push services know this installation (VAPID, RFC 8292).

Browsers bind a subscription to the public half, so the key is made once, kept in the data folder and never
changed: a new key makes every subscription useless.
"""

import threading
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from pathlib import Path

import jwt
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from mend.secret import kept_or_made
from mend.settings import CONTACT

# RFC 8292 section 2 allows 24 hours. The rest is room for a clock that runs ahead of the push service's.
TOKEN_LIFE = timedelta(hours=20)
# Apple asks not to sign anew for each message; eight hours of life are left when a token is put away.
TOKEN_REUSE = timedelta(hours=12)
# Endpoints come from outside and may name any number of subdomains: the memory for tokens is bounded.
TOKENS_KEPT = 64


class VapidKeyError(Exception):
    """The key file is there, and is not a key we can use; the sentence says what is wrong with it."""


def check_contact(contact: str) -> None:
    """Raise ValueError unless `contact` is a `mailto:` address at a domain with a dot.

    Apple answers 403 BadJwtToken to `mailto:somebody@localhost` and to addresses without the scheme.
    """
    if not CONTACT.fullmatch(contact):
        raise ValueError("The push contact must look like mailto:you@your.domain.")


class VapidKey:
    """One P-256 key with the tokens signed by it. Safe to share between threads."""

    def __init__(self, private: EllipticCurvePrivateKey) -> None:
        if not isinstance(private.curve, SECP256R1):
            raise VapidKeyError("The VAPID key is on another curve than P-256.")
        self._private = private
        self._tokens: dict[tuple[str, str], tuple[datetime, str]] = {}
        self._lock = threading.Lock()
        # The uncompressed point: 65 bytes beginning with 0x04.
        self.public_bytes = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        # The same as browsers want it in `applicationServerKey`: base64url without padding.
        self.public_key = urlsafe_b64encode(self.public_bytes).rstrip(b"=").decode("ascii")

    def private_pem(self) -> bytes:
        """The private half as PKCS #8 PEM, for the key file and for the encrypting package. A secret."""
        return self._private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    def public_pem(self) -> bytes:
        """The public half as PEM."""
        return self._private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    def authorization(self, origin: str, contact: str, now: datetime) -> str:
        """The `Authorization` header for a push service at `origin`, such as "https://fcm.googleapis.com".

        `origin` names the port when it is not 443 and has no slash at the end: it is the token's `aud`.
        `contact` is a `mailto:` address (ValueError otherwise). A token is used for about twelve hours.
        """
        with self._lock:
            kept = self._tokens.get((origin, contact))
            # A clock set back makes a token look as if it came from the future: sign again.
            if kept is None or not timedelta(0) <= now - kept[0] < TOKEN_REUSE:
                kept = (now, self._sign(origin, contact, now))
                self._tokens.pop((origin, contact), None)
                while len(self._tokens) >= TOKENS_KEPT:
                    del self._tokens[next(iter(self._tokens))]
                self._tokens[origin, contact] = kept
        return f"vapid t={kept[1]}, k={self.public_key}"

    def _sign(self, origin: str, contact: str, now: datetime) -> str:
        check_contact(contact)
        claims = {"aud": origin, "exp": int((now + TOKEN_LIFE).timestamp()), "sub": contact}
        return jwt.encode(claims, self._private, algorithm="ES256", headers={"typ": "JWT"})


def load_or_create(path: Path) -> VapidKey:
    """The key kept at `path`, made there (PEM, readable by its owner alone) when there is none yet.

    Processes that start at the same moment all end with the same key (see `kept_or_made`). Raises
    VapidKeyError when the file is no P-256 key, OSError when it can be neither read nor written.
    """
    return _key(
        path.name, kept_or_made(path, lambda: VapidKey(generate_private_key(SECP256R1())).private_pem())
    )


def _key(name: str, pem: bytes) -> VapidKey:
    try:
        private = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise VapidKeyError(f"{name} holds no readable private key.") from error
    if not isinstance(private, EllipticCurvePrivateKey):
        raise VapidKeyError(f"{name} holds another kind of key than an elliptic curve one.")
    return VapidKey(private)
