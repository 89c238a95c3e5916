"""What stands on a lock screen of thanks, and when they came, said as people say it."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from mend.agreements.phrase import phrase_of
from mend.agreements.versions import Agreement
from mend.notifications.message import Wording
from mend.notifications.outbox import Message
from mend.notifications.push import Urgency
from mend.web.words import Words

MORNING, AFTERNOON, EVENING = 5, 12, 18  # hours of the reader's clock


def something_kind(agreement: Agreement, kind: str, words: Words) -> Message:
    """Teapot · something kind. No words, no name, no number, no sound."""
    title = words.say("%(phrase)s · something kind", phrase=phrase_of(agreement, words))
    return Message(
        kind=kind,
        title=title,
        body="",
        ended=Wording(title, ""),
        path="/us/jar",
        words=words,
        urgency=Urgency.NORMAL,
        silent=True,
    )


_ABOUT = "thanks:"


def about(thanks_id: UUID) -> str:
    """The name under which a notification tells of this thank-you, and of those that joined it."""
    return f"{_ABOUT}{thanks_id}"


def first_of(subject: str) -> UUID:
    """The thank-you of whose name `subject` is."""
    return UUID(subject.removeprefix(_ABOUT))


def from_whom(name: str, given_at: datetime, zone: str, now: datetime, words: Words) -> str:
    """From Ilan, this morning."""
    there = ZoneInfo(zone)
    given, today = given_at.astimezone(there), now.astimezone(there).date()
    if given.date() < today:
        return words.say("From %(name)s, yesterday", name=name)
    if given.hour < MORNING:
        return words.say("From %(name)s, last night", name=name)
    if given.hour < AFTERNOON:
        return words.say("From %(name)s, this morning", name=name)
    if given.hour < EVENING:
        return words.say("From %(name)s, this afternoon", name=name)
    return words.say("From %(name)s, this evening", name=name)
