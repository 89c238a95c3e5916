"""Years of a couple's plans, put into the database directly: what the verbs would leave, in a moment."""

from datetime import datetime, timedelta

from sqlalchemy import insert
from sqlmodel import Session

from mend.activities.plans_models import Plan, PlanOffer, PlanSlot, PlanState
from mend.couples.membership import Member
from mend.ids import new_id

A_WEEK = timedelta(weeks=1)
WEEKS_OF_A_YEAR = 52


def years_of_plans(session: Session, member: Member, years: int, until: datetime) -> None:
    """A plan a week, offered by `member`, taken by the other, done; the last a week before `until`."""
    plans, offers, slots = [], [], []
    for week in range(years * WEEKS_OF_A_YEAR, 0, -1):
        starts_at, plan_id = until - week * A_WEEK, new_id()
        offered_at = starts_at - timedelta(days=2)
        plans.append(
            {
                "couple_id": member.couple_id,
                "id": plan_id,
                "what": "Soup by the canal",
                "state": PlanState.HAPPENED,
                "offer_number": 1,
                "opened_by": member.person.id,
                "opened_at": offered_at,
                "ended_by": member.person.id,
                "ended_at": starts_at + timedelta(hours=3),
            }
        )
        offers.append(
            {
                "couple_id": member.couple_id,
                "plan_id": plan_id,
                "number": 1,
                "offered_by": member.person.id,
                "offered_at": offered_at,
                "minutes": 120,
                "place": "The old lock",
                "note": "Jo has the key",
                "bring": "Warm socks",
            }
        )
        slots.append(
            {
                "couple_id": member.couple_id,
                "id": new_id(),
                "plan_id": plan_id,
                "offer_number": 1,
                "starts_at": starts_at,
                "chosen_by": member.partner.id,
                "chosen_at": offered_at,
            }
        )
    session.execute(insert(Plan), plans)
    session.execute(insert(PlanOffer), offers)
    session.execute(insert(PlanSlot), slots)
