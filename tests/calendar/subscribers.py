"""Two partners with calendars, each deed in a transaction of its own, at a moment the test names."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from icalendar import Calendar

from mend.app import CALENDAR
from mend.calendar.addresses import Reader, choose_titles, end_address, feed_of, make_address, whose_feed
from mend.calendar.models import CalendarFeed, Titles
from mend.calendar.writing import write
from mend.couples.calendar import Entry, Window, entries_of
from mend.database import unit_of_work
from mend.web.words import words_in
from tests.signals.conftest import LOCALE
from tests.signals.partners import THEN, Partner

ORIGIN = "https://mend.test"
BEFORE_ALL = datetime.min.replace(tzinfo=THEN.tzinfo)


@dataclass(frozen=True)
class Subscriber(Partner):
    """One of the two."""

    def subscribe(self, titles: Titles = Titles.NEUTRAL, at: datetime = THEN) -> str:
        """Make an address; its key."""
        with unit_of_work(self.engine) as session:
            return make_address(session, self.member(session), titles, at)

    def choose(self, titles: Titles) -> None:
        """Say more or less."""
        with unit_of_work(self.engine) as session:
            choose_titles(session, self.member(session), titles)

    def end(self, at: datetime = THEN) -> None:
        """End the address."""
        with unit_of_work(self.engine) as session:
            end_address(session, self.member(session), at)

    def feed(self) -> CalendarFeed | None:
        """The open address."""
        with unit_of_work(self.engine, writes=False) as session:
            return feed_of(session, self.member(session))

    def asks(self, key: str) -> Reader:
        """Who a key belongs to."""
        with unit_of_work(self.engine, writes=False) as session:
            return whose_feed(session, key)

    def entries(self, called_off_since: datetime = BEFORE_ALL) -> list[Entry]:
        """What stands in the calendar."""
        with unit_of_work(self.engine, writes=False) as session:
            member, words = self.member(session), words_in(LOCALE, "en")
            return entries_of(session, member, words, CALENDAR, called_off_since)

    def entries_in(self, window: Window) -> list[Entry]:
        """What the parts know of a window."""
        with unit_of_work(self.engine, writes=False) as session:
            member, words = self.member(session), words_in(LOCALE, "en")
            return [entry for part in CALENDAR for entry in part(session, member, words, window)]

    def only_entry(self) -> Entry:
        """The one thing that stands in it."""
        (entry,) = self.entries()
        return entry

    def file(self, titles: Titles = Titles.FULL, zone: str = "Europe/Berlin") -> bytes:
        """The calendar as bytes."""
        return b"".join(write(self.entries(), zone, ORIGIN, titles))


def events_in(file: bytes) -> list[Any]:
    """Every event of a calendar file, read by the library of the same name."""
    return Calendar.from_ical(file).walk("VEVENT")
