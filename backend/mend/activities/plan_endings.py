"""Why nothing is done: the plan stands elsewhere than whoever acted has seen."""

from mend.activities.plans_models import PlanState
from mend.errors import N_, Gone

CHANGED = N_("This was changed in the meantime. Here is how it stands now.")
_OVER = {
    PlanState.FADED: N_("The times offered have passed. You can suggest another."),
    PlanState.OVER: N_("The time of this plan is over."),
    PlanState.HAPPENED: N_("This happened. You can plan it once more."),
    PlanState.FELL_THROUGH: N_("This did not work out. You can suggest another time."),
    PlanState.RESTING: N_("This plan rests. You can suggest a time when it is good."),
    PlanState.TAKEN_BACK: N_("This offer was taken back."),
    PlanState.CANCELLED: N_("This plan was cancelled. You can suggest another time."),
}


def over(state: PlanState) -> Gone:
    """What to raise when the plan has gone on, or come to its end."""
    return Gone(_OVER[state])
