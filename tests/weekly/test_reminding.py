"""One message to each when it is time: by the right clock, never twice, not once they have met or left."""

from datetime import UTC, datetime, time, timedelta

import pytest
import sqlalchemy as sa

from mend.couples.leaving import close_space
from mend.database import unit_of_work
from mend.notifications.claims import claim_due
from mend.notifications.handing_out import hand_out_due
from mend.notifications.models import Delivery, DeliveryState
from mend.notifications.quiet import PUT_OFF, set_quiet_hours
from mend.weekly.models import Step
from mend.weekly.reminding import AHEAD
from tests.talks.partners import rows
from tests.weekly.partners import DAY, HOUR, MINUTE, THAT_SUNDAY, THEN, WEEK, Meeter, reminders

SOON = THAT_SUNDAY - DAY


def deliver(engine: sa.Engine, at: datetime) -> list[str]:
    """What the worker takes up at this moment, and the push service accepts."""
    with unit_of_work(engine) as session:
        hand_out_due(session, at)
    with unit_of_work(engine) as session:
        claims = claim_due(session, at, 10)
        for claim in claims:
            row = session.get_one(Delivery, (claim.delivery.couple_id, claim.delivery.id))
            row.state, row.accepted_at = DeliveryState.ACCEPTED, at
        return [claim.notification.title for claim in claims]


def test_each_is_told_ahead_by_their_own_clock_with_no_name_and_no_words(
    noas: Meeter, ilans: Meeter, engine: sa.Engine
) -> None:
    ilans.travel("America/New_York")
    noas.suggest()
    ilans.join()
    noas.plan(THAT_SUNDAY - AHEAD - MINUTE)
    assert reminders(engine) == []
    noas.plan(SOON)
    noas.plan(SOON + 10 * MINUTE)
    assert sorted(reminders(engine), key=lambda row: row[2]) == [
        (ilans.id, THAT_SUNDAY, "Weekly us · 13:00"),
        (noas.id, THAT_SUNDAY, "Weekly us · 19:00"),
    ]


def test_it_is_there_at_once_when_the_time_is_near(joined: None, noas: Meeter, engine: sa.Engine) -> None:
    noas.suggest(5, time(18), at=THEN)  # tomorrow
    due = datetime(2026, 11, 21, 17, tzinfo=UTC)
    assert [row[1] for row in reminders(engine)] == [due, due]


def test_it_rings_once_a_week_and_again_the_week_after(
    joined: None, noas: Meeter, ilans: Meeter, engine: sa.Engine
) -> None:
    noas.add_device()
    noas.plan(SOON)
    assert deliver(engine, THAT_SUNDAY) == ["Weekly us · 19:00"]  # Ilan has no device
    for minutes in (1, 10, 20):
        noas.plan(THAT_SUNDAY + minutes * MINUTE)
        assert deliver(engine, THAT_SUNDAY + minutes * MINUTE) == []
    noas.plan(SOON + WEEK)
    assert [row[1] for row in reminders(engine) if row[0] == noas.id] == [THAT_SUNDAY, THAT_SUNDAY + WEEK]


def test_across_a_change_of_clocks_it_is_seven_in_berlin(
    joined: None, noas: Meeter, engine: sa.Engine
) -> None:
    for sunday in (datetime(2027, 3, 21, 18, tzinfo=UTC), datetime(2027, 3, 28, 17, tzinfo=UTC)):
        noas.plan(sunday - DAY)
        assert {(row[1], row[2]) for row in reminders(engine)} >= {(sunday, "Weekly us · 19:00")}


def test_who_travels_reads_the_time_by_the_clock_where_they_are(
    joined: None, noas: Meeter, ilans: Meeter, engine: sa.Engine
) -> None:
    noas.plan(SOON)
    ilans.travel("Asia/Kathmandu")
    noas.plan(SOON + 10 * MINUTE)
    assert {row[0]: row[1:] for row in reminders(engine)}[ilans.id] == (THAT_SUNDAY, "Weekly us · 23:45")
    assert len(reminders(engine)) == 2


