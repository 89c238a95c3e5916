"""What each of the two sees of a ritual, what is typed and answered, and all that can be wrong with it."""

import json
from datetime import UTC, datetime, time
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine

from mend.activities.rituals.models import Ritual, RitualOffer
from mend.activities.rituals.reading import RitualNow
from mend.ids import new_id
from mend.rhythms.rhythm import Weekday, daily, weekly
from tests.activities.planners import DAY, HOUR, rows
from tests.activities.rituals.partners import NEXT_FRIDAY, SUNDAYS, TODAY, Ritualist, friday, terms
from tests.calendar.subscribers import events_in
from tests.markup import Node, parse, typed
from tests.people import Visitor
from tests.queries import recorded

GOOD = {
    "what": "Our evening", "when": "weekly", "on_fr": "yes", "every": "1", "at": "19:00",
    "zone": "Europe/Berlin", "minutes": "120", "place": "The balcony", "note": "", "starts": "", "until": "",
}  # fmt: skip
NEVER = "Until then it never comes up. Please choose a later last day, or none."
LOST = (
    "The time zone of these times got lost. They are read as yours now: please look at them and send again."
)


@pytest.fixture(autouse=True)
def _still(clock: time_machine.Traveller) -> None:
    """Every page of these tests is made at THEN, until the clock is moved."""


def suggest(visitor: Visitor, **changed: object) -> Any:
    return visitor.post_form("/together/rituals", **{"id": new_id(), **GOOD, **changed})


def screen(visitor: Visitor, ritual: RitualNow) -> Node:
    page = parse(visitor.get(f"/together/rituals/{ritual.id}").text)
    assert len(page.one("main").all(class_="act")) <= 1
    return page.one(id="ritual")


def buttons(part: Node) -> list[str]:
    return [node.text for node in part.all() if node.has(class_="button")]


def next_times(part: Node) -> list[str]:
    return [node.text for node in part.one("section", aria_labelledby="occasions-title").all("li")]


def test_one_suggests_the_other_joins_and_one_time_is_left_out(noa: Visitor, ilan: Visitor) -> None:
    empty = parse(noa.get("/together/rituals").text)
    assert "Nothing of your own repeats yet" in empty.text
    like = [node.attrs["href"] for node in empty.all("a", class_="pill")]
    form = parse(noa.get(like[0]).text).one("form", action="/together/rituals")
    assert [node.attrs["value"] for node in form.all("input", name="when")] == [
        "daily", "weekly", "monthly_day", "monthly_weekday",
    ]  # fmt: skip
    fields = typed(form)
    assert (fields["what"], fields["at"], fields["minutes"]) == ("Ten minutes after work", "18:00", "10")
    where = noa.post_form("/together/rituals", **fields).headers["location"]
    for path in ("/", "/together", "/together/rituals"):
        assert "Ten minutes after work" in parse(ilan.get(path).text).one("main").text
    page = parse(ilan.get(where).text)
    assert "Every week from Monday to Friday, 18:00" in page.text
    assert buttons(page.one(id="ritual")) == ["Join", "Suggest it otherwise", "Let it rest, without a reason"]
    assert ilan.post_form(f"{where}/yes", offer=1).headers["location"] == where
    page = parse(noa.get(where).text).one(id="ritual")
    assert buttons(page) == ["Put it in my calendar", "Suggest a change", "End it for both of you"]
    assert next_times(page)[:2] == ["Monday, 23 November, 18:00", "Tuesday, 24 November, 18:00"]
    plan = page.all("a", class_="row-link")[0].attrs["href"]
    read = parse(ilan.get(plan).text).one(id="plan")
    assert read.all("a")[0].attrs["href"] == where
    assert buttons(read) == ["Put it in my calendar", "Move it, this once", "Not this time"]
    ilan.post_form(f"{plan}/cancellation", offer=1, state="planned")
    assert "Not this time. Noa is told. It goes on next time." in parse(ilan.get(plan).text).text
    assert (
        next_times(parse(noa.get(where).text).one(id="ritual"))[0]
        == "Monday, 23 November, 18:00 Not this time"
    )


