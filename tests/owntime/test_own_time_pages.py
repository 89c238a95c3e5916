"""Time for oneself over HTTP: its list, its form, its page, and what the other sees of it."""

from typing import Any

import pytest
from time_machine import Traveller

from mend.ids import new_id
from mend.rhythms.rhythm import daily
from tests.markup import Node, parse, typed
from tests.owntime.keepers import DAY, FRIDAY, WEEK, Keeper, fridays, stretch
from tests.people import Visitor
from tests.signals.partners import THEN

OWN = "/own-time"
pytestmark = pytest.mark.usefixtures("clock")


def keep(visitor: Visitor, **fields: Any) -> Any:
    form = typed(parse(visitor.get(f"{OWN}/new").text).one("form", id="own-time"))
    return visitor.post_form(OWN, **form | fields)


def rows(page: Node) -> list[str]:
    return [row.text for row in page.all("a", class_="row-link") if "/own-time/" in row.attrs["href"]]


def test_two_taps_keep_tomorrow_evening_and_the_other_reads_when(
    clock: Traveller, noa: Visitor, ilan: Visitor
) -> None:
    assert "/own-time" in noa.get("/together").text
    assert parse(noa.get(OWN).text).all(class_="empty")
    answer = keep(noa)
    path = answer.headers["location"]
    assert answer.status_code == 303
    assert rows(parse(noa.get(OWN).text)) == ["Tomorrow, 19:00 2 hours"]
    theirs = parse(ilan.get(OWN).text)
    assert rows(theirs) == ["Tomorrow, 19:00 2 hours"]
    assert "Time for Noa" in theirs.one(id="own-times").text
    page = parse(ilan.get(path).text)
    assert page.one("h1").text == "Time for Noa"
    assert page.one("main").all("form") == []
    assert page.one("main").all("a", class_="button") == []


def test_each_week_one_can_be_left_out_and_taken_after_all(noa: Visitor, ilan: Visitor) -> None:
    path = keep(noa, when="weekly", on_fr="yes", at="18:00").headers["location"]
    assert rows(parse(noa.get(OWN).text)) == ["Friday, 27 November, 18:00 every Friday · 2 hours"]
    leave = parse(noa.get(path).text).all("form")[0]
    assert leave.attrs["action"] == f"{path}/left-out"
    assert noa.post_form(leave.attrs["action"], **typed(leave)).headers["location"] == path
    page = parse(noa.get(path).text)
    assert page.one(class_="moment").text == "Friday, 4 December, 18:00"
    assert "Friday, 27 November, 18:00 Left out" in page.one(id="own-time").text
    assert "4 December" in rows(parse(ilan.get(OWN).text))[0]
    again = page.all("form")[0]
    noa.post_form(again.attrs["action"], **typed(again))
    assert parse(noa.get(path).text).one(class_="moment").text == "Friday, 27 November, 18:00"


def test_it_is_changed_and_given_back(noa: Visitor) -> None:
    path = keep(noa, when="daily").headers["location"]
    form = parse(noa.get(f"{path}/change").text).one("form", id="own-time")
    assert (typed(form)["when"], typed(form)["at"]) == ("daily", "19:00")
    sooner = typed(form) | {"at": "07:30", "minutes": "30"}
    [changed] = {noa.post_form(form.attrs["action"], **sooner).headers["location"] for _ in range(2)}
    assert rows(parse(noa.get(OWN).text)) == ["Tomorrow, 07:30 every day · 30 minutes"]
    late = noa.post_form(form.attrs["action"], **typed(form) | {"at": "08:00", "id": new_id()})
    assert late.status_code == 409
    page = parse(late.text)
    assert "changed or given back meanwhile" in page.one(class_="summary").text
    assert typed(page)["at"] == "08:00"
    for _ in range(2):
        assert noa.post_form(f"{changed}/giving-back").headers["location"] == changed
    assert "This was given back" in noa.get(changed).text
    answer = noa.post_form(f"{changed}/left-out", day="2026-11-27")
    assert answer.status_code == 409
    assert "given back meanwhile" in parse(answer.text).one(class_="summary").text
    assert parse(noa.get(OWN).text).all(class_="empty")


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"on": "2026-11-19"}, "on", "This day has passed."),
        ({"on": "2026-11-20", "at": "20:20"}, "at", "This time has passed."),
        ({"on": "2126-11-20"}, "on", "within the next 5 years"),
        ({"on": ""}, "on", "Please choose the day."),
        ({"at": "half past"}, "at", "Please name a time"),
        ({"minutes": "1441"}, "minutes", "choose one of the options"),
        ({"minutes": "9" * 5000}, "minutes", "whole number"),
        ({"when": "whenever"}, "when", "choose one of the options"),
        ({"when": "weekly"}, "weekdays", "at least one day"),
        ({"when": "daily", "until": "2026-11-19"}, "until", "The last day is before the first."),
        ({"id": "none"}, "", "That is not an id of Mend."),
        ({"note": "why"}, "", "does not belong here"),
    ],
)
def test_what_does_not_fit_is_a_sentence_and_what_was_typed_is_kept(
    noa: Visitor, noas: Keeper, changed: dict[str, str], field: str, sentence: str
) -> None:
    answer = keep(noa, **{"minutes": "60"} | changed)
    assert answer.status_code == 422
    page = parse(answer.text)
    where = page.one(id=f"field-{field}-error") if field else page.one(class_="summary")
    assert sentence in where.text
    assert "minutes" in changed or typed(page)["minutes"] == "60"
    assert typed(page)["at"] == changed.get("at", "19:00")
    assert noas.entries() == []


