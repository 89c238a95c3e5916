"""Passwords: hashed with Argon2id, long rather than complicated, common ones refused.

The rules are NIST SP 800-63B's (section 5.1.1): a minimum length, no composition rules, no forced change, and
a check against what attackers try first.
"""

import unicodedata
from threading import BoundedSemaphore

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from zxcvbn import zxcvbn  # type: ignore[import-untyped]

from mend.errors import N_, Invalid

MIN_LENGTH = 12
MAX_LENGTH = 200
# zxcvbn's guesses for what a patient attacker tries first; 10^8 is its boundary of "somewhat guessable".
MIN_GUESSES = 10**8
# What a password must hold besides the words of one's own name and email, in letters and digits.
MIN_BESIDES_OWN_WORDS = 6
_OWN_WORD = 3  # shorter parts of a name stand in many a good password by chance
_CHECKED_LENGTH = 72  # zxcvbn's own bound: longer input makes it slow and no wiser

# One hash takes 64 MB and about 170 ms: two at once, so that a burst cannot take a small machine's memory.
_at_once = BoundedSemaphore(2)
_hasher = PasswordHash((Argon2Hasher(),))
_NOBODYS_HASH = (
    "$argon2id$v=19$m=65536,t=3,p=4$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
)


def check_password(password: str, *, known: tuple[str, ...], field: str = "password") -> None:
    """Refuse a password others would guess; `known` holds the person's own name and email."""
    if len(password) < MIN_LENGTH:
        raise Invalid(
            N_("Please use at least %(count)d characters. A few words in a row work well."),
            field=field,
            count=MIN_LENGTH,
        )
    if len(password) > MAX_LENGTH:
        raise Invalid(
            N_("That is too long. At most %(count)d characters fit."), field=field, count=MAX_LENGTH
        )
    guess = zxcvbn(
        password[:_CHECKED_LENGTH], user_inputs=[word for word in known if word], max_length=_CHECKED_LENGTH
    )
    if guess["guesses"] < MIN_GUESSES or _besides(password, known) < MIN_BESIDES_OWN_WORDS:
        raise Invalid(
            N_("Many people use a password like this one. Please choose words only you would put together."),
            field=field,
        )


def _besides(password: str, known: tuple[str, ...]) -> int:
    left = password.casefold()
    for word in sorted((word.casefold() for word in known if len(word) >= _OWN_WORD), key=len, reverse=True):
        left = left.replace(word, "")
    return len(left) if left == password.casefold() else sum(letter.isalnum() for letter in left)


def hash_password(password: str) -> str:
    """The Argon2id hash to keep."""
    with _at_once:
        return _hasher.hash(_spelled(password))


def verify_password(password: str, kept: str | None) -> tuple[bool, str | None]:
    """Whether `password` is the one behind `kept`, and a fresh hash when the parameters have grown since.

    Without `kept` it takes as long and says no, so that the time does not tell who has an account.
    """
    with _at_once:
        if kept is None:
            _hasher.verify(_spelled(password), _NOBODYS_HASH)
            return False, None
        return _hasher.verify_and_update(_spelled(password), kept)


def _spelled(password: str) -> str:
    # Keyboards spell é in one character or in two: the same password either way (NIST SP 800-63B, 5.1.1.2).
    return unicodedata.normalize("NFKC", password)
