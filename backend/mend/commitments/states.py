"""The states of a promise, and every way from one to another.

                   ──offer──────────────▶ offered
    offered        ──another wording────▶ offered       (either: it goes back to the other)
    offered        ──sounds right───────▶ active        (the one asked)
    offered        ──no thanks──────────▶ declined      (the one asked)
    offered        ──take back──────────▶ taken back    (the one whose wording waits)
    offered        ──two weeks──────────▶ expired       (the clock, silently)
    active         ──rest───────────────▶ resting       (whoever keeps it)
    resting        ──take up────────────▶ active        (whoever keeps it)
    active/resting ──finish─────────────▶ finished      (whoever keeps it)
    active/resting ──let go─────────────▶ let go        (whoever keeps it)

A promise that counts is renegotiated without leaving its state: another wording waits beside the one in
force, and counts once the other says yes to it. After two weeks it waits no more, as silently as an offer:
the promise stays as it is, and another wording may take its place. Resting, finishing and letting go need no
yes: a promise is its owner's own word, and nobody keeps one against their will. "Ours" is kept by both, so
either may.
"""

from datetime import datetime, timedelta

from mend.commitments.models import Commitment, CommitmentState, CommitmentWording

OFFER_LASTS = timedelta(days=14)  # from when its latest wording was offered
HELD = frozenset({CommitmentState.ACTIVE, CommitmentState.RESTING})  # both said yes, and it goes on
ENDED = frozenset(
    {
        CommitmentState.FINISHED,
        CommitmentState.LET_GO,
        CommitmentState.DECLINED,
        CommitmentState.TAKEN_BACK,
        CommitmentState.EXPIRED,
    }
)


def commitment_state(
    commitment: Commitment, waiting: CommitmentWording | None, now: datetime
) -> CommitmentState:
    """Where the promise stands `now`; `waiting` is the wording nobody has answered yet, if there is one."""
    if commitment.state is CommitmentState.OFFERED and (waiting is None or is_over(waiting, now)):
        return CommitmentState.EXPIRED
    return commitment.state


def is_over(waiting: CommitmentWording, now: datetime) -> bool:
    """Whether an offered wording has waited for so long that it is an offer no more."""
    return waiting.proposed_at + OFFER_LASTS <= now
