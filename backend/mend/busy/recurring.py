"""The days on which something in somebody's calendar comes up again (RFC 5545, section 3.3.10).

These files come from anybody, so how long a rule is looked at must not be up to the rule. dateutil walks from
the first day on, and in search of a 30th of February on to the year 9999; here only periods that touch the
days asked for are looked at, or, where a rule counts, those since its first day, and each is counted as work.

Read is what calendars write: days, weeks, months and years, with BYDAY, BYMONTHDAY, BYMONTH, BYSETPOS, COUNT
and UNTIL. A rule with anything else is `ValueError`: what it takes is unknown, and said so.
"""

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from mend.busy.work import Work

_FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_KNOWN = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST"}
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_DAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)", re.ASCII)
_NUMBER = re.compile(r"[+-]?\d{1,6}", re.ASCII)
_LONGEST_RULE = 2000
_MONTHS, _WEEK = 12, timedelta(weeks=1)


@dataclass(frozen=True)
class Rule:
    """A rule as it was read; `until` is left to the reader, who knows the clock."""

    frequency: str
    interval: int = 1
    count: int | None = None
    until: str = ""
    weekdays: tuple[tuple[int, int], ...] = ()  # which of them (0: each), and the day of the week
    month_days: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    positions: tuple[int, ...] = ()
    week_start: int = 0


def read_rule(text: str) -> Rule:
    """The rule a line RRULE holds. ValueError for one that is broken, or that Mend does not look at."""
    if len(text) > _LONGEST_RULE:
        raise ValueError("a rule that long is none of a calendar's")
    pairs = [part.partition("=")[::2] for part in text.upper().strip().rstrip(";").split(";")]
    parts = dict(pairs)
    if len(parts) != len(pairs) or parts.keys() - _KNOWN or parts.get("FREQ") not in _FREQUENCIES:
        raise ValueError("not a rule Mend looks at")
    rule = Rule(
        frequency=parts["FREQ"],
        interval=_number(parts.get("INTERVAL", "1")),
        count=_number(parts["COUNT"]) if "COUNT" in parts else None,
        until=parts.get("UNTIL", ""),
        weekdays=tuple(_weekdays(parts["BYDAY"])) if "BYDAY" in parts else (),
        month_days=_numbers(parts, "BYMONTHDAY", 31),
        months=_numbers(parts, "BYMONTH", _MONTHS),
        positions=_numbers(parts, "BYSETPOS", 366),
        week_start=_WEEKDAYS.index(parts.get("WKST", "MO")),
    )
    if rule.interval < 1 or (rule.count is not None and rule.count < 1) or min(rule.months, default=1) < 1:
        raise ValueError("numbers that count nothing")
    return rule


def days_between(
    rule: Rule, starts: date, until: date | None, first: date, last: date, work: Work
) -> list[date]:
    """The days from `first` to `last` on which it comes up; its first day is one whatever its rule says."""
    last = min(last, until) if until else last
    found = {starts} if first <= starts <= last else set()
    counted = 0
    for period in _periods(rule, starts, starts if rule.count else max(starts, first), last):
        days = _days_in(rule, starts, period)
        work.spend(1 + len(days))
        for day in days:
            if day < starts:
                continue
            counted += 1
            if day > last or (rule.count and counted > rule.count):
                return sorted(found)
            if day >= first:
                found.add(day)
    return sorted(found)


