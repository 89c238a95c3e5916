"""What an idea is like, said as people say it."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from mend.activities.cards import Cost, Energy, Fit, Kind, Place
from mend.activities.filters import Filter, Purse, Time, Where
from mend.activities.ideas import Idea
from mend.errors import N_
from mend.web.words import Words

AN_HOUR = 60
HALF_A_DAY, A_DAY = 240, 420  # minutes from which an idea is said to take so long

KINDS = {
    Kind.WALK: N_("A walk"),
    Kind.COOK: N_("Cooking"),
    Kind.COFFEE: N_("Coffee"),
    Kind.HOBBY: N_("A hobby"),
    Kind.VOLUNTEER: N_("For others"),
    Kind.HOME: N_("At home"),
    Kind.OUTING: N_("An outing"),
}
COSTS = {
    Cost.FREE: N_("No money"),
    Cost.LITTLE: N_("A little money"),
    Cost.SOME: N_("Some money"),
}
ENERGIES = {
    Energy.TIRED: N_("Good when tired"),
    Energy.EASY: N_("Easy"),
    Energy.LIVELY: N_("Lively"),
}
PLACES = {
    Place.HOME: N_("At home"),
    Place.NEAR: N_("Close to home"),
    Place.AWAY: N_("Somewhere else"),
    Place.ANYWHERE: N_("Anywhere"),
}
FITS = {
    Fit.APART: N_("Far apart too"),
    Fit.CHILDREN: N_("With children too"),
    Fit.RAIN: N_("Rain is fine"),
    Fit.QUIET: N_("Quiet"),
}
# What a filter says, as a pill: the words of each choice.
TIMES = {
    Time.HALF_AN_HOUR: N_("Half an hour"),
    Time.EVENING: N_("An evening"),
    Time.DAY: N_("A day"),
}
LEFT = {
    Energy.TIRED: N_("Tired"),
    Energy.EASY: N_("A little left"),
    Energy.LIVELY: N_("Lively"),
}
PURSES = {Purse.FREE: N_("Free"), Purse.LITTLE: N_("A little")}
WHERES = {Where.HOME: N_("At home"), Where.OUT: N_("Out")}
WITH = {
    Fit.APART: N_("Far apart"),
    Fit.CHILDREN: N_("With children"),
    Fit.RAIN: N_("Rain"),
    Fit.QUIET: N_("Quiet"),
}

Choice = TypeVar("Choice", bound=StrEnum)


def title_of(idea: Idea, words: Words) -> str:
    """What it is called: a card's title translated, their own as they wrote it."""
    return idea.title if idea.is_own else words.say(idea.title)


def kind_of(idea: Idea, words: Words) -> str:
    """What they would be doing; of one of their own, that it is theirs."""
    return words.say(KINDS[idea.kind]) if idea.kind else words.say("From the two of you")


def how_long(minutes: int, words: Words) -> str:
    """About how long it takes: 20 minutes, 1½ hours, A day."""
    if minutes < AN_HOUR:
        return words.say_count("%(number)d minute", "%(number)d minutes", minutes)
    if minutes >= A_DAY:
        return words.say("A day")
    if minutes >= HALF_A_DAY:
        return words.say("Half a day")
    halves = round(minutes / (AN_HOUR / 2))
    if halves % 2:
        return words.say("%(hours)d½ hours", hours=halves // 2)
    return words.say_count("An hour", "%(number)d hours", halves // 2)


def details_of(idea: Idea, words: Words) -> list[str]:
    """Time, place, money and strength, each in a word or two."""
    return [
        how_long(idea.minutes, words),
        words.say(PLACES[idea.place]),
        words.say(COSTS[idea.cost]),
        words.say(ENERGIES[idea.energy]),
    ]


def fits_of(idea: Idea, words: Words) -> list[str]:
    """What it also goes with."""
    return [words.say(sentence) for fit, sentence in FITS.items() if fit in idea.fits]


def filter_words(wanted: Filter, words: Words) -> dict[str, str]:
    """What each field of a filter says, in the order of its form."""
    said: dict[str, str] = {}
    if wanted.time:
        said["time"] = words.say(TIMES[wanted.time])
    if wanted.energy:
        said["energy"] = words.say(LEFT[wanted.energy])
    if wanted.cost:
        said["cost"] = words.say(PURSES[wanted.cost])
    if wanted.place:
        said["place"] = words.say(WHERES[wanted.place])
    return said | {fit.value: words.say(said_of) for fit, said_of in WITH.items() if fit in wanted.fits}


def options(sentences: Mapping[Choice, str], words: Words) -> list[tuple[str, str]]:
    """The choices of a form: value and words."""
    return [(choice.value, words.say(sentence)) for choice, sentence in sentences.items()]


def filter_choices(words: Words) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """The questions of the filter, of each its field, its words and its choices; the first is no answer."""
    any_ = ("", words.say("Any"))
    return [
        ("time", words.say("Time"), [any_, *options(TIMES, words)]),
        ("energy", words.say("Strength"), [any_, *options(LEFT, words)]),
        ("cost", words.say("Money"), [any_, *options(PURSES, words)]),
        ("place", words.say("Where"), [any_, *options(WHERES, words)]),
    ]
