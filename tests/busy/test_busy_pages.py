"""The page of one's own calendars, and what they do to the times that are suggested."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine
from fastapi import FastAPI

from mend.ids import new_id
from tests.activities import plan_fixtures
from tests.activities.planners import Planner
from tests.busy.calendars import WORDS
from tests.busy.owners import Owner, taking
from tests.fakes.calendar_server import CalendarServer
from tests.fakes.push_server import Reply
from tests.markup import Node, parse
from tests.people import People, Visitor
from tests.queries import recorded

pytestmark = pytest.mark.any_database
PAGE, NEW = "/us/calendar/busy", "/together/plans/new"
EVENING = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)  # Monday, 19:00 in Berlin
SATURDAY = datetime(2026, 11, 21, 14, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _then(clock: time_machine.Traveller) -> None:
    """Pages look at the clock of the tests."""


@pytest.fixture
def hers(app: FastAPI, engine: sa.Engine, server: CalendarServer, people: People) -> Owner:
    """Noa, with the secret of the application."""
    return Owner(engine, server, people.noa, app.state.secret)


@pytest.fixture
def his(app: FastAPI, engine: sa.Engine, server: CalendarServer, people: People) -> Owner:
    """Ilan, likewise."""
    return Owner(engine, server, people.ilan, app.state.secret)


REMOVAL = (
    "Remove Mend forgets its times and its address. To have it again you need the address again. "
    "Remove this calendar"
)


def rows(visitor: Visitor) -> list[str]:
    return [row.text for row in parse(visitor.get(PAGE).text).one(id="busy").all("li")]


def suggested(page: Node) -> list[str]:
    return [button.attrs["value"] for button in page.all("button", name="free")]


def test_us_leads_to_it_and_the_page_says_what_is_kept(noa: Visitor) -> None:
    assert f'href="{PAGE}"' in noa.get("/us/calendar").text
    page = parse(noa.get(PAGE).text).one("main")
    assert "no titles, no places, no guests" in page.text
    assert "hx-trigger" not in page.one(id="busy").attrs


def test_added_it_is_looked_at_then_it_says_until_when(
    noa: Visitor, hers: Owner, server: CalendarServer
) -> None:
    url = server.answers("/secret-of-noa.ics", taking(EVENING))
    fields = {"id": new_id(), "label": "Work", "address": url.replace("https", "webcal")}
    for _ in range(2):
        assert noa.post_form(PAGE, **fields).headers["location"] == PAGE
    assert rows(noa) == [f"Work localhost Mend is looking at it. {REMOVAL}"]
    assert parse(noa.get(PAGE).text).one(id="busy").attrs["hx-trigger"] == "every 2s"
    hers.look()
    assert rows(noa) == [
        f"Work localhost Read just now. Busy times until Thursday, 18 February. Look again {REMOVAL}"
    ]
    page = noa.get(PAGE).text
    assert "secret-of-noa" not in page
    assert "every 2s" not in page
    assert WORDS not in page
    (found,) = hers.calendars()
    assert noa.post_form(f"{PAGE}/{found.id}/removal").status_code == 303
    assert (rows(noa), hers.times()) == ([], [])


def test_what_is_wrong_is_said_with_a_way_on(
    noa: Visitor, hers: Owner, server: CalendarServer, clock: time_machine.Traveller
) -> None:
    busy_id = hers.add(server.answers("/noa.ics", Reply(401), taking(EVENING)))
    hers.look()
    (row,) = rows(noa)
    assert row.startswith("Work localhost Not read yet. The calendar asks for a password.")
    clock.shift(timedelta(minutes=2))
    noa.post_form(f"{PAGE}/{busy_id}/look")
    assert "Mend is looking at it." in rows(noa)[0]
    hers.look()
    assert "Read just now." in rows(noa)[0]


def test_a_wrong_address_is_refused_beside_its_field_and_nothing_typed_is_lost(
    noa: Visitor, hers: Owner, server: CalendarServer
) -> None:
    typed = "https://10.0.0.1/cal.ics"
    answer = noa.post_form(PAGE, id=new_id(), label="Work", address=typed)
    assert answer.status_code == 422
    page = parse(answer.text)
    field = page.one("input", id="field-address")
    assert (field.attrs["value"], field.attrs["aria-invalid"]) == (typed, "true")
    assert page.one("input", id="field-label").attrs["value"] == "Work"
    assert "Mend asks at public names only" in page.one(id="field-address-error").text
    assert (hers.calendars(), server.asked) == ([], [])


def test_a_sixth_is_refused_and_the_form_says_so(noa: Visitor, hers: Owner, server: CalendarServer) -> None:
    url = server.answers("/noa.ics", taking())
    for _ in range(5):
        hers.add(url)
    assert "as many as Mend looks at" in noa.get(PAGE).text
    answer = noa.post_form(PAGE, id=new_id(), label="Sixth", address=url)
    assert (answer.status_code, len(hers.calendars())) == (409, 5)
    assert "at most" in answer.text


def test_the_partner_sees_nothing_of_it_but_that_a_time_is_not_suggested(
    noa: Visitor, ilan: Visitor, hers: Owner, server: CalendarServer
) -> None:
    def seen(path: str) -> str:
        return re.sub(r"[0-9a-f-]{36}|\d{13}", "", ilan.get(path).text)

    paths = (PAGE, "/us/calendar", "/us", "/together")
    before = [seen(path) for path in paths]
    times = suggested(parse(ilan.get(NEW).text))
    busy_id = hers.add(server.answers("/noa.ics", taking(SATURDAY)))
    hers.look()
    assert [seen(path) for path in paths] == before
    assert suggested(parse(ilan.get(NEW).text)) == ["2026-11-21T16:00", *times[1:]]
    for path in (f"{PAGE}/{busy_id}/look", f"{PAGE}/{busy_id}/removal"):
        assert ilan.post_form(path).status_code == 404
    assert ilan.get("/us/copy").json()["spaces"][0]["busy_elsewhere"] == []
    (mine,) = noa.get("/us/copy").json()["spaces"][0]["busy_elsewhere"]
    assert mine["busy"] == [{"from": "2026-11-21T14:00:00+00:00", "until": "2026-11-21T15:00:00+00:00"}]
    assert mine.keys() == {"label", "added_at", "busy"}  # the address is no thing to carry about


noas, ilans = plan_fixtures.noas, plan_fixtures.ilans


def test_both_calendars_and_what_is_planned_are_left_out_for_both(
    noa: Visitor,
    ilan: Visitor,
    hers: Owner,
    his: Owner,
    noas: Planner,
    ilans: Planner,
    server: CalendarServer,
) -> None:
    times = suggested(parse(noa.get(NEW).text))
    assert times == ["2026-11-21T15:00", "2026-11-22T15:00", "2026-11-23T19:00"]
    hers.add(server.answers("/noa.ics", taking(*(SATURDAY + timedelta(hours=hour) for hour in range(-6, 9)))))
    his.add(server.answers("/ilan.ics", taking(EVENING)))
    hers.look()
    ilans.take(noas.offer(SATURDAY + timedelta(days=1)))
    for visitor in (noa, ilan):
        # Saturday is full, at three on Sunday there is a plan, at seven on Monday Ilan is elsewhere.
        assert suggested(parse(visitor.get(NEW).text)) == [
            "2026-11-22T13:00",
            "2026-11-23T20:00",
            "2026-11-24T19:00",
        ]


def test_a_tap_puts_a_time_into_the_form_and_loses_nothing(noa: Visitor, ilan: Visitor) -> None:
    page = parse(noa.get(NEW).text)
    fields = {field.attrs["name"]: field.attrs["value"] for field in page.all("input", type="hidden")}
    typed = fields | {"what": "Soup", "place": "The lock", "minutes": "60", "slot_1": "2026-11-21T20:00"}
    for number, time in enumerate(suggested(page)):
        answer = noa.post_form(NEW, **typed, free=time)
        assert answer.status_code == 200
        page = parse(answer.text)
        typed |= {f"slot_{number + 1}": time}
        for name in ("what", "place", "slot_1", "slot_2", "slot_3"):
            assert page.one("input", name=name).attrs["value"] == typed.get(name, "")
        assert page.one("input", name="minutes", checked=True).attrs["value"] == "60"
        assert time not in suggested(page)
        assert not page.all(class_="field-error")
    del typed["slot_2"], typed["slot_3"]
    plan = noa.post_form("/together/plans", **typed)
    assert plan.status_code == 303
    other = f"{plan.headers['location']}/offer"
    found = suggested(parse(ilan.get(other).text))
    answer = parse(ilan.post_form(other, instead_of="1", zone="Atlantis", free=found[0]).text)
    assert found[0] in [answer.one("input", name=f"slot_{number}").attrs["value"] for number in (1, 2, 3)]


def test_ones_own_clash_is_pointed_out_to_oneself_alone(
    noa: Visitor, ilan: Visitor, hers: Owner, noas: Planner, server: CalendarServer
) -> None:
    hers.add(server.answers("/noa.ics", taking(EVENING)))
    hers.look()
    plan = noas.offer(EVENING)
    sentence = "Your calendar has something at 19:00."
    assert sentence in noa.get(f"/together/plans/{plan.id}").text
    assert sentence not in ilan.get(f"/together/plans/{plan.id}").text
    typed = {"what": "Soup", "zone": "Europe/Berlin", "slot_1": "2026-11-23T19:30"}
    assert sentence in noa.post_form("/together/plans", **typed).text


def test_the_form_asks_the_database_just_as_often_with_many_calendars(
    noa: Visitor, hers: Owner, his: Owner, server: CalendarServer, engine: sa.Engine
) -> None:
    with recorded(engine) as few:
        noa.get(NEW)
    for owner in (hers, his):
        for _ in range(3):
            owner.add(server.answers("/noa.ics", taking(SATURDAY, EVENING)))
        owner.look()
        owner.look()
    with recorded(engine) as many:
        noa.get(NEW)
    assert len(few) == len(many), "\n\n".join(many)
