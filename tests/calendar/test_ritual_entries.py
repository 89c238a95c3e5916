"""Rituals in a calendar: one entry that comes up again, what differs from it, what lies behind a change."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from mend.activities.rituals.reading import RitualNow
from mend.calendar.models import Titles
from mend.couples.calendar import Entry, Window
from mend.notifications.outbox import Outbox
from mend.rhythms.rhythm import daily
from tests.activities.planners import DAY, HOUR
from tests.activities.rituals.partners import (
    BERLIN,
    NEXT_FRIDAY,
    NOTE,
    PLACE,
    SUNDAYS,
    TODAY,
    WHAT,
    Ritualist,
    friday,
    terms,
)
from tests.calendar.subscribers import Subscriber, events_in
from tests.calendar.test_exceptions import by_dateutil
from tests.calendar.test_writing import by_ical_js, by_icalendar
from tests.people import People
from tests.signals.partners import MINUTE, THEN

WEEK = timedelta(weeks=1)


@pytest.fixture
def ritualists(engine: sa.Engine, outbox: Outbox, people: People) -> tuple[Ritualist, Ritualist]:
    """Noa and Ilan, who have rituals."""
    return Ritualist(engine, outbox, people.noa), Ritualist(engine, outbox, people.ilan)


@pytest.fixture
def ritual(ritualists: tuple[Ritualist, Ritualist]) -> RitualNow:
    """Each Friday at 19:00."""
    noa, ilan = ritualists
    return ilan.join(noa.begin())


def starts(entries: list[Entry], begins: datetime, ends: datetime) -> list[datetime]:
    """What the entries show between two moments, but for what is said otherwise."""
    instead = {(one.about, one.instead_of) for one in entries if one.instead_of}
    return sorted(
        start
        for one in entries
        if one.is_on
        for start in one.times_between(begins, ends)
        if one.instead_of or (one.about, start) not in instead
    )


def seen(reader: Subscriber, until: datetime) -> list[datetime]:
    """What three programs read of the file, alike."""
    file = reader.file()
    read = [[start for _, start, _ in by(file, until)] for by in (by_icalendar, by_ical_js, by_dateutil)]
    assert read[0] == read[1] == read[2]
    return sorted(start for start in read[0] if start < until)


def test_a_ritual_is_one_entry_however_many_of_its_days_are_plans(
    noas: Subscriber, ilans: Subscriber, ritualists: tuple[Ritualist, Ritualist]
) -> None:
    noa, ilan = ritualists
    offered = noa.begin()
    assert noas.entries() == []
    ritual = ilan.join(offered)
    one = noas.only_entry()
    assert (one.about, one.path) == (ritual.id, f"/together/rituals/{ritual.id}")
    assert (one.starts_at, one.ends_at) == (friday(0), friday(0) + 2 * HOUR)
    assert one.starts_at == datetime.combine(NEXT_FRIDAY, time(19), ZoneInfo(BERLIN))
    assert (one.title, one.words, one.place, one.lines) == ("A plan", WHAT, PLACE, (NOTE,))
    noa.open(ritual, NEXT_FRIDAY + 6 * WEEK)
    noa.work(THEN + 2 * WEEK)
    assert [noas.only_entry(), ilans.only_entry()] == [one, one]
    (event,) = events_in(noas.file(Titles.NEUTRAL))
    assert str(event["SUMMARY"]) == "A plan"


def test_skipped_moved_and_sought_days_are_exceptions_and_each_change_counts_up(
    noas: Subscriber, ritualists: tuple[Ritualist, Ritualist], ritual: RitualNow
) -> None:
    noa, ilan = ritualists
    numbers, files = [noas.only_entry().number], {noas.file()}

    def changed() -> Entry:
        main, *others = sorted(noas.entries(), key=lambda one: one.instead_of is not None)
        numbers.append(main.number)
        files.add(noas.file())
        assert {one.about for one in (main, *others)} == {ritual.id}
        return main

    ilan.cancel(noa.open(ritual, NEXT_FRIDAY + WEEK))
    assert changed().without == {NEXT_FRIDAY + WEEK}
    sought = ilan.suggest(noa.open(ritual, NEXT_FRIDAY + 2 * WEEK), friday(2) + DAY)
    assert changed().without == {NEXT_FRIDAY + WEEK, NEXT_FRIDAY + 2 * WEEK}
    moved = noa.take(sought)
    assert changed().without == {NEXT_FRIDAY + WEEK}
    (instead,) = (one for one in noas.entries() if one.instead_of)
    assert (instead.instead_of, instead.starts_at) == (friday(2), friday(2) + DAY)
    assert instead.path == f"/together/plans/{moved.id}"
    again = noa.take(ilan.suggest(moved, friday(2) - DAY))
    changed()
    second = next(one for one in noas.entries() if one.instead_of)
    assert (second.starts_at, second.number > instead.number) == (friday(2) - DAY, True)
    assert seen(noas, friday(4)) == [friday(0), friday(2) - DAY, friday(3)]
    assert starts(noas.entries(), THEN, friday(4)) == [friday(0), friday(2) - DAY, friday(3)]
    noa.cancel(again)
    assert changed().without == {NEXT_FRIDAY + WEEK, NEXT_FRIDAY + 2 * WEEK}
    assert numbers == sorted(set(numbers))
    assert len(files) == len(numbers)


def test_after_a_change_what_was_stays_as_it_was(
    noas: Subscriber, ritualists: tuple[Ritualist, Ritualist], ritual: RitualNow
) -> None:
    noa, ilan = ritualists
    before = noas.only_entry()
    noa.work(THEN + WEEK)
    later = friday(1) + 3 * HOUR
    ilan.join(noa.change(ritual, terms(SUNDAYS, time(10)), at=later), later)
    entries = noas.entries()
    (series,) = (one for one in entries if one.rhythm)
    assert (series.about, series.number > before.number) == (ritual.id, True)
    sunday = datetime(2026, 12, 6, 9, tzinfo=UTC)
    assert series.starts_at == sunday
    assert starts(entries, THEN, sunday + WEEK + MINUTE) == [friday(0), friday(1), sunday, sunday + WEEK]
    assert seen(noas, sunday + WEEK + MINUTE) == [friday(0), friday(1), sunday, sunday + WEEK]


def test_one_that_ended_is_called_off_and_what_was_done_or_moved_stays(
    noas: Subscriber, ritualists: tuple[Ritualist, Ritualist], ritual: RitualNow
) -> None:
    noa, ilan = ritualists
    moved = ilan.take(noa.suggest(noa.open(ritual, NEXT_FRIDAY + 2 * WEEK), friday(2) + DAY))
    first = noas.entries()
    noa.end_it(ritual, friday(0) + 3 * HOUR)
    entries = noas.entries()
    (series,) = (one for one in entries if one.rhythm)
    assert (series.is_on, series.number > max(one.number for one in first)) == (False, True)
    assert starts(entries, THEN, friday(9)) == [friday(0), friday(2) + DAY]
    assert moved.id in {one.about for one in entries}
    again = noa.change(noa.ritual(ritual), terms(), at=friday(0) + 4 * HOUR)
    ilan.join(again, friday(0) + 4 * HOUR)
    (anew,) = (one for one in noas.entries() if one.rhythm)
    assert (anew.about, anew.is_on, anew.number > series.number) == (ritual.id, True, True)


def test_on_a_day_that_had_its_time_the_calendar_shows_that_one(
    noas: Subscriber, ritualists: tuple[Ritualist, Ritualist]
) -> None:
    noa, ilan = ritualists
    ritual = ilan.join(noa.begin(terms(daily(TODAY), time(21), minutes=10)))
    later = THEN + 2 * HOUR
    ilan.join(noa.change(ritual, terms(daily(TODAY), time(23), minutes=10), at=later), later)
    nine, eleven = THEN + 40 * MINUTE, datetime(2026, 11, 21, 22, tzinfo=UTC)
    assert seen(noas, eleven + MINUTE) == [nine, eleven]


def test_a_week_by_itself_shows_what_it_shows_among_all(
    noas: Subscriber, ritualists: tuple[Ritualist, Ritualist], ritual: RitualNow
) -> None:
    noa, ilan = ritualists
    ilan.cancel(noa.open(ritual, NEXT_FRIDAY + WEEK))
    ilan.suggest(noa.open(ritual, NEXT_FRIDAY + 2 * WEEK), friday(2) + DAY)
    noa.take(ilan.suggest(noa.open(ritual, NEXT_FRIDAY + 3 * WEEK), friday(3) + 10 * DAY))
    noa.take(ilan.suggest(noa.open(ritual, NEXT_FRIDAY + 6 * WEEK), friday(6) - 9 * DAY))
    everything = noas.entries()
    shown = []
    for week in range(8):
        window = Window(friday(week) - DAY, friday(week + 1) - DAY)
        found = noas.entries_in(window)
        shown += starts(found, window.begins, window.ends)
        assert starts(found, window.begins, window.ends) == starts(everything, window.begins, window.ends)
    assert shown == [friday(0), friday(4), friday(3) + 10 * DAY, friday(6) - 9 * DAY, friday(5), friday(7)]
