"""Two who keep time for themselves, each deed in a transaction of its own, at a moment the test names."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from mend.app import CALENDAR
from mend.couples.busy import Busy
from mend.couples.calendar import Entry, Time, Window, entries_of, times_in
from mend.database import unit_of_work
from mend.ids import new_id
from mend.owntime.kept import Stretch, change, give_back, keep_time, skip_day, take_day
from mend.owntime.models import OwnTime
from mend.owntime.own_calendar import own_times_taken
from mend.rhythms.rhythm import Rhythm, Weekday, once, weekly
from mend.web.words import words_in
from tests.signals.conftest import LOCALE
from tests.signals.partners import THEN, Partner

BERLIN = "Europe/Berlin"
FRIDAY = date(2026, 11, 20)  # that of THEN, which is 20:20 in Berlin
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
ALL_TIME = datetime.min.replace(tzinfo=THEN.tzinfo)


def stretch(
    rhythm: Rhythm | None = None, at: time = time(19), zone: str = BERLIN, minutes: int = 120
) -> Stretch:
    """Tomorrow from 19:00 to 21:00 in Berlin, if nothing else is said."""
    return Stretch(rhythm or once(FRIDAY + DAY), at, zone, minutes)


def fridays(starts: date = FRIDAY, until: date | None = None) -> Rhythm:
    """Every Friday."""
    return weekly(starts, [Weekday.FRIDAY], until=until)


@dataclass(frozen=True)
class Keeper(Partner):
    """One of the two."""

    def keep_time(
        self, wished: Stretch | None = None, at: datetime = THEN, own_id: UUID | None = None
    ) -> OwnTime:
        """Keep time."""
        with unit_of_work(self.engine) as session:
            return keep_time(session, self.member(session), own_id or new_id(), wished or stretch(), at)

    def change(
        self, own_id: UUID, wished: Stretch, at: datetime = THEN, brought: UUID | None = None
    ) -> OwnTime:
        """Keep another in its place."""
        with unit_of_work(self.engine) as session:
            return change(session, self.member(session), own_id, brought or new_id(), wished, at)

    def skip(self, own_id: UUID, day: date, at: datetime = THEN) -> None:
        """Not on this day."""
        with unit_of_work(self.engine) as session:
            skip_day(session, self.member(session), own_id, day, at)

    def take(self, own_id: UUID, day: date, at: datetime = THEN) -> None:
        """On this day after all."""
        with unit_of_work(self.engine) as session:
            take_day(session, self.member(session), own_id, day, at)

    def give_back(self, own_id: UUID, at: datetime = THEN) -> None:
        """Give it back."""
        with unit_of_work(self.engine) as session:
            give_back(session, self.member(session), own_id, at)

    def taken(self, begins: datetime, ends: datetime) -> list[Busy]:
        """What is in the way between two moments."""
        with unit_of_work(self.engine, writes=False) as session:
            return own_times_taken(session, self.member(session), begins, ends)

    def entries(self) -> list[Entry]:
        """Everything in the calendar."""
        with unit_of_work(self.engine, writes=False) as session:
            member = self.member(session)
            return entries_of(session, member, words_in(LOCALE, "en"), CALENDAR, ALL_TIME)

    def times(self, begins: datetime, ends: datetime) -> list[Time]:
        """What stands in the calendar of the app between two moments."""
        with unit_of_work(self.engine, writes=False) as session:
            member = self.member(session)
            return times_in(session, member, words_in(LOCALE, "en"), CALENDAR, Window(begins, ends))

    def days(self, begins: datetime, ends: datetime) -> list[date]:
        """The days, in UTC, on which something stands there."""
        return [one.starts_at.date() for one in self.times(begins, ends)]
