"""Rituals over HTTP: the list, the offer, every answer to it, and one day of them."""

from collections.abc import Callable
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session

from mend.activities.plan_pages import PLANS
from mend.activities.rituals.agreeing import (
    end_ritual,
    join,
    let_rest,
    offer_ritual,
    suggest_change,
    take_back,
)
from mend.activities.rituals.forms import (
    NewRitual,
    OneDay,
    OtherTerms,
    SeenOffer,
    begun_with,
    day_of,
    read_terms,
    terms_as_typed,
)
from mend.activities.rituals.models import RitualState
from mend.activities.rituals.occasions import open_occasion
from mend.activities.rituals.pages import RITUALS, blank, form_page, list_page, ritual_page
from mend.activities.rituals.reading import find_ritual
from mend.activities.rituals.terms import Terms
from mend.clock import now
from mend.couples.membership import CurrentMember, Member
from mend.database import SessionDep
from mend.errors import Invalid, NotDone, Refused
from mend.ids import new_id
from mend.notifications.outbox import OutboxDep
from mend.web.forms import Form, Typed

router = APIRouter(include_in_schema=False)

ONE = f"{RITUALS}/{{ritual_id}}"


@router.get(RITUALS)
def rituals(request: Request, session: SessionDep, member: CurrentMember) -> Response:
    """Every ritual of the two."""
    return list_page(request, session, member, now())


@router.get(f"{RITUALS}/new")
def new_ritual(request: Request, member: CurrentMember, like: str = "") -> Response:
    """The form; it may begin with a suggestion, by its name."""
    fields = {"id": str(new_id()), **begun_with(member.person.time_zone)}
    return form_page(request, member, blank(request, like, **fields), now())


@router.post(RITUALS)
def offer(
    request: Request, typed: Typed, session: SessionDep, member: CurrentMember, outbox: OutboxDep
) -> Response:
    """Offer a ritual."""
    at, status = now(), 422
    form, terms = read_terms(Form.read(NewRitual, typed), member.person.time_zone, at)
    if form.input is not None and terms is not None:
        try:
            found = offer_ritual(
                session, member, ritual_id=form.input.id or new_id(), terms=terms, outbox=outbox, now=at
            )
            return RedirectResponse(f"{RITUALS}/{found.id}", 303)
        except NotDone as error:
            form, status = form.with_error(error), error.status
    if status == Refused.status or "id" in form.errors:
        form.values["id"] = str(new_id())  # what is sent next is a ritual of its own
    return form_page(request, member, form, at, status=status)


@router.get(ONE)
def one_ritual(request: Request, ritual_id: UUID, session: SessionDep, member: CurrentMember) -> Response:
    """One ritual as it stands."""
    return ritual_page(request, session, member, ritual_id, now())


@router.get(f"{ONE}/offer")
def other_terms(request: Request, ritual_id: UUID, session: SessionDep, member: CurrentMember) -> Response:
    """The form for a change; it begins with what was offered last."""
    at, found = now(), find_ritual(session, member, ritual_id)
    if found.state(at) is RitualState.TAKEN_BACK:
        return RedirectResponse(f"{RITUALS}/{ritual_id}", 303)
    terms = Terms.of(found.waiting or found.counts)
    fields = terms_as_typed(terms, at) | {"instead_of": str(found.newest.number)}
    return form_page(request, member, Form[OtherTerms].blank(request, **fields), at, found=found)


@router.post(f"{ONE}/offers")
def suggest(
    request: Request,
    ritual_id: UUID,
    typed: Typed,
    session: SessionDep,
    member: CurrentMember,
    outbox: OutboxDep,
) -> Response:
    """Suggest a change, or offer it again."""
    at, status = now(), 422
    found = find_ritual(session, member, ritual_id)
    known = Terms.of(found.waiting or found.counts)
    form, terms = read_terms(Form.read(OtherTerms, typed), member.person.time_zone, at, known)
    if form.input is not None and terms is not None:
        try:
            suggest_change(
                session,
                member,
                ritual_id,
                instead_of=form.input.instead_of,
                terms=terms,
                outbox=outbox,
                now=at,
            )
            return RedirectResponse(f"{RITUALS}/{ritual_id}", 303)
        except (Refused, Invalid) as error:
            form, status = form.with_error(error), error.status
        except NotDone as error:
            return ritual_page(request, session, member, ritual_id, at, error=error)
        found = find_ritual(session, member, ritual_id)
    # Shown beside the form from now on: sending it again replaces just that offer, knowingly.
    form.values["instead_of"] = str(found.newest.number)
    return form_page(request, member, form, at, found=found, status=status)


@router.post(f"{ONE}/yes")
def say_yes(
    request: Request,
    ritual_id: UUID,
    typed: Typed,
    session: SessionDep,
    member: CurrentMember,
    outbox: OutboxDep,
) -> Response:
    """Yes, to the ritual or to a change of it."""

    def deed(seen: int) -> object:
        return join(session, member, ritual_id, seen=seen, outbox=outbox, now=now())

    return _answered(request, session, member, ritual_id, typed, deed)


@router.post(f"{ONE}/rest")
def rest(
    request: Request, ritual_id: UUID, typed: Typed, session: SessionDep, member: CurrentMember
) -> Response:
    """Not now; of a change: leave it as it is."""

    def deed(seen: int) -> object:
        return let_rest(session, member, ritual_id, seen=seen, now=now())

    return _answered(request, session, member, ritual_id, typed, deed)


@router.post(f"{ONE}/taking-back")
def withdraw(
    request: Request, ritual_id: UUID, typed: Typed, session: SessionDep, member: CurrentMember
) -> Response:
    """Take one's own offer back."""

    def deed(seen: int) -> object:
        return take_back(session, member, ritual_id, seen=seen, now=now())

    return _answered(request, session, member, ritual_id, typed, deed)


@router.post(f"{ONE}/ending")
def end(
    request: Request,
    ritual_id: UUID,
    typed: Typed,
    session: SessionDep,
    member: CurrentMember,
    outbox: OutboxDep,
) -> Response:
    """It does not go on."""

    def deed(seen: int) -> object:
        return end_ritual(session, member, ritual_id, seen=seen, outbox=outbox, now=now())

    return _answered(request, session, member, ritual_id, typed, deed)


@router.post(f"{ONE}/occasions")
def one_occasion(
    request: Request, ritual_id: UUID, typed: Typed, session: SessionDep, member: CurrentMember
) -> Response:
    """One day of it, as a plan that can be moved or skipped."""
    at = now()
    try:
        day = day_of(Form.read(OneDay, typed).or_refuse().day)
        plan_id = open_occasion(session, member, ritual_id, day, now=at)
    except NotDone as error:
        return ritual_page(request, session, member, ritual_id, at, error=error)
    return RedirectResponse(f"{PLANS}/{plan_id}", 303)


def _answered(
    request: Request,
    session: Session,
    member: Member,
    ritual_id: UUID,
    typed: Typed,
    deed: Callable[[int], object],
) -> Response:
    """Do it; refused, the ritual as it stands is shown with a sentence why."""
    try:
        deed(Form.read(SeenOffer, typed).or_refuse().offer)
    except NotDone as error:
        return ritual_page(request, session, member, ritual_id, now(), error=error)
    return RedirectResponse(f"{RITUALS}/{ritual_id}", 303)
