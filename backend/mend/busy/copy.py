"""Imported calendars in the copy a person takes with them: their own, without the secret address."""

from typing import Any

from sqlmodel import Session, col, select

from mend.busy.models import BusyCalendar, BusyTime
from mend.couples.copy import Copied


def copied_calendars(session: Session, copied: Copied) -> list[dict[str, Any]]:
    """What the reader called them, and the times kept of them."""
    calendars = session.exec(
        select(BusyCalendar)
        .where(BusyCalendar.couple_id == copied.couple_id, BusyCalendar.person_id == copied.reader_id)
        .order_by(col(BusyCalendar.added_at))
    ).all()
    return [
        {
            "label": one.label,
            "added_at": one.added_at.isoformat(),
            "busy": [
                {"from": starts_at.isoformat(), "until": ends_at.isoformat()}
                for starts_at, ends_at in session.exec(
                    select(BusyTime.starts_at, BusyTime.ends_at)
                    .where(BusyTime.couple_id == one.couple_id, BusyTime.calendar_id == one.id)
                    .order_by(col(BusyTime.starts_at))
                )
            ],
        }
        for one in calendars
    ]