def test_a_day_far_ahead_is_opened_by_a_tap(noa: Visitor, ritual: RitualNow) -> None:
    part = screen(noa, ritual)
    last = part.all("form", class_="row-form")[-1]
    answer = noa.post_form(last.attrs["action"], **typed(last))
    assert "Friday, 25 December, 19:00" in parse(noa.get(answer.headers["location"]).text).text
    assert len(screen(noa, ritual).all("form", class_="row-form")) == 3
    for day, status in (("", 422), ("soon", 422), (NEXT_FRIDAY + DAY, 410)):
        wrong = noa.post_form(last.attrs["action"], day=day)
        assert (wrong.status_code, len(parse(wrong.text).all(role="alert"))) == (status, 1)


def test_the_last_time_of_a_ritual_is_cancelled_like_any_plan(
    noa: Visitor, noas: Ritualist, ilans: Ritualist
) -> None:
    until = weekly(TODAY, [Weekday.FRIDAY], until=NEXT_FRIDAY)
    last = noas.open(ilans.join(noas.begin(terms(until))), NEXT_FRIDAY)
    part = parse(noa.get(f"/together/plans/{last.id}").text).one(id="plan")
    assert buttons(part) == ["Put it in my calendar", "Move it", "Cancel it"]
    assert "next time" not in part.text


def test_a_day_of_many_brings_no_reminder_and_its_page_says_so(
    noa: Visitor, noas: Ritualist, ilans: Ritualist
) -> None:
    ritual = ilans.join(noas.begin(terms(daily(TODAY), minutes=10)))
    plan = f"/together/plans/{noas.open(ritual, TODAY + DAY).id}"
    assert "Remind me Not of this one" in parse(noa.get(plan).text).text
    page = parse(noa.get(f"{plan}/reminder").text)
    assert "A ritual on several days a week brings no reminder by itself." in page.text
    assert typed(page.one("form", action=f"{plan}/reminder")) == {}
    noa.post_form(f"{plan}/reminder", half_hour="yes")
    assert "No reminder, as for this ritual" in parse(noa.get(f"{plan}/reminder").text).text


def test_what_is_in_the_way_of_an_offer_is_said_beside_it(
    noa: Visitor, ilan: Visitor, noas: Ritualist, ilans: Ritualist, ritual: RitualNow
) -> None:
    ilans.take(noas.offer())  # tomorrow at 20:20
    offered = noas.begin(terms(daily(TODAY), time(20), minutes=30))
    for visitor in (noa, ilan):
        said = [node.text for node in screen(visitor, offered).all("p", class_="in-the-way")]
        assert said == ["Tomorrow, 20:00: You two have a plan at 20:20."]
    later = noas.begin(terms(SUNDAYS, time(10)))
    assert screen(ilan, later).all("p", class_="in-the-way") == []
    # Of a change the same, and the days that would go with it are in nobody's way.
    noas.change(ritual, terms(daily(TODAY), time(20), minutes=30))
    said = [node.text for node in screen(ilan, ritual).all("p", class_="in-the-way")]
    assert said == ["Tomorrow, 20:00: You two have a plan at 20:20."]
    noas.change(noas.ritual(ritual), terms(at=time(19, 30)))
    assert screen(ilan, ritual).all("p", class_="in-the-way") == []


def test_a_change_is_answered_where_it_is_read(
    noa: Visitor, ilan: Visitor, ilans: Ritualist, ritual: RitualNow
) -> None:
    where = f"/together/rituals/{ritual.id}"
    form = parse(noa.get(f"{where}/offer").text).one("form", action=f"{where}/offers")
    fields = typed(form)
    assert (fields["on_fr"], fields["at"], fields["note"]) == ("yes", "19:00", "Phones in the drawer")
    again = noa.post_form(f"{where}/offers", **fields)
    assert "It is like this already." in parse(again.text).text
    assert noa.post_form(f"{where}/offers", **fields | {"at": "20:30"}).status_code == 303
    assert "Until Ilan says yes, it goes on as it is." in screen(noa, ritual).text
    assert "A change to your ritual. Is it good for you?" in parse(ilan.get("/").text).text
    part = screen(ilan, ritual)
    assert buttons(part)[:2] == ["Yes, from now on", "Leave it as it is"]
    assert "Every Friday, 20:30" in part.text
    stale = ilan.post_form(f"{where}/yes", offer=1)
    assert (stale.status_code, "changed in the meantime" in stale.text) == (409, True)
    ilan.post_form(f"{where}/yes", offer=2)
    assert next_times(screen(noa, ritual))[0] == "Today, 20:30"
    assert ilans.ritual(ritual).terms.at == time(20, 30)


