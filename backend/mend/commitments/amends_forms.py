"""What people may type when they own a miss, and when they answer to it."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field

from mend.commitments.amends_models import MAX_NEED, MAX_PART, AmendsReply
from mend.commitments.models import CommitmentWording
from mend.commitments.offer_forms import OneLine, WordsAndDays, words_as_typed
from mend.errors import N_
from mend.rhythms.forms import RhythmFields
from mend.web.forms import FormModel
from mend.web.text import Lines

CHECK_IN_AFTER = timedelta(weeks=2)


def _did(text: str) -> str:
    if not text:
        raise ValueError(N_("Please write down what you did."))
    return text


def _landed(text: str) -> str:
    if not text:
        raise ValueError(N_("Please write down how it may have landed."))
    return text


Part = Annotated[Lines, Field(max_length=MAX_PART)]


class OwnedMiss(WordsAndDays):
    """The two parts that look back, and the plan: a promise in the words of *what I'll do*.

    The id is born with the form, so that two taps are one. There is no reason to give, so `why` stays empty.
    """

    id: UUID
    step: Literal["preview", "send"]
    did: Annotated[Part, AfterValidator(_did)] = Field(default="", validate_default=True)
    landed: Annotated[Part, AfterValidator(_landed)] = Field(default="", validate_default=True)
    why: Annotated[OneLine, Field(max_length=0)] = ""


class Reply(FormModel):
    """What the other says to it; with words where something is needed."""

    reply: AmendsReply
    words: Annotated[OneLine, Field(max_length=MAX_NEED)] = ""


def begun_after(wording: CommitmentWording, today: date) -> Mapping[str, str]:
    """What stands in a form nobody has typed into: the days of what was missed, and a look in two weeks."""
    rhythm = {
        name: typed
        for name, typed in words_as_typed(wording, today).items()
        if name in RhythmFields.model_fields
    }
    return rhythm | {"review_on": (today + CHECK_IN_AFTER).isoformat()}
