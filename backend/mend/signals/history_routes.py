"""Looking back at what there was, without keeping score."""

from datetime import UTC, datetime
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from mend.clock import now
from mend.couples.membership import CurrentMember
from mend.database import SessionDep
from mend.signals.attempts import accepted_repairs
from mend.signals.forgetting import KEPT_FOR
from mend.signals.history import keep, keep_no_longer, past_pauses
from mend.web.forms import Button, Form, Typed
from mend.web.templates import page

router = APIRouter(include_in_schema=False)

HISTORY = "/us/history"
SINCE_EVER = datetime.min.replace(tzinfo=UTC)


@router.get(HISTORY)
def history(request: Request, session: SessionDep, member: CurrentMember) -> Response:
    """What was called, returned and settled."""
    return page(
        request,
        "signals/history.html",
        tab="us",
        past=past_pauses(session, member.couple_id, now()),
        accepted=accepted_repairs(session, member.couple_id, SINCE_EVER),
        days=KEPT_FOR.days,
    )


@router.post("/pauses/{pause_id}/keepsake")
def keep_pause(pause_id: UUID, typed: Typed, session: SessionDep, member: CurrentMember) -> Response:
    """I would like to keep this."""
    Form.read(Button, typed).or_refuse()
    keep(session, member, pause_id, now())
    return RedirectResponse(HISTORY, 303)


@router.post("/pauses/{pause_id}/keepsake/removal")
def let_pause_go(pause_id: UUID, typed: Typed, session: SessionDep, member: CurrentMember) -> Response:
    """It may go."""
    Form.read(Button, typed).or_refuse()
    keep_no_longer(session, member, pause_id, now())
    return RedirectResponse(HISTORY, 303)
