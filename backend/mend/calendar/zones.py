"""Time zones as calendars read them (VTIMEZONE, RFC 5545, section 3.6.5), from the system's own tables.

A clock that changes by a rule is written as that rule, any other change with its day. icalendar makes such
a part as well, but up to 7.3 it names the onset by the new clock where the standard wants the old one, and is
an hour late each spring.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_ONE_DAY, _ONE_MINUTE = timedelta(days=1), timedelta(minutes=1)


@lru_cache(maxsize=64)
def zone_part(zone: str, first: int, last: int) -> bytes:
    """The clock of `zone` from the year `first` to the end of the year `last`."""
    place, begins = ZoneInfo(zone), datetime(first, 1, 1, tzinfo=UTC)
    changes: dict[tuple[timedelta, timedelta, str, bool], list[datetime]] = {}
    since = begins.astimezone(place)
    offset = _offset(since)
    changes[offset, offset, since.tzname() or zone, bool(since.dst())] = [since.replace(tzinfo=None)]
    for moment in _changes(place, begins, datetime(last + 1, 1, 1, tzinfo=UTC)):
        old, new = (moment - _ONE_MINUTE).astimezone(place), moment.astimezone(place)
        kind = (_offset(old), _offset(new), new.tzname() or zone, bool(new.dst()))
        changes.setdefault(kind, []).append(moment.replace(tzinfo=None) + _offset(old))
    part = Timezone()
    part.add("tzid", zone)
    for (before, after, name, is_summer), onsets in changes.items():
        kept = TimezoneDaylight() if is_summer else TimezoneStandard()
        kept.add("dtstart", onsets[0])
        kept.add("tzoffsetfrom", before)
        kept.add("tzoffsetto", after)
        kept.add("tzname", name)
        if rule := _rule(onsets, last):
            kept.add("rrule", rule)
        else:
            for onset in onsets[1:]:
                kept.add("rdate", onset)  # each on a line of its own: ical.js reads the first of a line only
        part.add_component(kept)
    return bytes(part.to_ical())


def _rule(onsets: list[datetime], last: int) -> dict[str, object] | None:
    """The day of each year on which these happen; None where they have no rule, or it ends before `last`."""
    first = onsets[0]
    years = [onset.year for onset in onsets]
    if years != list(range(first.year, last + 1)) or len(years) == 1:
        return None
    if len({(onset.month, onset.weekday(), onset.time()) for onset in onsets}) > 1:
        return None
    counts = {(onset.day - 1) // 7 + 1 for onset in onsets}
    lasts = {(onset + timedelta(weeks=1)).month != onset.month for onset in onsets}
    if len(counts) > 1 and lasts != {True}:
        return None
    which = -1 if lasts == {True} else counts.pop()
    return {"freq": "yearly", "bymonth": first.month, "byday": f"{which}{_WEEKDAYS[first.weekday()]}"}


def _changes(place: ZoneInfo, begins: datetime, ends: datetime) -> Iterator[datetime]:
    """Every moment, to the minute, from which the clock goes differently."""
    moment = begins
    while moment < ends:
        following = moment + _ONE_DAY
        if _offset(moment.astimezone(place)) != _offset(following.astimezone(place)):
            before, after = moment, following
            while after - before > _ONE_MINUTE:
                between = before + (after - before) // 2
                between = between.replace(second=0, microsecond=0)
                if _offset(between.astimezone(place)) == _offset(before.astimezone(place)):
                    before = between
                else:
                    after = between
            yield after
        moment = following


def _offset(moment: datetime) -> timedelta:
    return moment.utcoffset() or timedelta(0)
