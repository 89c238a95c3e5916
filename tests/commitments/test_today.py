"""What home knows of promises today: by the calendar where its reader is, whatever lies behind the couple."""

from datetime import UTC, datetime

from mend.commitments.entry_models import Outcome
from mend.commitments.lately import Lately
from mend.commitments.models import Turn
from mend.rhythms.rhythm import Weekday, daily, once, weekly, whenever
from tests.commitments import fixtures
from tests.commitments.keepers import AGREED, DAY, EVENING, MINUTE, TODAY, Keeper

noas, ilans, maras = fixtures.noas, fixtures.ilans, fixtures.maras

KEPT, PARTLY, MISSED, MOVED = Outcome


def test_mine_of_today_and_those_of_both_but_not_the_others(
    noas: Keeper, ilans: Keeper, maras: Keeper
) -> None:
    mine, both = noas.promise(), noas.promise(ours=True)
    ilans.promise()
    maras.promise()
    assert [(one.commitment_id, one.is_ours) for one in noas.today().due] == [(mine, False), (both, True)]
    assert len(ilans.today().due) == 2


def test_only_what_comes_up_and_counts(noas: Keeper) -> None:
    noas.promise(rhythm=weekly(AGREED.date(), [Weekday.THURSDAY]))
    noas.promise(rhythm=once(TODAY + DAY))
    noas.promise(agreed=False)
    resting = noas.promise()
    noas.turn(resting, Turn.RESTED, EVENING - DAY)
    assert noas.today().due == []
    assert not noas.today().is_done  # nothing was to be done, which is no reason for a goodnight


def test_done_when_nothing_of_today_waits_for_a_word(noas: Keeper) -> None:
    first, second = noas.promise(), noas.promise()
    noas.enter(first, KEPT)
    assert not noas.today().is_done
    noas.enter(second, MISSED, EVENING + MINUTE)
    today = noas.today()
    assert today.is_done
    assert [one.said.outcome for one in today.said if one.said] == [KEPT, MISSED]


def test_yesterday_is_asked_for_once_more_and_no_day_before(noas: Keeper) -> None:
    promise = noas.promise()
    assert [one.occasion_on for one in noas.today().yesterday] == [TODAY - DAY]
    noas.enter(promise, PARTLY, on=TODAY - DAY)
    today = noas.today()
    assert today.yesterday == []
    assert [one.occasion_on for one in today.said] == [TODAY - DAY]
    assert noas.today(EVENING + DAY).said == []


def test_yesterday_is_not_asked_for_before_the_yes_after_a_rest_or_under_other_words(noas: Keeper) -> None:
    noas.promise(EVENING, daily(TODAY))
    rested = noas.promise()
    noas.turn(rested, Turn.RESTED, EVENING - 5 * DAY)
    noas.turn(rested, Turn.TAKEN_UP, EVENING)
    reworded = noas.promise()
    noas.reword(reworded, EVENING, daily(TODAY), "Shorter")
    assert len(noas.today().due) == 3
    assert noas.today().yesterday == []


def test_whenever_is_offered_softly_and_not_in_the_way_of_a_goodnight(noas: Keeper) -> None:
    whenever_ = noas.promise(rhythm=whenever(AGREED.date()))
    daily_ = noas.promise()
    noas.enter(daily_)
    today = noas.today()
    assert ([one.commitment_id for one in today.whenever], today.is_done) == ([whenever_], True)
    noas.enter(whenever_, at=EVENING + MINUTE)
    assert noas.today().whenever == []


