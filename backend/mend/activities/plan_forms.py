"""What people may type about plans."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal, TypeVar
from uuid import UUID

from pydantic import Field

from mend.activities.plan_diary import PlanNow
from mend.activities.plan_terms import Details, Times
from mend.activities.plans_models import (
    LONGEST_MINUTES,
    MAX_BRING,
    MAX_LINE,
    MAX_NOTE,
    MAX_PLACE,
    MAX_WHAT,
    SHORTEST_MINUTES,
    USUAL_MINUTES,
)
from mend.couples.slots import SLOTS, Slots, known_zone, read_slots, slots_as_typed, with_time
from mend.errors import Invalid
from mend.web.forms import Form, FormModel, OrNothing, TypedFields
from mend.web.text import Line, Lines

FREE = "free"  # the field of a suggested time that was tapped
MINUTES = (30, 60, 90, 120, 180, 240, 480)


class PlanTimes(Slots):
    """Times and how long. `noted` holds those whose clashes were shown: they are offered knowingly."""

    minutes: Annotated[int, Field(ge=SHORTEST_MINUTES, le=LONGEST_MINUTES)] = USUAL_MINUTES
    noted: Annotated[str, Field(max_length=200)] = ""


class PlanDetails(PlanTimes):
    """Times, a place, a note, and what to wear or to bring."""

    place: Annotated[Line, Field(max_length=MAX_PLACE)] = ""
    note: Annotated[Lines, Field(max_length=MAX_NOTE)] = ""
    bring: Annotated[Line, Field(max_length=MAX_BRING)] = ""

    @property
    def details(self) -> Details:
        """All of it but the times."""
        return Details(self.place, self.note, self.bring)


class NewPlan(PlanDetails):
    """An offer of a plan. The id is born with the form, so that two taps are one plan."""

    id: OrNothing[UUID] = None
    what: Annotated[Line, Field(min_length=1, max_length=MAX_WHAT)]
    surprise: Literal["yes"] | None = None


class OtherTimes(PlanDetails):
    """Other times than those of the offer with this number, and other words."""

    instead_of: Annotated[int, Field(ge=0)]


class TimesForSurprise(PlanTimes):
    """The same from who a surprise is for: times alone, no field for what they do not see."""

    instead_of: Annotated[int, Field(ge=0)]


class Taking(FormModel):
    slot: UUID | None = None


class Seen(FormModel):
    """Which offer was looked at."""

    offer: int


class Cancellation(Seen):
    """What was seen: an offer of one's own, or a plan. It decides what is meant."""

    state: Literal["offered", "planned"]


class WeDidIt(Seen):
    line: Annotated[Line, Field(max_length=MAX_LINE)] = ""


Made = TypeVar("Made", bound=PlanTimes)


def read_times(
    form: Form[Made], now: datetime, replaced: PlanNow | None = None
) -> tuple[Form[Made], dict[str, datetime]]:
    """The moments offered, by field; none, and the form with sentences beside the fields, if they do not fit.

    A time of the offer it replaces stays the very moment it was (see `slots_as_typed`).
    """
    offered = [slot.starts_at for slot in replaced.slots if slot.starts_at > now] if replaced else []
    apart = timedelta(minutes=form.input.minutes) if form.input else timedelta(0)
    return read_slots(form, now, offered, apart)


def times_of(form: PlanTimes, moments: Mapping[str, datetime]) -> Times:
    """What is offered."""
    return Times(tuple(moments.values()), form.minutes)


def length_of(form: Form[Any]) -> int:
    """How long it takes, in minutes, as far as the form says so."""
    typed = form.values.get("minutes", "")
    fits = typed.isdecimal() and len(typed) <= len(str(LONGEST_MINUTES))
    return int(typed) if fits and SHORTEST_MINUTES <= int(typed) <= LONGEST_MINUTES else USUAL_MINUTES


def filled_in(form: Form[Made], typed: TypedFields, zone: str, now: datetime) -> Form[Made]:
    """The form as it was typed, with the free time that was tapped in it; nothing of it is checked yet."""
    values = dict(typed.values)
    time = values.pop(FREE, "")
    with suppress(Invalid):
        zone = known_zone(values.get("zone", ""))
    return replace(form, values=with_time(values, time, zone, now) if time else values)


def noting(form: Form[Made]) -> str:
    """What `noted` holds once these times were shown with what is in their way."""
    return ",".join(form.values.get(name, "") for name in SLOTS) + f",{form.values.get('minutes', '')}"


def typed_as(plan: PlanNow, zone: str, now: datetime) -> dict[str, str]:
    """The fields that would offer the times of `plan` again, as far as they are ahead; of a plan its one."""
    return {
        **slots_as_typed(plan.moments, zone, now),
        "minutes": str(plan.offer.minutes),
        "instead_of": str(plan.offer.number),
    }
