"""Each is told of a plan at the times they chose, by their own clock; never of what is off, nor twice."""

from datetime import UTC, datetime, time

import pytest
import sqlalchemy as sa
from sqlmodel import select

from mend.activities.plan_diary import PlanNow
from mend.activities.reminder_messages import KIND
from mend.activities.reminder_models import Lead
from mend.activities.reminder_times import times_of
from mend.app import chores_of, create_app
from mend.couples.leaving import close_space
from mend.database import unit_of_work
from mend.errors import Gone, NotFound, Refused
from mend.live.events import events_since
from mend.notifications.claims import claim_due
from mend.notifications.message import Wording
from mend.notifications.models import Delivery, DeliveryState, Notification, QuietTime
from mend.notifications.outbox import Message
from mend.notifications.quiet import set_quiet_hours
from mend.settings import Settings
from tests.activities import plan_fixtures
from tests.activities.planners import (
    BRING,
    DAY,
    HOUR,
    LATER,
    NOTE,
    PLACE,
    TOMORROW,
    WHAT,
    Planner,
    reminders,
    rows,
)
from tests.signals.partners import MINUTE, THEN

noas, ilans, maras = plan_fixtures.noas, plan_fixtures.ilans, plan_fixtures.maras
offered, planned = plan_fixtures.offered, plan_fixtures.planned

EVENING, MORNING, TWO, HALF, START = Lead
# TOMORROW is 20:20 on Saturday, 21 November, in Berlin and 14:20 in New York.


def deliver(engine: sa.Engine, at: datetime) -> list[str]:
    """What leaves at this moment for a push service, which accepts it."""
    with unit_of_work(engine) as session:
        claims = claim_due(session, at, 10)
        for claim in claims:
            row = session.get_one(Delivery, (claim.delivery.couple_id, claim.delivery.id))
            row.state, row.leased_until = DeliveryState.ACCEPTED, None
        return [claim.notification.title for claim in claims]


def say(to: Planner, title: str, at: datetime) -> None:
    """Tell somebody something that is no signal."""
    with unit_of_work(to.engine) as session:
        member, words = to.member(session), to.outbox.languages.of("en")
        to.outbox.tell(
            session,
            Message("thanks", title, "", Wording(title, ""), "/", words),
            couple_id=member.couple_id,
            recipient=member.person,
            about="thanks",
            dedupe_key=title,
            replaces=title,
            expires_at=at + DAY,
            now=at,
        )


def quiet_until(who: Planner, ends: time) -> None:
    """Have quiet hours, from six in the evening on."""
    with unit_of_work(who.engine) as session:
        member = who.member(session)
        set_quiet_hours(session, member, begins=time(18), ends=ends, signals_ring=True, now=THEN)


def times(engine: sa.Engine, who: Planner) -> list[datetime]:
    return [due for person, due, _ in reminders(engine) if person == who.id]


@pytest.mark.parametrize(
    ("lead", "starts_at", "due"),
    [
        (EVENING, datetime(2026, 11, 21, 19, 20, tzinfo=UTC), datetime(2026, 11, 20, 17, tzinfo=UTC)),
        (MORNING, datetime(2026, 11, 21, 19, 20, tzinfo=UTC), datetime(2026, 11, 21, 8, tzinfo=UTC)),
        # 09:30, of which nine is half an hour before; and 09:20, of which it would be too late.
        (MORNING, datetime(2026, 11, 21, 8, 30, tzinfo=UTC), datetime(2026, 11, 21, 8, tzinfo=UTC)),
        (MORNING, datetime(2026, 11, 21, 8, 20, tzinfo=UTC), datetime(2026, 11, 20, 17, tzinfo=UTC)),
        # Clocks go forward in the night between: six is six.
        (EVENING, datetime(2027, 3, 28, 10, tzinfo=UTC), datetime(2027, 3, 27, 17, tzinfo=UTC)),
        (MORNING, datetime(2027, 3, 28, 10, tzinfo=UTC), datetime(2027, 3, 28, 7, tzinfo=UTC)),
        (TWO, datetime(2027, 3, 28, 2, tzinfo=UTC), datetime(2027, 3, 28, 0, tzinfo=UTC)),
    ],
)
def test_each_time_is_a_time_of_the_readers_clock(lead: Lead, starts_at: datetime, due: datetime) -> None:
    assert times_of({lead}, starts_at, "Europe/Berlin") == {lead: due}


def test_two_that_fall_due_together_are_one() -> None:
    early = datetime(2026, 11, 21, 7, tzinfo=UTC)
    assert list(times_of({EVENING, MORNING}, early, "Europe/Berlin")) == [EVENING]


def test_who_chose_nothing_is_told_two_hours_before_and_each_by_their_own_clock(
    noas: Planner, ilans: Planner, engine: sa.Engine
) -> None:
    ilans.travel("America/New_York")
    ilans.take(noas.offer())
    due = TOMORROW - 2 * HOUR
    assert set(reminders(engine)) == {
        (noas.id, due, "Pause · a plan, 20:20"),
        (ilans.id, due, "Pause · a plan, 14:20"),
    }


