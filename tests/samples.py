"""One row of Noa's for every path parameter of a route, so that strangers can be sent to it.

A new path parameter needs an entry in SAMPLES; a form that must be filled in before anything is looked up
needs one in FIELDS, and what a script posts one in BODIES. The stranger test fails until they are there.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from uuid import UUID

from fastapi import FastAPI
from sqlmodel import Session, select

from mend.accounts.models import Scope, SignedInBrowser
from mend.accounts.tokens import make_token, tokens_of
from mend.agreements.versions import Wording, propose
from mend.busy.addresses import check_address
from mend.busy.calendars import add_calendar
from mend.cloth.models import Kind
from mend.cloth.stitches import add_stitch
from mend.commitments.days import today_of
from mend.commitments.entries import enter
from mend.commitments.entry_models import Outcome
from mend.commitments.models import Commitment
from mend.commitments.offers import accept_wording, offer_promise
from mend.commitments.wordings import Terms as PromiseTerms
from mend.couples.membership import Member, member_of
from mend.couples.models import Invitation
from mend.ids import new_id
from mend.notifications.models import Device
from mend.rhythms.rhythm import daily
from mend.signals.decks import START_OVER, add_phrase
from mend.signals.notes import write_for_later
from mend.signals.pauses import call_pause
from mend.signals.rehearsals import start_rehearsal
from mend.signals.repairs import send_repair
from mend.signals.soothing import add_item
from mend.talks.booking import Terms, offer_talk
from mend.talks.conversation import park
from mend.talks.models import Talk
from mend.thanks.jar import give_thanks
from tests.samples_together import (
    a_line_brought_in,
    a_match,
    a_meeting,
    a_photo,
    a_plan,
    a_question,
    a_ritual,
    an_idea,
    an_own_time,
)

Id = UUID | int | date
Sample = Callable[[Session, FastAPI, Member, datetime], Id]


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


def a_token(session: Session, _: FastAPI, noa: Member, now: datetime) -> UUID:
    """A token of Noa's for some button."""
    make_token(session, noa.person, name="Kitchen speaker", scope=Scope.SEND, now=now)
    return tokens_of(session, noa.person)[0].id


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


def a_waiting_note(session: Session, app: FastAPI, noa: Member, now: datetime) -> UUID:
    """What Noa wants to say at the return from her pause."""
    pause_id = a_pause(session, app, noa, now)
    return write_for_later(session, noa, pause_id, note_id=new_id(), words="Later", now=now).id


def a_soothing_item(session: Session, _: FastAPI, noa: Member, now: datetime) -> UUID:
    """Something that helps Noa."""
    return add_item(session, noa, "The balcony", share=True, now=now).id


def a_speaker(session: Session, app: FastAPI, noa: Member, now: datetime) -> UUID:
    """Noa herself, who may speak in the return from her pause."""
    return noa.person.id


def a_repair(session: Session, app: FastAPI, noa: Member, now: datetime) -> UUID:
    """What Noa reached out with."""
    sent = send_repair(
        session,
        noa,
        repair_id=new_id(),
        key=START_OVER,
        pause_id=None,
        outbox=app.state.outbox,
        now=now,
    )
    return sent.repair.id


def a_phrase(session: Session, _: FastAPI, noa: Member, now: datetime) -> UUID:
    """Words of Noa's own in the deck."""
    return add_phrase(session, noa, new_id(), "Pancakes?", now).id


def a_thank_you(session: Session, app: FastAPI, noa: Member, now: datetime) -> UUID:
    """What Noa thanked Ilan for."""
    thanks = give_thanks(session, noa, thanks_id=new_id(), words="Soup", outbox=app.state.outbox, now=now)
    return thanks.id


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


def a_promise(session: Session, app: FastAPI, noa: Member, now: datetime) -> UUID:
    """What Noa promises to do every day, and Ilan said yes to: the one there is, for entries belong to it."""
    known = session.exec(select(Commitment.id).where(Commitment.couple_id == noa.couple_id)).first()
    if known:
        return known
    terms = PromiseTerms("Tea at eight", "", daily(today_of(noa, now)))
    outbox = app.state.outbox
    promise = offer_promise(
        session,
        noa,
        commitment_id=new_id(),
        owner_id=noa.person.id,
        terms=terms,
        outbox=outbox,
        now=now,
    )
    ilan = member_of(session, noa.partner.id)
    assert ilan is not None
    accept_wording(session, ilan, promise.id, seen=1, outbox=outbox, now=now)
    return promise.id


