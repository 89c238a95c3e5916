"""When something comes up: what can be chosen, how it is kept, and what is refused with a sentence."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mend.rhythms.rhythm import (
    FARTHEST,
    NoRhythm,
    Nth,
    Rhythm,
    Weekday,
    check_ahead,
    daily,
    monthly_on_day,
    monthly_on_weekday,
    once,
    read_rule,
    weekly,
    whenever,
)
from tests.rhythms.wishes import ONE_DAY, TODAY, comes_up, every_day, fits, refused, rhythms, wishes

pytestmark = pytest.mark.any_database

LATER = date(2027, 6, 30)
MONDAY, FRIDAY, SUNDAY = Weekday.MONDAY, Weekday.FRIDAY, Weekday.SUNDAY


@pytest.mark.parametrize(
    ("rhythm", "rule", "starts"),
    [
        (once(TODAY), "FREQ=DAILY;COUNT=1", TODAY),
        (daily(TODAY), "FREQ=DAILY", TODAY),
        (daily(TODAY, LATER), "FREQ=DAILY;UNTIL=20270630", TODAY),
        (weekly(TODAY, [FRIDAY, MONDAY]), "FREQ=WEEKLY;BYDAY=MO,FR;WKST=MO", date(2026, 11, 27)),
        (
            weekly(TODAY, [MONDAY], 2, LATER),
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;UNTIL=20270630;WKST=MO",
            date(2026, 11, 30),
        ),
        (monthly_on_day(TODAY, 5), "FREQ=MONTHLY;BYMONTHDAY=5", date(2026, 12, 5)),
        (monthly_on_day(TODAY, 28), "FREQ=MONTHLY;BYMONTHDAY=28", date(2026, 11, 28)),
        (
            monthly_on_day(TODAY, 31),
            "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1",
            date(2026, 11, 30),
        ),
        (monthly_on_weekday(TODAY, Nth.LAST, FRIDAY), "FREQ=MONTHLY;BYDAY=-1FR", date(2026, 11, 27)),
        (monthly_on_weekday(TODAY, Nth.FIRST, SUNDAY), "FREQ=MONTHLY;BYDAY=1SU", date(2026, 12, 6)),
        (whenever(TODAY), "", TODAY),
    ],
)
def test_it_is_a_rule_that_every_calendar_reads_and_begins_on_its_first_day(
    rhythm: Rhythm, rule: str, starts: date
) -> None:
    assert (rhythm.rule, rhythm.starts) == (rule, starts)


@settings(deadline=None)
@given(rhythms)
def test_what_is_kept_is_read_again_as_the_same(rhythm: Rhythm) -> None:
    assert read_rule(rhythm.rule, rhythm.starts) == rhythm


@settings(deadline=None)
@given(wishes())
def test_it_starts_on_the_first_day_that_fits(wish: tuple[date, Rhythm]) -> None:
    wished, rhythm = wish
    assert rhythm.starts >= wished
    if rhythm.rule:
        assert comes_up(rhythm, rhythm.starts)
        assert [day for day in every_day(wished, rhythm.starts - ONE_DAY) if fits(rhythm, day)] == []


@pytest.mark.parametrize(
    ("make", "field", "sentence"),
    [
        (lambda: weekly(TODAY, []), "weekdays", "Please choose at least one day of the week."),
        (lambda: weekly(TODAY, [MONDAY], 0), "every", "Please choose 1 to 52 weeks."),
        (lambda: weekly(TODAY, [MONDAY], 53), "every", "Please choose 1 to 52 weeks."),
        (lambda: monthly_on_day(TODAY, 0), "day", "Please choose a day from 1 to 31."),
        (lambda: monthly_on_day(TODAY, 32), "day", "Please choose a day from 1 to 31."),
        (
            lambda: daily(TODAY, TODAY - ONE_DAY),
            "until",
            "The last day is before the first. Please choose a later one.",
        ),
        (
            lambda: weekly(TODAY, [MONDAY], 1, TODAY + 4 * ONE_DAY),
            "until",
            "Until then it never comes up. Please choose a later last day, or none.",
        ),
        (
            lambda: monthly_on_weekday(TODAY, Nth.FIRST, SUNDAY, date(2026, 12, 5)),
            "until",
            "Until then it never comes up. Please choose a later last day, or none.",
        ),
        (
            lambda: weekly(date.max, [MONDAY]),
            "starts",
            "Please choose a day within the next 5 years.",
        ),
    ],
)
def test_what_never_comes_up_is_refused_beside_its_field(
    make: Callable[[], Rhythm], field: str, sentence: str
) -> None:
    with pytest.raises(NoRhythm) as caught:
        make()
    assert refused(caught.value) == (field, sentence)
    assert caught.value.status == 422


def test_it_may_come_up_on_its_last_day_alone() -> None:
    assert weekly(TODAY, [MONDAY], 1, date(2026, 11, 30)).starts == date(2026, 11, 30)
    assert daily(TODAY, TODAY).until == TODAY


@pytest.mark.parametrize(
    ("rhythm", "field", "beginning"),
    [
        (once(TODAY - ONE_DAY), "on", "This day has passed."),
        (daily(date(1, 1, 1)), "starts", "This day has passed."),
        (monthly_on_day(TODAY - 20 * ONE_DAY, 10), "starts", "This day has passed."),
        (once(TODAY + FARTHEST + ONE_DAY), "on", "Please choose a day within the next 5 years."),
        (daily(date.max), "starts", "Please choose a day within the next 5 years."),
        (daily(TODAY, date.max), "until", "Please choose a last day within the next 5 years, or none."),
    ],
)
def test_what_is_newly_chosen_lies_ahead_and_not_too_far(rhythm: Rhythm, field: str, beginning: str) -> None:
    with pytest.raises(NoRhythm) as caught:
        check_ahead(rhythm, TODAY)
    where, said = refused(caught.value)
    assert (where, said.startswith(beginning)) == (field, True)


@pytest.mark.parametrize(
    "rhythm",
    [
        once(TODAY),
        once(TODAY + FARTHEST),
        daily(TODAY, TODAY + FARTHEST),
        weekly(TODAY - 6 * ONE_DAY, [Weekday.WEDNESDAY], 52),
        whenever(TODAY - timedelta(days=900)),
    ],
)
def test_today_and_five_years_ahead_are_fine(rhythm: Rhythm) -> None:
    check_ahead(rhythm, TODAY)


_NOT_READ = "Mend cannot read this rule. Please choose again when it comes up."
_TOO_OFTEN = "It can come up once a day at most."


def _not_known(part: str) -> str:
    return f"Mend repeats by day, week or month, and does not know “{part}” in a rule."


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ("FREQ=SECONDLY", _TOO_OFTEN),
        ("FREQ=MINUTELY;INTERVAL=5", _TOO_OFTEN),
        ("INTERVAL=3;FREQ=HOURLY", _TOO_OFTEN),
        ("FREQ=DAILY;COUNT=10", _not_known("COUNT")),
        ("FREQ=DAILY;BYHOUR=9", _not_known("BYHOUR")),
        ("FREQ=DAILY;BYSECOND=0,1,2,3", _not_known("BYSECOND")),
        ("FREQ=YEARLY", _NOT_READ),
        ("FREQ=DAILY;INTERVAL=2", _NOT_READ),
        ("FREQ=DAILY;COUNT=1;UNTIL=20270101", _NOT_READ),
        ("FREQ=DAILY;UNTIL=20270101T000000Z", _NOT_READ),
        ("FREQ=DAILY;UNTIL=2027W011", _NOT_READ),
        ("FREQ=DAILY;UNTIL=20270230", _NOT_READ),
        ("FREQ=DAILY;UNTIL=20261101", "The last day is before the first. Please choose a later one."),
        ("FREQ=DAILY;FREQ=DAILY", _NOT_READ),
        ("FREQ=WEEKLY;BYDAY=WE", _NOT_READ),
        ("FREQ=WEEKLY;BYDAY=WE;WKST=SU", _NOT_READ),
        ("FREQ=WEEKLY;BYDAY=FR,WE;WKST=MO", _NOT_READ),
        ("FREQ=WEEKLY;BYDAY=XX;WKST=MO", _NOT_READ),
        ("FREQ=WEEKLY;BYDAY=,;WKST=MO", _NOT_READ),
        ("FREQ=WEEKLY;INTERVAL=99;BYDAY=WE;WKST=MO", "Please choose 1 to 52 weeks."),
        ("FREQ=WEEKLY;INTERVAL=01;BYDAY=WE;WKST=MO", _NOT_READ),
        ("FREQ=WEEKLY;BYDAY=TH;WKST=MO", _NOT_READ),  # it starts on a Wednesday
        ("FREQ=MONTHLY;BYDAY=5WE", _NOT_READ),
        ("FREQ=MONTHLY;BYDAY=WE", _NOT_READ),
        ("FREQ=MONTHLY;BYMONTHDAY=31", _NOT_READ),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "Please choose a day from 1 to 31."),
        ("FREQ=MONTHLY", _NOT_READ),
        ("freq=daily", _NOT_READ),
        ("RRULE:FREQ=DAILY", _NOT_READ),
        ("FREQ=DAILY;", _NOT_READ),
        ("FREQ=DAILY\nDTSTART:20000101", _NOT_READ),
        ("🫖", _NOT_READ),
        ("🫖" * 10_000, _NOT_READ),
        ("FREQ=DAILY;" + "BYDAY=MO,TU;" * 1000, _NOT_READ),
        ("FREQ=MONTHLY;BYMONTHDAY=" + "1," * 5000, _NOT_READ),
    ],
)
def test_a_rule_that_no_form_of_ours_makes_is_refused_with_a_sentence(rule: str, sentence: str) -> None:
    with pytest.raises(NoRhythm) as caught:
        read_rule(rule, TODAY)
    assert refused(caught.value)[1] == sentence


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(["FREQ", "COUNT", "BYDAY", "UNTIL", "=", ";", ",", "-", "1", "31", "MO", "DAILY"])
    )
)
def test_whatever_stands_in_a_rule_is_read_or_refused(pieces: list[str]) -> None:
    rule = "FREQ=" + "".join(pieces)
    try:
        rhythm = read_rule(rule, TODAY)
    except NoRhythm:
        return
    assert (rhythm.rule, rhythm.starts) == (rule, TODAY)
