"""One row of Noa's for every path parameter of a route, so that strangers can be sent to it.

A new path parameter needs an entry in SAMPLES; a form that must be filled in before anything is looked up
needs one in FIELDS. The stranger test fails until they are there.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from fastapi import FastAPI
from sqlmodel import Session, select

from mend.accounts.models import SignedInBrowser
from mend.agreements.versions import Wording, propose
from mend.couples.membership import Member
from mend.couples.models import Invitation
from mend.ids import new_id
from mend.notifications.models import Device
from mend.signals.pauses import call_pause
from mend.signals.rehearsals import start_rehearsal
from mend.talks.booking import Terms, offer_talk
from mend.talks.conversation import park
from mend.talks.models import Talk

Sample = Callable[[Session, FastAPI, Member, datetime], UUID]


def a_browser(session: Session, _: FastAPI, noa: Member, now: datetime) -> UUID:
    """Where Noa is signed in too."""
    browser = SignedInBrowser(
        id=new_id(),
        person_id=noa.person.id,
        token_hash=new_id().bytes,
        label="Firefox, Linux",
        signed_in_at=now,
        last_used_at=now,
        expires_at=now + timedelta(days=1),
    )
    session.add(browser)
    session.flush()
    return browser.id


def a_device(session: Session, app: FastAPI, noa: Member, now: datetime) -> UUID:
    """A device Noa can be reached on."""
    device = Device(
        id=new_id(),
        person_id=noa.person.id,
        browser_id=a_browser(session, app, noa, now),
        endpoint=f"https://push.example.org/{new_id()}",
        p256dh="",
        auth="",
        server_key="",
        label="Firefox, Linux",
        registered_at=now,
        confirmed_at=now,
    )
    session.add(device)
    session.flush()
    return device.id


def an_invitation(session: Session, _: FastAPI, noa: Member, now: datetime) -> UUID:
    """An invitation of Noa's that nobody has accepted."""
    invitation = Invitation(
        id=new_id(),
        inviter_id=noa.person.id,
        code_hash=new_id().bytes,
        invited_at=now,
        expires_at=now + timedelta(hours=1),
    )
    session.add(invitation)
    session.flush()
    return invitation.id


def a_suggested_agreement(session: Session, _: FastAPI, noa: Member, now: datetime) -> UUID:
    """What Noa suggested to Ilan."""
    return propose(session, noa, Wording("Teapot"), instead_of=None, now=now)


def a_pause(session: Session, app: FastAPI, noa: Member, now: datetime) -> UUID:
    """A pause Noa called."""
    called = call_pause(
        session,
        noa,
        call_id=new_id(),
        minutes=20,
        waited=timedelta(0),
        outbox=app.state.outbox,
        now=now,
    )
    return called.pause.id


def a_rehearsal(session: Session, app: FastAPI, noa: Member, now: datetime) -> UUID:
    """A practice Noa began."""
    return start_rehearsal(session, noa, outbox=app.state.outbox, now=now).id


def a_talk(session: Session, app: FastAPI, noa: Member, now: datetime) -> UUID:
    """What Noa would like to talk about."""
    talk = offer_talk(
        session,
        noa,
        talk_id=new_id(),
        topic="The garden",
        terms=Terms([now + timedelta(days=1)], "On a walk", 30),
        outbox=app.state.outbox,
        now=now,
    )
    return talk.id


def a_parked_line(session: Session, app: FastAPI, noa: Member, now: datetime) -> UUID:
    """What Noa parked for later: in the talk there is, for a line is found within its own."""
    known = session.exec(select(Talk.id).where(Talk.couple_id == noa.couple_id)).first()
    talk_id = known or a_talk(session, app, noa, now)
    return park(session, noa, talk_id, line_id=new_id(), words="The bicycle", now=now).id


SAMPLES: dict[str, Sample] = {
    "browser_id": a_browser,
    "device_id": a_device,
    "invitation_id": an_invitation,
    "version_id": a_suggested_agreement,
    "pause_id": a_pause,
    "rehearsal_id": a_rehearsal,
    "talk_id": a_talk,
    "line_id": a_parked_line,
}

# What a stranger fills in, where a form is checked before its subject is looked up.
FIELDS: dict[str, dict[str, str]] = {
    "/pauses/{pause_id}/notes": {"practical": "kids"},
}
