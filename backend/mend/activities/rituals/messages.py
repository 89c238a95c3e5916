"""What the two are told of a ritual. All of it may stand on a lock screen: a time, never what or where."""

from datetime import datetime
from uuid import UUID

from mend.accounts.models import Person
from mend.notifications.message import Wording
from mend.notifications.outbox import Message
from mend.web.words import Words


def an_offer(
    ritual_id: UUID, first: datetime, phrase: str, reader: Person, words: Words, read_at: datetime
) -> Message:
    """Teapot · again and again, from Saturday, 19:00?"""
    when = words.when(first, reader.time_zone, read_at)
    title = words.say("%(phrase)s · again and again, from %(when)s?", phrase=phrase, when=when)
    return _message("ritual", ritual_id, phrase, title, words)


def a_change(ritual_id: UUID, phrase: str, words: Words) -> Message:
    """Teapot · another rhythm for a ritual."""
    title = words.say("%(phrase)s · a change to a ritual", phrase=phrase)
    return _message("ritual-change", ritual_id, phrase, title, words)


def a_yes(
    ritual_id: UUID, first: datetime, phrase: str, reader: Person, words: Words, read_at: datetime
) -> Message:
    """Teapot · yes to your ritual, next Saturday, 19:00."""
    when = words.when(first, reader.time_zone, read_at)
    title = words.say("%(phrase)s · yes to your ritual, next: %(when)s", phrase=phrase, when=when)
    return _message("ritual-yes", ritual_id, phrase, title, words)


def an_ending(ritual_id: UUID, phrase: str, words: Words) -> Message:
    """Teapot · a ritual has ended: what you did stays."""
    title = words.say("%(phrase)s · a ritual has ended", phrase=phrase)
    return _message("ritual-end", ritual_id, phrase, title, words, words.say("What you did together stays."))


def _message(kind: str, ritual_id: UUID, phrase: str, title: str, words: Words, body: str = "") -> Message:
    return Message(
        kind=kind,
        title=title,
        body=body or words.say("Open Mend to see."),
        ended=Wording(
            words.say("%(phrase)s · a ritual", phrase=phrase), words.say("Open Mend to see how it stands.")
        ),
        path=f"/together/rituals/{ritual_id}",
        words=words,
    )
