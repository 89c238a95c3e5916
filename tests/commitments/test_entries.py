"""What an owner says of a day of a promise: who may, of which days, which word counts, and who sees it."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from mend.commitments.entry_models import Outcome, WayOn
from mend.commitments.models import Turn
from mend.commitments.rhythm import Weekday, daily, once, weekly, whenever
from mend.database import unit_of_work
from mend.errors import DomainError, Gone, Invalid, NotFound, Refused
from mend.ids import new_id
from mend.live.events import events_since
from tests.commitments import fixtures
from tests.commitments.keepers import AGREED, DAY, EVENING, MINUTE, TODAY, Keeper, entries, stitches
from tests.together import at_once

noas, ilans, maras = fixtures.noas, fixtures.ilans, fixtures.maras

KEPT, PARTLY, MISSED, MOVED = Outcome
HIDDEN = (MISSED, MOVED)


def events(keeper: Keeper) -> list[str]:
    """What was announced to the couple's pages so far."""
    with unit_of_work(keeper.engine, writes=False) as session:
        return [what for _, what in events_since(session, keeper.member(session).couple_id, 0)]


def how(outcome: Outcome) -> dict[str, date]:
    return {"moved_to": TODAY + DAY} if outcome is MOVED else {}


@pytest.mark.parametrize("outcome", Outcome)
def test_an_owner_says_how_a_day_went(noas: Keeper, outcome: Outcome) -> None:
    promise = noas.promise()
    entry = noas.say(promise, outcome, line="It rained", **how(outcome))
    assert (entry.outcome, entry.occasion_on, entry.line) == (outcome, TODAY, "It rained")
    assert noas.seen(promise) == [(TODAY, outcome.value)]


@pytest.mark.parametrize("outcome", [KEPT, PARTLY])
def test_what_was_kept_is_shared_at_once_and_sewn(noas: Keeper, ilans: Keeper, outcome: Outcome) -> None:
    promise = noas.promise()
    before = len(events(ilans))
    noas.say(promise, outcome)
    assert ilans.seen(promise) == [(TODAY, outcome.value)]
    assert [one.outcome for one in ilans.today().shared] == [outcome]
    assert stitches(noas.engine) == 1
    assert events(ilans)[before:] == ["promise"]


@pytest.mark.parametrize("outcome", HIDDEN)
def test_a_miss_leaves_no_trace_for_the_other_until_it_is_shared(
    noas: Keeper, ilans: Keeper, outcome: Outcome
) -> None:
    promise = noas.promise()
    before = (events(ilans), ilans.followed(promise), ilans.today())
    entry = noas.say(promise, outcome, **how(outcome))
    assert (events(ilans), ilans.followed(promise), ilans.today()) == before
    with pytest.raises(NotFound):
        ilans.share(entry)
    noas.take_back(entry)
    assert (events(ilans), ilans.followed(promise), ilans.today()) == before
    entry = noas.say(promise, outcome, EVENING + MINUTE, **how(outcome))
    for _ in range(2):
        noas.share(entry, EVENING + MINUTE)
    assert ilans.seen(promise) == [(TODAY, outcome.value)]
    assert [one.outcome for one in ilans.today(EVENING + MINUTE).shared] == [outcome]
    assert events(ilans) == [*before[0], "promise"]
    assert stitches(noas.engine) == 0


def test_nobody_says_how_the_others_promise_went(noas: Keeper, ilans: Keeper, maras: Keeper) -> None:
    promise = noas.promise()
    with pytest.raises(Refused, match="own word") as refused:
        ilans.say(promise)
    assert refused.value.values == {"name": "Noa"}
    with pytest.raises(NotFound):
        maras.say(promise)
    entry = noas.say(promise)
    for deed in (ilans.take_back, ilans.share):
        with pytest.raises(Refused, match="can change this"):
            deed(entry)
    with pytest.raises(NotFound):
        maras.take_back(entry)
    assert noas.seen(promise) == [(TODAY, "kept")]


