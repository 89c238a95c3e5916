"""What people may type about rituals."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Annotated, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import Field, field_validator

from mend.activities.plans_models import (
    LONGEST_MINUTES,
    MAX_NOTE,
    MAX_PLACE,
    MAX_WHAT,
    SHORTEST_MINUTES,
)
from mend.activities.rituals.terms import Terms
from mend.couples.slots import known_zone
from mend.errors import N_, Invalid
from mend.rhythms.forms import Day, RhythmFields, read_rhythm, typed_as
from mend.rhythms.rhythm import Kind, Weekday
from mend.web.forms import Form, FormModel, OrNothing
from mend.web.hours import ClockTime, typed_time
from mend.web.text import Line, Lines

MINUTES = (10, 20, 30, 60, 90, 120, 180, 240)
KINDS = (Kind.WEEKLY, Kind.DAILY, Kind.MONTHLY_DAY, Kind.MONTHLY_WEEKDAY)  # what comes up again
_MOST_OFFERS = 1_000_000  # more than two people can make
_USUAL_MINUTES = 60
_CHOOSE = N_("Please choose how often it comes up.")
_DAYS = frozenset({"starts", "until"})

_AFTER_WORK, _EVENING, _MORNING = time(18), time(20), time(9)
Number = Annotated[int, Field(ge=1, le=_MOST_OFFERS)]


class RitualFields(RhythmFields):
    """What, when by the clock of which zone, how long, where, and a note."""

    what: Annotated[Line, Field(min_length=1, max_length=MAX_WHAT)]
    at: ClockTime
    zone: Annotated[str, Field(max_length=64)] = ""
    minutes: Annotated[int, Field(ge=SHORTEST_MINUTES, le=LONGEST_MINUTES)] = _USUAL_MINUTES
    place: Annotated[Line, Field(max_length=MAX_PLACE)] = ""
    note: Annotated[Lines, Field(max_length=MAX_NOTE)] = ""

    @field_validator("when")
    @classmethod
    def _check_repeats(cls, when: Kind) -> Kind:
        if when not in KINDS:
            raise ValueError(_CHOOSE)
        return when


class NewRitual(RitualFields):
    """An offer. The id is born with the form, so that two taps are one ritual."""

    id: OrNothing[UUID] = None


class OtherTerms(RitualFields):
    """Other terms than those of the offer with this number."""

    instead_of: Number


class SeenOffer(FormModel):
    """Which offer was looked at."""

    offer: Number


class OneDay(FormModel):
    """Which occasion."""

    day: Day


Made = TypeVar("Made", bound=RitualFields)


def read_terms(
    form: Form[Made], here: str, now: datetime, known: Terms | None = None
) -> tuple[Form[Made], Terms | None]:
    """What the form offers; None, and the form with a sentence beside each field, where it does not fit.

    `here` is the zone of who typed, `known` what stands so far.
    """
    zone = here
    try:
        zone = known_zone(form.values.get("zone", ""))
    except Invalid as error:
        form = form.with_error(error)
    today = now.astimezone(ZoneInfo(zone)).date()
    form, rhythm = read_rhythm(form, today, known.rhythm if known else None)
    typed = form.input
    if typed is None:
        if not form.values.get("when"):
            form = form.with_error(Invalid(_CHOOSE, field="when"))
        return form, None
    if form.errors or rhythm is None:
        return form, None
    return form, Terms(typed.what, typed.place, typed.note, typed.minutes, rhythm, typed.at, zone)


def terms_as_typed(terms: Terms, now: datetime) -> dict[str, str]:
    """The fields that would offer these terms, but for days that have passed."""
    today = now.astimezone(ZoneInfo(terms.zone)).date().isoformat()
    return {
        **{name: day for name, day in typed_as(terms.rhythm).items() if name not in _DAYS or day >= today},
        "what": terms.what,
        "place": terms.place,
        "note": terms.note,
        "minutes": str(terms.minutes),
        "at": typed_time(terms.at),
        "zone": terms.zone,
    }


# What a form can begin with, by the name it has in an address: a title, and the fields beside it.
SUGGESTIONS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "after-work": (
        N_("Ten minutes after work"),
        {
            "when": str(Kind.WEEKLY),
            **{f"on_{day}": "yes" for day in tuple(Weekday)[:5]},
            "at": typed_time(_AFTER_WORK),
            "minutes": "10",
        },
    ),
    "evening": (
        N_("Our evening"),
        {"when": str(Kind.WEEKLY), "on_fr": "yes", "at": typed_time(_EVENING), "minutes": "180"},
    ),
    "walk": (
        N_("A walk on Sunday"),
        {"when": str(Kind.WEEKLY), "on_su": "yes", "at": typed_time(_MORNING), "minutes": "60"},
    ),
    "out": (
        N_("A day out, once a month"),
        {
            "when": str(Kind.MONTHLY_WEEKDAY),
            "nth": "1",
            "weekday": str(Weekday.SATURDAY),
            "at": typed_time(_MORNING),
            "minutes": "480",
        },
    ),
}


def begun_with(zone: str) -> dict[str, str]:
    """What stands in a form nobody has typed into."""
    return {
        "when": str(Kind.WEEKLY),
        "every": "1",
        "at": typed_time(_EVENING),
        "minutes": str(_USUAL_MINUTES),
        "zone": zone,
    }


def day_of(typed: date | None) -> date:
    """The day that was chosen; `Invalid` without one."""
    if typed is None:
        raise Invalid(N_("Please choose a day, such as 2026-12-04."))
    return typed
