"""The tables of weekly us: when it is, who joins, what each prepares alone, and the meeting itself."""

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from mend.commitments.models import of_commitment
from mend.couples.models import by_member
from mend.database import UtcDateTime, text_enum
from mend.talks.models import MAX_TOPIC
from mend.thanks.models import MAX_WORDS as MAX_THANKS

AN_HOUR = timedelta(hours=1)  # at most, from the first start
MAX_LINE = MAX_TOPIC  # an issue becomes the topic of a talk
MAX_ZONE = 64


def _of_meeting() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["couple_id", "meeting_id"], ["weekly_meetings.couple_id", "weekly_meetings.id"], ondelete="CASCADE"
    )


class Stance(StrEnum):
    """How somebody stands to the ritual; without a row they were not asked, or have not answered."""

    JOINED = "joined"
    NOT_NOW = "not_now"  # nobody is told
    LEFT = "left"


class WeeklyRitual(SQLModel, table=True):
    """When the two meet: the time suggested last, by the clock of `zone`, and their latest meeting."""

    __tablename__ = "weekly_rituals"
    __table_args__ = (
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name="a_day_of_the_week"),
        by_member("set_by"),
        sa.ForeignKeyConstraint(
            ["couple_id", "meeting_id"], ["weekly_meetings.couple_id", "weekly_meetings.id"]
        ),
    )

    couple_id: UUID = Field(foreign_key="couples.id", ondelete="CASCADE", primary_key=True)
    number: int  # of the time that counts; whoever answers says which one they saw
    weekday: int  # Monday is 0
    at: time
    zone: str = Field(max_length=MAX_ZONE)
    set_by: UUID
    set_at: datetime = Field(sa_type=UtcDateTime)
    meeting_id: UUID | None = None


class WeeklyStance(SQLModel, table=True):
    """How one of the two stands to it, and since when."""

    __tablename__ = "weekly_stances"
    __table_args__ = (by_member("person_id"),)

    couple_id: UUID = Field(primary_key=True)
    person_id: UUID = Field(primary_key=True)
    stance: Stance = Field(sa_type=text_enum(Stance))
    since: datetime = Field(sa_type=UtcDateTime)


class Verdict(StrEnum):
    """What to do with a promise."""

    KEEP = "keep"
    RESIZE = "resize"
    LET_GO = "let_go"


class WeeklyPreparation(SQLModel, table=True):
    """What somebody prepares, for their own eyes alone. It goes once a meeting is over: see `forgetting`."""

    __tablename__ = "weekly_preparations"
    __table_args__ = (by_member("person_id"),)

    couple_id: UUID = Field(primary_key=True)
    person_id: UUID = Field(primary_key=True)
    thanks: str = Field(max_length=MAX_THANKS)
    plan: str = Field(max_length=MAX_LINE)
    issue: str = Field(max_length=MAX_LINE)
    saved_at: datetime = Field(sa_type=UtcDateTime)


class WeeklyThought(SQLModel, table=True):
    """What somebody thinks of a promise they keep, as a part of their preparation."""

    __tablename__ = "weekly_thoughts"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["couple_id", "person_id"],
            ["weekly_preparations.couple_id", "weekly_preparations.person_id"],
            ondelete="CASCADE",
        ),
        of_commitment(),
    )

    couple_id: UUID = Field(primary_key=True)
    person_id: UUID = Field(primary_key=True)
    commitment_id: UUID = Field(primary_key=True)
    verdict: Verdict = Field(sa_type=text_enum(Verdict))


class Step(StrEnum):
    """What the meeting is at, in this order."""

    THANKS = "thanks"
    PLAN = "plan"
    PROMISES = "promises"
    ISSUE = "issue"


