"""The tables of pauses, of what is said in them, and of rehearsals."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from mend.couples.models import by_member
from mend.database import UtcDateTime, text_enum

MAX_NOTE = 600
MAX_SOOTHING_ITEM = 60


def of_pause() -> sa.ForeignKeyConstraint:
    """The row belongs to a pause of its couple, and goes with it."""
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
    __table_args__ = (by_member("caller_id"), of_pause())

    couple_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    pause_id: UUID
    caller_id: UUID
    minutes: int
    called_at: datetime = Field(sa_type=UtcDateTime)


class Delay(StrEnum):
    """How a caller put off the return."""

    MORE_TIME = "more_time"
    TOMORROW = "tomorrow"


class PauseDelay(SQLModel, table=True):
    """The caller named a later time. Each is kept: from when to when, and when that was said."""

    __tablename__ = "pause_delays"
    __table_args__ = (
        of_pause(),
        sa.CheckConstraint("returns_at > returned_at", name="later"),
    )

    couple_id: UUID = Field(primary_key=True)
    pause_id: UUID = Field(primary_key=True)
    returns_at: datetime = Field(primary_key=True, sa_type=UtcDateTime)
    # What had been said before.
    returned_at: datetime = Field(sa_type=UtcDateTime)
    delay: Delay = Field(sa_type=text_enum(Delay))
    asked_at: datetime = Field(sa_type=UtcDateTime)


class Practical(StrEnum):
    """What may have to be said during a pause, and nothing more."""

    KIDS = "kids"
    STOVE = "stove"
    LEAVING = "leaving"
    DOOR = "door"
    HOME = "home"


class PracticalNote(SQLModel, table=True):
    """One preset note of one partner, as often as it has to be said."""

    __tablename__ = "practical_notes"
    __table_args__ = (by_member("author_id"), of_pause())

    couple_id: UUID = Field(primary_key=True)
    pause_id: UUID = Field(primary_key=True)
    author_id: UUID = Field(primary_key=True)
    practical: Practical = Field(primary_key=True, sa_type=text_enum(Practical))
    sent_at: datetime = Field(primary_key=True, sa_type=UtcDateTime)


class WaitingNote(SQLModel, table=True):
    """What somebody wrote down in a pause for the return: nobody else reads it before both are ready."""

    __tablename__ = "waiting_notes"
    __table_args__ = (by_member("author_id"), of_pause())

    couple_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    pause_id: UUID
    author_id: UUID
    words: str = Field(max_length=MAX_NOTE)
    written_at: datetime = Field(sa_type=UtcDateTime)


class SoothingItem(SQLModel, table=True):
    """Something that helps one of the two to calm down. The other sees it only once it is shared."""

    __tablename__ = "soothing_items"
    __table_args__ = (by_member("person_id"), sa.Index(None, "couple_id", "person_id"))

    couple_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    person_id: UUID
    words: str = Field(max_length=MAX_SOOTHING_ITEM)
    added_at: datetime = Field(sa_type=UtcDateTime)
    shared_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Keepsake(SQLModel, table=True):
    """One of the two wants to keep a pause. It stays past its thirty days once both do."""

    __tablename__ = "keepsakes"
    __table_args__ = (by_member("person_id"), of_pause())

    couple_id: UUID = Field(primary_key=True)
    pause_id: UUID = Field(primary_key=True)
    person_id: UUID = Field(primary_key=True)
    kept_at: datetime = Field(sa_type=UtcDateTime)


class Rehearsal(SQLModel, table=True):
    """A practice signal to both phones, so that the real one is no surprise."""

    __tablename__ = "rehearsals"
    __table_args__ = (by_member("started_by"),)

    couple_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    started_by: UUID
    phrase: str = Field(max_length=60)
    started_at: datetime = Field(sa_type=UtcDateTime)
