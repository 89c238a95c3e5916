"""The pages of reminders, and the line on a plan's page that says when the next one comes."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fastapi import Request, Response
from sqlmodel import Session

from mend.activities.plan_diary import PlanNow, find_plan
from mend.activities.reminder_choices import choice_for
from mend.activities.reminder_forms import ChosenLeads, ChosenUsual
from mend.activities.reminder_models import Lead
from mend.activities.reminder_times import NINE, SIX, due_at, times_of
from mend.activities.surprises import shown_to
from mend.couples.membership import Member
from mend.couples.saying import day_and_time, said_to
from mend.errors import N_
from mend.notifications.quiet import quiet_hours_of, quiet_until
from mend.web.forms import Form
from mend.web.hours import typed_time
from mend.web.templates import page, words_for
from mend.web.words import Words

_NAMES = {
    Lead.EVENING_BEFORE: N_("The evening before"),
    Lead.MORNING: N_("That morning"),
    Lead.TWO_HOURS: N_("Two hours before"),
    Lead.HALF_HOUR: N_("Half an hour before"),
    Lead.START: N_("When it begins"),
}


@dataclass(frozen=True)
class Tick:
    """One time to choose: what it is called, and more about it."""

    name: str
    title: str
    more: str


def usual_page(
    request: Request,
    session: Session,
    member: Member,
    form: Form[ChosenUsual],
    *,
    status: int = 200,
    saved: bool = False,
) -> Response:
    """When one is told of every plan."""
    words = words_for(request)
    more = {
        Lead.EVENING_BEFORE: words.say("At %(time)s", time=typed_time(SIX)),
        Lead.MORNING: words.say(
            "At %(time)s; of what begins before 09:30, the evening before", time=typed_time(NINE)
        ),
        Lead.START: words.say("A quiet word: phones away"),
    }
    return page(
        request,
        "activities/reminders.html",
        status,
        tab="us",
        form=form,
        ticks=[Tick(lead.value, words.say(name), more.get(lead, "")) for lead, name in _NAMES.items()],
        has_quiet_hours=quiet_hours_of(session, member.person.id) is not None,
        saved=saved,
    )


def reminder_page(
    request: Request,
    session: Session,
    member: Member,
    plan_id: UUID,
    form: Form[ChosenLeads],
    now: datetime,
    *,
    status: int = 200,
    saved: bool = False,
) -> Response:
    """When one is told of this plan, with the moments that its times are."""
    plan, words = find_plan(session, member, plan_id), words_for(request)
    choice = choice_for(session, member, plan_id)
    return page(
        request,
        "activities/reminder.html",
        status,
        tab="together",
        plan=shown_to(plan, member.person.id),
        said=said_to(member, plan.starts_at, now, words),
        form=form,
        ticks=_ticks(session, member, plan.starts_at, now, words),
        is_usual=choice.is_usual,
        is_frequent=choice.is_frequent,
        saved=saved,
    )


def reminded_at(session: Session, member: Member, plan: PlanNow, now: datetime, words: Words) -> str:
    """When the member is told of a plan that is still to come: Today, 17:00 · Today, 18:30."""
    leads, zone = choice_for(session, member, plan.id).leads, member.person.time_zone
    if not leads:
        return words.say("Not of this one")
    times = [due for due in times_of(leads, plan.starts_at, zone).values() if due > now]
    if not times:
        return words.say("Not any more before it begins")
    return "\u00a0· ".join(day_and_time(due, zone, now, words) for due in times)


def _ticks(session: Session, member: Member, starts_at: datetime, now: datetime, words: Words) -> list[Tick]:
    zone, quiet = member.person.time_zone, quiet_hours_of(session, member.person.id)
    found = []
    for lead, name in _NAMES.items():
        due = due_at(lead, starts_at, zone)
        when = day_and_time(due, zone, now, words)
        if lead is Lead.MORNING and due == due_at(Lead.EVENING_BEFORE, starts_at, zone):
            when = words.say("%(when)s, for it begins before 09:30", when=when)
        end = quiet_until(quiet, zone, due) if quiet else None
        if due <= now:
            more = words.say("This time has passed.")
        elif end is None:
            more = when
        elif end < starts_at:
            more = words.say(
                "%(when)s, in your quiet hours: it comes at %(time)s", when=when, time=words.time(end, zone)
            )
        else:
            more = words.say("%(when)s, in your quiet hours: it does not come", when=when)
        found.append(Tick(lead.value, words.say(name), more))
    return found
