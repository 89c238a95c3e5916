"""What was accepted is remembered; whatever else was said of repairs is forgotten after thirty days."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import select

from mend.app import CHORES
from mend.database import unit_of_work
from mend.notifications.models import Notification
from mend.signals.attempts import accepted_repairs
from mend.signals.forgetting import KEPT_FOR, forget_old_repairs
from mend.signals.repair_models import RepairInPause, RepairPhrase
from mend.signals.states import REPAIR_WAITS
from tests.signals.partners import MINUTE, THEN, Partner
from tests.signals.reaching import add, not_yet, reach, remove, repairs, yes

LATER = THEN + 2 * MINUTE


def test_accepted_repairs_are_kept_and_all_others_are_forgotten_after_thirty_days(
    noas: Partner, ilans: Partner, engine: sa.Engine
) -> None:
    pause = noas.call(THEN).pause
    ilans.answer(pause, THEN)
    noas.come_back(pause, LATER)
    word, kept_word = add(noas, "Pancakes?", THEN), add(noas, "Waffles?", THEN)
    reach(noas, THEN, key=str(word.id), pause_id=pause.id)
    good = reach(noas, THEN, pause_id=pause.id)
    remove(noas, word, THEN)
    yes(ilans, good, LATER)
    put_off = reach(noas, LATER)
    not_yet(ilans, put_off, LATER, ask_at=LATER + 60 * MINUTE)

    def forget(at: datetime) -> None:
        with unit_of_work(engine) as session:
            for chore in CHORES:
                chore(session, at)

    forget(THEN + KEPT_FOR)
    assert len(repairs(engine)) == 3
    forget(LATER + 60 * MINUTE + KEPT_FOR)
    assert [one.id for one in repairs(engine)] == [good.id, put_off.id]
    forget(LATER + 61 * MINUTE + KEPT_FOR)
    assert [one.id for one in repairs(engine)] == [good.id]
    with unit_of_work(engine, writes=False) as session:
        assert [one.id for one in session.exec(select(RepairPhrase))] == [kept_word.id]
        # The pause deletes itself, and takes only the knowledge of it along.
        assert session.exec(select(RepairInPause)).all() == []
        couple_id = ilans.member(session).couple_id
        assert [one.id for one in accepted_repairs(session, couple_id, THEN)] == [good.id]

    # What was told of them goes thirty days after it was of use: the last of it waited a day for an answer.
    def are_told() -> bool:
        with unit_of_work(engine, writes=False) as session:
            return session.exec(select(Notification.id)).first() is not None

    forget(LATER + REPAIR_WAITS + KEPT_FOR)
    assert are_told()
    forget(LATER + REPAIR_WAITS + MINUTE + KEPT_FOR)
    assert not are_told()
    assert [one.id for one in repairs(engine)] == [good.id]


def test_the_worker_sees_to_it() -> None:
    assert forget_old_repairs in CHORES
