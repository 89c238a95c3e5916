"""The tables of people, their signed-in browsers and their personal tokens."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from mend.database import UtcDateTime, text_enum

MAX_NAME = 60
MAX_EMAIL = 254  # RFC 5321, section 4.5.3.1.3


class Person(SQLModel, table=True):
    """Somebody with an account."""

    __tablename__ = "people"

    id: UUID = Field(primary_key=True)
    name: str = Field(max_length=MAX_NAME)
    # Stored case-folded: two spellings of one mailbox are one person.
    email: str = Field(max_length=MAX_EMAIL, unique=True)
    password_hash: str = Field(max_length=200)
    time_zone: str = Field(max_length=64)
    locale: str | None = Field(default=None, max_length=16)
    created_at: datetime = Field(sa_type=UtcDateTime)


class SignedInBrowser(SQLModel, table=True):
    """A browser somebody is signed in with; it holds the token, we hold the token's hash."""

    __tablename__ = "signed_in_browsers"

    id: UUID = Field(primary_key=True)
    person_id: UUID = Field(foreign_key="people.id", ondelete="CASCADE", index=True)
    token_hash: bytes = Field(max_length=32, unique=True)
    label: str = Field(max_length=80)
    signed_in_at: datetime = Field(sa_type=UtcDateTime)
    last_used_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)


class Scope(StrEnum):
    """The one thing a personal token may do."""

    SEND = "signals:send"
    READ = "signals:read"


class PersonalToken(SQLModel, table=True):
    """A key of a person's for something outside of Mend; it holds the token, we hold the token's hash."""

    __tablename__ = "personal_tokens"
    # By their names people tell them apart; and a form sent twice makes one.
    __table_args__ = (sa.UniqueConstraint("person_id", "name"),)

    id: UUID = Field(primary_key=True)
    person_id: UUID = Field(foreign_key="people.id", ondelete="CASCADE")
    name: str = Field(max_length=MAX_NAME)
    token_hash: bytes = Field(max_length=32, unique=True)
    scope: Scope = Field(sa_type=text_enum(Scope))
    made_at: datetime = Field(sa_type=UtcDateTime)
    last_used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Throttle(SQLModel, table=True):
    """How often one thing was tried lately; `subject` is a hash, never an address or a name."""

    __tablename__ = "throttles"

    subject: bytes = Field(max_length=32, primary_key=True)
    tries: int = Field(sa_column=sa.Column(sa.Integer, nullable=False))
    last_try_at: datetime = Field(sa_type=UtcDateTime)
    free_at: datetime = Field(sa_type=UtcDateTime)
