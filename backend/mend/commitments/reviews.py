"""The day to look whether a promise still fits. Who finds that it does says so with one tap.

The next such day is part of what both agreed on, so it comes by a wording like everything else: the tap
suggests the same words with a day four weeks ahead. The other is not told of it by a notification, for their
own page asks them the same on the same day, and their tap is the yes.
"""

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from mend.commitments.models import CommitmentWording
from mend.commitments.offers import CHANGED, accept_wording, suggest_wording
from mend.commitments.shelf import Promise, find_promise
from mend.commitments.wordings import Terms, newest_number, said_by
from mend.couples.membership import Member, hold_open
from mend.errors import Refused
from mend.notifications.outbox import Outbox
from mend.rhythms.rhythm import read_rule

LOOK_AGAIN_AFTER = timedelta(weeks=4)


def look_again(
    session: Session,
    member: Member,
    commitment_id: UUID,
    *,
    seen: int,
    today: date,
    outbox: Outbox,
    now: datetime,
) -> Promise:
    """It still fits: look again four weeks after `today`, the day where the member is. Twice is once.

    `seen` is the number of the wording that counts. Where the other has said just this, it is the yes to it.
    `Refused` when other words count or wait meanwhile.
    """
    hold_open(session, member.couple_id)
    promise = find_promise(session, member, commitment_id)
    agreed, waiting = promise.agreed, promise.open_wording(now)
    if agreed is None or not promise.may_be_reviewed(today):
        return promise
    if agreed.number != seen:
        raise Refused(CHANGED)
    if waiting is not None:
        if not only_looks_again(waiting, agreed):
            raise Refused(CHANGED)
        if waiting.proposed_by == member.person.id:
            return promise
        return accept_wording(
            session, member, commitment_id, seen=waiting.number, outbox=outbox, now=now, tells=False
        )
    terms = Terms(
        agreed.words, agreed.why, read_rule(agreed.rule, agreed.starts), review_on=today + LOOK_AGAIN_AFTER
    )
    return suggest_wording(
        session,
        member,
        commitment_id,
        seen=newest_number(session, member, commitment_id),
        terms=terms,
        outbox=outbox,
        now=now,
        tells=False,
    )


def only_looks_again(waiting: CommitmentWording, agreed: CommitmentWording) -> bool:
    """Whether `waiting` says what `agreed` says, with another day to look whether it still fits."""
    return said_by(waiting)[:-1] == said_by(agreed)[:-1] and waiting.review_on is not None
