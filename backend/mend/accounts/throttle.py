"""Slowing guesses down without ever locking an owner out for longer than a minute.

Every try is counted before it is judged and forgotten when it succeeds. The first few are free; then each
further one must wait twice as long as the one before, up to a minute.
"""

import hashlib
from datetime import datetime, timedelta
from math import ceil

from sqlmodel import Session, col, delete, select

from mend.accounts.models import Throttle
from mend.errors import N_, TooMany

FREE_TRIES = 5
LONGEST_WAIT = timedelta(seconds=60)
FORGOTTEN_AFTER = timedelta(minutes=15)


def note_try(session: Session, what: str, subject: str, now: datetime, *, free: int = FREE_TRIES) -> None:
    """Count one try of `what` by or for `subject`; `TooMany` while it must wait.

    A refused try is not counted, so a storm of them cannot push the end of the wait away.
    """
    key = _key(what, subject)
    found = session.exec(select(Throttle).where(Throttle.subject == key).with_for_update()).first()
    if found is None:
        session.add(Throttle(subject=key, tries=1, last_try_at=now, free_at=now))
        session.flush()
        return
    if now < found.free_at:
        seconds = ceil((found.free_at - now).total_seconds())
        raise TooMany(
            N_("That was tried a few times in a row. Please wait %(seconds)d seconds, then try again."),
            retry_after=seconds,
            seconds=seconds,
        )
    if now - found.last_try_at > FORGOTTEN_AFTER:
        found.tries = 0
    found.tries += 1
    found.last_try_at = now
    over = found.tries - free
    found.free_at = now + min(LONGEST_WAIT, timedelta(seconds=2 ** min(over, 6))) if over >= 0 else now
    session.flush()


def forget_tries(session: Session, what: str, subject: str) -> None:
    """It succeeded: the next tries are free again."""
    session.exec(delete(Throttle).where(col(Throttle.subject) == _key(what, subject)))


def sweep(session: Session, now: datetime) -> None:
    """Delete what is forgotten anyway."""
    session.exec(delete(Throttle).where(col(Throttle.last_try_at) < now - FORGOTTEN_AFTER))


def _key(what: str, subject: str) -> bytes:
    return hashlib.sha256(f"{what}\n{subject}".encode()).digest()
