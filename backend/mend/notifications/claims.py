"""The worker's side of the outbox: claiming what is due, settling what came of it, taking receipts.

A claim is a lease, taken by one conditional UPDATE in a transaction of its own. Two workers never hold the
same delivery; a worker that dies gives it back when the lease runs out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, delete, select

from mend.couples.models import Couple
from mend.database import text_enum
from mend.live.events import announce
from mend.notifications.answers import Accepted, DeviceGone, GaveUp, NeverAgain, Outcome, Retry, Wait
from mend.notifications.handing_out import hand_out_due, is_any_due
from mend.notifications.models import Delivery, DeliveryState, Device, Notification
from mend.notifications.quiet import put_off, who_is_quiet
from mend.notifications.turns import take_turn

log = structlog.get_logger()

# Longer than one whole exchange with a push service may take, so that a live worker never loses its claim.
LEASE = timedelta(seconds=30)
COUPLES_AT_ONCE = 100  # whose pointless deliveries one claim settles; the next claim takes the next ones

# Written out, not bound: only then can a plan made once for all values use the index of what is queued.
_QUEUED = col(Delivery.state) == sa.literal(
    DeliveryState.QUEUED, text_enum(DeliveryState), literal_execute=True
)
_ITS_NOTIFICATION = sa.and_(
    col(Notification.couple_id) == col(Delivery.couple_id),
    col(Notification.id) == col(Delivery.notification_id),
)
_ITS_COUPLE = col(Couple.id) == col(Delivery.couple_id)


@dataclass(frozen=True)
class Claim:
    """One delivery that is ours to try until `lease`, with all that sending needs."""

    delivery: Delivery
    notification: Notification
    device: Device
    lease: datetime
    silent: bool  # as it was told, or because its reader wants no sound now, not even of a signal


# Made once: an alias takes milliseconds.
_BEFORE, _TOLD_BEFORE = aliased(Delivery), aliased(Notification)


def _is_free(now: datetime) -> sa.ColumnElement[bool]:
    return sa.or_(col(Delivery.leased_until).is_(None), col(Delivery.leased_until) <= now)


def _is_pointless(now: datetime) -> sa.ColumnElement[bool]:
    return sa.or_(
        col(Notification.expires_at) <= now,
        col(Couple.closed_at).is_not(None),
        col(Delivery.device_id).is_(None),
    )


def _would_overtake(now: datetime) -> sa.ColumnElement[bool]:
    """Whether an older message that this one replaces is on its way to the same device at this moment.

    Sent side by side, the older could arrive last and take the newer's place on the lock screen.
    """
    before, told_before = _BEFORE, _TOLD_BEFORE
    return (
        sa.select(sa.literal(1))
        .select_from(before)
        .join(
            told_before,
            sa.and_(
                col(told_before.couple_id) == col(before.couple_id),
                col(told_before.id) == col(before.notification_id),
            ),
        )
        .where(
            col(before.device_id) == col(Delivery.device_id),
            col(before.id) != col(Delivery.id),
            col(before.leased_until) > now,
            col(told_before.topic) == col(Notification.topic),
        )
        .correlate(Delivery, Notification)
        .exists()
    )


def is_anything_due(session: Session, now: datetime) -> bool:
    """Whether `claim_due` would find something to do. Takes no lock, so an idle worker is in nobody's way."""
    if is_any_due(session, now):
        return True
    found = session.execute(
        sa.select(sa.literal(1))
        .select_from(Delivery)
        .join(Notification, _ITS_NOTIFICATION)
        .join(Couple, _ITS_COUPLE)
        .where(_QUEUED, _is_free(now), sa.or_(col(Delivery.next_try_at) <= now, _is_pointless(now)))
        .limit(1)
    )
    return found.first() is not None


