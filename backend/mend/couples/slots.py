"""Times to choose from, as one of two offers them to the other: up to three, by the clock of one zone."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated, Any, TypeVar
from zoneinfo import ZoneInfo

from pydantic import Field

from mend.accounts.people import check_time_zone
from mend.couples.membership import Member
from mend.errors import N_, DomainError, Invalid
from mend.web.forms import Form, FormModel
from mend.web.moments import AHEAD_AT_MOST, local_text, moment_of

MOST_SLOTS = 3
SLOTS = tuple(f"slot_{number}" for number in range(1, MOST_SLOTS + 1))
_EVENING = 20  # the hour a first time begins with, for who has no better idea
_ZONE_IS_MISSING = N_(
    "The time zone of these times got lost. They are read as yours now: please look at them and send again."
)
# A day and a time, as far as can be told before the zone is known.
TypedMoment = Annotated[str, Field(max_length=40)]


class Slots(FormModel):
    """Times by the clock of the zone the form was made in."""

    zone: Annotated[str, Field(max_length=64)] = ""
    slot_1: TypedMoment = ""
    slot_2: TypedMoment = ""
    slot_3: TypedMoment = ""


Made = TypeVar("Made", bound=Slots)


def read_slots(
    form: Form[Made], now: datetime, offered: list[datetime], apart: timedelta = timedelta(0)
) -> tuple[Form[Made], dict[str, datetime]]:
    """The moments the form offers, by field; none, and the form with sentences beside fields, if wrong.

    Of an hour that the clocks show twice, the one `offered` before stays the very moment it was (see
    `moment_of`). Two that begin less than `apart` from one another overlap.
    """
    slots = form.input
    try:
        zone = known_zone(form.values.get("zone", ""))
    except Invalid as error:
        return form.with_error(error), {}
    if slots is None:
        return form, {}
    moments: dict[str, datetime] = {}
    for name in SLOTS:
        try:
            if typed := getattr(slots, name):
                # Both of two equal hours may have been offered: each stands for itself.
                left = [moment for moment in offered if moment not in moments.values()]
                moment = moment_of(typed, zone, now, field=name, offered=left)
                _check_another(moment, moments, apart, name)
                moments[name] = moment
        except Invalid as error:
            form = form.with_error(error)
    if not moments and not form.errors:
        form = form.with_error(Invalid(N_("Please choose at least one time."), field=SLOTS[0]))
    return form, {} if form.errors else moments


def known_zone(zone: str) -> str:
    """`zone`, where there is one of that name; `Invalid` otherwise."""
    if not zone:
        raise Invalid(_ZONE_IS_MISSING, field="zone")
    try:
        return check_time_zone(zone)
    except DomainError:
        raise Invalid(_ZONE_IS_MISSING, field="zone") from None


def first_time(zone: str, now: datetime) -> str:
    """Tomorrow evening, as a field holds it: a first time to change or to keep."""
    tomorrow = now.astimezone(ZoneInfo(zone)).replace(tzinfo=None) + timedelta(days=1)
    return f"{tomorrow:%Y-%m-%d}T{_EVENING:02}:00"


def slots_as_typed(starts_at: list[datetime], zone: str, now: datetime) -> dict[str, str]:
    """The fields that would offer these times again, as far as they are still ahead."""
    ahead = [local_text(moment, zone) for moment in starts_at if moment > now]
    return {"zone": zone, SLOTS[0]: first_time(zone, now), **dict(zip(SLOTS, ahead, strict=False))}


def with_time(values: Mapping[str, str], time: str, zone: str, now: datetime) -> dict[str, str]:
    """These fields with `time` in the first that is free, or holds only what stood there at first.

    Where all are taken it is the last that gives way.
    """
    untouched = ("", first_time(zone, now))
    if time in [values.get(name) for name in SLOTS]:
        return dict(values)
    place = next((name for name in SLOTS if values.get(name, "") in untouched), SLOTS[-1])
    return {**values, place: time}


def shown_with(form: Form[Any], member: Member, now: datetime) -> dict[str, Any]:
    """What the fields of a form for times need (see components/_slots.html); the form gets a zone."""
    # What was made in one zone stays in it until somebody has seen that it changed.
    zone = form.values.get("zone", "")
    try:
        zone = known_zone(zone) if "zone" not in form.errors else member.person.time_zone
    except Invalid:
        zone = member.person.time_zone
    form.values["zone"] = zone
    return {
        "zone": zone,
        "earliest": local_text(now, zone),
        "latest": local_text(now + AHEAD_AT_MOST, zone),
        "more_slots": any(form.values.get(name) or name in form.errors for name in SLOTS[1:]),
    }


def _check_another(moment: datetime, earlier: dict[str, datetime], apart: timedelta, field: str) -> None:
    if moment in earlier.values():
        raise Invalid(N_("This is the same time once more. Please choose another, or none."), field=field)
    if any(abs(moment - one) < apart for one in earlier.values()):
        raise Invalid(
            N_("This time overlaps with another of these. Please choose one apart from it."), field=field
        )
