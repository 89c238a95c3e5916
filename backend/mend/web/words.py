"""Every sentence a person reads, in that person's language.

Sentences stand in the code in English and are looked up in the gettext catalogues under `frontend/locale`.
A language is offered as soon as its compiled catalogue is there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError, negotiate_locale
from babel.dates import format_date, format_skeleton, get_day_names
from babel.lists import format_list
from babel.support import NullTranslations, Translations

DEFAULT_LOCALE = "en"
DOMAIN = "mend"
_ONE_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Words:
    """One language: its catalogue and its ways of saying times."""

    locale: Locale
    translations: NullTranslations

    @property
    def lang(self) -> str:
        """The language as HTML and notifications name it (BCP 47)."""
        return str(self.locale).replace("_", "-")

    @property
    def direction(self) -> str:
        """`ltr` or `rtl`."""
        return str((self.locale.character_order == "right-to-left" and "rtl") or "ltr")

    @property
    def first_weekday(self) -> int:
        """The day on which weeks begin where it is spoken; Monday is 0."""
        return int(self.locale.first_week_day)

    def say(self, sentence: str, /, **values: object) -> str:
        """`sentence` in this language, its `%(name)s` places filled."""
        translated = str(self.translations.ugettext(sentence))
        return translated % values if values else translated

    def say_count(self, one: str, many: str, number: int, /, **values: object) -> str:
        """The right plural form for `number`, which also fills `%(number)s`."""
        return str(self.translations.ungettext(one, many, number)) % {"number": number, **values}

    def time(self, moment: datetime, zone: str) -> str:
        """The time of day in `zone`, as it stands on a clock: 20:40."""
        return moment.astimezone(ZoneInfo(zone)).strftime("%H:%M")

    def day(self, moment: datetime, zone: str) -> str:
        """The day in `zone`: Thursday, 19 November."""
        return self.calendar_day(moment.astimezone(ZoneInfo(zone)).date())

    def calendar_day(self, day: date, *, with_year: bool = False) -> str:
        """A day of the calendar: Friday, 4 December; Friday, 4 December 2026."""
        pattern = "EEEE, d MMMM y" if with_year else "EEEE, d MMMM"
        return str(format_date(day, pattern, locale=self.locale))

    def weekday(self, number: int) -> str:
        """A day of the week by its number, as it stands in a sentence; Monday is 0."""
        return str(get_day_names("wide", "format", self.locale)[number])

    def short_weekday(self, number: int) -> str:
        """The same in a few letters, as it stands alone: Mon."""
        return str(get_day_names("abbreviated", "stand-alone", self.locale)[number])

    def all_of(self, things: Sequence[str]) -> str:
        """Several things in one breath: Tuesday, Thursday, and Friday."""
        return str(format_list(things, locale=self.locale))

    def when(self, moment: datetime, zone: str, now: datetime) -> str:
        """The time in `zone`, with the day of the week unless it is the day it is `now`: Thursday, 09:00.

        A week away or more, where that could mean another Thursday, with the whole day.
        """
        place, time = ZoneInfo(zone), self.time(moment, zone)
        away = moment.astimezone(place).date() - now.astimezone(place).date()
        if not away:
            return time
        if abs(away) >= _ONE_WEEK:
            return self.say("%(day)s, %(time)s", day=self.day(moment, zone), time=time)
        weekday = str(format_date(moment.astimezone(place), "EEEE", locale=self.locale))
        return self.say("%(weekday)s, %(time)s", weekday=weekday, time=time)

    def calendar_month(self, day: date) -> str:
        """The month a day of the calendar is in: November 2026."""
        return str(format_skeleton("yMMMM", datetime.combine(day, time.min), locale=self.locale))

    def month(self, moment: datetime, zone: str) -> str:
        """The month in `zone`: November 2026."""
        return self.calendar_month(moment.astimezone(ZoneInfo(zone)).date())

    def minutes(self, seconds: float) -> str:
        """A stretch of time in full minutes, at least one: 12 minutes."""
        whole = max(1, int(seconds) // 60)
        return self.say_count("%(number)d minute", "%(number)d minutes", whole)

    def length(self, minutes: int) -> str:
        """How long something takes: 45 minutes; 2 hours; 1 hour 30 minutes."""
        hours, rest = divmod(minutes, 60)
        if not hours:
            return self.minutes(60 * rest)
        whole = self.say_count("%(number)d hour", "%(number)d hours", hours)
        return (
            self.say("%(hours)s %(minutes)s", hours=whole, minutes=self.minutes(60 * rest)) if rest else whole
        )


@lru_cache(maxsize=64)
def words_in(catalogues: Path, locale: str) -> Words:
    """The words of `locale`; English where it is unknown or has no catalogue."""
    try:
        known = Locale.parse(locale.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        known = Locale.parse(DEFAULT_LOCALE)
    translations = Translations.load(str(catalogues), [str(known)], DOMAIN)
    return Words(known, translations)


@lru_cache(maxsize=8)
def offered_locales(catalogues: Path) -> tuple[str, ...]:
    """English and every language with a compiled catalogue."""
    found = sorted(path.parts[-3] for path in catalogues.glob(f"*/LC_MESSAGES/{DOMAIN}.mo"))
    return (DEFAULT_LOCALE, *(name for name in found if name != DEFAULT_LOCALE))


def choose_locale(accept_language: str, offered: Sequence[str]) -> str:
    """The first offered language the browser asks for (RFC 9110, section 12.5.4); English otherwise."""
    wanted: list[tuple[float, str]] = []
    for part in accept_language.split(",")[:20]:
        name, _, quality = part.lower().replace(" ", "").partition(";")
        try:
            weight = float(quality.removeprefix("q=") or 1)
        except ValueError:
            weight = 0.0
        if name and weight > 0:
            wanted.append((weight, name.replace("-", "_")))
    ranked = [name for _, name in sorted(wanted, key=lambda pair: -pair[0])]
    found = negotiate_locale(ranked, offered)
    return next((name for name in offered if found and name.lower() == found.lower()), DEFAULT_LOCALE)


@dataclass(frozen=True)
class Languages:
    """Every language that is offered: for telling somebody who is not the one asking."""

    catalogues: Path

    def of(self, locale: str | None) -> Words:
        """The words of a person who chose `locale`, or nothing."""
        return words_in(self.catalogues, locale or DEFAULT_LOCALE)
