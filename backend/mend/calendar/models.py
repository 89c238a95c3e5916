"""The table of calendar addresses."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from mend.couples.models import by_member
from mend.database import UtcDateTime, text_enum


class Titles(StrEnum):
    """How much a calendar says."""

    NEUTRAL = "neutral"  # that there is something, and when
    FULL = "full"  # what, where, and what to bring, as far as its reader may know


class CalendarFeed(SQLModel, table=True):
    """An address of one of the two; it holds the key, we hold the key's hash.

    Ended, it is kept a while, so that a calendar which still asks hears that it is over.
    """

    __tablename__ = "calendar_feeds"
    __table_args__ = (
        by_member("person_id"),
        sa.Index(
            "uq_calendar_feeds_open",
            "couple_id",
            "person_id",
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        ),
    )

    couple_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    person_id: UUID
    key_hash: bytes = Field(max_length=32, unique=True)
    titles: Titles = Field(sa_type=text_enum(Titles))
    made_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
