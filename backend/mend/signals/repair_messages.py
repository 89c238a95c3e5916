"""What is told of a repair. Everything here may stand on a lock screen: never the words it was sent with."""

from datetime import datetime

from mend.accounts.models import Person
from mend.errors import N_
from mend.notifications.message import Wording
from mend.notifications.outbox import Action, Message
from mend.notifications.push import Urgency
from mend.signals.decks import START_OVER
from mend.signals.repair_models import Answer, Repair
from mend.signals.states import REPAIR_WAITS
from mend.web.words import Words

# What takes whose place on a lock screen. Two names: an answer must never take away a question that the
# other asked in the meantime, nor the other way round.
ASKED = "repair"
ANSWERED = "repair-answer"

OVER = N_("Nothing to answer.")


def start_over_action(words: Words) -> Action:
    """A button that reaches out with the first phrase there is, for notifications of pauses."""
    return _send("repair", words.say("Start over?"), START_OVER)


def repair_sent(repair: Repair, phrase: str, words: Words) -> Message:
    """Teapot · start over? With a yes and a not yet."""
    to, until = f"/repairs/{repair.id}/answer", repair.sent_at + REPAIR_WAITS
    return _message(
        "repair",
        words.say("%(phrase)s · start over?", phrase=phrase),
        words.say("Yes or not yet, both are fine."),
        repair,
        phrase,
        words,
        Action("yes", words.say("Yes"), to, {"answer": Answer.YES.value}, until=until),
        Action("not-yet", words.say("Not yet"), to, {"answer": Answer.NOT_YET.value}, until=until),
    )


def answered_elsewhere(repair: Repair, phrase: str, words: Words) -> Message:
    """To the answerer's other devices: nothing is waiting there any more."""
    return Message(
        kind="answered",
        title=words.say("%(phrase)s · start over?", phrase=phrase),
        body=words.say("You answered on another device."),
        ended=Wording(phrase, words.say(OVER)),
        path=f"/repairs/{repair.id}",
        words=words,
        urgency=Urgency.LOW,
        silent=True,
        is_signal=True,
    )


def repair_answered(repair: Repair, phrase: str, reader: Person, words: Words, now: datetime) -> Message:
    """Teapot · yes; or not yet, and from when on asking again is welcome: 21:10, or Saturday, 08:20."""
    if repair.answer is Answer.YES:
        title, body = words.say("%(phrase)s · yes", phrase=phrase), words.say("Open Mend to see.")
        return _message("answer", title, body, repair, phrase, words)
    if repair.ask_at is None:
        body = words.say("Asking again later is welcome.")
    else:
        when = words.when(repair.ask_at, reader.time_zone, now)
        body = words.say("Ask again from %(time)s.", time=when)
    title = words.say("%(phrase)s · not yet", phrase=phrase)
    return _message("answer", title, body, repair, phrase, words, _again(repair, words))


def ask_again(repair: Repair, phrase: str, words: Words) -> Message:
    """The time has come that the other named."""
    return _message(
        "ask",
        words.say("%(phrase)s · you can ask again", phrase=phrase),
        words.say("Only if you want to."),
        repair,
        phrase,
        words,
        _again(repair, words),
    )


def _again(repair: Repair, words: Words) -> Action:
    return _send("again", words.say("Ask again"), repair.key)


def _send(name: str, title: str, key: str) -> Action:
    return Action(name, title, "/repairs", {"phrase": key}, brings_id=True)


def _message(
    kind: str, title: str, body: str, repair: Repair, phrase: str, words: Words, *actions: Action
) -> Message:
    return Message(
        kind=kind,
        title=title,
        body=body,
        ended=Wording(phrase, words.say(OVER)),
        path=f"/repairs/{repair.id}",
        words=words,
        urgency=Urgency.HIGH,
        is_signal=True,
        actions=actions,
    )
