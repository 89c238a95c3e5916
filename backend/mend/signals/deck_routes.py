"""The deck of phrases: adding one's own, hiding, taking out."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session

from mend.clock import now
from mend.couples.membership import CurrentMember, Member
from mend.database import SessionDep
from mend.errors import NotDone
from mend.ids import new_id
from mend.signals.decks import add_phrase, deck_of, hide, show_again, take_out
from mend.signals.repair_forms import NewPhrase, Offer
from mend.signals.repair_models import MAX_WORDS
from mend.web.forms import Button, Form, Typed
from mend.web.templates import page

router = APIRouter(include_in_schema=False)

DECK = "/us/deck"


def _deck_page(
    request: Request, session: Session, member: Member, form: Form[NewPhrase], status: int = 200
) -> Response:
    return page(
        request,
        "signals/repair_deck.html",
        status,
        tab="us",
        deck=deck_of(session, member),
        form=form,
        longest=MAX_WORDS,
        next_id=new_id(),
    )


@router.get(DECK)
def deck_page(request: Request, session: SessionDep, member: CurrentMember) -> Response:
    """What there is to reach out with."""
    return _deck_page(request, session, member, Form[NewPhrase].blank(request))


@router.post(f"{DECK}/phrases")
def add(request: Request, typed: Typed, session: SessionDep, member: CurrentMember) -> Response:
    """Words of their own."""
    form = Form.read(NewPhrase, typed)
    status = 422
    if form.input is not None:
        try:
            add_phrase(session, member, form.input.id or new_id(), form.input.words, now())
            return RedirectResponse(DECK, 303)
        except NotDone as error:
            form, status = form.with_error(error), error.status
    return _deck_page(request, session, member, form, status)


@router.post(f"{DECK}/phrases/{{phrase_id}}/removal")
def remove(
    request: Request, phrase_id: UUID, typed: Typed, session: SessionDep, member: CurrentMember
) -> Response:
    """Take one's own phrase out."""
    Form.read(Button, typed).or_refuse()
    try:
        take_out(session, member, phrase_id, now())
    except NotDone as error:
        form = Form[NewPhrase].blank(request).with_error(error)
        return _deck_page(request, session, member, form, error.status)
    return RedirectResponse(DECK, 303)


@router.post(f"{DECK}/hidden")
def offer(request: Request, typed: Typed, session: SessionDep, member: CurrentMember) -> Response:
    """Hide a phrase from oneself, or have it shown again."""
    form = Form.read(Offer, typed).or_refuse()
    try:
        if form.do == "hide":
            hide(session, member, form.key, now())
        else:
            show_again(session, member, form.key)
    except NotDone as error:
        blank = Form[NewPhrase].blank(request).with_error(error)
        return _deck_page(request, session, member, blank, error.status)
    return RedirectResponse(DECK, 303)
