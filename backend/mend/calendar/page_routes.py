"""The page of one's own calendar address. The partner has no page that tells of it."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session

from mend.calendar.addresses import choose_titles, end_address, feed_of, make_address
from mend.calendar.feed_routes import FEED
from mend.calendar.forms import Chosen
from mend.calendar.models import Titles
from mend.clock import now
from mend.couples.membership import CurrentMember, Member
from mend.database import SessionDep
from mend.errors import NotDone
from mend.web.forms import Form, Typed
from mend.web.templates import page

router = APIRouter(include_in_schema=False)

CALENDAR = "/us/calendar"


def _calendar_page(
    request: Request,
    session: Session,
    member: Member,
    *,
    status: int = 200,
    form: Form[Chosen] | None = None,
    saved: bool = False,
) -> Response:
    feed = feed_of(session, member)
    titles = feed.titles if feed else Titles.NEUTRAL
    return page(
        request,
        "calendar/calendar.html",
        status,
        tab="us",
        feed=feed,
        form=form or Form[Chosen].blank(request, titles=titles.value),
        saved=saved,
    )


@router.get(CALENDAR)
def calendar_page(
    request: Request, session: SessionDep, member: CurrentMember, saved: bool = False
) -> Response:
    """Whether there is an address, and how much it says; never the address itself."""
    return _calendar_page(request, session, member, saved=saved)


@router.post(CALENDAR)
def new_address(request: Request, typed: Typed, session: SessionDep, member: CurrentMember) -> Response:
    """A new address. This answer is the only place it is ever shown: it stands in no cache."""
    form = Form.read(Chosen, typed)
    if form.input is None:
        return _calendar_page(request, session, member, status=422, form=form)
    key = make_address(session, member, form.input.titles, now())
    address = request.app.state.settings.origin + FEED.format(key=key)
    return page(
        request,
        "calendar/address.html",
        201,
        tab="us",
        address=address,
        subscribe=f"webcal:{address.partition(':')[2]}",
    )


@router.post(f"{CALENDAR}/titles")
def other_titles(request: Request, typed: Typed, session: SessionDep, member: CurrentMember) -> Response:
    """Say more or less from now on, under the same address."""
    form, status = Form.read(Chosen, typed), 422
    if form.input is not None:
        try:
            choose_titles(session, member, form.input.titles)
            return RedirectResponse(f"{CALENDAR}?saved=true", 303)
        except NotDone as error:
            form, status = form.with_error(error), error.status
    return _calendar_page(request, session, member, status=status, form=form)


@router.post(f"{CALENDAR}/ending")
def end(session: SessionDep, member: CurrentMember) -> Response:
    """The address stops working."""
    end_address(session, member, now())
    return RedirectResponse(CALENDAR, 303)