def test_each_of_the_two_says_their_own_of_a_promise_of_both(noas: Keeper, ilans: Keeper) -> None:
    promise = noas.promise(ours=True)
    noas.say(promise, MISSED)
    ilans.say(promise, KEPT)
    assert set(noas.seen(promise)) == {(TODAY, "missed"), (TODAY, "kept")}
    assert ilans.seen(promise) == [(TODAY, "kept")]


def test_the_same_tap_twice_is_one_and_another_answer_under_its_id_is_refused(noas: Keeper) -> None:
    promise, id_ = noas.promise(), new_id()
    first = noas.say(promise, entry_id=id_)
    again = noas.say(promise, at=EVENING + MINUTE, entry_id=id_)
    assert (again.id, again.entered_at) == (first.id, EVENING)
    for changed in ({"outcome": PARTLY}, {"line": "Late"}, {"on": TODAY - DAY}):
        with pytest.raises(Refused, match="another answer"):
            noas.say(promise, **{"entry_id": id_} | changed)  # type: ignore[arg-type]
    assert noas.seen(promise) == [(TODAY, "kept")]


def test_two_couples_may_bring_the_same_id(noas: Keeper, maras: Keeper) -> None:
    mine, hers, id_ = noas.promise(), maras.promise(), new_id()
    noas.say(mine, entry_id=id_)
    maras.say(hers, MISSED, entry_id=id_)
    assert (noas.seen(mine), maras.seen(hers)) == ([(TODAY, "kept")], [(TODAY, "missed")])


def test_the_latest_tap_counts_in_whichever_order_they_arrive(noas: Keeper, ilans: Keeper) -> None:
    promise = noas.promise()
    noas.say(promise, KEPT, tapped_at=EVENING - MINUTE)
    late = noas.say(promise, MISSED, EVENING + MINUTE, tapped_at=EVENING - 5 * MINUTE)
    assert late.superseded_at == EVENING + MINUTE
    assert (noas.seen(promise), ilans.seen(promise)) == ([(TODAY, "kept")], [(TODAY, "kept")])
    noas.say(promise, MISSED, EVENING + 2 * MINUTE, tapped_at=EVENING + MINUTE)
    assert (noas.seen(promise), ilans.seen(promise)) == ([(TODAY, "missed")], [])
    assert [one.outcome for one in entries(noas.engine)] == [MISSED, KEPT, MISSED]  # nothing is lost
    assert stitches(noas.engine) == 0


def test_a_phone_whose_clock_is_ahead_speaks_of_now(noas: Keeper) -> None:
    promise = noas.promise()
    assert noas.say(promise, tapped_at=EVENING + 400 * DAY).tapped_at == EVENING


def test_two_devices_at_once_end_with_one_word(noas: Keeper) -> None:
    promise = noas.promise()
    taps = [lambda outcome=outcome: noas.say(promise, outcome) for outcome in (KEPT, PARTLY, MISSED)]
    assert at_once(*taps) == [None] * 3
    rows = entries(noas.engine)
    [counts] = [row for row in rows if row.superseded_at is None]
    # All three tapped in the same moment: the latest id decides.
    assert counts.id == max(row.id for row in rows)
    assert len(rows) == 3
    assert stitches(noas.engine) == (counts.outcome is not MISSED)


def test_the_same_tap_at_once_from_two_phones_is_one(noas: Keeper) -> None:
    promise, id_ = noas.promise(), new_id()
    assert at_once(*[lambda: noas.say(promise, entry_id=id_)] * 3) == [None] * 3
    assert len(entries(noas.engine)) == 1


def test_taken_back_the_day_is_open_again_also_for_a_tap_from_before(noas: Keeper) -> None:
    promise = noas.promise()
    entry = noas.say(promise)
    for _ in range(2):
        noas.take_back(entry, EVENING + 5 * MINUTE)
    assert (noas.seen(promise), stitches(noas.engine)) == ([], 0)
    assert [one.commitment_id for one in noas.today().due] == [promise]
    late = noas.say(promise, MISSED, EVENING + 9 * MINUTE, tapped_at=EVENING + MINUTE)
    assert late.superseded_at is not None
    assert noas.seen(promise) == []
    noas.say(promise, PARTLY, EVENING + 9 * MINUTE)
    assert noas.seen(promise) == [(TODAY, "partly")]


