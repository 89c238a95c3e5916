"""What people may type about a day of a promise, and about the hour they are reminded at."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, Field

from mend.commitments.entry_models import MAX_LINE, Outcome, WayOn
from mend.errors import N_
from mend.web.forms import FormModel, OrNothing
from mend.web.hours import ClockTime
from mend.web.text import Lines

A_DAY = N_("Please choose a day of the calendar.")


def _day(typed: object) -> object:
    if isinstance(typed, str):
        try:
            return date.fromisoformat(typed.strip())
        except ValueError:
            raise ValueError(A_DAY) from None
    return typed


def _one_line(text: str) -> str:
    return " ".join(text.split())


Day = Annotated[date, BeforeValidator(_day)]


def _day_or_nothing(typed: object) -> object:
    return None if isinstance(typed, str) and not typed.strip() else _day(typed)


class SaidEntry(FormModel):
    """How it went on one day, with the id it was born with."""

    id: UUID
    on: Day
    outcome: Outcome
    moved_to: Annotated[date | None, BeforeValidator(_day_or_nothing)] = None
    line: Annotated[Lines, AfterValidator(_one_line), Field(max_length=MAX_LINE)] = ""
    # Where it was said, and so where to go on.
    back: Literal["home", "day"] = "home"


class ChosenWay(FormModel):
    """How to go on from a miss."""

    way: Literal[WayOn.SMALLER, WayOn.LET_GO]


class ChosenHour(FormModel):
    """When to be reminded; empty for never."""

    remind_at: OrNothing[ClockTime] = None
