"""Slowing guesses down without ever locking an owner out for longer than a minute.

Every try is counted before it is judged and forgotten when it succeeds. The first few are free; then each
further one must wait twice as long as the one before, up to a minute. Who tries is part of what is counted:
were guesses counted by account alone, a storm from elsewhere would take every free moment from its owner.
"""

import hashlib
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address
from math import ceil

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, delete, select, update

from mend.accounts.models import Throttle
from mend.errors import N_, TooMany

FREE_TRIES = 5
LONGEST_WAIT = timedelta(seconds=60)
FORGOTTEN_AFTER = timedelta(minutes=15)


def note_try(session: Session, what: str, subject: str, now: datetime, *, free: int = FREE_TRIES) -> None:
    """Count one try of `what` by or for `subject`; `TooMany` while it must wait.

    A refused try is not counted, so a storm of them cannot push the end of the wait away.
    """
    found = _hold(session, _key(what, subject), now)
    # Tries in the same moment may come here in another order than they read the clock: free ones never wait.
    # An end further off than any wait is from before the clock was set back.
    if found.tries >= free and now < found.free_at <= now + LONGEST_WAIT:
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


def take_back_try(session: Session, what: str, subject: str) -> None:
    """This try succeeded and does not count; what was tried before it still does."""
    session.exec(
        update(Throttle)
        .where(col(Throttle.subject) == _key(what, subject), col(Throttle.tries) > 0)
        .values(tries=col(Throttle.tries) - 1)
    )


def network_of(host: str) -> str:
    """Whom an address stands for: itself, or its /64 in IPv6, where one household has them all (RFC 6177)."""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if not isinstance(address, IPv6Address):
        return host
    return str(address.ipv4_mapped or IPv6Address(int(address) >> 64 << 64))


def sweep(session: Session, now: datetime) -> None:
    """Delete what is forgotten anyway."""
    session.exec(delete(Throttle).where(col(Throttle.last_try_at) < now - FORGOTTEN_AFTER))


def _hold(session: Session, key: bytes, now: datetime) -> Throttle:
    # Locked until the transaction ends. Of two first tries at once, one makes the row and both count in it.
    wanted = select(Throttle).where(Throttle.subject == key).with_for_update()
    found = session.exec(wanted).first()
    while found is None:
        try:
            with session.begin_nested():
                session.add(Throttle(subject=key, tries=0, last_try_at=now, free_at=now))
                session.flush()
        except IntegrityError:
            pass
        found = session.exec(wanted).first()
    return found


def _key(what: str, subject: str) -> bytes:
    return hashlib.sha256(f"{what}\n{subject}".encode()).digest()
