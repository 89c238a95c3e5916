"""What people may type about weekly us."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field

from mend.errors import N_, Invalid
from mend.thanks.forms import few_lines
from mend.thanks.models import MAX_WORDS as MAX_THANKS
from mend.web.forms import FormModel, OrNothing, TypedFields
from mend.web.hours import ClockTime
from mend.web.text import Line, Lines
from mend.weekly.models import MAX_LINE, Step, Verdict

THOUGHT = "thought-"  # and the id of a promise: the name of a field


class ChosenTime(FormModel):
    """A day of the week and a time by one's own clock; `seen` is the number of the time that stood there."""

    weekday: Annotated[int, Field(ge=0, le=6)]
    at: ClockTime
    seen: int = 0


class Answer(FormModel):
    """One of the buttons."""

    answer: Literal["join", "not_now", "leave"]
    seen: int = 0


class Prepared(FormModel):
    """The three lines; all may stay empty."""

    thanks: Annotated[Lines, Field(max_length=MAX_THANKS), AfterValidator(few_lines)] = ""
    plan: Annotated[Line, Field(max_length=MAX_LINE)] = ""
    issue: Annotated[Line, Field(max_length=MAX_LINE)] = ""


class Onward(FormModel):
    """On, from the step that was seen."""

    step: Step


class Presence(FormModel):
    """To be there, or to go."""

    present: Literal["yes", "no"]


class Brought(FormModel):
    """A line to bring in, with the id it was born with."""

    id: OrNothing[UUID] = None
    words: Annotated[Line, Field(min_length=1, max_length=MAX_LINE)]


class BroughtPlan(Brought):
    """Something good, perhaps with its day."""

    on_day: OrNothing[date] = None


class Look(FormModel):
    """What to do with a promise, in the words that were seen."""

    verdict: Verdict
    seen: int


def read_thoughts(typed: TypedFields) -> tuple[Mapping[UUID, Verdict], TypedFields]:
    """The thoughts about promises, and the other fields. `Invalid` for what is none."""
    thoughts, others = {}, {}
    for name, value in typed.values.items():
        if not name.startswith(THOUGHT):
            others[name] = value
        elif value:
            try:
                thoughts[UUID(name.removeprefix(THOUGHT))] = Verdict(value)
            except ValueError:
                raise Invalid(N_("Please choose one of the options."), field=name) from None
    return thoughts, replace(typed, values=others)
