"""When the two meet: every week at a time of somebody's clock, whatever that clock does twice a year."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from mend.web.hours import moment_of
from mend.weekly.models import WeeklyRitual

_A_WEEK = 7
_ONE_DAY = timedelta(days=1)


def next_time(ritual: WeeklyRitual, now: datetime) -> datetime:
    """The next moment (UTC) after `now` at which it is time, by the clock where it was suggested.

    In the week in which the clock skips that time it is read as if the clock had not jumped yet, and where
    the clock shows it twice the first one is meant, as everywhere in Mend (see `web.hours.moment_of`).
    """
    today = now.astimezone(ZoneInfo(ritual.zone)).date()
    # A clock that jumps over midnight takes a time of yesterday into today.
    for days in range(-1, _A_WEEK + 1):
        day = today + timedelta(days=days)
        if day.weekday() == ritual.weekday and (moment := moment_of(day, ritual.at, ritual.zone)) > now:
            return moment
    raise AssertionError("every week has every day")


def time_of_now(ritual: WeeklyRitual, held_at: datetime | None, now: datetime) -> datetime:
    """The time to speak of now: today's, also once it has passed, unless they met today; else the next."""
    today = now.astimezone(ZoneInfo(ritual.zone)).date()
    if today.weekday() == ritual.weekday and not is_held(ritual, held_at, now):
        return moment_of(today, ritual.at, ritual.zone)
    coming = next_time(ritual, now)
    if is_held(ritual, held_at, coming):
        return next_time(ritual, coming)
    return coming


def is_held(ritual: WeeklyRitual, held_at: datetime | None, moment: datetime) -> bool:
    """Whether the meeting begun at `held_at` is that of `moment`: they met on the same day, if earlier."""
    there = ZoneInfo(ritual.zone)
    return held_at is not None and held_at.astimezone(there).date() == moment.astimezone(there).date()


def days_until(moment: datetime, zone: str, now: datetime) -> int:
    """How many days of the calendar of `zone` it is away."""
    there = ZoneInfo(zone)
    return (moment.astimezone(there).date() - now.astimezone(there).date()) // _ONE_DAY
