"""What somebody has just now: time, energy, money, a place, and what it must go with. Kept in the address.

What the address says and Mend does not know is left out: an old link still leads to ideas.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Self, TypeVar
from urllib.parse import urlencode

from mend.activities.cards import Cost, Energy, Fit, Place
from mend.activities.ideas import Idea

HALF_AN_HOUR, AN_EVENING, A_GOOD_WHILE = 30, 180, 90  # minutes
YES = "yes"  # what a ticked box sends


class Time(StrEnum):
    """How much of it there is."""

    HALF_AN_HOUR = "half-hour"
    EVENING = "evening"
    DAY = "day"  # something of its own size


class Purse(StrEnum):
    """What it may cost at most."""

    FREE = "free"
    LITTLE = "little"


class Where(StrEnum):
    """Where it may happen."""

    HOME = "home"
    OUT = "out"


_FITS_TIME: Mapping[Time, Callable[[int], bool]] = {
    Time.HALF_AN_HOUR: lambda minutes: minutes <= HALF_AN_HOUR,
    Time.EVENING: lambda minutes: minutes <= AN_EVENING,
    Time.DAY: lambda minutes: minutes >= A_GOOD_WHILE,
}
# Who has energy left wants something with go in it; who has none is asked for none.
_FITS_ENERGY = {
    Energy.TIRED: {Energy.TIRED},
    Energy.EASY: {Energy.TIRED, Energy.EASY},
    Energy.LIVELY: {Energy.EASY, Energy.LIVELY},
}
_FITS_PURSE = {Purse.FREE: {Cost.FREE}, Purse.LITTLE: {Cost.FREE, Cost.LITTLE}}
_FITS_WHERE = {
    Where.HOME: {Place.HOME, Place.ANYWHERE},
    Where.OUT: {Place.NEAR, Place.AWAY, Place.ANYWHERE},
}

Choice = TypeVar("Choice", bound=StrEnum)


def _read(kind: type[Choice], text: str | None) -> Choice | None:
    return kind(text) if text in set(kind) else None


@dataclass(frozen=True)
class Filter:
    """What an idea must be like; None and nothing: anything goes."""

    time: Time | None = None
    energy: Energy | None = None
    cost: Purse | None = None
    place: Where | None = None
    fits: frozenset[Fit] = frozenset()

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Self:
        """As it stands in an address."""
        return cls(
            _read(Time, query.get("time")),
            _read(Energy, query.get("energy")),
            _read(Purse, query.get("cost")),
            _read(Where, query.get("place")),
            frozenset(fit for fit in Fit if query.get(fit.value) == YES),
        )

    def fields(self) -> dict[str, str]:
        """What it is made of, as a form sends it: only what was chosen."""
        chosen = {"time": self.time, "energy": self.energy, "cost": self.cost, "place": self.place}
        said = {name: choice.value for name, choice in chosen.items() if choice}
        return said | {fit.value: YES for fit in Fit if fit in self.fits}

    def query(self, **more: str) -> str:
        """The end of an address that says the same: `?time=evening`, or nothing."""
        fields = self.fields() | {name: value for name, value in more.items() if value}
        return f"?{urlencode(fields)}" if fields else ""

    def lets(self, idea: Idea) -> bool:
        """Whether the idea is like that."""
        return (
            (self.time is None or _FITS_TIME[self.time](idea.minutes))
            and (self.energy is None or idea.energy in _FITS_ENERGY[self.energy])
            and (self.cost is None or idea.cost in _FITS_PURSE[self.cost])
            and (self.place is None or idea.place in _FITS_WHERE[self.place])
            and self.fits <= idea.fits
        )

    def without(self, name: str) -> "Filter":
        """The same without one of its `fields`."""
        return Filter.read({key: value for key, value in self.fields().items() if key != name})

    def __bool__(self) -> bool:
        return self != _ANYTHING


_ANYTHING = Filter()
