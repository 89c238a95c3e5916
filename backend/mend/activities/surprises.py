"""What one of the two may see of a plan: the one door to its words.

A surprise shows its author everything and the other nothing but the times, how long, and a line on what to
wear or to bring; until its author reveals it, or it happened. Pages are made from what is `Shown` alone, so
that what they hold for the other does not depend on what is hidden.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from mend.activities.plan_diary import PlanNow
from mend.activities.plans_models import Plan


@dataclass(frozen=True)
class Shown:
    """A plan as one of the two sees it; the words are empty where they are hidden."""

    id: UUID
    what: str
    place: str
    note: str
    bring: str
    minutes: int
    number: int  # of the offer that counts
    is_hidden: bool
    is_mine_to_reveal: bool
    is_for_reader: bool  # a surprise of the other's, hidden or revealed
    was_offered_by_reader: bool
    ended_by_reader: bool
    is_first_offer: bool
    ritual_id: UUID | None  # what it is an occasion of
    starts_at: datetime
    ends_at: datetime


def is_hidden_from(plan: Plan, person_id: UUID) -> bool:
    """Whether the words of this plan are kept from this person."""
    return plan.surprise_by not in (None, person_id) and plan.revealed_at is None


def shown_to(found: PlanNow, person_id: UUID) -> Shown:
    """What this person sees of a plan."""
    plan, offer = found.plan, found.offer
    hidden = is_hidden_from(plan, person_id)
    return Shown(
        id=plan.id,
        what="" if hidden else plan.what,
        place="" if hidden else offer.place,
        note="" if hidden else offer.note,
        bring=offer.bring,
        minutes=offer.minutes,
        number=offer.number,
        is_hidden=hidden,
        is_mine_to_reveal=plan.surprise_by == person_id and plan.revealed_at is None,
        is_for_reader=plan.surprise_by not in (None, person_id),
        was_offered_by_reader=offer.offered_by == person_id,
        ended_by_reader=plan.ended_by == person_id,
        is_first_offer=offer.number == 1,
        ritual_id=plan.ritual_id,
        starts_at=found.starts_at,
        ends_at=found.ends_at,
    )
