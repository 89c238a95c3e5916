"""The cloth read aloud: a sentence for each week that has a stitch, the latest first. Never by person.

Weeks begin on Monday (ISO 8601). One that began in the year before is the first days of its year.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

from babel.dates import format_date
from babel.lists import format_list

from mend.cloth.models import Kind
from mend.cloth.stitches import Sewn
from mend.web.words import Words


def sentences(stitches: Sequence[Sewn], year: int, words: Words) -> list[str]:
    """What the year's cloth shows, in full sentences."""
    weeks: defaultdict[date, Counter[Kind]] = defaultdict(Counter)
    for stitch in stitches:
        weeks[stitch.day - timedelta(days=stitch.day.weekday())][stitch.kind] += 1
    return [_sentence(monday, weeks[monday], year, words) for monday in sorted(weeks, reverse=True)]


def _sentence(monday: date, counted: Counter[Kind], year: int, words: Words) -> str:
    things = [_say(kind, counted[kind], words) for kind in Kind if counted[kind]]
    listed = format_list(things, locale=words.locale)
    if monday.year < year:
        return words.say("The first days of %(year)s: %(things)s.", year=str(year), things=listed)
    day = format_date(monday, "d MMMM", locale=words.locale)
    return words.say("The week of %(day)s: %(things)s.", day=day, things=listed)


def _say(kind: Kind, number: int, words: Words) -> str:
    match kind:
        case Kind.PROMISE:
            return words.say_count("a promise kept", "%(number)d promises kept", number)
        case Kind.THANKS:
            return words.say_count("a thank-you", "%(number)d thank-yous", number)
        case Kind.TOGETHER:
            return words.say_count("time together", "%(number)d times together", number)
        case Kind.REPAIR:
            return words.say_count("a fresh start", "%(number)d fresh starts", number)
