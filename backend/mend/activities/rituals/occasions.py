"""Occasions: a day of a ritual becomes a plan, once it is near or somebody opens it.

From then on it is a plan like any other: it can be moved, skipped and remembered, and nothing else in Mend
needs to know rituals. It is born planned, with the yes both gave to the ritual, and nobody is told.

None is made for what has passed, or twice: its id follows from ritual and day. When the ritual changes or
ends, those nobody has touched go with it.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, delete, select

from mend.activities.plan_diary import untouched_occasions
from mend.activities.plan_telling import quiet
from mend.activities.plans_models import Plan, PlanOffer, PlanSlot, PlanState
from mend.activities.rituals.days import days_until, moment_on, occasion_id
from mend.activities.rituals.endings import over
from mend.activities.rituals.models import Ritual, RitualOffer, RitualState
from mend.activities.rituals.reading import find_ritual
from mend.activities.rituals.terms import Terms
from mend.couples.membership import Member, hold_open
from mend.couples.models import Couple
from mend.errors import N_, Gone
from mend.ids import new_id
from mend.notifications.turns import take_turn
from mend.rhythms.occasions import is_occasion
from mend.web.moments import AHEAD_AT_MOST

NEAR = timedelta(days=9)  # home shows seven days, and a reminder is told ahead
_ONE_DAY = timedelta(days=1)
_AT_ONCE = 200


def make_occasions(session: Session, now: datetime) -> None:
    """Let what comes near be a plan. A chore of the worker: twice is once."""
    # The day it is there in the zones that are behind.
    near = (now + NEAR).date() - _ONE_DAY
    waiting = session.exec(
        select(Ritual.couple_id, Ritual.id)
        .join(Couple, col(Couple.id) == col(Ritual.couple_id))
        .where(
            Ritual.state == RitualState.ON,
            col(Ritual.made_until) < near,
            col(Couple.closed_at).is_(None),
        )
        .order_by(col(Ritual.made_until))
        .limit(_AT_ONCE)
    ).all()
    for couple_id, ritual_id in sorted(waiting):
        take_turn(session, couple_id)
        # Somebody may have changed or ended it, or left, just before it was our turn.
        found = session.exec(
            select(Ritual, RitualOffer)
            .join(
                RitualOffer,
                (col(RitualOffer.couple_id) == col(Ritual.couple_id))
                & (col(RitualOffer.ritual_id) == col(Ritual.id))
                & (col(RitualOffer.number) == col(Ritual.agreed_number)),
            )
            .join(Couple, col(Couple.id) == col(Ritual.couple_id))
            .where(
                Ritual.couple_id == couple_id,
                Ritual.id == ritual_id,
                Ritual.state == RitualState.ON,
                col(Couple.closed_at).is_(None),
            )
            .execution_options(populate_existing=True)
        ).first()
        if found:
            make_near(session, *found, now)


def make_near(session: Session, ritual: Ritual, agreed: RitualOffer, now: datetime) -> None:
    """Every occasion that begins within `NEAR` and is none yet. Wants the couple's turn taken."""
    terms = Terms.of(agreed)
    last = (now + NEAR).astimezone(ZoneInfo(terms.zone)).date()
    _make(session, ritual, agreed, days_until(terms, now, last), now)
    ritual.made_until = last
    session.add(ritual)
    session.flush()


def open_occasion(session: Session, member: Member, ritual_id: UUID, day: date, *, now: datetime) -> UUID:
    """The plan for this day, made if it is none yet; returns its id.

    `Gone` once the ritual has ended, for a day on which it does not come up, for one that has passed, and
    for one more than a year ahead: plans reach no farther.
    """
    hold_open(session, member.couple_id)
    found = find_ritual(session, member, ritual_id)
    plan_id = occasion_id(ritual_id, day)
    if session.get(Plan, (member.couple_id, plan_id)) is not None:
        return plan_id
    if found.agreed is None or found.ritual.state is not RitualState.ON:
        raise over(found.state(now))
    terms = found.terms
    if not is_occasion(terms.rhythm, day):
        raise Gone(N_("It does not come up on that day any more. Here is when it does."))
    moment = moment_on(terms, day)
    if moment <= now:
        raise Gone(N_("That time has passed."))
    if moment > now + AHEAD_AT_MOST:
        raise Gone(N_("That day is more than a year away. Please wait a little."))
    _make(session, found.ritual, found.agreed, [day], now)
    return plan_id


def let_go_with(session: Session, ritual: Ritual, now: datetime) -> None:
    """The occasions ahead that nobody moved or skipped are no more; nobody is reminded of them."""
    untouched = untouched_occasions(session, ritual.couple_id, ritual.id, now)
    for plan in untouched:
        quiet(session, plan, now)
        for row in (*plan.slots, plan.offer, plan.plan):
            session.expunge(row)  # the database takes along what belongs to a plan
    session.execute(
        delete(Plan)
        .where(
            col(Plan.couple_id) == ritual.couple_id,
            col(Plan.id).in_([plan.id for plan in untouched]),
        )
        .execution_options(synchronize_session=False)
    )


def _make(session: Session, ritual: Ritual, agreed: RitualOffer, days: Iterable[date], now: datetime) -> None:
    terms = Terms.of(agreed)
    ids = {occasion_id(ritual.id, day): day for day in days}
    known = session.exec(
        select(Plan.id).where(Plan.couple_id == ritual.couple_id, col(Plan.id).in_(ids))
    ).all()
    made = {plan_id: day for plan_id, day in ids.items() if plan_id not in known}
    session.add_all(
        Plan(
            couple_id=ritual.couple_id,
            id=plan_id,
            what=terms.what,
            state=PlanState.PLANNED,
            offer_number=1,
            opened_by=agreed.offered_by,
            opened_at=now,
            ritual_id=ritual.id,
            occasion_on=day,
        )
        for plan_id, day in made.items()
    )
    session.flush()
    session.add_all(
        PlanOffer(
            couple_id=ritual.couple_id,
            plan_id=plan_id,
            number=1,
            offered_by=agreed.offered_by,
            offered_at=agreed.offered_at,
            minutes=terms.minutes,
            place=terms.place,
            note=terms.note,
            bring="",
        )
        for plan_id in made
    )
    session.flush()
    session.add_all(
        PlanSlot(
            couple_id=ritual.couple_id,
            id=new_id(),
            plan_id=plan_id,
            offer_number=1,
            starts_at=moment_on(terms, day),
            chosen_by=agreed.joined_by,
            chosen_at=agreed.joined_at,
        )
        for plan_id, day in made.items()
    )
    session.flush()
