"""Ideas over HTTP: three at a time, and what one says of them, in secret."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from mend.activities.filters import Filter
from mend.activities.idea_forms import Tap
from mend.activities.idea_pages import IDEAS, SAID, TOGETHER, ideas_page, match_page, said_page
from mend.activities.leanings import WantedByBoth, decline, like, take_back
from mend.activities.models import MAX_KEY, Leaning
from mend.clock import now
from mend.couples.membership import CurrentMember
from mend.database import SessionDep
from mend.errors import NotDone
from mend.notifications.outbox import OutboxDep
from mend.web.forms import Button, Form, Typed

router = APIRouter(include_in_schema=False)

PLACES = frozenset("123")  # of the three


def _on_to_the_next(request: Request, key: str, place: str = "") -> Response:
    """Back to where the tap was: another idea stands in its place, and the tap can be undone."""
    query = request.query_params
    onwards = Filter.read(query).query(after=query.get("after", "")[:MAX_KEY], said=key)
    return RedirectResponse(f"{IDEAS}{onwards}{f'#idea-{place}' if place in PLACES else ''}", 303)


def _match(match_id: UUID) -> Response:
    return RedirectResponse(f"{TOGETHER}/matches/{match_id}", 303)


@router.get(IDEAS)
def ideas(request: Request, session: SessionDep, member: CurrentMember) -> Response:
    """Three ideas."""
    return ideas_page(request, session, member, now())


@router.post(f"{IDEAS}/{{idea}}/leaning")
def say(
    request: Request, idea: str, typed: Typed, session: SessionDep, member: CurrentMember, outbox: OutboxDep
) -> Response:
    """I'd like that, or: not for me."""
    try:
        leaning = Form.read(Tap, typed).or_refuse().leaning
        if leaning is Leaning.LIKE:
            match_id = like(session, member, idea, outbox, now())
            if match_id is not None:
                return _match(match_id)
        else:
            decline(session, member, idea, now())
    except WantedByBoth as error:
        return match_page(request, session, member, error.match_id, now(), error)
    except NotDone as error:
        return ideas_page(request, session, member, now(), error)
    return _on_to_the_next(request, idea, request.query_params.get("place", ""))


@router.post(f"{IDEAS}/{{idea}}/leaning/taking-back")
def unsay(request: Request, idea: str, typed: Typed, session: SessionDep, member: CurrentMember) -> Response:
    """Unsay it."""
    Form.read(Button, typed).or_refuse()
    try:
        take_back(session, member, idea)
    except WantedByBoth as error:
        return match_page(request, session, member, error.match_id, now(), error)
    if request.query_params.get("from") == "said":
        return RedirectResponse(SAID, 303)
    query = request.query_params
    back = Filter.read(query).query(after=query.get("after", "")[:MAX_KEY])
    return RedirectResponse(f"{IDEAS}{back}", 303)


@router.get(SAID)
def said(request: Request, session: SessionDep, member: CurrentMember) -> Response:
    """What one said so far, for one's own eyes."""
    return said_page(request, session, member)
