"""When something comes up, a promise or a ritual: on days, never at a time of day.

A `Rhythm` is one of the six kinds a form can make, and nothing else. It is kept as two columns: `rule`,
the text of an iCalendar recurrence rule (RFC 5545, section 3.3.10), and `starts`, the day iCalendar calls
DTSTART. `read_rule` makes it again of the two.

- **The first day is an occasion.** RFC 5545 leaves undefined what comes of a DTSTART that its own rule leaves
  out, so whoever asks for Mondays from a Wednesday on gets a rhythm that starts on the Monday after.
- **Every n weeks** counts from the week of that first day, and weeks begin on Monday: `WKST=MO` is written
  out, though it is the default, because it decides which Sunday belongs to which fortnight.
- **On the 29th, 30th or 31st** means the last day of a month that is shorter. A plain `BYMONTHDAY=31` would
  skip it, which two people who agree on the end of the month do not expect. The rule
  `BYMONTHDAY=28,29,30,31;BYSETPOS=-1` says so to every reader of RFC 5545: the last that there is of these.
- **Once** is `FREQ=DAILY;COUNT=1`. **Whenever it comes up** has no days, and so an empty rule.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import IntEnum, StrEnum

from dateutil.rrule import rrulestr

from mend.errors import N_, Invalid

MOST_WEEKS = 52
LAST_DAY_OF_ALL_MONTHS = 28
LONGEST_DAY = 31
FARTHEST_YEARS = 5
FARTHEST = timedelta(days=366 * FARTHEST_YEARS)
LONGEST_RULE = 120  # more than any rule of ours

_TOO_OFTEN = frozenset({"SECONDLY", "MINUTELY", "HOURLY"})
_KNOWN_PARTS = frozenset({"FREQ", "COUNT", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYSETPOS", "UNTIL", "WKST"})
_PART = re.compile(r"([A-Z-]{1,20})=([A-Z0-9,+-]+)", re.ASCII)


class NoRhythm(Invalid):
    """What was chosen does not say when it comes up (422)."""


class Kind(StrEnum):
    """The ways something comes up."""

    ONCE = "once"
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY_DAY = "monthly_day"
    MONTHLY_WEEKDAY = "monthly_weekday"
    WHENEVER = "whenever"


class Weekday(StrEnum):
    """A day of the week, Monday first, by the two letters of iCalendar."""

    MONDAY = "mo"
    TUESDAY = "tu"
    WEDNESDAY = "we"
    THURSDAY = "th"
    FRIDAY = "fr"
    SATURDAY = "sa"
    SUNDAY = "su"

    @property
    def number(self) -> int:
        """Monday is 0, as for `date.weekday`."""
        return list(Weekday).index(self)

    @classmethod
    def of(cls, day: date) -> "Weekday":
        """The day of the week of `day`."""
        return list(cls)[day.weekday()]


class Nth(IntEnum):
    """Which of a month's four or five; a fifth that most months lack cannot be chosen."""

    FIRST = 1
    SECOND = 2
    THIRD = 3
    FOURTH = 4
    LAST = -1


@dataclass(frozen=True)
class Rhythm:
    """When something comes up. Made by the functions named after its kinds; `NoRhythm` if it never would.

    `starts` is the first occasion ("whenever": the day it was agreed), `until` the last day that may be one.
    What does not belong to `kind` has its plain value, so that equal rhythms are equal.
    """

    kind: Kind
    starts: date
    until: date | None = None
    weekdays: tuple[Weekday, ...] = ()
    every: int = 1
    day: int | None = None
    nth: Nth | None = None
    weekday: Weekday | None = None

    @property
    def rule(self) -> str:
        """The text of its RRULE, without that word; empty for "whenever"."""
        ending = f";UNTIL={self.until.isoformat().replace('-', '')}" if self.until else ""
        match self.kind:
            case Kind.WHENEVER:
                return ""
            case Kind.ONCE:
                return "FREQ=DAILY;COUNT=1"
            case Kind.DAILY:
                return f"FREQ=DAILY{ending}"
            case Kind.WEEKLY:
                interval = f";INTERVAL={self.every}" if self.every > 1 else ""
                days = ",".join(weekday.upper() for weekday in self.weekdays)
                return f"FREQ=WEEKLY{interval};BYDAY={days}{ending};WKST=MO"
            case Kind.MONTHLY_DAY:
                return f"FREQ=MONTHLY;{_days_of_month(self.day or 1)}{ending}"
            case Kind.MONTHLY_WEEKDAY:
                return f"FREQ=MONTHLY;BYDAY={self.nth:d}{(self.weekday or '').upper()}{ending}"

    @property
    def repeats(self) -> bool:
        """Whether it may come up on more than one known day."""
        return self.kind not in (Kind.ONCE, Kind.WHENEVER)

    @property
    def is_frequent(self) -> bool:
        """Whether a week may hold more than one of its days."""
        return self.kind is Kind.DAILY or len(self.weekdays) > 1


def once(day: date) -> Rhythm:
    """On this day, and never again."""
    return Rhythm(Kind.ONCE, day)


def whenever(agreed_on: date) -> Rhythm:
    """Whenever it comes up: nobody knows the days beforehand."""
    return Rhythm(Kind.WHENEVER, agreed_on)


def daily(starts: date, until: date | None = None) -> Rhythm:
    """Every day."""
    return _begun(Rhythm(Kind.DAILY, starts, until))


