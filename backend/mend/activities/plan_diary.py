"""Plans as they stand at a moment, and the lists of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from mend.activities.plans_models import LONGEST_MINUTES, Plan, PlanOffer, PlanSlot, PlanState
from mend.couples.busy import NEXT_WITHIN, Busy
from mend.couples.membership import Member
from mend.errors import N_, NotFound

ASKED_FOR = timedelta(days=1)  # so long home asks how it was; the list of plans asks a week
LISTED_AS_OVER = timedelta(days=7)
MOST_LISTED = 60
_LONGEST = timedelta(minutes=LONGEST_MINUTES)
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class PlanNow:
    """A plan with what counts of it: its newest offer and the times offered in that, in order.

    It holds the words of a surprise. What one of the two may see of it: `surprises.shown_to`.
    """

    plan: Plan
    offer: PlanOffer
    slots: tuple[PlanSlot, ...]

    @property
    def id(self) -> UUID:
        """The plan's own id."""
        return self.plan.id

    @property
    def chosen(self) -> PlanSlot | None:
        """The time both said yes to, if they did."""
        return next((slot for slot in self.slots if slot.chosen_at is not None), None)

    @property
    def moments(self) -> list[datetime]:
        """The time both said yes to; before that, every one offered."""
        return [self.chosen.starts_at] if self.chosen else [slot.starts_at for slot in self.slots]

    @property
    def starts_at(self) -> datetime:
        """When it begins: the chosen time; before that the last one offered, with which the offer fades."""
        return (self.chosen or self.slots[-1]).starts_at

    @property
    def ends_at(self) -> datetime:
        """When it is over."""
        return self.starts_at + timedelta(minutes=self.offer.minutes)

    def state(self, now: datetime) -> PlanState:
        """Where it stands: what was done with it, and what the clock has done since."""
        if self.plan.state is PlanState.OFFERED and self.starts_at <= now:
            return PlanState.FADED
        if self.plan.state is PlanState.PLANNED and self.ends_at <= now:
            return PlanState.OVER
        return self.plan.state

    def runs_at(self, now: datetime) -> bool:
        """Whether the two are at it now, as far as the clock can tell."""
        return self.state(now) is PlanState.PLANNED and self.starts_at <= now

    @property
    def is_untouched(self) -> bool:
        """Whether it is an occasion of a ritual, at the time that the ritual says."""
        return self.plan.ritual_id is not None and self.offer.number == 1

    def waits_for(self, person_id: UUID, now: datetime) -> bool:
        """Whether this person has an offer to answer."""
        return self.state(now) is PlanState.OFFERED and self.offer.offered_by != person_id


@dataclass(frozen=True)
class PlanDiary:
    """The plans of a couple, as one of them looks at them."""

    waiting: list[PlanNow]
    ahead: list[PlanNow]
    offered: list[PlanNow]
    over: list[PlanNow]  # a moment ago: whether it came true
    happened: list[PlanNow]
    others: list[PlanNow]  # what faded, rests or was cancelled

    @property
    def is_empty(self) -> bool:
        """Whether there never was a plan."""
        return not (self.waiting or self.ahead or self.offered or self.over or self.happened or self.others)


def find_plan(session: Session, member: Member, plan_id: UUID) -> PlanNow:
    """A plan of the member's couple; `NotFound` for any other."""
    found = _plans(session, member.couple_id, col(Plan.id) == plan_id)
    if not found:
        raise NotFound(N_("There is nothing here."))
    return found[0]


def agreed_before(session: Session, plan: PlanNow, now: datetime) -> PlanNow | None:
    """The plan at the time both said yes to last, before the offer that counts; None once that is over."""
    row = session.exec(
        select(PlanOffer, PlanSlot)
        .join(PlanSlot, _offer_of_slot())
        .where(
            PlanSlot.couple_id == plan.plan.couple_id,
            PlanSlot.plan_id == plan.id,
            PlanSlot.offer_number < plan.offer.number,
            col(PlanSlot.chosen_at).is_not(None),
        )
        .order_by(col(PlanSlot.offer_number).desc())
    ).first()
    agreed = PlanNow(plan.plan, row[0], (row[1],)) if row else None
    return agreed if agreed and agreed.ends_at > now else None


