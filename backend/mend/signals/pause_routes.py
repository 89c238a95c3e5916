"""Calling a pause, living through it, coming back."""

from datetime import timedelta
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from mend.accounts.identity import SignedInAsker
from mend.agreements.versions import current_agreement
from mend.clock import now
from mend.couples.membership import CurrentMember
from mend.database import SessionDep
from mend.errors import N_, Refused
from mend.ids import new_id
from mend.notifications.devices import device_in
from mend.notifications.outbox import OutboxDep
from mend.notifications.reports import reports
from mend.signals.forms import Call, Note
from mend.signals.messages import PRACTICAL, delivery_sentence, done, how_long
from mend.signals.pauses import (
    REPLACES,
    about,
    answer_pause,
    call_pause,
    called_key,
    come_back,
    find_pause,
    has_joined,
    note_key,
    notes_of,
    return_key,
    send_note,
)
from mend.web.forms import Form, Typed
from mend.web.problems import wants_json
from mend.web.templates import page, words_for

router = APIRouter(include_in_schema=False)


@router.post("/pauses")
def call(
    request: Request, typed: Typed, session: SessionDep, member: CurrentMember, outbox: OutboxDep
) -> Response:
    """The button was pressed."""
    form = Form.read(Call, typed).or_refuse()
    if form.person not in (None, member.person.id):
        raise Refused(
            N_("This pause belongs to somebody else who was signed in here. It was not sent."), status=403
        )
    called = call_pause(
        session,
        member,
        call_id=form.id or new_id(),
        minutes=form.minutes,
        waited=timedelta(seconds=form.waited),
        outbox=outbox,
        now=now(),
    )
    url = f"/pauses/{called.pause.id}"
    if not wants_json(request):
        return RedirectResponse(url, 303)
    return JSONResponse(
        {
            "id": str(called.pause.id),
            "url": url,
            "returns_at": called.pause.returns_at.isoformat(),
            "joined": called.joined,
        },
        200 if called.joined else 201,
    )


@router.get("/pauses/{pause_id}")
def pause_page(
    request: Request, pause_id: UUID, session: SessionDep, member: CurrentMember, outbox: OutboxDep
) -> Response:
    """The pause as each of the two sees it."""
    pause, words, at = find_pause(session, member, pause_id), words_for(request), now()
    mine = pause.caller_id == member.person.id
    agreement = current_agreement(session, member.couple_id)
    told = reports(session, member.couple_id, about=about(pause), recipient_id=member.partner.id)

    def reached(key: str) -> tuple[str, str] | None:
        """How far what I told came, in a state and a sentence; None when no notification was due."""
        if key not in told:
            return None
        sentence = delivery_sentence(told[key], member.partner.name, member.person.time_zone, words)
        return told[key].state, sentence

    notes = notes_of(session, pause)
    return page(
        request,
        "signals/pause_called.html" if mine else "signals/pause_told.html",
        pause=pause,
        at=at,
        over=pause.returns_at <= at,
        left=how_long(pause.returns_at, at, words),
        done=done(pause.called_at, pause.returns_at, at),
        called=reached(called_key(pause)),
        returned=reached(return_key(pause)),
        joined=has_joined(session, pause, member.partner.id if mine else member.person.id),
        notes=[(note, reached(note_key(note))) for note in notes],
        practical=PRACTICAL,
        tag=outbox.tag(member.couple_id, REPLACES),
        helps_me=agreement.soothing.get(member.person.id, ""),
        helps_partner=agreement.soothing.get(member.partner.id, ""),
    )


@router.post("/pauses/{pause_id}/answer")
def answer(
    pause_id: UUID, session: SessionDep, asker: SignedInAsker, member: CurrentMember, outbox: OutboxDep
) -> Response:
    """OK."""
    device = device_in(session, asker.browser)
    answer_pause(
        session, member, pause_id, from_device=device.id if device else None, outbox=outbox, now=now()
    )
    return RedirectResponse(f"/pauses/{pause_id}", 303)


@router.post("/pauses/{pause_id}/notes")
def note(
    pause_id: UUID, typed: Typed, session: SessionDep, member: CurrentMember, outbox: OutboxDep
) -> Response:
    """Something practical."""
    form = Form.read(Note, typed).or_refuse()
    send_note(session, member, pause_id, form.practical, outbox=outbox, now=now())
    return RedirectResponse(f"/pauses/{pause_id}", 303)


@router.post("/pauses/{pause_id}/return")
def return_(pause_id: UUID, session: SessionDep, member: CurrentMember, outbox: OutboxDep) -> Response:
    """I'm back."""
    come_back(session, member, pause_id, outbox=outbox, now=now())
    return RedirectResponse(f"/pauses/{pause_id}", 303)
