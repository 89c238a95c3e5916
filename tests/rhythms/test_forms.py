"""Choosing when a promise comes up: what fits is read, the rest is said beside its field, nothing is lost."""

from datetime import date, timedelta
from typing import Annotated

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import Field

from mend.rhythms.forms import DETAILS, RhythmFields, read_rhythm, typed_as
from mend.rhythms.rhythm import (
    Kind,
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
from mend.settings import PROJECT
from mend.web.forms import MAX_FIELDS, Form, TypedFields
from mend.web.templates import environment
from mend.web.text import Line
from mend.web.words import words_in
from tests.markup import Node, parse
from tests.rhythms.wishes import TODAY, wishes

pytestmark = pytest.mark.any_database

ENGLISH = words_in(PROJECT / "frontend" / "locale", "en")
CHOOSE_A_DAY = "Please choose a day, such as 2026-12-04."
A_DAY = "2026-12-04"


class Promise(RhythmFields):
    """A form that asks for something else too."""

    words: Annotated[Line, Field(min_length=1)]


def read(**typed: str) -> tuple[Form[RhythmFields], Rhythm | None]:
    return read_rhythm(Form.read(RhythmFields, TypedFields(typed, ENGLISH)), TODAY)


def shown(form: Form[RhythmFields]) -> Node:
    """The fields as the browser gets them."""
    page = environment(PROJECT / "frontend", watch=False).from_string(
        '{% from "components/form.html" import field, choice, select with context %}'
        '<form novalidate>{% include "rhythms/_fields.html" %}</form>'
    )
    return parse(page.render(form=form, words=ENGLISH))


def sent(form: Node) -> dict[str, str]:
    """What a browser would send of these fields, seen or not."""
    fields = {}
    for node in form.all("input"):
        if node.attrs["type"] not in ("radio", "checkbox") or "checked" in node.attrs:
            fields[node.attrs["name"]] = node.attrs["value"]
    for node in form.all("select"):
        [*chosen] = node.all("option", selected=True) or node.all("option")[:1]
        fields[node.attrs["name"]] = chosen[0].attrs["value"]
    return fields


@pytest.mark.parametrize(
    ("typed", "rhythm"),
    [
        ({"when": "once", "on": A_DAY}, once(date(2026, 12, 4))),
        ({"when": "daily"}, daily(TODAY)),
        ({"when": "daily", "starts": "", "until": " "}, daily(TODAY)),
        (
            {"when": "daily", "starts": A_DAY, "until": "2027-01-01"},
            daily(date(2026, 12, 4), date(2027, 1, 1)),
        ),
        ({"when": "weekly", "on_mo": "yes", "on_fr": "yes"}, weekly(TODAY, [Weekday.MONDAY, Weekday.FRIDAY])),
        ({"when": "weekly", "on_mo": "yes", "every": " 2 "}, weekly(TODAY, [Weekday.MONDAY], 2)),
        ({"when": "monthly_day", "day": "31"}, monthly_on_day(TODAY, 31)),
        (
            {"when": "monthly_weekday", "nth": "-1", "weekday": "fr"},
            monthly_on_weekday(TODAY, Nth.LAST, Weekday.FRIDAY),
        ),
        ({"when": "whenever"}, whenever(TODAY)),
    ],
)
def test_what_is_chosen_is_read(typed: dict[str, str], rhythm: Rhythm) -> None:
    form, chosen = read(**typed)
    assert (form.errors, chosen) == ({}, rhythm)


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({}, "when", "Please fill this in."),
        ({"when": "hourly"}, "when", "Please choose one of the options."),
        ({"when": "🫖" * 10_000}, "when", "Please choose one of the options."),
        ({"when": "once"}, "on", "Please choose the day."),
        ({"when": "once", "on": "tomorrow"}, "on", CHOOSE_A_DAY),
        ({"when": "once", "on": "2026-02-30"}, "on", CHOOSE_A_DAY),
        ({"when": "once", "on": "1796342400"}, "on", CHOOSE_A_DAY),
        ({"when": "once", "on": "٢٠٢٦-١٢-٠٤"}, "on", CHOOSE_A_DAY),
        ({"when": "once", "on": "🫖" * 10_000}, "on", CHOOSE_A_DAY),
        (
            {"when": "once", "on": "2026-11-24"},
            "on",
            "This day has passed. Please choose today or a day ahead.",
        ),
        ({"when": "once", "on": "9999-12-31"}, "on", "Please choose a day within the next 5 years."),
        (
            {"when": "daily", "starts": "0001-01-01"},
            "starts",
            "This day has passed. Please choose today or a day ahead.",
        ),
        ({"when": "daily", "starts": "soon"}, "starts", CHOOSE_A_DAY),
        (
            {"when": "daily", "until": "9999-12-31"},
            "until",
            "Please choose a last day within the next 5 years, or none.",
        ),
        (
            {"when": "daily", "starts": A_DAY, "until": "2026-12-03"},
            "until",
            "The last day is before the first. Please choose a later one.",
        ),
        (
            {"when": "weekly", "on_mo": "yes", "until": "2026-11-28"},
            "until",
            "Until then it never comes up. Please choose a later last day, or none.",
        ),
        ({"when": "weekly"}, "weekdays", "Please choose at least one day of the week."),
        (
            {"when": "weekly", "on_mo": "", "every": "2"},
            "weekdays",
            "Please choose at least one day of the week.",
        ),
        ({"when": "weekly", "on_mo": "yes", "every": "0"}, "every", "Please choose 1 or more."),
        ({"when": "weekly", "on_mo": "yes", "every": "53"}, "every", "Please choose 52 or less."),
        ({"when": "weekly", "on_mo": "yes", "every": "2.5"}, "every", "Please enter a whole number."),
        ({"when": "weekly", "on_mo": "yes", "every": "9" * 10_000}, "every", "Please enter a whole number."),
        ({"when": "monthly_day"}, "day", "Please choose a day of the month."),
        ({"when": "monthly_day", "day": "32"}, "day", "Please choose 31 or less."),
        ({"when": "monthly_day", "day": "0"}, "day", "Please choose 1 or more."),
        (
            {"when": "monthly_weekday", "weekday": "fr"},
            "nth",
            "Please choose the first, the second and so on, or the last.",
        ),
        ({"when": "monthly_weekday", "nth": "1"}, "weekday", "Please choose a day of the week."),
        (
            {"when": "monthly_weekday", "nth": "5", "weekday": "fr"},
            "nth",
            "Please choose one of the options.",
        ),
        (
            {"when": "monthly_weekday", "nth": "1", "weekday": "FR"},
            "weekday",
            "Please choose one of the options.",
        ),
    ],
)
def test_what_does_not_fit_is_said_beside_its_field_and_kept(
    typed: dict[str, str], field: str, sentence: str
) -> None:
    form, chosen = read(**typed)
    assert chosen is None
    assert form.errors == {field: sentence}
    assert form.values == typed
    page = shown(form)
    beside = page.one(id=f"field-{field}")
    assert page.one(id=f"field-{field}-error").text == sentence
    assert f"field-{field}-error" in beside.attrs["aria-describedby"].split()


