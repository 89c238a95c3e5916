"""Words: times, days, minutes, plurals, and which language a browser asks for."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from babel.messages import Catalog
from babel.messages.mofile import write_mo

from mend.web.words import Languages, choose_locale, offered_locales, words_in

THEN = datetime(2026, 11, 20, 19, 40, tzinfo=UTC)
OFFERED = ("en", "de", "he", "pt_BR", "pl")


def compile_catalogue(folder: Path, locale: str, *, plural: tuple[str, ...], hello: str) -> None:
    catalogue = Catalog(locale=locale)
    catalogue.add("Hello, %(name)s", hello)
    catalogue.add(("%(number)d minute", "%(number)d minutes"), plural)
    target = folder / locale / "LC_MESSAGES" / "mend.mo"
    target.parent.mkdir(parents=True)
    with target.open("wb") as file:
        write_mo(file, catalogue)


@pytest.fixture
def catalogues(tmp_path: Path) -> Path:
    """Polish with its three plural forms, Hebrew from right to left, and Brazil's Portuguese."""
    compile_catalogue(
        tmp_path,
        "pl",
        plural=("%(number)d minuta", "%(number)d minuty", "%(number)d minut"),
        hello="Cześć, %(name)s",
    )
    compile_catalogue(tmp_path, "he", plural=("דקה", "%(number)d דקות"), hello="שלום, %(name)s")
    compile_catalogue(
        tmp_path, "pt_BR", plural=("%(number)d minuto", "%(number)d minutos"), hello="Olá, %(name)s"
    )
    return tmp_path


def test_a_sentence_is_said_with_its_places_filled(catalogues: Path) -> None:
    assert words_in(catalogues, "pl").say("Hello, %(name)s", name="Noa") == "Cześć, Noa"
    assert words_in(catalogues, "en").say("Hello, %(name)s", name="Noa") == "Hello, Noa"


def test_a_name_with_a_percent_sign_or_a_place_in_it_is_only_a_name(catalogues: Path) -> None:
    for name in ("100 %", "%(name)s", "%s", "%%"):
        assert words_in(catalogues, "pl").say("Hello, %(name)s", name=name) == f"Cześć, {name}"


def test_a_sentence_without_places_may_hold_a_percent_sign(catalogues: Path) -> None:
    assert words_in(catalogues, "en").say("50 % done") == "50 % done"


def test_a_sentence_that_is_not_translated_is_said_in_english(catalogues: Path) -> None:
    assert words_in(catalogues, "pl").say("Nothing to answer.") == "Nothing to answer."


@pytest.mark.parametrize(
    ("locale", "counts"),
    [
        ("en", {1: "1 minute", 2: "2 minutes", 5: "5 minutes", 22: "22 minutes"}),
        ("pl", {1: "1 minuta", 2: "2 minuty", 5: "5 minut", 22: "22 minuty"}),
        ("he", {1: "דקה", 2: "2 דקות"}),
    ],
)
def test_minutes_take_the_plural_of_the_language(
    catalogues: Path, locale: str, counts: dict[int, str]
) -> None:
    words = words_in(catalogues, locale)
    assert {count: words.minutes(count * 60) for count in counts} == counts


def test_a_stretch_of_time_is_a_minute_at_least(catalogues: Path) -> None:
    words = words_in(catalogues, "en")
    assert [words.minutes(seconds) for seconds in (0, 1, 59.9, 60, 119.9, 120)] == ["1 minute"] * 5 + [
        "2 minutes"
    ]


