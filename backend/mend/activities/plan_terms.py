"""What an offer of a plan says, and whether two say the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, select

from mend.activities.plan_diary import PlanNow
from mend.activities.plans_models import Plan, PlanOffer, PlanSlot, PlanState
from mend.couples.membership import Member


@dataclass(frozen=True)
class Details:
    """Where, a note, and what to wear or to bring; each may be empty."""

    place: str = ""
    note: str = ""
    bring: str = ""


@dataclass(frozen=True)
class Times:
    """Up to three moments to choose from, and how long it takes in minutes."""

    starts_at: Sequence[datetime]
    minutes: int


def is_the_first_offer(
    session: Session,
    member: Member,
    plan: Plan,
    what: str,
    times: Times,
    details: Details,
    *,
    surprise: bool,
) -> bool:
    """Whether `plan` was first offered by the member just like this.

    Who did not open it learns nothing here, however well they guess.
    """
    if plan.opened_by != member.person.id:
        return False
    first = session.get_one(PlanOffer, (member.couple_id, plan.id, 1))
    starts = session.exec(
        select(PlanSlot.starts_at).where(
            PlanSlot.couple_id == member.couple_id, PlanSlot.plan_id == plan.id, PlanSlot.offer_number == 1
        )
    )
    said = Details(first.place, first.note, first.bring)
    return (plan.what, plan.surprise_by is not None, said, first.minutes, set(starts)) == (
        what,
        surprise,
        details,
        times.minutes,
        set(times.starts_at),
    )


def is_the_same(plan: PlanNow, member: Member, instead_of: int, times: Times, details: Details) -> bool:
    """Whether the offer that waits is the member's answer to `instead_of`, and says this."""
    return (
        plan.plan.state is PlanState.OFFERED
        and plan.offer.number == instead_of + 1
        and plan.offer.offered_by == member.person.id
        and Details(plan.offer.place, plan.offer.note, plan.offer.bring) == details
        and plan.offer.minutes == times.minutes
        and [slot.starts_at for slot in plan.slots] == sorted(times.starts_at)
    )