def claim_due(session: Session, now: datetime, limit: int) -> list[Claim]:
    """Take up to `limit` deliveries that are due, signals first.

    It looks again before anything leaves: what lost its meaning is settled, what would overtake an older
    message waits, and what is no signal is put off, untried, while it is quiet where its reader is.
    """
    hand_out_due(session, now)
    _settle_pointless(session, now)
    claims: list[Claim] = []
    while room := limit - len(claims):
        due = _due(session, now, room)
        claims += _claims_of(session, due, now)
        if len(due) < room:
            break
    return claims


def _due(session: Session, now: datetime, limit: int) -> Sequence[tuple[Delivery, Notification, Device]]:
    return session.exec(
        select(Delivery, Notification, Device)
        .join(Notification, _ITS_NOTIFICATION)
        .join(Couple, _ITS_COUPLE)
        .join(Device, col(Device.id) == col(Delivery.device_id))
        .where(
            _QUEUED,
            _is_free(now),
            col(Delivery.next_try_at) <= now,
            ~_is_pointless(now),
            ~_would_overtake(now),
        )
        # A pause does not queue behind what everybody is told at eight in the evening.
        .order_by(col(Notification.is_signal).desc(), col(Delivery.next_try_at))
        .limit(limit)
        .with_for_update(of=Delivery, skip_locked=True)
    ).all()


def _claims_of(
    session: Session, due: Sequence[tuple[Delivery, Notification, Device]], now: datetime
) -> list[Claim]:
    claims, lease = [], now + LEASE
    # Read once the deliveries are held: who changes their quiet hours meanwhile frees what is put off here.
    quiet = who_is_quiet(session, {notification.recipient_id for _, notification, _ in due}, now)
    for delivery, notification, device in due:
        hours = quiet.get(notification.recipient_id)
        if hours and hours.holds_back(notification):
            put_off(delivery, hours, now)
        else:
            delivery.leased_until = lease
            delivery.tries += 1
            silent = notification.silent or (hours is not None and not hours.signals_ring)
            claims.append(Claim(delivery, notification, device, lease, silent))
    session.flush()
    return claims


def _settle_pointless(session: Session, now: datetime) -> None:
    # Couples first (see `turns`), and only those nobody holds: the next look finds the others.
    pointless = (
        sa.select(col(Delivery.couple_id))
        .join(Notification, _ITS_NOTIFICATION)
        .where(_QUEUED, _is_free(now), _is_pointless(now), _ITS_COUPLE)
        .correlate(Couple)
        .exists()
    )
    couples = session.exec(
        select(col(Couple.id), col(Couple.closed_at))
        .where(pointless)
        .order_by(col(Couple.id))
        .limit(COUPLES_AT_ONCE)
        .with_for_update(key_share=True, skip_locked=True)
    )
    for couple_id, closed_at in list(couples):
        _settle_pointless_of(session, couple_id, now, is_closed=closed_at is not None)


def _settle_pointless_of(session: Session, couple_id: UUID, now: datetime, *, is_closed: bool) -> None:
    rows = session.exec(
        select(Delivery, col(Notification.about), col(Notification.expires_at))
        .join(Notification, _ITS_NOTIFICATION)
        .join(Couple, _ITS_COUPLE)
        .where(Delivery.couple_id == couple_id, _QUEUED, _is_free(now), _is_pointless(now))
        .with_for_update(of=Delivery, skip_locked=True)
    )
    changed = set()
    for delivery, about, expires_at in list(rows):
        if is_closed:
            state, reason = DeliveryState.WITHDRAWN, "the space is closed"
        elif expires_at <= now:
            state, reason = DeliveryState.EXPIRED, "its time was over"
        else:
            state, reason = DeliveryState.GONE, "the device is gone"
        delivery.state, delivery.reason, delivery.settled_at = state, reason, now
        session.add(delivery)
        changed.add(_subject(about))
    session.flush()
    if not is_closed:
        for what in sorted(changed - {""}):
            announce(session, couple_id, what, now)


