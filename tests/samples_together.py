"""Samples of time together, of the evening question and of weekly us: see `samples`."""

from datetime import datetime, time, timedelta
from uuid import UUID

from fastapi import FastAPI
from sqlmodel import Session

from mend.activities.cards import Cost, Energy, Place
from mend.activities.evening_question.days import evening_of, id_of
from mend.activities.evening_question.replies import answer
from mend.activities.leanings import like
from mend.activities.own_ideas import Making, add_idea
from mend.activities.plan_terms import Details, Times
from mend.activities.planning import offer_plan
from mend.activities.plans_models import PlanPhoto
from mend.activities.rituals.agreeing import join as join_ritual
from mend.activities.rituals.agreeing import offer_ritual
from mend.activities.rituals.terms import Terms
from mend.couples.membership import Member, member_of
from mend.ids import new_id
from mend.owntime.kept import Stretch, keep_time
from mend.pictures.storage import names_of
from mend.rhythms.rhythm import daily
from mend.weekly.lines import bring_in
from mend.weekly.meeting import start_meeting
from mend.weekly.models import LineKind
from mend.weekly.ritual import join, suggest_time


def a_plan(session: Session, app: FastAPI, noa: Member, now: datetime) -> UUID:
    """What Noa would like to do with Ilan."""
    plan = offer_plan(
        session,
        noa,
        plan_id=new_id(),
        what="Soup by the canal",
        times=Times([now + timedelta(days=1)], 60),
        details=Details(),
        surprise=False,
        outbox=app.state.outbox,
        now=now,
    )
    return plan.id


def an_own_time(session: Session, _: FastAPI, noa: Member, now: datetime) -> UUID:
    """Time that Noa keeps for herself."""
    stretch = Stretch(daily(now.date()), time(19), "UTC", 60)
    return keep_time(session, noa, new_id(), stretch, now).id


def a_photo(session: Session, app: FastAPI, noa: Member, now: datetime) -> UUID:
    """A photograph that Noa added; its files hold what no route looks into."""
    photo = PlanPhoto(
        couple_id=noa.couple_id,
        id=new_id(),
        plan_id=a_plan(session, app, noa, now),
        added_by=noa.person.id,
        added_at=now,
        width=4,
        height=3,
    )
    session.add(photo)
    session.flush()
    for name in names_of(noa.couple_id, photo.id):
        app.state.pictures.put(name, b"light")
    return photo.id


def a_ritual(session: Session, app: FastAPI, noa: Member, now: datetime) -> UUID:
    """What Noa and Ilan do every day."""
    ilan, outbox = member_of(session, noa.partner.id), app.state.outbox
    assert ilan is not None
    terms = Terms("Tea", "", "", 30, daily(now.date()), time(19), "Europe/Berlin")
    found = offer_ritual(session, noa, ritual_id=new_id(), terms=terms, outbox=outbox, now=now)
    return join_ritual(session, ilan, found.id, seen=1, outbox=outbox, now=now).id


def an_idea(session: Session, _: FastAPI, noa: Member, now: datetime) -> UUID:
    """Something Noa put among the ideas."""
    making = Making(f"Dance {new_id()}", 10, Cost.FREE, Energy.EASY, Place.HOME)
    return add_idea(session, noa, new_id(), making, now).id


def a_match(session: Session, app: FastAPI, noa: Member, now: datetime) -> UUID:
    """What Noa and Ilan both want."""
    key, ilan = str(an_idea(session, app, noa, now)), member_of(session, noa.partner.id)
    assert ilan is not None
    like(session, noa, key, app.state.outbox, now)
    match_id = like(session, ilan, key, app.state.outbox, now)
    assert match_id is not None
    return match_id


def a_question(session: Session, app: FastAPI, noa: Member, now: datetime) -> UUID:
    """What Noa and Ilan are asked this evening, and Noa has answered."""
    question_id = id_of(noa.couple_id, evening_of(noa, now))
    answer(session, noa, question_id, "Soup", seen=0, outbox=app.state.outbox, now=now)
    return question_id


def a_meeting(session: Session, app: FastAPI, noa: Member, now: datetime) -> UUID:
    """The hour that Noa has begun, which she and Ilan have joined."""
    ilan, outbox = member_of(session, noa.partner.id), app.state.outbox
    assert ilan is not None
    found = suggest_time(session, noa, weekday=6, at=time(19), seen=0, outbox=outbox, now=now)
    join(session, ilan, seen=found.number, outbox=outbox, now=now)
    return start_meeting(session, noa, outbox=outbox, now=now).id


def a_line_brought_in(session: Session, app: FastAPI, noa: Member, now: datetime) -> UUID:
    """Something good that Noa brought into the hour."""
    meeting_id = a_meeting(session, app, noa, now)
    line = bring_in(session, noa, meeting_id, line_id=new_id(), kind=LineKind.PLAN, words="The lake", now=now)
    return line.id
