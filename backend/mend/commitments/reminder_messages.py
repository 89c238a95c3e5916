"""What a reminder says on a lock screen: that there is a promise, and nothing of it."""

from datetime import date, datetime, timedelta
from uuid import UUID

from mend.agreements.versions import Agreement
from mend.commitments.entry_models import Outcome
from mend.notifications.message import Wording
from mend.notifications.outbox import Action, Message
from mend.notifications.push import Urgency
from mend.web.words import Words

KIND = "reminder"
# A tap without reception is still said the day after: the evening it was about is not lost.
SAID_FOR = timedelta(days=7)


def replaces(commitment_id: UUID) -> str:
    """The name under which reminders of one promise make room for each other."""
    return f"reminder:{commitment_id}"


def a_promise(
    commitment_id: UUID, occasion_on: date, agreement: Agreement, words: Words, until: datetime
) -> Message:
    """Teapot · a promise. With *Kept* and *Not this time*; anything else is said on the page it leads to."""
    title = words.say("A promise")
    if agreement.number:
        title = words.say("%(phrase)s · a promise", phrase=agreement.phrase)
    return Message(
        kind=KIND,
        title=title,
        body="",
        ended=Wording(title, ""),
        path=f"/promises/{commitment_id}/days/{occasion_on}",
        words=words,
        urgency=Urgency.NORMAL,
        actions=(
            _says(commitment_id, occasion_on, Outcome.KEPT, words.say("Kept"), until),
            _says(commitment_id, occasion_on, Outcome.MISSED, words.say("Not this time"), until),
        ),
    )


def _says(commitment_id: UUID, occasion_on: date, outcome: Outcome, title: str, until: datetime) -> Action:
    fields = {"on": occasion_on.isoformat(), "outcome": outcome.value}
    path = f"/promises/{commitment_id}/entries"
    return Action(outcome.value, title, path, fields, brings_id=True, until=until + SAID_FOR)
