"""What stands on a lock screen of weekly us: its name and a time, nobody's name and no words."""

from datetime import datetime
from zoneinfo import ZoneInfo

from mend.notifications.message import Wording
from mend.notifications.outbox import Message
from mend.notifications.push import Urgency
from mend.web.words import Words

REMINDER, TIME = "weekly", "weekly-time"
PATH = "/weekly"


def weekday_and_time(moment: datetime, zone: str, words: Words) -> str:
    """Sunday 19:00, by the clock of `zone`."""
    weekday = words.weekday(moment.astimezone(ZoneInfo(zone)).weekday())
    return words.say("%(weekday)s %(time)s", weekday=weekday, time=words.time(moment, zone))


def it_is_time(moment: datetime, zone: str, words: Words) -> Message:
    """Weekly us · 19:00."""
    title = words.say("Weekly us · %(when)s", when=words.time(moment, zone))
    return _message(REMINDER, title, "", words)


def a_time(moment: datetime, zone: str, words: Words) -> Message:
    """Weekly us · Sunday 19:00: it is suggested, or has moved."""
    title = words.say("Weekly us · %(when)s", when=weekday_and_time(moment, zone, words))
    return _message(TIME, title, words.say("Open Mend to see."), words)


def _message(kind: str, title: str, body: str, words: Words) -> Message:
    return Message(
        kind=kind,
        title=title,
        body=body,
        ended=Wording(words.say("Weekly us"), ""),
        path=PATH,
        words=words,
        urgency=Urgency.NORMAL,
        silent=True,
    )
