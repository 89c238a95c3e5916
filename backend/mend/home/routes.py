"""The two pages behind the tabs, and the welcome before signing in."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from mend.accounts.identity import MaybeAsker, SignedInAsker
from mend.accounts.models import SignedInBrowser
from mend.activities.evening_question.reading import tonight
from mend.agreements.versions import Agreement, current_agreement, pending_agreement
from mend.clock import now
from mend.couples.leaving import last_closed_space
from mend.couples.membership import CurrentMember, MaybeMember, Member
from mend.database import SessionDep
from mend.errors import N_
from mend.home import thanking
from mend.home.evening import evening_of
from mend.home.next_together import next_together
from mend.ids import new_id
from mend.notifications.devices import devices_of
from mend.notifications.outbox import OutboxDep
from mend.signals.pauses import open_pause
from mend.signals.reaching_out import reaching_out
from mend.signals.rehearsals import latest_rehearsal, showings
from mend.signals.returns import unfinished_return
from mend.signals.states import pause_state
from mend.thanks.jar import latest_thanks_for
from mend.thanks.messages import from_whom
from mend.web.templates import page, wants_fragment, words_for
from mend.weekly.ritual_pages import home_card

router = APIRouter(include_in_schema=False)
router.include_router(thanking.router)

MORNING, AFTERNOON, EVENING, NIGHT = 5, 12, 18, 22  # hours of the reader's clock


@dataclass(frozen=True)
class Readiness:
    """What the two still have to do, so that a pause will arrive.

    `receives`: some device of the reader's can; `here`: the one they are looking at can.
    """

    receives: bool
    here: bool
    agreed: bool
    waits_for_me: bool
    rehearsed: bool

    @property
    def complete(self) -> bool:
        """Whether nothing is left to do."""
        return self.receives and self.agreed and self.rehearsed


def readiness(session: Session, member: Member, browser: SignedInBrowser, agreement: Agreement) -> Readiness:
    """How far the two have come, as seen from `browser`."""
    able = [
        device
        for device in devices_of(session, member.person.id)
        if device.must_subscribe_again_since is None
    ]
    rehearsal = latest_rehearsal(session, member.couple_id)
    pending = pending_agreement(session, member.couple_id)
    return Readiness(
        receives=bool(able),
        here=any(device.browser_id == browser.id for device in able),
        agreed=agreement.number > 0,
        waits_for_me=pending is not None and pending.proposed_by != member.person.id,
        rehearsed=rehearsal is not None
        and all(showing.was_shown for showing in showings(session, member, rehearsal)),
    )


def greeting(at: datetime, zone: str) -> str:
    """How one greets at this hour."""
    hour = at.astimezone(ZoneInfo(zone)).hour
    if MORNING <= hour < AFTERNOON:
        return N_("Good morning, %(name)s")
    if AFTERNOON <= hour < EVENING:
        return N_("Good afternoon, %(name)s")
    if EVENING <= hour < NIGHT:
        return N_("Good evening, %(name)s")
    return N_("Hello, %(name)s")


@router.get("/")
def home(
    request: Request, session: SessionDep, asker: MaybeAsker, member: MaybeMember, outbox: OutboxDep
) -> Response:
    """Home: for a couple, for somebody alone, or the welcome for whoever is not signed in."""
    if member is None and wants_fragment(request):
        # A part of a couple's home is asked for that is no more: the whole page has something else to say.
        return Response(status_code=204, headers={"HX-Redirect": "/"})
    if asker is None:
        return page(request, "home/welcome.html")
    at = now()
    hello = greeting(at, asker.person.time_zone)
    if member is None:
        return page(
            request, "home/alone.html", hello=hello, closed=last_closed_space(session, asker.person.id)
        )
    agreement = current_agreement(session, member.couple_id)
    pause = open_pause(session, member.couple_id, at)
    thanks = latest_thanks_for(session, member, at)
    return page(
        request,
        "home/home.html",
        tab="home",
        at=at,
        hello=hello,
        pause=pause,
        pause_state=pause_state(pause, at).value if pause else "",
        returning=unfinished_return(session, member.couple_id, at),
        together=next_together(request, session, member, at),
        weekly=home_card(request, session, member, at),
        ready=readiness(session, member, asker.browser, agreement),
        reach=reaching_out(session, member, at),
        evening=evening_of(session, member, outbox, at),
        tonight=tonight(session, member, at),
        new_id=new_id,
        agreement=agreement,
        thanks=thanks,
        thanks_from=from_whom(
            member.partner.name, thanks.given_at, asker.person.time_zone, at, words_for(request)
        )
        if thanks
        else "",
    )


@router.get("/us")
def us(request: Request, session: SessionDep, asker: SignedInAsker, member: CurrentMember) -> Response:
    """What the two share, and everything about staying and leaving."""
    agreement = current_agreement(session, member.couple_id)
    return page(
        request,
        "home/us.html",
        tab="us",
        ready=readiness(session, member, asker.browser, agreement),
        agreement=agreement,
    )
