"""Plans as they stand in the calendar of one of the two: from the first yes on, and no surprise told.

A ritual is one entry that comes up again. Of its occasions only those that differ from it are written: one
that was moved is an entry instead of what it would have been, and a day on which it is skipped, or has no
time at the moment, is left out of the rhythm.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from mend.activities.plan_diary import PlanNow
from mend.activities.plans_models import LONGEST_MINUTES, Plan, PlanOffer, PlanSlot, PlanState
from mend.activities.rituals.days import moment_on
from mend.activities.rituals.models import RitualState
from mend.activities.rituals.reading import find_ritual
from mend.activities.rituals.series import Series, series_of
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
_LONGEST, _ONE_DAY = timedelta(minutes=LONGEST_MINUTES), timedelta(days=1)
_UNTOUCHED = _AN_OFFER + _STEPS[PlanState.PLANNED]  # an occasion as the ritual says

_Row = tuple[Plan, PlanSlot, PlanOffer, datetime]


def planned_entries(session: Session, member: Member, words: Words, window: Window | None) -> Iterator[Entry]:
    """Every plan that ever had a time both said yes to, as this member may see it; and every ritual.

    While a plan finds another time, the time it had is called off. Within a window, what has its time there
    now, and what became of those days of a ritual.
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
        statement = statement.where(_is_within(window))
    latest: dict[UUID, _Row] = {row[0].id: row for row in session.exec(statement)}
    series = series_of(session, member.couple_id)
    last = max((row[0].occasion_on for row in latest.values() if row[0].occasion_on), default=date.min)
    days = {ritual_id: one.days_until(last) for ritual_id, one in series.items()}
    occasions: dict[UUID, list[_Row]] = {ritual_id: [] for ritual_id in series}
    for row in latest.values():
        ritual_id = row[0].ritual_id
        if ritual_id is not None and row[0].occasion_on in days.get(ritual_id, ()):
            occasions[ritual_id].append(row)
        else:
            yield _entry(*row, member, words)
    for ritual_id, one in series.items():
        yield from _repeating(one, occasions[ritual_id], member, words)


def plan_entry(plan: PlanNow, member: Member, words: Words) -> Entry:
    """One plan with a time; `Gone` for one that has none."""
    if plan.chosen is None or plan.plan.state not in _ON:
        raise Gone(N_("This has no time now, so there is nothing to put in a calendar."))
    return _entry(plan.plan, plan.chosen, plan.offer, plan.offer.offered_at, member, words)


def ritual_entries(session: Session, member: Member, ritual_id: UUID, words: Words) -> list[Entry]:
    """One ritual with its exceptions; `Gone` for one that does not go on."""
    found = find_ritual(session, member, ritual_id)
    entries = [
        one for one in planned_entries(session, member, words, None) if one.about == ritual_id and one.is_on
    ]
    if not entries or found.ritual.state is not RitualState.ON:
        raise Gone(N_("This does not come up now, so there is nothing to put in a calendar."))
    return entries


def _is_within(window: Window) -> ColumnElement[bool]:
    """What may have its time then, or would have had it then as a day of a ritual."""
    return sa.or_(
        sa.and_(
            col(PlanSlot.offer_number) == col(Plan.offer_number),
            col(PlanSlot.starts_at) > window.begins - _LONGEST,
            col(PlanSlot.starts_at) < window.ends,
        ),
        col(Plan.occasion_on).between(window.begins.date() - _ONE_DAY, window.ends.date() + _ONE_DAY),
    )


def _repeating(series: Series, rows: Sequence[_Row], member: Member, words: Words) -> Iterator[Entry]:
    """The ritual, and those of its occasions that were moved.

    One that had begun on the day on which the ritual got another time is at its old one: it counts as moved.
    """
    without: set[date] = set()
    moved: list[Entry] = []
    changes, changed_at = 0, series.joined_at
    for plan, slot, offer, offered_at in rows:
        one, day = _entry(plan, slot, offer, offered_at, member, words), plan.occasion_on
        changes += one.number - _UNTOUCHED
        changed_at = max(changed_at, one.changed_at)
        if day is None:
            continue
        if not one.is_on:
            without.add(day)
        elif plan.offer_number > 1 or slot.starts_at != moment_on(series.terms, day):
            number = series.number + one.number
            moved.append(replace(one, about=series.found.id, instead_of=series.clock_on(day), number=number))
    yield series.entry(words, frozenset(without), changes, changed_at)
    yield from moved


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
