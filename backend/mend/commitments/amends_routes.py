"""Amends over HTTP: owning a miss in three parts, looking at it as the other will, sending it, answering."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session

from mend.clock import now
from mend.commitments.amends import amends_for, answer_amends, find_ownable, own_miss
from mend.commitments.amends_forms import OwnedMiss, Reply, begun_after
from mend.commitments.amends_models import AmendsReply
from mend.commitments.amends_pages import form_page, letter_page, preview_page
from mend.commitments.days import today_of
from mend.commitments.entries import find_own_entry
from mend.commitments.entry_models import FollowThrough
from mend.commitments.models import CommitmentWording
from mend.commitments.offer_forms import read_terms
from mend.couples.membership import CurrentMember, Member
from mend.database import SessionDep
from mend.errors import N_, DomainError, NotDone, NotFound, Refused
from mend.ids import new_id
from mend.notifications.outbox import OutboxDep
from mend.web.forms import Form, Typed

router = APIRouter(include_in_schema=False)

AMENDS = "/promises/{promise_id}/entries/{entry_id}/amends"


@router.get(AMENDS)
def amends(
    request: Request, promise_id: UUID, entry_id: UUID, session: SessionDep, member: CurrentMember
) -> Response:
    """What was sent, for both; before that the form, for whose miss it is."""
    at, entry = now(), _entry(session, member, promise_id, entry_id)
    if amends_for(session, member, entry_id) is not None:
        return letter_page(request, session, member, entry, at)
    if entry.person_id != member.person.id:
        raise NotFound(N_("There is nothing here."))
    try:
        find_ownable(session, member, entry_id)
    except DomainError:
        # The day's own page tells what counts there now.
        return RedirectResponse(f"/promises/{promise_id}/days/{entry.occasion_on}", 303)
    wording = _wording(session, entry)
    form = Form[OwnedMiss].blank(request, id=str(new_id()), **begun_after(wording, today_of(member, at)))
    return form_page(request, session, member, entry, wording.words, form, at)


@router.post(AMENDS)
def own(
    request: Request,
    promise_id: UUID,
    entry_id: UUID,
    typed: Typed,
    session: SessionDep,
    member: CurrentMember,
    outbox: OutboxDep,
) -> Response:
    """Look at it, change something, send it: each step brings all of the form along."""
    at, status = now(), 422
    entry = find_own_entry(session, member, entry_id)
    _check_place(entry, promise_id)
    promised = _wording(session, entry).words
    if typed.values.get("step") == "change":
        kept = Form[OwnedMiss](typed.words, None, typed.values)
        return form_page(request, session, member, entry, promised, kept, at)
    form, plan = read_terms(Form.read(OwnedMiss, typed), today_of(member, at))
    if form.input is not None and plan is not None:
        try:
            if form.input.step == "preview":
                find_ownable(session, member, entry_id)
                return preview_page(request, member, entry, promised, form, plan, at)
            own_miss(
                session,
                member,
                amends_id=form.input.id,
                entry_id=entry_id,
                did=form.input.did,
                landed=form.input.landed,
                plan=plan,
                outbox=outbox,
                now=at,
            )
            return RedirectResponse(AMENDS.format(promise_id=promise_id, entry_id=entry_id), 303)
        except NotDone as error:
            form, status = form.with_error(error), error.status
    if status == Refused.status or "id" in form.errors:
        form.values["id"] = str(new_id())  # what is sent next is not what was sent before
    return form_page(request, session, member, entry, promised, form, at, status=status)


@router.post(f"{AMENDS}/answers")
def answer(
    request: Request,
    promise_id: UUID,
    entry_id: UUID,
    typed: Typed,
    session: SessionDep,
    member: CurrentMember,
    outbox: OutboxDep,
) -> Response:
    """Read later, thank you, not ready, I need …"""
    at, entry = now(), _entry(session, member, promise_id, entry_id)
    there = AMENDS.format(promise_id=promise_id, entry_id=entry_id)
    if amends_for(session, member, entry_id) is None:
        return RedirectResponse(there, 303)  # one's own miss, of which nothing was sent
    form = Form.read(Reply, typed)
    if form.input is None:
        return letter_page(request, session, member, entry, at, form)
    reply, words = form.input.reply, form.input.words
    try:
        answer_amends(session, member, entry_id, reply, words, outbox=outbox, now=at)
    except NotDone as error:
        return letter_page(request, session, member, entry, at, form, error)
    return RedirectResponse("/" if reply is AmendsReply.LATER else there, 303)


def _entry(session: Session, member: Member, promise_id: UUID, entry_id: UUID) -> FollowThrough:
    """A word of the member's own, or one of the other's that amends were sent for."""
    entry = session.get(FollowThrough, (member.couple_id, entry_id), populate_existing=True)
    if entry is None or (
        entry.person_id != member.person.id and amends_for(session, member, entry_id) is None
    ):
        raise NotFound(N_("There is nothing here."))
    _check_place(entry, promise_id)
    return entry


def _check_place(entry: FollowThrough, promise_id: UUID) -> None:
    if entry.commitment_id != promise_id:
        raise NotFound(N_("There is nothing here."))


def _wording(session: Session, entry: FollowThrough) -> CommitmentWording:
    """The words that counted on its day."""
    key = (entry.couple_id, entry.commitment_id, entry.wording_number)
    return session.get_one(CommitmentWording, key)
