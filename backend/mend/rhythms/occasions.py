"""The days on which something comes up: computed whenever they are asked for, never stored.

No question costs more for an old rhythm than for a new one. The rule is not followed from its first day
on, but taken up near the day asked for, where it stands all the same: for a daily or monthly rhythm on that
very day, for a weekly one on the Monday of that week, or of the last before it that counts. From there
`next_occasion` and `latest_occasion` look at one gap between two occasions, `occasions_between` at the
days asked for.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from dateutil.rrule import rrulestr

from mend.rhythms.rhythm import Kind, Rhythm

_ONE_DAY = timedelta(days=1)
_ONE_WEEK = timedelta(weeks=1)
_TWO_MONTHS = timedelta(days=62)  # from the first Friday of one month to that of the next is less


def occasions_between(rhythm: Rhythm, first: date, last: date) -> Iterator[date]:
    """Its occasions from `first` to `last`, both included, in order and one by one as they are taken."""
    for day in _occasions_from(rhythm, first):
        if day > last:
            return
        yield day


def next_occasion(rhythm: Rhythm, after: date) -> date | None:
    """The first occasion later than the day `after`; None when there is none any more."""
    return None if after == date.max else next(_occasions_from(rhythm, after + _ONE_DAY), None)


def latest_occasion(rhythm: Rhythm, on_or_before: date) -> date | None:
    """The last occasion that is not later than `on_or_before`; None when it has not come up by then."""
    end = min(on_or_before, rhythm.until or date.max)
    if rhythm.kind is Kind.ONCE:
        end = min(end, rhythm.starts)
    if end < rhythm.starts:
        return None
    since = max(rhythm.starts, end - min(_longest_gap(rhythm), end - date.min))
    latest = None
    for latest in occasions_between(rhythm, since, end):  # noqa: B007  the last one is asked for
        pass
    return latest


def is_occasion(rhythm: Rhythm, day: date) -> bool:
    """Whether it comes up on this day."""
    return next(occasions_between(rhythm, day, day), None) is not None


def has_passed(rhythm: Rhythm, today: date) -> bool:
    """Whether it comes up neither `today` nor later. What has no days never passes."""
    return rhythm.kind is not Kind.WHENEVER and next_occasion(rhythm, today - _ONE_DAY) is None


def _occasions_from(rhythm: Rhythm, day: date) -> Iterator[date]:
    if rhythm.kind is Kind.WHENEVER:
        return
    near = datetime.combine(_day_to_follow_from(rhythm, day), time.min)
    for moment in rrulestr(rhythm.rule, dtstart=near):
        if moment.date() >= day:
            yield moment.date()


def _day_to_follow_from(rhythm: Rhythm, day: date) -> date:
    """A day at which the rule may be taken up so that it gives the same occasions from `day` on."""
    starts = rhythm.starts
    if day <= starts:
        return starts
    match rhythm.kind:
        case Kind.DAILY | Kind.MONTHLY_DAY | Kind.MONTHLY_WEEKDAY:
            return day
        case Kind.WEEKLY:
            monday, turn = starts - starts.weekday() * _ONE_DAY, rhythm.every * _ONE_WEEK
            return max(starts, monday + (day - monday) // turn * turn)
        case Kind.ONCE | Kind.WHENEVER:
            return starts


def _longest_gap(rhythm: Rhythm) -> timedelta:
    match rhythm.kind:
        case Kind.WEEKLY:
            return rhythm.every * _ONE_WEEK
        case Kind.MONTHLY_DAY | Kind.MONTHLY_WEEKDAY:
            return _TWO_MONTHS
        case Kind.DAILY | Kind.ONCE | Kind.WHENEVER:
            return _ONE_DAY
