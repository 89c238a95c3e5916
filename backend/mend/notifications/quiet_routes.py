"""A person's own quiet hours. The partner has no page that tells of them."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session

from mend.clock import now
from mend.couples.membership import CurrentMember, Member
from mend.database import SessionDep
from mend.errors import NotDone
from mend.notifications.forms import ChosenQuiet, quiet_as_typed
from mend.notifications.quiet import end_quiet_hours, quiet_hours_of, set_quiet_hours
from mend.web.forms import Button, Form, Typed
from mend.web.templates import page

router = APIRouter(include_in_schema=False)

QUIET = "/us/quiet"


def _quiet_page(
    request: Request,
    session: Session,
    member: Member,
    *,
    status: int = 200,
    form: Form[ChosenQuiet] | None = None,
    saved: str = "",
) -> Response:
    hours = quiet_hours_of(session, member.person.id)
    return page(
        request,
        "notifications/quiet.html",
        status,
        tab="us",
        hours=hours,
        form=form or Form[ChosenQuiet].blank(request, **quiet_as_typed(hours)),
        saved=saved,
    )


@router.get(QUIET)
def quiet_page(
    request: Request,
    session: SessionDep,
    member: CurrentMember,
    saved: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """One's own quiet hours, in one's own zone."""
    return _quiet_page(request, session, member, saved=saved)


@router.post(QUIET)
def choose_quiet_hours(
    request: Request, typed: Typed, session: SessionDep, member: CurrentMember
) -> Response:
    """Have these from now on."""
    form, status = Form.read(ChosenQuiet, typed), 422
    if form.input is not None:
        try:
            set_quiet_hours(
                session,
                member,
                begins=form.input.begins,
                ends=form.input.ends,
                signals_ring=form.input.signals == "ring",
                now=now(),
            )
            return RedirectResponse(f"{QUIET}?saved=hours", 303)
        except NotDone as error:
            form, status = form.with_error(error), error.status
    return _quiet_page(request, session, member, form=form, status=status)


@router.post(f"{QUIET}/ending")
def have_no_quiet_hours(typed: Typed, session: SessionDep, member: CurrentMember) -> Response:
    """Have none any more."""
    Form.read(Button, typed).or_refuse()
    end_quiet_hours(session, member, now())
    return RedirectResponse(f"{QUIET}?saved=none", 303)