def test_what_was_replaced_cannot_be_taken_back_or_shared(noas: Keeper) -> None:
    promise = noas.promise()
    entry = noas.say(promise, MISSED)
    noas.say(promise, KEPT, EVENING + MINUTE)
    deeds = (noas.take_back, noas.share, lambda one: noas.go_on(one, WayOn.LET_GO))
    for deed in deeds:
        with pytest.raises(Gone, match="something else since"):
            deed(entry)


def test_a_day_said_anew_is_one_stitch(noas: Keeper) -> None:
    promise = noas.promise()
    for minutes, outcome in enumerate((KEPT, PARTLY, KEPT)):
        noas.say(promise, outcome, EVENING + minutes * MINUTE)
        assert stitches(noas.engine) == 1
    noas.say(promise, KEPT, on=TODAY - DAY)
    assert stitches(noas.engine) == 2


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
        noas.say(promise, on=on)
    assert refused.value.field == "on"
    assert entries(noas.engine) == []


def test_the_last_thirty_days_can_be_filled_in(noas: Keeper) -> None:
    promise = noas.promise()
    assert noas.followed(promise).open_days == [TODAY - n * DAY for n in range(31)]
    noas.say(promise, on=TODAY - 30 * DAY)
    assert noas.followed(promise).open_days[-1] == TODAY - 29 * DAY


def test_nothing_is_said_of_days_before_the_yes_or_of_an_offer(noas: Keeper) -> None:
    promise = noas.promise(EVENING - 2 * DAY, daily(TODAY - 2 * DAY))
    with pytest.raises(Invalid, match="not both said yes"):
        noas.say(promise, on=TODAY - 3 * DAY)
    offered = noas.promise(agreed=False)
    with pytest.raises(Refused, match="not both said yes"):
        noas.say(offered)


def test_only_days_on_which_it_came_up_have_a_word(noas: Keeper) -> None:
    tuesdays = noas.promise(rhythm=weekly(AGREED.date(), [Weekday.TUESDAY]))
    noas.say(tuesdays, on=TODAY - DAY)
    with pytest.raises(Invalid, match="did not come up"):
        noas.say(tuesdays)
    any_day = noas.promise(rhythm=whenever(AGREED.date()))
    noas.say(any_day)
    noas.say(any_day, on=TODAY - 5 * DAY)
    one_day = noas.promise(rhythm=once(TODAY))
    noas.say(one_day)


def test_a_day_keeps_the_wording_it_was_lived_under(noas: Keeper) -> None:
    promise = noas.promise(rhythm=weekly(AGREED.date(), [Weekday.TUESDAY]))
    noas.say(promise, on=TODAY - 8 * DAY)
    noas.reword(promise, EVENING - 3 * DAY, weekly(TODAY - 3 * DAY, [Weekday.WEDNESDAY]), "Shorter")
    noas.say(promise)
    noas.say(promise, PARTLY, on=TODAY - 8 * DAY, at=EVENING + MINUTE)
    assert {(one.occasion_on, one.wording_number) for one in entries(noas.engine)} == {
        (TODAY - 8 * DAY, 1),
        (TODAY, 2),
    }
    with pytest.raises(Invalid, match="did not come up"):
        noas.say(promise, on=TODAY - DAY)  # a Tuesday, under the new words


def test_a_promise_that_rests_or_has_ended_takes_words_for_the_days_it_counted(noas: Keeper) -> None:
    promise = noas.promise()
    noas.turn(promise, Turn.RESTED, EVENING - 6 * DAY)
    noas.turn(promise, Turn.TAKEN_UP, EVENING - 3 * DAY)
    noas.turn(promise, Turn.LET_GO, EVENING - DAY)
    for back in (2, 1, 3, 6, 7):
        noas.say(promise, on=TODAY - back * DAY)
    for back in (0, 4, 5):
        with pytest.raises(Invalid, match="resting or at its end"):
            noas.say(promise, on=TODAY - back * DAY)
    assert noas.today().due == []


