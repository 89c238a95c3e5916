"""When rituals take the two's time: the days that are no plan yet. Those that are, plans know."""

from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from mend.activities.plans_models import Plan
from mend.activities.rituals.days import days_until, moment_on, occasion_id
from mend.activities.rituals.reading import RitualNow, rituals_that_go_on
from mend.couples.busy import Busy
from mend.couples.membership import Member
from mend.errors import N_


def ritual_times(session: Session, member: Member, begins: datetime, ends: datetime) -> list[Busy]:
    """When the two do what they do again and again, between two moments; never what."""
    rituals = rituals_that_go_on(session, member.couple_id)
    found = [busy for one in rituals for busy in _of(one, begins, ends)]
    if not found:
        return []
    known = set(
        session.exec(
            select(Plan.id).where(
                Plan.couple_id == member.couple_id,
                col(Plan.ritual_id).in_([one.id for one in rituals]),
                col(Plan.occasion_on).between(_day(begins, -2), _day(ends, 2)),
            )
        )
    )
    return [busy for busy in found if busy.about not in known]


def _of(found: RitualNow, begins: datetime, ends: datetime) -> list[Busy]:
    terms, ritual_id = found.terms, found.id
    length = timedelta(minutes=terms.minutes)
    joined_at = found.agreed.joined_at if found.agreed else None
    since = max(begins - length, joined_at or begins)
    times: list[tuple[UUID, datetime]] = [
        (occasion_id(ritual_id, day), moment_on(terms, day))
        for day in days_until(terms, since, ends.astimezone(ZoneInfo(terms.zone)).date())
    ]
    return [
        Busy(moment, moment + length, plan_id, N_("You two have a plan at %(time)s."))
        for plan_id, moment in times
        if moment < ends
    ]


def _day(moment: datetime, more: int) -> date:
    """The day of `moment` in UTC and some more: none of any zone is missed."""
    return moment.date() + timedelta(days=more)
