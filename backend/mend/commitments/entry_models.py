"""The table of follow-through: what an owner says of one occasion of a promise of theirs."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from mend.couples.models import by_member
from mend.database import UtcDateTime, text_enum

MAX_LINE = 200


class Outcome(StrEnum):
    """What the owner says became of an occasion."""

    KEPT = "kept"
    PARTLY = "partly"
    MISSED = "missed"
    MOVED = "moved"


class WayOn(StrEnum):
    """What its owner did about a miss. "Still will" is an entry of its own: the occasion is moved."""

    SMALLER = "smaller"
    LET_GO = "let_go"
    OWNED = "owned"


class FollowThrough(SQLModel, table=True):
    """One entry: the owner's word on one occasion, born with its id at the tap.

    The entry whose tap was latest counts; one that it took the place of keeps `superseded_at`. So two devices
    that say different things lose nothing, and both show the same. `occasion_on` is the day of the rhythm,
    for "whenever" the day it came up; a moved occasion keeps it and names the new day in `moved_to`.
    """

    __tablename__ = "follow_throughs"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["couple_id", "commitment_id", "wording_number"],
            [
                "commitment_wordings.couple_id",
                "commitment_wordings.commitment_id",
                "commitment_wordings.number",
            ],
            name="fk_follow_throughs_wording",  # spelled out, it would be longer than PostgreSQL allows
            ondelete="CASCADE",
        ),
        sa.CheckConstraint("(outcome = 'moved') = (moved_to IS NOT NULL)", name="moved_to"),
        sa.CheckConstraint("(way_on IS NULL) = (went_on_at IS NULL)", name="way_on_and_at"),
        sa.CheckConstraint("way_on IS NULL OR outcome = 'missed'", name="way_on_of_a_miss"),
        # One entry counts for an occasion and a person, however many arrive at once.
        sa.Index(
            "uq_follow_throughs_counts",
            "couple_id",
            "commitment_id",
            "person_id",
            "occasion_on",
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL AND withdrawn_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL AND withdrawn_at IS NULL"),
        ),
        # Today's entries of a couple, whatever lies behind them.
        sa.Index("ix_follow_throughs_days", "couple_id", "occasion_on"),
        sa.Index(
            "ix_follow_throughs_moved",
            "couple_id",
            "moved_to",
            sqlite_where=sa.text("moved_to IS NOT NULL"),
            postgresql_where=sa.text("moved_to IS NOT NULL"),
        ),
        by_member("person_id"),
    )

    couple_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    commitment_id: UUID
    wording_number: int  # the one in force on its day
    person_id: UUID
    occasion_on: date
    outcome: Outcome = Field(sa_type=text_enum(Outcome))
    moved_to: date | None = None
    line: str = Field(max_length=MAX_LINE)
    tapped_at: datetime = Field(sa_type=UtcDateTime)
    entered_at: datetime = Field(sa_type=UtcDateTime)
    # From when on the other sees it: kept and partly at once, anything else when its owner shares it.
    shared_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    superseded_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    way_on: WayOn | None = Field(default=None, sa_type=text_enum(WayOn))
    went_on_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
