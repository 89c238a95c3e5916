"""What both want, over HTTP."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from mend.activities.idea_pages import TOGETHER, match_page, together_page
from mend.activities.matches import want_after_all, want_no_more
from mend.clock import now
from mend.couples.membership import CurrentMember
from mend.database import SessionDep
from mend.errors import NotDone
from mend.web.forms import Button, Form, Typed

router = APIRouter(include_in_schema=False)

MATCH = f"{TOGETHER}/matches/{{match_id}}"


@router.get(TOGETHER)
def together(request: Request, session: SessionDep, member: CurrentMember) -> Response:
    """What is planned, and what both want."""
    return together_page(request, session, member, now())


@router.get(MATCH)
def one_match(request: Request, match_id: UUID, session: SessionDep, member: CurrentMember) -> Response:
    """One of them."""
    return match_page(request, session, member, match_id, now())


@router.post(f"{MATCH}/ending")
def end(match_id: UUID, typed: Typed, session: SessionDep, member: CurrentMember) -> Response:
    """Not any more."""
    Form.read(Button, typed).or_refuse()
    want_no_more(session, member, match_id, now())
    return RedirectResponse(f"{TOGETHER}/matches/{match_id}", 303)


@router.post(f"{MATCH}/going-on")
def go_on(
    request: Request, match_id: UUID, typed: Typed, session: SessionDep, member: CurrentMember
) -> Response:
    """Undo "Not any more"."""
    Form.read(Button, typed).or_refuse()
    try:
        goes_on = want_after_all(session, member, match_id, now())
    except NotDone as error:
        return match_page(request, session, member, match_id, now(), error)
    return RedirectResponse(f"{TOGETHER}/matches/{goes_on}", 303)
