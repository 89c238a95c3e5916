"""From a file in the iCalendar format (RFC 5545) to the times that are taken. Nothing else survives.

Lines that do not say when are left out before anything is read: titles, places and guests are never in the
hands of what follows. What Mend cannot read of a calendar is counted, so that its owner can be told.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from mend.busy.clocks import UTC_CLOCK, Clock, Clocks, last_day, moment_at, read_observance
from mend.busy.recurring import days_between, read_rule
from mend.busy.trouble import NotRead, Trouble
from mend.busy.work import Work
from mend.couples.free import Stretch, merged

MOST_TIMES = 5_000  # stretches of one calendar, merged
LONGEST = timedelta(days=366)  # of one thing: longer is no appointment
_BEGIN, _END = "BEGIN:VCALENDAR", "END:VCALENDAR"
_FOLD = re.compile(r"\r?\n[ \t]")
# What says when something is, or whose clock that is by.
_LINE = re.compile(
    r"(BEGIN|END|DTSTART|DTEND|DURATION|RRULE|RDATE|EXDATE|RECURRENCE-ID|UID|TRANSP|STATUS|FREEBUSY"
    r"|TZID|TZOFFSETTO|X-WR-TIMEZONE|X-MICROSOFT-CDO-BUSYSTATUS)"
    r'((?:;[A-Z0-9-]+=(?:"[^"\r\n]*"|[^":;\r\n]*))*):([^\r\n]*)',
    re.ASCII | re.IGNORECASE,
)
_PARAMETER = re.compile(r';([A-Z0-9-]+)=("[^"]*"|[^":;]*)', re.ASCII | re.IGNORECASE)
_DATE = re.compile(r"\d{8}", re.ASCII)
_MOMENT = re.compile(r"(\d{8}T\d{6})(Z?)", re.ASCII)
_DURATION = re.compile(
    r"([+-]?)P(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,7})M)?(?:(\d{1,8})S)?)?", re.ASCII
)
_CANNOT = (ValueError, KeyError, OverflowError)  # what a broken entry leads to
_AN_OCCASION = 4  # times as much work as a line
_NO_PARAMETERS: Mapping[str, str] = {}
_LONGEST_LINE = 100_000  # characters of one line that matters


@dataclass(frozen=True)
class Reading:
    """The times that are taken, and how many entries could not be read."""

    times: list[Stretch]
    unread: int


@dataclass(frozen=True, slots=True)
class _Line:
    parameters: Mapping[str, str]
    value: str


@dataclass
class _Part:
    """One BEGIN … END, with the lines that matter."""

    kind: str
    lines: dict[str, list[_Line]] = field(default_factory=dict)
    inner: list["_Part"] = field(default_factory=list)

    def value(self, name: str) -> str:
        return self.lines[name][0].value.strip() if name in self.lines else ""


@dataclass(frozen=True)
class _When:
    """A day, or a time by some clock."""

    local: datetime
    clock: Clock
    is_day: bool

    def moment(self) -> datetime:
        return moment_at(self.local, self.clock)


def read_calendar(
    content: bytes, zone: str, begins: datetime, ends: datetime, work: Work | None = None
) -> Reading:
    """What is taken between two moments, for somebody in `zone`. Raises NotRead, and nothing else."""
    work = work or Work()
    parts = _parts(content, work)
    clocks = Clocks(zone, begins.date(), ends.date(), work)
    entries: list[_Part] = []
    for calendar in parts:
        clocks.named = clocks.named or calendar.value("X-WR-TIMEZONE")
        for part in calendar.inner:
            if part.kind == "VTIMEZONE":
                _note_clock(clocks, part)
        entries += [part for part in calendar.inner if part.kind in ("VEVENT", "VFREEBUSY")]
    found, unread = _Finding(clocks, begins, ends, work).all_of(entries)
    times = merged(found)
    if len(times) > MOST_TIMES:
        raise NotRead(Trouble.TOO_MUCH)
    return Reading(times, unread)


def _parts(content: bytes, work: Work) -> list[_Part]:
    """The calendars in the file, without a line that does not matter."""
    text = content.decode("utf-8-sig", "replace").strip()
    if not text[: len(_BEGIN)].upper() == _BEGIN:
        raise NotRead(Trouble.NO_CALENDAR)
    if text[-len(_END) :].upper() != _END:
        raise NotRead(Trouble.CUT_OFF)
    top = _Part("")
    stack = [top]
    for line in _FOLD.sub("", text).split("\n"):
        found = _LINE.match(line) if len(line) < _LONGEST_LINE else None
        if found is None:
            continue
        work.spend()
        name, value = found[1].upper(), found[3]
        if name == "BEGIN":
            part = _Part(value.strip().upper())
            stack[-1].inner.append(part)
            stack.append(part)
        elif name == "END":
            if len(stack) == 1 or stack.pop().kind != value.strip().upper():
                raise NotRead(Trouble.NO_CALENDAR)
        else:
            stack[-1].lines.setdefault(name, []).append(_Line(_parameters(found[2]), value))
    if len(stack) > 1:
        raise NotRead(Trouble.NO_CALENDAR)
    return top.inner


def _parameters(text: str) -> Mapping[str, str]:
    if not text:
        return _NO_PARAMETERS
    return {name.upper(): value.strip('"') for name, value in _PARAMETER.findall(text)}


def _note_clock(clocks: Clocks, part: _Part) -> None:
    try:
        observances = [
            read_observance(
                {name: ",".join(line.value for line in lines) for name, lines in inner.lines.items()}
            )
            for inner in part.inner
            if inner.kind in ("STANDARD", "DAYLIGHT")
        ]
    except _CANNOT:
        return  # as if it stood not there
    clocks.described[part.value("TZID")] = observances


@dataclass(frozen=True)
class _Finding:
    """Looking through the entries of one file."""

    clocks: Clocks
    begins: datetime
    ends: datetime
    work: Work

    def all_of(self, entries: Iterable[_Part]) -> tuple[list[Stretch], int]:
        """What they take, and how many could not be read."""
        entries, unread = list(entries), 0
        moved = self._moved(entries)
        found: list[Stretch] = []
        for entry in entries:
            self.work.spend()
            try:
                found += self._taken(entry, moved)
            except _CANNOT:
                unread += 1
        return found, unread

    def _moved(self, entries: Iterable[_Part]) -> dict[str, set[datetime]]:
        """By UID, the moments at which something does not come up as its rule says."""
        moved: dict[str, set[datetime]] = {}
        for entry in entries:
            for line in entry.lines.get("RECURRENCE-ID", ())[:1]:
                try:
                    moved.setdefault(entry.value("UID"), set()).add(self._when(line, line.value).moment())
                except _CANNOT:
                    continue  # it is counted where it is looked at for itself
        return moved

    def _taken(self, entry: _Part, moved: Mapping[str, set[datetime]]) -> list[Stretch]:
        if entry.kind == "VFREEBUSY":
            return list(self._periods(entry))
        if _is_free(entry):
            return []
        first = entry.lines["DTSTART"][0]
        start = self._when(first, first.value)
        length = self._length(entry, start)
        if not timedelta(0) <= length <= LONGEST:
            raise ValueError("it ends before it begins, or after more than a year")
        if "RECURRENCE-ID" in entry.lines:
            one = entry.lines["RECURRENCE-ID"][0]
            self._when(one, one.value)
            if "RANGE" in one.parameters:
                raise ValueError("it moves all that follow, which Mend does not look at")
            return self._stretches([start], length, set())
        without = moved.get(entry.value("UID"), set()) | {
            when.moment() for when in self._listed(entry, "EXDATE", start)
        }
        return self._stretches(self._occasions(entry, start, length), length, without)

    def _occasions(self, entry: _Part, start: _When, length: timedelta) -> list[_When]:
        """When it begins, as far as that may matter; some may be said twice."""
        found = [start, *self._listed(entry, "RDATE", start)]
        first = (self.begins - length).date() - timedelta(days=2)
        for line in entry.lines.get("RRULE", ()):
            rule, at = read_rule(line.value), start.local.time()
            until = last_day(rule.until, at, start.clock.ahead(start.local)) if rule.until else None
            last = self.ends.date() + timedelta(days=2)
            days = days_between(rule, start.local.date(), until, first, last, self.work)
            found += [replace(start, local=datetime.combine(day, at)) for day in days]
        return found

    def _stretches(self, starts: Iterable[_When], length: timedelta, without: set[datetime]) -> list[Stretch]:
        found = []
        for start in starts:
            self.work.spend(_AN_OCCASION)
            begin = start.moment()
            # A day ends with the clock; anything else lasts as long as it lasts.
            end = moment_at(start.local + length, start.clock) if start.is_day else begin + length
            if begin not in without:
                found += self._within(begin, end)
        return found

    def _within(self, begin: datetime, end: datetime) -> list[Stretch]:
        begin, end = max(begin, self.begins), min(end, self.ends)
        return [Stretch(begin, end)] if begin < end else []

    def _length(self, entry: _Part, start: _When) -> timedelta:
        if "DTEND" in entry.lines:
            line = entry.lines["DTEND"][0]
            end = self._when(line, line.value)
            if end.is_day != start.is_day:
                raise ValueError("a day to a time")
            return end.local - start.local if start.is_day else end.moment() - start.moment()
        if "DURATION" in entry.lines:
            return _duration(entry.value("DURATION"))
        return timedelta(days=1) if start.is_day else timedelta(0)

    def _listed(self, entry: _Part, name: str, start: _When) -> Iterator[_When]:
        for line in entry.lines.get(name, ()):
            for value in line.value.split(","):
                self.work.spend()
                when = self._when(line, value.partition("/")[0])
                if when.is_day and not start.is_day:  # a day, of something at a time: as some write it
                    when = _When(datetime.combine(when.local, start.local.time()), start.clock, is_day=False)
                yield when

    def _periods(self, entry: _Part) -> Iterator[Stretch]:
        for line in entry.lines.get("FREEBUSY", ()):
            if line.parameters.get("FBTYPE", "BUSY").upper() == "FREE":
                continue
            for period in line.value.split(","):
                self.work.spend()
                first, _, second = period.strip().partition("/")
                begin = self._when(line, first).moment()
                is_length = second[:1] in ("P", "+", "-")
                end = begin + _duration(second) if is_length else self._when(line, second).moment()
                yield from self._within(begin, end)

    def _when(self, line: _Line, text: str) -> _When:
        text = text.strip()
        if _DATE.fullmatch(text):
            day = datetime.strptime(text, "%Y%m%d")  # noqa: DTZ007 - by the reader's clock
            return _When(day, self.clocks.of(""), is_day=True)
        found = _MOMENT.fullmatch(text)
        if found is None:
            raise ValueError("neither a day nor a time")
        local = datetime.strptime(found[1], "%Y%m%dT%H%M%S")  # noqa: DTZ007 - by the clock it names
        clock = UTC_CLOCK if found[2] else self.clocks.of(line.parameters.get("TZID", ""))
        return _When(local, clock, is_day=False)


def _is_free(entry: _Part) -> bool:
    return (
        entry.value("TRANSP").upper() == "TRANSPARENT"
        or entry.value("STATUS").upper() == "CANCELLED"
        or entry.value("X-MICROSOFT-CDO-BUSYSTATUS").upper() == "FREE"
    )


def _duration(text: str) -> timedelta:
    found = _DURATION.fullmatch(text.strip())
    if found is None or not any(found.groups()[1:]):
        raise ValueError("not a length")
    weeks, days, hours, minutes, seconds = (int(number or 0) for number in found.groups()[1:])
    length = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    return -length if found[1] == "-" else length
