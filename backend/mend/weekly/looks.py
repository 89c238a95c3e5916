"""Looking at promises together: keep, make smaller, let go. Each speaks for the promises they keep.

Every verdict is a verb the promise has anyway. *Keep* says that it still fits, which moves a day of review
that has come four weeks on once both have said so; *resize* leads to the form for other words; *let go* ends
it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from mend.commitments.days import today_of
from mend.commitments.models import Commitment, CommitmentState, Turn
from mend.commitments.offers import CHANGED
from mend.commitments.reviews import look_again, only_looks_again
from mend.commitments.shelf import Promise, find_promise, promises_in
from mend.commitments.turns import take_turn_with
from mend.couples.membership import Member, hold_open
from mend.errors import N_, Refused
from mend.live.events import announce
from mend.notifications.outbox import Outbox
from mend.weekly.meeting import meeting_under_way
from mend.weekly.models import Verdict, WeeklyLook


@dataclass(frozen=True)
class Looked:
    """A promise in a meeting, as one of the two sees it: what each said, and whether it asks for a word.

    `asks_yes`: the other says of their own promise that it still fits, and the day of review waits for a yes.
    """

    promise: Promise
    mine: Verdict | None
    theirs: Verdict | None
    is_kept_by_me: bool
    is_active: bool
    asks_yes: bool

    @property
    def asks(self) -> bool:
        """Whether the reader has a word to say."""
        return self.asks_yes or (self.is_kept_by_me and self.is_active and self.mine is None)

    @property
    def waits_for_them(self) -> bool:
        """Whether the other has still to say what becomes of it."""
        theirs = self.promise.is_ours or not self.is_kept_by_me
        return theirs and self.is_active and self.theirs is None


def look_at(
    session: Session,
    member: Member,
    meeting_id: UUID,
    promise_id: UUID,
    verdict: Verdict,
    *,
    seen: int,
    outbox: Outbox,
    now: datetime,
) -> Promise:
    """Say what to do with a promise, in words with the number `seen`; another verdict takes its place.

    `Refused` for the other's promise (but for the yes to their day of review) and when other words count
    meanwhile, `Gone` when the meeting is over, or the promise.
    """
    hold_open(session, member.couple_id)
    promise = find_promise(session, member, promise_id)
    meeting_under_way(session, member, meeting_id, now)
    if not promise.is_kept_by(member.person.id) and not (
        verdict is Verdict.KEEP and _asks_yes(promise, member, now)
    ):
        raise Refused(
            N_("This promise is %(name)s’s own word. You can suggest a change."), name=member.partner.name
        )
    if promise.agreed is None or promise.agreed.number != seen:
        raise Refused(CHANGED)
    if verdict is Verdict.LET_GO:
        promise = take_turn_with(session, member, promise_id, Turn.LET_GO, now=now)
    elif promise.commitment.state is not CommitmentState.ACTIVE:
        raise Refused(CHANGED)
    elif verdict is Verdict.KEEP:
        promise = look_again(
            session, member, promise_id, seen=seen, today=today_of(member, now), outbox=outbox, now=now
        )
    if promise.is_kept_by(member.person.id):
        _note(session, member, meeting_id, promise_id, verdict, now)
    announce(session, member.couple_id, "weekly", now)
    return promise


def promises_to_look_at(
    session: Session, member: Member, meeting_id: UUID, now: datetime
) -> Sequence[Looked]:
    """Each active promise once, and those let go in this meeting; what asks the member for a word first."""
    rows = session.exec(
        select(WeeklyLook.commitment_id, WeeklyLook.person_id, col(WeeklyLook.verdict)).where(
            WeeklyLook.couple_id == member.couple_id, WeeklyLook.meeting_id == meeting_id
        )
    )
    said = {(promise_id, person_id): verdict for promise_id, person_id, verdict in rows}
    shown = sa.or_(
        col(Commitment.state) == CommitmentState.ACTIVE,
        col(Commitment.id).in_({promise_id for promise_id, _ in said}),
    )
    looked = [
        Looked(
            promise,
            said.get((promise.id, member.person.id)),
            said.get((promise.id, member.partner.id)),
            promise.is_kept_by(member.person.id),
            promise.commitment.state is CommitmentState.ACTIVE,
            _asks_yes(promise, member, now),
        )
        for promise in promises_in(session, member.couple_id, shown)
    ]
    return sorted(looked, key=lambda one: not one.asks)


def _asks_yes(promise: Promise, member: Member, now: datetime) -> bool:
    waiting = promise.open_wording(now)
    return (
        waiting is not None
        and promise.agreed is not None
        and promise.waits_for(member.person.id, now)
        and only_looks_again(waiting, promise.agreed)
        and promise.may_be_reviewed(today_of(member, now))
    )


def _note(
    session: Session, member: Member, meeting_id: UUID, promise_id: UUID, verdict: Verdict, now: datetime
) -> None:
    key = (member.couple_id, meeting_id, promise_id, member.person.id)
    row = session.get(WeeklyLook, key, populate_existing=True)
    if row is None:
        row = WeeklyLook(
            couple_id=member.couple_id,
            meeting_id=meeting_id,
            commitment_id=promise_id,
            person_id=member.person.id,
            verdict=verdict,
            looked_at=now,
        )
    else:
        row.verdict, row.looked_at = verdict, now
    session.add(row)
    session.flush()
