"""Forgetting what was told: whoever it was for has read it, or never will."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, delete

from mend.notifications.models import Notification

KEPT_FOR = timedelta(days=30)


def forget_old_notifications(session: Session, now: datetime) -> None:
    """Delete what was told, with its deliveries, thirty days after it lost its meaning."""
    session.exec(delete(Notification).where(col(Notification.expires_at) < now - KEPT_FOR))
