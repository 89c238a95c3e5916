"""Promises over HTTP: all of them, and offering one."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session

from mend.clock import now
from mend.commitments.days import today_of
from mend.commitments.offer_forms import NewPromise, begun_with, read_terms, words_as_typed
from mend.commitments.offers import offer_promise
from mend.commitments.promise_pages import list_page, new_page
from mend.commitments.shelf import find_promise
from mend.commitments.states import ENDED
from mend.couples.membership import CurrentMember, Member
from mend.database import SessionDep
from mend.errors import DomainError, NotDone, Refused
from mend.ids import new_id
from mend.notifications.outbox import OutboxDep
from mend.web.forms import Form, Typed

router = APIRouter(include_in_schema=False)


@router.get("/promises")
def promises(request: Request, session: SessionDep, member: CurrentMember) -> Response:
    """Every promise of the two."""
    return list_page(request, session, member, now())


@router.get("/promises/new")
def new_promise(
    request: Request,
    session: SessionDep,
    member: CurrentMember,
    anew: UUID | None = None,
    smaller: UUID | None = None,
) -> Response:
    """The form; with the words of an earlier promise, named by its id: an address keeps no words.

    Who wants one that goes on to be `smaller` suggests a change to it.
    """
    at = now()
    today = today_of(member, at)
    fields = {"id": str(new_id()), **begun_with(today)}
    earlier = anew or smaller
    if earlier is not None:
        promise = find_promise(session, member, earlier)
        if smaller and promise.state(at) not in ENDED:
            return RedirectResponse(f"/promises/{smaller}/change?smaller=yes", 303)
        fields |= {
            **words_as_typed(promise.wording, today),
            "whose": _whose(promise.commitment.owner_id, member),
        }
    form = Form[NewPromise].blank(request, **fields)
    return new_page(request, session, member, form, at, smaller=smaller is not None)


@router.post("/promises")
def offer(
    request: Request, typed: Typed, session: SessionDep, member: CurrentMember, outbox: OutboxDep
) -> Response:
    """Offer a promise; one its keeper is not sure of comes back once, with a smaller one suggested."""
    at, status = now(), 422
    form, terms = read_terms(Form.read(NewPromise, typed), today_of(member, at))
    if form.input is not None and terms is not None:
        if form.input.may_be_too_large:
            return new_page(request, session, member, form, at, too_large=True)
        try:
            promise = offer_promise(
                session,
                member,
                commitment_id=form.input.id,
                owner_id=form.input.owner_id(member),
                terms=terms,
                outbox=outbox,
                now=at,
            )
            return RedirectResponse(f"/promises/{promise.id}", 303)
        except NotDone as error:
            form, status = form.with_error(error), error.status
    if status == Refused.status or "id" in form.errors:
        form.values["id"] = str(new_id())  # what is sent next is a promise of its own
    return new_page(request, session, member, form, at, status_code=status)


def offer_instead(
    request: Request,
    session: Session,
    member: Member,
    typed: Form[NewPromise],
    owner_id: UUID | None,
    error: DomainError,
) -> Response:
    """What was typed for a promise that has ended meanwhile, ready to be offered as one of its own."""
    values = {name: value for name, value in typed.values.items() if name != "seen"}
    values |= {"id": str(new_id()), "whose": _whose(owner_id, member)}
    form = Form[NewPromise](typed.words, None, values).with_error(error)
    return new_page(request, session, member, form, now(), status_code=error.status)


def _whose(owner_id: UUID | None, member: Member) -> str:
    if owner_id is None:
        return "ours"
    return "mine" if owner_id == member.person.id else "theirs"
