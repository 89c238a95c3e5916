"""Propose, reword, agree: nothing counts that only one wants, and every wording is kept."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from mend.commitments.models import (
    Commitment,
    CommitmentState,
    CommitmentTurn,
    CommitmentWording,
    Turn,
    WordingAnswer,
)
from mend.commitments.shelf import Promise
from mend.commitments.states import OFFER_LASTS
from mend.errors import DomainError, Gone, NotFound, Refused
from mend.ids import new_id
from mend.live.models import CoupleEvent
from mend.rhythms.rhythm import Rhythm, Weekday, once, weekly, whenever
from tests.commitments.promisers import DAILY, DAY, TODAY, WHY, WORDS, Promiser, rows, terms
from tests.signals.partners import MINUTE, THEN

OTHER = terms("I will text when I leave.", why=WHY)
LATER = THEN + OFFER_LASTS


def wordings(engine: sa.Engine) -> dict[int, WordingAnswer | None]:
    return {row.number: row.answer for row in rows(engine, CommitmentWording)}


def test_an_offer_waits_for_the_other_with_all_it_says(noas: Promiser, ilans: Promiser) -> None:
    promise = noas.offer(terms(why=WHY, review_on=TODAY + 28 * DAY))
    assert promise.state(THEN) is CommitmentState.OFFERED
    assert (promise.waits_for(ilans.id, THEN), promise.waits_for(noas.id, THEN)) == (True, False)
    read = ilans.sees(promise).wording
    assert (read.words, read.why, read.review_on) == (WORDS, WHY, TODAY + 28 * DAY)
    assert (read.number, read.proposed_by, read.proposed_at) == (1, noas.id, THEN)
    assert ilans.sees(promise).rhythm == DAILY


def test_a_promise_is_mine_yours_to_consider_or_ours(noas: Promiser, ilans: Promiser) -> None:
    mine, yours, ours = noas.offer(), noas.offer(owner=ilans), noas.offer(ours=True)
    assert [one.is_kept_by(noas.id) for one in (mine, yours, ours)] == [True, False, True]
    assert [one.is_kept_by(ilans.id) for one in (mine, yours, ours)] == [False, True, True]
    assert all(one.waits_for(ilans.id, THEN) for one in (mine, yours, ours))


def test_offering_twice_is_one_offer(noas: Promiser, engine: sa.Engine) -> None:
    promise_id = new_id()
    for later in (THEN, THEN + MINUTE):
        noas.offer(promise_id=promise_id, at=later)
    assert len(rows(engine, Commitment)) == len(rows(engine, CommitmentWording)) == 1
    assert len(rows(engine, CoupleEvent)) == 1


def test_the_same_id_with_other_content_is_refused(
    noas: Promiser, ilans: Promiser, engine: sa.Engine
) -> None:
    promise_id = new_id()
    noas.offer(promise_id=promise_id)

    def offered_again() -> Iterator[Callable[[], object]]:
        yield lambda: noas.offer(OTHER, promise_id=promise_id)
        yield lambda: noas.offer(promise_id=promise_id, ours=True)
        yield lambda: noas.offer(terms(rhythm=once(TODAY)), promise_id=promise_id)
        yield lambda: ilans.offer(promise_id=promise_id, owner=noas)

    for again in offered_again():
        with pytest.raises(Refused, match="offered before, with other words"):
            again()
    assert wordings(engine) == {1: None}


def test_whenever_is_the_same_on_whatever_day_it_is_sent_again(noas: Promiser, engine: sa.Engine) -> None:
    promise_id = new_id()
    for day in (TODAY, TODAY + DAY):  # an answer that was lost at midnight
        noas.offer(terms(rhythm=whenever(day)), promise_id=promise_id)
    assert wordings(engine) == {1: None}


def test_a_yes_makes_it_count_for_both(offered: Promise, ilans: Promiser, engine: sa.Engine) -> None:
    promise = ilans.accept(offered, at=THEN + DAY)
    assert promise.state(THEN + DAY) is CommitmentState.ACTIVE
    assert promise.agreed
    assert (promise.agreed.answered_by, promise.agreed.answered_at) == (ilans.id, THEN + DAY)
    assert promise.waiting is None
    (turn,) = rows(engine, CommitmentTurn)
    assert (turn.turn, turn.number, turn.taken_by, turn.taken_at) == (Turn.AGREED, 1, ilans.id, THEN + DAY)


def test_a_yes_said_twice_is_said_once(offered: Promise, ilans: Promiser, engine: sa.Engine) -> None:
    for _ in range(2):
        ilans.accept(offered)
    assert len(rows(engine, CommitmentTurn)) == 1
    assert len(rows(engine, CoupleEvent)) == 2


def test_nobody_says_yes_or_no_to_their_own_words(
    offered: Promise, noas: Promiser, engine: sa.Engine
) -> None:
    for answer in (noas.accept, noas.decline):
        with pytest.raises(Refused, match="These are your own words"):
            answer(offered)
    assert wordings(engine) == {1: None}


def test_other_words_go_back_and_count_with_the_first_ones_yes(
    offered: Promise, noas: Promiser, ilans: Promiser, engine: sa.Engine
) -> None:
    back = ilans.suggest(offered, OTHER)
    assert (back.waits_for(noas.id, THEN), back.waits_for(ilans.id, THEN)) == (True, False)
    with pytest.raises(Refused, match="your own words"):
        ilans.accept(back)
    agreed = noas.accept(back)
    assert agreed.wording.words == OTHER.words
    assert wordings(engine) == {1: WordingAnswer.REPLACED, 2: WordingAnswer.ACCEPTED}


def test_ones_own_words_can_be_changed_while_they_wait(
    offered: Promise, noas: Promiser, ilans: Promiser
) -> None:
    changed = noas.suggest(offered, OTHER)
    assert changed.waits_for(ilans.id, THEN)
    assert changed.wording.words == OTHER.words


def test_an_answer_to_words_that_were_replaced_changes_nothing(
    offered: Promise, noas: Promiser, ilans: Promiser, engine: sa.Engine
) -> None:
    noas.suggest(offered, OTHER)
    for answer in (ilans.accept, ilans.decline, lambda one: ilans.suggest(one, terms("Something else"))):
        with pytest.raises(Refused, match="changed in the meantime"):
            answer(offered)
    with pytest.raises(Refused, match="changed in the meantime"):
        noas.take_back(offered)
    assert wordings(engine) == {1: WordingAnswer.REPLACED, 2: None}


def test_suggesting_the_same_words_twice_is_once(
    offered: Promise, ilans: Promiser, engine: sa.Engine
) -> None:
    for _ in range(2):
        ilans.suggest(offered, OTHER)
    assert len(wordings(engine)) == 2


def test_the_others_own_words_are_not_suggested_back_to_them(offered: Promise, ilans: Promiser) -> None:
    with pytest.raises(Refused, match="You can say yes to them") as refused:
        ilans.suggest(offered, terms())
    assert refused.value.values == {"name": "Noa"}


def test_no_thanks_ends_an_offer_without_a_reason(
    offered: Promise, noas: Promiser, ilans: Promiser, engine: sa.Engine
) -> None:
    for _ in range(2):
        assert ilans.decline(offered).state(THEN) is CommitmentState.DECLINED
    assert len(rows(engine, CoupleEvent)) == 2
    with pytest.raises(Gone, match="No, thanks"):
        noas.suggest(offered, OTHER)
    with pytest.raises(Gone, match="No, thanks"):
        ilans.accept(offered)


def test_taking_back_ends_an_offer_and_is_for_whose_words_they_are(
    offered: Promise, noas: Promiser, ilans: Promiser
) -> None:
    with pytest.raises(Refused, match="These are %\\(name\\)s’s words"):
        ilans.take_back(offered)
    for _ in range(2):
        assert noas.take_back(offered).state(THEN) is CommitmentState.TAKEN_BACK
    with pytest.raises(Gone, match="taken back"):
        ilans.accept(offered)


def test_an_offer_expires_silently_after_two_weeks(
    offered: Promise, noas: Promiser, ilans: Promiser, engine: sa.Engine
) -> None:
    assert offered.state(LATER - MINUTE) is CommitmentState.OFFERED
    assert offered.state(LATER) is CommitmentState.EXPIRED
    assert not offered.waits_for(ilans.id, LATER)
    for deed in (ilans.accept, ilans.decline, noas.take_back, ilans.suggest):
        with pytest.raises(Gone, match="waited long enough"):
            deed(offered, at=LATER)
    assert wordings(engine) == {1: None}
    assert len(rows(engine, CoupleEvent)) == 1
    assert ilans.accept(offered, at=LATER - MINUTE).state(LATER) is CommitmentState.ACTIVE


def test_the_two_weeks_begin_anew_with_other_words(offered: Promise, noas: Promiser, ilans: Promiser) -> None:
    back = ilans.suggest(offered, OTHER, at=LATER - MINUTE)
    assert back.waits_for(noas.id, LATER)
    assert noas.accept(back, at=LATER).state(LATER) is CommitmentState.ACTIVE


def test_a_change_waits_beside_what_counts(agreed: Promise, noas: Promiser, ilans: Promiser) -> None:
    changed = ilans.suggest(agreed, OTHER)
    assert changed.state(THEN) is CommitmentState.ACTIVE
    assert changed.wording.words == WORDS
    assert changed.waits_for(noas.id, THEN)
    after = noas.accept(changed)
    assert (after.wording.words, after.waiting) == (OTHER.words, None)
    assert after.agreed
    assert (after.agreed.number, after.agreed.proposed_by) == (2, ilans.id)


def test_no_thanks_to_a_change_leaves_what_counts(
    agreed: Promise, noas: Promiser, ilans: Promiser, engine: sa.Engine
) -> None:
    changed = noas.suggest(agreed, OTHER)
    after = ilans.decline(changed)
    assert (after.state(THEN), after.wording.words) == (CommitmentState.ACTIVE, WORDS)
    assert ilans.decline(changed).waiting is None  # twice is once
    again = noas.suggest(after, terms("Something else"), seen=2)
    assert noas.take_back(again).wording.words == WORDS
    assert wordings(engine) == {
        1: WordingAnswer.ACCEPTED,
        2: WordingAnswer.DECLINED,
        3: WordingAnswer.TAKEN_BACK,
    }


def test_what_counts_already_is_no_change(agreed: Promise, noas: Promiser, ilans: Promiser) -> None:
    for one in (noas, ilans):
        with pytest.raises(Refused, match="agreed on already"):
            one.suggest(agreed, terms())


def test_a_change_expires_too_and_another_takes_its_place(
    agreed: Promise, noas: Promiser, ilans: Promiser, engine: sa.Engine
) -> None:
    changed = noas.suggest(agreed, OTHER)
    assert changed.waits_for(ilans.id, LATER - MINUTE)
    assert not changed.waits_for(ilans.id, LATER)
    assert changed.open_wording(LATER) is None
    for deed in (ilans.accept, ilans.decline, noas.take_back):
        with pytest.raises(Gone, match="This change has waited long enough"):
            deed(changed, at=LATER)
    assert ilans.sees(changed).state(LATER) is CommitmentState.ACTIVE
    # The very same words again are another suggestion, and the other may have thought of them too.
    again = ilans.suggest(changed, OTHER, at=LATER)
    assert again.waits_for(noas.id, LATER)
    assert wordings(engine) == {1: WordingAnswer.ACCEPTED, 2: WordingAnswer.REPLACED, 3: None}
    assert noas.accept(again, at=LATER).wording.words == OTHER.words


def test_the_same_change_can_be_suggested_anew_by_its_author(agreed: Promise, noas: Promiser) -> None:
    changed = noas.suggest(agreed, OTHER)
    again = noas.suggest(changed, OTHER, at=LATER)
    assert again.waiting
    assert (again.waiting.number, again.waiting.proposed_at) == (3, LATER)


@pytest.mark.parametrize(
    ("rhythm", "passes_after"),
    [(once(TODAY + DAY), 2), (weekly(TODAY, [Weekday.FRIDAY], until=TODAY + 7 * DAY), 8)],
)
def test_an_offer_for_a_day_that_has_passed_gets_another_day_and_no_yes(
    noas: Promiser, ilans: Promiser, rhythm: Rhythm, passes_after: int
) -> None:
    promise = noas.offer(terms(rhythm=rhythm))
    late = THEN + timedelta(days=passes_after)
    with pytest.raises(Refused, match="The day it was for has passed"):
        ilans.accept(promise, at=late)
    back = ilans.suggest(promise, terms(rhythm=once(date(2026, 12, 1))), at=late)
    assert noas.accept(back, at=late).state(late) is CommitmentState.ACTIVE
    assert ilans.accept(noas.offer(terms(rhythm=rhythm)), at=late - DAY).agreed


def test_a_stranger_finds_none_of_it(offered: Promise, maras: Promiser) -> None:
    for deed in (maras.accept, maras.decline, maras.take_back, maras.suggest):
        with pytest.raises(NotFound):
            deed(offered)


def test_a_refusal_is_a_sentence(offered: Promise, noas: Promiser) -> None:
    with pytest.raises(DomainError) as refused:
        noas.accept(offered)
    assert refused.value.sentence % refused.value.values == "These are your own words. Ilan answers them."
