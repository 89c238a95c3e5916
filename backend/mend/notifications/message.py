"""What a pushed message says: one JSON that Safari shows by itself and our worker reads too."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal
from urllib.parse import urlsplit
from uuid import UUID

# Firefox on Android has less room than the 4 KB of RFC 8030.
LARGEST_MESSAGE = 2500  # bytes of UTF-8


@dataclass(frozen=True)
class Wording:
    """A title and a line below it, finished in the reader's language."""

    title: str
    body: str


@dataclass(frozen=True)
class Button:
    """A button of a notification. `navigate` is absolute: what opens where no worker of ours takes the tap.

    `post` says what our worker posts instead: `to`, `fields`, the `person` whose word it is and the `couple`
    it is said in, whether it adds an `id` of its own, and `until` when it has a meaning (without it, until
    the message's end).
    """

    name: str
    title: str
    navigate: str
    post: Mapping[str, object] | None = None


class MessageTooLarge(ValueError):
    """The message has more bytes than every phone can take."""


def compose(
    *,
    title: str,
    body: str,
    lang: str,
    direction: Literal["ltr", "rtl", "auto"],
    tag: str,
    navigate: str,
    delivery: UUID | str,
    kind: str,
    until: datetime,
    sent: datetime,
    receipt: str,
    ended: Wording | None = None,
    silent: bool = False,
    badge: int = 1,
    actions: Sequence[Button] = (),
) -> bytes:
    """The JSON of one message: Safari shows it by itself (Declarative Web Push), our worker reads it too.

    `navigate` is absolute. `until` is when the meaning ends and `ended` what to show after it. `receipt` is
    the delivery's token. Raises ValueError when something would void the message on a phone, MessageTooLarge
    over 2,500 bytes.
    """
    address = urlsplit(navigate)
    if address.scheme not in ("https", "http") or not address.netloc:
        raise ValueError("A message must lead to an absolute address.")
    if not title.strip():
        raise ValueError("A message must have a title.")
    if direction not in ("ltr", "rtl", "auto"):
        raise ValueError("The direction of a message is ltr, rtl or auto.")
    data: dict[str, object] = {
        "v": 1,
        "id": str(delivery),
        "kind": kind,
        "until": as_scripts_write(until),
        "sent": as_scripts_write(sent),
        "receipt": receipt,
    }
    if ended:
        data["ended"] = {"title": ended.title, "body": ended.body}
    posts = {button.name: button.post for button in actions if button.post}
    if posts:
        data["posts"] = posts
    # Versions of Safari differ in where they look for the badge and the permission to change the message.
    both_places: dict[str, object] = {"mutable": True, "app_badge": badge}
    notification: dict[str, object] = {
        "title": title,
        "body": body,
        "lang": lang,
        "dir": direction,
        "tag": tag,
        "navigate": navigate,
        "silent": silent,
        **both_places,
        "data": data,
    }
    if actions:
        notification["actions"] = [
            {"action": button.name, "title": button.title, "navigate": button.navigate} for button in actions
        ]
    message = {"web_push": 8030, **both_places, "notification": notification}
    payload = json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    if len(payload) > LARGEST_MESSAGE:
        raise MessageTooLarge(f"A message of {len(payload)} bytes is over {LARGEST_MESSAGE}.")
    return payload


def as_scripts_write(moment: datetime) -> str:
    """As a script writes it: ISO 8601, UTC, milliseconds."""
    if moment.tzinfo is None:
        raise ValueError("A moment without a time zone means nothing on a phone.")
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
