"""Addresses of calendars as the database keeps them: who reads it alone cannot read the calendars.

AES-256-GCM with a key made from the installation's secret, bound to whose calendar it is: copied into another
row, it does not open.
"""

import hashlib
import hmac
import secrets
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from mend.busy.trouble import NotRead, Trouble

_NONCE = 12  # bytes


def seal(secret: bytes, address: str, couple_id: UUID, person_id: UUID, calendar_id: UUID) -> bytes:
    """The address, to be kept in the row of this calendar."""
    nonce, whose = secrets.token_bytes(_NONCE), couple_id.bytes + person_id.bytes + calendar_id.bytes
    return nonce + _cipher(secret).encrypt(nonce, address.encode(), whose)


def unseal(secret: bytes, sealed: bytes, couple_id: UUID, person_id: UUID, calendar_id: UUID) -> str:
    """The address again. NotRead when it was sealed with another secret, or for another row."""
    whose = couple_id.bytes + person_id.bytes + calendar_id.bytes
    try:
        return _cipher(secret).decrypt(sealed[:_NONCE], sealed[_NONCE:], whose).decode()
    except (InvalidTag, ValueError):
        raise NotRead(Trouble.SEALED) from None


def _cipher(secret: bytes) -> AESGCM:
    return AESGCM(hmac.digest(secret, b"mend calendar address v1", hashlib.sha256))
