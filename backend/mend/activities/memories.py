"""What they did, to leaf through: the newest first, a leaf at a time."""

from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from mend.activities.plan_diary import PlanNow, find_plan
from mend.activities.plans_models import Plan, PlanOffer, PlanSlot, PlanState
from mend.couples.membership import Member
from mend.database import UtcDateTime

A_LEAF = 20


@dataclass(frozen=True)
class Leaf:
    """A leaf of memories; `older` is where the next one goes on, None on the last."""

    plans: list[PlanNow]
    older: UUID | None


def memories(session: Session, member: Member, before: UUID | None = None) -> Leaf:
    """What happened, by the day it did: what lies before `before`. `NotFound` for a plan that is not theirs.

    No place is counted off, so the leaf of ten years ago costs what the newest does.
    """
    found = (
        select(Plan, PlanOffer, PlanSlot)
        .join(
            PlanSlot,
            (col(PlanSlot.couple_id) == col(Plan.couple_id))
            & (col(PlanSlot.plan_id) == col(Plan.id))
            & (col(PlanSlot.offer_number) == col(Plan.offer_number)),
        )
        .join(
            PlanOffer,
            (col(PlanOffer.couple_id) == col(Plan.couple_id))
            & (col(PlanOffer.plan_id) == col(Plan.id))
            & (col(PlanOffer.number) == col(Plan.offer_number)),
        )
        .where(
            Plan.couple_id == member.couple_id,
            Plan.state == PlanState.HAPPENED,
            col(PlanSlot.chosen_at).is_not(None),
        )
    )
    if before is not None:
        mark = find_plan(session, member, before)
        place = sa.tuple_(sa.literal(mark.starts_at, UtcDateTime), sa.literal(mark.id, sa.Uuid()))
        found = found.where(sa.tuple_(col(PlanSlot.starts_at), col(Plan.id)) < place)
    rows = session.exec(
        found.order_by(col(PlanSlot.starts_at).desc(), col(Plan.id).desc()).limit(A_LEAF + 1)
    ).all()
    plans = [PlanNow(plan, offer, (slot,)) for plan, offer, slot in rows[:A_LEAF]]
    return Leaf(plans, plans[-1].id if len(rows) > A_LEAF else None)