def test_the_ends_are_said_kindly_to_each(
    noa: Visitor, ilan: Visitor, noas: Ritualist, ilans: Ritualist, ritual: RitualNow
) -> None:
    ilans.take(noas.suggest(noas.open(ritual, NEXT_FRIDAY), friday(0) + DAY))
    where = f"/together/rituals/{ritual.id}"
    ending = screen(noa, ritual).one("form", action=f"{where}/ending")
    assert "It does not come up any more." in ending.text
    assert "End this ritual" in [node.text for node in screen(noa, ritual).all("summary")]
    noa.post_form(f"{where}/ending", **typed(ending))
    assert "You ended this. Ilan is told. What you did together stays." in screen(noa, ritual).text
    part = screen(ilan, ritual)
    assert "Noa ended this, and wanted you to know at once." in part.text
    assert "Still planned Saturday, 28 November, 19:00" in part.text  # what was moved by hand
    rest, back = ilans.leave_it(noas.begin()), noas.leave_it(noas.begin())
    assert screen(noa, rest).text == screen(ilan, rest).text  # nobody is named
    assert "You took this offer back." in screen(noa, back).text
    for tail, fields in (
        ("yes", {"offer": 1}),
        ("ending", {"offer": 1}),
        ("rest", {}),
        ("taking-back", {"offer": 9}),
    ):
        answer = ilan.post_form(f"/together/rituals/{back.id}/{tail}", **fields)
        assert (answer.status_code in {409, 410, 422}, "There is nothing to answer." in answer.text) == (
            True,
            True,
        )
    assert noa.get(f"/together/rituals/{back.id}/offer").status_code == 303


def test_each_reads_it_by_their_own_clock_as_well(
    noa: Visitor, ilan: Visitor, noas: Ritualist, ilans: Ritualist
) -> None:
    ilans.travel("Asia/Tokyo")
    ritual = noas.begin(terms(at=time(22)))
    assert (
        "Every Friday, 22:00 by Noa’s clock Next: Today, 06:00 (Friday, 20 November, 22:00 for Noa)"
        in screen(ilan, ritual).text
    )
    assert "Every Friday, 22:00 Next: Today, 22:00 (Saturday, 21 November, 06:00 for Ilan)" in (
        screen(noa, ritual).text
    )
    ilans.join(ritual)
    assert next_times(screen(ilan, ritual))[0] == "Today, 06:00 Friday, 20 November, 22:00 for Noa"
    assert "Next:" not in screen(ilan, ritual).text  # the list says it, and what became of it
    page = parse(ilan.get(f"/together/rituals/{ritual.id}/offer").text)
    chosen = [
        node.attrs["value"]
        for node in page.one("select", name="zone").all("option")
        if node.has(selected=True)
    ]
    assert chosen == ["Europe/Berlin"]  # a change keeps the clock it had, until another is chosen
    ilan.post_form("/together/rituals", **GOOD | {"zone": "Asia/Tokyo", "what": "Breakfast"})
    assert {one.zone for one in rows(noas.engine, RitualOffer)} == {"Europe/Berlin", "Asia/Tokyo"}


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("what", "", "Please fill this in."),
        ("what", "x" * 121, "This is too long. At most 120 characters fit."),
        ("what", "a\u202eb", "This holds characters that cannot be shown."),
        ("note", "x" * 301, "This is too long. At most 300 characters fit."),
        ("at", "", "Please name a time, such as 21:30."),
        ("at", "25:00", "Please name a time, such as 21:30."),
        ("minutes", "5", "Please choose 10 or more."),
        ("minutes", "1441", "Please choose 1440 or less."),
        ("zone", "Mars/Olympus", LOST),
        ("when", "once", "Please choose how often it comes up."),
        ("when", "hourly", "Please choose one of the options."),
        ("when", "", "Please choose how often it comes up."),
        ("on_fr", "", "Please choose at least one day of the week."),
        ("every", "53", "Please choose 52 or less."),
        ("starts", "2026-11-12", "This day has passed. Please choose today or a day ahead."),
        ("starts", "soon", "Please choose a day, such as 2026-12-04."),
        ("until", "2026-11-25", NEVER),
        ("until", "2026-11-20", NEVER),  # today, an hour after its time
    ],
)  # fmt: skip
def test_what_does_not_fit_is_a_sentence_beside_it_and_nothing_typed_is_lost(
    noa: Visitor, engine: sa.Engine, field: str, value: str, sentence: str
) -> None:
    if (field, value) == ("until", "2026-11-25"):
        answer = suggest(noa, **{field: value, "starts": "2026-11-21"})
    else:
        answer = suggest(noa, **{field: value})
    page = parse(answer.text)
    assert answer.status_code == 422
    assert sentence in [node.text for node in page.all("p", class_="field-error")]
    kept = typed(page.one("form", action="/together/rituals"))
    for name, words in GOOD.items():
        if name != field and words and name != "zone":
            assert kept.get(name, words) == words
    assert kept["place"] == "The balcony"
    assert rows(engine, Ritual) == []


