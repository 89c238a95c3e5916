"""The pages of plans: what they show to one of the two, and nothing that is kept from them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import Request, Response
from sqlmodel import Session

from mend.activities.afterwards import lines_of
from mend.activities.clashes import clashes
from mend.activities.photos import MOST_PHOTOS, photos_of
from mend.activities.plan_diary import (
    PlanNow,
    agreed_before,
    find_plan,
)
from mend.activities.plan_forms import MINUTES, NewPlan, PlanTimes, WeDidIt, length_of, noting
from mend.activities.plan_rows import lines_to_read, rows_of, running_now
from mend.activities.plans_models import (
    MAX_BRING,
    MAX_LINE,
    MAX_NOTE,
    MAX_PLACE,
    MAX_WHAT,
    SHORTEST_MINUTES,
    PlanState,
)
from mend.activities.reminder_pages import reminded_at
from mend.activities.rituals.reading import goes_on_after
from mend.activities.surprises import shown_to
from mend.couples.free import free_times
from mend.couples.membership import Member
from mend.couples.saying import said_to
from mend.couples.slots import shown_with
from mend.errors import DomainError
from mend.ids import new_id
from mend.web.forms import Form
from mend.web.moments import local_text
from mend.web.templates import page, words_for

PLANS = "/together/plans"
LIMITS = {"what": MAX_WHAT, "place": MAX_PLACE, "note": MAX_NOTE, "bring": MAX_BRING, "line": MAX_LINE}
LATEST = 3  # as many of what happened as the page of time together shows


@dataclass(frozen=True)
class OfRitual:
    """What a plan is an occasion of."""

    id: UUID
    goes_on: bool  # whether it comes up again after this


def plans_page(request: Request, session: Session, member: Member, now: datetime) -> Response:
    """Every plan: those that wait, those ahead, those offered, those behind."""
    return page(
        request,
        "activities/plans.html",
        tab="together",
        plans=rows_of(request, session, member, now),
    )


def new_page(
    request: Request,
    session: Session,
    member: Member,
    form: Form[NewPlan],
    now: datetime,
    *,
    notes: Mapping[str, Sequence[str]],
    status: int = 200,
) -> Response:
    """The form to offer a plan, with what is in the way of its times."""
    return page(
        request,
        "activities/plan_new.html",
        status,
        tab="together",
        form=form,
        **_of_form(request, session, form, member, None, now, notes),
    )


def other_times_page(
    request: Request,
    session: Session,
    member: Member,
    plan: PlanNow,
    form: Form[Any],
    now: datetime,
    *,
    notes: Mapping[str, Sequence[str]],
    status: int = 200,
) -> Response:
    """The form to suggest other times; what was offered last stands beside it."""
    words = words_for(request)
    return page(
        request,
        "activities/plan_times.html",
        status,
        tab="together",
        form=form,
        plan=shown_to(plan, member.person.id),
        state=plan.state(now).value,
        slots=[said_to(member, moment, now, words) for moment in plan.moments],
        **_of_form(request, session, form, member, plan.id, now, notes),
    )


def plan_page(
    request: Request,
    session: Session,
    member: Member,
    plan_id: UUID,
    now: datetime,
    *,
    error: DomainError | None = None,
    form: Form[WeDidIt] | None = None,
    photo_error: DomainError | None = None,
) -> Response:
    """One plan as it stands, for one of the two; with what was wrong, when something was."""
    error = error or photo_error
    plan, words = find_plan(session, member, plan_id), words_for(request)
    state = plan.state(now)
    ahead = [moment for moment in plan.moments if moment > now]
    in_the_way = clashes(
        session,
        member,
        ahead if state in (PlanState.OFFERED, PlanState.PLANNED) else (),
        plan.offer.minutes,
        busy=request.app.state.busy,
        besides=[plan.id],
        words=words,
    )
    happened = state is PlanState.HAPPENED
    written = lines_of(session, member.couple_id, [plan.id]).get(plan.id, []) if happened else []
    photos = photos_of(session, member.couple_id, [plan.id]).get(plan.id, []) if happened else []
    lines = lines_to_read(written, member)
    takes_photos = happened and len(photos) < MOST_PHOTOS
    in_field = error is not None and form is not None and error.field in form.errors
    photo_problem = words.say(photo_error.sentence, **photo_error.values) if photo_error else ""
    return page(
        request,
        "activities/plan.html",
        error.status if error else 422 if form and form.errors else 200,
        tab="together",
        plan=shown_to(plan, member.person.id),
        state=state.value,
        problem=words.say(error.sentence, **error.values)
        if error and not in_field and not (photo_problem and takes_photos)
        else "",
        said=said_to(member, plan.starts_at, now, words),
        ritual=_ritual_of(session, plan, now),
        moves=state is PlanState.OFFERED and agreed_before(session, plan, now) is not None,
        slots=[
            (slot.id, said_to(member, slot.starts_at, now, words), in_the_way.get(slot.starts_at, ()))
            for slot in plan.slots
            if slot.starts_at > now
        ],
        in_the_way=in_the_way.get(plan.starts_at, ()),
        running=running_now(session, member, plan, now, words),
        reminded=reminded_at(session, member, plan, now, words) if state is PlanState.PLANNED else "",
        lines=lines,
        mine=next((line.words for line in lines if line.is_mine), ""),
        photos=photos,
        takes_photos=takes_photos,
        photo_id=new_id() if takes_photos else None,
        photo_problem=photo_problem,
        form=form,
        limits=LIMITS,
    )


def in_the_way_of(
    request: Request,
    session: Session,
    member: Member,
    form: Form[Any],
    moments: Mapping[str, datetime],
    besides: UUID | None,
) -> dict[str, list[str]]:
    """What is in the way of the times of a form, by field; only fields that something is in the way of."""
    times: PlanTimes | None = form.input
    found = clashes(
        session,
        member,
        list(moments.values()),
        times.minutes if times else SHORTEST_MINUTES,
        busy=request.app.state.busy,
        besides=[besides] if besides else [],
        words=words_for(request),
    )
    return {name: found[moment] for name, moment in moments.items() if found.get(moment)}


def _ritual_of(session: Session, plan: PlanNow, now: datetime) -> OfRitual | None:
    ritual_id, day = plan.plan.ritual_id, plan.plan.occasion_on
    if ritual_id is None or day is None:
        return None
    return OfRitual(ritual_id, goes_on_after(session, plan.plan.couple_id, ritual_id, day, now))


def _of_form(
    request: Request,
    session: Session,
    form: Form[Any],
    member: Member,
    besides: UUID | None,
    now: datetime,
    notes: Mapping[str, Sequence[str]],
) -> dict[str, Any]:
    words, state = words_for(request), request.app.state
    length = length_of(form)
    if notes:
        form.values["noted"] = noting(form)
    shown = shown_with(form, member, now)
    free = free_times(session, member, length, busy=state.busy, taken=state.taken, besides=besides, now=now)
    return {
        **shown,
        "slot_notes": notes,
        "minutes": [(count, words.length(count)) for count in sorted({*MINUTES, length})],
        "free": [(local_text(moment, shown["zone"]), said_to(member, moment, now, words)) for moment in free],
        "limits": LIMITS,
    }
