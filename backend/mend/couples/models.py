"""The tables of couples: who belongs to which, and how two people come together."""

import enum
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from mend.database import UtcDateTime, text_enum


class Couple(SQLModel, table=True):
    """Two people's space. Closed, it stays as the record both may take a copy of."""

    __tablename__ = "couples"

    id: UUID = Field(primary_key=True)
    linked_at: datetime = Field(sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_by: UUID | None = Field(default=None, foreign_key="people.id", ondelete="SET NULL")
    # The number of the latest thing that was announced live; open pages ask for what came after theirs.
    last_event: int = 0


class Membership(SQLModel, table=True):
    """One person's place in a couple, from `joined_at` until `left_at`."""

    __tablename__ = "memberships"
    __table_args__ = (
        sa.UniqueConstraint("couple_id", "seat"),
        sa.CheckConstraint("seat IN (1, 2)", name="two_seats"),
        # Nobody is in two couples, however many requests say so at once.
        sa.Index(
            "uq_memberships_open_person",
            "person_id",
            unique=True,
            sqlite_where=sa.text("left_at IS NULL"),
            postgresql_where=sa.text("left_at IS NULL"),
        ),
    )

    couple_id: UUID = Field(foreign_key="couples.id", ondelete="CASCADE", primary_key=True)
    person_id: UUID = Field(foreign_key="people.id", ondelete="CASCADE", primary_key=True, index=True)
    seat: int
    joined_at: datetime = Field(sa_type=UtcDateTime)
    left_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Ending(enum.StrEnum):
    """How an invitation came to its end."""

    LINKED = "linked"
    WITHDRAWN = "withdrawn"  # by who invited
    REPLACED = "replaced"  # by a newer one, or because one of the two is linked now
    REFUSED = "refused"  # by who invited: it was not the one they meant
    TAKEN_BACK = "taken back"  # by who had accepted


class Invitation(SQLModel, table=True):
    """A code one person hands to another. The database holds the code's hash only.

    Open until `ended_at` or `expires_at`. Who accepts is named, and linked once the inviter says it is them.
    """

    __tablename__ = "invitations"
    __table_args__ = (
        sa.CheckConstraint("(accepted_by IS NULL) = (accepted_at IS NULL)", name="accepted_by_and_at"),
        sa.CheckConstraint("(ended_as IS NULL) = (ended_at IS NULL)", name="ended_as_and_at"),
        sa.CheckConstraint("accepted_by <> inviter_id", name="not_ones_own"),
        sa.Index(
            "uq_invitations_open_inviter",
            "inviter_id",
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        ),
    )

    id: UUID = Field(primary_key=True)
    inviter_id: UUID = Field(foreign_key="people.id", ondelete="CASCADE")
    code_hash: bytes = Field(max_length=32, unique=True)
    invited_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    accepted_by: UUID | None = Field(default=None, foreign_key="people.id", ondelete="CASCADE", index=True)
    accepted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_as: Ending | None = Field(default=None, sa_type=text_enum(Ending))


def by_member(column: str) -> sa.ForeignKeyConstraint:
    """`column` names one of the couple's two: nobody from outside can stand in a row of theirs."""
    return sa.ForeignKeyConstraint(
        ["couple_id", column], ["memberships.couple_id", "memberships.person_id"], ondelete="CASCADE"
    )
