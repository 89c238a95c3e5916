"""Keeping time for oneself: what counts as ahead, what stays of it, and who may touch it."""

from datetime import date, time
from functools import partial
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from sqlmodel import select

from mend.database import unit_of_work
from mend.errors import Invalid, NotFound, Refused
from mend.ids import new_id
from mend.notifications.models import Notification
from mend.owntime import kept
from mend.rhythms.rhythm import once
from tests.owntime.keepers import DAY, FRIDAY, WEEK, Keeper, fridays, stretch
from tests.people import People
from tests.signals.partners import MINUTE, THEN

HOUR = 60 * MINUTE
TOMORROW = THEN.replace(hour=18, minute=0) + DAY  # 19:00 in Berlin
YEAR = 52 * WEEK


def test_both_find_it_in_the_calendar_in_words_of_their_own(noas: Keeper, ilans: Keeper) -> None:
    own = noas.keep_time()
    for keeper, words in ((noas, "Time for yourself"), (ilans, "Time for Noa")):
        [entry] = keeper.entries()
        assert (entry.about, entry.title, entry.words, entry.lines) == (own.id, "Own time", words, ())
        assert (entry.starts_at, entry.ends_at) == (TOMORROW, TOMORROW + 2 * HOUR)
        assert entry.is_on


def test_nobody_is_notified(noas: Keeper, engine: sa.Engine) -> None:
    noas.give_back(noas.keep_time(stretch(fridays())).id)
    with unit_of_work(engine, writes=False) as session:
        assert session.exec(select(Notification)).all() == []


def test_a_week_whose_time_has_passed_begins_with_the_next(noas: Keeper) -> None:
    [entry] = (noas.keep_time(stretch(fridays(), time(20, 20))), noas.entries())[1]
    assert entry.starts_at.date() == FRIDAY + WEEK  # it is 20:20: this evening's has begun
    assert entry.starts_at.tzinfo == ZoneInfo("Europe/Berlin")


def test_what_lies_behind_is_refused_beside_its_field(noas: Keeper) -> None:
    for passed in (stretch(once(FRIDAY), time(20, 20)), stretch(fridays(until=FRIDAY), time(20, 20))):
        with pytest.raises(Invalid) as refused:
            noas.keep_time(passed)
        assert refused.value.field == "at"
    noas.keep_time(stretch(once(FRIDAY), time(20, 21)))
    assert len(noas.entries()) == 1


def test_twice_is_once_and_another_under_the_same_id_is_refused(noas: Keeper, ilans: Keeper) -> None:
    own_id = new_id()
    for minutes in range(2):
        assert noas.keep_time(stretch(fridays()), THEN + minutes * MINUTE, own_id).id == own_id
    with pytest.raises(Refused):
        noas.keep_time(stretch(), own_id=own_id)
    with pytest.raises(Refused):
        ilans.keep_time(stretch(fridays()), own_id=own_id)
    assert len(noas.entries()) == 1


def test_only_its_keeper_touches_it(noas: Keeper, ilans: Keeper, people: People) -> None:
    own = noas.keep_time(stretch(fridays()))
    for stranger in (ilans, Keeper(noas.engine, noas.outbox, people.mara)):
        for deed in (
            partial(stranger.give_back, own.id),
            partial(stranger.skip, own.id, FRIDAY + WEEK),
            partial(stranger.take, own.id, FRIDAY + WEEK),
            partial(stranger.change, own.id, stretch()),
        ):
            with pytest.raises(NotFound):
                deed()
    assert Keeper(noas.engine, noas.outbox, people.mara).entries() == []
    assert noas.entries()[0].number == 0


def test_a_day_is_left_out_and_taken_after_all(noas: Keeper, ilans: Keeper) -> None:
    own, second = noas.keep_time(stretch(fridays())), FRIDAY + 2 * WEEK
    for _ in range(2):
        noas.skip(own.id, second)
    assert ilans.days(THEN, THEN + 3 * WEEK) == [FRIDAY + WEEK, FRIDAY + 3 * WEEK]
    assert (noas.entries()[0].without, noas.entries()[0].number) == (frozenset({second}), 1)
    for _ in range(2):
        noas.take(own.id, second)
    assert ilans.days(THEN, THEN + 3 * WEEK) == [FRIDAY + count * WEEK for count in (1, 2, 3)]
    assert noas.entries()[0].number == 2


