"""The private quarter of an hour before: three lines, and a thought about each promise one keeps.

Only its author ever reads it. Nothing of it is announced, so the other cannot see whether there is one. What
somebody brings into the meeting they give, bring in or say there; the rest goes with the meeting's end.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, delete, select

from mend.commitments.models import Commitment, CommitmentState
from mend.commitments.shelf import Promise, promises_in
from mend.couples.membership import Member, hold_open
from mend.weekly.forgetting import has_served
from mend.weekly.models import Verdict, WeeklyPreparation, WeeklyThought


@dataclass(frozen=True)
class Preparation:
    """What somebody prepared; all of it may be empty."""

    thanks: str = ""
    plan: str = ""
    issue: str = ""
    thoughts: Mapping[UUID, Verdict] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is written down."""
        return not (self.thanks or self.plan or self.issue or self.thoughts)


def save_preparation(session: Session, member: Member, prepared: Preparation, now: datetime) -> None:
    """Write it down in place of what was there, as often as one likes; an empty one is taken away.

    A thought about a promise that the member does not keep, or that has ended meanwhile, is left out.
    """
    hold_open(session, member.couple_id)
    kept = {promise.id for promise in promises_kept_by(session, member)}
    thoughts = {which: verdict for which, verdict in prepared.thoughts.items() if which in kept}
    mine = (
        col(WeeklyThought.couple_id) == member.couple_id,
        col(WeeklyThought.person_id) == member.person.id,
    )
    session.exec(delete(WeeklyThought).where(*mine))
    row = session.get(WeeklyPreparation, (member.couple_id, member.person.id), populate_existing=True)
    if Preparation(prepared.thanks, prepared.plan, prepared.issue, thoughts).is_empty:
        if row is not None:
            session.delete(row)
        session.flush()
        return
    if row is None:
        row = WeeklyPreparation(
            couple_id=member.couple_id, person_id=member.person.id, thanks="", plan="", issue="", saved_at=now
        )
    row.thanks, row.plan, row.issue, row.saved_at = prepared.thanks, prepared.plan, prepared.issue, now
    session.add(row)
    session.flush()
    session.add_all(
        WeeklyThought(
            couple_id=member.couple_id, person_id=member.person.id, commitment_id=which, verdict=verdict
        )
        for which, verdict in thoughts.items()
    )
    session.flush()


def preparation_of(session: Session, member: Member, now: datetime) -> Preparation:
    """What the member prepared for the meeting that is under way or to come; never anybody else's."""
    row = session.exec(
        select(WeeklyPreparation)
        .where(
            WeeklyPreparation.couple_id == member.couple_id,
            WeeklyPreparation.person_id == member.person.id,
            ~has_served(now),
        )
        .execution_options(populate_existing=True)
    ).first()
    if row is None:
        return Preparation()
    thoughts = session.exec(
        select(WeeklyThought.commitment_id, col(WeeklyThought.verdict)).where(
            WeeklyThought.couple_id == member.couple_id, WeeklyThought.person_id == member.person.id
        )
    )
    return Preparation(row.thanks, row.plan, row.issue, dict(thoughts.all()))


def promises_kept_by(session: Session, member: Member) -> Sequence[Promise]:
    """The active promises the member keeps, alone or with the other."""
    active = promises_in(session, member.couple_id, col(Commitment.state) == CommitmentState.ACTIVE)
    return [promise for promise in active if promise.is_kept_by(member.person.id)]
