"""The code of an invitation: ten characters a person can read out over a kitchen table.

Crockford's base 32 (https://www.crockford.com/base32.html) leaves out what is mistaken for one another. Ten
characters are 50 bits: with throttled tries nobody guesses one within its day. The code is derived from the
invitation's id and the installation's secret: its owner can see it again, and the database holds only a hash.
"""

import hashlib
import hmac
from uuid import UUID

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 10
GROUP = 5
_LOOKALIKES = str.maketrans("OIL", "011")
_SEPARATORS = {ord(mark): None for mark in " -\t\u00a0\u2010\u2011\u2012\u2013"}


def code_of(invitation_id: UUID, secret: bytes) -> str:
    """The code of an invitation, ungrouped."""
    number = int.from_bytes(_keyed(secret, b"code", invitation_id.bytes)[:8], "big")
    return "".join(ALPHABET[number >> 5 * place & 31] for place in range(LENGTH))


def grouped(code: str) -> str:
    """As it is shown: two groups of five, a hyphen between them."""
    return f"{code[:GROUP]}-{code[GROUP:]}"


def read_code(typed: str) -> str | None:
    """The code in what was typed or pasted: any case, any gaps, O for 0, I or L for 1, or the whole link."""
    code = typed.rpartition("#")[2].upper().translate(_SEPARATORS).translate(_LOOKALIKES)
    return code if len(code) == LENGTH and all(letter in ALPHABET for letter in code) else None


def hash_code(code: str, secret: bytes) -> bytes:
    """What the database keeps. Keyed, for 50 bits alone could be searched through in a stolen copy."""
    return _keyed(secret, b"hash", code.encode())


def _keyed(secret: bytes, purpose: bytes, content: bytes) -> bytes:
    return hmac.digest(secret, b"invitation " + purpose + b"\n" + content, hashlib.sha256)