def test_the_lock_screen_holds_the_phrase_and_a_time_and_is_silent_at_the_start_alone(
    noas: Planner, ilans: Planner, engine: sa.Engine
) -> None:
    noas.remind(*Lead)
    ilans.remind()
    plan = ilans.take(noas.offer(at=THEN - 3 * HOUR, surprise=True), at=THEN - 3 * HOUR)
    told = sorted((row for row in rows(engine, Notification) if row.kind == KIND), key=lambda row: row.due_at)
    assert [(row.title, row.due_at, row.expires_at, row.silent) for row in told] == [
        ("Pause · a plan, Saturday, 20:20", datetime(2026, 11, 20, 17, 0, tzinfo=UTC), TOMORROW, False),
        ("Pause · a plan, 20:20", datetime(2026, 11, 21, 8, 0, tzinfo=UTC), TOMORROW, False),
        ("Pause · a plan, 20:20", TOMORROW - 2 * HOUR, TOMORROW, False),
        ("Pause · a plan, 20:20", TOMORROW - 30 * MINUTE, TOMORROW, False),
        ("Pause · phones away, it is time for you two", TOMORROW, TOMORROW + 15 * MINUTE, True),
    ]
    for row in told:
        shown = (row.title, row.body, row.ended_title, row.ended_body)
        assert not [w for w in (WHAT, PLACE, NOTE, BRING, "Noa", "Ilan", "surprise") for s in shown if w in s]
        assert (row.path, row.is_signal, row.actions) == (f"/together/plans/{plan.id}", False, [])


def test_it_rings_once_and_a_moved_plan_takes_its_reminder_along(
    planned: PlanNow, noas: Planner, ilans: Planner, engine: sa.Engine
) -> None:
    noas.add_device()
    deliver(engine, THEN)
    due = TOMORROW - 2 * HOUR
    assert deliver(engine, due - MINUTE) == []
    assert deliver(engine, due) == ["Pause · a plan, 20:20"]
    for minutes in (1, 10, 60):
        noas.chore(due + minutes * MINUTE)
        assert deliver(engine, due + minutes * MINUTE) == []
    moved = ilans.suggest(planned, TOMORROW + DAY, at=due + HOUR)
    assert times(engine, ilans) == []
    noas.take(moved, at=due + HOUR)
    assert times(engine, ilans) == [due + DAY]


@pytest.mark.parametrize("how", ["cancel", "suggest", "close", "unplanned"])
def test_nobody_is_told_of_what_is_off(
    planned: PlanNow, noas: Planner, ilans: Planner, engine: sa.Engine, how: str
) -> None:
    ilans.add_device()
    if how == "cancel":
        noas.cancel(planned)
    elif how == "suggest":
        noas.suggest(planned, TOMORROW + DAY)
    elif how == "close":
        with unit_of_work(engine) as session:
            close_space(session, noas.member(session), THEN)
    else:  # by no verb
        with unit_of_work(engine) as session:
            session.delete(session.get_one(type(planned.plan), (planned.plan.couple_id, planned.id)))
    noas.chore(THEN + MINUTE)
    assert reminders(engine) == []
    assert "Pause · a plan, 20:20" not in deliver(engine, TOMORROW - 2 * HOUR)


def test_a_plan_that_no_verb_planned_is_told_of_once_it_comes_near(
    noas: Planner, ilans: Planner, engine: sa.Engine
) -> None:
    ilans.take(noas.offer(TOMORROW + 8 * DAY))
    noas.chore(TOMORROW + 5 * DAY)
    assert reminders(engine) == []
    for minutes in (0, 10):
        noas.chore(TOMORROW + 7 * DAY + minutes * MINUTE)
        assert times(engine, noas) == times(engine, ilans) == [TOMORROW + 8 * DAY - 2 * HOUR]


def test_who_travels_is_told_by_the_clock_where_they_are_and_not_once_more(
    noas: Planner, ilans: Planner, engine: sa.Engine
) -> None:
    noas.remind(EVENING)
    ilans.remind()
    ilans.take(noas.offer(TOMORROW + DAY))
    six = datetime(2026, 11, 21, 17, tzinfo=UTC)
    assert reminders(engine) == [(noas.id, six, "Pause · a plan, Sunday, 20:20")]
    noas.travel("America/New_York")
    noas.chore(THEN + MINUTE)
    assert reminders(engine) == [(noas.id, six + 6 * HOUR, "Pause · a plan, Sunday, 14:20")]
    noas.add_device()
    assert "Pause · a plan, Sunday, 14:20" in deliver(engine, six + 6 * HOUR)
    noas.travel("Pacific/Honolulu")  # where it is noon
    noas.chore(six + 6 * HOUR + MINUTE)
    assert deliver(engine, six + 11 * HOUR) == []


