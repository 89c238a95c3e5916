"""The tables of plans: what, every offer of a time, and what it is remembered by: lines and photographs."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from mend.couples.models import by_member
from mend.database import UtcDateTime, text_enum

MAX_WHAT = 120
MAX_PLACE = 80
MAX_NOTE = 300
MAX_BRING = 120
MAX_LINE = 200
SHORTEST_MINUTES, USUAL_MINUTES, LONGEST_MINUTES = 10, 120, 24 * 60


def _of_plan() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["couple_id", "plan_id"], ["plans.couple_id", "plans.id"], ondelete="CASCADE"
    )


class PlanState(StrEnum):
    """Where a plan stands. How it comes from one to the other: `planning` and `afterwards`."""

    OFFERED = "offered"
    FADED = "faded"  # offered, and its last time went by: told by the clock, never stored
    PLANNED = "planned"
    OVER = "over"  # planned, and its end went by: told by the clock, never stored
    HAPPENED = "happened"
    FELL_THROUGH = "fell_through"
    RESTING = "resting"  # let rest by the one asked, or let go by either after it fell through
    TAKEN_BACK = "taken_back"  # by the one whose offer it was
    CANCELLED = "cancelled"


class Plan(SQLModel, table=True):
    """One thing to do together, offered until it is planned, planned until it happened; or not at all.

    `surprise_by` keeps the words of it (`what`, and place and note of its offers) from the other until
    `revealed_at`. Nothing but `surprises` may read them for a page.

    An occasion of a ritual is a plan as well: the one for the day `occasion_on`, by the clock of the ritual,
    to whatever time it has been moved since.
    """

    __tablename__ = "plans"
    __table_args__ = (
        sa.CheckConstraint("what <> ''", name="has_words"),
        sa.CheckConstraint("state NOT IN ('faded', 'over')", name="never_stored"),
        sa.CheckConstraint("(ended_by IS NULL) = (ended_at IS NULL)", name="ended_by_and_at"),
        sa.CheckConstraint("(state IN ('offered', 'planned')) = (ended_at IS NULL)", name="ended"),
        sa.CheckConstraint("revealed_at IS NULL OR surprise_by IS NOT NULL", name="revealed"),
        sa.CheckConstraint("(ritual_id IS NULL) = (occasion_on IS NULL)", name="ritual_and_day"),
        sa.CheckConstraint("ritual_id IS NULL OR surprise_by IS NULL", name="ritual_is_no_surprise"),
        sa.ForeignKeyConstraint(
            ["couple_id", "ritual_id"], ["rituals.couple_id", "rituals.id"], ondelete="CASCADE"
        ),
        sa.UniqueConstraint("couple_id", "ritual_id", "occasion_on"),
        sa.Index("ix_plans_by_state", "couple_id", "state", "opened_at"),
        by_member("opened_by"),
        by_member("surprise_by"),
        by_member("ended_by"),
    )

    couple_id: UUID = Field(foreign_key="couples.id", ondelete="CASCADE", primary_key=True)
    id: UUID = Field(primary_key=True)
    what: str = Field(max_length=MAX_WHAT)
    state: PlanState = Field(sa_type=text_enum(PlanState))
    offer_number: int  # the offer that counts; the earlier ones are history
    opened_by: UUID
    opened_at: datetime = Field(sa_type=UtcDateTime)
    surprise_by: UUID | None = None
    revealed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ritual_id: UUID | None = None
    occasion_on: date | None = None
    # When and by whom it was said to have happened or not, let rest, taken back or cancelled.
    ended_by: UUID | None = None
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class PlanOffer(SQLModel, table=True):
    """One version of when and where. A newer one takes its place and overwrites nothing.

    `bring` is what to wear or to take along: of a surprise, the one line the other reads. Who suggests other
    times for the other's surprise leaves its words as they were, unseen.
    """

    __tablename__ = "plan_offers"
    __table_args__ = (
        sa.CheckConstraint(f"minutes BETWEEN {SHORTEST_MINUTES} AND {LONGEST_MINUTES}", name="minutes"),
        _of_plan(),
        by_member("offered_by"),
    )

    couple_id: UUID = Field(primary_key=True)
    plan_id: UUID = Field(primary_key=True)
    number: int = Field(primary_key=True)
    offered_by: UUID
    offered_at: datetime = Field(sa_type=UtcDateTime)
    minutes: int
    place: str = Field(max_length=MAX_PLACE)
    note: str = Field(max_length=MAX_NOTE)
    bring: str = Field(max_length=MAX_BRING)


class PlanSlot(SQLModel, table=True):
    """A time somebody offered, and the other's yes to it."""

    __tablename__ = "plan_slots"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["couple_id", "plan_id", "offer_number"],
            ["plan_offers.couple_id", "plan_offers.plan_id", "plan_offers.number"],
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint("couple_id", "plan_id", "offer_number", "starts_at"),
        sa.CheckConstraint("(chosen_by IS NULL) = (chosen_at IS NULL)", name="chosen_by_and_at"),
        # One time of an offer is chosen at most, however many taps arrive at once.
        sa.Index(
            "ix_plan_slots_by_start", "couple_id", "starts_at"
        ),  # a month is found without looking through ten years
        sa.Index(
            "uq_plan_slots_chosen",
            "couple_id",
            "plan_id",
            "offer_number",
            unique=True,
            sqlite_where=sa.text("chosen_at IS NOT NULL"),
            postgresql_where=sa.text("chosen_at IS NOT NULL"),
        ),
        # What the worker looks for, in all couples at once: the times that come.
        sa.Index(
            "ix_plan_slots_ahead",
            "starts_at",
            sqlite_where=sa.text("chosen_at IS NOT NULL"),
            postgresql_where=sa.text("chosen_at IS NOT NULL"),
        ),
        by_member("chosen_by"),
    )

    couple_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    plan_id: UUID
    offer_number: int
    starts_at: datetime = Field(sa_type=UtcDateTime)
    chosen_by: UUID | None = None
    chosen_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class PlanLine(SQLModel, table=True):
    """What somebody wrote to remember it by: one line each, which its author may write anew."""

    __tablename__ = "plan_lines"
    __table_args__ = (_of_plan(), by_member("person_id"), sa.CheckConstraint("words <> ''", name="has_words"))

    couple_id: UUID = Field(primary_key=True)
    plan_id: UUID = Field(primary_key=True)
    person_id: UUID = Field(primary_key=True)
    words: str = Field(max_length=MAX_LINE)
    written_at: datetime = Field(sa_type=UtcDateTime)


class PlanPhoto(SQLModel, table=True):
    """A photograph of what they did, its size in pixels. Its files are named after its ids."""

    __tablename__ = "plan_photos"
    __table_args__ = (
        _of_plan(),
        by_member("added_by"),
        sa.CheckConstraint("width > 0 AND height > 0", name="has_a_size"),
        sa.Index("ix_plan_photos_by_plan", "couple_id", "plan_id"),
    )

    couple_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    plan_id: UUID
    added_by: UUID
    added_at: datetime = Field(sa_type=UtcDateTime)
    width: int
    height: int
