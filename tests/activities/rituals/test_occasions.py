"""The days of a ritual as plans: which are made, when, and what becomes of them."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import sqlalchemy as sa

from mend.activities.plans_models import Plan, PlanState
from mend.activities.reminder_messages import KIND
from mend.activities.reminder_models import Lead
from mend.activities.rituals.days import occasion_id
from mend.activities.rituals.reading import RitualNow
from mend.app import BUSY
from mend.couples.busy import busy_between
from mend.couples.leaving import close_space
from mend.database import unit_of_work
from mend.errors import Gone
from mend.notifications.models import Notification
from mend.rhythms.rhythm import Weekday, daily, weekly
from tests.activities.planners import DAY, HOUR, reminders, rows
from tests.activities.rituals.partners import (
    NEXT_FRIDAY,
    NOTE,
    PLACE,
    SUNDAY,
    SUNDAYS,
    TODAY,
    WHAT,
    Ritualist,
    friday,
    terms,
)
from tests.signals.partners import MINUTE, THEN, told

WEEK = timedelta(weeks=1)


def days(engine: sa.Engine) -> list[date]:
    return sorted(plan.occasion_on or date.min for plan in rows(engine, Plan))


def busy(who: Ritualist, begins: datetime, ends: datetime) -> list[datetime]:
    with unit_of_work(who.engine, writes=False) as session:
        found = busy_between(session, who.member(session), BUSY, begins, ends)
        return [one.starts_at for one in found]


def test_what_is_near_is_a_plan_as_soon_as_both_have_joined(
    noas: Ritualist, ilans: Ritualist, ritual: RitualNow, engine: sa.Engine
) -> None:
    (plan,) = noas.diary().ahead
    assert (plan.id, plan.plan.occasion_on) == (occasion_id(ritual.id, NEXT_FRIDAY), NEXT_FRIDAY)
    assert (plan.plan.what, plan.offer.place, plan.offer.note) == (WHAT, PLACE, NOTE)
    assert (plan.starts_at, plan.offer.minutes, plan.offer.offered_by) == (friday(0), 120, noas.id)
    assert plan.chosen is not None
    assert (plan.chosen.chosen_by, plan.state(THEN)) == (ilans.id, PlanState.PLANNED)
    assert len(told(engine, waiting=True)) == 2  # the offer and the yes; of the plan nobody is told


def test_the_worker_makes_what_comes_near_once_and_nothing_for_the_past(
    noas: Ritualist, ritual: RitualNow, engine: sa.Engine
) -> None:
    noas.work(THEN + MINUTE)
    assert days(engine) == [NEXT_FRIDAY]
    for _ in range(2):
        noas.work(THEN + WEEK)
        assert days(engine) == [NEXT_FRIDAY, NEXT_FRIDAY + WEEK]
    noas.work(THEN + 5 * WEEK)  # it was away for three weeks
    assert days(engine)[2:] == [NEXT_FRIDAY + 5 * WEEK]
    noas.end_it(ritual, THEN + 5 * WEEK)
    noas.work(THEN + 9 * WEEK)
    assert days(engine) == [NEXT_FRIDAY, NEXT_FRIDAY + WEEK]


def test_the_worker_leaves_an_offer_and_a_closed_space_alone(
    noas: Ritualist, ilans: Ritualist, engine: sa.Engine
) -> None:
    offered = noas.begin()
    noas.work(THEN + WEEK)
    assert rows(engine, Plan) == []
    ilans.join(offered, THEN + WEEK)
    with unit_of_work(engine) as session:
        close_space(session, noas.member(session), THEN + WEEK)
    noas.work(THEN + 4 * WEEK)
    assert days(engine) == [NEXT_FRIDAY + WEEK]


def test_a_day_far_ahead_is_a_plan_once_it_is_opened(
    noas: Ritualist, ilans: Ritualist, ritual: RitualNow, engine: sa.Engine
) -> None:
    far = NEXT_FRIDAY + 8 * WEEK
    plan = noas.open(ritual, far)
    assert ilans.open(ritual, far).id == plan.id
    assert plan.starts_at == friday(8)
    for day in (TODAY, NEXT_FRIDAY + DAY, NEXT_FRIDAY + 60 * WEEK):
        with pytest.raises(Gone):
            noas.open(ritual, day)
    noas.end_it(ritual)
    assert rows(engine, Plan) == []
    with pytest.raises(Gone):
        noas.open(ritual, far)


def test_one_that_is_skipped_is_told_so_and_the_ritual_goes_on(
    noas: Ritualist, ilans: Ritualist, ritual: RitualNow, engine: sa.Engine
) -> None:
    ilans.cancel(noas.diary().ahead[0])
    row = told(engine, waiting=True)[-1].row
    assert (row.title, row.body) == (
        "Pause · not this time: Friday, 27 November, 19:00",
        "It goes on next time.",
    )
    noas.work(THEN + WEEK)
    assert [plan.plan.occasion_on for plan in noas.diary().ahead] == [NEXT_FRIDAY + WEEK]
    assert noas.diary().others == []  # nobody has to read later what was skipped
    moved = noas.suggest(noas.diary().ahead[0], friday(1) + DAY, at=THEN + WEEK)
    noas.end_it(ritual, THEN + WEEK)
    ilans.cancel(ilans.take(moved, at=THEN + WEEK), THEN + WEEK)
    assert told(engine, waiting=True)[-1].row.body == "It can find another time."


def test_a_change_takes_the_untouched_along_and_leaves_what_was_moved(
    noas: Ritualist, ilans: Ritualist, ritual: RitualNow, engine: sa.Engine
) -> None:
    far = noas.open(ritual, NEXT_FRIDAY + 3 * WEEK)
    moved = ilans.take(noas.suggest(far, friday(3) + DAY))
    skipped = noas.cancel(noas.open(ritual, NEXT_FRIDAY + 4 * WEEK))
    noas.open(ritual, NEXT_FRIDAY + 5 * WEEK)
    ilans.join(noas.change(ritual, terms(SUNDAYS, time(10))))
    made = {plan.occasion_on: plan for plan in rows(engine, Plan)}
    assert set(made) == {SUNDAY, SUNDAY + WEEK, moved.plan.occasion_on, skipped.plan.occasion_on}
    ahead = [plan.starts_at for plan in noas.diary().ahead]
    assert ahead == [datetime(2026, 11, 22, 9, tzinfo=UTC), friday(3) + DAY]  # one of the ritual is enough


def test_a_day_that_had_its_time_is_not_made_again_at_another(
    noas: Ritualist, ilans: Ritualist, engine: sa.Engine
) -> None:
    every_day = ilans.join(noas.begin(terms(daily(TODAY), time(21), minutes=10)))
    later = THEN + 2 * HOUR  # 22:20
    ilans.join(noas.change(every_day, terms(daily(TODAY), time(23), minutes=10), at=later), later)
    tonight, tomorrow = sorted(rows(engine, Plan), key=lambda plan: plan.occasion_on or TODAY)[:2]
    assert noas.sees(noas.diary(later).over[0]).starts_at == THEN + 40 * MINUTE
    assert (tonight.occasion_on, tomorrow.occasion_on) == (TODAY, TODAY + DAY)
    assert noas.diary(later).ahead[0].starts_at == datetime(2026, 11, 21, 22, tzinfo=UTC)


def test_of_what_comes_each_day_one_is_listed_and_one_is_asked_for(noas: Ritualist, ilans: Ritualist) -> None:
    ilans.join(noas.begin(terms(daily(TODAY), time(18), minutes=10)))
    later = THEN + 3 * DAY
    diary = noas.diary(later)
    assert [plan.plan.occasion_on for plan in diary.ahead] == [TODAY + 4 * DAY]
    assert [plan.plan.occasion_on for plan in diary.over] == [TODAY + 3 * DAY]
    assert noas.pressing(later) == [WHAT, WHAT]
    assert noas.diary(THEN + 40 * DAY).others == []


def test_days_that_are_no_plan_yet_take_time_as_well_and_none_twice(
    noas: Ritualist, ilans: Ritualist, ritual: RitualNow
) -> None:
    begins, ends = THEN, friday(3) + MINUTE
    assert noas.takes(begins, ends) == [friday(1), friday(2), friday(3)]
    assert busy(noas, begins, ends) == [friday(0), friday(1), friday(2), friday(3)]
    assert busy(noas, friday(2) + HOUR, friday(2) + 2 * HOUR) == [friday(2)]
    assert busy(noas, friday(2) + 2 * HOUR, friday(2) + 3 * HOUR) == []
    ilans.take(noas.suggest(noas.open(ritual, NEXT_FRIDAY + 2 * WEEK), friday(2) + DAY))
    ilans.cancel(noas.open(ritual, NEXT_FRIDAY + WEEK))
    assert busy(noas, begins, ends) == [friday(0), friday(2) + DAY, friday(3)]
    noas.end_it(ritual)
    assert busy(noas, begins, ends) == [friday(2) + DAY]


@pytest.mark.parametrize(
    ("day", "at", "moment"),
    [
        (date(2027, 3, 28), time(2, 30), datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),  # the clock skips it
        (date(2027, 10, 31), time(2, 30), datetime(2027, 10, 31, 0, 30, tzinfo=UTC)),  # and shows it twice
    ],
)
def test_where_the_clock_jumps_an_occasion_is_when_the_standard_says(
    noas: Ritualist, ilans: Ritualist, day: date, at: time, moment: datetime
) -> None:
    ritual = ilans.join(noas.begin(terms(SUNDAYS, at)))
    assert noas.open(ritual, day).starts_at == moment


def test_a_change_shortly_before_it_is_told_leaves_its_reminder_in_place(
    noas: Ritualist, ilans: Ritualist, ritual: RitualNow, engine: sa.Engine
) -> None:
    due = friday(0) - 2 * HOUR
    noas.chore(due - HOUR)
    changed = noas.change(ritual, terms(place="The kitchen"), at=due - 5 * MINUTE)
    ilans.join(changed, due - 5 * MINUTE)
    assert {at for _, at, _ in reminders(engine)} == {due}
    assert {person for person, _, _ in reminders(engine)} == {noas.id, ilans.id}


def test_a_reminder_leads_to_the_ritual_which_stays_and_of_what_was_moved_to_the_plan(
    noas: Ritualist, ilans: Ritualist, ritual: RitualNow, engine: sa.Engine
) -> None:
    noas.chore(friday(0) - DAY)
    assert {row.path for row in rows(engine, Notification) if row.kind == KIND} == {
        f"/together/rituals/{ritual.id}"
    }
    moved = noas.suggest(noas.open(ritual, NEXT_FRIDAY), friday(0) + HOUR, at=friday(0) - DAY)
    ilans.take(moved, at=friday(0) - DAY)
    waits = [row for row in rows(engine, Notification) if row.kind == KIND and row.withdrawn_at is None]
    assert {row.path for row in waits} == {f"/together/plans/{moved.id}"}


def test_of_a_ritual_on_several_days_a_week_only_who_chose_it_for_a_day_is_told(
    noas: Ritualist, ilans: Ritualist, engine: sa.Engine
) -> None:
    workdays = [Weekday.FRIDAY, Weekday.SATURDAY]
    ritual = ilans.join(noas.begin(terms(weekly(TODAY, workdays))))
    ilans.join(noas.begin(terms(daily(TODAY), minutes=10)))
    tomorrow = noas.open(ritual, TODAY + DAY)
    noas.remind(Lead.HALF_HOUR)
    noas.chore(THEN)
    assert reminders(engine) == []
    noas.remind_of(tomorrow, Lead.HALF_HOUR)
    assert [(who, due) for who, due, _ in reminders(engine)] == [(noas.id, tomorrow.starts_at - HOUR / 2)]
    noas.remind_of(tomorrow, usual=True)
    assert reminders(engine) == []
    ilans.take(noas.suggest(tomorrow, tomorrow.starts_at + HOUR))
    assert {who for who, _, _ in reminders(engine)} == {noas.id, ilans.id}  # moved, it is no habit


def test_nobody_is_told_that_it_goes_on_after_its_last_day(
    noas: Ritualist, ilans: Ritualist, engine: sa.Engine
) -> None:
    fridays = weekly(TODAY, [Weekday.FRIDAY], until=NEXT_FRIDAY + WEEK)
    ritual = ilans.join(noas.begin(terms(fridays)))
    ilans.cancel(noas.open(ritual, NEXT_FRIDAY))
    assert told(engine, waiting=True)[-1].row.body == "It goes on next time."
    ilans.cancel(noas.open(ritual, NEXT_FRIDAY + WEEK))
    assert told(engine, waiting=True)[-1].row.body == "It can find another time."
