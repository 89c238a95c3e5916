"""The cloth in sentences."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mend.cloth.models import Kind
from mend.cloth.sentences import sentences
from mend.cloth.stitches import Sewn
from mend.web.words import words_in
from tests.signals.conftest import LOCALE

WORDS = words_in(LOCALE, "en")


def read(*stitches: tuple[Kind, str], year: int = 2026) -> list[str]:
    return sentences([Sewn(kind, date.fromisoformat(day)) for kind, day in stitches], year, WORDS)


def test_a_week_is_one_sentence() -> None:
    assert read(
        (Kind.THANKS, "2026-11-16"),
        (Kind.PROMISE, "2026-11-18"),
        (Kind.TOGETHER, "2026-11-21"),
        (Kind.THANKS, "2026-11-22"),
    ) == ["The week of 16 November: a promise kept, 2 thank-yous, and time together."]


def test_weeks_are_read_the_latest_first_and_none_is_missed() -> None:
    assert read((Kind.REPAIR, "2026-01-05"), (Kind.THANKS, "2026-06-01"), (Kind.THANKS, "2026-05-31")) == [
        "The week of 1 June: a thank-you.",
        "The week of 25 May: a thank-you.",
        "The week of 5 January: a fresh start.",
    ]


@pytest.mark.parametrize(
    ("kind", "one", "three"),
    [
        (Kind.PROMISE, "a promise kept", "3 promises kept"),
        (Kind.THANKS, "a thank-you", "3 thank-yous"),
        (Kind.TOGETHER, "time together", "3 times together"),
        (Kind.REPAIR, "a fresh start", "3 fresh starts"),
    ],
)
def test_what_there_was_once_and_what_more_often(kind: Kind, one: str, three: str) -> None:
    stitch = (kind, "2026-11-20")
    assert read(stitch) == [f"The week of 16 November: {one}."]
    assert read(*[stitch] * 3) == [f"The week of 16 November: {three}."]


def test_a_week_across_the_new_year_is_read_on_both_pages() -> None:
    assert read((Kind.THANKS, "2026-12-31")) == ["The week of 28 December: a thank-you."]
    assert read((Kind.THANKS, "2027-01-01"), year=2027) == ["The first days of 2027: a thank-you."]


def test_without_a_stitch_there_is_nothing_to_read() -> None:
    assert read() == []


@given(st.lists(st.tuples(st.sampled_from(Kind), st.dates(date(2026, 1, 1), date(2026, 12, 31)))))
def test_each_week_with_a_stitch_has_its_sentence(found: list[tuple[Kind, date]]) -> None:
    said = sentences([Sewn(kind, day) for kind, day in found], 2026, WORDS)
    assert len(said) == len(set(said)) == len({day - timedelta(days=day.weekday()) for _, day in found})
