"""The agreement over HTTP: reading, suggesting, answering."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session

from mend.agreements.forms import EMOJI, HAND_SIGNS, MINUTES, PHRASES, Proposal, typed_as
from mend.agreements.models import (
    LONGEST_MINUTES,
    MAX_EMOJI,
    MAX_HAND_SIGN,
    MAX_PHRASE,
    MAX_SOOTHING,
    SHORTEST_MINUTES,
)
from mend.agreements.versions import (
    Agreement,
    Version,
    Wording,
    accept,
    current_agreement,
    pending_agreement,
    propose,
    set_aside,
    versions,
)
from mend.clock import now
from mend.couples.membership import CurrentMember, Member
from mend.database import SessionDep
from mend.errors import DomainError, NotDone
from mend.web.forms import Button, Form, Typed
from mend.web.templates import page, words_for

router = APIRouter(include_in_schema=False)

AGREEMENT = "/us/agreement"
LIMITS = {
    "phrase": MAX_PHRASE,
    "emoji": MAX_EMOJI,
    "hand_sign": MAX_HAND_SIGN,
    "soothing": MAX_SOOTHING,
    "shortest": SHORTEST_MINUTES,
    "longest": LONGEST_MINUTES,
}


def _agreement_page(
    request: Request, session: Session, member: Member, error: DomainError | None = None
) -> Response:
    return page(
        request,
        "agreements/agreement.html",
        error.status if error else 200,
        tab="us",
        agreement=current_agreement(session, member.couple_id),
        waiting=pending_agreement(session, member.couple_id),
        problem=words_for(request).say(error.sentence, **error.values) if error else "",
    )


def _proposal_page(
    request: Request, session: Session, member: Member, form: Form[Proposal], status: int = 200
) -> Response:
    words = words_for(request)
    return page(
        request,
        "agreements/proposal.html",
        status,
        tab="us",
        form=form,
        waiting=pending_agreement(session, member.couple_id),
        emoji=[(sign, sign, words.say(name)) for sign, name in EMOJI],
        minutes=[(count, words.minutes(count * 60)) for count in MINUTES],
        phrases=[words.say(phrase) for phrase in PHRASES],
        hand_signs=[words.say(sign) for sign in HAND_SIGNS],
        limits=LIMITS,
    )


def _begin_with(waiting: Version | None, agreement: Agreement) -> Wording:
    if waiting:
        return waiting.wording
    return agreement if agreement.number else Wording(phrase="")


@router.get(AGREEMENT)
def agreement_page(request: Request, session: SessionDep, member: CurrentMember) -> Response:
    """What counts, and the suggestion that waits."""
    return _agreement_page(request, session, member)


@router.get(f"{AGREEMENT}/history")
def history(request: Request, session: SessionDep, member: CurrentMember) -> Response:
    """Every wording there was, with who and when."""
    return page(request, "agreements/history.html", tab="us", versions=versions(session, member.couple_id))


@router.get(f"{AGREEMENT}/proposal")
def proposal_page(request: Request, session: SessionDep, member: CurrentMember) -> Response:
    """The form; it begins with the suggestion that waits, else with what counts."""
    waiting = pending_agreement(session, member.couple_id)
    wording = _begin_with(waiting, current_agreement(session, member.couple_id))
    form = Form[Proposal].blank(request, **typed_as(wording, member, waiting))
    return _proposal_page(request, session, member, form)


@router.post(f"{AGREEMENT}/proposals")
def make_proposal(request: Request, typed: Typed, session: SessionDep, member: CurrentMember) -> Response:
    """Suggest a wording."""
    form = Form.read(Proposal, typed)
    status = 422
    if form.input is not None:
        try:
            wording = form.input.wording(member)
            propose(session, member, wording, instead_of=form.input.instead_of, now=now())
            return RedirectResponse(AGREEMENT, 303)
        except NotDone as error:
            form, status = form.with_error(error), error.status
    waiting = pending_agreement(session, member.couple_id)
    # Shown beside the form from now on: sending it again replaces just that suggestion, knowingly.
    form.values["instead_of"] = str(waiting.id) if waiting else ""
    return _proposal_page(request, session, member, form, status)


@router.post(f"{AGREEMENT}/proposals/{{version_id}}/acceptance")
def accept_proposal(
    request: Request, version_id: UUID, typed: Typed, session: SessionDep, member: CurrentMember
) -> Response:
    """It sounds right: it counts."""
    Form.read(Button, typed).or_refuse()
    try:
        accept(session, member, version_id, now())
    except NotDone as error:
        return _agreement_page(request, session, member, error)
    return RedirectResponse(AGREEMENT, 303)


@router.post(f"{AGREEMENT}/proposals/{{version_id}}/setting-aside")
def set_proposal_aside(
    request: Request, version_id: UUID, typed: Typed, session: SessionDep, member: CurrentMember
) -> Response:
    """Not this one; what counted before still counts."""
    Form.read(Button, typed).or_refuse()
    try:
        set_aside(session, member, version_id, now())
    except NotDone as error:
        return _agreement_page(request, session, member, error)
    return RedirectResponse(AGREEMENT, 303)