def plans_of(session: Session, member: Member, now: datetime) -> PlanDiary:
    """Every open plan, and the latest of the others: what is next first, what happened last first.

    Of a ritual only the next occasion and the last, unless somebody touched them: the ritual's own page
    shows more. One that was skipped, or of which nobody said anything, is not listed for ever.
    """
    diary = PlanDiary([], [], [], [], [], [])
    listed = (
        col(Plan.ritual_id).is_(None)
        | col(Plan.state).not_in((PlanState.PLANNED, PlanState.CANCELLED))
        | _is_live(now)
    )
    for plan in _plans(session, member.couple_id, listed, now):
        state = plan.state(now)
        if plan.waits_for(member.person.id, now):
            diary.waiting.append(plan)
        elif state is PlanState.PLANNED:
            diary.ahead.append(plan)
        elif state is PlanState.OFFERED:
            diary.offered.append(plan)
        elif state is PlanState.OVER and now - plan.ends_at < LISTED_AS_OVER:
            diary.over.append(plan)
        elif state is PlanState.HAPPENED:
            diary.happened.append(plan)
        else:
            diary.others.append(plan)
    diary.ahead[:] = _one_of_each_ritual(sorted(diary.ahead, key=lambda plan: plan.starts_at))
    diary.over[:] = _one_of_each_ritual(diary.over, latest=True)
    diary.happened.sort(key=lambda plan: plan.starts_at, reverse=True)
    return diary


def every_plan(session: Session, couple_id: UUID) -> list[PlanNow]:
    """All plans of an open couple or a closed one, the oldest first."""
    return _plans(session, couple_id, sa.true(), most=None)[::-1]


def pressing_plans(session: Session, member: Member, now: datetime) -> list[PlanNow]:
    """For home, in one question: plans of the next seven days, what was over lately, and offers to answer."""
    found = _plans(session, member.couple_id, _is_live(now), now)
    ahead = [
        plan for plan in found if plan.state(now) is PlanState.PLANNED and plan.starts_at - now <= NEXT_WITHIN
    ]
    over = [plan for plan in found if plan.state(now) is PlanState.OVER and now - plan.ends_at < ASKED_FOR]
    ahead.sort(key=lambda plan: plan.starts_at)
    near = [*_one_of_each_ritual(over, latest=True), *_one_of_each_ritual(ahead)]
    waiting = [plan for plan in found if plan.waits_for(member.person.id, now)]
    return sorted(near, key=lambda plan: plan.starts_at) + waiting


def untouched_occasions(session: Session, couple_id: UUID, ritual_id: UUID, now: datetime) -> list[PlanNow]:
    """The occasions of a ritual that are still to begin, planned as the ritual says."""
    which = (col(Plan.ritual_id) == ritual_id) & (col(Plan.state) == PlanState.PLANNED)
    found = _plans(session, couple_id, which & _is_live(now), now, most=None)
    return [plan for plan in found if plan.is_untouched and plan.starts_at > now]


def occasions_ahead(
    session: Session, couple_id: UUID, ritual_id: UUID, today: date, now: datetime
) -> list[PlanNow]:
    """What became of the days of a ritual from about `today` on, and what was moved and is still to come."""
    near = col(Plan.occasion_on) >= today - _ONE_DAY
    moved = (col(Plan.offer_number) > 1) & _is_live(now)
    return _plans(session, couple_id, (col(Plan.ritual_id) == ritual_id) & (near | moved), now, most=None)


