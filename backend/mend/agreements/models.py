"""The tables of the agreement: every wording ever suggested, with who and when."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from mend.couples.models import by_member
from mend.database import UtcDateTime

MAX_PHRASE = 40  # what a small lock screen shows of a title in one line
MAX_EMOJI = 16  # code points; the longest family of joined emoji has 11
MAX_HAND_SIGN = 60
MAX_SOOTHING = 300
SHORTEST_MINUTES = 5
LONGEST_MINUTES = 240

_PENDING = sa.text("accepted_at IS NULL AND set_aside_at IS NULL")


class AgreementVersion(SQLModel, table=True):
    """One wording: suggested by one, counting once the other accepted it; or set aside by either."""

    __tablename__ = "agreement_versions"
    __table_args__ = (
        sa.UniqueConstraint("couple_id", "number"),
        sa.CheckConstraint(f"minutes BETWEEN {SHORTEST_MINUTES} AND {LONGEST_MINUTES}", name="minutes"),
        sa.CheckConstraint("accepted_by <> proposed_by", name="accepted_by_the_other"),
        sa.CheckConstraint("(accepted_by IS NULL) = (accepted_at IS NULL)", name="accepted_by_and_at"),
        sa.CheckConstraint("(set_aside_by IS NULL) = (set_aside_at IS NULL)", name="set_aside_by_and_at"),
        sa.CheckConstraint("accepted_at IS NULL OR set_aside_at IS NULL", name="one_end"),
        sa.Index(
            "uq_agreement_versions_pending",
            "couple_id",
            unique=True,
            sqlite_where=_PENDING,
            postgresql_where=_PENDING,
        ),
        by_member("proposed_by"),
        by_member("accepted_by"),
        by_member("set_aside_by"),
    )

    couple_id: UUID = Field(foreign_key="couples.id", ondelete="CASCADE", primary_key=True)
    id: UUID = Field(primary_key=True)
    number: int
    phrase: str = Field(max_length=MAX_PHRASE)
    emoji: str = Field(max_length=MAX_EMOJI)
    hand_sign: str = Field(max_length=MAX_HAND_SIGN)
    minutes: int
    proposed_by: UUID
    proposed_at: datetime = Field(sa_type=UtcDateTime)
    accepted_by: UUID | None = None
    accepted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    set_aside_by: UUID | None = None
    set_aside_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Soothing(SQLModel, table=True):
    """What soothes one of the two, as this version says."""

    __tablename__ = "agreement_soothings"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["couple_id", "version_id"],
            ["agreement_versions.couple_id", "agreement_versions.id"],
            ondelete="CASCADE",
        ),
        by_member("person_id"),
    )

    couple_id: UUID = Field(primary_key=True)
    version_id: UUID = Field(primary_key=True)
    person_id: UUID = Field(primary_key=True)
    words: str = Field(max_length=MAX_SOOTHING)
