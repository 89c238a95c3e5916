"""What the two are told of a talk. All of it may stand on a lock screen: never the topic or the place."""

from datetime import datetime

from mend.accounts.models import Person
from mend.notifications.message import Wording
from mend.notifications.outbox import Message
from mend.talks.diary import TalkNow
from mend.web.words import Words


def a_talk(kind: str, talk: TalkNow, phrase: str, words: Words) -> Message:
    """Teapot · a talk: an offer, another one instead, one that was moved or called off."""
    title = words.say("%(phrase)s · a talk", phrase=phrase)
    return Message(
        kind=kind,
        title=title,
        body=words.say("Open Mend to see."),
        ended=Wording(title, words.say("Its time has passed.")),
        path=f"/talks/{talk.id}",
        words=words,
    )


def talk_at(
    kind: str, talk: TalkNow, phrase: str, reader: Person, words: Words, read_at: datetime
) -> Message:
    """Teapot · talk at 20:40: it is booked, or begins soon. On another day than it is read: with the day."""
    time = words.time(talk.starts_at, reader.time_zone)
    when = words.when(talk.starts_at, reader.time_zone, read_at)
    return Message(
        kind=kind,
        title=words.say("%(phrase)s · talk at %(time)s", phrase=phrase, time=time)
        if when == time
        else words.say("%(phrase)s · talk on %(when)s", phrase=phrase, when=when),
        body=words.say("Open Mend to see."),
        ended=Wording(words.say("%(phrase)s · a talk", phrase=phrase), words.say("Its time has passed.")),
        path=f"/talks/{talk.id}",
        words=words,
    )
