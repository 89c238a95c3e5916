"""What an owner says of a day of a promise: who may, of which days, which word counts, and who sees it."""

from datetime import date

import pytest

from mend.commitments.entry_models import Outcome, WayOn
from mend.database import unit_of_work
from mend.errors import Gone, NotFound, Refused
from mend.ids import new_id
from mend.live.events import events_since
from mend.rhythms.rhythm import once
from tests.commitments import fixtures
from tests.commitments.keepers import DAY, EVENING, MINUTE, TODAY, Keeper, entries, stitches
from tests.together import at_once

noas, ilans, maras = fixtures.noas, fixtures.ilans, fixtures.maras

KEPT, PARTLY, MISSED, MOVED = Outcome
HIDDEN = (MISSED, MOVED)


def events(keeper: Keeper) -> list[str]:
    """What was announced to the couple's pages so far."""
    with unit_of_work(keeper.engine, writes=False) as session:
        return [what for _, what in events_since(session, keeper.member(session).couple_id, 0)]


def new_day(outcome: Outcome) -> date | None:
    return TODAY + DAY if outcome is MOVED else None


@pytest.mark.parametrize("outcome", Outcome)
def test_an_owner_says_how_a_day_went(noas: Keeper, outcome: Outcome) -> None:
    promise = noas.promise()
    entry = noas.enter(promise, outcome, line="It rained", moved_to=new_day(outcome))
    assert (entry.outcome, entry.occasion_on, entry.line) == (outcome, TODAY, "It rained")
    assert noas.seen(promise) == [(TODAY, outcome.value)]


@pytest.mark.parametrize("outcome", [KEPT, PARTLY])
def test_what_was_kept_is_shared_at_once_and_sewn(noas: Keeper, ilans: Keeper, outcome: Outcome) -> None:
    promise = noas.promise()
    before = len(events(ilans))
    noas.enter(promise, outcome)
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
    entry = noas.enter(promise, outcome, moved_to=new_day(outcome))
    assert (events(ilans), ilans.followed(promise), ilans.today()) == before
    with pytest.raises(NotFound):
        ilans.share(entry)
    noas.take_back(entry)
    assert (events(ilans), ilans.followed(promise), ilans.today()) == before
    entry = noas.enter(promise, outcome, EVENING + MINUTE, moved_to=new_day(outcome))
    for _ in range(2):
        noas.share(entry, EVENING + MINUTE)
    assert ilans.seen(promise) == [(TODAY, outcome.value)]
    assert [one.outcome for one in ilans.today(EVENING + MINUTE).shared] == [outcome]
    assert events(ilans) == [*before[0], "promise"]
    assert stitches(noas.engine) == 0


def test_nobody_says_how_the_others_promise_went(noas: Keeper, ilans: Keeper, maras: Keeper) -> None:
    promise = noas.promise()
    with pytest.raises(Refused, match="own word") as refused:
        ilans.enter(promise)
    assert refused.value.values == {"name": "Noa"}
    with pytest.raises(NotFound):
        maras.enter(promise)
    entry = noas.enter(promise)
    for deed in (ilans.take_back, ilans.share):
        with pytest.raises(Refused, match="can change this"):
            deed(entry)
    with pytest.raises(NotFound):
        maras.take_back(entry)
    assert noas.seen(promise) == [(TODAY, "kept")]


def test_each_of_the_two_says_their_own_of_a_promise_of_both(noas: Keeper, ilans: Keeper) -> None:
    promise = noas.promise(ours=True)
    noas.enter(promise, MISSED)
    ilans.enter(promise, KEPT)
    assert set(noas.seen(promise)) == {(TODAY, "missed"), (TODAY, "kept")}
    assert ilans.seen(promise) == [(TODAY, "kept")]


def test_the_same_tap_twice_is_one_and_another_answer_under_its_id_is_refused(noas: Keeper) -> None:
    promise, id_ = noas.promise(), new_id()
    first = noas.enter(promise, entry_id=id_)
    again = noas.enter(promise, at=EVENING + MINUTE, entry_id=id_)
    assert (again.id, again.entered_at) == (first.id, EVENING)
    for outcome, line, on in ((PARTLY, "", TODAY), (KEPT, "Late", TODAY), (KEPT, "", TODAY - DAY)):
        with pytest.raises(Refused, match="another answer"):
            noas.enter(promise, outcome, on=on, line=line, entry_id=id_)
    assert noas.seen(promise) == [(TODAY, "kept")]


def test_two_couples_may_bring_the_same_id(noas: Keeper, maras: Keeper) -> None:
    mine, hers, id_ = noas.promise(), maras.promise(), new_id()
    noas.enter(mine, entry_id=id_)
    maras.enter(hers, MISSED, entry_id=id_)
    assert (noas.seen(mine), maras.seen(hers)) == ([(TODAY, "kept")], [(TODAY, "missed")])


def test_the_latest_tap_counts_in_whichever_order_they_arrive(noas: Keeper, ilans: Keeper) -> None:
    promise = noas.promise()
    noas.enter(promise, KEPT, tapped_at=EVENING - MINUTE)
    late = noas.enter(promise, MISSED, EVENING + MINUTE, tapped_at=EVENING - 5 * MINUTE)
    assert late.superseded_at == EVENING + MINUTE
    assert (noas.seen(promise), ilans.seen(promise)) == ([(TODAY, "kept")], [(TODAY, "kept")])
    noas.enter(promise, MISSED, EVENING + 2 * MINUTE, tapped_at=EVENING + MINUTE)
    assert (noas.seen(promise), ilans.seen(promise)) == ([(TODAY, "missed")], [])
    assert [one.outcome for one in entries(noas.engine)] == [MISSED, KEPT, MISSED]  # nothing is lost
    assert stitches(noas.engine) == 0


