"""The table of stitches: what went well, one row each. No row says whose doing it was."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from mend.database import UtcDateTime, text_enum


class Kind(StrEnum):
    """What a stitch is for."""

    PROMISE = "promise"  # one was kept
    THANKS = "thanks"  # given
    TOGETHER = "together"  # time spent
    REPAIR = "repair"  # a "start over" was answered yes


class Stitch(SQLModel, table=True):
    """One good thing. It stays when what it came from is forgotten, and goes with the couple.

    The same thing is one stitch, however often it is told: `source_id` is the id of what happened.
    """

    __tablename__ = "stitches"
    __table_args__ = (
        sa.UniqueConstraint("couple_id", "kind", "source_id", name="uq_stitches_couple_id_kind_source_id"),
        sa.Index("ix_stitches_by_day", "couple_id", "day"),
    )

    couple_id: UUID = Field(foreign_key="couples.id", ondelete="CASCADE", primary_key=True)
    id: UUID = Field(primary_key=True)
    kind: Kind = Field(sa_type=text_enum(Kind))
    source_id: UUID
    happened_at: datetime = Field(sa_type=UtcDateTime)
    # The couple's day then (see `stitches.day_of_both`): wherever they go later, it stays.
    day: date
