"""The tables of talks: what about, every offer of a time, how it went, and what was parked."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from mend.couples.models import by_member
from mend.database import UtcDateTime, text_enum

MAX_TOPIC = 120
MAX_FOLDED = 3 * MAX_TOPIC  # folding may turn one letter into three
MAX_PLACE = 80
MAX_LINE = 120
SHORTEST_MINUTES, USUAL_MINUTES, LONGEST_MINUTES = 10, 30, 60


def _of_talk() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["couple_id", "talk_id"], ["talks.couple_id", "talks.id"], ondelete="CASCADE"
    )


class TalkState(StrEnum):
    """Where a talk stands. How it comes from one to the other: `booking` and `conversation`."""

    OFFERED = "offered"
    BOOKED = "booked"
    UNDER_WAY = "under_way"
    HELD = "held"
    SET_ASIDE = "set_aside"  # by the one asked
    TAKEN_BACK = "taken_back"  # by the one whose offer it was
    CALLED_OFF = "called_off"
    PASSED_BY = "passed_by"  # booked, and its time went by: told by the clock, never stored


class TalkTopic(SQLModel, table=True):
    """What talks are about. The same words, however they are spelled, are the same topic."""

    __tablename__ = "talk_topics"
    __table_args__ = (sa.UniqueConstraint("couple_id", "folded"), by_member("first_named_by"))

    couple_id: UUID = Field(foreign_key="couples.id", ondelete="CASCADE", primary_key=True)
    id: UUID = Field(primary_key=True)
    words: str = Field(max_length=MAX_TOPIC)
    folded: str = Field(max_length=MAX_FOLDED)
    first_named_by: UUID
    first_named_at: datetime = Field(sa_type=UtcDateTime)


class Talk(SQLModel, table=True):
    """One conversation, offered until it is booked, booked until it is held; or not held at all."""

    __tablename__ = "talks"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["couple_id", "topic_id"], ["talk_topics.couple_id", "talk_topics.id"], ondelete="CASCADE"
        ),
        sa.CheckConstraint("state <> 'passed_by'", name="never_stored"),
        sa.CheckConstraint("(began_by IS NULL) = (began_at IS NULL)", name="began_by_and_at"),
        sa.CheckConstraint("(ended_by IS NULL) = (ended_at IS NULL)", name="ended_by_and_at"),
        sa.CheckConstraint("(state IN ('under_way', 'held')) = (began_at IS NOT NULL)", name="began"),
        sa.CheckConstraint(
            "(state IN ('held', 'set_aside', 'taken_back', 'called_off')) = (ended_at IS NOT NULL)",
            name="ended",
        ),
        by_member("opened_by"),
        by_member("began_by"),
        by_member("ended_by"),
    )

    couple_id: UUID = Field(foreign_key="couples.id", ondelete="CASCADE", primary_key=True)
    id: UUID = Field(primary_key=True)
    topic_id: UUID
    state: TalkState = Field(sa_type=text_enum(TalkState))
    offer_number: int  # the offer that counts; the earlier ones are history
    opened_by: UUID
    opened_at: datetime = Field(sa_type=UtcDateTime)
    began_by: UUID | None = None
    began_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    # When and by whom it was held, set aside, taken back or called off.
    ended_by: UUID | None = None
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class TalkOffer(SQLModel, table=True):
    """One version of when and where. A newer one takes its place and overwrites nothing."""

    __tablename__ = "talk_offers"
    __table_args__ = (
        sa.CheckConstraint(f"minutes BETWEEN {SHORTEST_MINUTES} AND {LONGEST_MINUTES}", name="minutes"),
        _of_talk(),
        by_member("offered_by"),
    )

    couple_id: UUID = Field(primary_key=True)
    talk_id: UUID = Field(primary_key=True)
    number: int = Field(primary_key=True)
    offered_by: UUID
    offered_at: datetime = Field(sa_type=UtcDateTime)
    place: str = Field(max_length=MAX_PLACE)
    minutes: int


class TalkSlot(SQLModel, table=True):
    """A time somebody offered, and the other's yes to it."""

    __tablename__ = "talk_slots"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["couple_id", "talk_id", "offer_number"],
            ["talk_offers.couple_id", "talk_offers.talk_id", "talk_offers.number"],
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint("couple_id", "talk_id", "offer_number", "starts_at"),
        sa.CheckConstraint("(chosen_by IS NULL) = (chosen_at IS NULL)", name="chosen_by_and_at"),
        # One time of an offer is chosen at most, however many taps arrive at once.
        sa.Index(
            "ix_talk_slots_by_start", "couple_id", "starts_at"
        ),  # a month is found without looking through ten years
        sa.Index(
            "uq_talk_slots_chosen",
            "couple_id",
            "talk_id",
            "offer_number",
            unique=True,
            sqlite_where=sa.text("chosen_at IS NOT NULL"),
            postgresql_where=sa.text("chosen_at IS NOT NULL"),
        ),
        by_member("chosen_by"),
    )

    couple_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    talk_id: UUID
    offer_number: int
    starts_at: datetime = Field(sa_type=UtcDateTime)
    chosen_by: UUID | None = None
    chosen_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Wish(StrEnum):
    """What somebody wants after they looked at how they are."""

    TALK = "talk"
    ANOTHER_TIME = "another_time"


class TalkReadiness(SQLModel, table=True):
    """How somebody is right before a talk. For their own eyes; the other learns of the wish alone.

    It is deleted when the talk begins or finds another time: by then it has served.
    """

    __tablename__ = "talk_readiness"
    __table_args__ = (
        _of_talk(),
        by_member("person_id"),
        sa.CheckConstraint("wish IS NOT NULL OR tired OR hungry OR unwell OR in_a_hurry", name="all_right"),
    )

    couple_id: UUID = Field(primary_key=True)
    talk_id: UUID = Field(primary_key=True)
    person_id: UUID = Field(primary_key=True)
    tired: bool
    hungry: bool
    unwell: bool
    in_a_hurry: bool
    wish: Wish | None = Field(default=None, sa_type=text_enum(Wish))
    answered_at: datetime = Field(sa_type=UtcDateTime)


class ParkedLine(SQLModel, table=True):
    """Something that came up besides. Written down, it can wait."""

    __tablename__ = "talk_parked_lines"
    __table_args__ = (
        _of_talk(),
        by_member("author_id"),
        by_member("ticked_by"),
        sa.CheckConstraint("(ticked_by IS NULL) = (ticked_at IS NULL)", name="ticked_by_and_at"),
        sa.Index(None, "couple_id", "talk_id"),
    )

    couple_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    talk_id: UUID
    author_id: UUID
    words: str = Field(max_length=MAX_LINE)
    parked_at: datetime = Field(sa_type=UtcDateTime)
    ticked_by: UUID | None = None
    ticked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class HiddenHelp(SQLModel, table=True):
    """Somebody need not see any more that a third person could help with this. Nobody else learns it."""

    __tablename__ = "talk_help_hidden"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["couple_id", "topic_id"], ["talk_topics.couple_id", "talk_topics.id"], ondelete="CASCADE"
        ),
        by_member("person_id"),
    )

    couple_id: UUID = Field(primary_key=True)
    topic_id: UUID = Field(primary_key=True)
    person_id: UUID = Field(primary_key=True)
    hidden_at: datetime = Field(sa_type=UtcDateTime)
