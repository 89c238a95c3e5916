"""Taking back what has not left yet, because something newer made it pointless."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from mend.notifications.models import Delivery, DeliveryState, Notification
from mend.notifications.turns import take_turn


def withdraw(
    session: Session, couple_id: UUID, *, about: str, now: datetime, recipient_id: UUID | None = None
) -> None:
    """What was to be told of `about` and has not left yet is not sent any more."""
    take_turn(session, couple_id)
    conditions = [col(Notification.about) == about]
    if recipient_id is not None:
        conditions.append(col(Notification.recipient_id) == recipient_id)
    withdraw_matching(session, couple_id, now, *conditions)


def withdraw_matching(
    session: Session, couple_id: UUID, now: datetime, *conditions: sa.ColumnElement[bool]
) -> None:
    """The notifications of this couple that meet `conditions` are not sent any more. Wants the turn taken."""
    pointless = list(
        session.exec(
            select(Notification.id).where(
                Notification.couple_id == couple_id, col(Notification.withdrawn_at).is_(None), *conditions
            )
        )
    )
    if not pointless:
        return
    session.execute(
        sa.update(Notification)
        .where(col(Notification.couple_id) == couple_id, col(Notification.id).in_(pointless))
        .values(withdrawn_at=now)
        .execution_options(synchronize_session=False)
    )
    session.execute(
        sa.update(Delivery)
        .where(
            col(Delivery.couple_id) == couple_id,
            col(Delivery.notification_id).in_(pointless),
            col(Delivery.state) == DeliveryState.QUEUED,
        )
        .values(state=DeliveryState.WITHDRAWN, settled_at=now)
        .execution_options(synchronize_session=False)
    )
