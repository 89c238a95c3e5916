"""When something comes up, as people say it, in the language they read."""

from datetime import date
from pathlib import Path

import pytest
from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.support import NullTranslations
from hypothesis import given, settings

from mend.rhythms.rhythm import (
    Nth,
    Rhythm,
    Weekday,
    daily,
    monthly_on_day,
    monthly_on_weekday,
    once,
    weekly,
    whenever,
)
from mend.rhythms.words import said
from mend.settings import PROJECT
from mend.web.words import Words, words_in
from tests.rhythms.wishes import TODAY, rhythms

pytestmark = pytest.mark.any_database

ENGLISH = words_in(PROJECT / "frontend" / "locale", "en")
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, *_ = Weekday


@pytest.mark.parametrize(
    ("rhythm", "sentence"),
    [
        (whenever(TODAY), "whenever it comes up"),
        (once(date(2026, 12, 4)), "on Friday, 4 December"),
        (once(date(2027, 12, 3)), "on Friday, 3 December 2027"),
        (daily(TODAY), "every day"),
        (daily(TODAY, date(2026, 12, 24)), "every day, until Thursday, 24 December"),
        (daily(date(2026, 12, 1)), "every day, from Tuesday, 1 December"),
        (
            daily(date(2026, 12, 1), date(2027, 12, 24)),
            "every day, from Tuesday, 1 December until Friday, 24 December 2027",
        ),
        (weekly(TODAY, [TUESDAY]), "every Tuesday"),
        (weekly(TODAY, [FRIDAY, TUESDAY]), "every Tuesday and Friday"),
        (weekly(TODAY, [TUESDAY, WEDNESDAY, FRIDAY]), "every Tuesday, Wednesday, and Friday"),
        (
            weekly(TODAY, [MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY]),
            "every week from Monday to Friday",
        ),
        (weekly(TODAY, list(Weekday)), "every day"),
        (weekly(date(2026, 12, 14), [MONDAY]), "every Monday, from Monday, 14 December"),
        (weekly(TODAY, [WEDNESDAY], 2), "every two weeks on Wednesday"),
        # Which of the weeks it is cannot be told otherwise.
        (weekly(TODAY, [MONDAY], 2), "every two weeks on Monday, from Monday, 30 November"),
        (weekly(TODAY, [WEDNESDAY], 3), "every 3 weeks on Wednesday"),
        (monthly_on_day(TODAY, 1), "on the 1st of the month"),
        (monthly_on_day(TODAY, 22), "on the 22nd of the month"),
        (monthly_on_day(TODAY, 28), "on the 28th of the month"),
        (monthly_on_day(TODAY, 29), "on the 29th, or the month’s last day"),
        (monthly_on_day(TODAY, 31), "on the 31st, or the month’s last day"),
        (
            monthly_on_day(date(2027, 2, 3), 5),
            "on the 5th of the month, from Friday, 5 February",
        ),
        (monthly_on_weekday(TODAY, Nth.LAST, FRIDAY), "on the last Friday of the month"),
        (monthly_on_weekday(TODAY, Nth.SECOND, MONDAY), "on the second Monday of the month"),
    ],
)
def test_it_is_said_as_people_say_it(rhythm: Rhythm, sentence: str) -> None:
    assert said(rhythm, ENGLISH, TODAY) == sentence


def test_a_rhythm_that_has_begun_is_said_without_its_beginning() -> None:
    fortnight = weekly(date(2020, 1, 6), [MONDAY], 2)
    assert said(fortnight, ENGLISH, TODAY) == "every two weeks on Monday"


def test_it_is_said_in_the_language_of_the_reader(tmp_path: Path) -> None:
    catalogue = Catalog(locale="pl")
    catalogue.add(
        ("every %(number)d week on %(days)s", "every %(number)d weeks on %(days)s"),
        (
            "co %(number)d tydzień: %(days)s",
            "co %(number)d tygodnie: %(days)s",
            "co %(number)d tygodni: %(days)s",
        ),
    )
    catalogue.add("every %(days)s", "co tydzień: %(days)s")
    catalogue.add("%(rhythm)s, from %(first)s", "%(rhythm)s, od: %(first)s")
    catalogue.add("on the %(day)s of the month", "%(day)s dnia miesiąca")
    catalogue.add("21st", "21.")
    target = tmp_path / "pl" / "LC_MESSAGES" / "mend.mo"
    target.parent.mkdir(parents=True)
    with target.open("wb") as file:
        write_mo(file, catalogue)
    polish = words_in(tmp_path, "pl")

    assert said(weekly(TODAY, [TUESDAY, FRIDAY]), polish, TODAY) == "co tydzień: wtorek i piątek"
    assert said(weekly(TODAY, [WEDNESDAY], 3), polish, TODAY) == "co 3 tygodnie: środa"
    later = said(weekly(date(2026, 12, 2), [WEDNESDAY], 5), polish, TODAY)
    assert later == "co 5 tygodni: środa, od: środa, 2 grudnia"
    assert said(monthly_on_day(TODAY, 21), polish, TODAY) == "21. dnia miesiąca"


class Heard(NullTranslations):
    """Writes down every sentence that a translator is asked for."""

    def __init__(self, known: set[str]) -> None:
        super().__init__()
        self.known = known

    def ugettext(self, message: str) -> str:
        assert message in self.known
        return message

    def ungettext(self, singular: str, plural: str, num: int) -> str:
        assert {singular, plural} <= self.known
        return singular if num == 1 else plural


@pytest.fixture(scope="module")
def sentences() -> set[str]:
    """Every sentence of this part that translators get."""
    found: set[str] = set()
    folder = PROJECT / "backend" / "mend" / "rhythms"
    keywords = {"N_": None, "say": None, "say_count": (1, 2)}
    for _, _, message, _, _ in extract_from_dir(folder, [("**.py", "python")], keywords=keywords):
        found |= {message} if isinstance(message, str) else set(message)
    return found


@settings(deadline=None)
@given(rhythm=rhythms)
def test_the_translators_get_every_word_of_it(sentences: set[str], rhythm: Rhythm) -> None:
    assert said(rhythm, Words(ENGLISH.locale, Heard(sentences)), TODAY) == said(rhythm, ENGLISH, TODAY)


def test_every_day_of_the_month_has_its_word(sentences: set[str]) -> None:
    spoken = [
        said(monthly_on_day(TODAY, day), Words(ENGLISH.locale, Heard(sentences)), TODAY)
        for day in range(1, 32)
    ]
    assert [int("".join(filter(str.isdigit, words.split(",")[0]))) for words in spoken] == list(range(1, 32))
