"""From a notification to its deliveries, one for each device its recipient has when it falls due.

Most fall due as they are told. What is told ahead of its time (a prompt at the time of return) waits here and
is handed out by the worker: to the devices of that moment, unless it was withdrawn or has lost its meaning.
"""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from mend.couples.models import Couple
from mend.ids import new_id
from mend.notifications.models import Delivery, DeliveryState, Device, Notification
from mend.notifications.withdrawals import withdraw_matching

COUPLES_AT_ONCE = 100  # whose notifications one round hands out; the next round takes the next ones


def _waits(now: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(
        col(Notification.handed_out_at).is_(None),
        col(Notification.withdrawn_at).is_(None),
        col(Notification.due_at) <= now,
    )


def hand_out(
    session: Session, notification: Notification, now: datetime, except_device: UUID | None = None
) -> None:
    """Make the deliveries of `notification`. Wants the couple's turn taken.

    What it replaces makes room: an older one under the same topic that has not left yet never will.
    """
    # Held from here on: a device that goes in this moment must not take the notification down with it.
    devices = session.exec(
        select(Device)
        .where(Device.person_id == notification.recipient_id)
        .order_by(col(Device.id))
        .with_for_update(read=True, key_share=True)
    ).all()
    withdraw_matching(
        session,
        notification.couple_id,
        now,
        col(Notification.recipient_id) == notification.recipient_id,
        col(Notification.topic) == notification.topic,
        col(Notification.id) != notification.id,
        # What waits for a later time is no older one.
        col(Notification.handed_out_at).is_not(None) | (col(Notification.due_at) <= notification.due_at),
    )
    notification.handed_out_at = now
    session.add(notification)
    session.add_all(
        Delivery(
            couple_id=notification.couple_id,
            id=new_id(),
            notification_id=notification.id,
            device_id=device.id,
            device_label=device.label,
            state=DeliveryState.QUEUED,
            next_try_at=now,
        )
        for device in devices
        if device.id != except_device
    )
    session.flush()


def move(session: Session, notification: Notification, due_at: datetime) -> None:
    """Let what still waits fall due at another time, and be news for as long. Wants the turn taken."""
    notification.expires_at += due_at - notification.due_at
    notification.due_at = due_at
    session.add(notification)
    session.flush()


def is_any_due(session: Session, now: datetime) -> bool:
    """Whether `hand_out_due` would find something to do. Takes no lock."""
    return session.exec(select(Notification.id).where(_waits(now)).limit(1)).first() is not None


def hand_out_due(session: Session, now: datetime) -> None:
    """Hand out what was told ahead and is due; what has lost its meaning meanwhile is withdrawn instead."""
    # Couples first (see `turns`), and only those nobody holds: the next look finds the others.
    due = sa.select(col(Notification.couple_id)).where(
        _waits(now), col(Notification.couple_id) == col(Couple.id)
    )
    couples = session.exec(
        select(col(Couple.id), col(Couple.closed_at))
        .where(due.correlate(Couple).exists())
        .order_by(col(Couple.id))
        .limit(COUPLES_AT_ONCE)
        .with_for_update(key_share=True, skip_locked=True)
    )
    for couple_id, closed_at in list(couples):
        waiting = session.exec(
            select(Notification)
            .where(Notification.couple_id == couple_id, _waits(now))
            .order_by(col(Notification.due_at), col(Notification.id))
            .execution_options(populate_existing=True)
        )
        for notification in list(waiting):
            if closed_at is not None or notification.expires_at <= now:
                withdraw_matching(session, couple_id, now, col(Notification.id) == notification.id)
            elif not _was_withdrawn(session, notification):
                hand_out(session, notification, now)


def _was_withdrawn(session: Session, notification: Notification) -> bool:
    # By one of this very round that takes its place: two that replace each other fell due together.
    session.refresh(notification, ["withdrawn_at"])
    return notification.withdrawn_at is not None
