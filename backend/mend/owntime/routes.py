"""Time for oneself over HTTP."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from mend.clock import now
from mend.couples.membership import CurrentMember
from mend.database import SessionDep
from mend.errors import N_, Invalid, NotDone
from mend.ids import new_id
from mend.owntime.forms import KeptTime, OneDay, as_typed, begun_with, read_stretch
from mend.owntime.kept import Stretch, change, find_mine, give_back, keep_time, skip_day, take_day
from mend.owntime.own_calendar import OWN_TIME
from mend.owntime.pages import form_page, list_page, own_time_page
from mend.web.forms import Button, Form, Typed

router = APIRouter(include_in_schema=False)

ONE = f"{OWN_TIME}/{{own_time_id}}"
_NO_DAY = N_("Please choose the day.")


@router.get(OWN_TIME)
def own_times(request: Request, session: SessionDep, member: CurrentMember) -> Response:
    """Yours, and the other's."""
    return list_page(request, session, member, now())


@router.get(f"{OWN_TIME}/new")
def new_own_time(request: Request, member: CurrentMember) -> Response:
    """The form for another one."""
    at = now()
    form = Form[KeptTime].blank(request, id=str(new_id()), **begun_with(member, at))
    return form_page(request, member, form, at)


@router.post(OWN_TIME)
def keep(request: Request, typed: Typed, session: SessionDep, member: CurrentMember) -> Response:
    """Keep it."""
    at, status = now(), 422
    form, stretch = read_stretch(Form.read(KeptTime, typed), member, at)
    if form.input is not None and stretch is not None:
        try:
            own = keep_time(session, member, form.input.id, stretch, at)
            return RedirectResponse(f"{OWN_TIME}/{own.id}", 303)
        except NotDone as error:
            form, status = form.with_error(error), error.status
            form.values["id"] = str(new_id())  # what is typed now is another one
    return form_page(request, member, form, at, status=status)


@router.get(ONE)
def one_own_time(request: Request, own_time_id: UUID, session: SessionDep, member: CurrentMember) -> Response:
    """One of it; of the other's, when it is."""
    return own_time_page(request, session, member, own_time_id, now())


@router.get(f"{ONE}/change")
def changed_own_time(
    request: Request, own_time_id: UUID, session: SessionDep, member: CurrentMember
) -> Response:
    """The form for another one in its place."""
    at, own = now(), find_mine(session, member, own_time_id)
    form = Form[KeptTime].blank(request, **as_typed(Stretch.of(own), at), id=str(new_id()))
    return form_page(request, member, form, at, own)


@router.post(f"{ONE}/changes")
def keep_another(
    request: Request, own_time_id: UUID, typed: Typed, session: SessionDep, member: CurrentMember
) -> Response:
    """Keep another one in its place."""
    at, own, status = now(), find_mine(session, member, own_time_id), 422
    form, stretch = read_stretch(Form.read(KeptTime, typed), member, at, Stretch.of(own).rhythm)
    if form.input is not None and stretch is not None:
        try:
            changed = change(session, member, own_time_id, form.input.id, stretch, at)
            return RedirectResponse(f"{OWN_TIME}/{changed.id}", 303)
        except NotDone as error:
            form, status = form.with_error(error), error.status
            form.values["id"] = str(new_id())
    return form_page(request, member, form, at, own, status)


@router.post(f"{ONE}/left-out")
def leave_out(
    request: Request, own_time_id: UUID, typed: Typed, session: SessionDep, member: CurrentMember
) -> Response:
    """Not on that day."""
    at = now()
    try:
        day = Form.read(OneDay, typed).or_refuse().day
        if day is None:
            raise Invalid(_NO_DAY)
        skip_day(session, member, own_time_id, day, at)
    except NotDone as error:
        return own_time_page(request, session, member, own_time_id, at, error)
    return RedirectResponse(f"{OWN_TIME}/{own_time_id}", 303)


@router.post(f"{ONE}/taken")
def take_after_all(
    request: Request, own_time_id: UUID, typed: Typed, session: SessionDep, member: CurrentMember
) -> Response:
    """On that day after all."""
    at = now()
    try:
        day = Form.read(OneDay, typed).or_refuse().day
        if day is None:
            raise Invalid(_NO_DAY)
        take_day(session, member, own_time_id, day, at)
    except NotDone as error:
        return own_time_page(request, session, member, own_time_id, at, error)
    return RedirectResponse(f"{OWN_TIME}/{own_time_id}", 303)


@router.post(f"{ONE}/giving-back")
def give_it_back(
    request: Request, own_time_id: UUID, typed: Typed, session: SessionDep, member: CurrentMember
) -> Response:
    """Keep it no longer."""
    at = now()
    try:
        Form.read(Button, typed).or_refuse()
        give_back(session, member, own_time_id, at)
    except NotDone as error:
        return own_time_page(request, session, member, own_time_id, at, error)
    return RedirectResponse(f"{OWN_TIME}/{own_time_id}", 303)