def test_a_day_begins_and_ends_where_its_owner_is(noas: Keeper) -> None:
    promise = noas.promise()
    late = datetime(2026, 11, 25, 23, 30, tzinfo=UTC)  # 00:30 in Berlin
    noas.say(promise, at=late, on=TODAY + DAY)
    noas.travel("America/New_York")  # 18:30 on the day before
    with pytest.raises(Invalid, match="still to come"):
        noas.say(promise, MISSED, at=late, on=TODAY + DAY)
    # What was tapped before the flight is still the word of that day.
    noas.say(promise, MISSED, at=late, on=TODAY + DAY, tapped_at=late - timedelta(hours=9))


def test_moved_it_asks_again_on_the_new_day_and_keeps_its_own(noas: Keeper) -> None:
    promise = noas.promise(rhythm=weekly(AGREED.date(), [Weekday.WEDNESDAY]))
    friday = TODAY + 2 * DAY
    noas.say(promise, MOVED, moved_to=friday)
    assert noas.today().due == []
    then = EVENING + 2 * DAY
    [due] = noas.today(then).due
    assert (due.occasion_on, due.is_moved) == (TODAY, True)
    noas.say(promise, KEPT, at=then, on=TODAY)
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
        noas.say(promise, MOVED, moved_to=moved_to)
    assert refused.value.field == "moved_to"
    with pytest.raises(Invalid, match="goes with"):
        noas.say(promise, KEPT, moved_to=TODAY + DAY)


def test_what_was_moved_can_be_entered_long_after_its_own_day(noas: Keeper) -> None:
    promise = noas.promise(rhythm=once(TODAY))
    noas.say(promise, MOVED, moved_to=TODAY + 30 * DAY)
    then = EVENING + 60 * DAY
    noas.say(promise, KEPT, at=then, on=TODAY)
    assert noas.seen(promise, then) == [(TODAY, "kept")]


def test_a_miss_has_ways_on_and_what_was_owned_stays_owned(noas: Keeper, ilans: Keeper) -> None:
    promise = noas.promise()
    entry = noas.say(promise, MISSED)
    before = events(ilans)
    for way in (WayOn.SMALLER, WayOn.SMALLER, WayOn.LET_GO, WayOn.OWNED):
        assert noas.go_on(entry, way).way_on is way
    assert noas.go_on(entry, WayOn.LET_GO).way_on is WayOn.OWNED
    assert events(ilans) == before
    with pytest.raises(NotFound):
        ilans.go_on(entry, WayOn.LET_GO)
    kept = noas.say(promise, KEPT, on=TODAY - DAY)
    with pytest.raises(Refused, match="nothing here to go on from"):
        noas.go_on(kept, WayOn.LET_GO)


def test_still_will_is_a_new_day_for_what_was_missed(noas: Keeper) -> None:
    promise = noas.promise(rhythm=once(TODAY))
    noas.say(promise, MISSED)
    noas.say(promise, MOVED, EVENING + MINUTE, moved_to=TODAY + DAY)
    assert [due.is_moved for due in noas.today(EVENING + DAY).due] == [True]


def test_sharing_and_saying_something_else_at_once_leaves_one_clear_end(noas: Keeper, ilans: Keeper) -> None:
    promise = noas.promise()
    entry = noas.say(promise, MISSED)
    ends = at_once(
        lambda: noas.share(entry), lambda: noas.say(promise, MOVED, EVENING + MINUTE, moved_to=TODAY + DAY)
    )
    assert ends[1] is None
    assert ends[0] is None or isinstance(ends[0], Gone)
    assert ilans.seen(promise) == []  # what counts now was not shared


def test_every_refusal_is_a_sentence(noas: Keeper) -> None:
    promise = noas.promise()
    refusals: list[DomainError] = []
    for wrong in ({"on": TODAY + DAY}, {"outcome": MOVED}, {"on": TODAY - 40 * DAY}):
        with pytest.raises(DomainError) as refused:
            noas.say(promise, **wrong)  # type: ignore[arg-type]
        refusals.append(refused.value)
    assert all((one.sentence % one.values if one.values else one.sentence).endswith(".") for one in refusals)
