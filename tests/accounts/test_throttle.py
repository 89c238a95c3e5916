"""Guesses are slowed down, owners are not kept out. Time comes in as an argument, so nothing here waits."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from mend.accounts.models import Throttle
from mend.accounts.throttle import (
    FORGOTTEN_AFTER,
    FREE_TRIES,
    LONGEST_WAIT,
    forget_tries,
    network_of,
    note_try,
    sweep,
    take_back_try,
)
from mend.database import unit_of_work
from mend.errors import TooMany
from tests.people import LONG_AGO
from tests.together import at_once

THEN = LONG_AGO
SECOND = timedelta(seconds=1)


def test_the_first_tries_are_free_and_the_next_waits(session: Session) -> None:
    for _ in range(FREE_TRIES):
        note_try(session, "sign in", "somebody", THEN)
    with pytest.raises(TooMany) as refused:
        note_try(session, "sign in", "somebody", THEN)
    assert refused.value.retry_after == 1
    assert refused.value.status == 429


def test_each_wait_is_twice_the_one_before_up_to_a_minute(session: Session) -> None:
    now, waits = THEN, []
    for _ in range(FREE_TRIES):
        note_try(session, "sign in", "somebody", now)
    for _ in range(9):
        with pytest.raises(TooMany) as refused:
            note_try(session, "sign in", "somebody", now)
        waits.append(refused.value.retry_after)
        now += timedelta(seconds=refused.value.retry_after)
        note_try(session, "sign in", "somebody", now)
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_a_storm_of_tries_does_not_push_the_end_of_the_wait_away(session: Session) -> None:
    now, longest = THEN, 0
    for _ in range(2000):
        try:
            note_try(session, "sign in", "somebody", now)
        except TooMany as refused:
            longest = max(longest, refused.retry_after)
        now += timedelta(milliseconds=100)
    assert 0 < longest <= LONGEST_WAIT.total_seconds()
    row = session.exec(select(Throttle)).one()
    assert row.free_at <= now + LONGEST_WAIT
    note_try(session, "sign in", "somebody", row.free_at)


def test_success_forgets(session: Session) -> None:
    for _ in range(FREE_TRIES):
        note_try(session, "sign in", "somebody", THEN)
    forget_tries(session, "sign in", "somebody")
    note_try(session, "sign in", "somebody", THEN)


def test_a_success_that_is_taken_back_leaves_the_others_counted(session: Session) -> None:
    for _ in range(40):
        note_try(session, "sign in from", "house", THEN, free=3)
        take_back_try(session, "sign in from", "house")
    for _ in range(3):
        note_try(session, "sign in from", "house", THEN, free=3)
    with pytest.raises(TooMany):
        note_try(session, "sign in from", "house", THEN, free=3)


def test_one_does_not_wait_for_anothers_tries_nor_for_other_things_tried(session: Session) -> None:
    for _ in range(FREE_TRIES):
        note_try(session, "sign in", "somebody", THEN)
    note_try(session, "sign in", "another", THEN)
    note_try(session, "change password", "somebody", THEN)


def test_tries_are_forgotten_after_a_quarter_of_an_hour(session: Session) -> None:
    for _ in range(FREE_TRIES):
        note_try(session, "sign in", "somebody", THEN)
    later = THEN + FORGOTTEN_AFTER + SECOND
    for _ in range(FREE_TRIES):
        note_try(session, "sign in", "somebody", later)


def test_the_sweep_deletes_only_what_is_forgotten(session: Session) -> None:
    note_try(session, "sign in", "somebody", THEN)
    note_try(session, "sign in", "another", THEN + timedelta(minutes=10))
    sweep(session, THEN + FORGOTTEN_AFTER + SECOND)
    assert len(session.exec(select(Throttle)).all()) == 1


def test_a_clock_that_was_set_back_keeps_nobody_out(session: Session) -> None:
    for _ in range(FREE_TRIES):
        note_try(session, "sign in", "somebody", THEN)
    note_try(session, "sign in", "somebody", THEN - timedelta(hours=3))


def test_free_tries_at_once_all_pass_and_all_count(engine: sa.Engine) -> None:
    def try_it() -> None:
        with unit_of_work(engine) as session:
            note_try(session, "sign in", "somebody", THEN)

    assert at_once(*[try_it] * FREE_TRIES) == [None] * FREE_TRIES
    with unit_of_work(engine) as session:
        assert session.exec(select(Throttle)).one().tries == FREE_TRIES


def test_who_is_counted_cannot_be_read_from_the_table(session: Session) -> None:
    note_try(session, "sign in", "192.0.2.7 noa@example.org", THEN)
    row = session.exec(select(Throttle)).one()
    assert len(row.subject) == 32
    assert b"noa" not in row.subject


@pytest.mark.parametrize(
    ("host", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("testclient", "testclient"),
        ("", ""),
    ],
)
def test_a_household_is_one_network_whichever_of_its_addresses_it_uses(host: str, network: str) -> None:
    assert network_of(host) == network