def test_what_is_hidden_is_neither_checked_nor_lost() -> None:
    typed = {
        "when": "once",
        "on": A_DAY,
        "every": "often",
        "day": "99",
        "nth": "?",
        "until": "yesterday",
        "on_mo": "perhaps",
    }
    form, chosen = read(**typed)
    assert (form.errors, chosen) == ({}, once(date(2026, 12, 4)))
    assert form.values == typed


def test_a_field_nobody_knows_is_refused() -> None:
    form, chosen = read(when="daily", count="3")
    assert chosen is None
    assert list(form.errors) == [""]


def test_what_is_wrong_here_and_elsewhere_is_said_at_once() -> None:
    typed = {"when": "weekly", "words": " "}
    form, chosen = read_rhythm(Form.read(Promise, TypedFields(typed, ENGLISH)), TODAY)
    assert chosen is None
    assert set(form.errors) == {"words", "weekdays"}
    form, chosen = read_rhythm(Form.read(Promise, TypedFields(typed | {"when": "daily"}, ENGLISH)), TODAY)
    assert (chosen, set(form.errors)) == (None, {"words"})
    typed = {"when": "weekly", "words": "I’ll call", "on_mo": "yes"}
    form, chosen = read_rhythm(Form.read(Promise, TypedFields(typed, ENGLISH)), TODAY)
    assert chosen == weekly(TODAY, [Weekday.MONDAY])
    assert form.input is not None
    assert form.input.words == "I’ll call"


@settings(max_examples=40, deadline=None)
@given(wishes())
def test_a_form_that_begins_with_a_rhythm_sends_the_same(wish: tuple[date, Rhythm]) -> None:
    rhythm = wish[1]
    typed = sent(shown(Form(ENGLISH, values=typed_as(rhythm))))
    assert len(typed) < MAX_FIELDS // 2
    # On the day it began: no day of it has passed, and an end is no more than ten years away.
    form, chosen = read_rhythm(Form.read(RhythmFields, TypedFields(typed, ENGLISH)), rhythm.starts)
    if rhythm.until and rhythm.until - rhythm.starts > timedelta(days=5 * 366):
        assert list(form.errors) == ["until"]
    else:
        assert (form.errors, chosen) == ({}, rhythm)


@settings(max_examples=25, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(sorted({"when"}.union(*DETAILS.values()))),
        st.text(max_size=12) | st.sampled_from([*Kind, *Weekday, "yes", "1", "31", "-1", A_DAY]),
    )
)
def test_whatever_is_typed_is_read_or_refused_and_still_there(typed: dict[str, str]) -> None:
    form, chosen = read(**typed)
    assert (chosen is None) == bool(form.errors)
    assert form.values == typed


def test_a_blank_form_asks_for_everything_and_has_chosen_nothing() -> None:
    page = shown(Form(ENGLISH))
    assert [node.attrs["value"] for node in page.all("input", type="radio")] == [str(kind) for kind in Kind]
    assert page.all("input", checked=True) == []
    assert {node.attrs["name"] for node in page.inside() if "name" in node.attrs} == set(
        RhythmFields.model_fields
    )
    assert [node.attrs["aria-label"] for node in page.all("input", type="checkbox")][2] == "Wednesday"
