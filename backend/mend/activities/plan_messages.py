"""What the two are told of a plan. All of it may stand on a lock screen: a time, never what, where or a note.

A surprise is told like any other plan: that it is one stands in the app alone.
"""

from datetime import datetime

from mend.accounts.models import Person
from mend.activities.plan_diary import PlanNow
from mend.notifications.message import Wording
from mend.notifications.outbox import Message
from mend.web.words import Words


def an_offer(
    kind: str, plan: PlanNow, phrase: str, reader: Person, words: Words, read_at: datetime
) -> Message:
    """Teapot · a plan for Saturday, 19:00?: an offer, another one instead, one that moves."""
    several = len(plan.slots) > 1
    when = words.when(plan.starts_at, reader.time_zone, read_at)
    if kind == "plan-moved":
        title = words.say("%(phrase)s · another time for a plan", phrase=phrase)
    elif several:
        title = words.say("%(phrase)s · a plan, times to choose from", phrase=phrase)
    else:
        title = words.say("%(phrase)s · a plan for %(when)s?", phrase=phrase, when=when)
    return _message(kind, plan, phrase, title, words)


def a_yes(plan: PlanNow, phrase: str, reader: Person, words: Words, read_at: datetime) -> Message:
    """Teapot · yes to Saturday, 19:00."""
    when = words.when(plan.starts_at, reader.time_zone, read_at)
    title = words.say("%(phrase)s · yes to your plan, %(when)s", phrase=phrase, when=when)
    return _message("plan-yes", plan, phrase, title, words)


def a_cancelling(
    plan: PlanNow, phrase: str, reader: Person, words: Words, read_at: datetime, *, goes_on: bool
) -> Message:
    """Teapot · Saturday, 19:00 is off: it can find another time; or it goes on by itself, as rituals do."""
    when = words.when(plan.starts_at, reader.time_zone, read_at)
    if goes_on:
        title = words.say("%(phrase)s · not this time: %(when)s", phrase=phrase, when=when)
        return _message("plan-off", plan, phrase, title, words, words.say("It goes on next time."))
    title = words.say("%(phrase)s · the plan for %(when)s is off", phrase=phrase, when=when)
    return _message("plan-off", plan, phrase, title, words, words.say("It can find another time."))


def _message(kind: str, plan: PlanNow, phrase: str, title: str, words: Words, body: str = "") -> Message:
    return Message(
        kind=kind,
        title=title,
        body=body or words.say("Open Mend to see."),
        ended=Wording(words.say("%(phrase)s · a plan", phrase=phrase), words.say("Its time has passed.")),
        path=f"/together/plans/{plan.id}",
        words=words,
    )
