"""The questions' part of the copy people take with them."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from mend.activities.evening_question.models import AskedQuestion, Opening, QuestionReply
from mend.activities.questions import BY_KEY
from mend.couples.copy import Copied


def copied_questions(session: Session, copied: Copied) -> list[dict[str, Any]]:
    """Every question that opened, and those one wrote something to oneself, the oldest first.

    The other's words are among them only where both answered: a copy tells no more than the pages do.
    """
    written = session.execute(
        sa.select(
            col(AskedQuestion.id),
            col(AskedQuestion.day),
            col(AskedQuestion.key),
            col(AskedQuestion.opened_at),
            col(AskedQuestion.opened_as),
            col(QuestionReply.person_id),
            col(QuestionReply.words),
        )
        .join(
            QuestionReply,
            sa.and_(
                col(QuestionReply.couple_id) == col(AskedQuestion.couple_id),
                col(QuestionReply.question_id) == col(AskedQuestion.id),
            ),
        )
        .where(
            col(AskedQuestion.couple_id) == copied.couple_id,
            sa.or_(
                sa.and_(col(QuestionReply.person_id) == copied.reader_id, col(QuestionReply.words) != ""),
                col(AskedQuestion.opened_at).is_not(None),
            ),
        )
        .order_by(col(AskedQuestion.day), col(QuestionReply.replied_at), col(QuestionReply.person_id))
    )
    questions: dict[Any, dict[str, Any]] = {}
    for row in written:
        one = questions.setdefault(
            row.id,
            {
                "day": row.day.isoformat(),
                "question": BY_KEY[row.key].text,
                "opened_at": row.opened_at.isoformat() if row.opened_at else None,
                "both_would_talk": row.opened_as is Opening.TALK,
                "answers": [],
            },
        )
        if row.words and (row.person_id == copied.reader_id or row.opened_as is Opening.ANSWERS):
            one["answers"].append({"from": copied.names[row.person_id], "words": row.words})
    return list(questions.values())
