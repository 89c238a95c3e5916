"""Thanks over HTTP: leafing through the jar, giving, taking back, and choosing how they arrive."""

from itertools import groupby
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from mend.clock import now
from mend.couples.membership import CurrentMember
from mend.database import SessionDep
from mend.errors import N_, DomainError, NotDone
from mend.ids import new_id
from mend.notifications.outbox import OutboxDep
from mend.thanks.forms import ChosenWish, ThankYou, wish_as_typed
from mend.thanks.jar import find_thanks, give_thanks, jar, take_back
from mend.thanks.models import MAX_WORDS, Thanks
from mend.thanks.wishes import make_wish, wish_of
from mend.web.forms import Button, Form, Typed
from mend.web.templates import page, words_for

router = APIRouter(include_in_schema=False)

JAR = "/us/jar"
WISH = f"{JAR}/wish"
BEGINNINGS = (N_("It helped me when you …"), N_("I liked how you …"), N_("Thank you for …"))


@router.get(JAR)
def jar_page(
    request: Request, session: SessionDep, member: CurrentMember, before: UUID | None = None
) -> Response:
    """What both gave, month by month, the newest first."""
    words, leaf = words_for(request), jar(session, member, before)
    months = groupby(leaf.thanks, lambda thanks: words.month(thanks.given_at, member.person.time_zone))
    return page(
        request,
        "thanks/jar.html",
        tab="us",
        months=[(month, list(thanks)) for month, thanks in months],
        before=before,
        older=leaf.older,
    )


@router.get("/thanks/new")
def new_thanks_page(request: Request, _: CurrentMember) -> Response:
    """One field, and three ways to begin."""
    return _new_page(request, Form[ThankYou].blank(request, id=str(new_id())))


def _new_page(request: Request, form: Form[ThankYou], status: int = 200) -> Response:
    words = words_for(request)
    return page(
        request,
        "thanks/new.html",
        status,
        tab="home",
        form=form,
        beginnings=[words.say(beginning) for beginning in BEGINNINGS],
        longest=MAX_WORDS,
    )


@router.post("/thanks")
def put_into_jar(
    request: Request, typed: Typed, session: SessionDep, member: CurrentMember, outbox: OutboxDep
) -> Response:
    """Thank the other."""
    form, status = Form.read(ThankYou, typed), 422
    if form.input is not None:
        try:
            give_thanks(
                session,
                member,
                thanks_id=form.input.id,
                words=form.input.words,
                outbox=outbox,
                now=now(),
            )
            return RedirectResponse(JAR, 303)
        except NotDone as error:
            form, status = form.with_error(error), error.status
            # What is typed now is another one.
            form.values["id"] = str(new_id())
    return _new_page(request, form, status)


def _thanks_page(request: Request, thanks: Thanks, error: DomainError | None = None) -> Response:
    return page(
        request,
        "thanks/thanks.html",
        error.status if error else 200,
        tab="us",
        thanks=thanks,
        problem=words_for(request).say(error.sentence, **error.values) if error else "",
    )


@router.get("/thanks/{thanks_id}")
def thanks_page(request: Request, thanks_id: UUID, session: SessionDep, member: CurrentMember) -> Response:
    """One of them; its author can take it back here."""
    return _thanks_page(request, find_thanks(session, member, thanks_id))


@router.post("/thanks/{thanks_id}/taking-back")
def take_out_of_jar(
    request: Request, thanks_id: UUID, typed: Typed, session: SessionDep, member: CurrentMember
) -> Response:
    """Take one's own back."""
    Form.read(Button, typed).or_refuse()
    try:
        take_back(session, member, thanks_id, now())
    except NotDone as error:
        return _thanks_page(request, find_thanks(session, member, thanks_id), error)
    return RedirectResponse(JAR, 303)


@router.get(WISH)
def wish_page(
    request: Request,
    session: SessionDep,
    member: CurrentMember,
    saved: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """How thanks reach one's own phone."""
    wish = wish_of(session, member.couple_id, member.person.id)
    form = Form[ChosenWish].blank(request, **wish_as_typed(wish))
    return page(request, "thanks/wish.html", tab="us", form=form, saved=saved)


@router.post(WISH)
def choose_wish(request: Request, typed: Typed, session: SessionDep, member: CurrentMember) -> Response:
    """Let them arrive like this from now on."""
    form = Form.read(ChosenWish, typed)
    if form.input is None:
        return page(request, "thanks/wish.html", 422, tab="us", form=form, saved="")
    make_wish(session, member, form.input.wish(), now())
    return RedirectResponse(f"{WISH}?saved=wish", 303)
