"""The tables of ideas: the couple's own, what each said of one in secret, and what both want."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from mend.activities.cards import Cost, Energy, Place
from mend.couples.models import by_member
from mend.database import UtcDateTime, text_enum

MAX_TITLE = 80
MAX_KEY = 64  # of a card of the deck, or the id of an idea of their own


class OwnIdea(SQLModel, table=True):
    """An idea of the couple's own. It belongs to both: no column says who thought of it.

    It is never reworded, so that what somebody said of it in secret stays said of these words: a changed one
    is another idea, and this one is put away.
    """

    __tablename__ = "ideas"
    __table_args__ = (
        sa.CheckConstraint("title <> ''", name="has_a_title"),
        sa.CheckConstraint("minutes > 0", name="takes_time"),
    )

    couple_id: UUID = Field(foreign_key="couples.id", ondelete="CASCADE", primary_key=True)
    id: UUID = Field(primary_key=True)
    title: str = Field(max_length=MAX_TITLE)
    minutes: int
    cost: Cost = Field(sa_type=text_enum(Cost))
    energy: Energy = Field(sa_type=text_enum(Energy))
    place: Place = Field(sa_type=text_enum(Place))
    # The values of `cards.Fit` it goes with, in their order there.
    fits: list[str] = Field(default_factory=list, sa_type=sa.JSON)
    added_at: datetime = Field(sa_type=UtcDateTime)
    put_away_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Leaning(StrEnum):
    """What somebody says of an idea, for themselves alone."""

    LIKE = "like"
    DECLINE = "decline"


class SaidInSecret(SQLModel, table=True):
    """What one of the two said of an idea. Nobody else ever reads this row; it is gone once both like it.

    It has no id of its own and no number: nothing in it could be counted from outside.
    """

    __tablename__ = "leanings"
    __table_args__ = (by_member("person_id"),)

    couple_id: UUID = Field(primary_key=True)
    person_id: UUID = Field(primary_key=True)
    idea: str = Field(primary_key=True, max_length=MAX_KEY)
    leaning: Leaning = Field(sa_type=text_enum(Leaning))
    said_at: datetime = Field(sa_type=UtcDateTime)


_OPEN = sa.text("ended_at IS NULL")


class Match(SQLModel, table=True):
    """What both want, from the moment the second of them said so until either says *Not any more*.

    Nothing says which of the two was first.
    """

    __tablename__ = "matches"
    __table_args__ = (
        by_member("ended_by"),
        sa.CheckConstraint("(ended_by IS NULL) = (ended_at IS NULL)", name="ended_by_and_at"),
        # Two who say yes in the same moment want one thing.
        sa.Index(
            "uq_matches_open", "couple_id", "idea", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN
        ),
    )

    couple_id: UUID = Field(foreign_key="couples.id", ondelete="CASCADE", primary_key=True)
    id: UUID = Field(primary_key=True)
    idea: str = Field(max_length=MAX_KEY)
    matched_at: datetime = Field(sa_type=UtcDateTime)
    ended_by: UUID | None = None
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
