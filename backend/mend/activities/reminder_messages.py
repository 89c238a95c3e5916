"""What a reminder of a plan says on a lock screen: the phrase and a time, never what it is."""

from datetime import datetime

from mend.accounts.models import Person
from mend.activities.reminder_models import Lead
from mend.notifications.message import Wording
from mend.notifications.outbox import Message
from mend.web.words import Words

KIND = "plan-reminder"


def a_reminder(
    lead: Lead,
    path: str,
    starts_at: datetime,
    phrase: str,
    reader: Person,
    words: Words,
    read_at: datetime,
) -> Message:
    """Teapot · a plan, 19:00; on another day with the day of the week. At the start it asks for quiet itself.

    A day has its name: "tomorrow" would be wrong on a lock screen that is read in the morning.
    """
    if lead is Lead.START:
        title = words.say("%(phrase)s · phones away, it is time for you two", phrase=phrase)
    else:
        when = words.when(starts_at, reader.time_zone, read_at)
        title = words.say("%(phrase)s · a plan, %(when)s", phrase=phrase, when=when)
    return Message(
        kind=KIND,
        title=title,
        body="",
        ended=Wording(words.say("%(phrase)s · a plan", phrase=phrase), words.say("Its time has passed.")),
        path=path,
        words=words,
        silent=lead is Lead.START,
    )
