"""Calling a pause, living through it, coming back."""

from datetime import timedelta
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from mend.accounts.identity import SignedInAsker
from mend.clock import now
from mend.couples.membership import CurrentMember
from mend.database import SessionDep
from mend.errors import N_, Gone, Refused
from mend.ids import new_id
from mend.notifications.devices import device_in
from mend.notifications.outbox import OutboxDep
from mend.signals.forms import Call, Note
from mend.signals.models import Ending
from mend.signals.notes import send_note
from mend.signals.pause_pages import pause_page
from mend.signals.pauses import answer_pause, call_pause, come_back, find_pause
from mend.signals.returns import return_after
from mend.web.forms import Form, Typed
from mend.web.problems import wants_json
from mend.web.templates import go_on

router = APIRouter(include_in_schema=False)


@router.post("/pauses")
def call(
    request: Request, typed: Typed, session: SessionDep, member: CurrentMember, outbox: OutboxDep
) -> Response:
    """The button was pressed."""
    form = Form.read(Call, typed).or_refuse()
    if form.person not in (None, member.person.id):
        raise Refused(
            N_("This pause belongs to somebody else who was signed in here. It was not sent."), status=403
        )
    called = call_pause(
        session,
        member,
        call_id=form.id or new_id(),
        minutes=form.minutes,
        waited=timedelta(seconds=form.waited),
        outbox=outbox,
        now=now(),
    )
    url = f"/pauses/{called.pause.id}"
    if not wants_json(request):
        return RedirectResponse(url, 303)
    return JSONResponse(
        {
            "id": str(called.pause.id),
            "url": url,
            "returns_at": called.pause.returns_at.isoformat(),
            "joined": called.joined,
        },
        200 if called.joined else 201,
    )


@router.get("/pauses/{pause_id}")
def show(
    request: Request, pause_id: UUID, session: SessionDep, member: CurrentMember, outbox: OutboxDep
) -> Response:
    """The pause as each of the two sees it; once both are ready, the return card has more to say."""
    pause = find_pause(session, member, pause_id)
    if pause.ended_as is Ending.CAME_BACK:
        found = return_after(session, member.couple_id, pause_id)
        if found is not None and (found.opened_at is not None or found.ended_at is not None):
            return go_on(request, f"/pauses/{pause_id}/return")
    return pause_page(request, session, member, pause_id, outbox=outbox, now=now())


@router.post("/pauses/{pause_id}/answer")
def answer(
    request: Request,
    pause_id: UUID,
    session: SessionDep,
    asker: SignedInAsker,
    member: CurrentMember,
    outbox: OutboxDep,
) -> Response:
    """OK."""
    device = device_in(session, asker.browser)
    try:
        answer_pause(
            session, member, pause_id, from_device=device.id if device else None, outbox=outbox, now=now()
        )
    except (Gone, Refused) as error:
        return pause_page(request, session, member, pause_id, outbox=outbox, now=now(), error=error)
    return RedirectResponse(f"/pauses/{pause_id}", 303)


@router.post("/pauses/{pause_id}/notes")
def note(
    request: Request,
    pause_id: UUID,
    typed: Typed,
    session: SessionDep,
    member: CurrentMember,
    outbox: OutboxDep,
) -> Response:
    """Something practical."""
    form = Form.read(Note, typed).or_refuse()
    try:
        send_note(session, member, pause_id, form.practical, outbox=outbox, now=now())
    except Gone as error:
        return pause_page(request, session, member, pause_id, outbox=outbox, now=now(), error=error)
    return RedirectResponse(f"/pauses/{pause_id}", 303)


@router.post("/pauses/{pause_id}/return")
def return_(
    request: Request, pause_id: UUID, session: SessionDep, member: CurrentMember, outbox: OutboxDep
) -> Response:
    """I'm back."""
    try:
        come_back(session, member, pause_id, outbox=outbox, now=now())
    except (Gone, Refused) as error:
        return pause_page(request, session, member, pause_id, outbox=outbox, now=now(), error=error)
    return RedirectResponse(f"/pauses/{pause_id}", 303)
