"""Forgetting: once a meeting is over, nothing of it stays but when it was, and the good thing both wanted.

What was prepared before its end goes, brought in or not. So does every line the other did not say yes to,
what was said of promises (what it did stands with them), and the issue: if it became a talk, that stays.

An hour in which nobody went on from the first step, and which the clock ended, was begun by a slip of the
thumb: it costs nobody what they prepared.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, delete, func

from mend.weekly.models import (
    LineKind,
    Step,
    WeeklyLine,
    WeeklyLook,
    WeeklyMeeting,
    WeeklyPreparation,
)

# As `WeeklyMeeting.held_at` says of one that is over.
_WAS_HELD = sa.or_(col(WeeklyMeeting.ended_by).is_not(None), col(WeeklyMeeting.step) != Step.THANKS)
_OVER_AT = func.coalesce(col(WeeklyMeeting.ended_at), col(WeeklyMeeting.until))


def has_served(now: datetime) -> sa.ColumnElement[bool]:
    """Whether a meeting that was held ended since a preparation was written: its author reads it no more."""
    return (
        sa.select(WeeklyMeeting)
        .where(
            col(WeeklyMeeting.couple_id) == col(WeeklyPreparation.couple_id),
            col(WeeklyPreparation.saved_at) < _OVER_AT,
            now >= _OVER_AT,
            _WAS_HELD,
        )
        .correlate(WeeklyPreparation)
        .exists()
    )


def forget_meetings(session: Session, now: datetime) -> None:
    """Delete what has served. A chore of the worker."""
    session.exec(
        delete(WeeklyPreparation).where(has_served(now)).execution_options(synchronize_session=False)
    )
    kept = sa.and_(col(WeeklyLine.kind) == LineKind.PLAN, col(WeeklyLine.wanted_at).is_not(None))
    session.exec(
        delete(WeeklyLine)
        .where(~kept, _is_over(WeeklyLine, now))
        .execution_options(synchronize_session=False)
    )
    session.exec(
        delete(WeeklyLook).where(_is_over(WeeklyLook, now)).execution_options(synchronize_session=False)
    )


def _is_over(table: type[WeeklyLine] | type[WeeklyLook], now: datetime) -> sa.ColumnElement[bool]:
    return (
        sa.select(WeeklyMeeting)
        .where(
            col(WeeklyMeeting.couple_id) == col(table.couple_id),
            col(WeeklyMeeting.id) == col(table.meeting_id),
            now >= _OVER_AT,
        )
        .correlate(table)
        .exists()
    )
