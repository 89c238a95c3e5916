"""What an idea for time together is made of, and what it can be looked for by."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What the two would be doing."""

    WALK = "walk"
    COOK = "cook"
    COFFEE = "coffee"
    HOBBY = "hobby"
    VOLUNTEER = "volunteer"
    HOME = "home"  # at home, with hardly any preparation
    OUTING = "outing"


class Cost(StrEnum):
    """What it costs two people, roughly."""

    FREE = "free"
    LITTLE = "little"  # about a coffee for two
    SOME = "some"  # about a meal for two


class Energy(StrEnum):
    """How much is left in them when they could still do it."""

    TIRED = "tired"
    EASY = "easy"
    LIVELY = "lively"


class Place(StrEnum):
    """Where it happens."""

    HOME = "home"
    NEAR = "near"  # on foot from the door
    AWAY = "away"
    ANYWHERE = "anywhere"


class Fit(StrEnum):
    """What it also goes with."""

    APART = "apart"  # works when the two are far from each other
    CHILDREN = "children"  # works with children around
    RAIN = "rain"  # a rainy day does not spoil it
    QUIET = "quiet"  # few words, little noise


@dataclass(frozen=True, slots=True)
class Card:
    """One idea of the deck that comes with Mend.

    `key` is its name for ever: likes refer to it, so a card may be reworded but never renamed. `title` is a
    short invitation to be translated when shown; `minutes` is how long it takes at least, without the way
    there.
    """

    key: str
    title: str
    kind: Kind
    minutes: int
    cost: Cost
    energy: Energy
    place: Place
    fits: frozenset[Fit] = frozenset()
