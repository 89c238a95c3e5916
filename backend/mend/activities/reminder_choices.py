"""When each of the two is told of plans ahead: for every plan, and otherwise for one.

    every plan ──choose──▶ told at these times, of all that are planned and still to come
    one plan   ──choose──▶ told of it at these instead, also once it has moved
    one plan   ──as usual─▶ told of it like of every plan

Of a ritual's days, where a week holds several, nobody is told but who chose so for that very day; of one that
was moved, like of every plan.

The other has no page that tells of it, and nothing of it is announced.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, delete

from mend.activities.plan_diary import PlanNow, find_plan
from mend.activities.plan_endings import over
from mend.activities.plan_reminding import settle, settle_all
from mend.activities.plans_models import Plan, PlanState
from mend.activities.reminder_models import Lead, ReminderChoice, ReminderChoiceForPlan
from mend.activities.reminder_times import leads_of
from mend.activities.rituals.reading import is_frequent
from mend.couples.membership import Member, hold_open
from mend.errors import N_, Gone, Refused
from mend.notifications.outbox import Outbox


@dataclass(frozen=True)
class Choice:
    """What the member chose: for a plan, `is_usual` says whether it is what they chose for every one."""

    leads: frozenset[Lead]
    rests_together: bool
    is_usual: bool = True
    is_frequent: bool = False  # a day of a ritual that a week holds several of: none, unless chosen for it


def usual_choice(session: Session, member: Member) -> Choice:
    """What counts for every plan."""
    chosen = session.get(ReminderChoice, (member.couple_id, member.person.id), populate_existing=True)
    return Choice(leads_of(chosen.leads if chosen else None), chosen is not None and chosen.rests_together)


def choice_for(session: Session, member: Member, plan_id: UUID) -> Choice:
    """What counts for this plan."""
    usual = usual_choice(session, member)
    own = session.get(
        ReminderChoiceForPlan, (member.couple_id, plan_id, member.person.id), populate_existing=True
    )
    plan = session.get(Plan, (member.couple_id, plan_id))
    frequent = plan is not None and is_frequent(session, member.couple_id, plan)
    if own is not None:
        return Choice(leads_of(own.leads), usual.rests_together, is_usual=False, is_frequent=frequent)
    return Choice(frozenset(), usual.rests_together, is_frequent=True) if frequent else usual


def choose_usual(
    session: Session,
    member: Member,
    leads: Collection[Lead],
    *,
    rests_together: bool,
    outbox: Outbox,
    now: datetime,
) -> None:
    """Be told of every plan at these times from now on; of none, without any."""
    hold_open(session, member.couple_id)
    session.merge(
        ReminderChoice(
            couple_id=member.couple_id,
            person_id=member.person.id,
            leads=_kept(leads),
            rests_together=rests_together,
            chosen_at=now,
        )
    )
    session.flush()
    settle_all(session, member.couple_id, outbox, now)


def choose_for(
    session: Session,
    member: Member,
    plan_id: UUID,
    leads: Collection[Lead] | None,
    *,
    outbox: Outbox,
    now: datetime,
) -> None:
    """Be told of this plan at these times, or (None) as of every other.

    `Refused` while nothing is planned, `Gone` once it has begun or came to an end.
    """
    hold_open(session, member.couple_id)
    check_ahead(find_plan(session, member, plan_id), now)
    if leads is None:
        session.exec(
            delete(ReminderChoiceForPlan).where(
                col(ReminderChoiceForPlan.couple_id) == member.couple_id,
                col(ReminderChoiceForPlan.plan_id) == plan_id,
                col(ReminderChoiceForPlan.person_id) == member.person.id,
            )
        )
    else:
        session.merge(
            ReminderChoiceForPlan(
                couple_id=member.couple_id,
                plan_id=plan_id,
                person_id=member.person.id,
                leads=_kept(leads),
                chosen_at=now,
            )
        )
    session.flush()
    settle(session, member.couple_id, plan_id, outbox, now)


def check_ahead(plan: PlanNow, now: datetime) -> None:
    """Whether there is something to be told of ahead; see `choose_for`."""
    state = plan.state(now)
    if state is PlanState.OFFERED:
        raise Refused(N_("Nothing is planned yet."))
    if state is not PlanState.PLANNED:
        raise over(state)
    if plan.starts_at <= now:
        raise Gone(N_("It has begun. There is nothing to be reminded of any more."))


def _kept(leads: Iterable[Lead]) -> list[str]:
    return [lead.value for lead in Lead if lead in leads]
