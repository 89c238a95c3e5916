"""The tables of amends: an apology with ownership and a plan, and what the other says to it."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from mend.couples.models import by_member
from mend.database import UtcDateTime, text_enum

MAX_PART = 400
MAX_NEED = 200


class Amends(SQLModel, table=True):
    """What somebody owns: what I did, how it landed, what I'll do. There is no field for excuses on purpose.

    It belongs to a missed entry of its author's. `plan_id` is the promise the plan was offered as.
    """

    __tablename__ = "amends"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["couple_id", "entry_id"], ["follow_throughs.couple_id", "follow_throughs.id"], ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["couple_id", "plan_id"], ["commitments.couple_id", "commitments.id"], ondelete="CASCADE"
        ),
        # A miss is owned once.
        sa.UniqueConstraint("couple_id", "entry_id"),
        by_member("author_id"),
    )

    couple_id: UUID = Field(foreign_key="couples.id", ondelete="CASCADE", primary_key=True)
    id: UUID = Field(primary_key=True)
    entry_id: UUID
    plan_id: UUID
    author_id: UUID
    did: str = Field(max_length=MAX_PART)
    landed: str = Field(max_length=MAX_PART)
    will: str = Field(max_length=MAX_PART)
    sent_at: datetime = Field(sa_type=UtcDateTime)


class AmendsReply(StrEnum):
    """What the one it was sent to says. None of them is final but thanks."""

    LATER = "later"
    THANKS = "thanks"
    NOT_READY = "not_ready"
    NEED = "need"  # with words


class AmendsAnswer(SQLModel, table=True):
    """One answer to amends, numbered from 1; the newest counts."""

    __tablename__ = "amends_answers"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["couple_id", "amends_id"], ["amends.couple_id", "amends.id"], ondelete="CASCADE"
        ),
        sa.CheckConstraint("(reply = 'need') = (words <> '')", name="words_of_a_need"),
        by_member("answered_by"),
    )

    couple_id: UUID = Field(primary_key=True)
    amends_id: UUID = Field(primary_key=True)
    number: int = Field(primary_key=True)
    reply: AmendsReply = Field(sa_type=text_enum(AmendsReply))
    words: str = Field(max_length=MAX_NEED)
    answered_by: UUID
    answered_at: datetime = Field(sa_type=UtcDateTime)
