"""Rehearsing a pause, while all is well."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from mend.agreements.phrase import phrase_of
from mend.agreements.versions import current_agreement
from mend.clock import now
from mend.couples.membership import CurrentMember
from mend.database import SessionDep
from mend.notifications.devices import devices_of
from mend.notifications.outbox import OutboxDep
from mend.signals.rehearsals import LASTS, find_rehearsal, latest_rehearsal, showings, start_rehearsal
from mend.web.templates import page, words_for

router = APIRouter(include_in_schema=False)


@router.get("/rehearsal")
def rehearsal_page(request: Request, session: SessionDep, member: CurrentMember) -> Response:
    """Before the first practice: what will happen, and whether both phones are ready for it."""
    agreement = current_agreement(session, member.couple_id)
    return page(
        request,
        "signals/rehearsal.html",
        tab="us",
        latest=latest_rehearsal(session, member.couple_id),
        mine=devices_of(session, member.person.id),
        theirs=devices_of(session, member.partner.id),
        agreement=agreement,
        phrase=phrase_of(agreement, words_for(request)),
    )


@router.post("/rehearsals")
def rehearse(session: SessionDep, member: CurrentMember, outbox: OutboxDep) -> Response:
    """Try it."""
    rehearsal = start_rehearsal(session, member, outbox=outbox, now=now())
    return RedirectResponse(f"/rehearsals/{rehearsal.id}", 303)


@router.get("/rehearsals/{rehearsal_id}")
def rehearsal_result(
    request: Request, rehearsal_id: UUID, session: SessionDep, member: CurrentMember
) -> Response:
    """How the practice goes on every device of both."""
    rehearsal = find_rehearsal(session, member, rehearsal_id)
    return page(
        request,
        "signals/rehearsed.html",
        tab="us",
        rehearsal=rehearsal,
        showings=showings(session, member, rehearsal),
        over=rehearsal.started_at + LASTS <= now(),
        ends_at=rehearsal.started_at + LASTS,
    )
