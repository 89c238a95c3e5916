"""What people choose about reminders of plans: any of the times, or none of them."""

from typing import Literal

from mend.activities.reminder_choices import Choice
from mend.activities.reminder_models import Lead
from mend.web.forms import FormModel, OrNothing

Ticked = OrNothing[Literal["yes"]]


class ChosenLeads(FormModel):
    """A tick for each time; all of them left out is a choice too."""

    evening_before: Ticked = None
    morning: Ticked = None
    two_hours: Ticked = None
    half_hour: Ticked = None
    start: Ticked = None

    @property
    def leads(self) -> frozenset[Lead]:
        """Those with a tick."""
        return frozenset(lead for lead in Lead if getattr(self, lead.value))


class ChosenUsual(ChosenLeads):
    """The same for every plan, and whether Mend is to be quiet meanwhile."""

    rests: Ticked = None


def as_ticked(choice: Choice) -> dict[str, str]:
    """The fields that would choose just this."""
    ticked = [lead.value for lead in choice.leads]
    return dict.fromkeys([*ticked, "rests"] if choice.rests_together else ticked, "yes")
