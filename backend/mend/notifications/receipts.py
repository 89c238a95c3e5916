"""The token by which a device proves that it showed a message.

It travels only inside the encrypted message, so whoever has it has read that message. It is derived, not
stored: nothing in the database can be turned into a receipt. The first receipt settles the delivery and later
ones change nothing, which makes it one-time.
"""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from uuid import UUID

# A secret may serve other purposes; the purpose in the text keeps their tokens apart.
_PURPOSE = b"mend push receipt v1\x00"
SECRET_AT_LEAST = 16  # bytes


def receipt_token(secret: bytes, delivery: UUID | str) -> str:
    """The receipt token of one delivery: HMAC-SHA256 as 43 characters of base64url.

    Raises ValueError when the secret is shorter than 16 bytes: tokens would be guessable.
    """
    if len(secret) < SECRET_AT_LEAST:
        raise ValueError("The secret for receipts is too short.")
    digest = hmac.digest(secret, _PURPOSE + str(delivery).encode(), hashlib.sha256)
    return urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


def receipt_matches(secret: bytes, delivery: UUID | str, token: str) -> bool:
    """Whether `token` is that delivery's, compared in constant time. Any text may be asked about."""
    return hmac.compare_digest(
        receipt_token(secret, delivery).encode(), token.encode("utf-8", "surrogatepass")
    )
