"""The ritual over HTTP: its page, its time, every answer to it, and the private preparation."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from mend.clock import now
from mend.couples.membership import CurrentMember
from mend.database import SessionDep
from mend.errors import Invalid, NotDone
from mend.notifications.outbox import OutboxDep
from mend.web.forms import Button, Form, Typed
from mend.weekly.forms import Answer, ChosenTime, Prepared, read_thoughts
from mend.weekly.leaving import leave_ritual
from mend.weekly.lines import let_go
from mend.weekly.meeting import start_meeting
from mend.weekly.preparation import Preparation, save_preparation
from mend.weekly.ritual import join, not_now, suggest_time
from mend.weekly.ritual_pages import preparation_page, ritual_page, time_page

router = APIRouter(include_in_schema=False)

PAGE = "/weekly"


@router.get(PAGE)
def ritual(request: Request, session: SessionDep, member: CurrentMember) -> Response:
    """Weekly us, as it stands."""
    return ritual_page(request, session, member, now())


@router.get("/weekly/time")
def choose_time(request: Request, session: SessionDep, member: CurrentMember) -> Response:
    """The form for a time."""
    return time_page(request, session, member, now())


@router.post("/weekly/time")
def suggest(
    request: Request, typed: Typed, session: SessionDep, member: CurrentMember, outbox: OutboxDep
) -> Response:
    """Suggest a time, or move it."""
    at, form, status = now(), Form.read(ChosenTime, typed), 422
    if form.input is not None:
        try:
            suggest_time(
                session,
                member,
                weekday=form.input.weekday,
                at=form.input.at,
                seen=form.input.seen,
                outbox=outbox,
                now=at,
            )
            return RedirectResponse(PAGE, 303)
        except NotDone as error:
            form, status = form.with_error(error), error.status
    return time_page(request, session, member, at, form, status)


@router.post("/weekly/answer")
def answer(
    request: Request, typed: Typed, session: SessionDep, member: CurrentMember, outbox: OutboxDep
) -> Response:
    """Join, rather not, or leave."""
    at = now()
    try:
        said = Form.read(Answer, typed).or_refuse()
        match said.answer:
            case "join":
                join(session, member, seen=said.seen, outbox=outbox, now=at)
            case "not_now":
                not_now(session, member, now=at)
            case "leave":
                leave_ritual(session, member, outbox=outbox, now=at)
    except NotDone as error:
        return ritual_page(request, session, member, at, error)
    return RedirectResponse(PAGE, 303)


@router.post("/weekly/meetings")
def start(
    request: Request, typed: Typed, session: SessionDep, member: CurrentMember, outbox: OutboxDep
) -> Response:
    """Now."""
    at = now()
    try:
        Form.read(Button, typed).or_refuse()
        meeting = start_meeting(session, member, outbox=outbox, now=at)
    except NotDone as error:
        return ritual_page(request, session, member, at, error)
    return RedirectResponse(f"/weekly/meetings/{meeting.id}", 303)


@router.post("/weekly/lines/{brought_id}/letting-go")
def let_plan_go(
    request: Request, brought_id: UUID, typed: Typed, session: SessionDep, member: CurrentMember
) -> Response:
    """It will not come to it after all."""
    at = now()
    try:
        Form.read(Button, typed).or_refuse()
        let_go(session, member, brought_id, at)
    except NotDone as error:
        return ritual_page(request, session, member, at, error)
    return RedirectResponse(PAGE, 303)


@router.get("/weekly/preparation")
def preparation(
    request: Request,
    session: SessionDep,
    member: CurrentMember,
    saved: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """What one prepares alone."""
    return preparation_page(request, session, member, now(), saved=bool(saved))


@router.post("/weekly/preparation")
def prepare(request: Request, typed: Typed, session: SessionDep, member: CurrentMember) -> Response:
    """Save it, for one's own eyes."""
    at = now()
    try:
        thoughts, others = read_thoughts(typed)
    except Invalid as error:
        wrong = Form[Prepared](typed.words, None, dict(typed.values)).with_error(error)
        return preparation_page(request, session, member, at, wrong, status=422)
    form = Form.read(Prepared, others)
    if form.input is None:
        form.values.update(typed.values)  # what was thought of promises is kept too
        return preparation_page(request, session, member, at, form, status=422)
    said = form.input
    save_preparation(session, member, Preparation(said.thanks, said.plan, said.issue, thoughts), at)
    return RedirectResponse("/weekly/preparation?saved=yes", 303)
