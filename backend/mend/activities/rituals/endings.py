"""Why nothing is done: the ritual stands elsewhere than whoever acted has seen."""

from mend.activities.rituals.models import RitualState
from mend.errors import N_, Gone

CHANGED = N_("This was changed in the meantime. Here is how it stands now.")
_OVER = {
    RitualState.OFFERED: N_("This has not begun yet."),
    RitualState.FADED: N_("The last day of this has passed. You can suggest others."),
    RitualState.ON: CHANGED,
    RitualState.OVER: N_("The last day of this has passed. You can suggest others."),
    RitualState.RESTING: N_("This rests. You can suggest it again when the time is good."),
    RitualState.TAKEN_BACK: N_("This was taken back."),
    RitualState.ENDED: N_("This has ended. You can suggest it again."),
}


def over(state: RitualState) -> Gone:
    """What to raise when the ritual has gone on, or come to its end."""
    return Gone(_OVER[state])
