"""Plans over HTTP: the list, the offer, and every answer to it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session

from mend.activities.idea_words import title_of
from mend.activities.matches import find_wanted
from mend.activities.plan_diary import PlanNow, find_plan
from mend.activities.plan_forms import (
    Cancellation,
    NewPlan,
    OtherTimes,
    PlanDetails,
    Seen,
    Taking,
    TimesForSurprise,
    filled_in,
    noting,
    read_times,
    times_of,
    typed_as,
)
from mend.activities.plan_pages import PLANS, in_the_way_of, new_page, other_times_page, plan_page, plans_page
from mend.activities.planning import cancel_plan, let_rest, offer_plan, suggest_times, take_back, take_time
from mend.activities.plans_models import USUAL_MINUTES, PlanState
from mend.activities.surprises import is_hidden_from, shown_to
from mend.clock import now
from mend.couples.membership import CurrentMember, Member
from mend.couples.slots import first_time
from mend.database import SessionDep
from mend.errors import N_, Invalid, NotDone, Refused
from mend.ids import new_id
from mend.notifications.outbox import OutboxDep
from mend.web.forms import Form, Typed, TypedFields
from mend.web.templates import words_for

router = APIRouter(include_in_schema=False)

ONE = f"{PLANS}/{{plan_id}}"
_DONE = (PlanState.HAPPENED, PlanState.TAKEN_BACK)


@router.get(PLANS)
def plans(request: Request, session: SessionDep, member: CurrentMember) -> Response:
    """Every plan of the two."""
    return plans_page(request, session, member, now())


@router.get(f"{PLANS}/new")
def new_plan(
    request: Request,
    session: SessionDep,
    member: CurrentMember,
    match_id: UUID | None = None,
    again: UUID | None = None,
) -> Response:
    """The form; for what both want, or what they did, named by its id: an address keeps no words."""
    at, zone = now(), member.person.time_zone
    fields = {
        "id": str(new_id()),
        "zone": zone,
        "slot_1": first_time(zone, at),
        "minutes": str(USUAL_MINUTES),
    }
    if match_id is not None:
        idea = find_wanted(session, member, match_id).idea
        fields |= {"what": title_of(idea, words_for(request)), "minutes": str(idea.minutes)}
    if again is not None:
        earlier = shown_to(find_plan(session, member, again), member.person.id)
        fields |= {"what": earlier.what, "place": earlier.place, "minutes": str(earlier.minutes)}
    return new_page(request, session, member, Form[NewPlan].blank(request, **fields), at, notes={})


@router.post(PLANS)
def offer(
    request: Request, typed: Typed, session: SessionDep, member: CurrentMember, outbox: OutboxDep
) -> Response:
    """Offer a plan; times that something is in the way of come back once, with what it is."""
    at, status = now(), 422
    form, moments = read_times(Form.read(NewPlan, typed), at)
    notes = in_the_way_of(request, session, member, form, moments, None)
    if form.input is not None and moments:
        if notes and form.input.noted != noting(form):
            return new_page(request, session, member, form, at, notes=notes)
        try:
            plan = offer_plan(
                session,
                member,
                plan_id=form.input.id or new_id(),
                what=form.input.what,
                times=times_of(form.input, moments),
                details=form.input.details,
                surprise=form.input.surprise == "yes",
                outbox=outbox,
                now=at,
            )
            return RedirectResponse(f"{PLANS}/{plan.id}", 303)
        except NotDone as error:
            form, status = form.with_error(error), error.status
    if status == Refused.status or "id" in form.errors:
        form.values["id"] = str(new_id())  # what is sent next is a plan of its own
    return new_page(request, session, member, form, at, notes=notes, status=status)


@router.post(f"{PLANS}/new")
def choose_free_time(request: Request, typed: Typed, session: SessionDep, member: CurrentMember) -> Response:
    """The same form, as far as it was filled in, with a suggested time in it. Nothing is sent yet."""
    at, form = now(), Form[NewPlan].blank(request)
    form = filled_in(form, typed, member.person.time_zone, at)
    return new_page(request, session, member, form, at, notes={})


@router.get(ONE)
def one_plan(request: Request, plan_id: UUID, session: SessionDep, member: CurrentMember) -> Response:
    """One plan as it stands."""
    return plan_page(request, session, member, plan_id, now())


@router.get(f"{ONE}/offer")
def other_times(request: Request, plan_id: UUID, session: SessionDep, member: CurrentMember) -> Response:
    """The form for other times; it begins with those offered last."""
    at, plan = now(), find_plan(session, member, plan_id)
    if plan.state(at) in _DONE:
        return RedirectResponse(f"{PLANS}/{plan_id}", 303)
    fields = typed_as(plan, member.person.time_zone, at)
    if not is_hidden_from(plan.plan, member.person.id):
        fields |= {"place": plan.offer.place, "note": plan.offer.note, "bring": plan.offer.bring}
    form = Form[OtherTimes].blank(request, **fields)
    return other_times_page(request, session, member, plan, form, at, notes={})


@router.post(f"{ONE}/offer")
def choose_other_free_time(
    request: Request, plan_id: UUID, typed: Typed, session: SessionDep, member: CurrentMember
) -> Response:
    """The form for other times as far as it was filled in, with a suggested one. Nothing is sent yet."""
    at, plan = now(), find_plan(session, member, plan_id)
    if plan.state(at) in _DONE:
        return RedirectResponse(f"{PLANS}/{plan_id}", 303)
    form = filled_in(Form[OtherTimes].blank(request), typed, member.person.time_zone, at)
    return other_times_page(request, session, member, plan, form, at, notes={})


@router.post(f"{ONE}/offers")
def suggest(
    request: Request,
    plan_id: UUID,
    typed: Typed,
    session: SessionDep,
    member: CurrentMember,
    outbox: OutboxDep,
) -> Response:
    """Suggest other times; also those come back once, if something is in their way."""
    at, status = now(), 422
    plan = find_plan(session, member, plan_id)
    form, moments = read_times(_read_other(typed, plan, member), at, plan)
    notes = in_the_way_of(request, session, member, form, moments, plan_id)
    if form.input is not None and moments:
        if notes and form.input.noted != noting(form):
            return other_times_page(request, session, member, plan, form, at, notes=notes)
        try:
            suggest_times(
                session,
                member,
                plan_id,
                instead_of=form.input.instead_of,
                times=times_of(form.input, moments),
                details=form.input.details if isinstance(form.input, PlanDetails) else None,
                outbox=outbox,
                now=at,
            )
            return RedirectResponse(f"{PLANS}/{plan_id}", 303)
        except Refused as error:
            form, status = form.with_error(error), error.status
        except NotDone as error:
            return plan_page(request, session, member, plan_id, at, error=error)
        plan = find_plan(session, member, plan_id)
    # Shown beside the form from now on: sending it again replaces just that offer, knowingly.
    form.values["instead_of"] = str(plan.offer.number)
    return other_times_page(request, session, member, plan, form, at, notes=notes, status=status)


@router.post(f"{ONE}/yes")
def take(
    request: Request,
    plan_id: UUID,
    typed: Typed,
    session: SessionDep,
    member: CurrentMember,
    outbox: OutboxDep,
) -> Response:
    """Yes, at this time."""

    def deed() -> object:
        slot = Form.read(Taking, typed).or_refuse().slot
        if slot is None:
            raise Invalid(N_("Please choose one of the times."))
        return take_time(session, member, plan_id, slot, outbox=outbox, now=now())

    return _answered(request, session, member, plan_id, deed)


@router.post(f"{ONE}/rest")
def rest(
    request: Request, plan_id: UUID, typed: Typed, session: SessionDep, member: CurrentMember
) -> Response:
    """Not now."""

    def deed() -> object:
        seen = Form.read(Seen, typed).or_refuse().offer
        return let_rest(session, member, plan_id, seen=seen, now=now())

    return _answered(request, session, member, plan_id, deed)


@router.post(f"{ONE}/cancellation")
def cancel(
    request: Request,
    plan_id: UUID,
    typed: Typed,
    session: SessionDep,
    member: CurrentMember,
    outbox: OutboxDep,
) -> Response:
    """Take back one's own offer, or cancel what is planned: whichever was seen, and nothing else."""

    def deed() -> object:
        form = Form.read(Cancellation, typed).or_refuse()
        if form.state == "planned":
            return cancel_plan(session, member, plan_id, seen=form.offer, outbox=outbox, now=now())
        return take_back(session, member, plan_id, seen=form.offer, outbox=outbox, now=now())

    return _answered(request, session, member, plan_id, deed)


def _answered(
    request: Request, session: Session, member: Member, plan_id: UUID, deed: Callable[[], object]
) -> Response:
    """Do it; refused, the plan as it stands is shown with a sentence why."""
    try:
        deed()
    except NotDone as error:
        return plan_page(request, session, member, plan_id, now(), error=error)
    return RedirectResponse(f"{PLANS}/{plan_id}", 303)


def _read_other(typed: TypedFields, plan: PlanNow, member: Member) -> Form[Any]:
    if is_hidden_from(plan.plan, member.person.id):
        return Form[Any].read(TimesForSurprise, typed)
    return Form[Any].read(OtherTimes, typed)
