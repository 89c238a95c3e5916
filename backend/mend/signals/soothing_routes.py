"""One's own list of what helps."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session

from mend.agreements.versions import current_agreement
from mend.clock import now
from mend.couples.membership import CurrentMember, Member
from mend.database import SessionDep
from mend.errors import Refused
from mend.signals.forms import Sharing, Soothes
from mend.signals.models import MAX_SOOTHING_ITEM
from mend.signals.soothing import add_item, items_of, share_item, take_off
from mend.web.forms import Button, Form, Typed
from mend.web.templates import page

router = APIRouter(include_in_schema=False)

SOOTHING = "/us/soothing"


def _list_page(
    request: Request, session: Session, member: Member, form: Form[Soothes], status: int = 200
) -> Response:
    return page(
        request,
        "signals/soothing.html",
        status,
        tab="us",
        form=form,
        limit=MAX_SOOTHING_ITEM,
        items=items_of(session, member.couple_id, member.person.id),
        agreed=current_agreement(session, member.couple_id).soothing.get(member.person.id, ""),
    )


@router.get(SOOTHING)
def list_page(request: Request, session: SessionDep, member: CurrentMember) -> Response:
    """What helps me, and what of it the other may see."""
    return _list_page(request, session, member, Form[Soothes].blank(request))


@router.post(f"{SOOTHING}/items")
def add(request: Request, typed: Typed, session: SessionDep, member: CurrentMember) -> Response:
    """One more thing that helps."""
    form, status = Form.read(Soothes, typed), 422
    if form.input is not None:
        try:
            add_item(session, member, form.input.words, share=form.input.shared, now=now())
            return RedirectResponse(SOOTHING, 303)
        except Refused as error:
            form, status = form.with_error(error), error.status
    return _list_page(request, session, member, form, status)


@router.post(f"{SOOTHING}/items/{{item_id}}/sharing")
def share(item_id: UUID, typed: Typed, session: SessionDep, member: CurrentMember) -> Response:
    """Let the other see it in a pause, or no longer."""
    form = Form.read(Sharing, typed).or_refuse()
    share_item(session, member, item_id, share=form.shared, now=now())
    return RedirectResponse(SOOTHING, 303)


@router.post(f"{SOOTHING}/items/{{item_id}}/removal")
def remove(item_id: UUID, typed: Typed, session: SessionDep, member: CurrentMember) -> Response:
    """It does not help any more."""
    Form.read(Button, typed).or_refuse()
    take_off(session, member, item_id, now())
    return RedirectResponse(SOOTHING, 303)
