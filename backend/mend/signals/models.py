"""The tables of pauses and rehearsals."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from mend.couples.models import by_member
from mend.database import UtcDateTime, text_enum


def _of_pause() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["couple_id", "pause_id"], ["pauses.couple_id", "pauses.id"], ondelete="CASCADE"
    )


class Ending(StrEnum):
    """How a pause ended."""

    CAME_BACK = "came_back"  # its caller said so
    LAPSED = "lapsed"  # its time was over and a new pause began


class Pause(SQLModel, table=True):
    """One partner steps away and names the time they come back. It binds only its caller."""

    __tablename__ = "pauses"
    __table_args__ = (
        by_member("caller_id"),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_as IS NULL)", name="ended_at_and_as"),
        # At most one pause is open in a couple, however many taps arrive at once.
        sa.Index(
            "uq_pauses_open",
            "couple_id",
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        ),
    )

    couple_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    caller_id: UUID
    phrase: str = Field(max_length=60)
    called_at: datetime = Field(sa_type=UtcDateTime)
    returns_at: datetime = Field(sa_type=UtcDateTime)
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_as: Ending | None = Field(default=None, sa_type=text_enum(Ending))


class PauseCall(SQLModel, table=True):
    """One press of the button, with the id born at the tap. The first makes the pause; later ones join it."""

    __tablename__ = "pause_calls"
    __table_args__ = (by_member("caller_id"), _of_pause())

    couple_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    pause_id: UUID
    caller_id: UUID
    minutes: int
    called_at: datetime = Field(sa_type=UtcDateTime)


class Practical(StrEnum):
    """What may have to be said during a pause, and nothing more."""

    KIDS = "kids"
    STOVE = "stove"
    LEAVING = "leaving"
    DOOR = "door"
    HOME = "home"


class PracticalNote(SQLModel, table=True):
    """One preset note of one partner; each at most once in a pause."""

    __tablename__ = "practical_notes"
    __table_args__ = (by_member("author_id"), _of_pause())

    couple_id: UUID = Field(primary_key=True)
    pause_id: UUID = Field(primary_key=True)
    author_id: UUID = Field(primary_key=True)
    practical: Practical = Field(primary_key=True, sa_type=text_enum(Practical))
    sent_at: datetime = Field(sa_type=UtcDateTime)


class Rehearsal(SQLModel, table=True):
    """A practice signal to both phones, so that the real one is no surprise."""

    __tablename__ = "rehearsals"
    __table_args__ = (by_member("started_by"),)

    couple_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    started_by: UUID
    phrase: str = Field(max_length=60)
    started_at: datetime = Field(sa_type=UtcDateTime)
