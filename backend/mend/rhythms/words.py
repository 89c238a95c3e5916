"""When something comes up, as a person says it: every Tuesday and Friday."""

from datetime import date, timedelta

from mend.errors import N_
from mend.rhythms.rhythm import LAST_DAY_OF_ALL_MONTHS, Kind, Nth, Rhythm, Weekday
from mend.web.words import Words

_WORKING_DAYS = tuple(Weekday)[:5]
_FORTNIGHT = 2

# Days of the month, as they stand in "on the 31st".
_DAYS_OF_MONTH = (
    *(N_("1st"), N_("2nd"), N_("3rd"), N_("4th"), N_("5th"), N_("6th"), N_("7th"), N_("8th"), N_("9th")),
    *(N_("10th"), N_("11th"), N_("12th"), N_("13th"), N_("14th"), N_("15th"), N_("16th"), N_("17th")),
    *(N_("18th"), N_("19th"), N_("20th"), N_("21st"), N_("22nd"), N_("23rd"), N_("24th"), N_("25th")),
    *(N_("26th"), N_("27th"), N_("28th"), N_("29th"), N_("30th"), N_("31st")),
)
_OF_THE_MONTH = {
    Nth.FIRST: N_("on the first %(weekday)s of the month"),
    Nth.SECOND: N_("on the second %(weekday)s of the month"),
    Nth.THIRD: N_("on the third %(weekday)s of the month"),
    Nth.FOURTH: N_("on the fourth %(weekday)s of the month"),
    Nth.LAST: N_("on the last %(weekday)s of the month"),
}


def said(rhythm: Rhythm, words: Words, today: date) -> str:
    """When it comes up, in the reader's language, to stand alone or after a colon: no capital, no full stop.

    The first day is named while it is farther away than the rhythm itself tells, the last day whenever there
    is one, and the year where a day could be taken for one of another year.
    """
    again = _said_of_all_times(rhythm, words, today)
    if not rhythm.repeats:
        return again
    first = words.calendar_day(rhythm.starts, with_year=_is_far(rhythm.starts, today))
    begins_later = rhythm.starts - today >= _surely_within(rhythm)
    if rhythm.until is None:
        return words.say("%(rhythm)s, from %(first)s", rhythm=again, first=first) if begins_later else again
    last = words.calendar_day(rhythm.until, with_year=_is_far(rhythm.until, today))
    if begins_later:
        return words.say("%(rhythm)s, from %(first)s until %(last)s", rhythm=again, first=first, last=last)
    return words.say("%(rhythm)s, until %(last)s", rhythm=again, last=last)


def _said_of_all_times(rhythm: Rhythm, words: Words, today: date) -> str:
    match rhythm.kind:
        case Kind.WHENEVER:
            return words.say("whenever it comes up")
        case Kind.ONCE:
            day = words.calendar_day(rhythm.starts, with_year=_is_far(rhythm.starts, today))
            return words.say("on %(day)s", day=day)
        case Kind.DAILY:
            return words.say("every day")
        case Kind.WEEKLY:
            return _said_of_weeks(rhythm, words)
        case Kind.MONTHLY_DAY:
            number = rhythm.day or 1
            day = words.say(_DAYS_OF_MONTH[number - 1])
            if number > LAST_DAY_OF_ALL_MONTHS:
                return words.say("on the %(day)s, or the month’s last day", day=day)
            return words.say("on the %(day)s of the month", day=day)
        case Kind.MONTHLY_WEEKDAY:
            weekday = rhythm.weekday or Weekday.MONDAY
            return words.say(_OF_THE_MONTH[rhythm.nth or Nth.FIRST], weekday=words.weekday(weekday.number))


def _said_of_weeks(rhythm: Rhythm, words: Words) -> str:
    days = words.all_of([words.weekday(weekday.number) for weekday in rhythm.weekdays])
    if rhythm.every == 1:
        if rhythm.weekdays == tuple(Weekday):
            return words.say("every day")
        if rhythm.weekdays == _WORKING_DAYS:
            first, last = words.weekday(_WORKING_DAYS[0].number), words.weekday(_WORKING_DAYS[-1].number)
            return words.say("every week from %(first)s to %(last)s", first=first, last=last)
        return words.say("every %(days)s", days=days)
    if rhythm.every == _FORTNIGHT:
        return words.say("every two weeks on %(days)s", days=days)
    return words.say_count(
        "every %(number)d week on %(days)s", "every %(number)d weeks on %(days)s", rhythm.every, days=days
    )


def _surely_within(rhythm: Rhythm) -> timedelta:
    """How far ahead its first day at least lies when it does not simply begin at the next chance."""
    match rhythm.kind:
        case Kind.WEEKLY:
            return timedelta(days=7 if rhythm.every == 1 else 1)
        case Kind.MONTHLY_DAY | Kind.MONTHLY_WEEKDAY:
            return timedelta(days=31)
        case Kind.DAILY | Kind.ONCE | Kind.WHENEVER:
            return timedelta(days=1)


def _is_far(day: date, today: date) -> bool:
    """Whether its name without a year could mean another: half a year away or more."""
    return abs(day - today) > timedelta(days=182)
