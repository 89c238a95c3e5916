"""Quiet hours: while the clock where a person is stands between two times, only signals come through.

So it is during a stretch they want quiet for once (`quiet_times`).

They are nobody else's business: no page of the partner's tells of them, and no change of them is announced.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from mend.accounts.models import Person
from mend.couples.membership import Member, hold_open
from mend.errors import N_, Invalid
from mend.notifications.models import Delivery, DeliveryState, Notification, QuietHours, QuietTime
from mend.notifications.outbox import TOPIC
from mend.wakeups import wake_after_commit

# Nothing is put off for longer at once: who has travelled meanwhile has their morning elsewhere.
LOOK_AGAIN_AFTER = timedelta(minutes=30)
PUT_OFF = "quiet hours"  # the reason a delivery bears while it waits for their end


@dataclass(frozen=True)
class Quiet:
    """It is quiet where somebody is, until then; whether a signal makes a sound there.

    What tells of one of `spared` comes through: it is quiet because of just that.
    """

    until: datetime
    signals_ring: bool
    spared: frozenset[str] = frozenset()

    def holds_back(self, notification: Notification) -> bool:
        """Whether this waits for the end of the quiet."""
        return not notification.is_signal and notification.about not in self.spared


def quiet_until(hours: QuietHours, zone: str, now: datetime) -> datetime | None:
    """When the quiet of this moment ends in `zone`; None when it is not quiet.

    It is quiet exactly while the clock there shows a time from `begins` until before `ends`: an hour that the
    clock skips is not there, and one that it shows twice counts twice.
    """
    there, at = ZoneInfo(zone), now.astimezone(UTC)
    while _covers(hours, (local := at.astimezone(there)).time()):
        wall = local.replace(tzinfo=None)
        end = datetime.combine(wall.date(), hours.ends)
        end += timedelta(days=end <= wall)
        then = at + (end - wall)
        if then.astimezone(there).utcoffset() == local.utcoffset():
            return then
        at = _change_of_clocks(there, at, then)
    return at if at > now else None


def _covers(hours: QuietHours, clock: time) -> bool:
    if hours.begins < hours.ends:
        return hours.begins <= clock < hours.ends
    return clock >= hours.begins or clock < hours.ends


def _change_of_clocks(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The first second with another offset from UTC than at `before`; there is one change until `after`."""
    old = before.astimezone(zone).utcoffset()
    low, high = int(before.timestamp()), int(after.timestamp())
    while high - low > 1:
        middle = (low + high) // 2
        if datetime.fromtimestamp(middle, zone).utcoffset() == old:
            low = middle
        else:
            high = middle
    return datetime.fromtimestamp(high, UTC)


def quiet_hours_of(session: Session, person_id: UUID) -> QuietHours | None:
    """What this person has chosen; None for no quiet hours."""
    return session.get(QuietHours, person_id)


def who_is_quiet(session: Session, person_ids: Collection[UUID], now: datetime) -> Mapping[UUID, Quiet]:
    """Those of these people for whom it is quiet now, each by the clock where they are at present."""
    if not person_ids:
        return {}
    rows = session.exec(
        select(QuietHours, Person.time_zone)
        .join(Person, col(Person.id) == col(QuietHours.person_id))
        .where(col(QuietHours.person_id).in_(person_ids))
    )
    found = ((hours, quiet_until(hours, zone, now)) for hours, zone in rows)
    quiet = {hours.person_id: Quiet(until, hours.signals_ring) for hours, until in found if until}
    # By night it is quiet for everything; what it is quiet for besides counts once that is over.
    return _quiet_because_of_something(session, person_ids, now) | quiet


def _quiet_because_of_something(
    session: Session, person_ids: Collection[UUID], now: datetime
) -> dict[UUID, Quiet]:
    found: dict[UUID, Quiet] = {}
    for one in session.exec(
        select(QuietTime).where(
            col(QuietTime.person_id).in_(person_ids), QuietTime.begins_at <= now, QuietTime.ends_at > now
        )
    ):
        before = found.get(one.person_id, Quiet(one.ends_at, signals_ring=True))
        found[one.person_id] = Quiet(
            max(before.until, one.ends_at), signals_ring=True, spared=before.spared | {one.about}
        )
    return found


def put_off(delivery: Delivery, quiet: Quiet, now: datetime) -> None:
    """It waits for the end of the quiet, and this was no try."""
    delivery.next_try_at = min(quiet.until, now + LOOK_AGAIN_AFTER)
    delivery.reason = PUT_OFF


def set_quiet_hours(
    session: Session, member: Member, *, begins: time, ends: time, signals_ring: bool, now: datetime
) -> None:
    """Choose one's own; what waited for the old ones is looked at anew. `Invalid` without a length."""
    hold_open(session, member.couple_id)
    if begins == ends:
        raise Invalid(
            N_("These are the same time. Please choose when it is quiet from, and until when."), field="ends"
        )
    session.merge(
        QuietHours(
            person_id=member.person.id, begins=begins, ends=ends, signals_ring=signals_ring, set_at=now
        )
    )
    session.flush()
    free_what_waits(session, member.couple_id, member.person.id, now)


def end_quiet_hours(session: Session, member: Member, now: datetime) -> None:
    """Have none any more. What waited is on its way."""
    hold_open(session, member.couple_id)
    hours = quiet_hours_of(session, member.person.id)
    if hours is not None:
        session.delete(hours)
        session.flush()
    free_what_waits(session, member.couple_id, member.person.id, now)


def free_what_waits(session: Session, couple_id: UUID, person_id: UUID, now: datetime) -> None:
    """What waits for the end of this person's quiet is looked at anew: it has changed.

    Only what waits for this: a push service that asked for patience is given it.
    """
    mine = select(Notification.id).where(
        Notification.couple_id == couple_id, Notification.recipient_id == person_id
    )
    session.execute(
        sa.update(Delivery)
        .where(
            col(Delivery.couple_id) == couple_id,
            col(Delivery.state) == DeliveryState.QUEUED,
            col(Delivery.reason) == PUT_OFF,
            col(Delivery.notification_id).in_(mine),
        )
        .values(next_try_at=now, reason="")
        .execution_options(synchronize_session=False)
    )
    wake_after_commit(session, TOPIC)
