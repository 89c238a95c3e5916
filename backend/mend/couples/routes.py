"""Linking and leaving over HTTP.

A code travels in forms and, in a shared link, behind the #: browsers send neither to logs nor to other sites.
"""

import json
from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import segno
from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse
from sqlmodel import Session

from mend.accounts.identity import MaybeAsker, SignedIn
from mend.accounts.models import Person
from mend.accounts.throttle import network_of, note_try
from mend.clock import now
from mend.couples.codes import code_of, grouped
from mend.couples.copy import copy_of, files_of
from mend.couples.forms import Code
from mend.couples.invitations import (
    accept_invitation,
    acceptance_of,
    confirm_link,
    decline_link,
    invitation_of,
    invite,
    read_invitation,
    take_back_acceptance,
    waits_for_acceptance,
    was_turned_down,
    withdraw_invitation,
)
from mend.couples.leaving import close_space
from mend.couples.membership import CurrentMember, MaybeMember
from mend.couples.parcel import parcel
from mend.database import SessionDep
from mend.errors import DomainError, Gone, Refused, TooMany
from mend.web.forms import Button, Form, Typed
from mend.web.problems import headers_of
from mend.web.templates import go_on, page, words_for

router = APIRouter(include_in_schema=False)

INVITATIONS_IN_A_ROW = 10
TRIES_FROM_ONE_ADDRESS = 30  # as for signing in: a household behind one router, never a guesser


def _note_code_try(request: Request, session: Session, person: Person) -> None:
    # Never forgotten by a success: a guesser could succeed with an invitation of their own in between.
    note_try(session, "invitation code", str(person.id), now())
    note_try(
        session,
        "invitation code from",
        network_of(request.client.host) if request.client else "",
        now(),
        free=TRIES_FROM_ONE_ADDRESS,
    )


def _link_page(
    request: Request, session: Session, person: Person, error: DomainError | None = None
) -> Response:
    status = error.status if error else 200
    problem = words_for(request).say(error.sentence, **error.values) if error else ""
    invitation = invitation_of(session, person, now())
    if invitation is None:
        return page(request, "couples/link.html", status, headers_of(error), problem=problem)
    if invitation.other is not None:
        return page(
            request,
            "couples/confirm.html",
            status,
            headers_of(error),
            problem=problem,
            invitation=invitation,
            other=invitation.other,
        )
    code = grouped(code_of(invitation.id, request.app.state.secret))
    address = f"{request.app.state.settings.origin}/invitation#{code}"
    zone = ZoneInfo(person.time_zone)
    today = now().astimezone(zone).date()
    return page(
        request,
        "couples/invited.html",
        status,
        headers_of(error),
        problem=problem,
        invitation=invitation,
        code_text=code.replace("-", ""),
        address=address,
        qr=segno.make(address, error="m").svg_inline(border=2, omitsize=True),
        runs_out_tomorrow=invitation.expires_at.astimezone(zone).date() == today + timedelta(days=1),
    )


@router.get("/link")
def link_page(request: Request, session: SessionDep, person: SignedIn, member: MaybeMember) -> Response:
    """What is shared and what never is; the invitation that is out; who accepted it."""
    if member is not None:
        return go_on(request, "/")
    return _link_page(request, session, person)


@router.post("/invitations")
def make_invitation(request: Request, typed: Typed, session: SessionDep, person: SignedIn) -> Response:
    """A new invitation; the one before no longer counts."""
    Form.read(Button, typed).or_refuse()
    try:
        note_try(session, "invite", str(person.id), now(), free=INVITATIONS_IN_A_ROW)
    except TooMany as error:
        return _link_page(request, session, person, error)
    invite(session, person, secret=request.app.state.secret, now=now())
    return go_on(request, "/link")


@router.get("/invitations/{invitation_id}/answer")
def answer_to_invitation(
    request: Request, invitation_id: UUID, session: SessionDep, person: SignedIn
) -> Response:
    """Asked by the open page: nothing (204) while nobody has accepted, then on to the next step."""
    if waits_for_acceptance(session, person, invitation_id, now()):
        return Response(status_code=204)
    return go_on(request, "/link")


@router.post("/invitations/{invitation_id}/withdrawal")
def withdraw(
    request: Request, invitation_id: UUID, typed: Typed, session: SessionDep, person: SignedIn
) -> Response:
    """Nobody can use this code any more."""
    Form.read(Button, typed).or_refuse()
    withdraw_invitation(session, person, invitation_id, now())
    return go_on(request, "/link")


@router.post("/invitations/{invitation_id}/confirmation")
def confirm(
    request: Request,
    invitation_id: UUID,
    typed: Typed,
    session: SessionDep,
    person: SignedIn,
    member: MaybeMember,
) -> Response:
    """It is them: linked."""
    Form.read(Button, typed).or_refuse()
    try:
        confirm_link(session, person, invitation_id, now())
    except (Gone, Refused) as error:
        if member is not None:
            raise
        return _link_page(request, session, person, error)
    return go_on(request, "/")


