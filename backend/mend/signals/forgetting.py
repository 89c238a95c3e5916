"""Forgetting: a pause is nobody's record of faults, so it deletes itself after thirty days."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, delete, func

from mend.notifications.models import Notification
from mend.signals.models import Pause, Rehearsal

KEPT_FOR = timedelta(days=30)


def forget_old_signals(session: Session, now: datetime) -> None:
    """Delete pauses, rehearsals and what was told of them, thirty days after.

    A pause that nobody ended counts from its return.
    """
    before = now - KEPT_FOR
    session.exec(delete(Pause).where(func.coalesce(col(Pause.ended_at), col(Pause.returns_at)) < before))
    session.exec(delete(Rehearsal).where(col(Rehearsal.started_at) < before))
    session.exec(delete(Notification).where(col(Notification.told_at) < before))
