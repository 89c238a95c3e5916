"""What a phone may send about a signal."""

import re
from datetime import MAXYEAR, MINYEAR, datetime, time, timedelta
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field

from mend.errors import N_, Invalid
from mend.signals.delays import next_time_of_day, time_of_tomorrow
from mend.signals.models import MAX_NOTE, MAX_SOOTHING_ITEM, Delay, Practical
from mend.signals.return_models import MAX_WORDS, ReturnEnding, Step
from mend.signals.states import TurnMove
from mend.web.forms import FormModel
from mend.web.text import Line, Lines

LONGEST_MINUTES = 24 * 60
# "More time" is this day, or the night that has begun: a time that is over does not quietly mean tomorrow.
MORE_TIME_IS_WITHIN = timedelta(hours=12)
# Seconds. Far beyond any pause: a phone out of a drawer is told that its pause is over, not that it is wrong.
LONGEST_WAITED = 400 * 24 * 3600
_TIME_OF_DAY = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])(:[0-5][0-9])?")


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


def _or_nothing(typed: object) -> object:
    return None if typed == "" else typed


def _near(moment: datetime | None) -> datetime | None:
    # Beyond, a calendar ends: such a moment cannot be told in another zone.
    if moment is not None and not MINYEAR < moment.year < MAXYEAR:
        raise ValueError(N_("Please name a time, such as 21:30."))
    return moment


class LaterTime(FormModel):
    """A later time of return: one that was offered, or a time of day of the caller's own."""

    delay: Delay = Delay.MORE_TIME
    until: Annotated[AwareDatetime | None, BeforeValidator(_or_nothing), AfterValidator(_near)] = None
    at: str = ""

    def moment(self, zone: str, now: datetime) -> datetime:
        """The named moment; `Invalid` when none was named. A time of day is the next one in `zone`."""
        if self.until is not None:
            return self.until
        found = _TIME_OF_DAY.fullmatch(self.at)
        if found is None:
            raise Invalid(N_("Please name a time, such as 21:30."), field="at")
        at = time(int(found[1]), int(found[2]))
        if self.delay is Delay.TOMORROW:
            return time_of_tomorrow(at, zone, now)
        moment = next_time_of_day(at, zone, now)
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
