"""Stretches of time somebody wants quiet for, because of something that goes on then: like quiet hours, once.

What goes on may still speak: a notification that is `about` the very same thing comes through.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, delete, select

from mend.notifications.models import QuietTime
from mend.notifications.quiet import free_what_waits

Stretch = tuple[datetime, datetime]


def quiet_times_about(session: Session, couple_id: UUID, about: str) -> dict[UUID, Stretch]:
    """For whom it is to be quiet because of this, from when until when."""
    return {one.person_id: (one.begins_at, one.ends_at) for one in _about(session, couple_id, about)}


def keep_quiet(
    session: Session, couple_id: UUID, about: str, wanted: Mapping[UUID, Stretch], now: datetime
) -> None:
    """Because of this let it be quiet for these people then, and for nobody else.

    Whose quiet ends, or is another: what waited for its end is looked at anew.
    """
    right = set()
    for one in _about(session, couple_id, about):
        if wanted.get(one.person_id) == (one.begins_at, one.ends_at):
            right.add(one.person_id)
        else:
            session.delete(one)
            session.flush()
            free_what_waits(session, couple_id, one.person_id, now)
    session.add_all(
        QuietTime(couple_id=couple_id, person_id=person_id, about=about, begins_at=begins_at, ends_at=ends_at)
        for person_id, (begins_at, ends_at) in wanted.items()
        if person_id not in right
    )
    session.flush()


def forget_quiet_times(session: Session, now: datetime) -> None:
    """Those that are over. A chore of the worker."""
    session.exec(delete(QuietTime).where(col(QuietTime.ends_at) <= now))


def _about(session: Session, couple_id: UUID, about: str) -> Sequence[QuietTime]:
    return session.exec(
        select(QuietTime)
        .where(QuietTime.couple_id == couple_id, QuietTime.about == about)
        .order_by(col(QuietTime.person_id))
        .execution_options(populate_existing=True)
    ).all()
