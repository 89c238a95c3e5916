"""The tables of repairs, and of the couple's own phrases for them."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from mend.couples.models import by_member
from mend.database import UtcDateTime, text_enum

MAX_WORDS = 80
KEY_OF_OWN = 36  # characters: the key of a couple's own phrase is its id, written out; ours are shorter

_NEWEST = sa.text("followed_at IS NULL AND (answer IS NULL OR answer = 'not_yet')")


class RepairPhrase(SQLModel, table=True):
    """A phrase of the couple's own. Taken out, it can be sent no more; what was sent keeps its words."""

    __tablename__ = "repair_phrases"
    __table_args__ = (
        by_member("added_by"),
        sa.CheckConstraint("length(words) > 0", name="some_words"),
    )

    couple_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    added_by: UUID
    words: str = Field(max_length=MAX_WORDS)
    added_at: datetime = Field(sa_type=UtcDateTime)
    # Only who added it can take it out: nobody removes the other's words.
    taken_out_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class HiddenPhrase(SQLModel, table=True):
    """A phrase one of the two does not want to be offered. The other does not see that."""

    __tablename__ = "hidden_phrases"
    __table_args__ = (by_member("person_id"),)

    couple_id: UUID = Field(primary_key=True)
    person_id: UUID = Field(primary_key=True)
    key: str = Field(primary_key=True, max_length=KEY_OF_OWN)
    hidden_at: datetime = Field(sa_type=UtcDateTime)


class Answer(StrEnum):
    """What the other says to a repair."""

    YES = "yes"
    NOT_YET = "not_yet"


class Repair(SQLModel, table=True):
    """One attempt to start over, with its words as they were sent."""

    __tablename__ = "repairs"
    __table_args__ = (
        by_member("sender_id"),
        sa.ForeignKeyConstraint(
            ["couple_id", "followed_by"], ["repairs.couple_id", "repairs.id"], ondelete="CASCADE"
        ),
        sa.CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answer_and_at"),
        sa.CheckConstraint("ask_at IS NULL OR answer = 'not_yet'", name="ask_at_after_not_yet"),
        sa.CheckConstraint("followed_by IS NULL OR followed_at IS NOT NULL", name="followed_by_and_at"),
        sa.CheckConstraint("followed_by <> id", name="followed_by_another"),
        # Of each sender at most one attempt is the newest, however many taps arrive at once.
        sa.Index(
            "uq_repairs_newest",
            "couple_id",
            "sender_id",
            unique=True,
            sqlite_where=_NEWEST,
            postgresql_where=_NEWEST,
        ),
        sa.Index(None, "couple_id", "followed_by"),
    )

    couple_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    sender_id: UUID
    key: str = Field(max_length=KEY_OF_OWN)
    words: str = Field(max_length=MAX_WORDS)
    sent_at: datetime = Field(sa_type=UtcDateTime)
    answer: Answer | None = Field(default=None, sa_type=text_enum(Answer))
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    # When the other would like to be asked again.
    ask_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    followed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    # Always the newest attempt of those that followed, never one in between.
    followed_by: UUID | None = None

    @property
    def is_own(self) -> bool:
        """Whether its words are the couple's; ours are said in each reader's language."""
        return len(self.key) == KEY_OF_OWN


class RepairInPause(SQLModel, table=True):
    """A repair was sent during this pause. Known for as long as both are: a repair may outlive its pause."""

    __tablename__ = "repairs_in_pauses"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["couple_id", "repair_id"], ["repairs.couple_id", "repairs.id"], ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["couple_id", "pause_id"], ["pauses.couple_id", "pauses.id"], ondelete="CASCADE"
        ),
        sa.Index(None, "couple_id", "pause_id"),
    )

    couple_id: UUID = Field(primary_key=True)
    repair_id: UUID = Field(primary_key=True)
    pause_id: UUID
