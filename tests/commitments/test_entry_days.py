"""Of which days of a promise its owner may say something, and to which they can be moved."""

from datetime import UTC, date, datetime, timedelta

import pytest

from mend.commitments.entry_models import Outcome
from mend.commitments.models import Turn
from mend.errors import Invalid, Refused
from mend.rhythms.rhythm import Weekday, daily, once, weekly, whenever
from tests.commitments import fixtures
from tests.commitments.keepers import AGREED, DAY, EVENING, MINUTE, TODAY, Keeper, entries

noas, ilans = fixtures.noas, fixtures.ilans

KEPT, PARTLY, MISSED, MOVED = Outcome


@pytest.mark.parametrize(
    ("on", "words"),
    [
        (TODAY + DAY, "still to come"),
        (TODAY - 31 * DAY, "days back"),
        (date(1, 1, 1), "days back"),
        (date(9999, 12, 31), "still to come"),
    ],
)
def test_a_day_that_is_no_day_for_it_is_refused(noas: Keeper, on: date, words: str) -> None:
    promise = noas.promise()
    with pytest.raises(Invalid, match=words) as refused:
        noas.enter(promise, on=on)
    assert refused.value.field == "on"
    assert entries(noas.engine) == []


def test_the_last_thirty_days_can_be_filled_in(noas: Keeper) -> None:
    promise = noas.promise()
    assert noas.followed(promise).open_days == [TODAY - n * DAY for n in range(31)]
    noas.enter(promise, on=TODAY - 30 * DAY)
    assert noas.followed(promise).open_days[-1] == TODAY - 29 * DAY


def test_nothing_is_said_of_days_before_the_yes_or_of_an_offer(noas: Keeper) -> None:
    promise = noas.promise(EVENING - 2 * DAY, daily(TODAY - 2 * DAY))
    with pytest.raises(Invalid, match="not both said yes"):
        noas.enter(promise, on=TODAY - 3 * DAY)
    offered = noas.promise(agreed=False)
    with pytest.raises(Refused, match="not both said yes"):
        noas.enter(offered)


def test_only_days_on_which_it_came_up_have_a_word(noas: Keeper) -> None:
    tuesdays = noas.promise(rhythm=weekly(AGREED.date(), [Weekday.TUESDAY]))
    noas.enter(tuesdays, on=TODAY - DAY)
    with pytest.raises(Invalid, match="did not come up"):
        noas.enter(tuesdays)
    any_day = noas.promise(rhythm=whenever(AGREED.date()))
    noas.enter(any_day)
    noas.enter(any_day, on=TODAY - 5 * DAY)
    one_day = noas.promise(rhythm=once(TODAY))
    noas.enter(one_day)


def test_a_day_keeps_the_wording_it_was_lived_under(noas: Keeper) -> None:
    promise = noas.promise(rhythm=weekly(AGREED.date(), [Weekday.TUESDAY]))
    noas.enter(promise, on=TODAY - 8 * DAY)
    noas.reword(promise, EVENING - 3 * DAY, weekly(TODAY - 3 * DAY, [Weekday.WEDNESDAY]), "Shorter")
    noas.enter(promise)
    noas.enter(promise, PARTLY, on=TODAY - 8 * DAY, at=EVENING + MINUTE)
    assert {(one.occasion_on, one.wording_number) for one in entries(noas.engine)} == {
        (TODAY - 8 * DAY, 1),
        (TODAY, 2),
    }
    with pytest.raises(Invalid, match="did not come up"):
        noas.enter(promise, on=TODAY - DAY)  # a Tuesday, under the new words


def test_a_promise_that_rests_or_has_ended_takes_words_for_the_days_it_counted(noas: Keeper) -> None:
    promise = noas.promise()
    noas.turn(promise, Turn.RESTED, EVENING - 6 * DAY)
    noas.turn(promise, Turn.TAKEN_UP, EVENING - 3 * DAY)
    noas.turn(promise, Turn.LET_GO, EVENING - DAY)
    for back in (2, 1, 3, 6, 7):
        noas.enter(promise, on=TODAY - back * DAY)
    for back in (0, 4, 5):
        with pytest.raises(Invalid, match="resting or at its end"):
            noas.enter(promise, on=TODAY - back * DAY)
    assert noas.today().due == []


def test_a_day_begins_and_ends_where_its_owner_is(noas: Keeper) -> None:
    promise = noas.promise()
    late = datetime(2026, 11, 25, 23, 30, tzinfo=UTC)  # 00:30 in Berlin
    noas.enter(promise, at=late, on=TODAY + DAY)
    noas.travel("America/New_York")  # 18:30 on the day before
    with pytest.raises(Invalid, match="still to come"):
        noas.enter(promise, MISSED, at=late, on=TODAY + DAY)
    # What was tapped before the flight is still the word of that day.
    noas.enter(promise, MISSED, at=late, on=TODAY + DAY, tapped_at=late - timedelta(hours=9))


def test_moved_it_asks_again_on_the_new_day_and_keeps_its_own(noas: Keeper) -> None:
    promise = noas.promise(rhythm=weekly(AGREED.date(), [Weekday.WEDNESDAY]))
    friday = TODAY + 2 * DAY
    noas.enter(promise, MOVED, moved_to=friday)
    assert noas.today().due == []
    then = EVENING + 2 * DAY
    [due] = noas.today(then).due
    assert (due.occasion_on, due.is_moved) == (TODAY, True)
    noas.enter(promise, KEPT, at=then, on=TODAY)
    assert noas.today(then).due == []
    assert noas.seen(promise, then) == [(TODAY, "kept")]


@pytest.mark.parametrize(
    ("moved_to", "words"),
    [
        (None, "choose the new day"),
        (TODAY, "after today"),
        (TODAY - DAY, "after today"),
        (TODAY + 31 * DAY, "within the next"),
        (date(9999, 12, 31), "within the next"),
    ],
)
def test_a_new_day_lies_ahead_and_not_too_far(noas: Keeper, moved_to: date | None, words: str) -> None:
    promise = noas.promise()
    with pytest.raises(Invalid, match=words) as refused:
        noas.enter(promise, MOVED, moved_to=moved_to)
    assert refused.value.field == "moved_to"
    with pytest.raises(Invalid, match="goes with"):
        noas.enter(promise, KEPT, moved_to=TODAY + DAY)


def test_what_was_moved_can_be_entered_long_after_its_own_day(noas: Keeper) -> None:
    promise = noas.promise(rhythm=once(TODAY))
    noas.enter(promise, MOVED, moved_to=TODAY + 30 * DAY)
    then = EVENING + 60 * DAY
    noas.enter(promise, KEPT, at=then, on=TODAY)
    assert noas.seen(promise, then) == [(TODAY, "kept")]
