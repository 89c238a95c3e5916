"""How thanks reach the other's phone: once a day at their hour, or each at once; softly, without words."""

from datetime import datetime, time, timedelta

import pytest
import sqlalchemy as sa

from mend.agreements.versions import Wording
from mend.database import unit_of_work
from mend.notifications.push import Urgency
from mend.notifications.quiet import set_quiet_hours
from mend.thanks.models import Arrival
from tests.signals.partners import MINUTE, THEN, told
from tests.thanks.givers import Giver, waiting, work

HOUR = timedelta(hours=1)
KIND = "Pause · something kind"


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment)


@pytest.fixture(autouse=True)
def phone(ilans: Giver) -> None:
    """Ilan has one."""
    ilans.add_device()


@pytest.mark.parametrize("arrives", list(Arrival))
def test_the_lock_screen_says_that_something_kind_is_there_and_nothing_else(
    noas: Giver, ilans: Giver, engine: sa.Engine, arrives: Arrival
) -> None:
    noas.agree(ilans, Wording("Teapot"), THEN)
    ilans.choose(arrives, THEN)
    given = noas.give(THEN, "For the secret soup")
    [message] = told(engine, waiting=True)
    row = message.row
    assert (row.title, row.body, row.ended_title, row.ended_body) == (
        "Teapot · something kind",
        "",
        "Teapot · something kind",
        "",
    )
    assert (row.path, row.about, row.recipient_id) == ("/us/jar", f"thanks:{given.id}", ilans.id)
    assert (row.urgency, row.silent, row.is_signal, row.actions) == (Urgency.NORMAL, True, False, [])
    assert "soup" not in str(row.model_dump())


def test_one_message_a_day_tells_of_all_of_them(noas: Giver, ilans: Giver, engine: sa.Engine) -> None:
    # 20:20 in Berlin: today's hour is over.
    tomorrow = at("2026-11-21T20:00+01:00")
    for hours in range(20):
        noas.give(THEN + hours * HOUR, f"{hours}")
    assert [row.due_at for row in waiting(engine)] == [tomorrow]
    assert work(engine, tomorrow - timedelta(seconds=1)) == []
    assert work(engine, tomorrow) == [KIND]
    noas.give(tomorrow, "and one more")
    assert [row.due_at for row in waiting(engine)] == [tomorrow + timedelta(days=1)]
    assert work(engine, tomorrow + HOUR) == []
    assert work(engine, tomorrow + timedelta(days=1)) == [KIND]


def test_a_day_without_thanks_is_a_day_without_a_message(
    noas: Giver, ilans: Giver, engine: sa.Engine
) -> None:
    noas.give(THEN)
    work(engine, at("2026-11-21T20:00+01:00"))
    for day in range(2, 6):
        assert work(engine, at("2026-11-20T20:00+01:00") + timedelta(days=day)) == []


def test_the_one_who_gives_is_told_nothing(noas: Giver, ilans: Giver, engine: sa.Engine) -> None:
    noas.add_device()
    noas.give(THEN)
    work(engine, THEN + timedelta(days=1))
    assert {message.row.recipient_id for message in told(engine, waiting=True)} == {ilans.id}


def test_each_at_once_for_who_wants_that(noas: Giver, ilans: Giver, engine: sa.Engine) -> None:
    ilans.choose(Arrival.AT_ONCE, THEN)
    noas.give(THEN)
    assert work(engine, THEN) == [KIND]
    noas.give(THEN + MINUTE)
    assert work(engine, THEN + MINUTE) == [KIND]
    assert waiting(engine) == []


@pytest.mark.parametrize(
    ("zone", "given", "due"),
    [
        # The night the clocks go back, and the one they go forward; 20:00 stays 20:00.
        ("Europe/Berlin", "2026-10-24T21:00+02:00", "2026-10-25T20:00+01:00"),
        ("Europe/Berlin", "2027-03-27T21:00+01:00", "2027-03-28T20:00+02:00"),
        ("America/New_York", "2026-10-31T21:00-04:00", "2026-11-01T20:00-05:00"),
        ("America/New_York", "2027-03-13T21:00-05:00", "2027-03-14T20:00-04:00"),
        ("Australia/Lord_Howe", "2026-10-03T21:00+10:30", "2026-10-04T20:00+11:00"),
        ("Asia/Kathmandu", "2026-11-20T20:00+05:45", "2026-11-20T20:00+05:45"),
        ("Asia/Kathmandu", "2026-11-20T20:01+05:45", "2026-11-21T20:00+05:45"),
    ],
)
def test_the_hour_is_the_readers_across_a_change_of_clocks(
    noas: Giver, ilans: Giver, engine: sa.Engine, zone: str, given: str, due: str
) -> None:
    ilans.travel(zone)
    noas.give(at(given))
    [message] = told(engine, waiting=True)
    assert message.row.due_at == at(due)


@pytest.mark.parametrize(
    ("given", "due"),
    [
        ("2027-03-28T01:00+01:00", "2027-03-28T03:30+02:00"),  # 02:30 is not there
        ("2026-10-25T01:00+02:00", "2026-10-25T02:30+02:00"),  # 02:30 comes twice
    ],
)
def test_an_hour_that_is_missing_or_comes_twice_is_one(
    noas: Giver, ilans: Giver, engine: sa.Engine, given: str, due: str
) -> None:
    ilans.choose(Arrival.DIGEST, at(given), time(2, 30))
    noas.give(at(given))
    assert work(engine, at(due) - timedelta(seconds=1)) == []
    assert work(engine, at(due)) == [KIND]
    noas.give(at(due) + MINUTE)
    assert work(engine, at(due) + timedelta(hours=1, minutes=1)) == []


