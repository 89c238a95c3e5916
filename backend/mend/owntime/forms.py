"""What people may type about time for themselves: when, by which clock, and how long. Nothing else."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field

from mend.couples.membership import Member
from mend.couples.slots import known_zone
from mend.errors import N_, Invalid
from mend.owntime.kept import Stretch
from mend.owntime.models import LONGEST_MINUTES, MAX_ZONE, USUAL_MINUTES
from mend.rhythms.forms import Day, RhythmFields, read_rhythm, typed_as
from mend.rhythms.rhythm import Kind, Rhythm
from mend.web.forms import Form, FormModel
from mend.web.hours import ClockTime, typed_time

MINUTES = (30, 60, 90, 120, 180, 240, 480, LONGEST_MINUTES)
KINDS = tuple(kind.value for kind in Kind if kind is not Kind.WHENEVER)
_DAYS = frozenset({"on", "starts", "until"})
_EVENING = "19:00"
_CHOOSE = N_("Please choose one of the options.")


def _offered(minutes: int) -> int:
    if minutes not in MINUTES:
        raise ValueError(_CHOOSE)
    return minutes


class KeptTime(RhythmFields):
    """Time for oneself. The id is born with the form, so that two taps are one time."""

    id: UUID
    at: ClockTime
    minutes: Annotated[int, AfterValidator(_offered)]
    zone: Annotated[str, Field(max_length=MAX_ZONE)] = ""


class OneDay(FormModel):
    """A day on which it comes up, or would."""

    day: Day = None


def read_stretch(
    form: Form[KeptTime], member: Member, now: datetime, known: Rhythm | None = None
) -> tuple[Form[KeptTime], Stretch | None]:
    """What the form keeps; None, and the form with a sentence beside each field, where it does not fit.

    `known` is the rhythm that stands so far, where another time is kept in its place.
    """
    try:
        zone = known_zone(form.values.get("zone", ""))
    except Invalid as error:
        form, zone = form.with_error(error), member.person.time_zone
    form, rhythm = read_rhythm(form, now.astimezone(ZoneInfo(zone)).date(), known)
    typed = form.input
    if typed is not None and typed.when is Kind.WHENEVER:
        form = form.with_error(Invalid(_CHOOSE, field="when"))
    if typed is None or rhythm is None or form.errors:
        return form, None
    return form, Stretch(rhythm, typed.at, zone, typed.minutes)


def begun_with(member: Member, now: datetime) -> Mapping[str, str]:
    """What stands in a form nobody has typed into: tomorrow evening, once."""
    zone = member.person.time_zone
    tomorrow = now.astimezone(ZoneInfo(zone)).date() + timedelta(days=1)
    return {
        "when": Kind.ONCE.value,
        "on": tomorrow.isoformat(),
        "at": _EVENING,
        "minutes": str(USUAL_MINUTES),
        "zone": zone,
    }


def as_typed(stretch: Stretch, now: datetime) -> dict[str, str]:
    """The fields that would keep this again, but for days that have passed."""
    today = stretch.today(now).isoformat()
    return {
        **{
            name: typed
            for name, typed in typed_as(stretch.rhythm).items()
            if name not in _DAYS or typed >= today
        },
        "at": typed_time(stretch.at),
        "minutes": str(stretch.minutes),
        "zone": stretch.zone,
    }
