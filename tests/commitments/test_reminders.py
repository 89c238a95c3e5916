"""One reminder, to whoever keeps the promise, at their hour where they are; never twice, or for nothing."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from mend.agreements.versions import Wording
from mend.app import chores_of, create_app
from mend.commitments.entry_models import Outcome
from mend.commitments.models import Turn
from mend.commitments.reminder_messages import KIND
from mend.database import unit_of_work
from mend.errors import NotFound, Refused
from mend.live.events import events_since
from mend.notifications.models import Delivery, DeliveryState, Notification
from mend.notifications.quiet import set_quiet_hours
from mend.rhythms.rhythm import Weekday, daily, once, weekly, whenever
from mend.settings import Settings
from tests.commitments import fixtures
from tests.commitments.keepers import AGREED, DAY, EVENING, MINUTE, TODAY, Keeper, reminders, work

noas, ilans, maras = fixtures.noas, fixtures.ilans, fixtures.maras

KEPT, PARTLY, MISSED, MOVED = Outcome
NINE = time(21, 0)
AT_NINE = datetime(2026, 11, 25, 20, 0, tzinfo=UTC)  # in Berlin
BERLIN = ZoneInfo("Europe/Berlin")


def test_it_comes_at_the_hour_to_its_owner_alone_and_once(noas: Keeper, ilans: Keeper) -> None:
    for keeper in (noas, ilans):
        keeper.add_device()
    noas.remind(noas.promise(), NINE)
    assert work(noas, AT_NINE - MINUTE) == []
    assert work(noas, AT_NINE) == ["A promise"]
    for minutes in (0, 1, 30, 180):
        assert work(noas, AT_NINE + minutes * MINUTE) == []
    assert work(noas, AT_NINE + DAY) == ["A promise"]
    with unit_of_work(noas.engine, writes=False) as session:
        told = session.exec(select(Notification).where(Notification.kind == KIND)).all()
        assert {one.recipient_id for one in told} == {noas.id}


def test_a_lock_screen_shows_no_word_of_it_and_two_buttons(noas: Keeper) -> None:
    promise = noas.promise()
    noas.remind(promise, NINE)
    [row] = reminders(noas.engine)
    assert (row.title, row.body) == ("A promise", "")
    assert (row.expires_at, row.is_signal) == (datetime(2026, 11, 25, 23, 0, tzinfo=UTC), False)
    kept, missed = row.actions
    for action, outcome in ((kept, "kept"), (missed, "missed")):
        assert action["path"] == f"/promises/{promise}/entries"
        assert action["post"]["fields"] == {"on": "2026-11-25", "outcome": outcome}
        assert action["post"]["brings_id"] is True


def test_once_there_is_a_phrase_it_says_that(noas: Keeper, ilans: Keeper) -> None:
    noas.agree(ilans, Wording("Teapot"), AGREED)
    noas.remind(noas.promise(), NINE)
    assert [row.title for row in reminders(noas.engine)] == ["Teapot · a promise"]


def test_the_partner_learns_nothing_of_it(noas: Keeper, ilans: Keeper) -> None:
    noas.add_device()
    promise = noas.promise()
    work(noas, EVENING)  # what was told of the offer and the yes has left
    with unit_of_work(noas.engine, writes=False) as session:
        couple_id = ilans.member(session).couple_id
        before = events_since(session, couple_id, 0)
    noas.remind(promise, NINE)
    work(noas, AT_NINE)
    with unit_of_work(noas.engine, writes=False) as session:
        assert events_since(session, couple_id, 0) == before
        states = select(Delivery.state).join(
            Notification, col(Notification.id) == col(Delivery.notification_id)
        )
        assert session.exec(states.where(Notification.kind == KIND)).all() == [DeliveryState.ACCEPTED]


def test_nobody_else_sets_it(noas: Keeper, ilans: Keeper, maras: Keeper) -> None:
    promise = noas.promise()
    with pytest.raises(Refused, match="own word"):
        ilans.remind(promise, NINE)
    with pytest.raises(NotFound):
        maras.remind(promise, NINE)
    assert reminders(noas.engine) == []


def test_each_of_the_two_has_their_own_for_a_promise_of_both(noas: Keeper, ilans: Keeper) -> None:
    promise = noas.promise(ours=True)
    noas.remind(promise, NINE)
    ilans.remind(promise, time(22, 30))
    assert [(row.recipient_id, row.due_at) for row in reminders(noas.engine)] == [
        (noas.id, AT_NINE),
        (ilans.id, AT_NINE + 90 * MINUTE),
    ]
    ilans.enter(promise)
    assert [row.recipient_id for row in reminders(noas.engine)] == [noas.id]


@pytest.mark.parametrize("outcome", [KEPT, PARTLY, MISSED])
def test_what_is_entered_is_not_reminded_of(noas: Keeper, outcome: Outcome) -> None:
    noas.add_device()
    promise = noas.promise()
    noas.remind(promise, NINE)
    noas.enter(promise, outcome)
    assert reminders(noas.engine) == []
    assert work(noas, AT_NINE) == []
    # Of the next day it is reminded; taken back in time, a day asks again at its hour.
    entry = noas.enter(promise, outcome, AT_NINE + DAY - 60 * MINUTE, TODAY + DAY)
    assert work(noas, AT_NINE + DAY - 30 * MINUTE) == []
    noas.take_back(entry, AT_NINE + DAY - 20 * MINUTE)
    assert work(noas, AT_NINE + DAY - 10 * MINUTE) == []
    assert work(noas, AT_NINE + DAY) == ["A promise"]


def test_filling_in_yesterday_leaves_todays_as_it_is(noas: Keeper) -> None:
    promise = noas.promise()
    noas.remind(promise, NINE)
    noas.enter(promise, on=TODAY - DAY)
    assert [row.due_at for row in reminders(noas.engine)] == [AT_NINE]


def test_a_moved_occasion_is_reminded_of_on_its_new_day_as_itself(noas: Keeper) -> None:
    noas.add_device()
    promise = noas.promise(rhythm=once(TODAY))
    noas.remind(promise, NINE)
    noas.enter(promise, MOVED, moved_to=TODAY + 2 * DAY)
    assert work(noas, AT_NINE) == []
    work(noas, AT_NINE + DAY)
    [row] = reminders(noas.engine)
    assert row.due_at == AT_NINE + 2 * DAY
    assert row.actions[0]["post"]["fields"]["on"] == "2026-11-25"
    noas.enter(promise, KEPT, AT_NINE + DAY)
    assert reminders(noas.engine) == []


@pytest.mark.parametrize("turn", [Turn.RESTED, Turn.FINISHED, Turn.LET_GO])
def test_a_promise_that_does_not_go_on_is_not_reminded_of(noas: Keeper, turn: Turn) -> None:
    noas.add_device()
    promise = noas.promise()
    noas.remind(promise, NINE)
    noas.turn(promise, turn, EVENING)
    assert reminders(noas.engine) == []
    assert work(noas, AT_NINE) == []
    if turn is Turn.RESTED:
        noas.turn(promise, Turn.TAKEN_UP, AT_NINE + 60 * MINUTE)
        assert work(noas, AT_NINE + 61 * MINUTE) == []
        assert work(noas, AT_NINE + DAY) == ["A promise"]
    else:
        with pytest.raises(Refused, match="does not go on"):
            noas.remind(promise, NINE)
        noas.remind(promise, None)


def test_days_on_which_it_does_not_come_up_are_quiet(noas: Keeper) -> None:
    noas.add_device()
    noas.remind(noas.promise(rhythm=weekly(AGREED.date(), [Weekday.FRIDAY])), NINE)
    told = [day for day in range(15) if work(noas, AT_NINE + day * DAY)]
    assert told == [2, 9]


def test_whenever_is_asked_after_once_a_day_if_its_owner_wants_that(noas: Keeper) -> None:
    noas.add_device()
    noas.remind(noas.promise(rhythm=whenever(AGREED.date())), NINE)
    assert [len(work(noas, AT_NINE + day * DAY)) for day in range(3)] == [1, 1, 1]


def test_another_hour_takes_the_place_of_the_first_and_none_takes_it_away(noas: Keeper) -> None:
    noas.add_device()
    promise = noas.promise()
    noas.remind(promise, NINE)
    noas.remind(promise, time(22, 0))
    assert [row.due_at for row in reminders(noas.engine)] == [AT_NINE + 60 * MINUTE]
    noas.remind(promise, None)
    assert reminders(noas.engine) == []
    noas.remind(promise, time(22, 0))
    assert work(noas, AT_NINE + 60 * MINUTE) == ["A promise"]
    # The day had its reminder, whatever is chosen for the rest of it.
    noas.remind(promise, time(23, 0), AT_NINE + 70 * MINUTE)
    assert work(noas, AT_NINE + 120 * MINUTE) == []


def test_an_hour_that_has_passed_begins_tomorrow(noas: Keeper) -> None:
    noas.remind(noas.promise(), time(8, 0))
    [row] = reminders(noas.engine)
    assert row.due_at == datetime(2026, 11, 26, 7, 0, tzinfo=UTC)


def test_new_words_bring_their_own_days(noas: Keeper) -> None:
    noas.add_device()
    promise = noas.promise()
    noas.remind(promise, NINE)
    noas.reword(promise, EVENING, weekly(TODAY, [Weekday.FRIDAY]), "Shorter")
    assert [day for day in range(8) if work(noas, AT_NINE + day * DAY)] == [2]


def test_it_travels_with_its_owner_and_no_day_has_two(noas: Keeper) -> None:
    noas.add_device()
    noas.remind(noas.promise(), NINE)
    noas.travel("America/New_York")
    assert work(noas, AT_NINE - 5 * MINUTE) == []
    assert work(noas, AT_NINE) == []
    six_later = AT_NINE + timedelta(hours=6)
    assert work(noas, six_later) == ["A promise"]
    noas.travel("Pacific/Honolulu")  # where it is still that afternoon, and nine has yet to come
    for hours in range(1, 7):
        assert work(noas, six_later + timedelta(hours=hours)) == []
    noas.travel("Europe/Berlin")
    assert work(noas, AT_NINE + DAY) == ["A promise"]


@pytest.mark.parametrize(
    ("night", "clock", "moments"),
    [
        # Berlin's clocks go back at three: 02:30 is shown twice, and told of once.
        (date(2026, 10, 25), time(2, 30), ["2026-10-24T00:30", "2026-10-25T00:30", "2026-10-26T01:30"]),
        # They go forward at two: what the clock skips is told an hour later by it.
        (date(2027, 3, 28), time(2, 30), ["2027-03-27T01:30", "2027-03-28T01:30", "2027-03-29T00:30"]),
        (date(2027, 3, 28), NINE, ["2027-03-27T20:00", "2027-03-28T19:00", "2027-03-29T19:00"]),
    ],
)
def test_a_change_of_clocks_changes_no_hour(
    noas: Keeper, night: date, clock: time, moments: list[str]
) -> None:
    noas.add_device()
    begins = datetime.combine(night - 3 * DAY, time(12), BERLIN)
    noas.remind(noas.promise(begins - DAY, daily((begins - DAY).date())), clock, begins)
    told, at = [], datetime.combine(night - DAY, time(), BERLIN).astimezone(UTC)
    work(noas, at - DAY)  # what came before
    work(noas, at)
    while at < datetime.combine(night + 2 * DAY, time(), BERLIN):
        at += 30 * MINUTE
        told += [at.isoformat()[:16]] * len(work(noas, at))
    assert told == moments


def test_quiet_hours_hold_it_back_and_midnight_ends_it(noas: Keeper) -> None:
    noas.add_device()
    promise = noas.promise()
    with unit_of_work(noas.engine) as session:
        set_quiet_hours(
            session,
            noas.member(session),
            begins=time(20, 30),
            ends=time(22, 0),
            signals_ring=True,
            now=EVENING,
        )
    noas.remind(promise, NINE)
    assert work(noas, AT_NINE) == []
    assert work(noas, AT_NINE + 60 * MINUTE) == ["A promise"]
    with unit_of_work(noas.engine) as session:
        set_quiet_hours(
            session, noas.member(session), begins=time(20, 30), ends=time(7), signals_ring=True, now=EVENING
        )
    for hours in range(24, 40):
        assert work(noas, AT_NINE + timedelta(hours=hours)) == []


def test_nothing_is_told_after_the_space_was_closed(noas: Keeper) -> None:
    noas.add_device()
    noas.remind(noas.promise(), NINE)
    with noas.engine.begin() as connection:
        connection.execute(sa.text("UPDATE couples SET closed_at = linked_at"))
    assert work(noas, AT_NINE) == []


def test_the_worker_plans_them_among_its_chores(settings: Settings, engine: sa.Engine, noas: Keeper) -> None:
    app = create_app(settings, engine)
    noas.remind(noas.promise(), time(7, 0))  # tomorrow
    with unit_of_work(engine) as session:
        session.execute(sa.update(Notification).values(handed_out_at=EVENING))
    with unit_of_work(engine) as session:
        for chore in chores_of(app.state.post):
            chore(session, EVENING + timedelta(hours=20))
    [row] = reminders(engine)
    assert row.due_at == datetime(2026, 11, 27, 6, 0, tzinfo=UTC)


def test_an_idle_round_of_the_chore_writes_nothing(noas: Keeper, engine: sa.Engine) -> None:
    noas.remind(noas.promise(), NINE)
    noas.remind(noas.promise(rhythm=weekly(AGREED.date(), [Weekday.SUNDAY])), NINE)
    with unit_of_work(engine, writes=False) as session:
        before = session.exec(select(Notification.id).order_by(col(Notification.id))).all()
    for minutes in (1, 11, 21):
        work(noas, EVENING + minutes * MINUTE)
    with unit_of_work(engine, writes=False) as session:
        assert session.exec(select(Notification.id).order_by(col(Notification.id))).all() == before
