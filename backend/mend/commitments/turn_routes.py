"""What its keeper does with a promise, over HTTP: rest, take up again, finish, let go."""

from typing import Literal
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from mend.clock import now
from mend.commitments.models import Turn
from mend.commitments.promise_pages import promise_page
from mend.commitments.turns import take_turn_with
from mend.couples.membership import CurrentMember
from mend.database import SessionDep
from mend.errors import NotDone
from mend.web.forms import Form, FormModel, Typed

router = APIRouter(include_in_schema=False)


class ChosenTurn(FormModel):
    """One of the buttons."""

    turn: Literal[Turn.RESTED, Turn.TAKEN_UP, Turn.FINISHED, Turn.LET_GO]


@router.post("/promises/{promise_id}/turns")
def take_turn(
    request: Request, promise_id: UUID, typed: Typed, session: SessionDep, member: CurrentMember
) -> Response:
    """Let it rest, take it up again, finish it or let it go."""
    try:
        turn = Form.read(ChosenTurn, typed).or_refuse().turn
        take_turn_with(session, member, promise_id, Turn(turn), now=now())
    except NotDone as error:
        return promise_page(request, session, member, promise_id, now(), error)
    return RedirectResponse(f"/promises/{promise_id}", 303)
