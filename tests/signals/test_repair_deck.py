"""The deck: ours and the couple's own, hidden by either, taken out by who added it."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import select

from mend.database import unit_of_work
from mend.errors import Gone, NotFound, Refused
from mend.ids import new_id
from mend.signals.decks import MOST_OWN, OURS, START_OVER
from mend.signals.repair_models import HiddenPhrase, RepairPhrase
from tests.signals.partners import MINUTE, THEN, Partner
from tests.signals.reaching import add, deck, offer, remove


def shown(who: Partner) -> list[str]:
    return [phrase.words for phrase in deck(who).shown]


def hidden(who: Partner) -> list[str]:
    return [phrase.words for phrase in deck(who).hidden]


def test_ours_are_there_from_the_start_short_and_without_blame(noas: Partner) -> None:
    assert shown(noas) == list(OURS.values())
    assert shown(noas)[0] == OURS[START_OVER] == "Can we start over?"
    assert len(OURS) == 14
    for key, words in OURS.items():
        assert len(key) < 36
        assert len(words) <= 40
        assert not {"should", "never", "always"} & set(words.casefold().split())


def test_both_can_add_and_both_find_it_before_ours(noas: Partner, ilans: Partner) -> None:
    add(noas, "Pancakes?", THEN)
    add(ilans, "Penguin hug", THEN + MINUTE)
    assert shown(noas)[:3] == shown(ilans)[:3] == ["Pancakes?", "Penguin hug", "Can we start over?"]
    assert [(one.is_own, one.mine) for one in deck(noas).shown[:3]] == [
        (True, True),
        (True, False),
        (False, False),
    ]


def test_the_same_tap_twice_adds_once(noas: Partner, ilans: Partner) -> None:
    tap = new_id()
    assert add(noas, "Pancakes?", THEN, tap).id == add(noas, "Pancakes?", THEN, tap).id
    with pytest.raises(Refused):
        add(noas, "Waffles?", THEN, tap)
    with pytest.raises(Refused):
        add(ilans, "Pancakes?", THEN, tap)
    assert shown(noas).count("Pancakes?") == 1


@pytest.mark.parametrize("words", ["Pancakes?", "PANCAKES?", "can we start over?"])
def test_the_deck_says_nothing_twice(noas: Partner, ilans: Partner, words: str) -> None:
    add(noas, "Pancakes?", THEN)
    with pytest.raises(Refused, match="in your deck already") as refused:
        add(ilans, words, THEN)
    assert refused.value.field == "words"


def test_a_full_deck_says_so_and_has_room_again(noas: Partner, ilans: Partner) -> None:
    first, *_ = (add(noas, f"Word {number}", THEN) for number in range(MOST_OWN))
    with pytest.raises(Refused, match="Your deck is full"):
        add(ilans, "One more", THEN)
    remove(noas, first, THEN)
    add(ilans, "One more", THEN)


def test_who_added_it_takes_it_out_for_both(noas: Partner, ilans: Partner, engine: sa.Engine) -> None:
    phrase = add(noas, "Pancakes?", THEN)
    offer(ilans, str(phrase.id), THEN, shown=False)
    with pytest.raises(Refused) as refused:
        remove(ilans, phrase, THEN)
    assert refused.value.values == {"name": "Noa"}
    for minute in range(2):
        remove(noas, phrase, THEN + minute * MINUTE)
    assert "Pancakes?" not in shown(noas) + shown(ilans) + hidden(ilans)
    with unit_of_work(engine, writes=False) as session:
        assert session.exec(select(RepairPhrase.taken_out_at)).all() == [THEN]
        assert session.exec(select(HiddenPhrase)).all() == []
    # The words may come back; that is a phrase of its own.
    add(ilans, "Pancakes?", THEN + MINUTE)
    assert shown(noas)[0] == "Pancakes?"


def test_hiding_is_for_oneself_alone(noas: Partner, ilans: Partner) -> None:
    phrase = add(noas, "Pancakes?", THEN)
    for key in (str(phrase.id), START_OVER, START_OVER):
        offer(ilans, key, THEN, shown=False)
    assert hidden(ilans) == ["Pancakes?", "Can we start over?"]
    assert shown(ilans) == list(OURS.values())[1:]
    assert hidden(noas) == []
    for _ in range(2):
        offer(ilans, START_OVER, THEN, shown=True)
    assert hidden(ilans) == ["Pancakes?"]


def test_all_of_it_can_be_hidden(noas: Partner) -> None:
    for key in OURS:
        offer(noas, key, THEN, shown=False)
    assert shown(noas) == []


def test_what_is_not_in_the_deck_cannot_be_hidden(noas: Partner, maras: Partner) -> None:
    phrase = add(noas, "Pancakes?", THEN)
    for key in (str(phrase.id), "nothing"):
        with pytest.raises(Gone):
            offer(maras, key, THEN, shown=False)
    with pytest.raises(NotFound):
        remove(maras, phrase, THEN + timedelta(days=1))
    assert shown(maras) == list(OURS.values())
