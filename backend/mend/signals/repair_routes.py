"""Reaching out, and answering."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session

from mend.accounts.identity import SignedInAsker
from mend.clock import now
from mend.couples.membership import CurrentMember, Member
from mend.database import SessionDep
from mend.errors import DomainError, NotDone, Refused, TooMany
from mend.ids import new_id
from mend.notifications.devices import device_in
from mend.notifications.outbox import OutboxDep
from mend.notifications.reports import reports
from mend.signals.attempts import find_repair, held_until, newest_by, newest_of, pause_of, unanswered
from mend.signals.decks import deck_of
from mend.signals.messages import delivery_sentence
from mend.signals.names import about_repair, repair_answer_key, repair_key
from mend.signals.pauses import open_pause
from mend.signals.reaching_out import Standing, reaching_out
from mend.signals.repair_forms import Reach, Reply
from mend.signals.repair_messages import ANSWERED, ASKED
from mend.signals.repairs import answer_repair, send_repair
from mend.signals.states import repair_state
from mend.web.forms import Form, Typed
from mend.web.hours import whole_minute_after
from mend.web.problems import headers_of, wants_json
from mend.web.templates import page, words_for

router = APIRouter(include_in_schema=False)


def _choosing_page(
    request: Request, session: Session, member: Member, error: DomainError | None = None, pause: str = ""
) -> Response:
    at = now()
    return page(
        request,
        "signals/repair_choosing.html",
        error.status if error else 200,
        headers_of(error),
        at=at,
        reach=reaching_out(session, member, at),
        phrases=deck_of(session, member).shown,
        pause=pause,
        # What holds back stands in the place of the phrases, whether it was run into or not.
        problem=words_for(request).say(error.sentence, **error.values)
        if error and not isinstance(error, TooMany)
        else "",
    )


@router.get("/repairs/new")
def choosing(request: Request, session: SessionDep, member: CurrentMember) -> Response:
    """The deck, to choose from: one tap sends."""
    return _choosing_page(request, session, member)


@router.post("/repairs")
def reach_out(
    request: Request, typed: Typed, session: SessionDep, member: CurrentMember, outbox: OutboxDep
) -> Response:
    """A phrase was tapped."""
    form = Form.read(Reach, typed).or_refuse()
    try:
        sent = send_repair(
            session,
            member,
            repair_id=form.id or new_id(),
            key=form.phrase,
            pause_id=form.pause,
            outbox=outbox,
            now=now(),
        )
    except TooMany as error:
        if wants_json(request):
            # Held back, not put off: what a phone keeps must not go out by itself in an hour.
            error.status = Refused.status
            raise
        return _choosing_page(request, session, member, error)
    except NotDone as error:
        if wants_json(request):
            raise
        return _choosing_page(request, session, member, error, str(form.pause or ""))
    return RedirectResponse(f"/repairs/{sent.repair.id}", 303)


@router.get("/repairs/{repair_id}")
def repair_page(
    request: Request, repair_id: UUID, session: SessionDep, member: CurrentMember, outbox: OutboxDep
) -> Response:
    """The repair as each of the two sees it; in place of one that was followed, the newest."""
    return _repair_page(request, session, member, outbox, repair_id, Form[Reply].blank(request))


@router.post("/repairs/{repair_id}/answer")
def answer(
    request: Request,
    repair_id: UUID,
    typed: Typed,
    session: SessionDep,
    asker: SignedInAsker,
    member: CurrentMember,
    outbox: OutboxDep,
) -> Response:
    """Yes, or not yet."""
    find_repair(session, member, repair_id)
    form = Form.read(Reply, typed)
    status = 422
    if form.input is not None:
        device = device_in(session, asker.browser)
        at = now()
        try:
            repair = answer_repair(
                session,
                member,
                repair_id,
                form.input.answer,
                ask_at=form.input.ask_at(member.person.time_zone, at),
                names_time=form.input.names_time,
                from_device=device.id if device else None,
                outbox=outbox,
                now=at,
            )
            return RedirectResponse(f"/repairs/{repair.id}", 303)
        except NotDone as error:
            if wants_json(request):
                raise
            form, status = form.with_error(error), error.status
    return _repair_page(request, session, member, outbox, repair_id, form, status)


def _repair_page(
    request: Request,
    session: Session,
    member: Member,
    outbox: OutboxDep,
    repair_id: UUID,
    form: Form[Reply],
    status: int = 200,
) -> Response:
    repair, words, at = newest_of(session, find_repair(session, member, repair_id)), words_for(request), now()
    mine = repair.sender_id == member.person.id
    other = newest_by(session, member.couple_id, member.partner.id if mine else member.person.id)
    crossing = Standing(other, repair_state(other, at)) if other else None
    told = reports(session, member.couple_id, about=about_repair(repair.id), recipient_id=member.partner.id)
    report = told.get(repair_key(repair.id) if mine else repair_answer_key(repair))
    running = open_pause(session, member.couple_id, at)
    held = held_until(unanswered(session, member, at)) if mine else None
    return page(
        request,
        "signals/repair_sent.html" if mine else "signals/repair_told.html",
        status,
        repair=repair,
        state=repair_state(repair, at),
        at=at,
        form=form,
        crossing=crossing if crossing and crossing.is_open else None,
        reached=(
            (
                report.state,
                delivery_sentence(report, member.partner.name, member.person.time_zone, words, at),
            )
            if report
            else None
        ),
        pause=running if running and running.id == pause_of(session, repair) else None,
        held_until=held,
        from_then=whole_minute_after(held) if held else None,
        next_id=new_id(),
        tags=(outbox.tag(member.couple_id, ASKED), outbox.tag(member.couple_id, ANSWERED)),
    )