def settle(session: Session, claim: Claim, outcome: Outcome, now: datetime) -> None:
    """Write down what came of a claim, unless a receipt was faster or the claim was lost."""
    couple_id = claim.delivery.couple_id
    take_turn(session, couple_id)
    if isinstance(outcome, DeviceGone):
        _forget_device(session, claim)
    elif isinstance(outcome, NeverAgain):
        log.error("push refused", reason=outcome.reason, kind=claim.notification.kind)
        if outcome.must_resubscribe:
            _ask_to_subscribe_again(session, claim, now)
    delivery = _locked(session, couple_id, claim.delivery.id)
    if delivery is None:
        return
    if isinstance(outcome, Accepted):
        delivery.accepted_at = delivery.accepted_at or now
    if delivery.leased_until == claim.lease:
        delivery.leased_until = None
        if delivery.state is DeliveryState.QUEUED and _follow(delivery, outcome, now):
            _tell_pages(session, couple_id, claim.notification.about, now)
    session.add(delivery)
    session.flush()


def _follow(delivery: Delivery, outcome: Outcome, now: datetime) -> bool:
    """Make of a delivery that is still ours what `outcome` says; whether its sender reads something new."""
    match outcome:
        case Accepted():
            delivery.state, delivery.reason = DeliveryState.ACCEPTED, ""
        case Wait(seconds, reason) | Retry(seconds, reason):
            delivery.next_try_at, delivery.reason = now + timedelta(seconds=seconds), reason
        case DeviceGone():
            delivery.state, delivery.reason = DeliveryState.GONE, "the device unsubscribed"
            delivery.settled_at = now
        case GaveUp(reason):
            delivery.state, delivery.reason, delivery.settled_at = DeliveryState.EXPIRED, reason, now
        case NeverAgain(reason):
            delivery.state, delivery.reason, delivery.settled_at = DeliveryState.REFUSED, reason, now
    return not isinstance(outcome, Wait | Retry)


def _subject(about: str) -> str:
    """What open pages are told of a change: `pause` of `pause:‹id›`, and of `:…` nothing."""
    return about.partition(":")[0]


def _tell_pages(session: Session, couple_id: UUID, about: str, now: datetime) -> None:
    if subject := _subject(about):
        announce(session, couple_id, subject, now)


def _locked(session: Session, couple_id: UUID, delivery_id: UUID) -> Delivery | None:
    statement: Any = (
        select(Delivery)
        .where(Delivery.couple_id == couple_id, Delivery.id == delivery_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    found: Delivery | None = session.exec(statement).first()
    return found


def _forget_device(session: Session, claim: Claim) -> None:
    # Registered again since the claim: then the answer was about the old subscription.
    session.exec(
        delete(Device)
        .where(col(Device.id) == claim.device.id, col(Device.confirmed_at) <= claim.device.confirmed_at)
        .execution_options(synchronize_session=False)
    )


def _ask_to_subscribe_again(session: Session, claim: Claim, now: datetime) -> None:
    session.execute(
        sa.update(Device)
        .where(col(Device.id) == claim.device.id, col(Device.confirmed_at) <= claim.device.confirmed_at)
        .values(must_subscribe_again_since=now)
        .execution_options(synchronize_session=False)
    )


def note_shown(session: Session, couple_id: UUID, delivery_id: UUID, now: datetime) -> bool:
    """The device says it showed this delivery; the first receipt counts. False for an unknown delivery."""
    take_turn(session, couple_id)
    delivery = _locked(session, couple_id, delivery_id)
    if delivery is None:
        return False
    if delivery.shown_at is None:
        about = session.exec(
            select(Notification.about).where(
                Notification.couple_id == couple_id, Notification.id == delivery.notification_id
            )
        ).one()
        delivery.state, delivery.shown_at, delivery.leased_until = DeliveryState.SHOWN, now, None
        session.add(delivery)
        session.flush()
        _tell_pages(session, couple_id, about, now)
    return True
