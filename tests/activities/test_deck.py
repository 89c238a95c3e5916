"""The deck that comes with Mend: enough of everything anybody looks for, said in one style."""

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir

from mend.activities.cards import Card, Cost, Energy, Fit, Kind, Place
from mend.activities.deck import BY_KEY, DECK

PROJECT = Path(__file__).resolve().parents[2]
MOST_LETTERS = 60
WORDS_OF_A_TITLE = range(3, 12)
LEAST_OF_ALL = 132
LEAST_OF_A_KIND = 12
LEAST_OF_A_FIT = 2  # within one kind
LEAST_FOR_TONIGHT = 3  # within one kind, tired and free


def is_tired(card: Card) -> bool:
    return card.energy is Energy.TIRED


def is_free(card: Card) -> bool:
    return card.cost is Cost.FREE


def fits(card: Card, *wanted: Fit) -> bool:
    return card.fits.issuperset(wanted)


def test_there_are_ideas_for_a_long_time() -> None:
    assert len(DECK) >= LEAST_OF_ALL


def test_every_card_is_found_by_its_key() -> None:
    assert len(BY_KEY) == len(DECK)
    assert all(BY_KEY[card.key] is card for card in DECK)


def test_keys_are_names_that_can_stay() -> None:
    assert [card.key for card in DECK if not re.fullmatch(r"[a-z]+(_[a-z]+)*", card.key)] == []


def test_no_two_cards_say_the_same() -> None:
    said = Counter(card.title.casefold() for card in DECK)
    assert [title for title, times in said.items() if times > 1] == []


def test_titles_are_short_and_in_one_style() -> None:
    odd = [
        card.title
        for card in DECK
        if len(card.title) > MOST_LETTERS
        or len(card.title.split()) not in WORDS_OF_A_TITLE
        or not card.title[0].isupper()
        or card.title != card.title.strip()
        or card.title[-1] in ".!?"
        or "'" in card.title
    ]
    assert odd == []


@pytest.mark.parametrize("kind", Kind)
def test_there_is_choice_in_every_kind(kind: Kind) -> None:
    assert sum(card.kind is kind for card in DECK) >= LEAST_OF_A_KIND


@pytest.mark.parametrize(
    ("least", "wanted"),
    [
        pytest.param(25, lambda card: card.minutes < 30, id="under half an hour"),
        pytest.param(50, is_free, id="free"),
        pytest.param(20, lambda card: fits(card, Fit.APART), id="far apart"),
        pytest.param(25, lambda card: fits(card, Fit.CHILDREN), id="with children"),
        pytest.param(40, lambda card: fits(card, Fit.RAIN), id="in the rain"),
        pytest.param(20, lambda card: fits(card, Fit.QUIET), id="quiet"),
        pytest.param(30, is_tired, id="tired"),
        pytest.param(
            9, lambda card: card.minutes <= 90 and is_tired(card) and is_free(card), id="tonight, tired, free"
        ),
        pytest.param(
            9,
            lambda card: is_tired(card) and is_free(card) and fits(card, Fit.APART, Fit.RAIN),
            id="apart, tired, free, in the rain",
        ),
        pytest.param(
            9,
            lambda card: card.minutes <= 20 and is_tired(card) and fits(card, Fit.CHILDREN),
            id="twenty minutes, tired, with children",
        ),
        pytest.param(
            9,
            lambda card: card.minutes < 30 and is_tired(card) and fits(card, Fit.QUIET, Fit.RAIN),
            id="half an hour, tired, quiet, in the rain",
        ),
        pytest.param(
            9,
            lambda card: is_free(card) and fits(card, Fit.CHILDREN, Fit.RAIN, Fit.QUIET),
            id="free, quiet, with children, in the rain",
        ),
        pytest.param(
            9,
            lambda card: card.place is Place.NEAR and is_free(card) and is_tired(card),
            id="out of the door, tired, free",
        ),
        pytest.param(
            9,
            lambda card: card.energy is Energy.LIVELY and fits(card, Fit.CHILDREN, Fit.RAIN),
            id="lively children on a rainy day",
        ),
        pytest.param(9, lambda card: card.cost is Cost.SOME, id="something special"),
    ],
)
def test_whatever_is_asked_for_is_there(least: int, wanted: Callable[[Card], bool]) -> None:
    assert sum(wanted(card) for card in DECK) >= least


def test_what_works_far_apart_needs_no_one_place() -> None:
    assert [card.key for card in DECK if fits(card, Fit.APART) and card.place is not Place.ANYWHERE] == []


def test_at_home_no_rain_gets_in() -> None:
    assert [card.key for card in DECK if card.place is Place.HOME and not fits(card, Fit.RAIN)] == []


@pytest.mark.parametrize("kind", Kind)
def test_no_kind_is_empty_for_those_who_look_for_one_thing(kind: Kind) -> None:
    cards = [card for card in DECK if card.kind is kind]
    few = {fit: sum(fits(card, fit) for card in cards) for fit in Fit}
    assert min(few.values()) >= LEAST_OF_A_FIT, few
    assert sum(is_tired(card) and is_free(card) for card in cards) >= LEAST_FOR_TONIGHT


def test_the_translators_are_given_every_title() -> None:
    collected = {
        message for _, _, message, _, _ in extract_from_dir(PROJECT / "backend/mend/activities/deck")
    }
    assert {card.title for card in DECK} - collected == set()
