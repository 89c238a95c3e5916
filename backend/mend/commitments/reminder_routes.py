"""The hour at which somebody is reminded of a promise of theirs, over HTTP. Nobody else learns of it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session

from mend.clock import now
from mend.commitments.entry_forms import ChosenHour
from mend.commitments.reminders import is_held_back, reminder_of, set_reminder
from mend.commitments.shelf import find_promise
from mend.couples.membership import CurrentMember, Member
from mend.database import SessionDep
from mend.errors import N_, NotDone, NotFound
from mend.notifications.outbox import OutboxDep
from mend.web.forms import Form, Typed
from mend.web.hours import typed_time
from mend.web.templates import page

router = APIRouter(include_in_schema=False)

REMINDER = "/promises/{promise_id}/reminder"


def _reminder_page(
    request: Request,
    session: Session,
    member: Member,
    promise_id: UUID,
    *,
    form: Form[ChosenHour] | None = None,
    status: int = 200,
    saved: bool = False,
) -> Response:
    promise = find_promise(session, member, promise_id)
    if not promise.is_kept_by(member.person.id) or promise.agreed is None:
        raise NotFound(N_("There is nothing here."))
    chosen = reminder_of(session, member, promise_id)
    typed = typed_time(chosen) if chosen else ""
    return page(
        request,
        "commitments/reminder.html",
        status,
        tab="promises",
        promise=promise,
        chosen=chosen,
        held_back=chosen is not None and is_held_back(session, member, chosen, now()),
        form=form or Form[ChosenHour].blank(request, remind_at=typed),
        saved=saved,
    )


@router.get(REMINDER)
def reminder_page(
    request: Request,
    promise_id: UUID,
    session: SessionDep,
    member: CurrentMember,
    saved: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """When one is reminded of it."""
    return _reminder_page(request, session, member, promise_id, saved=saved == "hour")


@router.post(REMINDER)
def choose_hour(
    request: Request,
    promise_id: UUID,
    typed: Typed,
    session: SessionDep,
    member: CurrentMember,
    outbox: OutboxDep,
) -> Response:
    """Be reminded at this hour from now on; at none, if the field is empty."""
    form, status = Form.read(ChosenHour, typed), 422
    if form.input is not None:
        try:
            set_reminder(session, member, promise_id, form.input.remind_at, outbox=outbox, now=now())
            return RedirectResponse(f"/promises/{promise_id}/reminder?saved=hour", 303)
        except NotDone as error:
            if not find_promise(session, member, promise_id).is_kept_by(member.person.id):
                raise
            form, status = form.with_error(error), error.status
    return _reminder_page(request, session, member, promise_id, form=form, status=status)
