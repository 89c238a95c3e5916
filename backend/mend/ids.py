"""Identifiers: UUID version 7, so that rows sort by birth and a phone can give birth to one offline."""

import secrets
import time
import uuid

_VERSION = 0x7 << 76
_VARIANT = 0b10 << 62


def new_id() -> uuid.UUID:
    """A new UUIDv7: 48 bits of Unix milliseconds, then 74 random bits (RFC 9562, section 5.7)."""
    milliseconds = time.time_ns() // 1_000_000
    random = secrets.randbits(74)
    high = (milliseconds & (2**48 - 1)) << 80
    return uuid.UUID(int=high | _VERSION | (random >> 62) << 64 | _VARIANT | random & (2**62 - 1))
