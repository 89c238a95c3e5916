"""The return card: ready, a few words, two turns, and how it ends. Every step can be left out."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session

from mend.clock import now
from mend.couples.membership import CurrentMember, Member
from mend.database import SessionDep
from mend.errors import Gone, Refused
from mend.notifications.outbox import OutboxDep
from mend.signals.forms import Heard, Speaker, StepWords, TurnWord, Wish
from mend.signals.pause_pages import pause_page
from mend.signals.return_card import (
    ask_again,
    begin_turn,
    confirm_heard,
    end_turn,
    say_heard,
    skip_turn,
    write_words,
)
from mend.signals.return_models import Turn
from mend.signals.return_pages import PAGE_OF, STEPS, Page, return_page
from mend.signals.returns import find_return, say_ready, wish_ending
from mend.signals.states import UNFINISHED, TurnMove, return_state
from mend.web.forms import Form, Typed
from mend.web.templates import go_on, wants_fragment

router = APIRouter(include_in_schema=False)

WORDS_ON_A_TURN: dict[TurnMove, Callable[[Session, Member, UUID, UUID, datetime], Turn]] = {
    TurnMove.DONE: end_turn,
    TurnMove.UNDERSTOOD: confirm_heard,
    TurnMove.NOT_QUITE: ask_again,
    TurnMove.SKIP: skip_turn,
}


def _to(pause_id: UUID, at_page: Page) -> Response:
    return RedirectResponse(f"/pauses/{pause_id}/return?step={at_page}", 303)


@router.post("/pauses/{pause_id}/readiness")
def ready(
    request: Request, pause_id: UUID, session: SessionDep, member: CurrentMember, outbox: OutboxDep
) -> Response:
    """I'm ready."""
    try:
        say_ready(session, member, pause_id, outbox=outbox, now=now())
    except (Gone, Refused) as error:
        return pause_page(request, session, member, pause_id, outbox=outbox, now=now(), error=error)
    return RedirectResponse(f"/pauses/{pause_id}", 303)


@router.get("/pauses/{pause_id}/return")
def card(
    request: Request,
    pause_id: UUID,
    session: SessionDep,
    member: CurrentMember,
    outbox: OutboxDep,
    step: Annotated[Page, Query()] = "start",
) -> Response:
    """The card, one step at a time. How it ends can be said before both are ready, too."""
    try:
        found = find_return(session, member, pause_id)
    except (Gone, Refused) as error:
        return pause_page(request, session, member, pause_id, outbox=outbox, now=now(), error=error)
    if return_state(found, now()) not in UNFINISHED:
        if wants_fragment(request):
            # A part of the card is asked for that is no more: the whole page has something else to say.
            return go_on(request, f"/pauses/{pause_id}/return")
    elif found.opened_at is None and step != "end":
        return RedirectResponse(f"/pauses/{pause_id}", 303)
    return return_page(request, session, member, pause_id, step)


@router.post("/pauses/{pause_id}/return/words")
def write(
    request: Request, pause_id: UUID, typed: Typed, session: SessionDep, member: CurrentMember
) -> Response:
    """A kindness, my part, or a feeling."""
    form = Form.read(StepWords, typed)
    said = form.input
    if said is None:
        meant = {step.value: at for step, at in PAGE_OF.items()}.get(typed.values.get("step", ""), "kindness")
        return return_page(request, session, member, pause_id, meant, form=form, status=422)
    at_page = PAGE_OF[said.step]
    try:
        write_words(
            session,
            member,
            pause_id,
            said.step,
            words=said.words,
            occasion=said.occasion,
            need=said.need,
            now=now(),
        )
    except (Gone, Refused) as error:
        return return_page(request, session, member, pause_id, at_page, form=form, error=error)
    return _to(pause_id, STEPS[STEPS.index(at_page) + 1])


@router.post("/pauses/{pause_id}/return/turns")
def start_turn(
    request: Request, pause_id: UUID, typed: Typed, session: SessionDep, member: CurrentMember
) -> Response:
    """Somebody begins to speak."""
    form = Form.read(Speaker, typed).or_refuse()
    try:
        begin_turn(session, member, pause_id, form.speaker_id, now())
    except (Gone, Refused) as error:
        return return_page(request, session, member, pause_id, "turns", error=error)
    return _to(pause_id, "turns")


@router.post("/pauses/{pause_id}/return/turns/{speaker_id}/hearing")
def hear(
    request: Request,
    pause_id: UUID,
    speaker_id: UUID,
    typed: Typed,
    session: SessionDep,
    member: CurrentMember,
) -> Response:
    """What I heard was…"""
    form = Form.read(Heard, typed)
    if form.input is None:
        return return_page(request, session, member, pause_id, "turns", form=form, status=422)
    try:
        say_heard(session, member, pause_id, speaker_id, form.input.words, now())
    except (Gone, Refused) as error:
        return return_page(request, session, member, pause_id, "turns", form=form, error=error)
    return _to(pause_id, "turns")


@router.post("/pauses/{pause_id}/return/turns/{speaker_id}/word")
def say_word(
    request: Request,
    pause_id: UUID,
    speaker_id: UUID,
    typed: Typed,
    session: SessionDep,
    member: CurrentMember,
) -> Response:
    """Done, that was it, not quite, or leave it out."""
    form = Form.read(TurnWord, typed).or_refuse()
    try:
        WORDS_ON_A_TURN[form.move](session, member, pause_id, speaker_id, now())
    except (Gone, Refused) as error:
        return return_page(request, session, member, pause_id, "turns", error=error)
    return _to(pause_id, "turns")


@router.post("/pauses/{pause_id}/return/wish")
def wish(
    request: Request, pause_id: UUID, typed: Typed, session: SessionDep, member: CurrentMember
) -> Response:
    """How I would like it to end."""
    form = Form.read(Wish, typed).or_refuse()
    try:
        wish_ending(session, member, pause_id, form.wish, now=now())
    except (Gone, Refused) as error:
        return return_page(request, session, member, pause_id, "end", error=error)
    return _to(pause_id, "end")
