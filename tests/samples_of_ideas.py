"""One row of Noa's of each kind that time together is made of: samples for strangers to be sent to."""

from datetime import datetime, timedelta
from uuid import UUID

from fastapi import FastAPI
from sqlmodel import Session

from mend.activities.cards import Cost, Energy, Place
from mend.activities.leanings import like
from mend.activities.own_ideas import Making, add_idea
from mend.activities.planning import Details, Times, offer_plan
from mend.couples.membership import Member, member_of
from mend.ids import new_id


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
