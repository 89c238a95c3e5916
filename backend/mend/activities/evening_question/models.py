"""The tables of the evening question: what was asked on which day, and what each of the two did with it."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from mend.couples.models import by_member
from mend.database import UtcDateTime, text_enum

MAX_WORDS = 1000
MAX_LINES = 20


class Reply(StrEnum):
    """What one of the two does with a question; known to the other only once it has opened."""

    ANSWER = "answer"
    TALK = "talk"  # rather talk about it
    SKIP = "skip"
    NOTHING = "nothing"  # something, and took it back


class Opening(StrEnum):
    """How a question opened."""

    ANSWERS = "answers"  # both answered, and read each other
    TALK = "talk"  # both would rather talk about it; nothing written is shown to anybody


class AskedQuestion(SQLModel, table=True):
    """The question of a day. There is a row as soon as one of the two did something with it.

    So what was asked stays what was asked, whatever becomes of the deck. That there is a row is as private as
    what is in it: nothing the other sees may depend on it before `opened_at`.
    """

    __tablename__ = "asked_questions"
    __table_args__ = (
        sa.UniqueConstraint("couple_id", "day"),
        sa.CheckConstraint("(opened_at IS NULL) = (opened_as IS NULL)", name="opened_somehow"),
    )

    couple_id: UUID = Field(foreign_key="couples.id", ondelete="CASCADE", primary_key=True)
    # Follows from couple and day (see `days.id_of`): a page needs no row to have an address.
    id: UUID = Field(primary_key=True)
    day: date
    key: str = Field(max_length=64)
    opened_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    opened_as: Opening | None = Field(default=None, sa_type=text_enum(Opening))


class QuestionReply(SQLModel, table=True):
    """What one of the two did with a question: one row a person, however often it changes.

    `number` counts the changes, so that a form knows whether it was filled in from what still stands.
    """

    __tablename__ = "question_replies"
    __table_args__ = (
        by_member("person_id"),
        sa.ForeignKeyConstraint(
            ["couple_id", "question_id"],
            ["asked_questions.couple_id", "asked_questions.id"],
            ondelete="CASCADE",
        ),
        sa.CheckConstraint("reply <> 'answer' OR words <> ''", name="an_answer_has_words"),
        sa.CheckConstraint("reply IN ('answer', 'talk') OR words = ''", name="nothing_left_of_it"),
    )

    couple_id: UUID = Field(primary_key=True)
    question_id: UUID = Field(primary_key=True)
    person_id: UUID = Field(primary_key=True)
    reply: Reply = Field(sa_type=text_enum(Reply))
    # With `talk`, what was written before: it stays with whoever wrote it.
    words: str = Field(max_length=MAX_WORDS)
    number: int
    replied_at: datetime = Field(sa_type=UtcDateTime)
