"""Plans as they stand in the calendar of one of the two: from the first yes on, and no surprise told."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from mend.activities.plan_diary import PlanNow
from mend.activities.plans_models import LONGEST_MINUTES, Plan, PlanOffer, PlanSlot, PlanState
from mend.activities.surprises import Shown, shown_to
from mend.couples.calendar import Entry, Window
from mend.couples.membership import Member
from mend.errors import N_, Gone
from mend.web.words import Words

_ON = frozenset({PlanState.PLANNED, PlanState.HAPPENED})
# Where a plan stands within one offer. Each is a change that a calendar must hear of, and none comes before
# one with a lower number: what fell through may have happened after all.
_STEPS = {PlanState.OFFERED: 0, PlanState.PLANNED: 1, PlanState.HAPPENED: 3}
_ENDED = 2
_AN_OFFER = 4
_LONGEST = timedelta(minutes=LONGEST_MINUTES)


def planned_entries(session: Session, member: Member, words: Words, window: Window | None) -> Iterator[Entry]:
    """Every plan that ever had a time both said yes to, as this member may see it.

    While it finds another time, the time it had is called off.
    """
    booked, newest = aliased(PlanOffer), aliased(PlanOffer)
    statement = (
        select(Plan, PlanSlot, booked, newest.offered_at)
        .join(
            PlanSlot,
            (col(PlanSlot.couple_id) == col(Plan.couple_id)) & (col(PlanSlot.plan_id) == col(Plan.id)),
        )
        .join(
            booked,
            (col(booked.couple_id) == col(PlanSlot.couple_id))
            & (col(booked.plan_id) == col(PlanSlot.plan_id))
            & (col(booked.number) == col(PlanSlot.offer_number)),
        )
        .join(
            newest,
            (col(newest.couple_id) == col(Plan.couple_id))
            & (col(newest.plan_id) == col(Plan.id))
            & (col(newest.number) == col(Plan.offer_number)),
        )
        .where(
            Plan.couple_id == member.couple_id,
            PlanSlot.couple_id == member.couple_id,
            col(PlanSlot.chosen_at).is_not(None),
        )
        .order_by(col(PlanSlot.offer_number))
    )
    if window is not None:
        statement = statement.where(
            PlanSlot.offer_number == Plan.offer_number,
            PlanSlot.starts_at > window.begins - _LONGEST,
            PlanSlot.starts_at < window.ends,
        )
    rows = session.exec(statement)
    latest: dict[UUID, tuple[Plan, PlanSlot, PlanOffer, datetime]] = {row[0].id: row for row in rows}
    for plan, slot, offer, offered_at in latest.values():
        yield _entry(plan, slot, offer, offered_at, member, words)


def plan_entry(plan: PlanNow, member: Member, words: Words) -> Entry:
    """One plan with a time; `Gone` for one that has none."""
    if plan.chosen is None or plan.plan.state not in _ON:
        raise Gone(N_("This has no time now, so there is nothing to put in a calendar."))
    return _entry(plan.plan, plan.chosen, plan.offer, plan.offer.offered_at, member, words)


def _entry(
    plan: Plan, slot: PlanSlot, offer: PlanOffer, offered_at: datetime, member: Member, words: Words
) -> Entry:
    shown = shown_to(PlanNow(plan, offer, (slot,)), member.person.id)
    changes = (slot.chosen_at, offered_at, plan.revealed_at, plan.ended_at)
    return Entry(
        about=plan.id,
        path=f"/together/plans/{plan.id}",
        starts_at=slot.starts_at,
        ends_at=slot.starts_at + timedelta(minutes=offer.minutes),
        title=words.say(N_("A plan")),
        words=_title(shown, member, words),
        is_on=plan.state in _ON,
        number=_AN_OFFER * plan.offer_number + _STEPS.get(plan.state, _ENDED),
        changed_at=max(moment for moment in changes if moment is not None),
        place=shown.place,
        lines=_lines(shown, words),
    )


def _title(shown: Shown, member: Member, words: Words) -> str:
    if shown.is_hidden:
        return words.say(N_("A surprise from %(name)s"), name=member.partner.name)
    return shown.what


def _lines(shown: Shown, words: Words) -> tuple[str, ...]:
    bring = words.say(N_("To wear or bring: %(words)s"), words=shown.bring) if shown.bring else ""
    return tuple(line for line in (shown.note, bring) if line)
