"""What imported calendars hand on: bare times to both, and to its owner that something of theirs is there."""

from datetime import datetime

from sqlmodel import Session, col, select

from mend.busy.models import BusyCalendar, BusyTime
from mend.couples.busy import Busy
from mend.couples.free import Stretch
from mend.couples.membership import Member
from mend.errors import N_


def imported_times(session: Session, member: Member, begins: datetime, ends: datetime) -> list[Stretch]:
    """What either has in their calendars between two moments, without whose it is."""
    rows = session.exec(
        select(BusyTime.starts_at, BusyTime.ends_at).where(
            BusyTime.couple_id == member.couple_id, BusyTime.starts_at < ends, BusyTime.ends_at > begins
        )
    )
    return [Stretch(starts_at, ends_at) for starts_at, ends_at in rows]


def imported_clashes(session: Session, member: Member, begins: datetime, ends: datetime) -> list[Busy]:
    """What the reader has in their own calendars; the other's are nobody else's business."""
    rows = session.exec(
        select(BusyTime.starts_at, BusyTime.ends_at, BusyTime.calendar_id)
        .join(
            BusyCalendar,
            (col(BusyCalendar.couple_id) == col(BusyTime.couple_id))
            & (col(BusyCalendar.id) == col(BusyTime.calendar_id)),
        )
        .where(
            BusyTime.couple_id == member.couple_id,
            BusyCalendar.person_id == member.person.id,
            BusyTime.starts_at < ends,
            BusyTime.ends_at > begins,
        )
        .order_by(col(BusyTime.starts_at))
    )
    return [
        Busy(starts_at, ends_at, calendar_id, N_("Your calendar has something at %(time)s."))
        for starts_at, ends_at, calendar_id in rows
    ]
