"""Why nothing is done: the talk stands elsewhere than whoever acted has seen."""

from mend.errors import N_, Gone
from mend.talks.models import TalkState

CHANGED = N_("This was changed in the meantime. Here is how it stands now.")
_OVER = {
    TalkState.UNDER_WAY: N_("This talk has begun."),
    TalkState.HELD: N_("This talk is over. You can talk about it again."),
    TalkState.SET_ASIDE: N_("This talk was set aside. You can suggest it again when the time is good."),
    TalkState.TAKEN_BACK: N_("This offer was taken back."),
    TalkState.CALLED_OFF: N_("This talk was called off. You can suggest it again when the time is good."),
    TalkState.PASSED_BY: N_("The time of this talk has passed. You can suggest another."),
}


def over(state: TalkState) -> Gone:
    """What to raise when the talk has gone on, or come to its end."""
    return Gone(_OVER[state])
