"""The return: both are ready, and both say how it ends."""

from datetime import datetime
from itertools import product

import pytest
import sqlalchemy as sa
from sqlmodel import select

from mend.database import unit_of_work
from mend.errors import Gone, Malformed, NotFound, Refused
from mend.signals.models import Pause
from mend.signals.return_models import Return, ReturnEnding, ReturnReady, ReturnWish, Step
from mend.signals.returns import READY_IS_NEWS_FOR, unfinished_return
from mend.signals.states import RETURN_LASTS
from tests.signals.partners import BACK, MINUTE, THEN, Partner, everything, told
from tests.together import at_once

LATER = BACK + MINUTE
SETTLED, TALK, LET_GO = ReturnEnding.SETTLED, ReturnEnding.TALK, ReturnEnding.LET_GO


def returns(engine: sa.Engine) -> list[Return]:
    with unit_of_work(engine, writes=False) as session:
        return sorted(session.exec(select(Return)), key=lambda one: one.began_at)


def ready(engine: sa.Engine) -> set[object]:
    with unit_of_work(engine, writes=False) as session:
        return {(one.person_id, one.ready_at) for one in session.exec(select(ReturnReady))}


def unfinished(partner: Partner, at: datetime) -> Return | None:
    with unit_of_work(partner.engine, writes=False) as session:
        return unfinished_return(session, partner.member(session).couple_id, at)


def test_the_caller_is_ready_by_having_come_back(returned: Pause, noas: Partner, engine: sa.Engine) -> None:
    (found,) = returns(engine)
    assert (found.pause_id, found.began_at, found.opened_at, found.ended_at) == (
        returned.id,
        BACK,
        None,
        None,
    )
    assert ready(engine) == {(noas.id, BACK)}


def test_once_both_are_ready_it_is_open_and_the_one_who_waited_is_told(
    returned: Pause, noas: Partner, ilans: Partner, engine: sa.Engine
) -> None:
    phone = noas.add_device()
    ilans.be_ready(returned, LATER)
    assert [one.opened_at for one in returns(engine)] == [LATER]
    message = told(engine)[-1]
    assert (message.row.kind, message.row.recipient_id) == ("ready", noas.id)
    assert (message.row.title, message.row.body) == ("Pause · both ready", "Open Mend to go on together.")
    assert message.row.expires_at == LATER + READY_IS_NEWS_FOR
    assert message.states == {phone: "queued"}


def test_saying_it_again_is_saying_it_once(
    returned: Pause, noas: Partner, ilans: Partner, engine: sa.Engine
) -> None:
    noas.be_ready(returned, LATER)  # the caller is already
    assert returns(engine)[0].opened_at is None
    ilans.be_ready(returned, LATER)
    before = everything(engine)
    for partner, late in ((ilans, MINUTE), (noas, MINUTE), (ilans, RETURN_LASTS)):
        assert partner.be_ready(returned, LATER + late).opened_at == LATER
    assert everything(engine) == before


def test_said_many_times_at_once_it_opens_once_and_is_told_once(
    returned: Pause, noas: Partner, ilans: Partner, engine: sa.Engine
) -> None:
    deeds = [lambda: ilans.be_ready(returned, LATER), lambda: noas.be_ready(returned, LATER)] * 2
    assert at_once(*deeds) == [None] * 4
    assert len(ready(engine)) == 2
    assert [one.row.kind for one in told(engine)].count("ready") == 1


def test_there_is_no_return_before_the_caller_is_back(
    noas: Partner, ilans: Partner, engine: sa.Engine
) -> None:
    pause = noas.call(THEN).pause
    before = everything(engine)
    for deed in (
        lambda: ilans.be_ready(pause, LATER),
        lambda: noas.be_ready(pause, LATER),
        lambda: ilans.wish(pause, SETTLED, LATER),
        lambda: ilans.write(pause, Step.KINDNESS, "Thank you", LATER),
        lambda: ilans.begin_turn(pause, ilans, LATER),
    ):
        with pytest.raises(Refused, match="It begins when its caller is back"):
            deed()
    assert everything(engine) == before


def test_after_a_pause_that_ended_otherwise_there_never_is_one(noas: Partner, ilans: Partner) -> None:
    pause = noas.call(THEN).pause
    ilans.call(BACK)
    for partner in (noas, ilans):
        with pytest.raises(Gone, match="This pause is over"):
            partner.be_ready(pause, LATER)


def test_a_stranger_finds_no_return(opened: Pause, maras: Partner, engine: sa.Engine) -> None:
    before = everything(engine)
    for deed in (
        lambda: maras.be_ready(opened, LATER),
        lambda: maras.wish(opened, SETTLED, LATER),
        lambda: maras.write(opened, Step.KINDNESS, "Thank you", LATER),
        lambda: maras.begin_turn(opened, maras, LATER),
    ):
        with pytest.raises(NotFound):
            deed()
    assert everything(engine) == before


