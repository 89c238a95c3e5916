"""The worker's side of the outbox: claiming what is due, settling what came of it, taking receipts.

A claim is a lease, taken by one conditional UPDATE in a transaction of its own. Two workers never hold the same
delivery; a worker that dies gives it back when the lease runs out.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
import structlog
from sqlmodel import Session, col, delete, select

from mend.couples.models import Couple
from mend.live.events import announce
from mend.notifications.answers import Accepted, DeviceGone, GaveUp, NeverAgain, Outcome, Retry, Wait
from mend.notifications.models import Delivery, DeliveryState, Device, Notification

log = structlog.get_logger()

# Longer than one whole exchange with a push service may take, so that a live worker never loses its claim.
LEASE = timedelta(seconds=30)


@dataclass(frozen=True)
class Claim:
    """One delivery that is ours to try until `lease`, with all that sending needs."""

    delivery: Delivery
    notification: Notification
    device: Device
    lease: datetime


def claim_due(session: Session, now: datetime, limit: int) -> list[Claim]:
    """Take up to `limit` deliveries that are due.

    It looks again before anything leaves: what has no meaning any more (past its end, withdrawn, the couple
    closed, the device gone) is settled here instead.
    """
    _settle_pointless(session, now)
    due = list(
        session.exec(
            select(Delivery, Notification, Device)
            .join(
                Notification,
                sa.and_(
                    col(Notification.couple_id) == col(Delivery.couple_id),
                    col(Notification.id) == col(Delivery.notification_id),
                ),
            )
            .join(Device, col(Device.id) == col(Delivery.device_id))
            .where(
                Delivery.state == DeliveryState.QUEUED,
                col(Delivery.next_try_at) <= now,
                sa.or_(col(Delivery.leased_until).is_(None), col(Delivery.leased_until) <= now),
            )
            .order_by(col(Delivery.next_try_at))
            .limit(limit)
            .with_for_update(of=Delivery, skip_locked=True)
        )
    )
    lease = now + LEASE
    for delivery, _, _ in due:
        delivery.leased_until = lease
        delivery.tries += 1
        session.add(delivery)
    session.flush()
    return [Claim(delivery, notification, device, lease) for delivery, notification, device in due]


def _settle_pointless(session: Session, now: datetime) -> None:
    queued = (
        select(Delivery, Notification.about, Notification.expires_at, Couple.closed_at)
        .join(
            Notification,
            sa.and_(
                col(Notification.couple_id) == col(Delivery.couple_id),
                col(Notification.id) == col(Delivery.notification_id),
            ),
        )
        .join(Couple, col(Couple.id) == col(Delivery.couple_id))
        .where(
            Delivery.state == DeliveryState.QUEUED,
            sa.or_(col(Delivery.leased_until).is_(None), col(Delivery.leased_until) <= now),
            sa.or_(
                col(Notification.expires_at) <= now,
                col(Couple.closed_at).is_not(None),
                col(Delivery.device_id).is_(None),
            ),
        )
        .limit(100)
        .with_for_update(of=Delivery, skip_locked=True)
    )
    for delivery, about, expires_at, closed_at in list(session.exec(queued)):
        if closed_at is not None:
            state, reason = DeliveryState.WITHDRAWN, "the space is closed"
        elif expires_at <= now:
            state, reason = DeliveryState.EXPIRED, "its time was over"
        else:
            state, reason = DeliveryState.GONE, "the device is gone"
        delivery.state, delivery.reason, delivery.settled_at = state, reason, now
        session.add(delivery)
        session.flush()
        if closed_at is None:
            announce(session, delivery.couple_id, about.partition(":")[0], now)


def settle(session: Session, claim: Claim, outcome: Outcome, now: datetime) -> None:
    """Write down what came of a claim, unless a receipt was faster or the claim was lost."""
    delivery = session.exec(
        select(Delivery)
        .where(Delivery.couple_id == claim.delivery.couple_id, Delivery.id == claim.delivery.id)
        .with_for_update()
    ).first()
    if delivery is None:
        return
    match outcome:
        case Accepted():
            delivery.accepted_at = delivery.accepted_at or now
            change = DeliveryState.ACCEPTED, "", None
        case DeviceGone():
            _forget_device(session, claim)
            change = DeliveryState.GONE, "the device unsubscribed", now
        case Wait(seconds, reason) | Retry(seconds, reason):
            change = DeliveryState.QUEUED, reason, None
            delivery.next_try_at = now + timedelta(seconds=seconds)
        case GaveUp(reason):
            change = DeliveryState.EXPIRED, reason, now
        case NeverAgain(reason, must_resubscribe):
            log.error("push refused", reason=reason, kind=claim.notification.kind)
            if must_resubscribe:
                _ask_to_subscribe_again(session, claim, now)
            change = DeliveryState.REFUSED, reason, now
    if delivery.state is DeliveryState.QUEUED and delivery.leased_until == claim.lease:
        delivery.state, delivery.reason, delivery.settled_at = change
        delivery.leased_until = None
        announce(session, delivery.couple_id, claim.notification.about.partition(":")[0], now)
    session.add(delivery)
    session.flush()


def _forget_device(session: Session, claim: Claim) -> None:
    # Registered again since the claim: then the answer was about the old subscription.
    session.exec(
        delete(Device).where(
            col(Device.id) == claim.device.id, col(Device.confirmed_at) <= claim.device.confirmed_at
        )
    )


def _ask_to_subscribe_again(session: Session, claim: Claim, now: datetime) -> None:
    session.execute(
        sa.update(Device)
        .where(col(Device.id) == claim.device.id, col(Device.confirmed_at) <= claim.device.confirmed_at)
        .values(must_subscribe_again_since=now)
        .execution_options(synchronize_session=False)
    )


def note_shown(session: Session, couple_id: UUID, delivery_id: UUID, now: datetime) -> bool:
    """The device says it showed this delivery; the first receipt counts. False when there is no such delivery."""
    found = session.exec(
        select(Delivery, Notification.about)
        .join(
            Notification,
            sa.and_(
                col(Notification.couple_id) == col(Delivery.couple_id),
                col(Notification.id) == col(Delivery.notification_id),
            ),
        )
        .where(Delivery.couple_id == couple_id, Delivery.id == delivery_id)
        .with_for_update(of=Delivery)
    ).first()
    if found is None:
        return False
    delivery, about = found
    if delivery.shown_at is None:
        delivery.state, delivery.shown_at, delivery.leased_until = DeliveryState.SHOWN, now, None
        session.add(delivery)
        session.flush()
        announce(session, couple_id, about.partition(":")[0], now)
    return True
