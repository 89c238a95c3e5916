"""What a phone may send about a signal."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from mend.signals.models import Practical
from mend.web.forms import FormModel

LONGEST_MINUTES = 24 * 60
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
