"""Telling somebody something: written in the transaction of the change, sent by the worker afterwards.

A notification is told exactly once per dedupe key. Each of its deliveries is handed to the push service at
least once, with at most one extra hand-over per crash of a worker, and never after the notification's end.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request
from sqlmodel import Session, select

from mend.accounts.models import Person
from mend.ids import new_id
from mend.notifications.handing_out import hand_out
from mend.notifications.message import Wording, as_scripts_write
from mend.notifications.models import Notification
from mend.notifications.push import Urgency, topic_for
from mend.notifications.turns import take_turn
from mend.wakeups import wake_after_commit
from mend.web.words import Languages, Words

TOPIC = "outbox"


@dataclass(frozen=True)
class Action:
    """A button on a notification, where the platform has them (two fit everywhere).

    With `fields` a tap posts them to `path`, as a form of ours would, and opens nothing; with `brings_id` the
    phone adds an `id` born at the tap. Without `fields` it opens `path`. `title` may stand on a lock screen.
    `until` is how long what it posts has a meaning, where that is longer than the notification's own end: a
    tap without reception waits on the phone until then.
    """

    name: str
    title: str
    path: str
    fields: Mapping[str, str] | None = None
    brings_id: bool = False
    until: datetime | None = None

    def kept(self) -> dict[str, Any]:
        """As it is kept with its notification, and read by the phone."""
        kept: dict[str, Any] = {"name": self.name, "title": self.title, "path": self.path, "post": None}
        if self.fields is not None:
            kept["post"] = {"fields": dict(self.fields), "brings_id": self.brings_id}
            if self.until is not None:
                kept["post"]["until"] = as_scripts_write(self.until)
        return kept


@dataclass(frozen=True)
class Message:
    """Finished wording for one reader.

    `title` and `body` may stand on a lock screen: the couple's phrase and a time, nothing private. `ended` is
    what a phone shows when the message reaches it too late; `path` is where a tap leads. A signal goes out at
    any hour; everything else waits for the end of quiet hours.
    """

    kind: str
    title: str
    body: str
    ended: Wording
    path: str
    words: Words
    urgency: Urgency = Urgency.NORMAL
    silent: bool = False
    is_signal: bool = False
    actions: tuple[Action, ...] = ()


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
        due_at: datetime | None = None,
        except_device: UUID | None = None,
    ) -> Notification:
        """Tell `recipient`, on every device they have (but `except_device`): now, or once it is `due_at`.

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
        topic = self.tag(couple_id, replaces)
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
            actions=[action.kept() for action in message.actions],
            urgency=message.urgency,
            silent=message.silent,
            is_signal=message.is_signal,
            told_at=now,
            due_at=due_at or now,
            expires_at=expires_at,
        )
        session.add(notification)
        session.flush()
        if notification.due_at <= now:
            hand_out(session, notification, now, except_device)
            wake_after_commit(session, TOPIC)
        return notification


def outbox_of(request: Request) -> Outbox:
    """The installation's outbox."""
    outbox: Outbox = request.app.state.outbox
    return outbox


OutboxDep = Annotated[Outbox, Depends(outbox_of)]
