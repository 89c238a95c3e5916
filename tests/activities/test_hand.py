"""Three ideas at a time: whose, in which order, and what is left out."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from mend.activities.cards import Cost, Energy, Fit, Place
from mend.activities.deck import BY_KEY, DECK
from mend.activities.filters import Filter
from mend.activities.hand import AT_ONCE, deal
from mend.activities.ideas import Idea
from mend.database import unit_of_work
from tests.activities.dreamers import UMBRELLA, WALK, Dreamer
from tests.queries import recorded
from tests.signals.partners import MINUTE, THEN

A_DAY = timedelta(days=1)


def keys(one: Dreamer, **wanted: str) -> list[str]:
    return [idea.key for idea in one.hand(THEN, **wanted).ideas]


def test_there_are_three_and_another_three_until_all_were_seen(noas: Dreamer) -> None:
    seen = noas.leaf_through(THEN)
    assert len(keys(noas)) == AT_ONCE
    assert sorted(seen) == sorted(BY_KEY), "each once"


def test_each_has_an_order_of_their_own_that_lasts_a_day(noas: Dreamer, ilans: Dreamer) -> None:
    assert noas.leaf_through(THEN) == noas.leaf_through(THEN + MINUTE)
    assert noas.leaf_through(THEN) != ilans.leaf_through(THEN)
    assert noas.leaf_through(THEN) != noas.leaf_through(THEN + A_DAY)
    assert noas.leaf_through(THEN) != [card.key for card in DECK]


def test_the_day_is_the_one_where_the_reader_is(noas: Dreamer) -> None:
    midnight = THEN.replace(hour=23, minute=0)  # in Berlin
    assert keys(noas) == [idea.key for idea in noas.hand(midnight - MINUTE).ideas]
    assert keys(noas) != [idea.key for idea in noas.hand(midnight).ideas]
    noas.travel("America/New_York")
    assert keys(noas) == [idea.key for idea in noas.hand(midnight).ideas]


def test_what_one_answered_does_not_come_again_and_the_rest_keeps_its_order(noas: Dreamer) -> None:
    before = noas.leaf_through(THEN)
    noas.like(before[1], THEN)
    noas.decline(before[2], THEN)
    assert noas.leaf_through(THEN) == [before[0], *before[3:]]
    noas.unsay(before[2])
    assert noas.leaf_through(THEN) == [before[0], *before[2:]]


def test_what_the_other_said_changes_nothing(noas: Dreamer, ilans: Dreamer) -> None:
    before = noas.leaf_through(THEN)
    for number, key in enumerate(before):
        (ilans.like if number % 2 else ilans.decline)(key, THEN)
    assert noas.leaf_through(THEN) == before
    assert ilans.leaf_through(THEN) == []
    assert ilans.hand(THEN).is_over


def test_what_both_want_is_asked_no_more_until_it_was_ended(noas: Dreamer, ilans: Dreamer) -> None:
    noas.like(WALK, THEN)
    match_id = ilans.like(WALK, THEN)
    assert match_id is not None
    assert WALK not in noas.leaf_through(THEN)
    assert WALK not in ilans.leaf_through(THEN)
    noas.end(match_id, THEN)
    assert WALK not in noas.leaf_through(THEN)
    assert WALK in ilans.leaf_through(THEN)


@pytest.mark.parametrize("after", ["nothing", "", "x" * 500, "💛"])
def test_a_place_that_is_none_is_somewhere(noas: Dreamer, after: str) -> None:
    assert 0 < len(noas.hand(THEN, after).ideas) <= AT_ONCE


def test_behind_the_last_it_begins_again(noas: Dreamer) -> None:
    everything = noas.leaf_through(THEN)
    assert [idea.key for idea in noas.hand(THEN, everything[-1]).ideas] == everything[:3]
    [_, last] = [idea.key for idea in noas.hand(THEN, everything[-3]).ideas]
    assert last == everything[-1]
    for key in everything[2:]:
        noas.decline(key, THEN)
    assert noas.hand(THEN).after == "", "nothing more to lay out"


def test_when_nothing_fits_it_says_what_to_leave_out(noas: Dreamer) -> None:
    own = HARD.fields()
    assert not any(HARD.lets(Idea.of_card(card)) for card in DECK)
    hand = noas.hand(THEN, **own)
    assert (list(hand.ideas), hand.after, hand.is_over) == ([], "", False)
    assert hand.looser
    for name in hand.looser:
        assert noas.hand(THEN, **HARD.without(name).fields()).ideas
    for name in HARD.fields().keys() - set(hand.looser):
        assert not noas.hand(THEN, **HARD.without(name).fields()).ideas


HARD = Filter.read({"time": "day", "energy": "tired", "place": "home", "cost": "free", "apart": "yes"})


def test_their_own_ideas_lie_among_the_others(noas: Dreamer, ilans: Dreamer) -> None:
    own = noas.add(THEN)
    for one in (noas, ilans):
        assert str(own.id) in one.leaf_through(THEN)
        assert str(own.id) in one.leaf_through(THEN, time="half-hour", energy="lively")
        assert str(own.id) not in one.leaf_through(THEN, rain="yes")


def test_it_asks_the_database_three_times_whatever_was_said(
    noas: Dreamer, ilans: Dreamer, engine: sa.Engine
) -> None:
    def asked() -> int:
        with unit_of_work(engine, writes=False) as session:
            member = noas.member(session)
            with recorded(engine) as statements:
                deal(session, member, Filter(), THEN)
        return len(statements)

    young = asked()
    for number, card in enumerate(DECK[:60]):
        noas.like(card.key, THEN)
        if number % 2:
            ilans.like(card.key, THEN)
        noas.add(THEN, f"Idea {number}")
    assert asked() == young == 3


def _idea(**other: object) -> Idea:
    made = {
        "minutes": 60,
        "cost": Cost.LITTLE,
        "energy": Energy.EASY,
        "place": Place.ANYWHERE,
        "fits": frozenset(Fit),
    }
    return Idea(key="x", title="X", kind=None, **(made | other))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("wanted", "lets", "refuses"),
    [
        ({"time": "half-hour"}, {"minutes": 30}, {"minutes": 31}),
        ({"time": "evening"}, {"minutes": 180}, {"minutes": 181}),
        ({"time": "day"}, {"minutes": 90}, {"minutes": 89}),
        ({"energy": "tired"}, {"energy": Energy.TIRED}, {"energy": Energy.EASY}),
        ({"energy": "easy"}, {"energy": Energy.TIRED}, {"energy": Energy.LIVELY}),
        ({"energy": "lively"}, {"energy": Energy.LIVELY}, {"energy": Energy.TIRED}),
        ({"cost": "free"}, {"cost": Cost.FREE}, {"cost": Cost.LITTLE}),
        ({"cost": "little"}, {"cost": Cost.LITTLE}, {"cost": Cost.SOME}),
        ({"place": "home"}, {"place": Place.HOME}, {"place": Place.NEAR}),
        ({"place": "out"}, {"place": Place.AWAY}, {"place": Place.HOME}),
        ({"place": "out"}, {"place": Place.ANYWHERE}, {"place": Place.HOME}),
        *(({fit.value: "yes"}, {"fits": {fit}}, {"fits": set(Fit) - {fit}}) for fit in Fit),
        ({"rain": "yes", "quiet": "yes"}, {"fits": set(Fit)}, {"fits": {Fit.RAIN}}),
    ],
)
def test_a_filter_lets_what_fits(
    wanted: dict[str, str], lets: dict[str, object], refuses: dict[str, object]
) -> None:
    assert Filter.read(wanted).lets(_idea(**lets))
    assert not Filter.read(wanted).lets(_idea(**refuses))


def test_a_filter_stands_in_its_address_and_what_is_unknown_is_left_out() -> None:
    query = {"time": "evening", "energy": "tired", "cost": "free", "place": "out", "rain": "yes"}
    assert Filter.read(query).fields() == query
    assert Filter.read(query).query(after="x") == (
        "?time=evening&energy=tired&cost=free&place=out&rain=yes&after=x"
    )
    wrong = {"time": "never", "energy": "", "cost": "🤑" * 10_000, "place": "moon", "rain": "no", "x": "y"}
    assert Filter.read(wrong) == Filter()
    assert not Filter.read(wrong)
    assert Filter().query() == ""


def test_for_what_people_look_for_most_there_is_something(noas: Dreamer) -> None:
    for wanted in (
        {"time": "evening", "energy": "tired", "cost": "free"},
        *({fit.value: "yes"} for fit in Fit),
        *({"time": time} for time in ("half-hour", "evening", "day")),
        *({"place": place} for place in ("home", "out")),
        *({"energy": energy.value} for energy in Energy),
    ):
        assert len(noas.leaf_through(THEN, **wanted)) >= 12, wanted
    assert UMBRELLA in noas.leaf_through(THEN, rain="yes", place="out")