@pytest.mark.parametrize(
    ("zone", "clock", "day"),
    [
        ("UTC", "19:40", "Friday, 20 November"),
        ("Europe/Berlin", "20:40", "Friday, 20 November"),
        ("Asia/Kolkata", "01:10", "Saturday, 21 November"),
        ("Pacific/Kiritimati", "09:40", "Saturday, 21 November"),
        ("America/St_Johns", "16:10", "Friday, 20 November"),
    ],
)
def test_time_and_day_are_the_readers(catalogues: Path, zone: str, clock: str, day: str) -> None:
    words = words_in(catalogues, "en")
    assert (words.time(THEN, zone), words.day(THEN, zone)) == (clock, day)


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0, "20:40"),
        (1, "Saturday, 20:40"),
        (6, "Thursday, 20:40"),
        (7, "Friday, 27 November, 20:40"),
        (-1, "Thursday, 20:40"),
        (-6, "Saturday, 20:40"),
        (-7, "Friday, 13 November, 20:40"),
    ],
)
def test_the_name_of_a_day_never_means_another_one(catalogues: Path, days: int, said: str) -> None:
    words = words_in(catalogues, "en")
    assert words.when(THEN + timedelta(days=days), "Europe/Berlin", THEN) == said


def test_a_day_is_said_in_the_language(catalogues: Path) -> None:
    assert words_in(catalogues, "pl").day(THEN, "UTC") == "piątek, 20 listopada"


@pytest.mark.parametrize(
    ("locale", "lang", "direction"),
    [("en", "en", "ltr"), ("he", "he", "rtl"), ("ar_EG", "ar-EG", "rtl"), ("pt_BR", "pt-BR", "ltr")],
)
def test_a_language_has_its_tag_and_its_direction(
    catalogues: Path, locale: str, lang: str, direction: str
) -> None:
    words = words_in(catalogues, locale)
    assert (words.lang, words.direction) == (lang, direction)


@pytest.mark.parametrize("locale", ["", "x", "not a language", "../../etc", "tlh-Klingon", "en_", "\x00"])
def test_an_unknown_language_is_english(catalogues: Path, locale: str) -> None:
    assert words_in(catalogues, locale).lang == "en"


def test_a_persons_language_is_found_by_its_tag_too(catalogues: Path) -> None:
    for spelled in ("pt-BR", "pt_BR"):
        assert Languages(catalogues).of(spelled).say("Hello, %(name)s", name="Noa") == "Olá, Noa"
    assert Languages(catalogues).of(None).lang == "en"


def test_what_is_compiled_is_offered_and_english_always(catalogues: Path, tmp_path: Path) -> None:
    assert offered_locales(catalogues) == ("en", "he", "pl", "pt_BR")
    assert offered_locales(tmp_path / "none") == ("en",)


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("", "en"),
        ("de", "de"),
        ("de-AT,de;q=0.9,en;q=0.8", "de"),
        ("fr, de;q=0.7, en;q=0.3", "de"),
        ("en;q=0.3, de;q=0.7", "de"),
        ("de;q=0, en", "en"),
        ("de;q=0", "en"),
        ("DE ; Q=0.5", "de"),
        ("pt-BR", "pt_BR"),
        ("pt-br;q=0.9", "pt_BR"),
        ("he-IL", "he"),
        ("*", "en"),
        ("xx, yy;q=0.5", "en"),
        ("de;q=nonsense, pl", "pl"),
        ("de;q=nan, pl;q=0.1", "pl"),
        (",,;;,q=1", "en"),
        ("de" * 5000, "en"),
        ("xx," * 5000 + "de", "en"),
    ],
)
def test_the_browser_gets_the_language_it_likes_best_of_those_there_are(asked: str, given: str) -> None:
    assert choose_locale(asked, OFFERED) == given


def test_days_of_the_calendar_and_lists_are_said_in_the_readers_language(catalogues: Path) -> None:
    english, polish = words_in(catalogues, "en"), words_in(catalogues, "pl")
    assert english.calendar_day(date(2026, 12, 4)) == "Friday, 4 December"
    assert english.calendar_day(date(2026, 12, 4), with_year=True) == "Friday, 4 December 2026"
    assert polish.calendar_day(date(2026, 12, 4)) == "piątek, 4 grudnia"
    assert [english.weekday(0), english.short_weekday(6)] == ["Monday", "Sun"]
    assert polish.all_of([polish.weekday(1), polish.weekday(4)]) == "wtorek i piątek"
    assert english.all_of(["Tuesday"]) == "Tuesday"
