"""The questions for the evening: open, gentle, and one for each day of a year."""

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

from babel.messages.extract import extract_from_dir

from mend.activities.questions import QUESTIONS, THEMES

PROJECT = Path(__file__).resolve().parents[2]
DAYS = 365
WORDS_OF_A_QUESTION = range(5, 19)
MOST_ALIKE = 0.15  # of all may begin with the same two words
ASKS_FOR_A_YES = {
    *("am", "are", "is", "was", "were", "do", "does", "did", "have", "has", "had", "would", "will", "shall"),
    *("can", "could", "should", "may", "might", "must", "don’t", "didn’t", "isn’t", "aren’t", "wouldn’t"),
}
# What not everybody has, and what starts a quarrel.
LEFT_OUT = re.compile(
    r"\b(husband|wife|wedding|marri\w*|child\w*|kids?|baby|son|daughter|parents?|mother|father"
    r"|money|salary|god|pray\w*|church|diet|weight|ill(ness)?"
    r"|fault|blame|fights?|argu\w*|should|who is right|which of you|who of you|fail\w*)\b",
    re.IGNORECASE,
)


def test_there_is_one_for_each_day_of_a_year() -> None:
    assert len(QUESTIONS) >= DAYS
    assert sorted(question.key for question in QUESTIONS) == sorted(
        question.key for theme in THEMES for question in theme
    )


def test_no_two_are_the_same() -> None:
    assert len({question.key for question in QUESTIONS}) == len(QUESTIONS)
    assert len({question.text.casefold() for question in QUESTIONS}) == len(QUESTIONS)


def test_keys_are_names_that_can_stay() -> None:
    odd = [question.key for question in QUESTIONS if not re.fullmatch(r"[a-z]+(_[a-z]+)*", question.key)]
    assert odd == []


def test_each_is_one_short_question() -> None:
    odd = [
        question.text
        for question in QUESTIONS
        if len(question.text.split()) not in WORDS_OF_A_QUESTION
        or not question.text[0].isupper()
        or question.text != question.text.strip()
        or not re.fullmatch(r"[^?.!'\"]+\?", question.text)
    ]
    assert odd == []


def test_none_can_be_answered_with_yes_or_no() -> None:
    """Nor hides a yes or no behind a few words: "Looking back, are you …?"."""
    for question in QUESTIONS:
        first, *_ = question.text.casefold().split()
        assert first not in ASKS_FOR_A_YES, question.text
        assert re.search(r"\b(what|which|who|whose|how|when|where)\b", question.text.casefold()), (
            question.text
        )


def test_none_takes_for_granted_what_not_everybody_has_nor_starts_a_quarrel() -> None:
    assert [question.text for question in QUESTIONS if LEFT_OUT.search(question.text)] == []


def test_beginnings_are_varied() -> None:
    [(beginning, times)] = Counter(
        tuple(question.text.casefold().split()[:2]) for question in QUESTIONS
    ).most_common(1)
    assert times <= MOST_ALIKE * len(QUESTIONS), beginning


def test_no_two_evenings_in_a_row_have_one_theme() -> None:
    """Also not the last of the year and the first of the next."""
    theme_of = {question: number for number, theme in enumerate(THEMES) for question in theme}
    in_a_row = [*QUESTIONS, QUESTIONS[0]]
    assert [one.key for one, next_ in pairwise(in_a_row) if theme_of[one] == theme_of[next_]] == []


def test_the_translators_are_given_every_question() -> None:
    folder = PROJECT / "backend/mend/activities/questions"
    collected = {message for _, _, message, _, _ in extract_from_dir(folder)}
    assert {question.text for question in QUESTIONS} - collected == set()
