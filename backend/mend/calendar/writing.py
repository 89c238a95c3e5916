"""Entries as an iCalendar file (RFC 5545, with the refresh of RFC 7986), piece by piece.

The same entries make the same bytes: every moment in the file comes from the entries, none from the clock.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vRecur

from mend.calendar.models import Titles
from mend.calendar.zones import zone_part
from mend.couples.calendar import Entry
from mend.rhythms.rhythm import LAST_DAY_OF_ALL_MONTHS, LONGEST_DAY, Rhythm

MEDIA_TYPE = "text/calendar; charset=utf-8"
REFRESHED_EVERY = timedelta(hours=1)
NAME = "Mend"
_PRODUCT = "-//Mend//Mend//EN"
# Clocks are written out from the year before the first entry: none in the file comes before its zone does.
_YEARS_BEFORE, _YEARS_AFTER = 1, 1
_REPEATING_YEARS = 30  # what comes up again may have no end; no calendar shows more of it
_AT_ONCE = 50  # entries in a piece
_LAST_DAYS = range(LAST_DAY_OF_ALL_MONTHS + 1, LONGEST_DAY + 1)  # days that not every month has
_THE_LAST_OF_DAYS = re.compile(r"BYMONTHDAY=[\d,]+;BYSETPOS=-1")


def write(entries: Sequence[Entry], zone: str, origin: str, titles: Titles) -> Iterator[bytes]:
    """The file for a reader in `zone`, whose pages stand at `origin`."""
    head, end = _calendar()
    yield head + b"".join(zone_part(*part) for part in _zones(entries, zone))
    for begin in range(0, len(entries), _AT_ONCE):
        yield b"".join(_event(one, zone, origin, titles) for one in entries[begin : begin + _AT_ONCE])
    yield end


def _calendar() -> tuple[bytes, bytes]:
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", NAME)
    calendar.add("x-wr-calname", NAME)
    calendar.add("refresh-interval", REFRESHED_EVERY, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    end = b"END:VCALENDAR\r\n"
    return bytes(calendar.to_ical()).removesuffix(end), end


def _zones(entries: Sequence[Entry], zone: str) -> list[tuple[str, int, int]]:
    """Each zone the entries stand in, with its first and last year; none for a file without entries."""
    years: dict[str, tuple[int, int]] = {}
    for entry in entries:
        first = entry.starts_at.year - _YEARS_BEFORE
        last = entry.ends_at.year + (_REPEATING_YEARS if entry.rhythm else _YEARS_AFTER)
        named = {str(entry.starts_at.tzinfo) if entry.rhythm else zone}
        if entry.instead_of:
            named.add(str(entry.instead_of.tzinfo))
        for one in named:
            known = years.get(one, (first, last))
            years[one] = min(first, known[0]), max(last, known[1])
    return [(named, *span) for named, span in sorted(years.items())]


def _event(entry: Entry, zone: str, origin: str, titles: Titles) -> bytes:
    event, full = Event(), titles is Titles.FULL
    event.add("uid", str(entry.about))
    event.add("dtstamp", _whole(entry.changed_at))
    event.add("last-modified", _whole(entry.changed_at))
    event.add("sequence", entry.number)
    event.add("status", "CONFIRMED" if entry.is_on else "CANCELLED")
    event.add("class", "PRIVATE")
    event.add("summary", entry.words if full else entry.title)
    if entry.rhythm:
        # A length, no end: where the clock changes within the hour, it is still an hour.
        event.add("dtstart", entry.starts_at)
        event.add("duration", entry.ends_at - entry.starts_at)
        event.add("rrule", vRecur.from_ical(_rule(entry.rhythm, entry.starts_at)))
        for day in _short_months(entry.rhythm):
            event.add("rdate", _on(day, entry.starts_at))  # each on a line of its own, as in `zones`
        for day in sorted(entry.without):
            event.add("exdate", _on(day, entry.starts_at))
    else:
        starts_at, ends_at = _as_read(entry, zone)
        event.add("dtstart", starts_at)
        event.add("dtend", ends_at)
    if entry.instead_of:
        event.add("recurrence-id", entry.instead_of)
    if full and entry.place:
        event.add("location", entry.place)
    if full and entry.lines:
        event.add("description", "\n".join(entry.lines))
    event.add("url", origin + entry.path)
    return bytes(event.to_ical())


def _rule(rhythm: Rhythm, starts_at: datetime) -> str:
    """Its rule; the last day as a moment in UTC, as beside a start with a zone it must be (3.3.10).

    On the 31st or the month's last day is said as `BYMONTHDAY=-1`, on the 29th or 30th as that day alone,
    with the short Februaries named one by one: ical.js, and with it Thunderbird, reads no BYSETPOS beside
    BYMONTHDAY, and would show four days a month.
    """
    rule = rhythm.rule
    if rhythm.day in _LAST_DAYS:
        only = -1 if rhythm.day == LONGEST_DAY else rhythm.day
        rule = _THE_LAST_OF_DAYS.sub(f"BYMONTHDAY={only}", rule)
    if rhythm.until is None:
        return rule
    last = datetime.combine(rhythm.until, time.max, starts_at.tzinfo).astimezone(UTC)
    return rule.replace(f"UNTIL={rhythm.until:%Y%m%d}", f"UNTIL={last:%Y%m%dT%H%M%SZ}")


def _short_months(rhythm: Rhythm) -> Iterator[date]:
    """The last days of those Februaries that lack its day, as far ahead as clocks are written."""
    if rhythm.day is None or rhythm.day not in _LAST_DAYS or rhythm.day == LONGEST_DAY:
        return
    for year in range(rhythm.starts.year, rhythm.starts.year + _REPEATING_YEARS + 1):
        day = date(year, 3, 1) - timedelta(days=1)
        if day.day < rhythm.day and rhythm.starts <= day <= (rhythm.until or day):
            yield day


def _on(day: date, starts_at: datetime) -> datetime:
    """The time of day of `starts_at` on this day."""
    return starts_at.replace(year=day.year, month=day.month, day=day.day)


def _as_read(entry: Entry, zone: str) -> tuple[datetime, datetime]:
    """Start and end by the clock of `zone`; in UTC where that clock shows one of them twice.

    The standard means the first of the two (RFC 5545, section 3.3.5), and not every calendar reads it so.
    """
    place = ZoneInfo(zone)
    starts_at, ends_at = entry.starts_at.astimezone(place), entry.ends_at.astimezone(place)
    if any(one.utcoffset() != one.replace(fold=1 - one.fold).utcoffset() for one in (starts_at, ends_at)):
        return entry.starts_at, entry.ends_at
    return starts_at, ends_at


def _whole(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)
