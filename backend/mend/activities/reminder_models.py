"""The tables of when somebody is told of plans ahead. Nobody but themself reads or changes them."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from mend.couples.models import by_member
from mend.database import UtcDateTime


class Lead(StrEnum):
    """How long before a plan one is told of it; several may be chosen (see `reminder_times`)."""

    EVENING_BEFORE = "evening_before"
    MORNING = "morning"
    TWO_HOURS = "two_hours"
    HALF_HOUR = "half_hour"
    START = "start"


class ReminderChoice(SQLModel, table=True):
    """What somebody chose for every plan. Without a row: `reminder_times.USUALLY`."""

    __tablename__ = "plan_reminder_choices"
    __table_args__ = (by_member("person_id"),)

    couple_id: UUID = Field(primary_key=True)
    person_id: UUID = Field(primary_key=True)
    leads: list[str] = Field(sa_type=sa.JSON)
    # Whether Mend is to be quiet, but for signals, while a plan of the two runs.
    rests_together: bool
    chosen_at: datetime = Field(sa_type=UtcDateTime)


class ReminderChoiceForPlan(SQLModel, table=True):
    """What somebody chose for this one plan instead, whenever it takes place."""

    __tablename__ = "plan_reminder_exceptions"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["couple_id", "plan_id"], ["plans.couple_id", "plans.id"], ondelete="CASCADE"
        ),
        by_member("person_id"),
    )

    couple_id: UUID = Field(primary_key=True)
    plan_id: UUID = Field(primary_key=True)
    person_id: UUID = Field(primary_key=True)
    leads: list[str] = Field(sa_type=sa.JSON)
    chosen_at: datetime = Field(sa_type=UtcDateTime)