@pytest.mark.parametrize("zone", ["", "Moon/Base", "x" * 100, "../etc/passwd"])
def test_an_unknown_zone_is_said_and_the_times_are_read_as_ones_own(
    noa: Visitor, noas: Keeper, zone: str
) -> None:
    answer = keep(noa, zone=zone, at="07:10")
    assert answer.status_code == 422
    page = parse(answer.text)
    assert page.one(id="field-zone").has(class_="wrong")
    fields = typed(page.one("form", id="own-time"))
    assert (fields["zone"], fields["at"]) == ("Europe/Berlin", "07:10")
    assert noa.post_form(OWN, **fields).status_code == 303


def test_who_travels_chooses_by_which_clock_it_goes_on(noa: Visitor, noas: Keeper, ilan: Visitor) -> None:
    own = noas.keep_time(stretch(fridays()))
    noas.travel("Asia/Tokyo")
    page = parse(noa.get(f"{OWN}/{own.id}").text)
    assert page.one(class_="moment").text == "Saturday, 28 November, 03:00"
    assert "By the clock of Europe/Berlin." in page.all(class_="card")[0].text
    form = parse(noa.get(f"{OWN}/{own.id}/change").text).one("form", id="own-time")
    assert typed(form)["zone"] == "Europe/Berlin"
    answer = noa.post_form(form.attrs["action"], **typed(form) | {"zone": "Asia/Tokyo"})
    assert parse(noa.get(answer.headers["location"]).text).one(class_="moment").text == (
        "Friday, 27 November, 19:00"
    )
    assert rows(parse(ilan.get(OWN).text)) == ["Friday, 27 November, 11:00 every Friday · 2 hours"]


def test_a_day_that_is_none_is_a_sentence(noa: Visitor, noas: Keeper) -> None:
    own = noas.keep_time(stretch(daily(FRIDAY + DAY)))
    for day, status in (("", 422), ("soon", 422), ("2026-11-20", 409), ("9999-12-31", 409)):
        for deed in ("left-out", "taken"):
            answer = noa.post_form(f"{OWN}/{own.id}/{deed}", day=day)
            assert answer.status_code == status
            assert parse(answer.text).one(class_="summary").text
    assert noas.entries()[0].without == frozenset()


def test_when_all_lies_behind_or_is_left_out_the_page_says_so(
    noa: Visitor, noas: Keeper, clock: Traveller
) -> None:
    last = noas.keep_time(stretch(fridays(until=FRIDAY + WEEK)))
    noas.skip(last.id, FRIDAY + WEEK)
    page = parse(noa.get(f"{OWN}/{last.id}").text)
    assert page.all(class_="moment") == []
    assert "Left out" in page.one(id="own-time").text
    clock.move_to(THEN + 2 * WEEK)
    assert "This lies behind." in noa.get(f"{OWN}/{last.id}").text


def test_it_is_pointed_out_where_times_are_chosen(noa: Visitor, ilan: Visitor, noas: Keeper) -> None:
    noas.keep_time()
    for visitor, sentence in (
        (noa, "That is time for yourself, from 19:00."),
        (ilan, "That is time for Noa, from 19:00."),
    ):
        form = typed(parse(visitor.get("/together/plans/new").text).one("main"))
        answer = visitor.post_form(
            "/together/plans", **form | {"what": "Soup", "slot_1": "2026-11-21T20:00", "minutes": "60"}
        )
        assert [one.text for one in parse(answer.text).all(class_="in-the-way")] == [sentence]


def test_the_copy_to_take_away_says_when_it_was_kept(noa: Visitor, ilan: Visitor, noas: Keeper) -> None:
    own = noas.keep_time(stretch(fridays()))
    noas.skip(own.id, FRIDAY + 2 * WEEK)
    for visitor in (noa, ilan):
        [copied] = visitor.get("/us/copy").json()["spaces"][0]["own_times"]
        assert copied == {
            "for": "Noa",
            "from": "2026-11-27",
            "rule": "FREQ=WEEKLY;BYDAY=FR;WKST=MO",
            "at": "19:00",
            "time_zone": "Europe/Berlin",
            "minutes": 120,
            "left_out": ["2026-12-04"],
            "kept_at": THEN.isoformat(),
            "given_back_at": None,
        }
