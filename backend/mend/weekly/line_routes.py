"""What is said and brought into the meeting, over HTTP: thanks, something good, one issue.

What is typed stands on a page of its own, which does not change while the other moves on.
"""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session

from mend.clock import now
from mend.couples.membership import CurrentMember, Member, hold_open
from mend.couples.slots import first_time
from mend.database import SessionDep
from mend.errors import Gone, NotDone, Refused
from mend.ids import new_id
from mend.notifications.outbox import OutboxDep
from mend.talks.forms import NewTalk
from mend.talks.models import USUAL_MINUTES
from mend.talks.pages import new_page
from mend.thanks.forms import ThankYou
from mend.thanks.jar import give_thanks
from mend.web.forms import Button, Form, Typed, TypedFields
from mend.weekly.forms import Brought, BroughtPlan
from mend.weekly.lines import bring_in, line_of, want
from mend.weekly.meeting import meeting_under_way
from mend.weekly.meeting_pages import meeting_page, writing_page
from mend.weekly.meeting_routes import MEETING
from mend.weekly.models import LineKind
from mend.weekly.preparation import preparation_of

router = APIRouter(include_in_schema=False)


@router.get(MEETING + "/thanks")
def write_thanks(request: Request, meeting_id: UUID, session: SessionDep, member: CurrentMember) -> Response:
    """A field for thanks; it begins with what was prepared."""
    at = now()
    prepared = preparation_of(session, member, at).thanks
    form = Form[ThankYou].blank(request, id=str(new_id()), words=prepared)
    return writing_page(request, session, member, meeting_id, "thanks", form, at)


@router.post(MEETING + "/thanks")
def thank(
    request: Request,
    meeting_id: UUID,
    typed: Typed,
    session: SessionDep,
    member: CurrentMember,
    outbox: OutboxDep,
) -> Response:
    """Give it: into the jar, as thanks are at any time."""
    at, form, status = now(), Form.read(ThankYou, typed), 422
    if form.input is not None:
        try:
            hold_open(session, member.couple_id)
            meeting_under_way(session, member, meeting_id, at)
            give_thanks(
                session, member, thanks_id=form.input.id, words=form.input.words, outbox=outbox, now=at
            )
            return RedirectResponse(f"/weekly/meetings/{meeting_id}", 303)
        except Gone as error:
            return meeting_page(request, session, member, meeting_id, at, error, unsaid=form.input.words)
        except NotDone as error:
            form, status = form.with_error(error), error.status
            form.values["id"] = str(new_id())  # what is sent next is one of its own
    form.values.setdefault("id", str(new_id()))
    return writing_page(request, session, member, meeting_id, "thanks", form, at, status)


@router.get(MEETING + "/plan")
def write_plan(request: Request, meeting_id: UUID, session: SessionDep, member: CurrentMember) -> Response:
    """A field for something good, and its day; it begins with what was prepared."""
    at = now()
    prepared = preparation_of(session, member, at).plan
    form = Form[BroughtPlan].blank(request, id=str(new_id()), words=prepared)
    return writing_page(request, session, member, meeting_id, "plan", form, at)


@router.post(MEETING + "/plan")
def bring_plan(
    request: Request, meeting_id: UUID, typed: Typed, session: SessionDep, member: CurrentMember
) -> Response:
    """Bring it in."""
    return _bring(request, session, member, meeting_id, LineKind.PLAN, BroughtPlan, typed)


@router.get(MEETING + "/issue")
def write_issue(request: Request, meeting_id: UUID, session: SessionDep, member: CurrentMember) -> Response:
    """A field for an issue; it begins with what was prepared."""
    at = now()
    prepared = preparation_of(session, member, at).issue
    form = Form[Brought].blank(request, id=str(new_id()), words=prepared)
    return writing_page(request, session, member, meeting_id, "issue", form, at)


@router.post(MEETING + "/issue")
def bring_issue(
    request: Request, meeting_id: UUID, typed: Typed, session: SessionDep, member: CurrentMember
) -> Response:
    """Bring it in."""
    return _bring(request, session, member, meeting_id, LineKind.ISSUE, Brought, typed)


@router.post(MEETING + "/lines/{brought_id}/yes")
def say_yes(
    request: Request,
    meeting_id: UUID,
    brought_id: UUID,
    typed: Typed,
    session: SessionDep,
    member: CurrentMember,
    outbox: OutboxDep,
) -> Response:
    """I want this too."""
    at = now()
    try:
        Form.read(Button, typed).or_refuse()
        want(session, member, meeting_id, brought_id, outbox=outbox, now=at)
    except NotDone as error:
        return meeting_page(request, session, member, meeting_id, at, error)
    return RedirectResponse(f"/weekly/meetings/{meeting_id}", 303)


@router.get(MEETING + "/lines/{brought_id}/talk")
def book_talk(
    request: Request, meeting_id: UUID, brought_id: UUID, session: SessionDep, member: CurrentMember
) -> Response:
    """The form that offers a talk on it, for a better time: an address keeps no words, so it begins here."""
    at, zone = now(), member.person.time_zone
    line = line_of(session, member, meeting_id, brought_id)
    form = Form[NewTalk].blank(
        request,
        id=str(new_id()),
        zone=zone,
        topic=line.words,
        slot_1=first_time(zone, at),
        minutes=str(USUAL_MINUTES),
    )
    return new_page(request, session, member, form, at)


def _bring(
    request: Request,
    session: Session,
    member: Member,
    meeting_id: UUID,
    kind: LineKind,
    model: type[Brought],
    typed: TypedFields,
) -> Response:
    at, status = now(), 422
    form: Form[Any] = Form.read(model, typed)
    if form.input is not None:
        said = form.input
        try:
            bring_in(
                session,
                member,
                meeting_id,
                line_id=said.id or new_id(),
                kind=kind,
                words=said.words,
                on_day=said.on_day if isinstance(said, BroughtPlan) else None,
                now=at,
            )
            return RedirectResponse(f"/weekly/meetings/{meeting_id}", 303)
        except Gone as error:
            return meeting_page(request, session, member, meeting_id, at, error, unsaid=said.words)
        except NotDone as error:
            form, status = form.with_error(error), error.status
    if status == Refused.status or "id" in form.errors:
        form.values["id"] = str(new_id())  # what is sent next is a line of its own
    return writing_page(request, session, member, meeting_id, kind.value, form, at, status)