def test_moved_occasions_wait_on_their_new_day_and_on_the_day_after(noas: Keeper) -> None:
    promise = noas.promise(rhythm=once(TODAY))
    noas.enter(promise, MOVED, moved_to=TODAY + 3 * DAY)
    assert [one.said.moved_to for one in noas.today().said if one.said] == [TODAY + 3 * DAY]
    assert noas.today(EVENING + 2 * DAY).due == []
    assert [one.is_moved for one in noas.today(EVENING + 3 * DAY).due] == [True]
    assert [one.is_moved for one in noas.today(EVENING + 4 * DAY).yesterday] == [True]
    assert noas.today(EVENING + 5 * DAY).yesterday == []
    noas.enter(promise, KEPT, EVENING + 3 * DAY)
    assert noas.today(EVENING + 3 * DAY).is_done


def test_the_day_is_the_one_where_the_reader_is(noas: Keeper) -> None:
    noas.promise(rhythm=once(TODAY))
    after_midnight = datetime(2026, 11, 25, 23, 30, tzinfo=UTC)  # 00:30 in Berlin
    assert noas.today(after_midnight).due == []
    noas.travel("America/New_York")
    assert [one.occasion_on for one in noas.today(after_midnight).due] == [TODAY]


def test_what_the_other_shared_is_there_today_and_tomorrow(noas: Keeper, ilans: Keeper) -> None:
    promise = noas.promise(words="Tea at eight")
    noas.enter(promise, KEPT, line="With honey")
    [shared] = ilans.today().shared
    assert (shared.words, shared.line, shared.shared_on) == ("Tea at eight", "With honey", TODAY)
    assert len(ilans.today(EVENING + DAY).shared) == 1
    assert ilans.today(EVENING + 2 * DAY).shared == []
    assert noas.today().shared == []


def test_how_it_has_been_going_lately_is_said_without_a_number(noas: Keeper) -> None:
    promise = noas.promise()
    assert noas.followed(promise).lately is None
    for weeks, expected in ((1, Lately.NOW_AND_THEN), (3, Lately.SOME_WEEKS), (5, Lately.MOST_WEEKS)):
        for week in range(1, weeks + 1):
            for day in range(4):
                on = EVENING - (7 * week - day) * DAY
                noas.enter(promise, KEPT if day else PARTLY, on, on.date())
        assert noas.followed(promise).lately is expected


def test_one_bad_day_takes_nothing_away(noas: Keeper) -> None:
    promise = noas.promise()
    for back in range(1, 57):
        noas.enter(promise, KEPT, EVENING - back * DAY, TODAY - back * DAY)
    noas.enter(promise, MISSED, EVENING, TODAY - DAY)
    assert noas.followed(promise).lately is Lately.MOST_WEEKS


def test_lately_is_the_owners_alone_and_wants_a_few_weeks(noas: Keeper, ilans: Keeper) -> None:
    young = noas.promise(EVENING - 14 * DAY, daily((EVENING - 14 * DAY).date()))
    old = noas.promise(rhythm=whenever(AGREED.date()))
    for back in range(1, 14):
        noas.enter(young, KEPT, EVENING - back * DAY, TODAY - back * DAY)
    for back in range(1, 56, 6):
        noas.enter(old, KEPT, EVENING - back * DAY, TODAY - back * DAY)
    assert noas.followed(young).lately is None
    assert noas.followed(old).lately is Lately.MOST_WEEKS
    assert ilans.followed(old).lately is None
    assert ilans.followed(old).open_days == []


def test_a_story_is_read_a_page_at_a_time_and_no_day_is_lost(noas: Keeper, ilans: Keeper) -> None:
    promise = noas.promise(ours=True)
    for back in range(40):
        noas.enter(promise, KEPT, EVENING - back * DAY, TODAY - back * DAY)
        if back % 3:
            ilans.enter(promise, MISSED, EVENING - back * DAY, TODAY - back * DAY)
    for reader, mine in ((noas, 0), (ilans, 26)):
        seen, before = [], None
        while True:
            page = reader.followed(promise, before=before)
            seen += page.entries
            before = page.older
            if before is None:
                break
        assert len({one.id for one in seen}) == len(seen) == 40 + mine
        assert [one.occasion_on for one in seen] == sorted([one.occasion_on for one in seen], reverse=True)
