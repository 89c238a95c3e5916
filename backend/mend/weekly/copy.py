"""What people take with them of weekly us: what they prepared themselves, and the good things both wanted."""

from typing import Any

from sqlmodel import Session, col, select

from mend.couples.copy import Copied
from mend.weekly.models import LineKind, WeeklyLine, WeeklyPreparation, WeeklyThought


def copied_weekly(session: Session, copied: Copied) -> dict[str, Any]:
    """The reader's own preparation, while it exists, and the plans of both, the oldest first."""
    return {"prepared": _prepared(session, copied), "something_good": _plans(session, copied)}


def _prepared(session: Session, copied: Copied) -> dict[str, Any] | None:
    row = session.get(WeeklyPreparation, (copied.couple_id, copied.reader_id))
    if row is None:
        return None
    thoughts = session.exec(
        select(WeeklyThought).where(
            WeeklyThought.couple_id == copied.couple_id, WeeklyThought.person_id == copied.reader_id
        )
    )
    return {
        "saved_at": row.saved_at.isoformat(),
        "thanks": row.thanks,
        "something_good": row.plan,
        "issue": row.issue,
        "promises": {str(one.commitment_id): one.verdict.value for one in thoughts},
    }


def _plans(session: Session, copied: Copied) -> list[dict[str, Any]]:
    rows = session.exec(
        select(WeeklyLine)
        .where(
            WeeklyLine.couple_id == copied.couple_id,
            WeeklyLine.kind == LineKind.PLAN,
            col(WeeklyLine.wanted_at).is_not(None),
        )
        .order_by(col(WeeklyLine.wanted_at), col(WeeklyLine.id))
    )
    return [
        {
            "words": one.words,
            "day": one.on_day.isoformat() if one.on_day else None,
            "brought": copied.act(one.brought_by, one.brought_at),
            "wanted": copied.act(one.wanted_by, one.wanted_at),
            "let_go": copied.act(one.dropped_by, one.dropped_at),
        }
        for one in rows
    ]