def test_a_phone_whose_clock_is_ahead_speaks_of_now(noas: Keeper) -> None:
    promise = noas.promise()
    assert noas.enter(promise, tapped_at=EVENING + 400 * DAY).tapped_at == EVENING


def test_two_devices_at_once_end_with_one_word(noas: Keeper) -> None:
    promise = noas.promise()
    taps = [lambda outcome=outcome: noas.enter(promise, outcome) for outcome in (KEPT, PARTLY, MISSED)]
    assert at_once(*taps) == [None] * 3
    rows = entries(noas.engine)
    [counts] = [row for row in rows if row.superseded_at is None]
    # All three tapped in the same moment: the latest id decides.
    assert counts.id == max(row.id for row in rows)
    assert len(rows) == 3
    assert stitches(noas.engine) == (counts.outcome is not MISSED)


def test_the_same_tap_at_once_from_two_phones_is_one(noas: Keeper) -> None:
    promise, id_ = noas.promise(), new_id()
    assert at_once(*[lambda: noas.enter(promise, entry_id=id_)] * 3) == [None] * 3
    assert len(entries(noas.engine)) == 1


def test_taken_back_the_day_is_open_again_also_for_a_tap_from_before(noas: Keeper) -> None:
    promise = noas.promise()
    entry = noas.enter(promise)
    for _ in range(2):
        noas.take_back(entry, EVENING + 5 * MINUTE)
    assert (noas.seen(promise), stitches(noas.engine)) == ([], 0)
    assert [one.commitment_id for one in noas.today().due] == [promise]
    late = noas.enter(promise, MISSED, EVENING + 9 * MINUTE, tapped_at=EVENING + MINUTE)
    assert late.superseded_at is not None
    assert noas.seen(promise) == []
    noas.enter(promise, PARTLY, EVENING + 9 * MINUTE)
    assert noas.seen(promise) == [(TODAY, "partly")]


def test_what_was_replaced_cannot_be_taken_back_or_shared(noas: Keeper) -> None:
    promise = noas.promise()
    entry = noas.enter(promise, MISSED)
    noas.enter(promise, KEPT, EVENING + MINUTE)
    deeds = (noas.take_back, noas.share, lambda one: noas.go_on(one, WayOn.LET_GO))
    for deed in deeds:
        with pytest.raises(Gone, match="something else since"):
            deed(entry)


def test_a_day_said_anew_is_one_stitch(noas: Keeper) -> None:
    promise = noas.promise()
    for minutes, outcome in enumerate((KEPT, PARTLY, KEPT)):
        noas.enter(promise, outcome, EVENING + minutes * MINUTE)
        assert stitches(noas.engine) == 1
    noas.enter(promise, KEPT, on=TODAY - DAY)
    assert stitches(noas.engine) == 2


def test_a_miss_has_ways_on_and_what_was_owned_stays_owned(noas: Keeper, ilans: Keeper) -> None:
    promise = noas.promise()
    entry = noas.enter(promise, MISSED)
    before = events(ilans)
    for way in (WayOn.SMALLER, WayOn.SMALLER, WayOn.LET_GO, WayOn.OWNED):
        assert noas.go_on(entry, way).way_on is way
    assert noas.go_on(entry, WayOn.LET_GO).way_on is WayOn.OWNED
    assert events(ilans) == before
    with pytest.raises(NotFound):
        ilans.go_on(entry, WayOn.LET_GO)
    kept = noas.enter(promise, KEPT, on=TODAY - DAY)
    with pytest.raises(Refused, match="nothing here to go on from"):
        noas.go_on(kept, WayOn.LET_GO)


def test_still_will_is_a_new_day_for_what_was_missed(noas: Keeper) -> None:
    promise = noas.promise(rhythm=once(TODAY))
    noas.enter(promise, MISSED)
    noas.enter(promise, MOVED, EVENING + MINUTE, moved_to=TODAY + DAY)
    assert [due.is_moved for due in noas.today(EVENING + DAY).due] == [True]


def test_sharing_and_saying_something_else_at_once_leaves_one_clear_end(noas: Keeper, ilans: Keeper) -> None:
    promise = noas.promise()
    entry = noas.enter(promise, MISSED)
    ends = at_once(
        lambda: noas.share(entry), lambda: noas.enter(promise, MOVED, EVENING + MINUTE, moved_to=TODAY + DAY)
    )
    assert ends[1] is None
    assert ends[0] is None or isinstance(ends[0], Gone)
    assert ilans.seen(promise) == []  # what counts now was not shared


@pytest.mark.parametrize("outcome", [KEPT, MISSED])
def test_saying_the_same_again_leaves_what_is_there(noas: Keeper, ilans: Keeper, outcome: Outcome) -> None:
    promise = noas.promise()
    first = noas.enter(promise, outcome)
    noas.share(first)
    before = events(ilans)
    again = noas.enter(promise, outcome, EVENING + 5 * MINUTE)
    assert again.superseded_at is not None
    [shared] = ilans.today(EVENING + 5 * MINUTE).shared
    assert (shared.entry_id, events(ilans)[len(before) :]) == (first.id, [])
    # It was said again: a tap from between the two comes too late.
    noas.enter(promise, PARTLY, EVENING + 9 * MINUTE, tapped_at=EVENING + MINUTE)
    assert noas.seen(promise) == [(TODAY, outcome.value)]
