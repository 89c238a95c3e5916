"""The calendar of the two inside the app: what is ahead day by day, and a month.

Both read what every part knows, for one window of time: a month costs as many questions after ten years as in
the first week.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from mend.calendar.days import (
    ONE_DAY,
    Line,
    Month,
    earliest,
    latest,
    lines_by_day,
    read_day,
    read_month,
    window_of,
)
from mend.clock import now
from mend.couples.calendar import Sort, times_in
from mend.couples.membership import CurrentMember, Member
from mend.database import SessionDep
from mend.errors import N_
from mend.web.templates import page, words_for
from mend.web.words import Words

router = APIRouter(include_in_schema=False)

LIST, MONTH = "/calendar", "/calendar/month"
FIRST_DAYS = timedelta(days=27)  # four weeks with today
MOST_MONTHS = 12  # of a list
SORTS: Mapping[Sort, str] = {
    Sort.TOGETHER: N_("Something together"),
    Sort.TALK: N_("A talk"),
    Sort.OWN: N_("Time for one of you"),
}


@dataclass(frozen=True)
class Day:
    """A day with what stands on it."""

    day: date
    name: str
    lines: Sequence[Line]


@dataclass(frozen=True)
class Cell:
    """A day in the grid of a month; `said` is the day and its marks, for those who listen."""

    day: date
    said: str
    marks: Sequence[Sort]


@router.get(LIST)
def calendar_list(request: Request, session: SessionDep, member: CurrentMember, until: str = "") -> Response:
    """From today on, day by day: four weeks, or to the end of a month within a year."""
    today = _today(member)
    words, named, last_month = (
        words_for(request),
        read_month(until, today),
        Month.of(today).moved(MOST_MONTHS),
    )
    is_longer = until == str(named) and named <= last_month and named.last > today + FIRST_DAYS
    last = named.last if is_longer else today + FIRST_DAYS
    found = _lines(request, session, member, today, last)
    more = Month.of(last + ONE_DAY)
    return page(
        request,
        "calendar/list.html",
        tab="together",
        here=f"{LIST}?until={named}" if is_longer else LIST,
        days=[Day(day, _name(day, today, words), lines) for day, lines in found.items()],
        last_day=words.calendar_day(last, with_year=last.year != today.year),
        more=str(more) if more <= last_month else "",
        more_name=words.calendar_month(more.first),
    )


@router.get(MONTH)
def calendar_month(
    request: Request, session: SessionDep, member: CurrentMember, month: str = "", day: str = ""
) -> Response:
    """One month as a grid, and what stands on one of its days."""
    words, today = words_for(request), _today(member)
    shown = read_month(month, today)
    chosen = read_day(day, shown) or (today if Month.of(today) == shown else None)
    found = _lines(request, session, member, shown.first, shown.last)
    first_weekday = words.first_weekday
    return page(
        request,
        "calendar/month.html",
        tab="together",
        here=f"{MONTH}?month={shown}" + (f"&day={chosen}" if chosen else ""),
        month=shown,
        month_name=words.calendar_month(shown.first),
        previous=shown.moved(-1) if shown > earliest(today) else None,
        following=shown.moved(1) if shown < latest(today) else None,
        weekdays=[(first_weekday + number) % 7 for number in range(7)],
        weeks=[
            [_cell(one, found.get(one, ()), words) if one else None for one in week]
            for week in shown.weeks(first_weekday)
        ],
        today=today,
        chosen=Day(chosen, _name(chosen, today, words), found.get(chosen, ())) if chosen else None,
        is_empty=not found,
        sorts=[(sort.value, words.say(said)) for sort, said in SORTS.items()],
    )


def _today(member: Member) -> date:
    return now().astimezone(ZoneInfo(member.person.time_zone)).date()


def _lines(
    request: Request, session: Session, member: Member, first: date, last: date
) -> Mapping[date, Sequence[Line]]:
    zone, words = member.person.time_zone, words_for(request)
    times = times_in(session, member, words, request.app.state.calendar, window_of(first, last, zone))
    return lines_by_day(times, first, last, zone, words)


def _cell(day: date, lines: Sequence[Line], words: Words) -> Cell:
    marks = [sort for sort in Sort if any(line.sort is sort for line in lines)]
    name = words.calendar_day(day)
    if marks:
        what = words.all_of([words.say(SORTS[sort]) for sort in marks])
        name = words.say("%(day)s: %(what)s", day=name, what=what)
    return Cell(day, name, marks)


def _name(day: date, today: date, words: Words) -> str:
    name = words.calendar_day(day, with_year=day.year != today.year)
    if day == today:
        return words.say("Today, %(day)s", day=name)
    if day == today + ONE_DAY:
        return words.say("Tomorrow, %(day)s", day=name)
    return name
