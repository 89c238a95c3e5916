"""A time is suggested, joined or not, moved, and left: by each alone, without a reason."""

from collections.abc import Callable
from datetime import time

import pytest
import sqlalchemy as sa
from sqlmodel import select

from mend.database import unit_of_work
from mend.errors import Refused
from mend.live.models import CoupleEvent
from mend.weekly.messages import TIME
from mend.weekly.models import Stance, WeeklyStance
from tests.weekly.partners import DAY, MINUTE, SEVEN, SUNDAY, THAT_SUNDAY, THEN, Meeter, told


def events(engine: sa.Engine) -> int:
    with unit_of_work(engine, writes=False) as session:
        return len(session.exec(select(CoupleEvent)).all())


def test_whoever_suggests_joins_and_the_other_is_asked(noas: Meeter, ilans: Meeter) -> None:
    noas.suggest()
    theirs = ilans.ritual()
    assert theirs.ritual is not None
    assert (theirs.ritual.weekday, theirs.ritual.at, theirs.ritual.zone) == (SUNDAY, SEVEN, "Europe/Berlin")
    assert (theirs.mine, theirs.theirs, theirs.is_on) == (None, Stance.JOINED, False)
    assert ilans.join().is_on
    assert noas.ritual().is_on


def test_suggesting_and_joining_twice_is_once(noas: Meeter, ilans: Meeter, engine: sa.Engine) -> None:
    assert noas.suggest(seen=0).number == noas.suggest(seen=0).number == 1
    assert ilans.join().number == 1
    before = events(engine)
    assert ilans.join(seen=1).is_on
    assert ilans.suggest(seen=0).number == 1  # the time that counts already is only joined
    assert events(engine) == before


def test_the_other_reads_the_time_by_their_own_clock_and_nothing_else(
    noas: Meeter, ilans: Meeter, engine: sa.Engine
) -> None:
    ilans.travel("America/New_York")
    noas.suggest()
    [message] = told(engine, TIME)
    assert (message.recipient_id, message.title) == (ilans.id, "Weekly us · Sunday 13:00")
    assert (message.body, message.path, message.is_signal) == ("Open Mend to see.", "/weekly", False)
    assert message.due_at == THEN


def test_not_now_is_told_to_nobody_then_or_later(noas: Meeter, ilans: Meeter, engine: sa.Engine) -> None:
    noas.suggest()
    before, seen = events(engine), noas.ritual()
    assert ilans.not_now().mine is Stance.NOT_NOW
    assert ilans.not_now().mine is Stance.NOT_NOW
    assert events(engine) == before
    assert told(engine) == []  # what was to ask Ilan is taken back, and Noa is told nothing
    assert (noas.ritual().is_on, noas.ritual().number) == (seen.is_on, seen.number)
    noas.suggest(clock=time(20))
    assert told(engine) == []  # who said no is not asked a second time
    assert ilans.join().is_on


def test_either_may_move_it_and_the_other_is_told_once(
    joined: None, noas: Meeter, ilans: Meeter, engine: sa.Engine
) -> None:
    moved = ilans.suggest(2, time(20, 30), at=THEN + MINUTE)
    assert (moved.number, moved.is_on) == (2, True)
    assert ilans.suggest(2, time(20, 30), seen=1, at=THEN + MINUTE).number == 2
    [message] = told(engine, TIME)
    assert (message.recipient_id, message.title) == (noas.id, "Weekly us · Wednesday 20:30")


def test_a_time_that_was_replaced_is_neither_joined_nor_moved(noas: Meeter, ilans: Meeter) -> None:
    noas.suggest()
    noas.suggest(clock=time(20))
    late: tuple[Callable[[], object], ...] = (
        lambda: ilans.join(seen=1),
        lambda: ilans.suggest(3, seen=1),
        lambda: ilans.suggest(3, seen=0),
    )
    for deed in late:
        with pytest.raises(Refused, match="changed in the meantime"):
            deed()
    assert ilans.ritual().mine is None


def test_either_leaves_alone_and_no_phone_is_told(
    joined: None, noas: Meeter, ilans: Meeter, engine: sa.Engine
) -> None:
    assert noas.leave(THEN + DAY).mine is Stance.LEFT
    assert noas.leave(THEN + DAY).mine is Stance.LEFT
    theirs = ilans.ritual()
    assert (theirs.mine, theirs.theirs, theirs.is_on) == (Stance.JOINED, Stance.LEFT, False)
    assert told(engine) == []
    with pytest.raises(Refused, match="once you have both joined"):
        ilans.start(THAT_SUNDAY)
    assert noas.join().is_on
    with unit_of_work(engine, writes=False) as session:
        rows = {row.person_id: row.since for row in session.exec(select(WeeklyStance))}
    assert rows == {noas.id: THEN, ilans.id: THEN}


def test_who_leaves_is_not_asked_again_by_a_move(
    joined: None, noas: Meeter, ilans: Meeter, engine: sa.Engine
) -> None:
    ilans.leave()
    noas.suggest(clock=time(21))
    assert told(engine, TIME) == []
    assert ilans.ritual().mine is Stance.LEFT


def test_nothing_can_be_joined_or_left_before_there_is_something(noas: Meeter) -> None:
    for deed in (noas.join, noas.not_now, noas.leave, noas.start):
        with pytest.raises(Refused):
            deed()


def test_who_has_joined_leaves_and_does_not_say_not_now(joined: None, ilans: Meeter) -> None:
    with pytest.raises(Refused):
        ilans.not_now()
    assert ilans.ritual().mine is Stance.JOINED


def test_who_left_stays_gone_when_a_late_tap_says_not_now(joined: None, ilans: Meeter) -> None:
    ilans.leave()
    assert ilans.not_now().mine is Stance.LEFT


def test_the_other_couple_sees_nothing_of_it(joined: None, maras: Meeter) -> None:
    assert maras.ritual().ritual is None