def test_the_same_form_twice_is_one_and_changed_it_is_another(noa: Visitor, engine: sa.Engine) -> None:
    same = new_id()
    assert {suggest(noa, id=same).status_code for _ in range(2)} == {303}
    answer = suggest(noa, id=same, at="21:00")
    assert answer.status_code == 409
    assert typed(parse(answer.text).one("form", action="/together/rituals"))["id"] != str(same)
    assert len(rows(engine, Ritual)) == 1


def test_it_is_in_the_copy_and_in_a_file_of_its_own(
    noa: Visitor, noas: Ritualist, ritual: RitualNow, clock: time_machine.Traveller
) -> None:
    noas.change(ritual, terms(SUNDAYS, time(10)))
    space = json.loads(noa.get("/us/copy").text)["spaces"][0]
    (copied,) = space["rituals"]
    assert (copied["state"], copied["ended"]) == ("on", None)
    assert [(one["rule"], one["at"], one["zone"]) for one in copied["offers"]] == [
        ("FREQ=WEEKLY;BYDAY=FR;WKST=MO", "19:00", "Europe/Berlin"),
        ("FREQ=WEEKLY;BYDAY=SU;WKST=MO", "10:00", "Europe/Berlin"),
    ]
    assert copied["offers"][0]["joined"]["by"] == "Ilan"
    assert [one["occasion_on"] for one in space["plans"]] == ["2026-11-27"]
    (event,) = events_in(noa.get(f"/together/rituals/{ritual.id}/event.ics").content)
    assert str(event["UID"]) == str(ritual.id)
    assert event["DTSTART"].dt.astimezone(UTC) == friday(0)
    noas.end_it(ritual)
    assert noa.get(f"/together/rituals/{ritual.id}/event.ics").status_code == 410


@pytest.mark.parametrize("path", ["/", "/together", "/together/rituals", "ritual", "/together/plans"])
def test_a_page_asks_the_database_just_as_often_with_many_rituals(
    noa: Visitor, noas: Ritualist, ilans: Ritualist, engine: sa.Engine, ritual: RitualNow, path: str
) -> None:
    where = f"/together/rituals/{ritual.id}" if path == "ritual" else path
    with recorded(engine) as young:
        assert noa.get(where).status_code == 200
    for hour in range(4):
        ilans.join(noas.begin(terms(daily(TODAY), time(hour + 1), minutes=10)))
        ilans.begin(terms(SUNDAYS, time(hour)))
        ilans.leave_it(noas.begin())
    noas.cancel(noas.open(ritual, NEXT_FRIDAY))
    with recorded(engine) as old:
        assert noa.get(where).status_code == 200
    assert len(old) == len(young), "\n\n".join(old)


def test_home_shows_what_is_next_of_it_and_asks_how_it_was(
    noa: Visitor, ritual: RitualNow, clock: time_machine.Traveller
) -> None:
    def cards() -> list[str]:
        return [card.text for card in parse(noa.get("/").text).all("a", class_="card")]

    assert cards() == ["Next together · Friday, 27 November, 19:00 Our evening See the plan"]
    clock.move_to(friday(0) + 3 * HOUR)
    assert cards()[0] == "How was it? Our evening Say whether you did it"
    assert datetime.combine(NEXT_FRIDAY, time(18), UTC) == friday(0)
