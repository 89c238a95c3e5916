"""Weekly us: an hour on most Sundays, from the spring on."""

from datetime import date, datetime, time, timedelta
from functools import partial

from mend.demo.diary import Calendar, Diary, at, happens
from mend.demo.partners import MINUTE, Two
from mend.ids import new_id
from mend.weekly.lines import bring_in, want
from mend.weekly.meeting import move_on, start_meeting
from mend.weekly.models import LineKind, Step
from mend.weekly.preparation import Preparation, save_preparation
from mend.weekly.ritual import join, suggest_time

_SUNDAY, _SEVEN = 6, time(19)
_SUGGESTED = 240  # days ago
# Something good for the week after, in turn.
_GOOD = (
    "The lake, if it stays dry",
    "Pancakes on Saturday",
    "An evening without screens",
    "The old town at night",
    "Call your sister together",
)


def meet(two: Two, diary: Diary, calendar: Calendar) -> None:
    """Noa suggests it, Ilan joins; then four Sundays of five."""

    def suggest(now: datetime) -> None:
        suggest_time(two.session, two.noa, weekday=_SUNDAY, at=_SEVEN, seen=0, outbox=two.outbox, now=now)
        join(two.session, two.ilan, seen=1, outbox=two.outbox, now=now + 30 * MINUTE)

    diary.note(calendar.ago(_SUGGESTED, 20, 40), suggest)
    for day in calendar.days(calendar.today - timedelta(days=_SUGGESTED - 1)):
        if day.weekday() == _SUNDAY and happens(day, "weekly us", of_100=80):
            diary.note(at(day, 16, 20), partial(_prepare, two, day))
            diary.note(at(day, 19, 2), partial(_hour, two, day))


def _prepare(two: Two, day: date, now: datetime) -> None:
    save_preparation(two.session, two.noa, Preparation(plan=_good(day)), now)


def _hour(two: Two, day: date, now: datetime) -> None:
    session, meeting = two.session, start_meeting(two.session, two.noa, outbox=two.outbox, now=now)
    line_id = new_id()
    for step, minutes in ((Step.THANKS, 8), (Step.PLAN, 20), (Step.PROMISES, 32), (Step.ISSUE, 41)):
        moment = now + minutes * MINUTE
        if step is Step.PLAN:
            bring_in(
                session,
                two.noa,
                meeting.id,
                line_id=line_id,
                kind=LineKind.PLAN,
                words=_good(day),
                now=moment,
            )
            want(session, two.ilan, meeting.id, line_id, outbox=two.outbox, now=moment + MINUTE)
        move_on(session, two.ilan, meeting.id, seen=step, now=moment + 3 * MINUTE)


def _good(day: date) -> str:
    return _GOOD[day.toordinal() // 7 % len(_GOOD)]
