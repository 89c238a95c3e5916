"""The tables of the jar: what each thanked the other for, and how thanks may reach a person."""

from datetime import datetime, time
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from mend.couples.models import by_member
from mend.database import UtcDateTime, text_enum

MAX_WORDS = 280
MAX_LINES = 6
DIGEST_AT = time(20, 0)


_ONCE = sa.text("entry_id IS NOT NULL AND taken_back_at IS NULL")


class Thanks(SQLModel, table=True):
    """One thank-you. Its author may take it back: then its words are gone, and only its id stays used."""

    __tablename__ = "thanks"
    __table_args__ = (
        by_member("author_id"),
        sa.ForeignKeyConstraint(["couple_id", "told_with"], ["thanks.couple_id", "thanks.id"]),
        sa.ForeignKeyConstraint(
            ["couple_id", "entry_id"], ["follow_throughs.couple_id", "follow_throughs.id"], ondelete="CASCADE"
        ),
        sa.CheckConstraint("(taken_back_at IS NULL) = (words <> '')", name="words_until_taken_back"),
        sa.Index("ix_thanks_newest", "couple_id", "given_at", "id"),
        # One thank-you for a day of a promise, from however many phones.
        sa.Index(
            "uq_thanks_for_entry",
            "couple_id",
            "entry_id",
            unique=True,
            sqlite_where=_ONCE,
            postgresql_where=_ONCE,
        ),
    )

    couple_id: UUID = Field(foreign_key="couples.id", ondelete="CASCADE", primary_key=True)
    id: UUID = Field(primary_key=True)
    author_id: UUID
    words: str = Field(max_length=MAX_WORDS)
    given_at: datetime = Field(sa_type=UtcDateTime)
    # The first of those that one notification tells of together; often this one itself.
    told_with: UUID
    # What the other said of a day of a promise, where it is for that.
    entry_id: UUID | None = None
    taken_back_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Arrival(StrEnum):
    """How thanks reach somebody's phone."""

    AT_ONCE = "at_once"
    DIGEST = "digest"  # once a day


class ThanksWish(SQLModel, table=True):
    """How one of the two wants thanks to arrive; without a row, once a day in the evening."""

    __tablename__ = "thanks_wishes"
    __table_args__ = (by_member("person_id"),)

    couple_id: UUID = Field(primary_key=True)
    person_id: UUID = Field(primary_key=True)
    arrives: Arrival = Field(sa_type=text_enum(Arrival))
    # By the clock where the person is, to the minute.
    digest_at: time
    set_at: datetime = Field(sa_type=UtcDateTime)