def test_a_day_on_which_it_does_not_come_up_cannot_be_left_out(noas: Keeper) -> None:
    own, single = noas.keep_time(stretch(fridays())), noas.keep_time()
    for own_id, day, at in (
        (own.id, FRIDAY + DAY, THEN),
        (own.id, FRIDAY + WEEK, THEN + WEEK + 2 * HOUR),
        (single.id, FRIDAY + DAY, THEN),
        (own.id, date.max, THEN),
    ):
        with pytest.raises(Refused):
            noas.skip(own_id, day, at)


def test_given_back_before_it_began_it_is_called_off(noas: Keeper) -> None:
    own = noas.keep_time(stretch(fridays()))
    for _ in range(2):
        noas.give_back(own.id)
    [entry] = noas.entries()
    assert (entry.is_on, entry.number, entry.changed_at) == (False, 1, THEN)
    assert noas.days(THEN, THEN + YEAR) == []
    with pytest.raises(Refused):
        noas.skip(own.id, FRIDAY + WEEK)


def test_what_had_begun_stays_when_the_rest_is_given_back(noas: Keeper, ilans: Keeper) -> None:
    own = noas.keep_time(stretch(fridays()))
    noas.give_back(own.id, THEN + 2 * WEEK)  # at 20:20, in the middle of the second
    [entry] = ilans.entries()
    assert entry.is_on
    assert ilans.days(THEN, THEN + YEAR) == [FRIDAY + WEEK, FRIDAY + 2 * WEEK]
    single = noas.keep_time(stretch(once(FRIDAY)), THEN - 3 * HOUR)
    noas.give_back(single.id)
    assert noas.days(THEN - DAY, THEN) == [FRIDAY]


def test_a_change_goes_on_without_the_days_left_out_and_rewrites_nothing(noas: Keeper) -> None:
    own, new = noas.keep_time(stretch(fridays())), new_id()
    noas.skip(own.id, FRIDAY + 3 * WEEK)
    later = stretch(fridays(), time(21))
    for _ in range(2):
        assert noas.change(own.id, later, THEN + WEEK + 3 * HOUR, new).id == new
    assert [
        (one.starts_at.date(), one.starts_at.hour) for one in noas.times(THEN, THEN + 4 * WEEK + DAY)
    ] == [(FRIDAY + WEEK, 18), (FRIDAY + 2 * WEEK, 20), (FRIDAY + 4 * WEEK, 20)]
    with pytest.raises(Refused):
        noas.change(own.id, stretch(), THEN + 2 * WEEK)


def test_nothing_changed_is_no_change(noas: Keeper) -> None:
    own = noas.keep_time(stretch(fridays()))
    assert noas.change(own.id, stretch(fridays(FRIDAY + WEEK)), THEN + WEEK).id == own.id
    assert [entry.number for entry in noas.entries()] == [0]


def test_it_is_in_the_way_while_it_lasts_and_says_whose(noas: Keeper, ilans: Keeper) -> None:
    noas.keep_time(stretch(fridays()))
    begins = THEN.replace(hour=18, minute=0) + WEEK
    for keeper, sentence in (
        (noas, "That is time for yourself, from %(time)s."),
        (ilans, "That is time for %(name)s, from %(time)s."),
    ):
        [busy] = keeper.taken(begins + HOUR, begins + 3 * HOUR)
        assert (busy.starts_at, busy.ends_at, busy.sentence) == (begins, begins + 2 * HOUR, sentence)
        assert keeper.taken(begins + 2 * HOUR, begins + 3 * HOUR) == []
        assert keeper.taken(begins - HOUR, begins) == []


def test_a_whole_day_is_found_from_its_other_end(noas: Keeper) -> None:
    noas.keep_time(stretch(at=time(23), zone="Pacific/Kiritimati", minutes=1440))  # from 09:00 in UTC
    begins = THEN.replace(hour=9, minute=0) + DAY
    assert [busy.ends_at for busy in noas.taken(begins + DAY - MINUTE, begins + 2 * DAY)] == [begins + DAY]
    assert noas.taken(begins + DAY, begins + 2 * DAY) == []


def test_it_keeps_to_the_clock_of_its_zone_when_the_clocks_change(noas: Keeper) -> None:
    noas.keep_time(stretch(fridays()))
    around = [one.starts_at.hour for one in noas.times(THEN + 17 * WEEK + DAY, THEN + 20 * WEEK)]
    assert around == [18, 17, 17]  # the last Sunday of March lies between


def test_fifty_are_all_that_fits(noas: Keeper, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST_AHEAD", 1)
    own = noas.keep_time()
    with pytest.raises(Refused):
        noas.keep_time()
    noas.change(own.id, stretch(minutes=60))
    noas.keep_time(at=THEN + WEEK, wished=stretch(fridays()))  # the one before lies behind
    assert len(noas.entries()) == 3
