"""What people may type about a calendar of theirs."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from mend.busy.addresses import LONGEST_ADDRESS
from mend.busy.models import MAX_LABEL
from mend.web.forms import FormModel, OrNothing
from mend.web.text import Line


class NewCalendar(FormModel):
    """A calendar to read. The id is born with the form, so that two taps are one calendar."""

    id: OrNothing[UUID] = None
    label: Annotated[Line, Field(min_length=1, max_length=MAX_LABEL)]
    address: Annotated[str, Field(min_length=1, max_length=2 * LONGEST_ADDRESS)]
