"""The tables of promises: the promise, every wording it had, and every turn it took.

What became of a promise on its days stands in `entry_models`, what follows a missed one in `amends_models`.
"""

from datetime import date, datetime, time
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from mend.couples.models import by_member
from mend.database import UtcDateTime, text_enum
from mend.rhythms.rhythm import LONGEST_RULE

MAX_WORDS = 200
MAX_WHY = 200


def of_commitment() -> sa.ForeignKeyConstraint:
    """The row belongs to a promise of its own couple, and goes with it."""
    return sa.ForeignKeyConstraint(
        ["couple_id", "commitment_id"], ["commitments.couple_id", "commitments.id"], ondelete="CASCADE"
    )


class CommitmentState(StrEnum):
    """Where a promise stands. How it comes from one to the other: `states`."""

    OFFERED = "offered"
    ACTIVE = "active"
    RESTING = "resting"
    FINISHED = "finished"
    LET_GO = "let_go"
    DECLINED = "declined"  # by the one asked
    TAKEN_BACK = "taken_back"  # by the one who offered it
    EXPIRED = "expired"  # offered, and nobody answered: told by the clock, never stored


class Commitment(SQLModel, table=True):
    """A promise. Whose it is never changes: `owner_id` is who keeps it, None when both do ("ours")."""

    __tablename__ = "commitments"
    __table_args__ = (
        sa.CheckConstraint("state <> 'expired'", name="never_stored"),
        sa.CheckConstraint(
            "(state IN ('offered', 'declined', 'taken_back')) = (wording_number IS NULL)",
            name="agreed_wording",
        ),
        sa.Index(None, "couple_id", "state"),
        by_member("owner_id"),
        by_member("opened_by"),
    )

    couple_id: UUID = Field(foreign_key="couples.id", ondelete="CASCADE", primary_key=True)
    id: UUID = Field(primary_key=True)
    owner_id: UUID | None = None
    opened_by: UUID
    opened_at: datetime = Field(sa_type=UtcDateTime)
    state: CommitmentState = Field(sa_type=text_enum(CommitmentState))
    # Since when it stands so: the moment of its latest turn.
    state_since: datetime = Field(sa_type=UtcDateTime)
    # The wording both said yes to last; None before the first yes.
    wording_number: int | None = None


class WordingAnswer(StrEnum):
    """What became of a wording that was offered."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    REPLACED = "replaced"  # another wording went back
    TAKEN_BACK = "taken_back"


class CommitmentWording(SQLModel, table=True):
    """One version of what is promised, and when. A newer one takes its place and overwrites nothing.

    `rule` and `starts` are a rhythm (see `rhythm`). `review_on` is the day on which both look whether it
    still fits; None for never.
    """

    __tablename__ = "commitment_wordings"
    __table_args__ = (
        of_commitment(),
        sa.CheckConstraint(
            "(answer IS NULL) = (answered_by IS NULL) AND (answer IS NULL) = (answered_at IS NULL)",
            name="answer_by_and_at",
        ),
        # Nobody says yes to their own.
        sa.CheckConstraint("answer <> 'accepted' OR answered_by <> proposed_by", name="not_ones_own"),
        # One wording waits at most, however many arrive at once.
        sa.Index(
            "uq_commitment_wordings_waiting",
            "couple_id",
            "commitment_id",
            unique=True,
            sqlite_where=sa.text("answer IS NULL"),
            postgresql_where=sa.text("answer IS NULL"),
        ),
        by_member("proposed_by"),
        by_member("answered_by"),
    )

    couple_id: UUID = Field(primary_key=True)
    commitment_id: UUID = Field(primary_key=True)
    number: int = Field(primary_key=True)
    words: str = Field(max_length=MAX_WORDS)
    why: str = Field(max_length=MAX_WHY)
    rule: str = Field(max_length=LONGEST_RULE)
    starts: date
    review_on: date | None = None
    proposed_by: UUID
    proposed_at: datetime = Field(sa_type=UtcDateTime)
    answer: WordingAnswer | None = Field(default=None, sa_type=text_enum(WordingAnswer))
    answered_by: UUID | None = None
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Turn(StrEnum):
    """What somebody did with a promise both had agreed on."""

    AGREED = "agreed"
    RESTED = "rested"
    TAKEN_UP = "taken_up"  # again, after a rest
    FINISHED = "finished"
    LET_GO = "let_go"


class CommitmentTurn(SQLModel, table=True):
    """One turn in a promise's story, with who and when. Numbered within the promise, from 1."""

    __tablename__ = "commitment_turns"
    __table_args__ = (of_commitment(), by_member("taken_by"))

    couple_id: UUID = Field(primary_key=True)
    commitment_id: UUID = Field(primary_key=True)
    number: int = Field(primary_key=True)
    turn: Turn = Field(sa_type=text_enum(Turn))
    taken_by: UUID
    taken_at: datetime = Field(sa_type=UtcDateTime)


class CommitmentReminder(SQLModel, table=True):
    """When somebody wants to be reminded of a promise of theirs: by the clock where they are."""

    __tablename__ = "commitment_reminders"
    __table_args__ = (of_commitment(), by_member("person_id"))

    couple_id: UUID = Field(primary_key=True)
    commitment_id: UUID = Field(primary_key=True)
    person_id: UUID = Field(primary_key=True)
    remind_at: time
    set_at: datetime = Field(sa_type=UtcDateTime)