def planned_times(session: Session, member: Member, begins: datetime, ends: datetime) -> list[Busy]:
    """When the two have planned something between two moments; never what."""
    rows = session.exec(
        select(PlanSlot.plan_id, PlanSlot.starts_at, PlanOffer.minutes)
        .join(
            Plan, (col(Plan.couple_id) == col(PlanSlot.couple_id)) & (col(Plan.id) == col(PlanSlot.plan_id))
        )
        .join(PlanOffer, _offer_of_slot())
        .where(
            Plan.couple_id == member.couple_id,
            Plan.state == PlanState.PLANNED,
            PlanSlot.offer_number == Plan.offer_number,
            col(PlanSlot.chosen_at).is_not(None),
            PlanSlot.starts_at < ends,
            PlanSlot.starts_at > begins - _LONGEST,
        )
        .order_by(col(PlanSlot.starts_at))
    )
    return [
        Busy(
            starts_at, starts_at + timedelta(minutes=minutes), plan_id, N_("You two have a plan at %(time)s.")
        )
        for plan_id, starts_at, minutes in rows
        if starts_at + timedelta(minutes=minutes) > begins
    ]


def _one_of_each_ritual(plans: Iterable[PlanNow], *, latest: bool = False) -> list[PlanNow]:
    """The same in their order; of the untouched occasions of a ritual the first alone, or the last."""
    in_order = sorted(plans, key=lambda plan: plan.starts_at, reverse=latest)
    kept, seen = [], set()
    for plan in in_order:
        if plan.is_untouched and plan.plan.ritual_id in seen:
            continue
        if plan.is_untouched:
            seen.add(plan.plan.ritual_id)
        kept.append(plan)
    return kept


def _offer_of_slot() -> ColumnElement[bool]:
    return (
        (col(PlanOffer.couple_id) == col(PlanSlot.couple_id))
        & (col(PlanOffer.plan_id) == col(PlanSlot.plan_id))
        & (col(PlanOffer.number) == col(PlanSlot.offer_number))
    )


def _is_live(now: datetime) -> ColumnElement[bool]:
    """Whether somebody may still answer or say how it was; what lies behind is not looked through."""
    ahead = (
        sa.select(col(PlanSlot.id))
        .where(
            col(PlanSlot.couple_id) == col(Plan.couple_id),
            col(PlanSlot.plan_id) == col(Plan.id),
            col(PlanSlot.offer_number) == col(Plan.offer_number),
            col(PlanSlot.starts_at) > now - _LONGEST - LISTED_AS_OVER,
        )
        .correlate(Plan)
        .exists()
    )
    return col(Plan.state).in_((PlanState.OFFERED, PlanState.PLANNED)) & ahead


def _plans(
    session: Session,
    couple_id: UUID,
    which: ColumnElement[bool],
    now: datetime | None = None,
    most: int | None = MOST_LISTED,
) -> list[PlanNow]:
    # Those that are still open first, then the newest: the limit cuts off the past alone.
    newest: list[ColumnElement[Any]] = [col(Plan.opened_at).desc(), col(Plan.id).desc()]
    if now:
        newest.insert(0, _is_live(now).desc())
    wanted = select(Plan.id).where(Plan.couple_id == couple_id, which).order_by(*newest).limit(most)
    rows = session.exec(
        select(Plan, PlanOffer, PlanSlot)
        .join(
            PlanSlot,
            (col(PlanSlot.couple_id) == col(Plan.couple_id))
            & (col(PlanSlot.plan_id) == col(Plan.id))
            & (col(PlanSlot.offer_number) == col(Plan.offer_number)),
        )
        .join(PlanOffer, _offer_of_slot())
        .where(Plan.couple_id == couple_id, col(Plan.id).in_(wanted))
        .order_by(*newest, col(PlanSlot.starts_at))
        .execution_options(populate_existing=True)
    ).all()
    return _grouped(rows)


def _grouped(rows: Sequence[tuple[Plan, PlanOffer, PlanSlot]]) -> list[PlanNow]:
    found: dict[UUID, tuple[Plan, PlanOffer, list[PlanSlot]]] = {}
    for plan, offer, slot in rows:
        found.setdefault(plan.id, (plan, offer, []))[2].append(slot)
    return [PlanNow(plan, offer, tuple(slots)) for plan, offer, slots in found.values()]
