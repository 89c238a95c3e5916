"""The tables of rituals: what comes up again, and every offer of it. Its days are plans (`plans_models`)."""

from datetime import date, datetime, time
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from mend.activities.plans_models import LONGEST_MINUTES, MAX_NOTE, MAX_PLACE, MAX_WHAT, SHORTEST_MINUTES
from mend.couples.models import by_member
from mend.database import UtcDateTime, text_enum
from mend.rhythms.rhythm import LONGEST_RULE


class RitualState(StrEnum):
    """Where a ritual stands. How it comes from one to the other: `agreeing`."""

    OFFERED = "offered"
    FADED = "faded"  # offered, and its last day went by: told by the clock, never stored
    ON = "on"
    OVER = "over"  # on, and its last day went by: told by the clock, never stored
    RESTING = "resting"  # let rest by the one asked
    TAKEN_BACK = "taken_back"  # by the one whose offer it was
    ENDED = "ended"


class Ritual(SQLModel, table=True):
    """One thing the two do again and again, offered until both have joined, on until one of them ends it.

    Two offers of it count: the newest, which may wait for an answer, and the one both said yes to. They
    differ while a change is suggested: what was agreed goes on until there is another yes.
    """

    __tablename__ = "rituals"
    __table_args__ = (
        sa.CheckConstraint("state NOT IN ('faded', 'over')", name="never_stored"),
        sa.CheckConstraint("(ended_by IS NULL) = (ended_at IS NULL)", name="ended_by_and_at"),
        sa.CheckConstraint("(state IN ('offered', 'on')) = (ended_at IS NULL)", name="ended"),
        sa.CheckConstraint("(state IN ('on', 'ended')) = (agreed_number IS NOT NULL)", name="agreed"),
        sa.CheckConstraint("(state = 'on') = (made_until IS NOT NULL)", name="made"),
        # What the worker looks through.
        sa.Index("ix_rituals_made_until", "made_until"),
        by_member("opened_by"),
        by_member("ended_by"),
    )

    couple_id: UUID = Field(foreign_key="couples.id", ondelete="CASCADE", primary_key=True)
    id: UUID = Field(primary_key=True)
    state: RitualState = Field(sa_type=text_enum(RitualState))
    offer_number: int  # the newest
    agreed_number: int | None = None  # the one both said yes to; of one that ended, the last
    opened_by: UUID
    opened_at: datetime = Field(sa_type=UtcDateTime)
    # When and by whom it was let rest, taken back or ended.
    ended_by: UUID | None = None
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    # The last day, where its clock is, whose occasion is a plan already.
    made_until: date | None = None


class RitualOffer(SQLModel, table=True):
    """One version of what, where, how long and when. A newer one overwrites nothing.

    It comes up on the days of `rule` and `starts` (see `rhythms.rhythm`) at `at`, by the clock of `zone`:
    its author's.
    """

    __tablename__ = "ritual_offers"
    __table_args__ = (
        sa.CheckConstraint("what <> ''", name="has_words"),
        sa.CheckConstraint(f"minutes BETWEEN {SHORTEST_MINUTES} AND {LONGEST_MINUTES}", name="minutes"),
        sa.CheckConstraint("(joined_by IS NULL) = (joined_at IS NULL)", name="joined_by_and_at"),
        sa.CheckConstraint("(closed_by IS NULL) = (closed_at IS NULL)", name="closed_by_and_at"),
        sa.CheckConstraint("joined_at IS NULL OR closed_at IS NULL", name="one_answer"),
        sa.CheckConstraint("joined_by <> offered_by", name="not_ones_own"),
        sa.ForeignKeyConstraint(
            ["couple_id", "ritual_id"], ["rituals.couple_id", "rituals.id"], ondelete="CASCADE"
        ),
        by_member("offered_by"),
        by_member("joined_by"),
        by_member("closed_by"),
    )

    couple_id: UUID = Field(primary_key=True)
    ritual_id: UUID = Field(primary_key=True)
    number: int = Field(primary_key=True)
    offered_by: UUID
    offered_at: datetime = Field(sa_type=UtcDateTime)
    what: str = Field(max_length=MAX_WHAT)
    place: str = Field(max_length=MAX_PLACE)
    note: str = Field(max_length=MAX_NOTE)
    minutes: int
    rule: str = Field(max_length=LONGEST_RULE)
    starts: date
    at: time
    zone: str = Field(max_length=64)
    joined_by: UUID | None = None
    joined_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    # Let rest by the one asked, or taken back; an earlier yes goes on.
    closed_by: UUID | None = None
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
