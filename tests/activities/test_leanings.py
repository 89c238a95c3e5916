"""Liking and declining: known to one until it is known to both."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from uuid import UUID

import pytest
import sqlalchemy as sa

from mend.activities.leanings import WantedByBoth, like
from mend.activities.models import Leaning
from mend.couples.leaving import close_space
from mend.database import unit_of_work
from mend.errors import Gone, NotFound
from tests.activities.dreamers import POPCORN, UMBRELLA, WALK, Dreamer, matches, numbers, told
from tests.signals.partners import MINUTE, THEN
from tests.together import at_once

Deed = Callable[[], object]


def test_a_like_is_its_speakers_alone(noas: Dreamer, ilans: Dreamer, engine: sa.Engine) -> None:
    before = numbers(engine)
    assert noas.like(WALK, THEN) is None
    assert noas.said() == {WALK: Leaning.LIKE}
    assert ilans.said() == {}
    assert noas.both() == ilans.both() == ([], [])
    assert numbers(engine) == before
    assert told(engine) == []


def test_two_likes_are_something_both_know(noas: Dreamer, ilans: Dreamer, engine: sa.Engine) -> None:
    noas.like(WALK, THEN)
    match_id = ilans.like(WALK, THEN + MINUTE)
    assert match_id is not None
    for one in (noas, ilans):
        assert one.both() == ([WALK], [])
        assert one.said() == {}, "used up"
    [match] = matches(engine)
    assert (match.id, match.idea, match.matched_at) == (match_id, WALK, THEN + MINUTE)
    assert [what for number, what in numbers(engine) if what] == ["ideas"]


def test_the_first_of_them_is_told_once_and_nothing_private_is_said(
    noas: Dreamer, ilans: Dreamer, engine: sa.Engine
) -> None:
    noas.like(WALK, THEN)
    match_id = ilans.like(WALK, THEN + MINUTE)
    ilans.like(WALK, THEN + 2 * MINUTE)
    [one] = told(engine)
    assert one.recipient_id == noas.id
    assert (one.title, one.body, one.silent, one.is_signal) == (
        "Pause · something for the two of you",
        "",
        True,
        False,
    )
    assert (one.about, one.path) == (f"match:{match_id}", f"/together/matches/{match_id}")
    assert one.expires_at == THEN + MINUTE + timedelta(days=2)


@pytest.mark.parametrize("said_by_noa", ["nothing", "decline", "taken back"])
def test_a_like_that_meets_none_looks_the_same_whatever_the_other_said(
    noas: Dreamer, ilans: Dreamer, engine: sa.Engine, said_by_noa: str
) -> None:
    if said_by_noa == "decline":
        noas.decline(WALK, THEN)
    elif said_by_noa == "taken back":
        noas.like(WALK, THEN)
        noas.unsay(WALK)
    assert ilans.like(WALK, THEN + MINUTE) is None
    assert ilans.both() == ([], [])
    assert (told(engine), matches(engine)) == ([], [])


def test_a_decline_is_never_told_and_can_be_unsaid(noas: Dreamer, ilans: Dreamer, engine: sa.Engine) -> None:
    before = numbers(engine)
    for _ in range(2):
        noas.decline(WALK, THEN)
    assert noas.said() == {WALK: Leaning.DECLINE}
    assert ilans.said() == {}
    for _ in range(2):
        noas.unsay(WALK)
    assert noas.said() == {}
    assert numbers(engine) == before
    assert told(engine) == []


def test_the_latest_tap_counts(noas: Dreamer, ilans: Dreamer) -> None:
    noas.like(WALK, THEN)
    noas.decline(WALK, THEN + MINUTE)
    assert ilans.like(WALK, THEN + 2 * MINUTE) is None
    assert noas.like(WALK, THEN + 3 * MINUTE) is not None


def test_a_like_taken_back_in_time_meets_nothing(noas: Dreamer, ilans: Dreamer) -> None:
    noas.like(WALK, THEN)
    noas.unsay(WALK)
    assert ilans.like(WALK, THEN + MINUTE) is None
    ilans.unsay(WALK)
    assert noas.like(WALK, THEN + 2 * MINUTE) is None


def test_what_both_want_is_ended_openly_or_not_at_all(noas: Dreamer, ilans: Dreamer) -> None:
    noas.like(WALK, THEN)
    match_id = ilans.like(WALK, THEN)
    deeds: tuple[Deed, ...] = (
        lambda: noas.unsay(WALK),
        lambda: noas.decline(WALK, THEN),
        lambda: ilans.unsay(WALK),
    )
    for deed in deeds:
        with pytest.raises(WantedByBoth) as refused:
            deed()
        assert refused.value.match_id == match_id
    assert noas.like(WALK, THEN) == ilans.like(WALK, THEN) == match_id
    assert noas.both() == ([WALK], [])


@pytest.mark.parametrize("key", [WALK, UMBRELLA, POPCORN])
def test_two_likes_in_the_same_moment_are_one_match(
    noas: Dreamer, ilans: Dreamer, engine: sa.Engine, key: str
) -> None:
    found: list[UUID | None] = []

    def both_like(one: Dreamer) -> None:
        found.append(one.like(key, THEN))

    deeds = [partial(both_like, one) for one in (noas, ilans, noas, ilans)]
    assert at_once(*deeds) == [None] * 4
    [match] = matches(engine)
    assert match.id in found
    assert set(found) <= {None, match.id}
    assert len(told(engine)) == 1
    assert noas.said() == ilans.said() == {}


def test_a_like_and_its_undo_at_once_end_in_one_of_the_two(noas: Dreamer, ilans: Dreamer) -> None:
    noas.like(WALK, THEN)
    refused = at_once(lambda: ilans.like(WALK, THEN), lambda: noas.unsay(WALK))
    now, _ = noas.both()
    assert ilans.both()[0] == now
    if refused[1] is None:
        assert (now, ilans.said(), noas.said()) == ([], {WALK: Leaning.LIKE}, {})
    else:
        assert isinstance(refused[1], WantedByBoth)
        assert (now, ilans.said(), noas.said()) == ([WALK], {}, {})


@pytest.mark.parametrize(
    "key",
    ["", "nothing", "ROUND_THE_BLOCK", "\x00", "💛" * 10_000, "01a215b1-d892-7248-ac4c-9db03704da1d"],
    ids=["empty", "unknown", "in capitals", "NUL", "far too long", "nobody's"],
)
def test_what_is_no_idea_of_theirs_is_not_there(noas: Dreamer, key: str) -> None:
    deeds: tuple[Deed, ...] = (
        lambda: noas.like(key, THEN),
        lambda: noas.decline(key, THEN),
        lambda: noas.unsay(key),
    )
    for deed in deeds:
        with pytest.raises(NotFound):
            deed()


def test_an_idea_of_another_couple_is_not_there(noas: Dreamer, maras: Dreamer) -> None:
    key = str(maras.add(THEN).id)
    with pytest.raises(NotFound):
        noas.like(key, THEN)
    assert noas.said() == {}


def test_an_id_counts_only_as_it_is_written(noas: Dreamer) -> None:
    key = str(noas.add(THEN).id)
    for other in (key.upper(), key.replace("-", ""), f"{{{key}}}"):
        with pytest.raises(NotFound):
            noas.like(other, THEN)


def test_what_was_put_away_meanwhile_cannot_be_liked_but_unsaid(noas: Dreamer, ilans: Dreamer) -> None:
    own = noas.add(THEN)
    noas.like(str(own.id), THEN)
    ilans.put_away(own.id, THEN)
    deeds: tuple[Deed, ...] = (
        lambda: ilans.like(str(own.id), THEN),
        lambda: ilans.decline(str(own.id), THEN),
    )
    for deed in deeds:
        with pytest.raises(Gone):
            deed()
    noas.unsay(str(own.id))
    assert noas.said() == {}


def test_a_space_that_was_closed_meanwhile_takes_no_likes(noas: Dreamer, engine: sa.Engine) -> None:
    with unit_of_work(engine) as session:
        member = noas.member(session)
        close_space(session, member, THEN)
        with pytest.raises(NotFound, match="closed"):
            like(session, member, WALK, noas.outbox, THEN)
