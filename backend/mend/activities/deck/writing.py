"""How the deck is written down: what an idea is called, what it says, what it needs."""

from typing import NamedTuple

from mend.activities.cards import Card, Cost, Energy, Fit, Kind, Place

FREE, LITTLE, SOME = Cost.FREE, Cost.LITTLE, Cost.SOME
TIRED, EASY, LIVELY = Energy.TIRED, Energy.EASY, Energy.LIVELY
HOME, NEAR, AWAY, ANYWHERE = Place.HOME, Place.NEAR, Place.AWAY, Place.ANYWHERE
APART, CHILDREN, RAIN, QUIET = Fit.APART, Fit.CHILDREN, Fit.RAIN, Fit.QUIET


class Needs(NamedTuple):
    """What a card is looked for by."""

    minutes: int
    cost: Cost
    energy: Energy
    place: Place
    fits: frozenset[Fit]


def needs(minutes: int, cost: Cost, energy: Energy, place: Place, *fits: Fit) -> Needs:
    """Everything a card is looked for by, on one line."""
    return Needs(minutes, cost, energy, place, frozenset(fits))


def card(kind: Kind, key: str, title: str, needed: Needs) -> Card:
    """The card itself."""
    return Card(key, title, kind, *needed)
