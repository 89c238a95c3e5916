"""Thirty days after, nothing of a pause is left."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel, col, func, select, update

from mend.database import unit_of_work
from mend.errors import Gone
from mend.notifications.forgetting import forget_old_notifications
from mend.notifications.models import Delivery, Notification
from mend.signals.forgetting import KEPT_FOR, forget_old_signals
from mend.signals.history import keep_no_longer
from mend.signals.models import (
    Keepsake,
    Pause,
    PauseCall,
    PauseDelay,
    Practical,
    PracticalNote,
    Rehearsal,
    WaitingNote,
)
from mend.signals.return_models import Return, ReturnEnding, ReturnReady, ReturnWish, ReturnWords, Step, Turn
from mend.signals.states import REMIND_AFTER, REMINDER_LASTS
from tests.signals.partners import MINUTE, THEN, Partner, pauses

TOLD: tuple[type[SQLModel], ...] = (Notification, Delivery)
OF_A_PAUSE: tuple[type[SQLModel], ...] = (
    Pause,
    PauseCall,
    PauseDelay,
    PracticalNote,
    WaitingNote,
    Keepsake,
    Return,
    ReturnReady,
    ReturnWords,
    ReturnWish,
    Turn,
)
SAID: tuple[type[SQLModel], ...] = (*OF_A_PAUSE, Rehearsal)


def left(engine: sa.Engine, tables: tuple[type[SQLModel], ...] = SAID + TOLD) -> list[int]:
    with unit_of_work(engine, writes=False) as session:
        return [session.exec(select(func.count()).select_from(table)).one() for table in tables]


def forget(engine: sa.Engine, now: datetime) -> None:
    with unit_of_work(engine) as session:
        forget_old_signals(session, now)
        forget_old_notifications(session, now)


@pytest.fixture
def lived_through(noas: Partner, ilans: Partner) -> datetime:
    """A pause with everything in it and after it, and a practice; when the pause ended."""
    ilans.add_device()
    noas.rehearse(THEN)
    pause = noas.call(THEN).pause
    ilans.note(pause, Practical.KIDS, THEN + MINUTE)
    ilans.answer(pause, THEN + MINUTE)
    ilans.write_for_later(pause, "Later", THEN + MINUTE)
    noas.delay(pause, THEN + 30 * MINUTE, THEN + MINUTE)
    noas.come_back(pause, THEN + 2 * MINUTE)
    ilans.be_ready(pause, THEN + 3 * MINUTE)
    noas.write(pause, Step.KINDNESS, "Thank you", THEN + 3 * MINUTE)
    noas.begin_turn(pause, ilans, THEN + 3 * MINUTE)
    noas.wish(pause, ReturnEnding.SETTLED, THEN + 4 * MINUTE)
    noas.keep(pause, THEN + 5 * MINUTE)  # alone: that keeps nothing
    return THEN + 2 * MINUTE


def test_thirty_days_after_its_end_nothing_of_a_pause_is_left(
    lived_through: datetime, engine: sa.Engine
) -> None:
    before = left(engine)
    assert all(before)
    forget(engine, THEN + KEPT_FOR)
    assert left(engine) == before
    forget(engine, lived_through + KEPT_FOR + MINUTE)
    assert left(engine, SAID) == [0] * len(SAID)


def test_what_was_told_is_forgotten_thirty_days_after_it_lost_its_meaning(
    lived_through: datetime, engine: sa.Engine
) -> None:
    # The last thing that could still have been told: the reminder at the end of the delay.
    last = THEN + 30 * MINUTE + REMIND_AFTER + REMINDER_LASTS
    forget(engine, last + KEPT_FOR)
    assert left(engine, (Notification,)) == [1]
    forget(engine, last + KEPT_FOR + MINUTE)
    assert left(engine, TOLD) == [0, 0]


def test_a_reminder_told_long_ahead_is_not_forgotten_before_its_time(
    noas: Partner, engine: sa.Engine
) -> None:
    due = THEN + timedelta(days=60)
    pause = noas.call(THEN).pause
    with unit_of_work(engine) as session:
        session.exec(
            update(Notification)
            .values(due_at=due, expires_at=due + MINUTE)
            .where(col(Notification.kind) == "reminder")
        )
    for at in (pause.returns_at + KEPT_FOR + timedelta(days=1), due, due + MINUTE + KEPT_FOR):
        forget(engine, at)
        assert left(engine, (Notification,)) == [1]
    forget(engine, due + 2 * MINUTE + KEPT_FOR)
    assert left(engine, (Notification,)) == [0]


def test_what_both_keep_stays_until_one_of_them_lets_it_go(
    lived_through: datetime, noas: Partner, ilans: Partner, engine: sa.Engine
) -> None:
    (pause,) = pauses(engine)
    ilans.keep(pause, lived_through + MINUTE)
    for days in (31, 400):
        forget(engine, THEN + timedelta(days=days))
        assert all(left(engine, OF_A_PAUSE))
    with unit_of_work(engine) as session:
        keep_no_longer(session, ilans.member(session), pause.id, THEN + timedelta(days=401))
    forget(engine, THEN + timedelta(days=401))
    assert left(engine, OF_A_PAUSE) == [0] * len(OF_A_PAUSE)


def test_a_pause_that_nobody_ended_is_forgotten_thirty_days_after_its_return(
    noas: Partner, engine: sa.Engine
) -> None:
    pause = noas.call(THEN).pause
    forget(engine, pause.returns_at + KEPT_FOR - MINUTE)
    assert left(engine)[:2] == [1, 1]
    forget(engine, pause.returns_at + KEPT_FOR + MINUTE)
    assert left(engine, SAID) == [0] * len(SAID)


def test_what_is_younger_stays(lived_through: datetime, noas: Partner, engine: sa.Engine) -> None:
    younger = noas.call(THEN + timedelta(days=20)).pause
    forget(engine, lived_through + KEPT_FOR + MINUTE)
    with unit_of_work(engine, writes=False) as session:
        assert [pause.id for pause in session.exec(select(Pause))] == [younger.id]
        assert [call.id for call in session.exec(select(PauseCall))] == [younger.id]


def test_a_call_sent_again_after_it_was_forgotten_is_over_and_not_new(
    noas: Partner, engine: sa.Engine
) -> None:
    pause = noas.call(THEN).pause
    later = pause.returns_at + KEPT_FOR + MINUTE
    forget(engine, later)
    with pytest.raises(Gone):
        noas.call(later, call_id=pause.id, waited=(later - THEN).total_seconds())
    assert left(engine)[0] == 0
