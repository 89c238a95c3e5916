"""How far what was told has come, for the one who told it. Nothing here is ever inferred."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from mend.notifications.models import Delivery, DeliveryState, Notification


@dataclass(frozen=True)
class Report:
    """How far a notification came, as its sender may read it: the best that any device reached.

    `state` is `none` when there was no device to send it to. `at` is when that state was reached.
    """

    state: str
    at: datetime | None = None
    device: str = ""


NO_DEVICE = Report("none")
_BEST_FIRST = (
    DeliveryState.SHOWN,
    DeliveryState.ACCEPTED,
    DeliveryState.QUEUED,
    DeliveryState.REFUSED,
    DeliveryState.EXPIRED,
    DeliveryState.GONE,
    DeliveryState.WITHDRAWN,
)


def reports(session: Session, couple_id: UUID, *, about: str, recipient_id: UUID) -> dict[str, Report]:
    """How far each notification about `about` has come, by its dedupe key."""
    rows = session.execute(
        sa.select(
            col(Notification.dedupe_key),
            col(Delivery.state),
            col(Delivery.shown_at),
            col(Delivery.accepted_at),
            col(Delivery.settled_at),
            col(Delivery.device_label),
        )
        .join(
            Delivery,
            sa.and_(
                col(Delivery.couple_id) == col(Notification.couple_id),
                col(Delivery.notification_id) == col(Notification.id),
            ),
            isouter=True,
        )
        .where(
            col(Notification.couple_id) == couple_id,
            col(Notification.about) == about,
            col(Notification.recipient_id) == recipient_id,
        )
    )
    found: dict[str, list[Report]] = {}
    for key, state, shown, accepted, settled, label in rows:
        of_key = found.setdefault(key, [])
        if state is not None:
            of_key.append(Report(DeliveryState(state).value, shown or accepted or settled, label))
    return {key: min(of_key, key=_from_best, default=NO_DEVICE) for key, of_key in found.items()}


def _from_best(report: Report) -> int:
    return _BEST_FIRST.index(DeliveryState(report.state))


def device_reports(session: Session, couple_id: UUID, notification_id: UUID) -> list[Report]:
    """How far one notification came, device by device."""
    rows = session.execute(
        sa.select(
            col(Delivery.state),
            col(Delivery.shown_at),
            col(Delivery.accepted_at),
            col(Delivery.settled_at),
            col(Delivery.device_label),
        )
        .where(col(Delivery.couple_id) == couple_id, col(Delivery.notification_id) == notification_id)
        .order_by(col(Delivery.id))
    )
    return [
        Report(DeliveryState(state).value, shown or accepted or settled, label)
        for state, shown, accepted, settled, label in rows
    ]
