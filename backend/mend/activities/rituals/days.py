"""The days on which a ritual comes up, and the moments: computed whenever they are asked for."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from mend.activities.rituals.terms import Terms
from mend.rhythms.occasions import occasions_between
from mend.web.hours import moment_of

_ONE_DAY = timedelta(days=1)


def occasion_id(ritual_id: UUID, day: date) -> UUID:
    """The id of the plan for this day: for ever the same, so that nothing makes two of one."""
    return uuid5(ritual_id, day.isoformat())


def moment_on(terms: Terms, day: date) -> datetime:
    """When it begins on this day, as `web.hours.moment_of` says where clocks change."""
    return moment_of(day, terms.at, terms.zone)


def days_after(terms: Terms, moment: datetime) -> Iterator[date]:
    """Its days from the first one that begins after `moment`, one by one as they are taken."""
    first = moment.astimezone(ZoneInfo(terms.zone)).date() - _ONE_DAY  # a clock may skip a time past midnight
    for day in occasions_between(terms.rhythm, first, date.max):
        if moment_on(terms, day) > moment:
            yield day


def first_day_after(terms: Terms, moment: datetime) -> date | None:
    """The first of these; None when it does not come up any more."""
    return next(days_after(terms, moment), None)


def days_until(terms: Terms, after: datetime, last: date) -> list[date]:
    """Its days from the first that begins after `after` to the day `last`."""
    found = []
    for day in days_after(terms, after):
        if day > last:
            break
        found.append(day)
    return found
