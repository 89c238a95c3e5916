"""The tables of time for oneself."""

from datetime import date, datetime, time
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from mend.couples.models import by_member
from mend.database import UtcDateTime
from mend.rhythms.rhythm import LONGEST_RULE

MAX_ZONE = 64
SHORTEST_MINUTES, USUAL_MINUTES, LONGEST_MINUTES = 30, 120, 24 * 60


class OwnTime(SQLModel, table=True):
    """Time that one of the two keeps for themselves, once or again and again. It has no words.

    `rule` and `starts` are a rhythm (see `rhythms.rhythm`), whose days begin for it at `at`, by the clock of
    `zone`; `ends` is the last day it can come up, for finding what lies in a month. `number` counts what
    became of it, for calendars. It is never rewritten: a change ends it, and another begins.
    """

    __tablename__ = "own_times"
    __table_args__ = (
        by_member("person_id"),
        sa.CheckConstraint("rule <> ''", name="has_days"),
        sa.CheckConstraint(f"minutes BETWEEN {SHORTEST_MINUTES} AND {LONGEST_MINUTES}", name="minutes"),
        sa.CheckConstraint("ends >= starts", name="ends_after_it_starts"),
        sa.Index("ix_own_times_by_end", "couple_id", "ends"),
    )

    couple_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    person_id: UUID
    rule: str = Field(max_length=LONGEST_RULE)
    starts: date
    ends: date | None = None
    at: time
    zone: str = Field(max_length=MAX_ZONE)
    minutes: int
    number: int = 0
    kept_at: datetime = Field(sa_type=UtcDateTime)
    changed_at: datetime = Field(sa_type=UtcDateTime)
    # When it was given back, or another was kept in its place. What had begun by then stays.
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class LeftOutDay(SQLModel, table=True):
    """A day on which time that comes up again does not."""

    __tablename__ = "own_times_left_out"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["couple_id", "own_time_id"], ["own_times.couple_id", "own_times.id"], ondelete="CASCADE"
        ),
    )

    couple_id: UUID = Field(primary_key=True)
    own_time_id: UUID = Field(primary_key=True)
    day: date = Field(primary_key=True)
    left_out_at: datetime = Field(sa_type=UtcDateTime)
