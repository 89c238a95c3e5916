"""What a person chooses for their calendar."""

from mend.calendar.models import Titles
from mend.web.forms import FormModel


class Chosen(FormModel):
    """How much it says."""

    titles: Titles
