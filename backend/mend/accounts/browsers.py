"""Signed-in browsers: opaque random tokens, hashed in the database, revocable one by one.

The token has 256 random bits, so a plain SHA-256 is enough: there is nothing to guess.
"""

import hashlib
import re
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, delete, select

from mend.accounts.models import Person, SignedInBrowser
from mend.errors import N_, NotFound
from mend.ids import new_id

LIFETIME = timedelta(days=180)  # after the last use
NOTED_EVERY = timedelta(hours=1)  # last use is shown to the hour; more would be writes for nothing
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)
_BROWSERS = (
    ("Firefox", r"Firefox|FxiOS"),
    ("Edge", r"Edg"),
    ("Samsung Internet", r"SamsungBrowser"),
    ("Opera", r"OPR/"),
    ("Chrome", r"Chrom(e|ium)|CriOS"),
    ("Safari", r"Safari"),
)


def browser_label(user_agent: str) -> str:
    """How a person recognises the browser: `Chrome, Android`. Empty when nothing is known."""
    browser = next((name for name, mark in _BROWSERS if re.search(mark, user_agent)), "")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    return ", ".join(part for part in (browser, system) if part)


def sign_in(session: Session, person_id: UUID, *, label: str, now: datetime) -> str:
    """A new signed-in browser; returns the token to keep there."""
    token = secrets.token_urlsafe(32)
    session.add(
        SignedInBrowser(
            id=new_id(),
            person_id=person_id,
            token_hash=_hash(token),
            label=label[:80],
            signed_in_at=now,
            last_used_at=now,
            expires_at=now + LIFETIME,
        )
    )
    session.flush()
    return token


def sweep(session: Session, now: datetime) -> None:
    """Delete browsers whose sign-in has run out, and their devices with them."""
    session.exec(delete(SignedInBrowser).where(col(SignedInBrowser.expires_at) < now))


def who_is(session: Session, token: str, now: datetime) -> tuple[Person, SignedInBrowser] | None:
    """The person signed in with `token`, and the browser."""
    return session.exec(
        select(Person, SignedInBrowser)
        .join(SignedInBrowser, col(SignedInBrowser.person_id) == col(Person.id))
        .where(SignedInBrowser.token_hash == _hash(token), SignedInBrowser.expires_at > now)
    ).first()


def note_use(session: Session, browser: SignedInBrowser, now: datetime) -> None:
    """Keep a used browser signed in; at most once an hour."""
    if now - browser.last_used_at >= NOTED_EVERY:
        browser.last_used_at = now
        browser.expires_at = now + LIFETIME
        session.add(browser)
        session.flush()


def browsers_of(session: Session, person: Person, now: datetime) -> list[SignedInBrowser]:
    """Where `person` is signed in, the latest first."""
    return list(
        session.exec(
            select(SignedInBrowser)
            .where(SignedInBrowser.person_id == person.id, SignedInBrowser.expires_at > now)
            .order_by(col(SignedInBrowser.last_used_at).desc())
        )
    )


def sign_out(session: Session, browser: SignedInBrowser) -> None:
    """This browser is no longer signed in."""
    session.delete(browser)
    session.flush()


def revoke(session: Session, person: Person, browser_id: UUID) -> None:
    """Sign one of one's own browsers out from afar; `NotFound` for anybody else's."""
    browser = session.exec(
        select(SignedInBrowser).where(
            SignedInBrowser.id == browser_id, SignedInBrowser.person_id == person.id
        )
    ).first()
    if browser is None:
        raise NotFound(N_("This browser is signed out already."))
    sign_out(session, browser)


def revoke_others(session: Session, person: Person, keep: SignedInBrowser) -> None:
    """Sign out everywhere but here."""
    session.exec(
        delete(SignedInBrowser).where(
            col(SignedInBrowser.person_id) == person.id, col(SignedInBrowser.id) != keep.id
        )
    )
    session.flush()


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
