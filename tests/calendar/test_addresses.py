"""The address of a calendar: one open at a time, its owner's alone, and over for good once it is ended."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import select

from mend.calendar.addresses import KEPT_FOR, forget_ended_addresses
from mend.calendar.models import CalendarFeed, Titles
from mend.couples.leaving import close_space
from mend.database import unit_of_work
from mend.errors import Gone, NotFound
from tests.calendar.subscribers import Subscriber
from tests.signals.partners import MINUTE, THEN
from tests.together import at_once


def feeds(engine: sa.Engine) -> list[CalendarFeed]:
    with unit_of_work(engine, writes=False) as session:
        return list(session.exec(select(CalendarFeed)))


def test_a_key_has_256_random_bits_and_only_its_hash_is_kept(noas: Subscriber, engine: sa.Engine) -> None:
    key, another = noas.subscribe(), noas.subscribe()
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", key)  # 43 letters of six bits
    assert key != another
    assert key not in repr([row.model_dump() for row in feeds(engine)])


def test_a_new_address_ends_the_one_before(noas: Subscriber) -> None:
    old, new = noas.subscribe(), noas.subscribe()
    assert noas.asks(new).member.person.name == "Noa"
    with pytest.raises(Gone):
        noas.asks(old)


def test_each_has_an_address_of_their_own(noas: Subscriber, ilans: Subscriber) -> None:
    hers = noas.subscribe()
    assert ilans.feed() is None
    his = ilans.subscribe()
    assert (noas.asks(hers).member.person.name, noas.asks(his).member.person.name) == ("Noa", "Ilan")
    ilans.end()
    assert noas.asks(hers).member.person.name == "Noa"


def test_ended_twice_is_ended_once(noas: Subscriber, engine: sa.Engine) -> None:
    key = noas.subscribe()
    noas.end()
    noas.end(THEN + MINUTE)
    with pytest.raises(Gone):
        noas.asks(key)
    assert [row.ended_at for row in feeds(engine)] == [THEN]


def test_how_much_it_says_changes_under_the_same_address(noas: Subscriber) -> None:
    key = noas.subscribe()
    noas.choose(Titles.FULL)
    assert noas.asks(key).feed.titles is Titles.FULL
    noas.end()
    with pytest.raises(Gone):
        noas.choose(Titles.NEUTRAL)


def test_a_key_of_nobodys_is_not_there(noas: Subscriber) -> None:
    noas.subscribe()
    with pytest.raises(NotFound):
        noas.asks("x" * 43)


def test_with_the_space_both_addresses_end(noas: Subscriber, ilans: Subscriber) -> None:
    keys = noas.subscribe(), ilans.subscribe()
    with unit_of_work(noas.engine) as session:
        close_space(session, ilans.member(session), THEN)
    for key in keys:
        with pytest.raises(Gone):
            noas.asks(key)


def test_two_taps_at_once_leave_one_open_address(noas: Subscriber, engine: sa.Engine) -> None:
    assert at_once(noas.subscribe, noas.subscribe) == [None, None]
    assert sorted(row.ended_at is None for row in feeds(engine)) == [False, True]


def test_what_ended_long_ago_is_forgotten_and_what_is_open_stays(noas: Subscriber, engine: sa.Engine) -> None:
    noas.subscribe()
    open_key = noas.subscribe()
    with unit_of_work(engine) as session:
        forget_ended_addresses(session, THEN + KEPT_FOR)
    assert len(feeds(engine)) == 2
    with unit_of_work(engine) as session:
        forget_ended_addresses(session, THEN + KEPT_FOR + timedelta(seconds=1))
    assert len(feeds(engine)) == 1
    assert noas.asks(open_key).feed.ended_at is None
