"""What people may type when they own a miss, and when they answer to it."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from mend.commitments.amends_models import MAX_NEED, MAX_PART, AmendsReply
from mend.commitments.models import CommitmentWording
from mend.commitments.offer_forms import OneLine, WordsAndDays, words_as_typed
from mend.commitments.rhythm_forms import RhythmFields
from mend.web.forms import FormModel
from mend.web.text import Lines

CHECK_IN_AFTER = timedelta(weeks=2)

Part = Annotated[Lines, Field(min_length=1, max_length=MAX_PART)]


class OwnedMiss(WordsAndDays):
    """The two parts that look back, and the plan: a promise in the words of *what I'll do*.

    The id is born with the form, so that two taps are one. There is no reason to give, so `why` stays empty.
    """

    id: UUID
    step: Literal["preview", "send"]
    did: Part
    landed: Part
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
