"""What people may send about repairs and their deck."""

import re
from datetime import datetime, time, timedelta
from typing import Annotated, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field

from mend.errors import N_, Invalid
from mend.signals.pauses import whole_minute_after
from mend.signals.repair_models import KEY_OF_OWN, MAX_WORDS, Answer
from mend.web.forms import FormModel
from mend.web.text import Line

FARTHEST = timedelta(hours=24)
_CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?")

Key = Annotated[str, Field(min_length=1, max_length=KEY_OF_OWN)]


def _or_nothing(typed: object) -> object:
    return None if typed == "" else typed


def _clock(typed: str) -> str:
    if typed and not _CLOCK.fullmatch(typed):
        raise ValueError(N_("Please enter a time such as 21:30."))
    return typed


class Reach(FormModel):
    """One tap on a phrase. Without an id of its own it gets one of ours."""

    phrase: Key
    id: UUID | None = None
    pause: Annotated[UUID | None, BeforeValidator(_or_nothing)] = None


class Reply(FormModel):
    """An answer. A not yet may name when to ask again: after so many minutes, else at a time of day."""

    answer: Answer
    after: Annotated[int, Field(ge=1, le=24 * 60)] | None = None
    at: Annotated[str, AfterValidator(_clock)] = ""

    def ask_at(self, zone: str, now: datetime) -> datetime | None:
        """When to ask again, in full minutes; None when nothing was said of it, or with a yes.

        `Invalid` when the next time the clock in `zone` shows `at` is more than a day away: just now it did.
        """
        if self.answer is Answer.YES:
            return None
        if self.after is not None:
            return whole_minute_after(now + timedelta(minutes=self.after))
        if not self.at:
            return None
        moment = next_time(time.fromisoformat(self.at.zfill(5)[:5]), zone, now)
        if moment - now > FARTHEST:
            raise Invalid(N_("That is more than a day away. Please choose a nearer time."), field="at")
        return moment


def next_time(at: time, zone: str, now: datetime) -> datetime:
    """The next moment after `now` at which a clock in `zone` shows `at`; both of an hour that comes twice."""
    there = ZoneInfo(zone)
    today = now.astimezone(there).date()
    moments = [
        datetime.combine(today + timedelta(days=day), at.replace(fold=fold), there).astimezone(now.tzinfo)
        for day in (0, 1)
        for fold in (0, 1)
    ]
    return min(moment for moment in moments if moment > now)


class NewPhrase(FormModel):
    """Words of the couple's own for the deck."""

    words: Annotated[Line, Field(min_length=1, max_length=MAX_WORDS)]
    id: UUID | None = None


class Offer(FormModel):
    """Whether a phrase is offered to who asks."""

    key: Key
    do: Literal["hide", "show"]
