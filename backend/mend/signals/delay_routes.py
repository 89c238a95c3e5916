"""More time, and what waits for the return: the pages beside a pause that runs."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session

from mend.clock import now
from mend.couples.membership import CurrentMember, Member
from mend.database import SessionDep
from mend.errors import N_, Gone, Invalid, Refused
from mend.ids import new_id
from mend.notifications.outbox import OutboxDep
from mend.signals.delays import later_times, put_off_return
from mend.signals.forms import ForLater, LaterTime
from mend.signals.models import MAX_NOTE
from mend.signals.notes import notes_for_later, take_out, write_for_later
from mend.signals.pause_pages import pause_page
from mend.signals.pauses import find_pause
from mend.signals.states import OPEN, PauseMove, check_pause, pause_state
from mend.web.forms import Button, Form, Typed
from mend.web.templates import page

router = APIRouter(include_in_schema=False)


def _delay_page(
    request: Request,
    session: Session,
    member: Member,
    pause_id: UUID,
    form: Form[LaterTime],
    status: int = 200,
) -> Response:
    pause, at = find_pause(session, member, pause_id), now()
    if pause.caller_id != member.person.id:
        raise Refused(N_("Only %(name)s can say when this pause ends."), name=member.partner.name)
    check_pause(pause, PauseMove.DELAY, at)
    return page(
        request,
        "signals/delay.html",
        status,
        pause=pause,
        form=form,
        at=at,
        times=later_times(pause, member.person.time_zone, at),
    )


@router.get("/pauses/{pause_id}/delay")
def delay_page(
    request: Request, pause_id: UUID, session: SessionDep, member: CurrentMember, outbox: OutboxDep
) -> Response:
    """When will you be back?"""
    try:
        return _delay_page(request, session, member, pause_id, Form[LaterTime].blank(request))
    except (Gone, Refused) as error:
        return pause_page(request, session, member, pause_id, outbox=outbox, now=now(), error=error)


@router.post("/pauses/{pause_id}/delays")
def put_off(
    request: Request,
    pause_id: UUID,
    typed: Typed,
    session: SessionDep,
    member: CurrentMember,
    outbox: OutboxDep,
) -> Response:
    """A later time was named."""
    form, at = Form.read(LaterTime, typed), now()
    try:
        if form.input is None:
            return _delay_page(request, session, member, pause_id, form, 422)
        until = form.input.moment(member.person.time_zone, at)
        put_off_return(session, member, pause_id, until=until, delay=form.input.delay, outbox=outbox, now=at)
    except Invalid as error:
        error.field = "at"  # whichever way it was named
        return _delay_page(request, session, member, pause_id, form.with_error(error), error.status)
    except (Gone, Refused) as error:
        return pause_page(request, session, member, pause_id, outbox=outbox, now=at, error=error)
    return RedirectResponse(f"/pauses/{pause_id}", 303)


def _later_page(
    request: Request,
    session: Session,
    member: Member,
    pause_id: UUID,
    form: Form[ForLater],
    status: int = 200,
) -> Response:
    pause = find_pause(session, member, pause_id)
    return page(
        request,
        "signals/for_later.html",
        status,
        pause=pause,
        form=form,
        open=pause_state(pause, now()) in OPEN,
        waiting=notes_for_later(session, pause, member.person.id),
        most=MAX_NOTE,
    )


@router.get("/pauses/{pause_id}/later")
def later_page(request: Request, pause_id: UUID, session: SessionDep, member: CurrentMember) -> Response:
    """What one wants to say at the return, and not now."""
    return _later_page(request, session, member, pause_id, Form[ForLater].blank(request, id=str(new_id())))


@router.post("/pauses/{pause_id}/later")
def keep_for_later(
    request: Request, pause_id: UUID, typed: Typed, session: SessionDep, member: CurrentMember
) -> Response:
    """Write it down."""
    form, status = Form.read(ForLater, typed), 422
    if form.input is not None:
        try:
            write_for_later(
                session, member, pause_id, note_id=form.input.id, words=form.input.words, now=now()
            )
            return RedirectResponse(f"/pauses/{pause_id}/later", 303)
        except (Gone, Refused) as error:
            form, status = form.with_error(error), error.status
    return _later_page(request, session, member, pause_id, form, status)


@router.post("/pauses/{pause_id}/later/{note_id}/removal")
def take_note_out(
    pause_id: UUID, note_id: UUID, typed: Typed, session: SessionDep, member: CurrentMember
) -> Response:
    """Take one's own note out again."""
    Form.read(Button, typed).or_refuse()
    take_out(session, member, pause_id, note_id)
    return RedirectResponse(f"/pauses/{pause_id}/later", 303)
