"""What a phone may send about a signal."""

from datetime import MAXYEAR, MINYEAR, datetime, timedelta
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, Field

from mend.errors import N_, Invalid
from mend.signals.delays import time_of_tomorrow
from mend.signals.models import MAX_NOTE, MAX_SOOTHING_ITEM, Delay, Practical
from mend.signals.return_models import MAX_WORDS, ReturnEnding, Step
from mend.signals.states import TurnMove
from mend.web.forms import FormModel, OrNothing
from mend.web.hours import NAME_A_TIME, ClockTime, next_moment_at
from mend.web.text import Line, Lines

LONGEST_MINUTES = 24 * 60
# "More time" is this day, or the night that has begun: a time that is over does not quietly mean tomorrow.
MORE_TIME_IS_WITHIN = timedelta(hours=12)
# Seconds. Far beyond any pause: a phone out of a drawer is told that its pause is over, not that it is wrong.
LONGEST_WAITED = 400 * 24 * 3600


class Call(FormModel):
    """A press of the button. Without scripts the id and the minutes are ours to give."""

    id: UUID | None = None
    # Whose press it was: a phone may hold it until somebody else has signed in there.
    person: UUID | None = None
    minutes: Annotated[int, Field(ge=1, le=LONGEST_MINUTES)] | None = None
    waited: Annotated[int, Field(ge=0, le=LONGEST_WAITED)] = 0


class Note(FormModel):
    practical: Practical


class ForLater(FormModel):
    """A note that waits for the return; its id was made with the page, so a second tap is none."""

    id: UUID
    words: Annotated[Lines, Field(min_length=1, max_length=MAX_NOTE)]


def _near(moment: datetime | None) -> datetime | None:
    # Beyond, a calendar ends: such a moment cannot be told in another zone.
    if moment is not None and not MINYEAR < moment.year < MAXYEAR:
        raise ValueError(NAME_A_TIME)
    return moment


class LaterTime(FormModel):
    """A later time of return: one that was offered, or a time of day of the caller's own."""

    delay: Delay = Delay.MORE_TIME
    until: Annotated[OrNothing[AwareDatetime], AfterValidator(_near)] = None
    at: OrNothing[ClockTime] = None

    def moment(self, zone: str, now: datetime) -> datetime:
        """The named moment; `Invalid` when none was named. A time of day is the next one in `zone`."""
        if self.until is not None:
            return self.until
        if self.at is None:
            raise Invalid(NAME_A_TIME, field="at")
        if self.delay is Delay.TOMORROW:
            return time_of_tomorrow(self.at, zone, now)
        moment = next_moment_at(self.at, zone, now)
        if moment - now > MORE_TIME_IS_WITHIN:
            raise Invalid(
                N_("That time is over for today. For another day, choose a time under Tomorrow."), field="at"
            )
        return moment


class StepWords(FormModel):
    """One step of the return card."""

    step: Step
    words: Annotated[Lines, Field(min_length=1, max_length=MAX_WORDS)]
    occasion: Annotated[Lines, Field(max_length=MAX_WORDS)] = ""
    need: Annotated[Lines, Field(max_length=MAX_WORDS)] = ""


class Speaker(FormModel):
    speaker_id: UUID


class Heard(FormModel):
    words: Annotated[Lines, Field(min_length=1, max_length=MAX_WORDS)]


class TurnWord(FormModel):
    """A word on a turn that needs no typing."""

    move: Literal[TurnMove.DONE, TurnMove.UNDERSTOOD, TurnMove.NOT_QUITE, TurnMove.SKIP]


class Wish(FormModel):
    wish: ReturnEnding


class Soothes(FormModel):
    words: Annotated[Line, Field(min_length=1, max_length=MAX_SOOTHING_ITEM)]
    shared: bool = False


class Sharing(FormModel):
    shared: bool
