"""The tables of imported calendars: where each is fetched from, and the times that are taken."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from mend.busy.trouble import Trouble
from mend.couples.models import by_member
from mend.database import UtcDateTime, text_enum

MAX_LABEL = 60


class BusyCalendar(SQLModel, table=True):
    """A calendar of one of the two, theirs alone to know of.

    Never looked at: no `read_at`, no `trouble`. Looked at well: `read_at`, and times until `read_until`.
    With `trouble`, what was read before stays.
    """

    __tablename__ = "busy_calendars"
    __table_args__ = (
        by_member("person_id"),
        sa.Index("ix_busy_calendars_next_look_at", "next_look_at"),
    )

    couple_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    person_id: UUID
    label: str = Field(max_length=MAX_LABEL)
    host: str = Field(max_length=253)
    address: bytes  # sealed
    added_at: datetime = Field(sa_type=UtcDateTime)
    next_look_at: datetime = Field(sa_type=UtcDateTime)
    leased_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    looked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    read_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    read_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    zone: str = Field(default="", max_length=64)  # by whose clock days and bare times were read
    unread: int = 0  # entries in it that Mend could not read
    trouble: Trouble | None = Field(default=None, sa_type=text_enum(Trouble))
    failures: int = 0  # in a row
    etag: str = Field(default="", max_length=300)
    last_modified: str = Field(default="", max_length=100)


class BusyTime(SQLModel, table=True):
    """A stretch of time that is taken, and not by what."""

    __tablename__ = "busy_times"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["couple_id", "calendar_id"],
            ["busy_calendars.couple_id", "busy_calendars.id"],
            ondelete="CASCADE",
        ),
    )

    couple_id: UUID = Field(primary_key=True)
    calendar_id: UUID = Field(primary_key=True)
    starts_at: datetime = Field(primary_key=True, sa_type=UtcDateTime)
    ends_at: datetime = Field(sa_type=UtcDateTime)
