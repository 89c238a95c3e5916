"""The meeting over HTTP: where the two are, on to the next step, going and coming back, and the promises."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from mend.clock import now
from mend.couples.membership import CurrentMember
from mend.database import SessionDep
from mend.errors import NotDone
from mend.notifications.outbox import OutboxDep
from mend.web.forms import Form, Typed
from mend.weekly.forms import Look, Onward, Presence
from mend.weekly.looks import look_at
from mend.weekly.meeting import come_back, leave_meeting, move_on
from mend.weekly.meeting_pages import meeting_page
from mend.weekly.models import Verdict

router = APIRouter(include_in_schema=False)

MEETING = "/weekly/meetings/{meeting_id}"


@router.get(MEETING)
def meeting(request: Request, meeting_id: UUID, session: SessionDep, member: CurrentMember) -> Response:
    """Where the two are."""
    return meeting_page(request, session, member, meeting_id, now())


@router.post(MEETING + "/step")
def onward(
    request: Request, meeting_id: UUID, typed: Typed, session: SessionDep, member: CurrentMember
) -> Response:
    """On, for both."""
    at = now()
    try:
        seen = Form.read(Onward, typed).or_refuse().step
        move_on(session, member, meeting_id, seen=seen, now=at)
    except NotDone as error:
        return meeting_page(request, session, member, meeting_id, at, error)
    return RedirectResponse(f"/weekly/meetings/{meeting_id}", 303)


@router.post(MEETING + "/presence")
def presence(
    request: Request, meeting_id: UUID, typed: Typed, session: SessionDep, member: CurrentMember
) -> Response:
    """Go, or come back."""
    at = now()
    try:
        present = Form.read(Presence, typed).or_refuse().present
        if present == "yes":
            come_back(session, member, meeting_id, at)
        else:
            leave_meeting(session, member, meeting_id, at)
    except NotDone as error:
        return meeting_page(request, session, member, meeting_id, at, error)
    return RedirectResponse(f"/weekly/meetings/{meeting_id}", 303)


@router.post(MEETING + "/promises/{promise_id}/look")
def look(
    request: Request,
    meeting_id: UUID,
    promise_id: UUID,
    typed: Typed,
    session: SessionDep,
    member: CurrentMember,
    outbox: OutboxDep,
) -> Response:
    """Keep it, make it fit, or let it go."""
    at = now()
    try:
        said = Form.read(Look, typed).or_refuse()
        look_at(session, member, meeting_id, promise_id, said.verdict, seen=said.seen, outbox=outbox, now=at)
    except NotDone as error:
        return meeting_page(request, session, member, meeting_id, at, error)
    if said.verdict is Verdict.RESIZE:
        return RedirectResponse(f"/promises/{promise_id}/change?smaller=yes", 303)
    return RedirectResponse(f"/weekly/meetings/{meeting_id}", 303)
