"""Personal tokens: keys for a shortcut, a widget or a voice assistant, each for one thing only.

A token is made, shown once and kept as a hash; it can be revoked one by one, and works until then. It has 256
random bits, so a plain SHA-256 is enough: there is nothing to guess. The prefix lets people and scanners for
leaked secrets recognise it.

    (none) ──make──▶ made ──revoke, or a new password──▶ (none)

Signing browsers out does not touch tokens: they are no browsers, and each has its own button. A new password
does, for whoever fears that somebody knows the old one wants nothing made with it to go on working.
"""

import hashlib
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, delete, select, update

from mend.accounts.models import Person, PersonalToken, Scope
from mend.errors import N_, NotFound, OutOfScope, Refused, WrongToken
from mend.ids import new_id

PREFIX = "mend_"
MOST_TOKENS = 10
NOTED_EVERY = timedelta(hours=1)  # last use is shown to the day; more would be writes for nothing

_NOT_FOR_THIS = {
    Scope.SEND: N_("This token may not send signals. Please make one in Mend that may."),
    Scope.READ: N_("This token may not read how signals are. Please make one in Mend that may."),
}


def make_token(session: Session, person: Person, *, name: str, scope: Scope, now: datetime) -> str:
    """A new token of `person`; returns its text, which is known from here on to nobody but its reader.

    `Refused` past ten, and for a name that another token of theirs has.
    """
    # Two tabs that make one at once take turns.
    session.exec(select(Person.id).where(Person.id == person.id).with_for_update(key_share=True)).one()
    others = tokens_of(session, person)
    if any(other.name == name for other in others):
        raise Refused(
            N_("You have a token with this name. Please choose another, or revoke that one first."),
            field="name",
        )
    if len(others) >= MOST_TOKENS:
        raise Refused(N_("You have %(count)d tokens already. Please revoke one first."), count=MOST_TOKENS)
    text = PREFIX + secrets.token_urlsafe(32)
    session.add(
        PersonalToken(
            id=new_id(),
            person_id=person.id,
            name=name,
            token_hash=_hash(text),
            scope=scope,
            made_at=now,
        )
    )
    session.flush()
    return text


def tokens_of(session: Session, person: Person) -> list[PersonalToken]:
    """The tokens of `person`, the latest first."""
    return list(
        session.exec(
            select(PersonalToken)
            .where(PersonalToken.person_id == person.id)
            .order_by(col(PersonalToken.made_at).desc(), col(PersonalToken.id).desc())
        )
    )


def revoke_token(session: Session, person: Person, token_id: UUID) -> None:
    """One of one's own tokens stops working at once; `NotFound` for anybody else's."""
    token = session.exec(
        select(PersonalToken).where(PersonalToken.id == token_id, PersonalToken.person_id == person.id)
    ).first()
    if token is None:
        raise NotFound(N_("This token is revoked already."))
    session.delete(token)
    session.flush()


def revoke_all_tokens(session: Session, person: Person) -> None:
    """None of the tokens of `person` works any more."""
    session.exec(delete(PersonalToken).where(col(PersonalToken.person_id) == person.id))
    session.flush()


def whose_token(session: Session, text: str) -> tuple[Person, PersonalToken]:
    """Who made the token with this text, and the token. `WrongToken` for one that is none or was revoked."""
    found = session.exec(
        select(Person, PersonalToken)
        .join(PersonalToken, col(PersonalToken.person_id) == col(Person.id))
        .where(PersonalToken.token_hash == _hash(text))
    ).first()
    if found is None:
        raise WrongToken(N_("Mend does not know this token. Perhaps it was revoked: please make a new one."))
    return found


def check_scope(token: PersonalToken, scope: Scope) -> None:
    """`OutOfScope` when the token is for something else than `scope`."""
    if token.scope != scope:
        raise OutOfScope(_NOT_FOR_THIS[scope])


def is_use_worth_noting(token: PersonalToken, now: datetime) -> bool:
    """Whether its last noted use is more than an hour ago."""
    return token.last_used_at is None or now - token.last_used_at >= NOTED_EVERY


def note_token_use(session: Session, token_id: UUID, now: datetime) -> None:
    """Note that a token is in use. Nothing for one that was revoked in this moment."""
    session.exec(update(PersonalToken).where(col(PersonalToken.id) == token_id).values(last_used_at=now))


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