def a_day(_: Session, __: FastAPI, noa: Member, now: datetime) -> date:
    """Today, where Noa is."""
    return today_of(noa, now)


def an_entry(session: Session, app: FastAPI, noa: Member, now: datetime) -> UUID:
    """What Noa said of today."""
    return enter(
        session,
        noa,
        entry_id=new_id(),
        commitment_id=a_promise(session, app, noa, now),
        occasion_on=today_of(noa, now),
        outcome=Outcome.MISSED,
        tapped_at=now,
        now=now,
    ).id


def a_finished_year(session: Session, _: FastAPI, noa: Member, now: datetime) -> int:
    """A year in which only Noa and Ilan sewed something."""
    add_stitch(session, noa.couple_id, Kind.PROMISE, new_id(), now - timedelta(days=3 * 365))
    return now.year - 3


def a_busy_calendar(session: Session, app: FastAPI, noa: Member, now: datetime) -> UUID:
    """A calendar of Noa's that Mend reads."""
    return add_calendar(
        session,
        noa,
        calendar_id=new_id(),
        label="Work",
        address=check_address("https://calendar.example.org/noa.ics"),
        secret=app.state.secret,
        now=now,
    ).id


SAMPLES: dict[str, Sample] = {
    "browser_id": a_browser,
    "token_id": a_token,
    "device_id": a_device,
    "invitation_id": an_invitation,
    "version_id": a_suggested_agreement,
    "pause_id": a_pause,
    "signal_id": a_pause,
    "rehearsal_id": a_rehearsal,
    "note_id": a_waiting_note,
    "item_id": a_soothing_item,
    "speaker_id": a_speaker,
    "repair_id": a_repair,
    "phrase_id": a_phrase,
    "thanks_id": a_thank_you,
    "talk_id": a_talk,
    "line_id": a_parked_line,
    "promise_id": a_promise,
    "day": a_day,
    "entry_id": an_entry,
    "plan_id": a_plan,
    "own_time_id": an_own_time,
    "ritual_id": a_ritual,
    "year": a_finished_year,
    "idea": an_idea,
    "idea_id": an_idea,
    "match_id": a_match,
    "meeting_id": a_meeting,
    "brought_id": a_line_brought_in,
    "question_id": a_question,
    "photo_id": a_photo,
    "busy_id": a_busy_calendar,
}

# What a stranger fills in, where a form is checked before its subject is looked up.
FIELDS: dict[str, dict[str, str]] = {
    "/pauses/{pause_id}/notes": {"practical": "kids"},
    "/pauses/{pause_id}/delays": {"at": "20:30"},
    "/pauses/{pause_id}/later": {"id": str(new_id()), "words": "Later"},
    "/pauses/{pause_id}/return/words": {"step": "kindness", "words": "Thank you"},
    "/pauses/{pause_id}/return/turns": {"speaker_id": str(new_id())},
    "/pauses/{pause_id}/return/turns/{speaker_id}/hearing": {"words": "You were tired"},
    "/pauses/{pause_id}/return/turns/{speaker_id}/word": {"move": "done"},
    "/pauses/{pause_id}/return/wish": {"wish": "settled"},
    **{
        f"/promises/{{promise_id}}/{answer}": {"seen": "1"}
        for answer in ("acceptance", "refusal", "taking-back", "review")
    },
    "/promises/{promise_id}/turns": {"turn": "rested"},
    "/together/ideas/{idea}/leaning": {"leaning": "like"},
    "/us/soothing/items/{item_id}/sharing": {"shared": "true"},
    "/promises/{promise_id}/entries/{entry_id}/way-on": {"way": "let_go"},
    "/promises/{promise_id}/entries/{entry_id}/amends/answers": {"reply": "thanks"},
    "/weekly/meetings/{meeting_id}/step": {"step": "thanks"},
    "/weekly/meetings/{meeting_id}/presence": {"present": "yes"},
    "/weekly/meetings/{meeting_id}/thanks": {"id": str(new_id()), "words": "The soup"},
    "/weekly/meetings/{meeting_id}/plan": {"words": "The sea"},
    "/weekly/meetings/{meeting_id}/issue": {"words": "The money"},
    "/weekly/meetings/{meeting_id}/promises/{promise_id}/look": {"verdict": "keep", "seen": "1"},
}

# What a script sends to a route of the API.
BODIES: dict[str, dict[str, str]] = {
    "/api/signals": {"kind": "pause"},
}
