"""What the other is told of a signal. Everything here may stand on a lock screen."""

from dataclasses import replace
from datetime import datetime

from mend.accounts.models import Person
from mend.errors import N_
from mend.notifications.message import Wording
from mend.notifications.outbox import Action, Message
from mend.notifications.push import Urgency
from mend.notifications.reports import Report
from mend.signals.models import Pause, Practical, Rehearsal
from mend.signals.repair_messages import start_over_action
from mend.signals.states import LONGEST, REMIND_AFTER, REMINDER_LASTS, RETURN_LASTS
from mend.web.words import Words

PRACTICAL = {
    Practical.KIDS: N_("Please look after the kids."),
    Practical.STOVE: N_("Something is on the stove. Please look."),
    Practical.DOOR: N_("Somebody is at the door."),
    Practical.LEAVING: N_("I am leaving the house for a while."),
    Practical.HOME: N_("I am at home, in another room."),
}


def _over(pause: Pause, words: Words) -> Wording:
    return Wording(words.say("%(phrase)s is over", phrase=pause.phrase), words.say("Nothing to answer."))


def pause_called(pause: Pause, reader: Person, words: Words, now: datetime) -> Message:
    """Teapot · back 20:40."""
    return Message(
        kind="pause",
        title=words.say(
            "%(phrase)s · back %(time)s",
            phrase=pause.phrase,
            time=words.when(pause.returns_at, reader.time_zone, now),
        ),
        body=words.say("Nothing to answer."),
        ended=_over(pause, words),
        path=f"/pauses/{pause.id}",
        words=words,
        urgency=Urgency.HIGH,
        is_signal=True,
        actions=(
            Action("ok", words.say("OK"), f"/pauses/{pause.id}/answer", {}, until=pause.returns_at),
            start_over_action(words),
        ),
    )


def put_off(pause: Pause, reader: Person, words: Words, now: datetime) -> Message:
    """A later time takes the place of the earlier one."""
    called = pause_called(pause, reader, words, now)
    return replace(called, kind="delay", body=words.say("A little later. Nothing to answer."))


def return_due(pause: Pause, caller: Person, words: Words) -> Message:
    """To the caller, at the time they named. Too late for a button, it still asks to be opened."""
    time = words.time(pause.returns_at, caller.time_zone)
    # A pause is over when its caller says so, and they may say so in a dead spot.
    back_until = max(pause.called_at + LONGEST, pause.returns_at + REMIND_AFTER + REMINDER_LASTS)
    return Message(
        kind="prompt",
        title=words.say("%(phrase)s · it is %(time)s", phrase=pause.phrase, time=time),
        body=words.say("Are you back? More time is fine, too."),
        ended=Wording(
            words.say("%(phrase)s · it was %(time)s", phrase=pause.phrase, time=time),
            words.say("Open Mend to say when you are back."),
        ),
        path=f"/pauses/{pause.id}",
        words=words,
        urgency=Urgency.HIGH,
        is_signal=True,
        actions=(
            Action("back", words.say("I’m back"), f"/pauses/{pause.id}/return", {}, until=back_until),
            Action("later", words.say("More time"), f"/pauses/{pause.id}/delay"),
        ),
    )


def return_reminder(pause: Pause, caller: Person, words: Words) -> Message:
    """To the caller, once, a few minutes later."""
    due = return_due(pause, caller, words)
    return replace(
        due, kind="reminder", title=pause.phrase, body=words.say("Take the time you need. Just name it.")
    )


def pause_answered(pause: Pause, reader: Person, words: Words, now: datetime) -> Message:
    """To the answerer's other devices: nothing is waiting there any more."""
    called = pause_called(pause, reader, words, now)
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
    """The pause is over because its caller is back; for as long as the return lasts, ready may be said."""
    ready_until = pause.ended_at + RETURN_LASTS if pause.ended_at else None
    return Message(
        kind="return",
        title=words.say("%(phrase)s is over", phrase=pause.phrase),
        body=words.say("Open Mend to see."),
        ended=_over(pause, words),
        path=f"/pauses/{pause.id}",
        words=words,
        urgency=Urgency.HIGH,
        is_signal=True,
        actions=(
            Action("ready", words.say("I’m ready"), f"/pauses/{pause.id}/readiness", {}, until=ready_until),
            start_over_action(words),
        ),
    )


def both_ready(pause: Pause, words: Words) -> Message:
    """Both have said that they are ready."""
    return Message(
        kind="ready",
        title=words.say("%(phrase)s · both ready", phrase=pause.phrase),
        body=words.say("Open Mend to go on together."),
        ended=_over(pause, words),
        path=f"/pauses/{pause.id}/return",
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
        ended=_over(pause, words),
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
    "shown before": N_("Shown on %(name)s’s phone on %(day)s at %(time)s."),
    "none": N_("%(name)s has no device that can receive this. Say it, or show this screen."),
}
_NOT_REACHED = N_("This did not reach %(name)s’s phone. Say it, or show this screen.")


def delivery_sentence(report: Report, name: str, zone: str, words: Words, now: datetime) -> str:
    """The truth about delivery, for the one who sent it and reads it `now` in `zone`."""
    sentence = _DELIVERY.get(report.state, _NOT_REACHED)
    if report.at is None:
        return words.say(sentence, name=name)
    day, time = words.day(report.at, zone), words.time(report.at, zone)
    if report.state == "shown" and day != words.day(now, zone):
        sentence = _DELIVERY["shown before"]
    return words.say(sentence, name=name, day=day, time=time)


def how_long(until: datetime, now: datetime, words: Words) -> str:
    """`12 minutes`; what stands there before the phone counts by itself."""
    return words.minutes(max(0.0, (until - now).total_seconds()))


def done(since: datetime, until: datetime, now: datetime) -> float:
    """How much of the time has passed, from 0 to 1: how far the thread is sewn."""
    return round(min(1.0, max(0.0, (now - since) / (until - since))), 3)