def test_a_waiting_digest_travels_along(noas: Giver, ilans: Giver, engine: sa.Engine) -> None:
    noas.give(THEN)
    ilans.travel("America/New_York")  # where it is twenty past two
    assert work(engine, THEN + MINUTE) == []
    [row] = waiting(engine)
    assert (row.due_at, row.expires_at) == (at("2026-11-20T20:00-05:00"), at("2026-11-22T20:00-05:00"))
    ilans.travel("Asia/Kathmandu")
    work(engine, THEN + 2 * MINUTE)
    assert [row.due_at for row in waiting(engine)] == [at("2026-11-21T20:00+05:45")]
    assert work(engine, at("2026-11-21T20:00+05:45")) == [KIND]


def test_a_traveller_is_told_once_on_a_day_that_gets_longer(
    noas: Giver, ilans: Giver, engine: sa.Engine
) -> None:
    noas.give(THEN - HOUR)
    assert work(engine, at("2026-11-20T20:00+01:00")) == [KIND]
    ilans.travel("America/New_York")  # the same Friday, in the afternoon
    noas.give(THEN)
    assert work(engine, at("2026-11-20T20:00-05:00")) == []
    assert work(engine, at("2026-11-21T20:00-05:00")) == [KIND]


def test_a_digest_that_nobody_moves_stays_where_it_is(noas: Giver, ilans: Giver, engine: sa.Engine) -> None:
    ilans.choose(Arrival.DIGEST, THEN, time(7, 15))
    noas.give(THEN)
    [before] = waiting(engine)
    for hours in range(10):
        work(engine, THEN + hours * HOUR)
    assert waiting(engine) == [before]


def test_another_wish_takes_what_waits_along(noas: Giver, ilans: Giver, engine: sa.Engine) -> None:
    noas.give(THEN)
    ilans.choose(Arrival.DIGEST, THEN, time(21, 30))
    assert [row.due_at for row in waiting(engine)] == [at("2026-11-20T21:30+01:00")]
    ilans.choose(Arrival.AT_ONCE, THEN + MINUTE)
    assert work(engine, THEN + MINUTE) == [KIND]
    assert work(engine, at("2026-11-20T21:30+01:00")) == []


@pytest.mark.parametrize("travels", [False, True])
def test_thanks_at_once_after_a_digest_bring_no_second_digest_that_day(
    noas: Giver, ilans: Giver, engine: sa.Engine, travels: bool
) -> None:
    noas.give(at("2026-11-20T19:00+01:00"))
    assert work(engine, at("2026-11-20T20:00+01:00")) == [KIND]
    ilans.choose(Arrival.AT_ONCE, THEN - 15 * MINUTE)
    noas.give(THEN - 10 * MINUTE)  # takes the place of the digest on the lock screen
    assert work(engine, THEN - 10 * MINUTE) == [KIND]
    ilans.choose(Arrival.DIGEST, THEN, time(21, 0))
    noas.give(THEN)
    if travels:
        ilans.travel("America/New_York")
    tomorrow = at("2026-11-21T21:00-05:00" if travels else "2026-11-21T21:00+01:00")
    for later in (THEN, THEN + HOUR, THEN + 8 * HOUR, tomorrow - MINUTE):
        assert work(engine, later) == []
    assert work(engine, tomorrow) == [KIND]


def test_ones_wish_changes_nothing_for_the_other(noas: Giver, ilans: Giver, engine: sa.Engine) -> None:
    noas.choose(Arrival.AT_ONCE, THEN)
    noas.give(THEN)
    assert len(waiting(engine)) == 1


@pytest.mark.parametrize("arrives", list(Arrival))
def test_taking_back_withdraws_what_has_not_left(
    noas: Giver, ilans: Giver, engine: sa.Engine, arrives: Arrival
) -> None:
    ilans.choose(arrives, THEN)
    given = noas.give(THEN)
    noas.take_back(given, THEN)
    assert waiting(engine) == []
    assert work(engine, THEN + timedelta(days=1)) == []
    assert set(told(engine, waiting=True)[0].states.values()) <= {"withdrawn"}


def test_a_digest_stays_while_something_is_left_in_it(noas: Giver, ilans: Giver, engine: sa.Engine) -> None:
    first, second = noas.give(THEN), noas.give(THEN + MINUTE, "For the walk")
    noas.take_back(first, THEN + MINUTE)
    assert len(waiting(engine)) == 1
    third = noas.give(THEN + MINUTE, "For the coffee")
    noas.take_back(second, THEN + MINUTE)
    assert len(waiting(engine)) == 1
    noas.take_back(third, THEN + MINUTE)
    assert waiting(engine) == []


def test_after_a_withdrawn_digest_the_next_thanks_are_told_on_the_same_day(
    noas: Giver, ilans: Giver, engine: sa.Engine
) -> None:
    noas.take_back(noas.give(THEN), THEN)
    noas.give(THEN + MINUTE)
    assert work(engine, at("2026-11-21T20:00+01:00")) == [KIND]


def test_thanks_keep_the_readers_quiet_hours(noas: Giver, ilans: Giver, engine: sa.Engine) -> None:
    ilans.choose(Arrival.AT_ONCE, THEN)
    with unit_of_work(engine) as session:
        set_quiet_hours(
            session,
            ilans.member(session),
            begins=time(20, 0),
            ends=time(7, 0),
            signals_ring=True,
            now=THEN,
        )
    noas.give(THEN)
    morning = at("2026-11-21T07:00+01:00")
    assert work(engine, THEN) == []
    assert work(engine, morning - MINUTE) == []
    assert work(engine, morning) == [KIND]
