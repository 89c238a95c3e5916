"""The talk itself over HTTP: how one is, the beginning, the park list, the end."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from mend.clock import now
from mend.couples.membership import CurrentMember
from mend.database import SessionDep
from mend.errors import N_, Invalid, NotDone
from mend.ids import new_id
from mend.talks.conversation import begin_talk, finish_talk, park, say_how_one_is, tick, wish_for
from mend.talks.diary import find_talk
from mend.talks.forms import Parking, Readiness, Tick
from mend.talks.models import Wish
from mend.talks.pages import talk_page
from mend.talks.topics import hide_help
from mend.web.forms import Button, Form, Typed

router = APIRouter(include_in_schema=False)


@router.post("/talks/{talk_id}/readiness")
def readiness(
    request: Request, talk_id: UUID, typed: Typed, session: SessionDep, member: CurrentMember
) -> Response:
    """How I am; or to talk all the same, or rather at another time."""
    try:
        form = Form.read(Readiness, typed).or_refuse()
        if form.wish is not None:
            wish_for(session, member, talk_id, form.wish, now())
        elif form.feelings or form.all_right:
            say_how_one_is(session, member, talk_id, form.feelings, now())
        else:
            find_talk(session, member, talk_id)
            raise Invalid(N_("Tick what fits, or say that you are all right."))
    except NotDone as error:
        return talk_page(request, session, member, talk_id, now(), error=error)
    # Who would rather talk at another time says next when that could be.
    leads_to = "/offer" if form.wish is Wish.ANOTHER_TIME else ""
    return RedirectResponse(f"/talks/{talk_id}{leads_to}", 303)


@router.post("/talks/{talk_id}/beginning")
def begin(
    request: Request, talk_id: UUID, typed: Typed, session: SessionDep, member: CurrentMember
) -> Response:
    """Now."""
    try:
        Form.read(Button, typed).or_refuse()
        begin_talk(session, member, talk_id, now())
    except NotDone as error:
        return talk_page(request, session, member, talk_id, now(), error=error)
    return RedirectResponse(f"/talks/{talk_id}", 303)


@router.post("/talks/{talk_id}/ending")
def finish(
    request: Request, talk_id: UUID, typed: Typed, session: SessionDep, member: CurrentMember
) -> Response:
    """Done."""
    try:
        Form.read(Button, typed).or_refuse()
        finish_talk(session, member, talk_id, now())
    except NotDone as error:
        return talk_page(request, session, member, talk_id, now(), error=error)
    return RedirectResponse(f"/talks/{talk_id}", 303)


@router.post("/talks/{talk_id}/park")
def park_line(
    request: Request, talk_id: UUID, typed: Typed, session: SessionDep, member: CurrentMember
) -> Response:
    """Write down what comes up besides."""
    form, problem = Form.read(Parking, typed), None
    if form.input is not None:
        try:
            line_id = form.input.id or new_id()
            park(session, member, talk_id, line_id=line_id, words=form.input.words, now=now())
            return RedirectResponse(f"/talks/{talk_id}", 303)
        except NotDone as error:
            form, problem = form.with_error(error), error
            form.values["id"] = str(new_id())
    return talk_page(request, session, member, talk_id, now(), error=problem, parking=form)


@router.post("/talks/{talk_id}/park/{line_id}/tick")
def tick_line(
    request: Request, talk_id: UUID, line_id: UUID, typed: Typed, session: SessionDep, member: CurrentMember
) -> Response:
    """This is dealt with; or is not, after all."""
    try:
        done = Form.read(Tick, typed).or_refuse().done == "yes"
        tick(session, member, talk_id, line_id, done=done, now=now())
    except NotDone as error:
        return talk_page(request, session, member, talk_id, now(), error=error)
    return RedirectResponse(f"/talks/{talk_id}", 303)


@router.post("/talks/{talk_id}/hidden-help")
def hide(talk_id: UUID, typed: Typed, session: SessionDep, member: CurrentMember) -> Response:
    """I have seen that a third person could help. The other is not told."""
    Form.read(Button, typed).or_refuse()
    talk = find_talk(session, member, talk_id)
    hide_help(session, member, talk.topic.id, now())
    return RedirectResponse(f"/talks/{talk_id}", 303)
