"""The couple's own ideas: of neither, open to both."""

import pytest
import sqlalchemy as sa

from mend.activities.cards import Cost, Fit
from mend.activities.ideas import every_idea
from mend.activities.models import Leaning
from mend.activities.own_ideas import MOST_OWN
from mend.database import unit_of_work
from mend.errors import NotFound, Refused
from mend.ids import new_id
from tests.activities.dreamers import Dreamer, numbers, told
from tests.signals.partners import MINUTE, THEN
from tests.together import at_once


def on_offer(one: Dreamer) -> list[str]:
    with unit_of_work(one.engine, writes=False) as session:
        ideas = every_idea(session, one.member(session).couple_id).values()
        return [idea.title for idea in ideas if idea.is_own and not idea.is_put_away]


def test_it_is_there_for_both_and_says_nothing_of_anybody(
    noas: Dreamer, ilans: Dreamer, maras: Dreamer, engine: sa.Engine
) -> None:
    own = noas.add(THEN, fits=frozenset({Fit.QUIET, Fit.APART}))
    assert on_offer(noas) == on_offer(ilans) == ["Dance in the kitchen"]
    assert on_offer(maras) == []
    assert own.fits == ["apart", "quiet"]
    assert noas.said() == ilans.said() == {}, "adding is not liking"
    assert noas.id not in own.model_dump().values()
    for one in (noas, ilans):
        assert str(own.id) in one.leaf_through(THEN)
    assert told(engine) == []
    assert [what for _, what in numbers(engine) if what] == ["ideas"]


def test_added_twice_is_once(noas: Dreamer, ilans: Dreamer) -> None:
    own = noas.add(THEN)
    assert noas.add(THEN + MINUTE, id_=own.id).added_at == THEN
    with pytest.raises(Refused, match="with other words"):
        noas.add(THEN, "Another", id_=own.id)
    with pytest.raises(Refused, match="among yours already"):
        ilans.add(THEN, "dance in the KITCHEN")
    assert on_offer(noas) == ["Dance in the kitchen"]


def test_the_same_in_the_same_moment_is_one(noas: Dreamer, ilans: Dreamer) -> None:
    refused = at_once(lambda: noas.add(THEN), lambda: ilans.add(THEN))
    assert sorted(map(type, refused), key=str) == sorted([type(None), Refused], key=str)
    assert on_offer(noas) == ["Dance in the kitchen"]


def test_a_hundred_is_all_that_fits(noas: Dreamer) -> None:
    last = [noas.add(THEN, f"Idea {number}") for number in range(MOST_OWN)][-1]
    with pytest.raises(Refused, match="hundred"):
        noas.add(THEN)
    changed = noas.change(last.id, "Another", THEN)
    noas.put_away(changed.id, THEN)
    noas.add(THEN)
    with pytest.raises(Refused, match="hundred"):
        noas.bring_back(last.id, THEN)


def test_either_may_put_it_away_and_bring_it_back(noas: Dreamer, ilans: Dreamer, engine: sa.Engine) -> None:
    own = noas.add(THEN)
    ilans.decline(str(own.id), THEN)
    for _ in range(2):
        ilans.put_away(own.id, THEN + MINUTE)
    assert on_offer(noas) == []
    assert str(own.id) not in noas.leaf_through(THEN)
    for _ in range(2):
        noas.bring_back(own.id, THEN + 2 * MINUTE)
    assert on_offer(ilans) == ["Dance in the kitchen"]
    assert ilans.said() == {str(own.id): Leaning.DECLINE}, "nothing lost"
    assert len([what for _, what in numbers(engine) if what]) == 3


def test_a_like_from_before_it_was_put_away_still_meets_another(noas: Dreamer, ilans: Dreamer) -> None:
    key = own_id = noas.add(THEN).id
    noas.like(str(key), THEN)
    ilans.put_away(own_id, THEN)
    ilans.bring_back(own_id, THEN)
    assert ilans.like(str(key), THEN) is not None


def test_what_was_said_of_an_idea_is_not_said_of_other_words(noas: Dreamer, ilans: Dreamer) -> None:
    own = noas.add(THEN)
    noas.like(str(own.id), THEN)
    changed = ilans.change(own.id, "Dance at the marathon", THEN + MINUTE)
    assert on_offer(noas) == ["Dance at the marathon"]
    assert ilans.like(str(changed.id), THEN + MINUTE) is None
    assert str(changed.id) in noas.leaf_through(THEN), "asked anew"
    assert noas.said() == {str(own.id): Leaning.LIKE}, "and the old answer is kept with the old words"


def test_changed_twice_is_once_and_to_the_same_is_nothing(noas: Dreamer, engine: sa.Engine) -> None:
    own, new = noas.add(THEN), new_id()
    assert noas.change(own.id, own.title, THEN).id == own.id
    before = numbers(engine)
    for _ in range(2):
        assert noas.change(own.id, "Sing", THEN + MINUTE, id_=new).id == new
    assert on_offer(noas) == ["Sing"]
    assert len(numbers(engine)) == len(before) + 1


def test_changed_on_two_devices_the_second_is_told(noas: Dreamer, ilans: Dreamer) -> None:
    own = noas.add(THEN)
    refused = at_once(lambda: noas.change(own.id, "Sing", THEN), lambda: ilans.change(own.id, "Hum", THEN))
    [error] = [one for one in refused if one]
    assert isinstance(error, Refused)
    assert "changed or put away meanwhile" in error.sentence
    assert len(on_offer(noas)) == 1


def test_what_both_want_stays_as_it_is(noas: Dreamer, ilans: Dreamer) -> None:
    own = noas.add(THEN)
    noas.like(str(own.id), THEN)
    match_id = ilans.like(str(own.id), THEN)
    assert match_id is not None
    for deed in (lambda: noas.change(own.id, "Sing", THEN), lambda: ilans.put_away(own.id, THEN)):
        with pytest.raises(Refused, match="You both want this one"):
            deed()
    noas.end(match_id, THEN)
    ilans.put_away(own.id, THEN)
    assert noas.both() == ([], [str(own.id)]), "what was wanted once is not lost"


@pytest.mark.parametrize("said", [Leaning.LIKE, Leaning.DECLINE, None])
def test_a_secret_of_the_other_is_not_felt_when_changing(
    noas: Dreamer, ilans: Dreamer, said: Leaning | None
) -> None:
    own = noas.add(THEN)
    if said is Leaning.LIKE:
        ilans.like(str(own.id), THEN)
    elif said is Leaning.DECLINE:
        ilans.decline(str(own.id), THEN)
    changed = noas.change(own.id, "Sing", THEN)
    noas.put_away(changed.id, THEN)
    assert on_offer(noas) == []


def test_another_couples_is_not_there(noas: Dreamer, maras: Dreamer) -> None:
    own = maras.add(THEN, cost=Cost.SOME)
    for deed in (
        lambda: noas.change(own.id, "Sing", THEN),
        lambda: noas.put_away(own.id, THEN),
        lambda: noas.bring_back(own.id, THEN),
    ):
        with pytest.raises(NotFound):
            deed()
    assert on_offer(maras) == ["Dance in the kitchen"]
    # The same id may stand in both: each finds only their own.
    assert noas.add(THEN, "Sing", id_=own.id).title == "Sing"
    assert on_offer(maras) == ["Dance in the kitchen"]