@pytest.mark.parametrize(("one", "other"), list(product((SETTLED, TALK, LET_GO), repeat=2)))
def test_it_ends_alike_or_with_what_leaves_neither_alone(
    opened: Pause, noas: Partner, ilans: Partner, engine: sa.Engine, one: ReturnEnding, other: ReturnEnding
) -> None:
    noas.wish(opened, one, LATER)
    assert returns(engine)[0].ended_at is None
    ended = ilans.wish(opened, other, LATER + MINUTE)
    expected = one if one is other else TALK if TALK in (one, other) else LET_GO
    assert (ended.ended_as, ended.ended_at) == (expected, LATER + MINUTE)
    assert unfinished(noas, LATER + MINUTE) is None


@pytest.mark.parametrize("wish", [SETTLED, TALK, LET_GO])
def test_it_can_end_before_both_are_ready(
    returned: Pause, noas: Partner, ilans: Partner, engine: sa.Engine, wish: ReturnEnding
) -> None:
    for partner in (ilans, noas):
        partner.wish(returned, wish, LATER)
    (found,) = returns(engine)
    assert (found.ended_as, found.opened_at) == (wish, None)


def test_a_wish_can_be_changed_until_both_have_one(
    opened: Pause, noas: Partner, ilans: Partner, engine: sa.Engine
) -> None:
    noas.wish(opened, LET_GO, LATER)
    noas.wish(opened, SETTLED, LATER + MINUTE)
    with unit_of_work(engine, writes=False) as session:
        (kept,) = session.exec(select(ReturnWish)).all()
    assert (kept.person_id, kept.wish, kept.wished_at) == (noas.id, SETTLED, LATER + MINUTE)
    ilans.wish(opened, SETTLED, LATER + 2 * MINUTE)
    before = everything(engine)
    with pytest.raises(Gone, match="This return is over"):
        noas.wish(opened, TALK, LATER + 3 * MINUTE)
    assert noas.wish(opened, SETTLED, LATER + 3 * MINUTE).ended_as is SETTLED
    assert everything(engine) == before


def test_both_wish_at_once_and_it_ends_once(
    opened: Pause, noas: Partner, ilans: Partner, engine: sa.Engine
) -> None:
    assert at_once(lambda: noas.wish(opened, SETTLED, LATER), lambda: ilans.wish(opened, TALK, LATER)) == [
        None,
        None,
    ]
    assert [one.ended_as for one in returns(engine)] == [TALK]


def test_nobody_can_wish_that_it_lapses(opened: Pause, noas: Partner, engine: sa.Engine) -> None:
    before = everything(engine)
    with pytest.raises(Malformed):
        noas.wish(opened, ReturnEnding.LAPSED, LATER)
    assert everything(engine) == before


def test_a_new_pause_ends_what_nobody_finished_and_its_own_return_is_another(
    opened: Pause, noas: Partner, ilans: Partner, engine: sa.Engine
) -> None:
    noas.wish(opened, SETTLED, LATER)
    second = ilans.call(LATER + MINUTE).pause
    with pytest.raises(Gone, match="This return is over"):
        ilans.wish(opened, SETTLED, LATER + 2 * MINUTE)
    ilans.come_back(second, LATER + 3 * MINUTE)
    first_return, second_return = returns(engine)
    assert (first_return.ended_as, first_return.ended_at) == (ReturnEnding.LAPSED, LATER + MINUTE)
    assert (second_return.pause_id, second_return.ended_at) == (second.id, None)


def test_a_press_that_joins_a_running_pause_ends_no_return(noas: Partner, ilans: Partner) -> None:
    noas.call(THEN)
    ilans.call(THEN + MINUTE)
    assert unfinished(noas, THEN + MINUTE) is None


def test_a_call_and_a_last_wish_at_once_leave_one_ending(
    opened: Pause, noas: Partner, ilans: Partner, engine: sa.Engine
) -> None:
    noas.wish(opened, SETTLED, LATER)
    wished, called = at_once(lambda: ilans.wish(opened, SETTLED, LATER), lambda: noas.call(LATER))
    assert called is None
    assert [one.ended_as for one in returns(engine)] == [SETTLED if wished is None else ReturnEnding.LAPSED]
    assert wished is None or isinstance(wished, Gone)


def test_a_day_later_it_is_over_without_a_word(
    opened: Pause, noas: Partner, ilans: Partner, engine: sa.Engine
) -> None:
    last = BACK + RETURN_LASTS - MINUTE
    noas.wish(opened, SETTLED, last)
    assert unfinished(noas, last) is not None
    assert unfinished(noas, BACK + RETURN_LASTS) is None
    before = everything(engine)
    with pytest.raises(Gone, match="This return is over"):
        ilans.wish(opened, SETTLED, BACK + RETURN_LASTS)
    assert everything(engine) == before


def test_after_one_that_faded_a_new_pause_and_its_return_begin_as_ever(
    opened: Pause, noas: Partner, engine: sa.Engine
) -> None:
    at = BACK + 2 * RETURN_LASTS
    noas.come_back(noas.call(at).pause, at + MINUTE)
    assert [one.ended_as for one in returns(engine)] == [ReturnEnding.LAPSED, None]


def test_a_late_return_begins_when_it_is_said(noas: Partner, ilans: Partner, engine: sa.Engine) -> None:
    pause = noas.call(THEN).pause
    late = BACK + 3 * RETURN_LASTS
    noas.come_back(pause, late)
    ilans.be_ready(pause, late + MINUTE)
    assert [(one.began_at, one.opened_at) for one in returns(engine)] == [(late, late + MINUTE)]
