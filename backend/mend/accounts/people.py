"""What a person does with their own account."""

import re
import unicodedata
from datetime import datetime
from functools import lru_cache
from zoneinfo import available_timezones

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from mend.accounts.models import Person
from mend.accounts.passwords import check_password, hash_password, verify_password
from mend.errors import N_, Invalid, Refused
from mend.ids import new_id


def fold_email(email: str) -> str:
    """The one spelling under which an address is kept and looked up."""
    return unicodedata.normalize("NFKC", email).strip().casefold()


@lru_cache(maxsize=1)
def _known_zones() -> frozenset[str]:
    return frozenset(available_timezones())


@lru_cache(maxsize=1)
def time_zones() -> list[str]:
    """The IANA zones a person may choose from, in alphabetical order; the technical ones left out."""
    technical = ("Etc/", "SystemV/")
    places = (name for name in _known_zones() if "/" in name and not name.startswith(technical))
    return [*sorted(places), "UTC"]


def check_time_zone(name: str) -> str:
    """`name` when it is an IANA time zone; `Invalid` otherwise."""
    if name not in _known_zones():
        raise Invalid(
            N_("Mend does not know that time zone. Please choose another in your account."), field="time_zone"
        )
    return name


def sign_up(
    session: Session,
    *,
    name: str,
    email: str,
    password: str,
    time_zone: str,
    locale: str | None,
    now: datetime,
) -> Person:
    """A new account.

    Raises `Invalid` for a guessable password or an unknown zone, `Refused` for a taken email: the index
    decides that, not a look beforehand, so of two sign-ups at once one is refused.
    """
    check_time_zone(time_zone)
    address = fold_email(email)
    check_password(password, known=_own_words(name, address))
    hashed = hash_password(password)  # slow, so before the first statement takes the write lock
    person = Person(
        id=new_id(),
        name=name,
        email=address,
        password_hash=hashed,
        time_zone=time_zone,
        locale=locale,
        created_at=now,
    )
    try:
        with session.begin_nested():
            session.add(person)
            session.flush()
    except IntegrityError:
        raise Refused(
            N_("There is an account with this email already. You can sign in instead."), field="email"
        ) from None
    return person


def person_by_email(session: Session, address: str) -> Person | None:
    """Who has this (folded) address."""
    return session.exec(select(Person).where(Person.email == address)).first()


def new_password_hash(person: Person, *, current: str, new: str) -> str:
    """The hash of a new password, for who knows the current one. Slow: call it while no lock is held."""
    right, _ = verify_password(current, person.password_hash)
    if not right:
        raise Invalid(N_("That is not your current password."), field="current_password")
    check_password(new, known=_own_words(person.name, person.email), field="new_password")
    return hash_password(new)


def change_password(session: Session, person: Person, hashed: str) -> None:
    """Keep a new password's hash."""
    person.password_hash = hashed
    session.add(person)
    session.flush()


def describe_oneself(session: Session, person: Person, *, name: str, time_zone: str) -> None:
    """A new name or time zone. `Invalid` for an unknown zone; then neither changes."""
    person.time_zone = check_time_zone(time_zone)
    person.name = name
    session.add(person)
    session.flush()


def _own_words(name: str, address: str) -> tuple[str, ...]:
    # What somebody who knows the person tries first: the name and the email, whole and in parts.
    return (name, address, *address.split("@"), *re.split(r"[\W_]+", f"{name} {address}"))