class WeeklyMeeting(SQLModel, table=True):
    """One meeting. When the clock ended it, `ended_by` names nobody."""

    __tablename__ = "weekly_meetings"
    __table_args__ = (
        sa.CheckConstraint("ended_by IS NULL OR ended_at IS NOT NULL", name="ended_by_and_at"),
        # However many taps begin at once: there is one meeting.
        sa.Index(
            "uq_weekly_meetings_open",
            "couple_id",
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        ),
        by_member("started_by"),
        by_member("step_by"),
        by_member("ended_by"),
    )

    couple_id: UUID = Field(foreign_key="couples.id", ondelete="CASCADE", primary_key=True)
    id: UUID = Field(primary_key=True)
    started_by: UUID
    started_at: datetime = Field(sa_type=UtcDateTime)
    until: datetime = Field(sa_type=UtcDateTime)
    step: Step = Field(sa_type=text_enum(Step))
    step_by: UUID
    step_at: datetime = Field(sa_type=UtcDateTime)
    ended_by: UUID | None = None
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    def held_at(self, now: datetime) -> datetime | None:
        """When it began; None for what a slip of the thumb began: nobody went on, and the clock ended it."""
        slipped = self.step is Step.THANKS and self.ended_by is None and now >= self.until
        return None if slipped else self.started_at


class WeeklyDeparture(SQLModel, table=True):
    """Somebody is not in the meeting any more. Who comes back takes the row away."""

    __tablename__ = "weekly_departures"
    __table_args__ = (_of_meeting(), by_member("person_id"))

    couple_id: UUID = Field(primary_key=True)
    meeting_id: UUID = Field(primary_key=True)
    person_id: UUID = Field(primary_key=True)
    left_at: datetime = Field(sa_type=UtcDateTime)


class LineKind(StrEnum):
    """What a line that is brought in may become."""

    PLAN = "plan"  # something good
    ISSUE = "issue"  # what they talk about


_WANTED = sa.text("wanted_at IS NOT NULL")


class WeeklyLine(SQLModel, table=True):
    """A line one of the two brought into a meeting. The other's yes makes it the one both want."""

    __tablename__ = "weekly_lines"
    __table_args__ = (
        _of_meeting(),
        by_member("brought_by"),
        by_member("wanted_by"),
        by_member("dropped_by"),
        sa.ForeignKeyConstraint(["couple_id", "talk_id"], ["talks.couple_id", "talks.id"]),
        sa.CheckConstraint("wanted_by <> brought_by", name="not_ones_own"),
        sa.CheckConstraint("(wanted_by IS NULL) = (wanted_at IS NULL)", name="wanted_by_and_at"),
        sa.CheckConstraint("(dropped_by IS NULL) = (dropped_at IS NULL)", name="dropped_by_and_at"),
        sa.CheckConstraint("kind = 'plan' OR (on_day IS NULL AND dropped_at IS NULL)", name="of_plans"),
        sa.Index(
            "uq_weekly_lines_wanted",
            "couple_id",
            "meeting_id",
            "kind",
            unique=True,
            sqlite_where=_WANTED,
            postgresql_where=_WANTED,
        ),
    )

    couple_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    meeting_id: UUID
    kind: LineKind = Field(sa_type=text_enum(LineKind))
    words: str = Field(max_length=MAX_LINE)
    on_day: date | None = None
    brought_by: UUID
    brought_at: datetime = Field(sa_type=UtcDateTime)
    wanted_by: UUID | None = None
    wanted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    dropped_by: UUID | None = None
    dropped_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    # The talk an issue became.
    talk_id: UUID | None = None


class WeeklyLook(SQLModel, table=True):
    """What somebody said of a promise in a meeting. What it did stands with the promise itself."""

    __tablename__ = "weekly_looks"
    __table_args__ = (_of_meeting(), of_commitment(), by_member("person_id"))

    couple_id: UUID = Field(primary_key=True)
    meeting_id: UUID = Field(primary_key=True)
    commitment_id: UUID = Field(primary_key=True)
    person_id: UUID = Field(primary_key=True)
    verdict: Verdict = Field(sa_type=text_enum(Verdict))
    looked_at: datetime = Field(sa_type=UtcDateTime)
