"""Thanks for what the other said of a promise, in one tap or in words of one's own: where the two meet."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session

from mend.clock import now
from mend.commitments.entries import find_shared_entry
from mend.commitments.entry_models import FollowThrough
from mend.commitments.models import CommitmentWording
from mend.couples.membership import CurrentMember, Member
from mend.database import SessionDep
from mend.errors import N_, NotDone, NotFound
from mend.ids import new_id
from mend.notifications.outbox import OutboxDep
from mend.thanks.forms import ThankYou
from mend.thanks.jar import give_thanks
from mend.thanks.models import MAX_WORDS
from mend.web.forms import Form, Typed
from mend.web.templates import page, words_for

router = APIRouter(include_in_schema=False)

THANKS = "/promises/{promise_id}/entries/{entry_id}/thanks"


def _find(session: Session, member: Member, promise_id: UUID, entry_id: UUID) -> tuple[FollowThrough, str]:
    """What the other shared, and what they had promised."""
    entry = find_shared_entry(session, member, entry_id)
    if entry.commitment_id != promise_id:
        raise NotFound(N_("There is nothing here."))
    key = (entry.couple_id, entry.commitment_id, entry.wording_number)
    return entry, session.get_one(CommitmentWording, key).words


def _page(
    request: Request, entry: FollowThrough, promised: str, form: Form[ThankYou], status: int = 200
) -> Response:
    form.values["id"] = str(new_id())
    return page(
        request,
        "home/thank.html",
        status,
        tab="home",
        entry=entry,
        promised=promised,
        form=form,
        longest=MAX_WORDS,
    )


@router.get(THANKS)
def thanking_page(
    request: Request, promise_id: UUID, entry_id: UUID, session: SessionDep, member: CurrentMember
) -> Response:
    """One field, which begins with what it is for."""
    entry, promised = _find(session, member, promise_id, entry_id)
    begun = words_for(request).say("Thank you for: %(words)s", words=promised)
    return _page(request, entry, promised, Form[ThankYou].blank(request, words=begun))


@router.post(THANKS)
def thank(
    request: Request,
    promise_id: UUID,
    entry_id: UUID,
    typed: Typed,
    session: SessionDep,
    member: CurrentMember,
    outbox: OutboxDep,
) -> Response:
    """Thank the other for it, once."""
    entry, promised = _find(session, member, promise_id, entry_id)
    form, status = Form.read(ThankYou, typed), 422
    if form.input is not None:
        try:
            give_thanks(
                session,
                member,
                thanks_id=form.input.id,
                words=form.input.words,
                entry_id=entry_id,
                outbox=outbox,
                now=now(),
            )
            return RedirectResponse("/", 303)
        except NotDone as error:
            form, status = form.with_error(error), error.status
    return _page(request, entry, promised, form, status)
