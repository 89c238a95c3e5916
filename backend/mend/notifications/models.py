"""The tables of devices and of what is on its way to them."""

from datetime import datetime, time
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from mend.couples.models import by_member
from mend.database import UtcDateTime, text_enum
from mend.notifications.push import Urgency


class Device(SQLModel, table=True):
    """A browser that subscribed to push. It goes when its browser is signed out."""

    __tablename__ = "devices"

    id: UUID = Field(primary_key=True)
    person_id: UUID = Field(foreign_key="people.id", ondelete="CASCADE", index=True)
    browser_id: UUID = Field(foreign_key="signed_in_browsers.id", ondelete="CASCADE", index=True)
    endpoint: str = Field(max_length=1024, unique=True)
    p256dh: str = Field(max_length=100)
    auth: str = Field(max_length=40)
    # The server key it was subscribed with; another one of ours cannot reach it.
    server_key: str = Field(max_length=100)
    label: str = Field(max_length=80)
    registered_at: datetime = Field(sa_type=UtcDateTime)
    confirmed_at: datetime = Field(sa_type=UtcDateTime)
    must_subscribe_again_since: datetime | None = Field(default=None, sa_type=UtcDateTime)


_WAITING = sa.text("handed_out_at IS NULL AND withdrawn_at IS NULL")


class Notification(SQLModel, table=True):
    """Something one person is to be told, in finished words, until it has no meaning any more."""

    __tablename__ = "notifications"
    __table_args__ = (
        by_member("recipient_id"),
        sa.UniqueConstraint("couple_id", "dedupe_key"),
        sa.Index(None, "couple_id", "about"),
        sa.Index("ix_notifications_waiting", "due_at", sqlite_where=_WAITING, postgresql_where=_WAITING),
    )

    couple_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    recipient_id: UUID
    # What it tells of, such as `pause:‹id›`: the part before the colon is also what open pages are told as it
    # travels. Nothing before it, and no page hears of what is its recipient's alone.
    about: str = Field(max_length=64)
    kind: str = Field(max_length=24)
    dedupe_key: str = Field(max_length=120)
    title: str = Field(max_length=120)
    body: str = Field(max_length=240)
    ended_title: str = Field(max_length=120)
    ended_body: str = Field(max_length=240)
    lang: str = Field(max_length=16)
    direction: str = Field(max_length=4)
    tag: str = Field(max_length=64)
    topic: str = Field(max_length=32)
    path: str = Field(max_length=200)
    # Its buttons, as `outbox.Action` keeps them.
    actions: list[dict[str, Any]] = Field(default_factory=list, sa_type=sa.JSON)
    urgency: Urgency = Field(sa_type=text_enum(Urgency))
    silent: bool = False
    # Signals go out at any hour; everything else waits for the end of its reader's quiet hours.
    is_signal: bool = False
    told_at: datetime = Field(sa_type=UtcDateTime)
    # From when on it is to be on its way, and when its deliveries were made.
    due_at: datetime = Field(sa_type=UtcDateTime)
    handed_out_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class DeliveryState(StrEnum):
    """How far a notification has come to one device; what the sender reads is made from this."""

    QUEUED = "queued"  # saved here
    ACCEPTED = "accepted"  # handed to the push service
    SHOWN = "shown"  # the device's own receipt says so; never inferred
    GONE = "gone"  # the device unsubscribed
    REFUSED = "refused"  # the push service will never take it
    EXPIRED = "expired"  # its time was over first
    WITHDRAWN = "withdrawn"  # something newer made it pointless before it left


class Delivery(SQLModel, table=True):
    """One notification on its way to one device."""

    __tablename__ = "deliveries"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["couple_id", "notification_id"],
            ["notifications.couple_id", "notifications.id"],
            ondelete="CASCADE",
        ),
        sa.Index(
            "ix_deliveries_due",
            "next_try_at",
            sqlite_where=sa.text("state = 'queued'"),
            postgresql_where=sa.text("state = 'queued'"),
        ),
    )

    couple_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    notification_id: UUID = Field(index=True)
    device_id: UUID | None = Field(foreign_key="devices.id", ondelete="SET NULL", index=True)
    device_label: str = Field(max_length=80)
    state: DeliveryState = Field(sa_type=text_enum(DeliveryState))
    tries: int = 0
    next_try_at: datetime = Field(sa_type=UtcDateTime)
    leased_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    accepted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    shown_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    settled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    # Why it did not arrive, in our own words; never the endpoint nor what a push service wrote.
    reason: str = Field(default="", max_length=120)


class Heartbeat(SQLModel, table=True):
    """When a worker was last at work, for `/readyz` and `mend doctor`."""

    __tablename__ = "heartbeats"

    name: str = Field(primary_key=True, max_length=24)
    at: datetime = Field(sa_type=UtcDateTime)


class QuietHours(SQLModel, table=True):
    """While a person's own clock stands between these two, what is no signal waits.

    Without a row nothing does. They are one person's and no couple's: the partner never learns of them.
    """

    __tablename__ = "quiet_hours"
    __table_args__ = (sa.CheckConstraint("begins <> ends", name="begin_and_end_apart"),)

    person_id: UUID = Field(foreign_key="people.id", ondelete="CASCADE", primary_key=True)
    # Times of day by the clock where the person is, to the minute; past midnight when the end is the earlier.
    begins: time
    ends: time
    # Whether a signal, which always arrives, makes a sound then.
    signals_ring: bool
    set_at: datetime = Field(sa_type=UtcDateTime)


class QuietTime(SQLModel, table=True):
    """From one moment until another somebody wants quiet, because of what goes on then.

    `about` is under which notifications tell of just that: those alone come through, as signals do. Like
    quiet hours it is one person's, and the other never learns of it.
    """

    __tablename__ = "quiet_times"
    __table_args__ = (
        sa.CheckConstraint("begins_at < ends_at", name="begin_before_end"),
        by_member("person_id"),
        sa.Index("ix_quiet_times_of_person", "person_id", "ends_at"),
    )

    couple_id: UUID = Field(primary_key=True)
    person_id: UUID = Field(primary_key=True)
    about: str = Field(max_length=64, primary_key=True)
    begins_at: datetime = Field(sa_type=UtcDateTime)
    ends_at: datetime = Field(sa_type=UtcDateTime)