def _periods(rule: Rule, starts: date, first: date, last: date) -> Iterator[date]:
    """The first day of each day, week, month or year that counts, from the one `first` lies in."""
    match rule.frequency:
        case "YEARLY" | "MONTHLY":
            step = rule.interval * (_MONTHS if rule.frequency == "YEARLY" else 1)
            begin = starts.year * _MONTHS + (0 if rule.frequency == "YEARLY" else starts.month - 1)
            month = begin + max(0, first.year * _MONTHS + first.month - 1 - begin) // step * step
            while month <= last.year * _MONTHS + last.month - 1:
                yield date(month // _MONTHS, month % _MONTHS + 1, 1)
                month += step
        case _:
            unit = 7 if rule.frequency == "WEEKLY" else 1
            step = unit * rule.interval
            begin = starts.toordinal()
            if unit > 1:
                begin -= (starts.weekday() - rule.week_start) % unit
            day = begin + max(0, first.toordinal() - begin) // step * step
            while day <= last.toordinal():
                if day > 0:
                    yield date.fromordinal(day)
                day += step


def _days_in(rule: Rule, starts: date, period: date) -> list[date]:
    """The days of one period the rule names, in order; those before its first day as well."""
    match rule.frequency:
        case "DAILY":
            days = _fitting(rule, [period])
        case "WEEKLY":
            wanted = {weekday for _, weekday in rule.weekdays} or {starts.weekday()}
            week = (period + timedelta(days=number) for number in range(7))
            days = [day for day in week if day.weekday() in wanted and _in_months(rule, day)]
        case "MONTHLY":
            days = _days_of_month(rule, starts, period) if _in_months(rule, period) else []
        case _:
            days = _days_of_year(rule, starts, period.year)
    if rule.positions:
        # Which of them: from the front from 1 on, from the back from -1 on.
        spots = {number - 1 if number > 0 else len(days) + number for number in rule.positions}
        days = [day for spot, day in enumerate(days) if spot in spots]
    return days


def _days_of_year(rule: Rule, starts: date, year: int) -> list[date]:
    if rule.weekdays and not rule.months and not rule.month_days:
        begin, end = date(year, 1, 1), date(year, 12, 31)
        return _by_weekday(rule, [begin + timedelta(days=number) for number in range((end - begin).days + 1)])
    named = bool(rule.month_days or rule.weekdays)
    months = sorted(set(rule.months)) or (range(1, _MONTHS + 1) if named else [starts.month])
    return [day for month in months for day in _days_of_month(rule, starts, date(year, month, 1))]


def _days_of_month(rule: Rule, starts: date, first: date) -> list[date]:
    length = monthrange(first.year, first.month)[1]
    if not rule.month_days and not rule.weekdays:
        return [first.replace(day=starts.day)] if starts.day <= length else []
    every = [first.replace(day=number) for number in range(1, length + 1)]
    if rule.weekdays:
        every = _by_weekday(rule, every)
    return _by_month_day(rule, every)


def _by_weekday(rule: Rule, days: list[date]) -> list[date]:
    found: set[date] = set()
    for which, weekday in set(rule.weekdays):
        same = days[(weekday - days[0].weekday()) % 7 :: 7]
        if not which:
            found.update(same)
        elif abs(which) <= len(same):
            found.add(same[which - 1 if which > 0 else which])
    return sorted(found)


def _fitting(rule: Rule, days: list[date]) -> list[date]:
    wanted = {weekday for _, weekday in rule.weekdays}
    days = [day for day in days if _in_months(rule, day) and (not wanted or day.weekday() in wanted)]
    return _by_month_day(rule, days)


def _by_month_day(rule: Rule, days: list[date]) -> list[date]:
    if not rule.month_days:
        return days
    return [
        day
        for day in days
        if day.day in rule.month_days or day.day - monthrange(day.year, day.month)[1] - 1 in rule.month_days
    ]


def _in_months(rule: Rule, day: date) -> bool:
    return not rule.months or day.month in rule.months


def _weekdays(text: str) -> Iterable[tuple[int, int]]:
    for one in text.split(","):
        found = _DAY.fullmatch(one.strip())
        if found is None:
            raise ValueError("not a day of the week")
        yield int(found[1] or 0), _WEEKDAYS.index(found[2])


def _numbers(parts: dict[str, str], name: str, most: int) -> tuple[int, ...]:
    numbers = tuple(_number(one) for one in parts[name].split(",")) if name in parts else ()
    if any(not 0 < abs(number) <= most for number in numbers):
        raise ValueError(f"{name} names nothing")
    return numbers


def _number(text: str) -> int:
    if not _NUMBER.fullmatch(text.strip()):
        raise ValueError("not a number")
    return int(text)