@router.post("/invitations/{invitation_id}/refusal")
def refuse(
    request: Request,
    invitation_id: UUID,
    typed: Typed,
    session: SessionDep,
    person: SignedIn,
    member: MaybeMember,
) -> Response:
    """It is somebody else: nothing is shared."""
    Form.read(Button, typed).or_refuse()
    try:
        decline_link(session, person, invitation_id, now())
    except Gone as error:
        if member is not None:
            raise
        return _link_page(request, session, person, error)
    return go_on(request, "/link")


@router.get("/invitations/acceptance")
def answer_to_acceptance(
    request: Request, session: SessionDep, person: SignedIn, member: MaybeMember
) -> Response:
    """Asked by the open page: nothing (204) while the inviter has not answered, then on."""
    if member is not None:
        return go_on(request, "/")
    if acceptance_of(session, person, now()) is not None:
        return Response(status_code=204)
    return go_on(request, "/invitation")


@router.get("/invitation")
def invitation_page(
    request: Request, session: SessionDep, asker: MaybeAsker, member: MaybeMember
) -> Response:
    """Where an invited person types the code, and waits for the other's yes once it is accepted."""
    if member is not None:
        return go_on(request, "/")
    if asker is None:
        return page(request, "couples/invitation_signed_out.html")
    accepted = acceptance_of(session, asker.person, now())
    if accepted is not None:
        return page(request, "couples/waiting.html", accepted=accepted)
    return page(
        request,
        "couples/invitation.html",
        form=Form[Code].blank(request),
        turned_down=was_turned_down(session, asker.person, now()),
    )


@router.post("/invitation/reading")
def read(request: Request, typed: Typed, session: SessionDep, person: SignedIn) -> Response:
    """Who invites, and the terms; nothing is written and nobody is told."""
    form = Form.read(Code, typed)
    error: DomainError | None = None
    if form.input is not None:
        try:
            _note_code_try(request, session, person)
            invitation, inviter = read_invitation(
                session, person, code=form.input.code, secret=request.app.state.secret, now=now()
            )
            code = grouped(code_of(invitation.id, request.app.state.secret))
            return page(request, "couples/reading.html", inviter=inviter, code_text=code)
        except DomainError as caught:
            error, form = caught, form.with_error(caught)
    return _code_again(request, form, error)


@router.post("/invitation/acceptance")
def accept(request: Request, typed: Typed, session: SessionDep, person: SignedIn) -> Response:
    """The reader wants to link, and waits for the inviter's yes."""
    form = Form.read(Code, typed)
    error: DomainError | None = None
    if form.input is not None:
        try:
            _note_code_try(request, session, person)
            accept_invitation(
                session, person, code=form.input.code, secret=request.app.state.secret, now=now()
            )
            return go_on(request, "/invitation")
        except DomainError as caught:
            error, form = caught, form.with_error(caught)
    return _code_again(request, form, error)


def _code_again(request: Request, form: Form[Code], error: DomainError | None) -> Response:
    status = error.status if error else 422
    return page(request, "couples/invitation.html", status, headers_of(error), form=form, turned_down=False)


@router.post("/invitation/acceptance/withdrawal")
def take_back(request: Request, typed: Typed, session: SessionDep, person: SignedIn) -> Response:
    """No longer wait for the inviter's yes."""
    Form.read(Button, typed).or_refuse()
    take_back_acceptance(session, person, now())
    return go_on(request, "/")


@router.get("/us/leaving")
def leaving_page(request: Request, member: CurrentMember) -> Response:
    """What happens when one of the two closes the space."""
    return page(request, "couples/leaving.html", tab="us", partner=member.partner)


@router.post("/us/leaving")
def leave(request: Request, typed: Typed, session: SessionDep, member: CurrentMember) -> Response:
    """Close the space, at once."""
    Form.read(Button, typed).or_refuse()
    close_space(session, member, now())
    return go_on(request, "/")


@router.get("/us/copy")
def copy(request: Request, session: SessionDep, person: SignedIn) -> Response:
    """What is theirs, as one file, with every picture in it; also for somebody who has left."""
    at, state = now(), request.app.state
    words = json.dumps(copy_of(session, person, state.copied, at), ensure_ascii=False, indent=2)
    files = files_of(session, person, state.copied_files)
    if not files:
        return Response(words, media_type="application/json", headers=_to_take_away("mend.json"))
    return StreamingResponse(
        parcel(words, files, state.pictures, at),
        media_type="application/zip",
        headers=_to_take_away("mend.zip"),
    )


def _to_take_away(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
