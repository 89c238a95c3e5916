"""What happens in a year, deed by deed, in the order it happens."""

import heapq
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

Deed = Callable[[datetime], object]  # is given the moment it is done at

ZONE = "Europe/Berlin"
YEAR = timedelta(days=364)  # ends on the weekday it began on
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Calendar:
    """The year that ends at `now`, by the clock of the two."""

    now: datetime

    @property
    def today(self) -> date:
        """The last day of it."""
        return self.now.astimezone(ZoneInfo(ZONE)).date()

    @property
    def first(self) -> date:
        """The day it begins on."""
        return self.today - YEAR

    def days(self, first: date | None = None) -> Iterator[date]:
        """Every day from `first` (or the very first one) to yesterday."""
        day = first or self.first
        while day < self.today:
            yield day
            day += _ONE_DAY

    def ago(self, days: int, hour: int, minute: int = 0) -> datetime:
        """The moment, so many days ago, at which their clock shows this; ahead of now for less than none."""
        return at(self.today - days * _ONE_DAY, hour, minute)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """The moment (UTC) of a day at which their clock shows this."""
    return datetime.combine(day, time(hour, minute), ZoneInfo(ZONE)).astimezone(UTC)


def chance(day: date, about: str) -> int:
    """A number from 0 to 99 that is the same on every machine: so each demo tells the same year."""
    return zlib.crc32(f"{day} {about}".encode()) % 100


def happens(day: date, about: str, *, of_100: int) -> bool:
    """Whether something that happens on so many days of a hundred happens on this one."""
    return chance(day, about) < of_100


@dataclass
class Diary:
    """Deeds still to be done. One deed may write down others that follow from it."""

    _ahead: list[tuple[datetime, int, Deed]] = field(default_factory=list)
    _written: int = 0

    def note(self, moment: datetime, deed: Deed) -> None:
        """`deed` is done at `moment`; of those at the same moment the one noted first comes first."""
        heapq.heappush(self._ahead, (moment, self._written, deed))
        self._written += 1

    def live(self, until: datetime) -> None:
        """Do what lies before `until`, in order; what lies behind it does not happen."""
        while self._ahead and self._ahead[0][0] < until:
            moment, _, deed = heapq.heappop(self._ahead)
            deed(moment)
