"""The tables of the return: who is ready, what is said on the card, whose turn it is, and how it ends."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from mend.couples.models import by_member
from mend.database import UtcDateTime, text_enum
from mend.signals.models import of_pause

MAX_WORDS = 300


def _of_return() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["couple_id", "pause_id"], ["returns.couple_id", "returns.pause_id"], ondelete="CASCADE"
    )


class ReturnEnding(StrEnum):
    """How a return ended; the first three are what either may wish."""

    SETTLED = "settled"
    TALK = "talk"  # the topic gets a time of its own
    LET_GO = "let_go"
    LAPSED = "lapsed"  # a new pause began


class Return(SQLModel, table=True):
    """The two find back to each other after a pause. It begins when the caller is back."""

    __tablename__ = "returns"
    __table_args__ = (
        of_pause(),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_as IS NULL)", name="ended_at_and_as"),
        sa.Index(
            "uq_returns_open",
            "couple_id",
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        ),
    )

    couple_id: UUID = Field(primary_key=True)
    pause_id: UUID = Field(primary_key=True)
    began_at: datetime = Field(sa_type=UtcDateTime)
    # When both had said that they are ready.
    opened_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_as: ReturnEnding | None = Field(default=None, sa_type=text_enum(ReturnEnding))


class ReturnReady(SQLModel, table=True):
    """One of the two is ready."""

    __tablename__ = "return_readies"
    __table_args__ = (by_member("person_id"), _of_return())

    couple_id: UUID = Field(primary_key=True)
    pause_id: UUID = Field(primary_key=True)
    person_id: UUID = Field(primary_key=True)
    ready_at: datetime = Field(sa_type=UtcDateTime)


class Step(StrEnum):
    """What each writes on the card; every one may be left out."""

    KINDNESS = "kindness"
    MY_PART = "my_part"
    FEELING = "feeling"


class ReturnWords(SQLModel, table=True):
    """What one of the two wrote for one step. A feeling has three parts: I feel … when … I need …"""

    __tablename__ = "return_words"
    __table_args__ = (by_member("author_id"), _of_return())

    couple_id: UUID = Field(primary_key=True)
    pause_id: UUID = Field(primary_key=True)
    author_id: UUID = Field(primary_key=True)
    step: Step = Field(primary_key=True, sa_type=text_enum(Step))
    words: str = Field(max_length=MAX_WORDS)
    occasion: str = Field(default="", max_length=MAX_WORDS)
    need: str = Field(default="", max_length=MAX_WORDS)
    written_at: datetime = Field(sa_type=UtcDateTime)


class Turn(SQLModel, table=True):
    """One of the two speaks while a clock runs; then the other says what they heard."""

    __tablename__ = "return_turns"
    __table_args__ = (
        by_member("speaker_id"),
        _of_return(),
        sa.UniqueConstraint("couple_id", "pause_id", "speaker_id"),
        sa.CheckConstraint("number IN (1, 2)", name="two_turns"),
        sa.CheckConstraint("heard_at IS NULL OR heard IS NOT NULL", name="heard_something"),
    )

    couple_id: UUID = Field(primary_key=True)
    pause_id: UUID = Field(primary_key=True)
    number: int = Field(primary_key=True)
    speaker_id: UUID
    began_at: datetime = Field(sa_type=UtcDateTime)
    # The clock's end, or the moment the speaker was done before it.
    ends_at: datetime = Field(sa_type=UtcDateTime)
    # Kept when the speaker says "not quite": then the listener goes on from these words.
    heard: str | None = Field(default=None, max_length=MAX_WORDS)
    heard_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    # The speaker's word on what the listener heard.
    not_quite_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    understood_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    skipped_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ReturnWish(SQLModel, table=True):
    """How one of the two would like the return to end."""

    __tablename__ = "return_wishes"
    __table_args__ = (
        by_member("person_id"),
        _of_return(),
        sa.CheckConstraint("wish <> 'lapsed'", name="a_wish"),
    )

    couple_id: UUID = Field(primary_key=True)
    pause_id: UUID = Field(primary_key=True)
    person_id: UUID = Field(primary_key=True)
    wish: ReturnEnding = Field(sa_type=text_enum(ReturnEnding))
    wished_at: datetime = Field(sa_type=UtcDateTime)
