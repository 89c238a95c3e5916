"""The couple's own ideas over HTTP: adding, changing, putting away."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session

from mend.activities import idea_words
from mend.activities.idea_forms import BLANK, MINUTES, OwnIdeaTyped, as_typed
from mend.activities.idea_pages import TOGETHER
from mend.activities.ideas import every_idea, find_own
from mend.activities.models import MAX_TITLE, OwnIdea
from mend.activities.own_ideas import Making, add_idea, bring_back, change_idea, put_away
from mend.clock import now
from mend.couples.membership import CurrentMember, Member
from mend.database import SessionDep
from mend.errors import DomainError, NotDone
from mend.ids import new_id
from mend.web.forms import Button, Form, Typed
from mend.web.templates import page, words_for

router = APIRouter(include_in_schema=False)

OWN = f"{TOGETHER}/own"
ONE = f"{OWN}/{{idea_id}}"


def _own_page(
    request: Request, session: Session, member: Member, error: DomainError | None = None
) -> Response:
    own = [idea for idea in every_idea(session, member.couple_id).values() if idea.is_own]
    return page(
        request,
        "activities/own.html",
        error.status if error else 200,
        tab="together",
        offered=[idea for idea in reversed(own) if not idea.is_put_away],
        put_away=[idea for idea in reversed(own) if idea.is_put_away],
        say=idea_words,
        problem=words_for(request).say(error.sentence, **error.values) if error else "",
    )


def _form_page(
    request: Request, form: Form[OwnIdeaTyped], own: OwnIdea | None = None, status: int = 200
) -> Response:
    words = words_for(request)
    return page(
        request,
        "activities/own_form.html",
        status,
        tab="together",
        form=form,
        own=own,
        lengths=[(str(minutes), idea_words.how_long(minutes, words)) for minutes in MINUTES],
        costs=idea_words.options(idea_words.COSTS, words),
        energies=idea_words.options(idea_words.ENERGIES, words),
        places=idea_words.options(idea_words.PLACES, words),
        fits=idea_words.options(idea_words.FITS, words),
        longest=MAX_TITLE,
    )


@router.get(OWN)
def own_ideas(request: Request, session: SessionDep, member: CurrentMember) -> Response:
    """All they thought of."""
    return _own_page(request, session, member)


@router.get(f"{TOGETHER}/new")
def new_idea(request: Request, _: CurrentMember) -> Response:
    """The form for another one."""
    return _form_page(request, Form[OwnIdeaTyped].blank(request, id=str(new_id()), **BLANK))


@router.post(OWN)
def add(request: Request, typed: Typed, session: SessionDep, member: CurrentMember) -> Response:
    """Put it among the others."""
    form, status = Form.read(OwnIdeaTyped, typed), 422
    if form.input is not None:
        try:
            add_idea(session, member, form.input.id, form.input.making(), now())
            return RedirectResponse(OWN, 303)
        except NotDone as error:
            form, status = form.with_error(error), error.status
            # What is typed now is another one.
            form.values["id"] = str(new_id())
    return _form_page(request, form, status=status)


@router.get(ONE)
def one_idea(request: Request, idea_id: UUID, session: SessionDep, member: CurrentMember) -> Response:
    """The form to change one of them, or to put it away."""
    own = find_own(session, member, idea_id)
    fields = {**as_typed(Making.of(own)), "id": str(new_id())}
    return _form_page(request, Form[OwnIdeaTyped].blank(request, **fields), own)


@router.post(f"{ONE}/changes")
def change(
    request: Request, idea_id: UUID, typed: Typed, session: SessionDep, member: CurrentMember
) -> Response:
    """Put another in its place."""
    own = find_own(session, member, idea_id)
    form, status = Form.read(OwnIdeaTyped, typed), 422
    if form.input is not None:
        try:
            change_idea(session, member, idea_id, form.input.id, form.input.making(), now())
            return RedirectResponse(OWN, 303)
        except NotDone as error:
            form, status = form.with_error(error), error.status
            form.values["id"] = str(new_id())
    return _form_page(request, form, own, status)


@router.post(f"{ONE}/putting-away")
def put_one_away(
    request: Request, idea_id: UUID, typed: Typed, session: SessionDep, member: CurrentMember
) -> Response:
    """Offer it no more."""
    Form.read(Button, typed).or_refuse()
    try:
        put_away(session, member, idea_id, now())
    except NotDone as error:
        return _own_page(request, session, member, error)
    return RedirectResponse(OWN, 303)


@router.post(f"{ONE}/bringing-back")
def bring_one_back(
    request: Request, idea_id: UUID, typed: Typed, session: SessionDep, member: CurrentMember
) -> Response:
    """Offer it again."""
    Form.read(Button, typed).or_refuse()
    try:
        bring_back(session, member, idea_id, now())
    except NotDone as error:
        return _own_page(request, session, member, error)
    return RedirectResponse(OWN, 303)
