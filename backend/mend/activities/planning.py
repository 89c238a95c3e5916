"""From the first offer of a plan to a time both said yes to.

            ──offer──▶ offered
    offered ──answer with other times──────▶ offered      (either; the newer offer counts, its author waits)
    offered ──take a time──────────────────▶ planned      (the one asked)
    offered ──let it rest──────────────────▶ resting      (the one asked; no reason is needed)
    offered ──take back────────────────────▶ taken back   (the one whose offer it is)
    offered, moved from a time ahead ──take back──▶ cancelled    (likewise; the other is told at once)
    offered ──its last time has come───────▶ faded        (the clock; nobody is told so)
    planned ──suggest other times──────────▶ offered      (either: it moves)
    planned ──cancel───────────────────────▶ cancelled    (either; the other is told at once)
    planned ──its end──────────────────────▶ over         (the clock)
    faded, over, fell through, resting, cancelled ──suggest other times──▶ offered      (either)

What follows once it is over: `afterwards`. Whoever acts says which offer they saw: on a newer one nothing is
done, they are shown it instead. The words of a surprise are its author's: other times from the one it is for
leave them as they were (see `surprises`).
"""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from mend.activities.plan_diary import PlanNow, agreed_before, find_plan
from mend.activities.plan_endings import CHANGED, over
from mend.activities.plan_reminding import settle
from mend.activities.plan_telling import quiet, tell_of_cancelling, tell_of_offer, tell_of_yes
from mend.activities.plan_terms import Details, Times, is_the_first_offer, is_the_same
from mend.activities.plans_models import Plan, PlanOffer, PlanSlot, PlanState
from mend.activities.surprises import is_hidden_from
from mend.couples.membership import Member, hold_open
from mend.errors import N_, Gone, Refused
from mend.ids import new_id
from mend.live.events import announce
from mend.notifications.outbox import Outbox

# From where other times can be suggested: from everywhere but what happened and what was taken back.
_GOES_ON = frozenset(PlanState) - {PlanState.HAPPENED, PlanState.TAKEN_BACK}


def offer_plan(
    session: Session,
    member: Member,
    *,
    plan_id: UUID,
    what: str,
    times: Times,
    details: Details,
    surprise: bool,
    outbox: Outbox,
    now: datetime,
) -> PlanNow:
    """Offer to do `what`. The same id again is the same plan; with other content it is `Refused`."""
    hold_open(session, member.couple_id)
    known = session.get(Plan, (member.couple_id, plan_id))
    if known is not None:
        if not is_the_first_offer(session, member, known, what, times, details, surprise=surprise):
            raise Refused(N_("This plan was offered before, with other details. Please begin a new one."))
        return find_plan(session, member, plan_id)
    plan = Plan(
        couple_id=member.couple_id,
        id=plan_id,
        what=what,
        state=PlanState.OFFERED,
        offer_number=0,
        opened_by=member.person.id,
        opened_at=now,
        surprise_by=member.person.id if surprise else None,
    )
    session.add(plan)
    session.flush()
    return _offer(session, member, plan, times, details, kind="plan", outbox=outbox, now=now)


def suggest_times(
    session: Session,
    member: Member,
    plan_id: UUID,
    *,
    instead_of: int,
    times: Times,
    details: Details | None,
    outbox: Outbox,
    now: datetime,
) -> PlanNow:
    """Other times, in place of the offer with the number `instead_of`; also another place, note and line.

    Without `details` these stay as they were, and so do those of a surprise that is for the member. Sending
    the same twice is one offer. `Refused` when there is a newer offer, `Gone` once it happened or was taken
    back.
    """
    hold_open(session, member.couple_id)
    plan = find_plan(session, member, plan_id)
    before = Details(plan.offer.place, plan.offer.note, plan.offer.bring)
    if details is None or is_hidden_from(plan.plan, member.person.id):
        details = before
    if is_the_same(plan, member, instead_of, times, details):
        return plan
    state = plan.state(now)
    if state not in _GOES_ON:
        raise over(state)
    check_seen(plan, instead_of)
    kind = "plan-moved" if state is PlanState.PLANNED else "plan"
    return _offer(session, member, plan.plan, times, details, kind=kind, outbox=outbox, now=now)


def take_time(
    session: Session, member: Member, plan_id: UUID, slot_id: UUID, *, outbox: Outbox, now: datetime
) -> PlanNow:
    """Yes to one of the times the other offered: it is planned. Twice is once.

    `Refused` for one's own offer, for a time of an offer that was replaced meanwhile and when another time
    was taken; `Gone` for a time that has passed and for a plan that came to its end.
    """
    hold_open(session, member.couple_id)
    plan = find_plan(session, member, plan_id)
    slot = next((slot for slot in plan.slots if slot.id == slot_id), None)
    state = plan.state(now)
    if slot is not None and slot.chosen_by == member.person.id and state is PlanState.PLANNED:
        return plan
    if state not in (PlanState.OFFERED, PlanState.PLANNED):
        raise over(state)
    if slot is None or state is PlanState.PLANNED:
        raise Refused(CHANGED)
    if plan.offer.offered_by == member.person.id:
        raise Refused(N_("These times are your own. %(name)s chooses one."), name=member.partner.name)
    if slot.starts_at <= now:
        raise Gone(N_("That time has passed. You can suggest another."))
    slot.chosen_by, slot.chosen_at = member.person.id, now
    plan.plan.state = PlanState.PLANNED
    session.flush()
    quiet(session, plan, now)
    tell_of_yes(session, member, plan, outbox, now)
    settle(session, member.couple_id, plan.id, outbox, now)
    announce(session, member.couple_id, "plan", now)
    return plan