def test_nobody_is_told_once_they_have_met_that_day(joined: None, noas: Meeter, engine: sa.Engine) -> None:
    noas.plan(SOON)
    meeting = noas.start(THAT_SUNDAY - 3 * HOUR)
    assert reminders(engine) == []
    noas.on(meeting, Step.THANKS, THAT_SUNDAY - 3 * HOUR + MINUTE)
    noas.plan(THAT_SUNDAY - 2 * HOUR)
    assert reminders(engine) == []
    noas.plan(SOON + WEEK)
    assert {row[1] for row in reminders(engine)} == {THAT_SUNDAY + WEEK}


def test_an_hour_begun_by_a_slip_of_the_thumb_takes_nobodys_evening(
    joined: None, noas: Meeter, engine: sa.Engine
) -> None:
    noas.plan(SOON)
    noas.start(THAT_SUNDAY - 8 * HOUR)
    assert reminders(engine) == []
    noas.plan(THAT_SUNDAY - 7 * HOUR)
    assert {row[1] for row in reminders(engine)} == {THAT_SUNDAY}


def test_an_hour_begun_early_is_still_told_to_the_one_who_may_not_be_there(
    joined: None, noas: Meeter, ilans: Meeter, engine: sa.Engine
) -> None:
    noas.plan(SOON)
    meeting = noas.start(THAT_SUNDAY - 20 * MINUTE)
    noas.plan(THAT_SUNDAY - 10 * MINUTE)
    assert reminders(engine) == [(ilans.id, THAT_SUNDAY, "Weekly us · 19:00")]
    for partner in (noas, ilans):
        partner.go(meeting, THAT_SUNDAY - 5 * MINUTE)
    noas.plan(THAT_SUNDAY - MINUTE)
    assert reminders(engine) == []


def test_what_is_due_and_has_not_left_does_not_leave_after_the_start(
    joined: None, noas: Meeter, engine: sa.Engine
) -> None:
    noas.add_device()
    noas.plan(SOON)
    with unit_of_work(engine) as session:
        hand_out_due(session, THAT_SUNDAY)
    noas.start(THAT_SUNDAY)
    with unit_of_work(engine) as session:
        assert claim_due(session, THAT_SUNDAY, 10) == []


@pytest.mark.parametrize("who", ["noas", "ilans"])
def test_nobody_is_told_of_what_one_has_left(
    joined: None, noas: Meeter, ilans: Meeter, engine: sa.Engine, who: str
) -> None:
    noas.plan(SOON)
    partner = {"noas": noas, "ilans": ilans}[who]
    partner.leave(SOON + MINUTE)
    noas.plan(SOON + 10 * MINUTE)
    assert reminders(engine) == []
    partner.join(at=SOON + 20 * MINUTE)  # and told anew, once
    assert [row[1] for row in reminders(engine)] == [THAT_SUNDAY, THAT_SUNDAY]


def test_a_moved_time_takes_its_message_along(
    joined: None, noas: Meeter, ilans: Meeter, engine: sa.Engine
) -> None:
    noas.plan(SOON)
    ilans.suggest(6, time(20, 30), at=SOON + MINUTE)
    later = THAT_SUNDAY + 90 * MINUTE
    assert {(row[1], row[2]) for row in reminders(engine)} == {(later, "Weekly us · 20:30")}


def test_nothing_is_told_while_only_one_has_joined(noas: Meeter, engine: sa.Engine) -> None:
    noas.suggest()
    noas.plan(SOON)
    assert reminders(engine) == []


def test_nothing_is_told_in_a_closed_space(joined: None, noas: Meeter, engine: sa.Engine) -> None:
    with unit_of_work(engine) as session:
        close_space(session, noas.member(session), SOON)
    noas.plan(SOON)
    assert reminders(engine) == []


def test_quiet_hours_keep_it_back_and_an_hour_later_it_is_no_news(
    joined: None, noas: Meeter, engine: sa.Engine
) -> None:
    noas.add_device()
    with unit_of_work(engine) as session:
        set_quiet_hours(
            session, noas.member(session), begins=time(18), ends=time(23), signals_ring=True, now=THEN
        )
    noas.plan(SOON)
    assert deliver(engine, THAT_SUNDAY) == []
    [delivery] = rows(engine, Delivery)
    assert (delivery.state, delivery.reason) == (DeliveryState.QUEUED, PUT_OFF)
    assert deliver(engine, THAT_SUNDAY + timedelta(hours=4, minutes=1)) == []