def weekly(starts: date, weekdays: Iterable[Weekday], every: int = 1, until: date | None = None) -> Rhythm:
    """On these days of every n-th week, counted from the week of its first day."""
    chosen = frozenset(weekdays)
    if not chosen:
        raise NoRhythm(N_("Please choose at least one day of the week."), field="weekdays")
    if not 1 <= every <= MOST_WEEKS:
        raise NoRhythm(N_("Please choose 1 to %(most)d weeks."), field="every", most=MOST_WEEKS)
    in_order = tuple(weekday for weekday in Weekday if weekday in chosen)
    return _begun(Rhythm(Kind.WEEKLY, starts, until, weekdays=in_order, every=every))


def monthly_on_day(starts: date, day: int, until: date | None = None) -> Rhythm:
    """On this day of every month; on the last day of a month that does not have it."""
    if not 1 <= day <= LONGEST_DAY:
        raise NoRhythm(N_("Please choose a day from 1 to %(last)d."), field="day", last=LONGEST_DAY)
    return _begun(Rhythm(Kind.MONTHLY_DAY, starts, until, day=day))


def monthly_on_weekday(starts: date, nth: Nth, weekday: Weekday, until: date | None = None) -> Rhythm:
    """On the first, second, third, fourth or last such weekday of every month."""
    return _begun(Rhythm(Kind.MONTHLY_WEEKDAY, starts, until, nth=nth, weekday=weekday))


def check_ahead(rhythm: Rhythm, today: date) -> None:
    """`NoRhythm`, beside its field, if it starts before `today`, or starts or ends over five years later.

    For what is newly chosen: a rhythm that is kept may well have started long ago.
    """
    if rhythm.kind is Kind.WHENEVER:
        return
    field = "on" if rhythm.kind is Kind.ONCE else "starts"
    if rhythm.starts < today:
        raise NoRhythm(N_("This day has passed. Please choose today or a day ahead."), field=field)
    if rhythm.starts - today > FARTHEST:
        raise NoRhythm(
            N_("Please choose a day within the next %(years)d years."), field=field, years=FARTHEST_YEARS
        )
    if rhythm.until and rhythm.until - today > FARTHEST:
        raise NoRhythm(
            N_("Please choose a last day within the next %(years)d years, or none."),
            field="until",
            years=FARTHEST_YEARS,
        )


def read_rule(rule: str, starts: date) -> Rhythm:
    """The rhythm that has this `rule` and `starts` on this day. `NoRhythm` for whatever none of ours has.

    Nothing is guessed: the rule must be written as `Rhythm.rule` writes it, and its first day be an occasion.
    """
    try:
        rhythm = _made_of(_parts_of(rule), starts) if rule else whenever(starts)
    except ValueError:
        raise _unreadable() from None
    if (rhythm.rule, rhythm.starts) != (rule, starts):
        raise _unreadable()
    return rhythm


def _unreadable() -> NoRhythm:
    return NoRhythm(N_("Mend cannot read this rule. Please choose again when it comes up."))


def _parts_of(rule: str) -> dict[str, str]:
    if len(rule) > LONGEST_RULE:
        raise _unreadable()
    parts: dict[str, str] = {}
    for part in rule.split(";"):
        found = _PART.fullmatch(part)
        if found is None or found[1] in parts:
            raise _unreadable()
        parts[found[1]] = found[2]
    if parts.get("FREQ") in _TOO_OFTEN:
        raise NoRhythm(N_("It can come up once a day at most."))
    strange = parts.keys() - _KNOWN_PARTS
    if parts.get("COUNT", "1") != "1":
        strange |= {"COUNT"}
    if strange:
        raise NoRhythm(
            N_("Mend repeats by day, week or month, and does not know “%(part)s” in a rule."),
            part=min(strange),
        )
    return parts


def _made_of(parts: dict[str, str], starts: date) -> Rhythm:
    until = date.fromisoformat(parts["UNTIL"]) if "UNTIL" in parts else None
    match parts:
        case {"FREQ": "DAILY", "COUNT": _}:
            return once(starts)
        case {"FREQ": "DAILY"}:
            return daily(starts, until)
        case {"FREQ": "WEEKLY", "BYDAY": days}:
            weekdays = [Weekday(letters.lower()) for letters in days.split(",")]
            return weekly(starts, weekdays, int(parts.get("INTERVAL", "1")), until)
        case {"FREQ": "MONTHLY", "BYMONTHDAY": days}:
            return monthly_on_day(starts, int(days.split(",")[-1]), until)
        case {"FREQ": "MONTHLY", "BYDAY": day}:
            return monthly_on_weekday(starts, Nth(int(day[:-2])), Weekday(day[-2:].lower()), until)
        case _:
            raise _unreadable()


def _days_of_month(day: int) -> str:
    if day <= LAST_DAY_OF_ALL_MONTHS:
        return f"BYMONTHDAY={day}"
    return f"BYMONTHDAY={','.join(map(str, range(LAST_DAY_OF_ALL_MONTHS, day + 1)))};BYSETPOS=-1"


def _begun(wished: Rhythm) -> Rhythm:
    """The same, starting on its first occasion on or after the day wished for; its week is the first week."""
    if wished.until and wished.until < wished.starts:
        raise NoRhythm(N_("The last day is before the first. Please choose a later one."), field="until")
    # Without the end, which may lie before it; and in any week, for the first occasion decides which
    # weeks count.
    rule = replace(wished, until=None, every=1).rule
    first = next(iter(rrulestr(rule, dtstart=datetime.combine(wished.starts, time.min))), None)
    if first is None:  # the calendar ends with the year 9999
        raise NoRhythm(
            N_("Please choose a day within the next %(years)d years."), field="starts", years=FARTHEST_YEARS
        )
    if wished.until and wished.until < first.date():
        raise NoRhythm(
            N_("Until then it never comes up. Please choose a later last day, or none."), field="until"
        )
    return replace(wished, starts=first.date())