def test_a_choice_counts_for_what_is_planned_already_and_one_plan_can_have_its_own(
    planned: PlanNow, noas: Planner, ilans: Planner, engine: sa.Engine
) -> None:
    noas.remind(HALF, START)
    assert times(engine, noas) == [TOMORROW - 30 * MINUTE, TOMORROW]
    noas.remind_of(planned, MORNING)
    assert times(engine, noas) == [datetime(2026, 11, 21, 8, tzinfo=UTC)]
    other = ilans.take(noas.offer(LATER))
    assert times(engine, noas)[1:] == [LATER - 30 * MINUTE, LATER]
    moved = noas.take(ilans.suggest(planned, TOMORROW + 30 * MINUTE))
    assert times(engine, noas)[0] == datetime(2026, 11, 21, 8, tzinfo=UTC)  # also once it has moved
    noas.remind_of(moved, usual=True)
    noas.remind_of(other)
    assert times(engine, noas) == [TOMORROW, TOMORROW + 30 * MINUTE]
    assert times(engine, ilans) == [TOMORROW - 90 * MINUTE, LATER - 2 * HOUR]


def test_only_what_is_planned_and_comes_can_be_reminded_of(
    offered: PlanNow, noas: Planner, ilans: Planner, maras: Planner
) -> None:
    with pytest.raises(Refused, match="Nothing is planned yet"):
        noas.remind_of(offered, HALF)
    plan = ilans.take(offered)
    with pytest.raises(NotFound):
        maras.remind_of(plan, HALF)
    with pytest.raises(Gone, match="It has begun"):
        noas.remind_of(plan, HALF, at=TOMORROW)
    with pytest.raises(Gone):
        noas.remind_of(plan, usual=True, at=LATER)


def test_nothing_of_it_is_announced(planned: PlanNow, noas: Planner, engine: sa.Engine) -> None:
    def number() -> int:
        with unit_of_work(engine, writes=False) as session:
            return len(events_since(session, planned.plan.couple_id, 0))

    noas.add_device()
    before = number()
    noas.remind(*Lead, rests=True)
    noas.remind_of(planned, HALF)
    deliver(engine, TOMORROW - 30 * MINUTE)
    assert number() == before


def test_in_quiet_hours_it_waits_and_does_not_come_after_the_start(
    planned: PlanNow, noas: Planner, engine: sa.Engine
) -> None:
    noas.add_device()
    deliver(engine, THEN)
    quiet_until(noas, time(19))
    due = TOMORROW - 2 * HOUR  # 18:20 in Berlin
    assert deliver(engine, due) == deliver(engine, due + 30 * MINUTE) == []
    assert deliver(engine, due + 40 * MINUTE) == ["Pause · a plan, 20:20"]
    noas.remind_of(planned, HALF, at=due + 40 * MINUTE)
    quiet_until(noas, time(23))
    for at in (TOMORROW - 30 * MINUTE, TOMORROW, LATER):
        assert deliver(engine, at) == []


def test_while_they_are_together_all_but_signals_and_the_plan_itself_waits_for_who_chose_that(
    planned: PlanNow, noas: Planner, ilans: Planner, engine: sa.Engine
) -> None:
    for one in (noas, ilans):
        one.add_device()
        one.remind(START, rests=True)
    ilans.remind(START)
    deliver(engine, THEN)
    title = "Pause · phones away, it is time for you two"
    assert deliver(engine, TOMORROW) == [title, title]
    say(noas, "For Noa", TOMORROW + MINUTE)
    say(ilans, "For Ilan", TOMORROW + MINUTE)
    assert deliver(engine, TOMORROW + MINUTE) == ["For Ilan"]
    ilans.call(TOMORROW + 4 * MINUTE)
    [pause] = deliver(engine, TOMORROW + 4 * MINUTE)
    assert "20:44" in pause
    assert deliver(engine, TOMORROW + 2 * HOUR - MINUTE) == []
    assert deliver(engine, TOMORROW + 2 * HOUR) == ["For Noa"]


def test_a_plan_that_is_off_keeps_nobody_quiet_and_what_waited_leaves(
    planned: PlanNow, noas: Planner, ilans: Planner, engine: sa.Engine
) -> None:
    noas.remind(rests=True)
    noas.add_device()
    deliver(engine, THEN)
    say(noas, "For Noa", TOMORROW + MINUTE)
    assert deliver(engine, TOMORROW + MINUTE) == []
    ilans.cancel(planned, TOMORROW + 10 * MINUTE)
    assert rows(engine, QuietTime) == []
    assert set(deliver(engine, TOMORROW + 10 * MINUTE)) == {"For Noa", "Pause · the plan for 20:20 is off"}


def test_the_worker_has_it_among_its_chores_and_forgets_what_is_over(
    planned: PlanNow, noas: Planner, engine: sa.Engine, settings: Settings
) -> None:
    noas.remind(rests=True)
    assert [one.person_id for one in rows(engine, QuietTime)] == [noas.id]
    with unit_of_work(engine) as session:
        for row in session.exec(select(Notification).where(Notification.kind == KIND)):
            session.delete(row)
    for chore in chores_of(create_app(settings, engine).state.post):
        with unit_of_work(engine) as session:
            chore(session, THEN + MINUTE)
    assert len(reminders(engine)) == 1  # Ilan's, who chose nothing
    for chore in chores_of(create_app(settings, engine).state.post):
        with unit_of_work(engine) as session:
            chore(session, LATER)
    assert rows(engine, QuietTime) == []
