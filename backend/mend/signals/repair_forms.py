"""What people may send about repairs and their deck."""

from datetime import datetime, timedelta
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from mend.errors import N_, Invalid
from mend.signals.repair_models import KEY_OF_OWN, MAX_WORDS, Answer
from mend.web.forms import FormModel, OrNothing
from mend.web.hours import ClockTime, next_moment_at, whole_minute_after
from mend.web.text import Line

FARTHEST = timedelta(hours=24)

Key = Annotated[str, Field(min_length=1, max_length=KEY_OF_OWN)]


class Reach(FormModel):
    """One tap on a phrase. Without an id of its own it gets one of ours."""

    phrase: Key
    id: UUID | None = None
    pause: OrNothing[UUID] = None


class Reply(FormModel):
    """An answer. A not yet may name when to ask again: after so many minutes, else at a time of day.

    An `at` left empty says that there is no such time; one left out says nothing.
    """

    answer: Answer
    after: Annotated[int, Field(ge=1, le=24 * 60)] | None = None
    at: OrNothing[ClockTime] = None

    @property
    def names_time(self) -> bool:
        """Whether it says something of a time, be it that there is none: pages do, notifications do not."""
        return not self.model_fields_set.isdisjoint({"after", "at"})

    def ask_at(self, zone: str, now: datetime) -> datetime | None:
        """When to ask again, in full minutes; None when nothing was said of it, or with a yes.

        `Invalid` when the next time the clock in `zone` shows `at` is more than a day away: just now it did.
        """
        if self.answer is Answer.YES:
            return None
        if self.after is not None:
            return whole_minute_after(now + timedelta(minutes=self.after))
        if self.at is None:
            return None
        moment = next_moment_at(self.at, zone, now)
        if moment - now > FARTHEST:
            raise Invalid(N_("That is more than a day away. Please choose a nearer time."), field="at")
        return moment


class NewPhrase(FormModel):
    """Words of the couple's own for the deck."""

    words: Annotated[Line, Field(min_length=1, max_length=MAX_WORDS)]
    id: UUID | None = None


class Offer(FormModel):
    """Whether a phrase is offered to who asks."""

    key: Key
    do: Literal["hide", "show"]