def let_rest(session: Session, member: Member, plan_id: UUID, *, seen: int, now: datetime) -> PlanNow:
    """Not now, from the one asked. No reason is needed, and nobody's phone rings. Twice is once."""
    return _end_offer(session, member, plan_id, PlanState.RESTING, seen=seen, now=now)


def take_back(
    session: Session, member: Member, plan_id: UUID, *, seen: int, outbox: Outbox, now: datetime
) -> PlanNow:
    """The offer is withdrawn by the one whose it is. Twice is once.

    One that moved a plan is cancelled with it: the other counts on a time both had said yes to, and is told.
    """
    hold_open(session, member.couple_id)
    plan = find_plan(session, member, plan_id)
    agreed = agreed_before(session, plan, now)
    ending = PlanState.CANCELLED if agreed else PlanState.TAKEN_BACK
    if _was_ended_by(plan, member, ending):
        return plan
    plan = _end_offer(session, member, plan_id, ending, seen=seen, now=now)
    if agreed is not None:
        tell_of_cancelling(session, member, agreed, outbox, now, ended=plan.offer.number)
    return plan


def cancel_plan(
    session: Session, member: Member, plan_id: UUID, *, seen: int, outbox: Outbox, now: datetime
) -> PlanNow:
    """What was planned does not take place, says either; the other is told at once. Twice is once."""
    hold_open(session, member.couple_id)
    plan = find_plan(session, member, plan_id)
    state = plan.state(now)
    if state is PlanState.CANCELLED:
        return plan
    if state not in (PlanState.OFFERED, PlanState.FADED, PlanState.PLANNED):
        raise over(state)
    check_seen(plan, seen)
    if state is not PlanState.PLANNED:
        raise Refused(N_("Nothing is planned yet."))
    end_plan(session, member, plan, PlanState.CANCELLED, now)
    tell_of_cancelling(session, member, plan, outbox, now, ended=plan.offer.number)
    announce(session, member.couple_id, "plan", now)
    return plan


def end_plan(session: Session, member: Member, plan: PlanNow, state: PlanState, now: datetime) -> None:
    """Bring `plan` to one of its ends; what was to be told of it and has not left is not sent any more."""
    plan.plan.state, plan.plan.ended_by, plan.plan.ended_at = state, member.person.id, now
    session.add(plan.plan)
    session.flush()
    quiet(session, plan, now)


def check_seen(plan: PlanNow, seen: int) -> None:
    """`Refused` when the offer that was looked at is not the one that counts."""
    if plan.offer.number != seen:
        raise Refused(CHANGED)


def _offer(
    session: Session,
    member: Member,
    plan: Plan,
    times: Times,
    details: Details,
    *,
    kind: str,
    outbox: Outbox,
    now: datetime,
) -> PlanNow:
    plan.offer_number += 1
    plan.state, plan.ended_by, plan.ended_at = PlanState.OFFERED, None, None
    session.add(
        PlanOffer(
            couple_id=member.couple_id,
            plan_id=plan.id,
            number=plan.offer_number,
            offered_by=member.person.id,
            offered_at=now,
            minutes=times.minutes,
            place=details.place,
            note=details.note,
            bring=details.bring,
        )
    )
    session.flush()
    session.add_all(
        PlanSlot(
            couple_id=member.couple_id,
            id=new_id(),
            plan_id=plan.id,
            offer_number=plan.offer_number,
            starts_at=starts_at,
        )
        for starts_at in times.starts_at
    )
    session.flush()
    offered = find_plan(session, member, plan.id)
    quiet(session, offered, now)
    tell_of_offer(session, member, offered, kind, outbox, now)
    announce(session, member.couple_id, "plan", now)
    return offered


def _end_offer(
    session: Session, member: Member, plan_id: UUID, ending: PlanState, *, seen: int, now: datetime
) -> PlanNow:
    hold_open(session, member.couple_id)
    plan = find_plan(session, member, plan_id)
    state, mine = plan.state(now), plan.offer.offered_by == member.person.id
    if _was_ended_by(plan, member, ending):
        return plan
    if state is PlanState.PLANNED:
        raise Refused(N_("It was planned in the meantime. You can suggest another time, or cancel it."))
    if state not in (PlanState.OFFERED, PlanState.FADED):
        raise over(state)
    check_seen(plan, seen)
    if mine and ending is PlanState.RESTING:
        raise Refused(N_("This offer is your own. You can take it back."))
    if not mine and ending is not PlanState.RESTING:
        raise Refused(N_("This is %(name)s’s offer. You can let it rest."), name=member.partner.name)
    end_plan(session, member, plan, ending, now)
    announce(session, member.couple_id, "plan", now)
    return plan


def _was_ended_by(plan: PlanNow, member: Member, ending: PlanState) -> bool:
    return plan.plan.state is ending and plan.plan.ended_by == member.person.id
