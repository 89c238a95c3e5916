"""When one is told of plans, over HTTP: of every plan, or of one. The other has no page that tells of it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session

from mend.activities.plan_diary import find_plan
from mend.activities.plan_pages import PLANS, plan_page
from mend.activities.reminder_choices import (
    check_ahead,
    choice_for,
    choose_for,
    choose_usual,
    usual_choice,
)
from mend.activities.reminder_forms import ChosenLeads, ChosenUsual, as_ticked
from mend.activities.reminder_pages import reminder_page, usual_page
from mend.clock import now
from mend.couples.membership import CurrentMember, Member
from mend.database import SessionDep
from mend.errors import NotDone
from mend.notifications.outbox import OutboxDep
from mend.web.forms import Button, Form, Typed

router = APIRouter(include_in_schema=False)

USUAL = "/us/reminders"
OF_ONE = f"{PLANS}/{{plan_id}}/reminder"
Saved = Annotated[str, Query(max_length=20)]


@router.get(USUAL)
def usual(request: Request, session: SessionDep, member: CurrentMember, saved: Saved = "") -> Response:
    """When one is told of every plan."""
    form = Form[ChosenUsual].blank(request, **as_ticked(usual_choice(session, member)))
    return usual_page(request, session, member, form, saved=saved == "times")


@router.post(USUAL)
def choose(
    request: Request, typed: Typed, session: SessionDep, member: CurrentMember, outbox: OutboxDep
) -> Response:
    """Be told of every plan at these times from now on."""
    form = Form.read(ChosenUsual, typed)
    if form.input is None:
        return usual_page(request, session, member, form, status=422)
    choose_usual(
        session,
        member,
        form.input.leads,
        rests_together=form.input.rests == "yes",
        outbox=outbox,
        now=now(),
    )
    return RedirectResponse(f"{USUAL}?saved=times", 303)


@router.get(OF_ONE)
def of_one(
    request: Request, plan_id: UUID, session: SessionDep, member: CurrentMember, saved: Saved = ""
) -> Response:
    """When one is told of this plan."""
    form = Form[ChosenLeads].blank(request, **as_ticked(choice_for(session, member, plan_id)))
    return _of_one(request, session, member, plan_id, form, saved=saved == "times")


@router.post(OF_ONE)
def choose_for_one(
    request: Request,
    plan_id: UUID,
    typed: Typed,
    session: SessionDep,
    member: CurrentMember,
    outbox: OutboxDep,
) -> Response:
    """Be told of this plan at these times."""
    form = Form.read(ChosenLeads, typed)
    if form.input is None:
        return _of_one(request, session, member, plan_id, form, status=422)
    try:
        choose_for(session, member, plan_id, form.input.leads, outbox=outbox, now=now())
    except NotDone as error:
        return plan_page(request, session, member, plan_id, now(), error=error)
    return RedirectResponse(f"{PLANS}/{plan_id}/reminder?saved=times", 303)


@router.post(f"{OF_ONE}/usual")
def as_usual(
    request: Request,
    plan_id: UUID,
    typed: Typed,
    session: SessionDep,
    member: CurrentMember,
    outbox: OutboxDep,
) -> Response:
    """Be told of it like of every plan."""
    Form.read(Button, typed).or_refuse()
    try:
        choose_for(session, member, plan_id, None, outbox=outbox, now=now())
    except NotDone as error:
        return plan_page(request, session, member, plan_id, now(), error=error)
    return RedirectResponse(f"{PLANS}/{plan_id}/reminder?saved=times", 303)


def _of_one(
    request: Request,
    session: Session,
    member: Member,
    plan_id: UUID,
    form: Form[ChosenLeads],
    *,
    status: int = 200,
    saved: bool = False,
) -> Response:
    at = now()
    try:
        check_ahead(find_plan(session, member, plan_id), at)
    except NotDone as error:
        return plan_page(request, session, member, plan_id, at, error=error)
    return reminder_page(request, session, member, plan_id, form, at, status=status, saved=saved)
