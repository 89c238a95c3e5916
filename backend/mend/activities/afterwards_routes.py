"""How it was, over HTTP; and the end of a surprise."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from mend.activities.afterwards import let_go, reveal, say_it_did_not_work_out, say_we_did_it
from mend.activities.plan_forms import Seen, WeDidIt
from mend.activities.plan_pages import PLANS, plan_page
from mend.clock import now
from mend.couples.membership import CurrentMember
from mend.database import SessionDep
from mend.errors import NotDone
from mend.web.forms import Button, Form, Typed

router = APIRouter(include_in_schema=False)

ONE = f"{PLANS}/{{plan_id}}"


@router.post(f"{ONE}/done")
def done(
    request: Request, plan_id: UUID, typed: Typed, session: SessionDep, member: CurrentMember
) -> Response:
    """We did it."""
    form = Form.read(WeDidIt, typed)
    if form.input is None:
        return plan_page(request, session, member, plan_id, now(), form=form)
    try:
        say_we_did_it(session, member, plan_id, seen=form.input.offer, line=form.input.line, now=now())
    except NotDone as error:
        return plan_page(request, session, member, plan_id, now(), error=error, form=form)
    return RedirectResponse(f"{PLANS}/{plan_id}", 303)


@router.post(f"{ONE}/not-done")
def not_done(
    request: Request, plan_id: UUID, typed: Typed, session: SessionDep, member: CurrentMember
) -> Response:
    """It didn't work out."""
    try:
        seen = Form.read(Seen, typed).or_refuse().offer
        say_it_did_not_work_out(session, member, plan_id, seen=seen, now=now())
    except NotDone as error:
        return plan_page(request, session, member, plan_id, now(), error=error)
    return RedirectResponse(f"{PLANS}/{plan_id}", 303)


@router.post(f"{ONE}/letting-go")
def leave(
    request: Request, plan_id: UUID, typed: Typed, session: SessionDep, member: CurrentMember
) -> Response:
    """Let it go."""
    try:
        seen = Form.read(Seen, typed).or_refuse().offer
        let_go(session, member, plan_id, seen=seen, now=now())
    except NotDone as error:
        return plan_page(request, session, member, plan_id, now(), error=error)
    return RedirectResponse(f"{PLANS}/{plan_id}", 303)


@router.post(f"{ONE}/revelation")
def tell_the_surprise(
    request: Request, plan_id: UUID, typed: Typed, session: SessionDep, member: CurrentMember
) -> Response:
    """What it was, for the other to read."""
    Form.read(Button, typed).or_refuse()
    try:
        reveal(session, member, plan_id, now=now())
    except NotDone as error:
        return plan_page(request, session, member, plan_id, now(), error=error)
    return RedirectResponse(f"{PLANS}/{plan_id}", 303)
