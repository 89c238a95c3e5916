"""Plans as rows of a list: what one of the two reads of each, and nothing that is kept from them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from fastapi import Request
from sqlmodel import Session

from mend.activities.afterwards import lines_of
from mend.activities.photos import photos_of
from mend.activities.plan_diary import PlanDiary, PlanNow, plans_of, pressing_plans
from mend.activities.plans_models import PlanLine, PlanPhoto
from mend.activities.reminder_choices import usual_choice
from mend.activities.surprises import Shown, shown_to
from mend.couples.membership import Member
from mend.couples.saying import Said, said_to
from mend.web.templates import words_for
from mend.web.words import Words


@dataclass(frozen=True)
class Line:
    """A line to remember a plan by, and whose it is."""

    name: str
    words: str
    is_mine: bool


@dataclass(frozen=True)
class Running:
    """A plan that runs: until when, and whether Mend is quiet for the reader meanwhile."""

    until: str
    is_quiet: bool


@dataclass(frozen=True)
class PlanRow:
    """A plan in a list."""

    plan: Shown
    state: str
    said: Said
    choices: int
    ends_at: datetime
    lines: Sequence[Line] = ()
    running: Running | None = None
    photos: Sequence[PlanPhoto] = ()


@dataclass(frozen=True)
class PlanRows:
    """The plans of a couple, each list as its pages need it."""

    is_empty: bool
    waiting: Sequence[PlanRow]
    ahead: Sequence[PlanRow]
    offered: Sequence[PlanRow]
    over: Sequence[PlanRow]
    happened: Sequence[PlanRow]
    others: Sequence[PlanRow]


def rows_of(request: Request, session: Session, member: Member, now: datetime) -> PlanRows:
    """Every list of plans; of what happened with the lines, for the plans of both."""
    diary: PlanDiary = plans_of(session, member, now)
    words = words_for(request)
    written = lines_of(session, member.couple_id, [plan.id for plan in diary.happened])

    def rows(plans: Sequence[PlanNow]) -> list[PlanRow]:
        return [_row(plan, member, now, words, written.get(plan.id, ())) for plan in plans]

    return PlanRows(
        diary.is_empty,
        rows(diary.waiting),
        rows(diary.ahead),
        rows(diary.offered),
        rows(diary.over),
        rows(diary.happened),
        rows(diary.others),
    )


def memory_rows(
    request: Request, session: Session, member: Member, plans: Sequence[PlanNow], now: datetime
) -> list[PlanRow]:
    """What happened, with the lines and photographs of both: two questions for all of it."""
    words, ids = words_for(request), [plan.id for plan in plans]
    written = lines_of(session, member.couple_id, ids)
    taken = photos_of(session, member.couple_id, ids)
    return [
        _row(plan, member, now, words, written.get(plan.id, ()), taken.get(plan.id, ())) for plan in plans
    ]


def pressing_for(request: Request, session: Session, member: Member, now: datetime) -> list[PlanRow]:
    """The plans home shows."""
    words = words_for(request)
    return [
        replace(_row(plan, member, now, words), running=running_now(session, member, plan, now, words))
        for plan in pressing_plans(session, member, now)
    ]


def _row(
    plan: PlanNow,
    member: Member,
    now: datetime,
    words: Words,
    written: Sequence[PlanLine] = (),
    photos: Sequence[PlanPhoto] = (),
) -> PlanRow:
    return PlanRow(
        shown_to(plan, member.person.id),
        plan.state(now).value,
        said_to(member, plan.starts_at, now, words),
        len([slot for slot in plan.slots if slot.starts_at > now]),
        plan.ends_at,
        lines_to_read(written, member),
        photos=photos,
    )


def running_now(
    session: Session, member: Member, plan: PlanNow, now: datetime, words: Words
) -> Running | None:
    """That it runs, while it does."""
    if not plan.runs_at(now):
        return None
    until = words.when(plan.ends_at, member.person.time_zone, now)
    return Running(until, usual_choice(session, member).rests_together)


def lines_to_read(written: Sequence[PlanLine], member: Member) -> list[Line]:
    """The lines written to remember it by, with the names of their authors."""
    names = {member.person.id: member.person.name, member.partner.id: member.partner.name}
    return [Line(names[one.person_id], one.words, one.person_id == member.person.id) for one in written]
