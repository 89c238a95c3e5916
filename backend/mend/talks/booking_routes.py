"""Finding a time over HTTP: the list, the offer, and every answer to it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import RedirectResponse

from mend.clock import now
from mend.couples.membership import CurrentMember, current_member
from mend.couples.slots import first_time
from mend.database import SessionDep
from mend.errors import N_, Invalid, NotDone, Refused
from mend.ids import new_id
from mend.notifications.outbox import OutboxDep
from mend.talks.booking import accept_time, call_off, offer_talk, set_aside, suggest_times, take_back
from mend.talks.diary import find_talk
from mend.talks.forms import (
    Acceptance,
    Cancellation,
    NewTalk,
    OtherTerms,
    SettingAside,
    read_terms,
    topic_words,
    typed_as,
)
from mend.talks.models import USUAL_MINUTES, TalkState
from mend.talks.pages import list_page, new_page, other_terms_page, talk_page
from mend.talks.topics import find_topic, parked_words
from mend.web.forms import Form, Typed
from mend.web.templates import page

router = APIRouter(include_in_schema=False)


@router.get("/talks")
def talks(request: Request, session: SessionDep, member: CurrentMember) -> Response:
    """Every talk of the two."""
    return list_page(request, session, member, now())


@router.get("/talks/help", dependencies=[Depends(current_member, scope="function")])
def third_person(request: Request) -> Response:
    """When a third person could help, and what to ask one."""
    return page(request, "talks/help.html", tab="us")


@router.get("/talks/new")
def new_talk(
    request: Request,
    session: SessionDep,
    member: CurrentMember,
    topic_id: UUID | None = None,
    line_id: UUID | None = None,
    come_from: Annotated[str, Query(alias="from", max_length=20)] = "",
) -> Response:
    """The form; about an earlier topic, or what was parked, named by its id: an address keeps no words."""
    at, zone, topic = now(), member.person.time_zone, ""
    if line_id is not None:
        topic = parked_words(session, member, line_id)
    if topic_id is not None:
        topic = find_topic(session, member, topic_id).words
    form = Form[NewTalk].blank(
        request,
        id=str(new_id()),
        zone=zone,
        topic=topic,
        slot_1=first_time(zone, at),
        minutes=str(USUAL_MINUTES),
    )
    return new_page(request, session, member, form, at, from_pause=come_from == "pause")


@router.post("/talks")
def offer(
    request: Request, typed: Typed, session: SessionDep, member: CurrentMember, outbox: OutboxDep
) -> Response:
    """Offer a talk."""
    at, status = now(), 422
    form, terms = read_terms(Form.read(NewTalk, typed), at)
    if form.input is not None:
        try:
            chosen = find_topic(session, member, form.input.topic_id).words if form.input.topic_id else None
            topic = topic_words(form.input, chosen)
            if terms is not None:
                talk = offer_talk(
                    session,
                    member,
                    talk_id=form.input.id or new_id(),
                    topic=topic,
                    terms=terms,
                    outbox=outbox,
                    now=at,
                )
                return RedirectResponse(f"/talks/{talk.id}", 303)
        except NotDone as error:
            form, status = form.with_error(error), error.status
    if status == Refused.status or "id" in form.errors:
        form.values["id"] = str(new_id())  # what is sent next is a talk of its own
    return new_page(request, session, member, form, at, status_code=status)


@router.get("/talks/{talk_id}")
def one_talk(request: Request, talk_id: UUID, session: SessionDep, member: CurrentMember) -> Response:
    """One talk as it stands."""
    return talk_page(request, session, member, talk_id, now())


@router.get("/talks/{talk_id}/offer")
def other_terms(request: Request, talk_id: UUID, session: SessionDep, member: CurrentMember) -> Response:
    """The form for other times; it begins with those offered last."""
    at = now()
    talk = find_talk(session, member, talk_id)
    if talk.state(at) not in (TalkState.OFFERED, TalkState.BOOKED, TalkState.PASSED_BY):
        return RedirectResponse(f"/talks/{talk_id}", 303)
    zone = member.person.time_zone
    form = Form[OtherTerms].blank(request, **typed_as(talk, zone, at))
    return other_terms_page(request, member, talk, form, at)


@router.post("/talks/{talk_id}/offers")
def suggest(
    request: Request,
    talk_id: UUID,
    typed: Typed,
    session: SessionDep,
    member: CurrentMember,
    outbox: OutboxDep,
) -> Response:
    """Suggest other times."""
    at, status = now(), 422
    talk = find_talk(session, member, talk_id)
    form, terms = read_terms(Form.read(OtherTerms, typed), at, talk)
    if form.input is not None and terms is not None:
        try:
            suggest_times(
                session,
                member,
                talk_id,
                instead_of=form.input.instead_of,
                terms=terms,
                outbox=outbox,
                now=at,
            )
            return RedirectResponse(f"/talks/{talk_id}", 303)
        except Refused as error:
            form, status = form.with_error(error), error.status
        except NotDone as error:
            return talk_page(request, session, member, talk_id, at, error=error)
        talk = find_talk(session, member, talk_id)
    # Shown beside the form from now on: sending it again replaces just that offer, knowingly.
    form.values["instead_of"] = str(talk.offer.number)
    return other_terms_page(request, member, talk, form, at, status)


@router.post("/talks/{talk_id}/acceptance")
def accept(
    request: Request,
    talk_id: UUID,
    typed: Typed,
    session: SessionDep,
    member: CurrentMember,
    outbox: OutboxDep,
) -> Response:
    """Yes, at this time."""
    form = Form.read(Acceptance, typed)
    try:
        slot = form.or_refuse().slot
        if slot is None:
            raise Invalid(N_("Please choose one of the times."))
        accept_time(session, member, talk_id, slot, outbox=outbox, now=now())
    except NotDone as error:
        return talk_page(request, session, member, talk_id, now(), error=error)
    return RedirectResponse(f"/talks/{talk_id}", 303)


@router.post("/talks/{talk_id}/setting-aside")
def put_aside(
    request: Request, talk_id: UUID, typed: Typed, session: SessionDep, member: CurrentMember
) -> Response:
    """Not this talk."""
    try:
        seen = Form.read(SettingAside, typed).or_refuse().offer
        set_aside(session, member, talk_id, seen=seen, now=now())
    except NotDone as error:
        return talk_page(request, session, member, talk_id, now(), error=error)
    return RedirectResponse(f"/talks/{talk_id}", 303)


@router.post("/talks/{talk_id}/cancellation")
def cancel(
    request: Request,
    talk_id: UUID,
    typed: Typed,
    session: SessionDep,
    member: CurrentMember,
    outbox: OutboxDep,
) -> Response:
    """Take back one's own offer, or call off what is booked: whichever was seen, and nothing else."""
    try:
        form = Form.read(Cancellation, typed).or_refuse()
        if form.state == "booked":
            call_off(session, member, talk_id, seen=form.offer, outbox=outbox, now=now())
        else:
            take_back(session, member, talk_id, seen=form.offer, outbox=outbox, now=now())
    except NotDone as error:
        return talk_page(request, session, member, talk_id, now(), error=error)
    return RedirectResponse(f"/talks/{talk_id}", 303)
