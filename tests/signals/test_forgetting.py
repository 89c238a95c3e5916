"""Thirty days after, nothing of a pause is left."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel, func, select

from mend.database import unit_of_work
from mend.errors import Gone
from mend.notifications.models import Delivery, Notification
from mend.signals.forgetting import KEPT_FOR, forget_old_signals
from mend.signals.models import Pause, PauseCall, Practical, PracticalNote, Rehearsal
from tests.signals.partners import MINUTE, THEN, Partner

TABLES: tuple[type[SQLModel], ...] = (Pause, PauseCall, PracticalNote, Rehearsal, Notification, Delivery)


def left(engine: sa.Engine) -> list[int]:
    with unit_of_work(engine, writes=False) as session:
        return [session.exec(select(func.count()).select_from(table)).one() for table in TABLES]


def forget(engine: sa.Engine, now: datetime) -> None:
    with unit_of_work(engine) as session:
        forget_old_signals(session, now)


@pytest.fixture
def lived_through(noas: Partner, ilans: Partner) -> datetime:
    """A pause with everything in it, and a practice; when the last of it happened."""
    ilans.add_device()
    noas.rehearse(THEN)
    pause = noas.call(THEN).pause
    ilans.note(pause, Practical.KIDS, THEN + MINUTE)
    ilans.answer(pause, THEN + MINUTE)
    noas.come_back(pause, THEN + 2 * MINUTE)
    return THEN + 2 * MINUTE


def test_thirty_days_after_its_end_nothing_of_a_pause_is_left(
    lived_through: datetime, engine: sa.Engine
) -> None:
    before = left(engine)
    assert all(before)
    forget(engine, THEN + KEPT_FOR)
    assert left(engine) == before
    forget(engine, lived_through + KEPT_FOR + MINUTE)
    assert left(engine) == [0] * len(TABLES)


def test_a_pause_that_nobody_ended_is_forgotten_thirty_days_after_its_return(
    noas: Partner, engine: sa.Engine
) -> None:
    pause = noas.call(THEN).pause
    forget(engine, pause.returns_at + KEPT_FOR - MINUTE)
    assert left(engine)[:2] == [1, 1]
    forget(engine, pause.returns_at + KEPT_FOR + MINUTE)
    assert left(engine) == [0] * len(TABLES)


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
