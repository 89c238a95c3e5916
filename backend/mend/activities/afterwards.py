"""What becomes of a plan once its time is over, and when a surprise is one no more.

    over         ──we did it────────────▶ happened        (either; a stitch, whoever taps first)
    over         ──it didn't work out───▶ fell through    (either; nobody's fault, and no stitch is lost)
    fell through ──we did it────────────▶ happened        (either: it did, after all)
    over, fell through ──let it go──────▶ resting         (either)
    over, fell through ──another time───▶ offered         (either; see `planning`)

A line to remember it by is each one's own, and can be written anew. A surprise is revealed by its author, at
any time, or by having happened.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from mend.activities.plan_diary import PlanNow, find_plan
from mend.activities.plan_endings import over
from mend.activities.planning import check_seen, end_plan
from mend.activities.plans_models import PlanLine, PlanState
from mend.cloth.models import Kind
from mend.cloth.stitches import add_stitch
from mend.couples.membership import Member, hold_open
from mend.errors import N_, Refused
from mend.live.events import announce

_BEHIND = (PlanState.OVER, PlanState.FELL_THROUGH)


def say_we_did_it(
    session: Session, member: Member, plan_id: UUID, *, seen: int, line: str, now: datetime
) -> PlanNow:
    """It happened. The stitch is sewn on the day it began; a line of the member's is kept, if there is one.

    Twice, or by both, is once; a later line takes the place of one's own, an empty one leaves it. `Refused`
    before it is over, `Gone` when it rests or was cancelled.
    """
    hold_open(session, member.couple_id)
    plan = find_plan(session, member, plan_id)
    state = plan.state(now)
    happened = state is PlanState.HAPPENED
    if not happened:
        _check_behind(plan, state, seen)
        end_plan(session, member, plan, PlanState.HAPPENED, now)
        if plan.plan.surprise_by is not None and plan.plan.revealed_at is None:
            plan.plan.revealed_at = now
        add_stitch(session, member.couple_id, Kind.TOGETHER, plan.id, plan.starts_at)
    wrote = _write(session, member, plan, line, now)
    if wrote or not happened:
        announce(session, member.couple_id, "plan", now)
    return plan


def say_it_did_not_work_out(
    session: Session, member: Member, plan_id: UUID, *, seen: int, now: datetime
) -> PlanNow:
    """It did not come true, and nobody's phone rings for that. Twice is once; `Refused` before it is over."""
    return _leave(session, member, plan_id, PlanState.FELL_THROUGH, seen=seen, now=now)


def let_go(session: Session, member: Member, plan_id: UUID, *, seen: int, now: datetime) -> PlanNow:
    """Leave at rest what did not work out. Twice is once."""
    return _leave(session, member, plan_id, PlanState.RESTING, seen=seen, now=now)


def reveal(session: Session, member: Member, plan_id: UUID, *, now: datetime) -> PlanNow:
    """Let the other read what it is. Twice is once; `Refused` for who it is meant for."""
    hold_open(session, member.couple_id)
    plan = find_plan(session, member, plan_id)
    if plan.plan.surprise_by != member.person.id:
        raise Refused(N_("There is nothing of yours to reveal here."))
    if plan.plan.revealed_at is None:
        plan.plan.revealed_at = now
        session.add(plan.plan)
        session.flush()
        announce(session, member.couple_id, "plan", now)
    return plan


def lines_of(session: Session, couple_id: UUID, plan_ids: Sequence[UUID]) -> dict[UUID, list[PlanLine]]:
    """What was written to remember these plans by, the first line of each first. One question for all."""
    found: dict[UUID, list[PlanLine]] = {}
    if plan_ids:
        rows = session.exec(
            select(PlanLine)
            .where(PlanLine.couple_id == couple_id, col(PlanLine.plan_id).in_(plan_ids))
            .order_by(col(PlanLine.written_at), col(PlanLine.person_id))
            .execution_options(populate_existing=True)
        )
        for line in rows:
            found.setdefault(line.plan_id, []).append(line)
    return found


def _leave(
    session: Session, member: Member, plan_id: UUID, ending: PlanState, *, seen: int, now: datetime
) -> PlanNow:
    hold_open(session, member.couple_id)
    plan = find_plan(session, member, plan_id)
    state = plan.state(now)
    if state is ending:
        return plan
    _check_behind(plan, state, seen)
    end_plan(session, member, plan, ending, now)
    announce(session, member.couple_id, "plan", now)
    return plan


def _check_behind(plan: PlanNow, state: PlanState, seen: int) -> None:
    if state in (PlanState.OFFERED, PlanState.PLANNED):
        check_seen(plan, seen)
        raise Refused(N_("Its time is still to come."))
    if state not in _BEHIND:
        raise over(state)
    check_seen(plan, seen)


def _write(session: Session, member: Member, plan: PlanNow, words: str, now: datetime) -> bool:
    if not words:
        return False
    line = session.get(PlanLine, (member.couple_id, plan.id, member.person.id), populate_existing=True)
    if line is not None and line.words == words:
        return False
    if line is None:
        line = PlanLine(
            couple_id=member.couple_id,
            plan_id=plan.id,
            person_id=member.person.id,
            words=words,
            written_at=now,
        )
    else:
        line.words, line.written_at = words, now
    session.add(line)
    session.flush()
    return True
