"""Giving thanks, taking them back, and leafing through the jar."""

from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa

from mend.database import unit_of_work
from mend.errors import Gone, NotFound, Refused
from mend.ids import new_id
from mend.live.events import events_since
from mend.thanks.jar import A_PAGE
from tests.signals.partners import MINUTE, THEN
from tests.thanks.givers import Giver
from tests.together import at_once


def words(giver: Giver, before: UUID | None = None) -> list[str]:
    return [thanks.words for thanks in giver.jar(before).thanks]


def test_both_find_what_either_gave_the_newest_first(noas: Giver, ilans: Giver, maras: Giver) -> None:
    noas.give(THEN, "For the soup")
    ilans.give(THEN + MINUTE, "For the walk")
    for giver in (noas, ilans):
        assert words(giver) == ["For the walk", "For the soup"]
    assert words(maras) == []


def test_the_same_tap_twice_is_one(noas: Giver, ilans: Giver) -> None:
    id_ = new_id()
    first = noas.give(THEN, id_=id_)
    again = noas.give(THEN + MINUTE, id_=id_)
    assert (again.id, again.given_at) == (first.id, THEN)
    assert words(ilans) == ["Thank you for the soup."]


def test_the_same_tap_at_once_from_two_phones_is_one(noas: Giver, ilans: Giver) -> None:
    id_ = new_id()
    assert at_once(*[lambda: noas.give(THEN, id_=id_)] * 3) == [None] * 3
    assert words(ilans) == ["Thank you for the soup."]


def test_an_id_with_other_words_or_of_the_other_is_refused(noas: Giver, ilans: Giver) -> None:
    given = noas.give(THEN)
    with pytest.raises(Refused, match="in other words"):
        noas.give(THEN, "For the walk", id_=given.id)
    with pytest.raises(Refused, match="in other words"):
        ilans.give(THEN, given.words, id_=given.id)
    assert words(ilans) == ["Thank you for the soup."]


def test_two_couples_may_bring_the_same_id(noas: Giver, maras: Giver) -> None:
    given = noas.give(THEN)
    maras.give(THEN, "For the coffee", id_=given.id)
    assert (words(noas), words(maras)) == (["Thank you for the soup."], ["For the coffee"])


def test_its_author_takes_it_back_and_it_is_gone_for_both(
    noas: Giver, ilans: Giver, engine: sa.Engine
) -> None:
    noas.give(THEN, "For the walk")
    given = noas.give(THEN + MINUTE, "For the soup")
    for _ in range(2):
        noas.take_back(given, THEN + 2 * MINUTE)
    for giver in (noas, ilans):
        assert words(giver) == ["For the walk"]
    with engine.connect() as connection:
        kept = connection.execute(sa.text("SELECT words FROM thanks ORDER BY given_at")).scalars().all()
    assert kept == ["For the walk", ""]


def test_what_was_taken_back_does_not_come_back(noas: Giver, ilans: Giver) -> None:
    given = noas.give(THEN)
    noas.take_back(given, THEN)
    with pytest.raises(Gone, match="took this one back"):
        noas.give(THEN, id_=given.id)
    with pytest.raises(Refused):
        ilans.give(THEN, "", id_=given.id)
    assert words(ilans) == []


def test_nobody_takes_back_what_the_other_gave(noas: Giver, ilans: Giver, maras: Giver) -> None:
    given = noas.give(THEN)
    with pytest.raises(Refused, match="can take this one back") as refused:
        ilans.take_back(given, THEN)
    assert refused.value.values == {"name": "Noa"}
    with pytest.raises(NotFound):
        maras.take_back(given, THEN)
    assert words(ilans) == ["Thank you for the soup."]
    noas.take_back(given, THEN)
    with pytest.raises(NotFound):
        ilans.take_back(given, THEN)


def test_pages_go_on_where_the_last_one_ended(noas: Giver, ilans: Giver) -> None:
    # Several of one moment too: none is left out, none comes twice.
    given = [
        (noas if number % 2 else ilans).give(THEN + (number // 3) * MINUTE, f"{number}")
        for number in range(2 * A_PAGE + 5)
    ]
    order = [one.words for one in sorted(given, key=lambda one: (one.given_at, one.id), reverse=True)]
    seen: list[str] = []
    leaf = noas.jar()
    while True:
        seen += [one.words for one in leaf.thanks]
        if leaf.older is None:
            break
        assert len(leaf.thanks) == A_PAGE
        leaf = noas.jar(leaf.older)
    assert seen == order


def test_a_full_last_page_has_none_after_it(noas: Giver) -> None:
    for number in range(A_PAGE):
        noas.give(THEN, f"{number}")
    assert noas.jar().older is None


def test_a_page_still_begins_at_what_was_taken_back(noas: Giver) -> None:
    older, mark = noas.give(THEN, "older"), noas.give(THEN + MINUTE, "mark")
    noas.take_back(mark, THEN + MINUTE)
    assert [one.id for one in noas.jar(mark.id).thanks] == [older.id]


def test_a_page_after_something_of_others_is_not_there(noas: Giver, maras: Giver) -> None:
    given = noas.give(THEN)
    for mark in (given.id, new_id()):
        with pytest.raises(NotFound):
            maras.jar(mark)


def test_home_shows_the_others_latest_of_today_and_yesterday(noas: Giver, ilans: Giver) -> None:
    # 20:20 in Berlin.
    noas.give(THEN - MINUTE, "For the soup")
    latest = noas.give(THEN, "For the walk")
    ilans.give(THEN + MINUTE, "For the coffee")
    last_moment = THEN.replace(hour=22, minute=59) + timedelta(days=1)
    for at in (THEN + MINUTE, last_moment):
        found = ilans.latest(at)
        assert found is not None
        assert found.words == "For the walk"
    assert ilans.latest(last_moment + MINUTE) is None
    ilans.travel("America/New_York")  # where it is still yesterday
    assert ilans.latest(last_moment + MINUTE) is not None
    noas.take_back(latest, THEN + MINUTE)
    found = ilans.latest(THEN + MINUTE)
    assert found is not None
    assert found.words == "For the soup"


def test_open_pages_hear_of_each_change_once(noas: Giver, ilans: Giver, engine: sa.Engine) -> None:
    id_ = new_id()
    given = noas.give(THEN, id_=id_)
    noas.give(THEN, id_=id_)
    for _ in range(2):
        noas.take_back(given, THEN)
    with unit_of_work(engine, writes=False) as session:
        couple_id = ilans.member(session).couple_id
        assert events_since(session, couple_id, 0) == [(1, "thanks"), (2, "thanks")]


def test_the_database_keeps_words_until_they_are_taken_back(noas: Giver, engine: sa.Engine) -> None:
    noas.give(THEN)
    for wrong in ("words = ''", "taken_back_at = given_at"):
        with pytest.raises(sa.exc.IntegrityError), engine.begin() as connection:
            connection.execute(sa.text(f"UPDATE thanks SET {wrong}"))
