"""One promise over HTTP: its page, other words for it, and every answer."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from mend.clock import now
from mend.commitments.days import today_of
from mend.commitments.offer_forms import NewPromise, OtherWords, Seen, read_terms, words_as_typed
from mend.commitments.offer_routes import offer_instead
from mend.commitments.offers import accept_wording, decline_wording, suggest_wording, take_back_wording
from mend.commitments.promise_pages import change_page, promise_page
from mend.commitments.reviews import look_again
from mend.commitments.shelf import find_promise
from mend.commitments.states import ENDED
from mend.commitments.wordings import newest_number
from mend.couples.membership import CurrentMember
from mend.database import SessionDep
from mend.errors import Gone, NotDone
from mend.notifications.outbox import OutboxDep
from mend.rhythms.rhythm import read_rule
from mend.web.forms import Form, Typed

router = APIRouter(include_in_schema=False)


@router.get("/promises/{promise_id}")
def one_promise(
    request: Request,
    promise_id: UUID,
    session: SessionDep,
    member: CurrentMember,
    before: date | None = None,
) -> Response:
    """One promise as it stands; of its days the latest, or those before a day."""
    return promise_page(request, session, member, promise_id, now(), earlier_than=before)


@router.get("/promises/{promise_id}/change")
def change(
    request: Request,
    promise_id: UUID,
    session: SessionDep,
    member: CurrentMember,
    smaller: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """The form for other words; it begins with those that wait, else with those that count."""
    at = now()
    promise = find_promise(session, member, promise_id)
    if promise.state(at) in ENDED:
        return RedirectResponse(f"/promises/{promise_id}", 303)
    fields = words_as_typed(promise.open_wording(at) or promise.wording, today_of(member, at))
    fields["seen"] = str(newest_number(session, member, promise_id))
    form = Form[OtherWords].blank(request, **fields)
    return change_page(request, member, promise, form, at, smaller=bool(smaller))


@router.post("/promises/{promise_id}/wordings")
def suggest(
    request: Request,
    promise_id: UUID,
    typed: Typed,
    session: SessionDep,
    member: CurrentMember,
    outbox: OutboxDep,
) -> Response:
    """Suggest other words."""
    at, status = now(), 422
    promise = find_promise(session, member, promise_id)
    stands = promise.open_wording(at) or promise.wording
    known = read_rule(stands.rule, stands.starts)
    form, terms = read_terms(Form.read(OtherWords, typed), today_of(member, at), known)
    if form.input is not None and terms is not None:
        try:
            suggest_wording(
                session, member, promise_id, seen=form.input.seen, terms=terms, outbox=outbox, now=at
            )
            return RedirectResponse(f"/promises/{promise_id}", 303)
        except Gone as error:
            kept = Form[NewPromise](form.words, None, form.values)
            return offer_instead(request, session, member, kept, promise.commitment.owner_id, error)
        except NotDone as error:
            form, status = form.with_error(error), error.status
        promise = find_promise(session, member, promise_id)
    # Shown beside the form from now on: sending it again replaces just those words, knowingly.
    form.values["seen"] = str(newest_number(session, member, promise_id))
    return change_page(request, member, promise, form, at, status=status)


@router.post("/promises/{promise_id}/acceptance")
def accept(
    request: Request,
    promise_id: UUID,
    typed: Typed,
    session: SessionDep,
    member: CurrentMember,
    outbox: OutboxDep,
) -> Response:
    """Sounds right."""
    try:
        seen = Form.read(Seen, typed).or_refuse().seen
        accept_wording(session, member, promise_id, seen=seen, outbox=outbox, now=now())
    except NotDone as error:
        return promise_page(request, session, member, promise_id, now(), error)
    return RedirectResponse(f"/promises/{promise_id}", 303)


@router.post("/promises/{promise_id}/refusal")
def decline(
    request: Request, promise_id: UUID, typed: Typed, session: SessionDep, member: CurrentMember
) -> Response:
    """No, thanks."""
    try:
        seen = Form.read(Seen, typed).or_refuse().seen
        decline_wording(session, member, promise_id, seen=seen, now=now())
    except NotDone as error:
        return promise_page(request, session, member, promise_id, now(), error)
    return RedirectResponse(f"/promises/{promise_id}", 303)


@router.post("/promises/{promise_id}/taking-back")
def take_back(
    request: Request, promise_id: UUID, typed: Typed, session: SessionDep, member: CurrentMember
) -> Response:
    """Take one's own words back."""
    try:
        seen = Form.read(Seen, typed).or_refuse().seen
        take_back_wording(session, member, promise_id, seen=seen, now=now())
    except NotDone as error:
        return promise_page(request, session, member, promise_id, now(), error)
    return RedirectResponse(f"/promises/{promise_id}", 303)


@router.post("/promises/{promise_id}/review")
def review(
    request: Request,
    promise_id: UUID,
    typed: Typed,
    session: SessionDep,
    member: CurrentMember,
    outbox: OutboxDep,
) -> Response:
    """It still fits."""
    at = now()
    try:
        seen = Form.read(Seen, typed).or_refuse().seen
        today = today_of(member, at)
        look_again(session, member, promise_id, seen=seen, today=today, outbox=outbox, now=at)
    except NotDone as error:
        return promise_page(request, session, member, promise_id, at, error)
    return RedirectResponse(f"/promises/{promise_id}", 303)
