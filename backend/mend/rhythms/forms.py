"""When something comes up, as it is chosen in a form (templates/rhythms/_fields.html)."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BeforeValidator, Field, ValidationError, model_validator

from mend.errors import N_, DomainError
from mend.rhythms.rhythm import (
    LONGEST_DAY,
    MOST_WEEKS,
    Kind,
    NoRhythm,
    Nth,
    Rhythm,
    Weekday,
    check_ahead,
    daily,
    monthly_on_day,
    monthly_on_weekday,
    once,
    weekly,
    whenever,
)
from mend.web.forms import Form, FormModel, OrNothing

_CHOOSE_A_DAY = N_("Please choose a day, such as 2026-12-04.")
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)  # as a browser sends one


def _calendar_day(typed: object) -> object:
    if not isinstance(typed, str):
        return typed
    try:
        if _DAY.fullmatch(typed.strip()):
            return date.fromisoformat(typed.strip())
    except ValueError:
        pass
    raise ValueError(_CHOOSE_A_DAY)


Day = OrNothing[Annotated[date, BeforeValidator(_calendar_day)]]
Ticked = OrNothing[Literal["yes"]]

_REPEATING = ("starts", "until")
WEEKDAYS: Mapping[Weekday, str] = {weekday: f"on_{weekday}" for weekday in Weekday}
DETAILS: Mapping[Kind, frozenset[str]] = {
    Kind.ONCE: frozenset({"on"}),
    Kind.DAILY: frozenset(_REPEATING),
    Kind.WEEKLY: frozenset({*WEEKDAYS.values(), "every", *_REPEATING}),
    Kind.MONTHLY_DAY: frozenset({"day", *_REPEATING}),
    Kind.MONTHLY_WEEKDAY: frozenset({"nth", "weekday", *_REPEATING}),
    Kind.WHENEVER: frozenset(),
}
_ALL_DETAILS = frozenset().union(*DETAILS.values())


class RhythmFields(FormModel):
    """The choice and its details. For a form to inherit from; read it with `read_rhythm`.

    A browser sends the details of the other choices too, hidden as they are: they are left aside unread, so
    that nothing is ever said about what nobody sees.
    """

    when: Kind
    on: Day = None
    on_mo: Ticked = None
    on_tu: Ticked = None
    on_we: Ticked = None
    on_th: Ticked = None
    on_fr: Ticked = None
    on_sa: Ticked = None
    on_su: Ticked = None
    every: OrNothing[Annotated[int, Field(ge=1, le=MOST_WEEKS)]] = None
    day: OrNothing[Annotated[int, Field(ge=1, le=LONGEST_DAY)]] = None
    nth: OrNothing[Nth] = None
    weekday: OrNothing[Weekday] = None
    starts: Day = None
    until: Day = None

    @model_validator(mode="before")
    @classmethod
    def _leave_the_rest_aside(cls, typed: Any) -> Any:
        if not isinstance(typed, Mapping):
            return typed
        details = next((names for kind, names in DETAILS.items() if kind == typed.get("when")), frozenset())
        return {name: value for name, value in typed.items() if name in details or name not in _ALL_DETAILS}

    @property
    def weekdays(self) -> list[Weekday]:
        """The days of the week that were ticked."""
        return [weekday for weekday, name in WEEKDAYS.items() if getattr(self, name)]


Made = TypeVar("Made", bound=RhythmFields)


def read_rhythm(
    form: Form[Made], today: date, known: Rhythm | None = None
) -> tuple[Form[Made], Rhythm | None]:
    """The rhythm that was chosen; None, and the form with a sentence beside each field that does not fit.

    `today` is the day where the person is who chose. Where other fields of the form do not fit, it is checked
    all the same, so that everything is said at once. `known` is the rhythm that stands so far: chosen again
    without a first day, it goes on as it began.
    """
    fields = form.input or _fields_alone(form.values)
    if fields is None:
        return form, None
    try:
        rhythm = _chosen(fields, today)
        check_ahead(rhythm, today)
        if known and fields.starts is None and known.starts < today:
            rhythm = _going_on(rhythm, known)
    except DomainError as error:
        return form.with_error(error), None
    return form, None if form.errors else rhythm


def typed_as(rhythm: Rhythm) -> dict[str, str]:
    """The fields that would choose `rhythm`, for a form that begins with it."""
    typed = {"when": str(rhythm.kind)}
    if rhythm.kind is Kind.ONCE:
        typed["on"] = rhythm.starts.isoformat()
    if rhythm.repeats:
        typed["starts"] = rhythm.starts.isoformat()
    if rhythm.until:
        typed["until"] = rhythm.until.isoformat()
    typed |= {WEEKDAYS[weekday]: "yes" for weekday in rhythm.weekdays}
    if rhythm.kind is Kind.WEEKLY:
        typed["every"] = str(rhythm.every)
    if rhythm.day:
        typed["day"] = str(rhythm.day)
    if rhythm.nth and rhythm.weekday:
        typed |= {"nth": str(int(rhythm.nth)), "weekday": str(rhythm.weekday)}
    return typed


def _fields_alone(values: Mapping[str, str]) -> RhythmFields | None:
    """What was typed about the rhythm, apart from the rest of the form; None when it does not fit itself."""
    try:
        return RhythmFields.model_validate(
            {name: value for name, value in values.items() if name in RhythmFields.model_fields}
        )
    except ValidationError:
        return None


def _chosen(fields: RhythmFields, today: date) -> Rhythm:
    starts = fields.starts or today
    match fields.when:
        case Kind.ONCE:
            if fields.on is None:
                raise NoRhythm(N_("Please choose the day."), field="on")
            return once(fields.on)
        case Kind.DAILY:
            return daily(starts, fields.until)
        case Kind.WEEKLY:
            return weekly(starts, fields.weekdays, fields.every or 1, fields.until)
        case Kind.MONTHLY_DAY:
            if fields.day is None:
                raise NoRhythm(N_("Please choose a day of the month."), field="day")
            return monthly_on_day(starts, fields.day, fields.until)
        case Kind.MONTHLY_WEEKDAY:
            return _chosen_weekday(fields, starts)
        case Kind.WHENEVER:
            return whenever(today)


def _going_on(rhythm: Rhythm, known: Rhythm) -> Rhythm:
    """`known`, until the day newly chosen, where nothing else differs: the same weeks count."""
    same = rhythm.repeats and replace(rhythm, starts=known.starts, until=known.until) == known
    return replace(known, until=rhythm.until) if same else rhythm


def _chosen_weekday(fields: RhythmFields, starts: date) -> Rhythm:
    if fields.nth is None:
        raise NoRhythm(N_("Please choose the first, the second and so on, or the last."), field="nth")
    if fields.weekday is None:
        raise NoRhythm(N_("Please choose a day of the week."), field="weekday")
    return monthly_on_weekday(starts, fields.nth, fields.weekday, fields.until)
