"""How the questions stand for one of the two: this evening's, yesterday's, and those that are open for both.

Every read is one statement, which takes the other's words out of the database only for a question that both
answered. What the other did with any other is not even read.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from mend.activities.evening_question.days import (
    evening_of,
    id_of,
    lately_asked,
    question_of,
    takes_replies,
)
from mend.activities.evening_question.models import AskedQuestion, Opening, QuestionReply, Reply
from mend.activities.questions import BY_KEY
from mend.couples.membership import Member
from mend.errors import N_, NotFound

A_PAGE = 20
_ONE_DAY = timedelta(days=1)


class Stand(StrEnum):
    """How a question stands for one of the two."""

    ASKED = "asked"
    ANSWERED = "answered"  # by oneself
    WOULD_TALK = "would talk"  # oneself
    SKIPPED = "skipped"  # by oneself
    BOTH_ANSWERED = "both answered"
    BOTH_TALK = "both talk"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Evening:
    """A question as one of the two sees it.

    `mine` is what one wrote and `theirs` what the other did, "" unless both answered. `number` is that of
    one's own reply; `opened_on` the evening on which the question opened.
    """

    id: UUID
    day: date
    text: str
    stand: Stand
    mine: str = ""
    theirs: str = ""
    number: int = 0
    opened_on: date | None = None

    @property
    def is_open(self) -> bool:
        """Whether it has opened for both."""
        return self.opened_on is not None


@dataclass(frozen=True)
class Tonight:
    """This evening's question and yesterday's, which can still be answered."""

    today: Evening
    yesterday: Evening

    @property
    def on_home(self) -> list[Evening]:
        """What home shows: this evening's unless it was skipped, and yesterday's when it opened today."""
        late = [self.yesterday] if self.yesterday.opened_on == self.today.day else []
        return [*late, *([self.today] if self.today.stand is not Stand.SKIPPED else [])]


@dataclass(frozen=True)
class Leaf:
    """A page of questions; `older` is where the next one goes on, None on the last."""

    evenings: list[Evening]
    older: UUID | None


_MINE, _THEIRS = aliased(QuestionReply), aliased(QuestionReply)
_EVENINGS: sa.Select[*tuple[Any, ...]] = (
    sa.select(
        col(AskedQuestion.id),
        col(AskedQuestion.day),
        col(AskedQuestion.key),
        col(AskedQuestion.opened_at),
        col(AskedQuestion.opened_as),
        col(_MINE.reply),
        col(_MINE.words),
        col(_MINE.number),
        col(_THEIRS.words).label("theirs"),
    )
    .select_from(AskedQuestion)
    .outerjoin(
        _MINE,
        sa.and_(
            col(_MINE.couple_id) == col(AskedQuestion.couple_id),
            col(_MINE.question_id) == col(AskedQuestion.id),
            col(_MINE.person_id) == sa.bindparam("reader"),
        ),
    )
    .outerjoin(
        _THEIRS,
        sa.and_(
            col(_THEIRS.couple_id) == col(AskedQuestion.couple_id),
            col(_THEIRS.question_id) == col(AskedQuestion.id),
            col(_THEIRS.person_id) == sa.bindparam("partner"),
            col(AskedQuestion.opened_as) == Opening.ANSWERS,
        ),
    )
    .where(col(AskedQuestion.couple_id) == sa.bindparam("couple"))
    .order_by(col(AskedQuestion.day).desc())
)
_THESE = _EVENINGS.where(col(AskedQuestion.id).in_(sa.bindparam("ids", expanding=True)))
_BEFORE = _EVENINGS.where(col(AskedQuestion.day) < sa.bindparam("day")).limit(A_PAGE + 1)
_OPEN = _BEFORE.where(col(AskedQuestion.opened_at).is_not(None))
_KEPT = _BEFORE.where(col(AskedQuestion.opened_at).is_(None), col(_MINE.words) != "")


def tonight(session: Session, member: Member, now: datetime) -> Tonight:
    """This evening's question and yesterday's. One statement, whatever there is."""
    today = evening_of(member, now)
    days = (today, today - _ONE_DAY)
    found = {one.day: one for one in _read(session, member, _THESE, today, ids=_ids(member, *days))}
    return Tonight(*(found.get(day) or _untouched(member, day, today) for day in days))


def find_evening(session: Session, member: Member, question_id: UUID, now: datetime) -> Evening:
    """One question. `NotFound` unless it can be answered, is open, or holds something one did oneself.

    So an evening that is over looks the same whether the other answered or nobody did.
    """
    today = evening_of(member, now)
    found = _read(session, member, _THESE, today, ids=[question_id])
    if found and (found[0].stand is not Stand.OVER or found[0].number):
        return found[0]
    day = lately_asked(member.couple_id, question_id, today)
    if day is None or not takes_replies(day, today):
        raise NotFound(N_("There is nothing here."))
    return _untouched(member, day, today)


def evening_left_open(member: Member, question_id: UUID, now: datetime) -> Evening:
    """The question of a page that was left open past its time; `NotFound` when it is none of the couple's."""
    today = evening_of(member, now)
    day = lately_asked(member.couple_id, question_id, today)
    if day is None:
        raise NotFound(N_("There is nothing here."))
    return _untouched(member, day, today)


