"""Time for oneself in the copy people take with them: when it was kept, and whose."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from mend.couples.copy import Copied
from mend.owntime.models import LeftOutDay, OwnTime
from mend.web.hours import typed_time


def copied_own_times(session: Session, copied: Copied) -> list[dict[str, Any]]:
    """All of both, the oldest first; when it comes up as a rule of iCalendar (RFC 5545, section 3.3.10)."""
    left_out: dict[UUID, list[date]] = {}
    for own_id, day in session.exec(
        select(col(LeftOutDay.own_time_id), col(LeftOutDay.day))
        .where(LeftOutDay.couple_id == copied.couple_id)
        .order_by(col(LeftOutDay.day))
    ):
        left_out.setdefault(own_id, []).append(day)
    return [
        {
            "for": copied.names[own.person_id],
            "from": own.starts.isoformat(),
            "rule": own.rule,
            "at": typed_time(own.at),
            "time_zone": own.zone,
            "minutes": own.minutes,
            "left_out": [day.isoformat() for day in left_out.get(own.id, ())],
            "kept_at": own.kept_at.isoformat(),
            "given_back_at": own.ended_at.isoformat() if own.ended_at else None,
        }
        for own in session.exec(
            select(OwnTime)
            .where(OwnTime.couple_id == copied.couple_id)
            .order_by(col(OwnTime.kept_at), col(OwnTime.id))
        )
    ]
