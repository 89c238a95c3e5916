"""Which question comes when: an order of one's own, nothing twice within a year, whatever is added later."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mend.activities.evening_question.days import (
    ALL,
    REMEMBERED,
    Deck,
    id_of,
    lately_asked,
    question_of,
    takes_replies,
)
from mend.activities.questions import BY_KEY, QUESTIONS, THEMES
from mend.activities.questions.question import FIRST_EVENING, Question
from tests.activities.evening_question.askers import TODAY, Asked

DAY = timedelta(days=1)
YEAR = 365
COUPLES = [UUID(int=number << 64) for number in range(1, 8)]
couples = st.uuids()
days = st.dates(FIRST_EVENING, date(2040, 1, 1))
EVER_ASKED = Path(__file__).with_name("ever_asked.txt")

pytestmark = pytest.mark.any_database


def a_year(couple: UUID, first: date, deck: Deck = ALL, count: int = YEAR) -> list[Question]:
    return [question_of(couple, first + number * DAY, deck) for number in range(count)]


@given(couple=couples, first=st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_nothing_is_asked_twice_within_a_year_and_everything_some_time(couple: UUID, first: date) -> None:
    asked = a_year(couple, first, count=len(QUESTIONS))
    assert len(set(asked)) == len(asked) >= YEAR
    assert question_of(couple, first + len(QUESTIONS) * DAY) == asked[0]


def test_each_couple_has_an_order_of_its_own() -> None:
    assert len({tuple(a_year(couple, TODAY, count=5)) for couple in COUPLES}) == len(COUPLES)


@given(couple=couples, first=days)
def test_no_two_evenings_in_a_row_have_one_theme(couple: UUID, first: date) -> None:
    theme_of = {question: number for number, theme in enumerate(THEMES) for question in theme}
    asked = a_year(couple, first)
    assert [one.key for one, next_ in pairwise(asked) if theme_of[one] == theme_of[next_]] == []


def grown(batches: Sequence[tuple[int, int]]) -> Deck:
    """The deck with more questions, each batch so many days after the one before."""
    themes, since = list(THEMES), FIRST_EVENING
    for number, (later, count) in enumerate(batches):
        since += later * DAY
        for each in range(count):
            theme = (each * 5 + number) % len(themes)
            themes[theme] = (*themes[theme], Question(f"new_{number}_{each}", "What?", since))
    return Deck(tuple(themes))


@given(
    couple=couples,
    batches=st.lists(st.tuples(st.integers(1, 900), st.integers(1, 40)), min_size=1, max_size=4),
    first=days,
)
def test_whatever_is_added_later_nothing_comes_twice_within_a_year(
    couple: UUID, batches: list[tuple[int, int]], first: date
) -> None:
    asked = a_year(couple, first, grown(batches))
    assert len(set(asked)) == YEAR


@given(couple=couples, later=st.integers(1, 900), count=st.integers(1, 40))
def test_what_is_added_changes_nothing_before_its_first_evening_and_is_asked_afterwards(
    couple: UUID, later: int, count: int
) -> None:
    deck, since = grown([(later, count)]), FIRST_EVENING + later * DAY
    assert a_year(couple, FIRST_EVENING, deck, later) == a_year(couple, FIRST_EVENING, count=later)
    new = {question for theme in deck.themes for question in theme if question.key not in BY_KEY}
    assert new <= set(a_year(couple, since, deck, 2 * len(QUESTIONS)))


def test_the_order_stays_with_every_version_and_machine() -> None:
    couple = UUID("01980000-0000-7000-8000-000000000001")
    assert [question.key for question in a_year(couple, date(2026, 11, 20), count=4)] == [
        "wish_ordinary_morning",
        "sense_building",
        "glad_this_week",
        "today_more_of",
    ]
    assert str(id_of(couple, date(2026, 11, 20))) == "1cc65d7e-12d5-567a-ba73-3f0b15b74a2a"


def test_no_question_is_thrown_away_or_renamed() -> None:
    """Answers refer to it. A new one is put at the end of the list."""
    ever = EVER_ASKED.read_text(encoding="utf-8").split()
    assert len(set(ever)) == len(ever)
    assert set(ever) == BY_KEY.keys()


@given(couple=couples, day=days, back=st.integers(0, REMEMBERED + 5))
def test_an_id_says_which_evening_it_was_for_some_weeks_and_to_nobody_else(
    couple: UUID, day: date, back: int
) -> None:
    found = lately_asked(couple, id_of(couple, day), day + back * DAY)
    assert found == (day if back < REMEMBERED else None)
    assert lately_asked(UUID(int=couple.int ^ 1), id_of(couple, day), day) is None
    assert lately_asked(couple, id_of(couple, day), day - DAY) is None


def test_a_question_takes_replies_on_its_day_and_the_next() -> None:
    found = [back for back in range(-2, 4) if takes_replies(TODAY, TODAY + back * DAY)]
    assert found == [0, 1]


@pytest.mark.parametrize(
    ("zones", "moment", "evening"),
    [
        (("Europe/Berlin", "Europe/Berlin"), datetime(2026, 11, 21, 3, 59, tzinfo=UTC), 20),
        (("Europe/Berlin", "Europe/Berlin"), datetime(2026, 11, 21, 4, 0, tzinfo=UTC), 21),
        (("Europe/Berlin", "America/New_York"), datetime(2026, 11, 21, 9, 59, tzinfo=UTC), 20),
        (("Europe/Berlin", "America/New_York"), datetime(2026, 11, 21, 10, 0, tzinfo=UTC), 21),
        (("Pacific/Auckland", "Pacific/Honolulu"), datetime(2026, 11, 21, 14, 59, tzinfo=UTC), 20),
    ],
)
def test_an_evening_ends_at_five_in_the_morning_for_both(
    noas: Asked, ilans: Asked, zones: tuple[str, str], moment: datetime, evening: int
) -> None:
    noas.travel(zones[0])
    ilans.travel(zones[1])
    assert noas.evening(moment) == ilans.evening(moment) == date(2026, 11, evening)
