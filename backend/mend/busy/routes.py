"""The page of one's own calendars that Mend reads. The partner has none that tells of it."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session

from mend.busy.addresses import check_address
from mend.busy.calendars import MOST_CALENDARS, add_calendar, calendars_of, look_again, remove_calendar
from mend.busy.forms import NewCalendar
from mend.busy.models import MAX_LABEL
from mend.busy.sentences import shown
from mend.clock import now
from mend.couples.membership import CurrentMember, Member
from mend.database import SessionDep
from mend.errors import NotDone, Refused
from mend.ids import new_id
from mend.web.forms import Form, Typed
from mend.web.templates import page, words_for

router = APIRouter(include_in_schema=False)

BUSY = "/us/calendar/busy"


def _busy_page(
    request: Request,
    session: Session,
    member: Member,
    form: Form[NewCalendar] | None = None,
    status: int = 200,
) -> Response:
    at, words = now(), words_for(request)
    calendars = [shown(one, member.person.time_zone, at, words) for one in calendars_of(session, member)]
    return page(
        request,
        "busy/busy.html",
        status,
        tab="us",
        calendars=calendars,
        waits=any(one.waits for one in calendars),
        is_full=len(calendars) >= MOST_CALENDARS,
        form=form or Form[NewCalendar].blank(request, id=str(new_id())),
        longest_label=MAX_LABEL,
    )


@router.get(BUSY)
def busy_calendars(request: Request, session: SessionDep, member: CurrentMember) -> Response:
    """One's own calendars, how each is, and the form for another; of an address the host alone."""
    return _busy_page(request, session, member)


@router.post(BUSY)
def add(request: Request, typed: Typed, session: SessionDep, member: CurrentMember) -> Response:
    """A calendar to be looked at; nothing is fetched here."""
    form, status = Form.read(NewCalendar, typed), 422
    if form.input is not None:
        try:
            state = request.app.state
            add_calendar(
                session,
                member,
                calendar_id=form.input.id or new_id(),
                label=form.input.label,
                address=check_address(form.input.address, state.settings.calendar_test_origin),
                secret=state.secret,
                now=now(),
            )
            return RedirectResponse(BUSY, 303)
        except NotDone as error:
            form, status = form.with_error(error), error.status
    if status == Refused.status or "id" in form.errors:
        form.values["id"] = str(new_id())  # what is sent next is a calendar of its own
    return _busy_page(request, session, member, form, status)


@router.post(f"{BUSY}/{{busy_id}}/look")
def look(busy_id: UUID, session: SessionDep, member: CurrentMember) -> Response:
    """Have it looked at now."""
    look_again(session, member, busy_id, now())
    return RedirectResponse(BUSY, 303)


@router.post(f"{BUSY}/{{busy_id}}/removal")
def remove(busy_id: UUID, session: SessionDep, member: CurrentMember) -> Response:
    """Gone, with every time of it."""
    remove_calendar(session, member, busy_id)
    return RedirectResponse(BUSY, 303)
