"""What the other is told of a signal. Everything here may stand on a lock screen."""

from datetime import datetime

from mend.accounts.models import Person
from mend.agreements.phrase import phrase_of as phrase_of  # noqa: PLC0414 - handed on to its neighbours
from mend.errors import N_
from mend.notifications.message import Wording
from mend.notifications.outbox import Message
from mend.notifications.push import Urgency
from mend.notifications.reports import Report
from mend.signals.models import Pause, Practical, Rehearsal
from mend.web.words import Words

PRACTICAL = {
    Practical.KIDS: N_("Please look after the kids."),
    Practical.STOVE: N_("Something is on the stove. Please look."),
    Practical.DOOR: N_("Somebody is at the door."),
    Practical.LEAVING: N_("I am leaving the house for a while."),
    Practical.HOME: N_("I am at home, in another room."),
}


def pause_called(pause: Pause, reader: Person, words: Words) -> Message:
    """Teapot · back 20:40."""
    return Message(
        kind="pause",
        title=words.say(
            "%(phrase)s · back %(time)s",
            phrase=pause.phrase,
            time=words.time(pause.returns_at, reader.time_zone),
        ),
        body=words.say("Nothing to answer."),
        ended=Wording(words.say("%(phrase)s is over", phrase=pause.phrase), words.say("Nothing to answer.")),
        path=f"/pauses/{pause.id}",
        words=words,
        urgency=Urgency.HIGH,
        is_signal=True,
    )


def pause_answered(pause: Pause, reader: Person, words: Words) -> Message:
    """To the answerer's other devices: nothing is waiting there any more."""
    called = pause_called(pause, reader, words)
    return Message(
        kind="answered",
        title=called.title,
        body=words.say("You said OK on another device."),
        ended=called.ended,
        path=called.path,
        words=words,
        urgency=Urgency.LOW,
        silent=True,
        is_signal=True,
    )


def came_back(pause: Pause, words: Words) -> Message:
    """The pause is over because its caller is back."""
    return Message(
        kind="return",
        title=words.say("%(phrase)s is over", phrase=pause.phrase),
        body=words.say("Open Mend to see."),
        ended=Wording(words.say("%(phrase)s is over", phrase=pause.phrase), words.say("Nothing to answer.")),
        path=f"/pauses/{pause.id}",
        words=words,
        urgency=Urgency.HIGH,
        is_signal=True,
    )


def practical_note(pause: Pause, words: Words) -> Message:
    """There is a practical note; what it says stands inside only."""
    return Message(
        kind="note",
        title=pause.phrase,
        body=words.say("A practical note. Open Mend to read it."),
        ended=Wording(words.say("%(phrase)s is over", phrase=pause.phrase), words.say("Nothing to answer.")),
        path=f"/pauses/{pause.id}",
        words=words,
        urgency=Urgency.HIGH,
        is_signal=True,
    )


def practice(rehearsal: Rehearsal, words: Words) -> Message:
    """Teapot (practice)."""
    return Message(
        kind="practice",
        title=words.say("%(phrase)s (practice)", phrase=rehearsal.phrase),
        body=words.say("This is how a pause arrives."),
        ended=Wording(words.say("The practice is over"), words.say("Nothing to answer.")),
        path=f"/rehearsals/{rehearsal.id}",
        words=words,
        urgency=Urgency.HIGH,
        is_signal=True,
    )


_DELIVERY = {
    "queued": N_("Saved. Not on %(name)s’s phone yet."),
    "accepted": N_("Handed over for %(name)s’s phone. No word yet that it was shown."),
    "shown": N_("Shown on %(name)s’s phone at %(time)s."),
    "none": N_("%(name)s has no device that can receive this. Say it, or show this screen."),
}
_NOT_REACHED = N_("This did not reach %(name)s’s phone. Say it, or show this screen.")


def delivery_sentence(report: Report, name: str, zone: str, words: Words) -> str:
    """The truth about delivery, for the one who sent it."""
    time = words.time(report.at, zone) if report.at else ""
    return words.say(_DELIVERY.get(report.state, _NOT_REACHED), name=name, time=time)


def how_long(until: datetime, now: datetime, words: Words) -> str:
    """`12 minutes`; what stands there before the phone counts by itself."""
    return words.minutes(max(0.0, (until - now).total_seconds()))


def done(since: datetime, until: datetime, now: datetime) -> float:
    """How much of the time has passed, from 0 to 1: how far the thread is sewn."""
    return round(min(1.0, max(0.0, (now - since) / (until - since))), 3)
