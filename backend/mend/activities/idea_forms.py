"""What people may say of an idea, and type about one of their own."""

from collections.abc import Mapping
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field

from mend.activities.cards import Cost, Energy, Fit, Place
from mend.activities.filters import YES
from mend.activities.models import MAX_TITLE, Leaning
from mend.activities.own_ideas import Making
from mend.errors import N_
from mend.web.forms import FormModel
from mend.web.text import Line

MINUTES = (10, 20, 30, 45, 60, 90, 120, 180, 240, 480)
# What a new one begins with: the smallest thing that is something.
BLANK = {"minutes": "30", "cost": Cost.FREE.value, "energy": Energy.EASY.value, "place": Place.HOME.value}

Ticked = Literal["yes"] | None


def _offered(minutes: int) -> int:
    if minutes not in MINUTES:
        raise ValueError(N_("Please choose one of the options."))
    return minutes


class Tap(FormModel):
    """One of the two buttons on an idea."""

    leaning: Leaning


class OwnIdeaTyped(FormModel):
    """An idea of their own, with the id it was born with."""

    id: UUID
    title: Annotated[Line, Field(min_length=1, max_length=MAX_TITLE)]
    minutes: Annotated[int, AfterValidator(_offered)]
    cost: Cost
    energy: Energy
    place: Place
    apart: Ticked = None
    children: Ticked = None
    rain: Ticked = None
    quiet: Ticked = None

    def making(self) -> Making:
        """As the verbs know it."""
        fits = frozenset(fit for fit in Fit if getattr(self, fit.value))
        return Making(self.title, self.minutes, self.cost, self.energy, self.place, fits)


def as_typed(making: Making) -> Mapping[str, str]:
    """The fields that would give this."""
    return {
        "title": making.title,
        "minutes": str(making.minutes),
        "cost": making.cost.value,
        "energy": making.energy.value,
        "place": making.place.value,
        **{fit.value: YES for fit in making.fits},
    }
