"""What both want, and ending it openly."""

from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa

from mend.activities.matches import UNDO_FOR
from mend.activities.models import Leaning
from mend.errors import Gone, NotFound, Refused
from mend.ids import new_id
from tests.activities.dreamers import UMBRELLA, WALK, Dreamer, matches, numbers, told
from tests.signals.partners import MINUTE, THEN
from tests.together import at_once


@pytest.fixture
def match_id(noas: Dreamer, ilans: Dreamer) -> UUID:
    """Both want a walk."""
    noas.like(WALK, THEN)
    found = ilans.like(WALK, THEN)
    assert found is not None
    return found


def test_the_newest_comes_first_and_both_see_the_same(noas: Dreamer, ilans: Dreamer, match_id: UUID) -> None:
    ilans.like(UMBRELLA, THEN)
    noas.like(UMBRELLA, THEN + MINUTE)
    for one in (noas, ilans):
        assert one.both() == ([UMBRELLA, WALK], [])


@pytest.mark.parametrize("ender", ["noas", "ilans"])
def test_either_may_end_it_for_both(
    noas: Dreamer, ilans: Dreamer, match_id: UUID, engine: sa.Engine, ender: str
) -> None:
    one, other = (noas, ilans) if ender == "noas" else (ilans, noas)
    for _ in range(2):
        one.end(match_id, THEN + MINUTE)
    other.end(match_id, THEN + 2 * MINUTE)
    assert noas.both() == ilans.both() == ([], [WALK])
    match = one.match(match_id).match
    assert (match.ended_by, match.ended_at) == (one.id, THEN + MINUTE)
    # For who ended it as if declined, for the other as if never asked.
    assert (one.said(), other.said()) == ({WALK: Leaning.DECLINE}, {})
    [notification] = told(engine)
    assert notification.withdrawn_at == THEN + MINUTE
    assert [what for _, what in numbers(engine) if what] == ["ideas", "ideas"]


def test_it_can_be_wanted_again_by_two_likes(noas: Dreamer, ilans: Dreamer, match_id: UUID) -> None:
    noas.end(match_id, THEN)
    assert ilans.like(WALK, THEN + MINUTE) is None
    again = noas.like(WALK, THEN + 2 * MINUTE)
    assert again not in (None, match_id)
    assert noas.both() == ilans.both() == ([WALK], []), "once, however often it was wanted"


def test_who_ended_it_can_undo_that(noas: Dreamer, ilans: Dreamer, match_id: UUID) -> None:
    noas.end(match_id, THEN)
    for _ in range(2):
        assert noas.go_on(match_id, THEN + UNDO_FOR - timedelta(seconds=1)) == match_id
    assert noas.both() == ilans.both() == ([WALK], [])
    assert noas.said() == ilans.said() == {}


@pytest.mark.parametrize("said", [Leaning.LIKE, Leaning.DECLINE, None])
def test_the_undo_does_not_feel_what_the_other_said_meanwhile(
    noas: Dreamer, ilans: Dreamer, match_id: UUID, said: Leaning | None
) -> None:
    noas.end(match_id, THEN)
    if said is Leaning.LIKE:
        ilans.like(WALK, THEN)
    elif said is Leaning.DECLINE:
        ilans.decline(WALK, THEN)
    assert noas.go_on(match_id, THEN + MINUTE) == match_id
    assert ilans.both() == ([WALK], [])
    assert ilans.said() == {}


def test_the_undo_is_its_speakers_and_lasts_ten_minutes(
    noas: Dreamer, ilans: Dreamer, match_id: UUID
) -> None:
    noas.end(match_id, THEN)
    with pytest.raises(Refused, match="not any more"):
        ilans.go_on(match_id, THEN + MINUTE)
    with pytest.raises(Gone):
        noas.go_on(match_id, THEN + UNDO_FOR)
    assert noas.both() == ([], [WALK])


def test_the_undo_finds_what_both_liked_anew(noas: Dreamer, ilans: Dreamer, match_id: UUID) -> None:
    noas.end(match_id, THEN)
    ilans.like(WALK, THEN + MINUTE)
    again = noas.like(WALK, THEN + MINUTE)
    assert noas.go_on(match_id, THEN + 2 * MINUTE) == again
    assert noas.both() == ([WALK], [])


def test_ended_by_both_at_once_is_ended_once(
    noas: Dreamer, ilans: Dreamer, match_id: UUID, engine: sa.Engine
) -> None:
    assert at_once(lambda: noas.end(match_id, THEN), lambda: ilans.end(match_id, THEN)) == [None, None]
    [match] = matches(engine)
    assert match.ended_by in {noas.id, ilans.id}
    assert sorted(map(len, (noas.said(), ilans.said()))) == [0, 1]


def test_another_couples_is_not_there(maras: Dreamer, match_id: UUID) -> None:
    for id_ in (match_id, new_id()):
        for deed in (
            lambda id_=id_: maras.match(id_),
            lambda id_=id_: maras.end(id_, THEN),
            lambda id_=id_: maras.go_on(id_, THEN),
        ):
            with pytest.raises(NotFound):
                deed()
    assert maras.both() == ([], [])
