"""A promise rests, is taken up, finished or let go by who keeps it; and both look whether it still fits."""

from datetime import date

import pytest
import sqlalchemy as sa

from mend.commitments.models import CommitmentState, CommitmentTurn, CommitmentWording, Turn, WordingAnswer
from mend.commitments.shelf import Promise
from mend.commitments.states import OFFER_LASTS
from mend.errors import Gone, NotFound, Refused
from mend.live.models import CoupleEvent
from tests.commitments.promisers import DAY, TODAY, WORDS, Promiser, rows, terms
from tests.signals.partners import MINUTE, THEN

REVIEW = TODAY + 28 * DAY
THE_DAY = THEN + 28 * DAY


@pytest.fixture
def to_review(noas: Promiser, ilans: Promiser) -> Promise:
    """A promise of Noa's, to be looked at on REVIEW."""
    return ilans.accept(noas.offer(terms(review_on=REVIEW)))


def test_its_keeper_lets_it_rest_takes_it_up_and_finishes_it(
    agreed: Promise, noas: Promiser, engine: sa.Engine
) -> None:
    for turn, state in (
        (Turn.RESTED, CommitmentState.RESTING),
        (Turn.TAKEN_UP, CommitmentState.ACTIVE),
        (Turn.FINISHED, CommitmentState.FINISHED),
    ):
        for _ in range(2):  # twice is once
            promise = noas.turn(agreed, turn)
            assert promise.state(THEN) is state
            assert promise.wording.words == WORDS
    kept = sorted((row.number, row.turn, row.taken_by) for row in rows(engine, CommitmentTurn))
    assert [(number, turn) for number, turn, _ in kept] == [
        (1, "agreed"),
        (2, "rested"),
        (3, "taken_up"),
        (4, "finished"),
    ]
    assert [who for *_, who in kept][1:] == [noas.id] * 3
    assert len(rows(engine, CoupleEvent)) == 5


@pytest.mark.parametrize("first", [None, Turn.RESTED])
@pytest.mark.parametrize("end", [Turn.FINISHED, Turn.LET_GO])
def test_after_its_end_nothing_but_a_new_offer(
    agreed: Promise, noas: Promiser, ilans: Promiser, first: Turn | None, end: Turn
) -> None:
    if first:
        noas.turn(agreed, first)
    noas.turn(agreed, end)
    for turn in (Turn.RESTED, Turn.TAKEN_UP, Turn.FINISHED, Turn.LET_GO):
        if turn is not end:
            with pytest.raises(Gone, match="offer it anew"):
                noas.turn(agreed, turn)
    with pytest.raises(Gone, match="offer it anew"):
        ilans.suggest(agreed)


def test_the_other_may_only_suggest(agreed: Promise, ilans: Promiser, engine: sa.Engine) -> None:
    for turn in (Turn.RESTED, Turn.TAKEN_UP, Turn.FINISHED, Turn.LET_GO):
        with pytest.raises(Refused, match="You can suggest a change") as refused:
            ilans.turn(agreed, turn)
        assert refused.value.values == {"name": "Noa"}
    assert len(rows(engine, CommitmentTurn)) == 1
    assert ilans.suggest(agreed).waiting


def test_what_both_keep_either_may_end(noas: Promiser, ilans: Promiser) -> None:
    ours = ilans.accept(noas.offer(ours=True))
    assert ilans.turn(ours, Turn.RESTED).state(THEN) is CommitmentState.RESTING
    assert noas.turn(ours, Turn.LET_GO).state(THEN) is CommitmentState.LET_GO


def test_what_is_only_offered_has_no_turns(offered: Promise, noas: Promiser) -> None:
    with pytest.raises(Refused, match="not both said yes"):
        noas.turn(offered, Turn.RESTED)
    with pytest.raises(Gone, match="waited long enough"):
        noas.turn(offered, Turn.RESTED, at=THEN + OFFER_LASTS)


def test_a_change_that_waits_ends_with_the_promise_and_outlasts_a_rest(
    agreed: Promise, noas: Promiser, ilans: Promiser, engine: sa.Engine
) -> None:
    changed = ilans.suggest(agreed)
    resting = noas.turn(changed, Turn.RESTED)
    assert resting.waits_for(noas.id, THEN)
    ended = noas.turn(changed, Turn.LET_GO)
    assert not ended.waits_for(noas.id, THEN)
    assert {row.number: row.answer for row in rows(engine, CommitmentWording)} == {
        1: WordingAnswer.ACCEPTED,
        2: WordingAnswer.REPLACED,
    }
    with pytest.raises(Gone):
        noas.accept(changed)


def test_a_stranger_takes_no_turn(agreed: Promise, maras: Promiser) -> None:
    with pytest.raises(NotFound):
        maras.turn(agreed, Turn.LET_GO)


def test_on_its_day_an_active_promise_may_be_reviewed(to_review: Promise, noas: Promiser) -> None:
    assert not to_review.may_be_reviewed(REVIEW - DAY)
    assert to_review.may_be_reviewed(REVIEW)
    assert to_review.may_be_reviewed(REVIEW + DAY)
    assert not noas.turn(to_review, Turn.RESTED).may_be_reviewed(REVIEW)


def test_it_fits_and_both_say_so(
    to_review: Promise, noas: Promiser, ilans: Promiser, engine: sa.Engine
) -> None:
    for _ in range(2):  # twice is once
        said = noas.look_again(to_review, REVIEW, at=THE_DAY)
        assert said.waits_for(ilans.id, THE_DAY)
    agreed = [ilans.look_again(to_review, REVIEW + DAY, at=THE_DAY + DAY) for _ in range(2)][1]
    assert agreed.agreed
    assert (agreed.agreed.number, agreed.agreed.review_on) == (2, REVIEW + 28 * DAY)
    assert (agreed.agreed.words, agreed.rhythm) == (WORDS, to_review.rhythm)
    assert agreed.waiting is None
    assert len(rows(engine, CommitmentWording)) == 2


def test_before_its_day_nothing_is_looked_at_again(to_review: Promise, noas: Promiser) -> None:
    assert noas.look_again(to_review, REVIEW - DAY, at=THE_DAY - DAY).waiting is None


def test_a_change_that_waits_is_answered_before_it_fits(
    to_review: Promise, noas: Promiser, ilans: Promiser
) -> None:
    ilans.suggest(to_review, at=THE_DAY)
    for one in (noas, ilans):
        with pytest.raises(Refused, match="changed in the meantime"):
            one.look_again(to_review, REVIEW, at=THE_DAY)


def test_it_fits_is_said_of_the_words_that_were_seen(
    to_review: Promise, noas: Promiser, ilans: Promiser
) -> None:
    noas.accept(ilans.suggest(to_review, terms("Other words", review_on=date(2026, 12, 1))))
    with pytest.raises(Refused, match="changed in the meantime"):
        noas.look_again(to_review, REVIEW, at=THE_DAY)


def test_it_fits_again_after_nobody_answered(to_review: Promise, noas: Promiser, ilans: Promiser) -> None:
    noas.look_again(to_review, REVIEW, at=THE_DAY)
    late, day = THE_DAY + OFFER_LASTS + MINUTE, REVIEW + 14 * DAY
    assert ilans.look_again(to_review, day, at=late).waits_for(noas.id, late)
    agreed = noas.look_again(to_review, day, at=late).agreed
    assert agreed
    assert agreed.review_on == day + 28 * DAY
