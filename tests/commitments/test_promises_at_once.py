"""Two people and their devices, in the same moment: one of them is first, the other is told so."""

import sqlalchemy as sa

from mend.commitments.models import Commitment, CommitmentState, CommitmentTurn, CommitmentWording, Turn
from mend.commitments.shelf import Promise
from mend.errors import Gone, Refused
from mend.ids import new_id
from tests.commitments.promisers import DAY, TODAY, Promiser, rows, terms
from tests.signals.partners import THEN
from tests.together import at_once


def state(engine: sa.Engine) -> CommitmentState:
    (commitment,) = rows(engine, Commitment)
    return commitment.state


def names(results: list[object]) -> list[str]:
    return sorted(type(result).__name__ for result in results)


def test_one_offer_sent_four_times_at_once_is_one(noas: Promiser, engine: sa.Engine) -> None:
    promise_id = new_id()
    assert at_once(*[lambda: noas.offer(promise_id=promise_id)] * 4) == [None] * 4
    assert len(rows(engine, Commitment)) == len(rows(engine, CommitmentWording)) == 1


def test_two_taps_on_yes_at_once_are_one_yes(offered: Promise, ilans: Promiser, engine: sa.Engine) -> None:
    assert at_once(*[lambda: ilans.accept(offered)] * 4) == [None] * 4
    assert len(rows(engine, CommitmentTurn)) == 1


def test_a_yes_and_taking_it_back_at_once_leave_one_winner(
    offered: Promise, noas: Promiser, ilans: Promiser, engine: sa.Engine
) -> None:
    yes, back = at_once(lambda: ilans.accept(offered), lambda: noas.take_back(offered))
    if yes is None:
        assert isinstance(back, Refused)
        assert state(engine) is CommitmentState.ACTIVE
    else:
        assert isinstance(yes, Gone)
        assert back is None
        assert state(engine) is CommitmentState.TAKEN_BACK


def test_both_reword_an_offer_at_once_and_one_wording_waits(
    offered: Promise, noas: Promiser, ilans: Promiser, engine: sa.Engine
) -> None:
    results = at_once(lambda: noas.suggest(offered, terms("A")), lambda: ilans.suggest(offered, terms("B")))
    assert names(list(results)) == ["NoneType", "Refused"]
    assert [row.number for row in rows(engine, CommitmentWording) if row.answer is None] == [2]


def test_both_suggest_a_change_at_once_and_one_waits(
    agreed: Promise, noas: Promiser, ilans: Promiser, engine: sa.Engine
) -> None:
    results = at_once(lambda: noas.suggest(agreed, terms("A")), lambda: ilans.suggest(agreed, terms("B")))
    assert names(list(results)) == ["NoneType", "Refused"]
    assert len(rows(engine, CommitmentWording)) == 2


def test_a_yes_to_a_change_and_letting_go_at_once_leave_one_winner(
    agreed: Promise, noas: Promiser, ilans: Promiser, engine: sa.Engine
) -> None:
    changed = noas.suggest(agreed)
    yes, gone = at_once(lambda: ilans.accept(changed), lambda: noas.turn(changed, Turn.LET_GO))
    assert gone is None
    assert yes is None or isinstance(yes, Gone)
    assert state(engine) is CommitmentState.LET_GO
    assert not [row for row in rows(engine, CommitmentWording) if row.answer is None]


def test_of_finishing_and_letting_go_at_once_one_counts(
    noas: Promiser, ilans: Promiser, engine: sa.Engine
) -> None:
    ours = ilans.accept(noas.offer(ours=True))
    results = at_once(lambda: noas.turn(ours, Turn.FINISHED), lambda: ilans.turn(ours, Turn.LET_GO))
    assert names(list(results)) == ["Gone", "NoneType"]
    assert sorted(row.number for row in rows(engine, CommitmentTurn)) == [1, 2]


def test_both_say_at_once_that_it_fits_and_it_is_agreed(noas: Promiser, ilans: Promiser) -> None:
    day, at = TODAY + 28 * DAY, THEN + 28 * DAY
    promise = ilans.accept(noas.offer(terms(review_on=day)))
    assert (
        at_once(*[lambda one=one: one.look_again(promise, day, at=at) for one in (noas, ilans)]) == [None] * 2
    )
    agreed = noas.sees(promise).agreed
    assert agreed
    assert (agreed.number, agreed.review_on) == (2, day + 28 * DAY)