def open_questions(session: Session, member: Member, now: datetime, before: UUID | None = None) -> Leaf:
    """The questions that opened, the newest first: the page after `before`. `NotFound` for no such place."""
    return _leaf(session, member, _OPEN, now, before)


def kept_answers(session: Session, member: Member, now: datetime, before: UUID | None = None) -> Leaf:
    """One's own words to questions that never opened and will not any more, the newest first."""
    return _leaf(session, member, _KEPT, now, before)


def _leaf(
    session: Session, member: Member, which: sa.Select[*tuple[Any, ...]], now: datetime, before: UUID | None
) -> Leaf:
    today = evening_of(member, now)
    # Of what never opened, only evenings that are over; opened ones show from the moment they open.
    day = today + _ONE_DAY if which is _OPEN else today - _ONE_DAY
    if before is not None:
        # A mark must be something the reader knows of, or leafing would tell what the other has done.
        mark = next(iter(_read(session, member, _THESE, today, ids=[before])), None)
        if mark is None or not (mark.is_open if which is _OPEN else mark.number):
            raise NotFound(N_("There is nothing here."))
        day = min(day, mark.day)
    rows = _read(session, member, which, today, day=day)
    return Leaf(rows[:A_PAGE], rows[A_PAGE - 1].id if len(rows) > A_PAGE else None)


def _ids(member: Member, *days: date) -> list[UUID]:
    return [id_of(member.couple_id, day) for day in days]


def _read(
    session: Session, member: Member, which: sa.Select[*tuple[Any, ...]], today: date, **given: object
) -> list[Evening]:
    whose = {"couple": member.couple_id, "reader": member.person.id, "partner": member.partner.id}
    return [
        Evening(
            row.id,
            row.day,
            BY_KEY[row.key].text,
            _stand(row.opened_as, row.reply, takes_replies(row.day, today)),
            row.words or "",
            row.theirs or "",
            row.number or 0,
            evening_of(member, row.opened_at) if row.opened_at else None,
        )
        for row in session.execute(which, whose | given)
    ]


def _untouched(member: Member, day: date, today: date) -> Evening:
    return Evening(
        id_of(member.couple_id, day),
        day,
        question_of(member.couple_id, day).text,
        Stand.ASKED if takes_replies(day, today) else Stand.OVER,
    )


def _stand(opened_as: Opening | None, reply: Reply | None, in_time: bool) -> Stand:
    match opened_as, reply:
        case Opening.ANSWERS, _:
            return Stand.BOTH_ANSWERED
        case Opening.TALK, _:
            return Stand.BOTH_TALK
        case _ if not in_time:
            return Stand.OVER
        case _, Reply.ANSWER:
            return Stand.ANSWERED
        case _, Reply.TALK:
            return Stand.WOULD_TALK
        case _, Reply.SKIP:
            return Stand.SKIPPED
    return Stand.ASKED
