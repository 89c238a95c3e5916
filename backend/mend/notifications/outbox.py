"""Telling somebody something: written in the transaction of the change, sent by the worker afterwards.

A notification is told exactly once per dedupe key. Each of its deliveries is handed to the push service at
least once, with at most one extra hand-over per crash of a worker, and never after the notification's end.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

import sqlalchemy as sa
from fastapi import Depends, Request
from sqlmodel import Session, col, select

from mend.accounts.models import Person
from mend.ids import new_id
from mend.notifications.models import Delivery, DeliveryState, Device, Notification
from mend.notifications.push import Urgency, Wording, topic_for
from mend.notifications.turns import take_turn
from mend.wakeups import wake_after_commit
from mend.web.words import Languages, Words

TOPIC = "outbox"


@dataclass(frozen=True)
class Message:
    """Finished wording for one reader.

    `title` and `body` may stand on a lock screen: the couple's phrase and a time, nothing private. `ended` is
    what a phone shows when the message reaches it too late; `path` is where a tap leads.
    """

    kind: str
    title: str
    body: str
    ended: Wording
    path: str
    words: Words
    urgency: Urgency = Urgency.NORMAL
    silent: bool = False


@dataclass(frozen=True)
class Outbox:
    """Where verbs put what somebody must be told; has what wording and addressing need from outside."""

    languages: Languages
    secret: bytes

    def words_for(self, person: Person) -> Words:
        """The words to tell `person` in."""
        return self.languages.of(person.locale)

    def tag(self, couple_id: UUID, replaces: str) -> str:
        """The topic and tag of what replaces one another under this name."""
        return topic_for(couple_id, replaces, self.secret)

    def tell(
        self,
        session: Session,
        message: Message,
        *,
        couple_id: UUID,
        recipient: Person,
        about: str,
        dedupe_key: str,
        replaces: str,
        expires_at: datetime,
        now: datetime,
        except_device: UUID | None = None,
    ) -> Notification:
        """Tell `recipient`, on every device they have now (but `except_device`).

        `about` names the thing. `replaces` names what this replaces: an older notification under that name
        which has not left yet never will, and one a phone shows makes room. Telling twice with one
        `dedupe_key` is telling once.
        """
        take_turn(session, couple_id)
        told = session.exec(
            select(Notification).where(
                Notification.couple_id == couple_id, Notification.dedupe_key == dedupe_key
            )
        ).first()
        if told is not None:
            return told
        # Held from here on: a device that goes in this moment must not take the notification down with it.
        devices = session.exec(
            select(Device)
            .where(Device.person_id == recipient.id)
            .order_by(col(Device.id))
            .with_for_update(read=True, key_share=True)
        ).all()
        topic = self.tag(couple_id, replaces)
        _withdraw(
            session,
            couple_id,
            now,
            col(Notification.recipient_id) == recipient.id,
            col(Notification.topic) == topic,
        )
        notification = Notification(
            couple_id=couple_id,
            id=new_id(),
            recipient_id=recipient.id,
            about=about,
            kind=message.kind,
            dedupe_key=dedupe_key,
            title=message.title,
            body=message.body,
            ended_title=message.ended.title,
            ended_body=message.ended.body,
            lang=message.words.lang,
            direction=message.words.direction,
            tag=topic,
            topic=topic,
            path=message.path,
            urgency=message.urgency,
            silent=message.silent,
            told_at=now,
            expires_at=expires_at,
        )
        session.add(notification)
        session.flush()
        for device in devices:
            if device.id != except_device:
                session.add(
                    Delivery(
                        couple_id=couple_id,
                        id=new_id(),
                        notification_id=notification.id,
                        device_id=device.id,
                        device_label=device.label,
                        state=DeliveryState.QUEUED,
                        next_try_at=now,
                    )
                )
        session.flush()
        wake_after_commit(session, TOPIC)
        return notification


def outbox_of(request: Request) -> Outbox:
    """The installation's outbox."""
    outbox: Outbox = request.app.state.outbox
    return outbox


OutboxDep = Annotated[Outbox, Depends(outbox_of)]


def withdraw(
    session: Session, couple_id: UUID, *, about: str, now: datetime, recipient_id: UUID | None = None
) -> None:
    """What was to be told of `about` and has not left yet is not sent any more."""
    take_turn(session, couple_id)
    conditions = [col(Notification.about) == about]
    if recipient_id is not None:
        conditions.append(col(Notification.recipient_id) == recipient_id)
    _withdraw(session, couple_id, now, *conditions)


def _withdraw(session: Session, couple_id: UUID, now: datetime, *conditions: sa.ColumnElement[bool]) -> None:
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
