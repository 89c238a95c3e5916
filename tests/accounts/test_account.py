"""The page about oneself: name, time zone, password, and the browsers one is signed in with."""

from collections.abc import Callable
from uuid import UUID

import pytest
import time_machine
from fastapi import FastAPI
from sqlmodel import Session, select

from mend.accounts.browsers import browser_label
from mend.accounts.models import Person, SignedInBrowser
from mend.accounts.people import time_zones
from mend.accounts.throttle import FREE_TRIES
from mend.clock import now
from mend.database import unit_of_work
from mend.ids import new_id
from tests.markup import Node, parse, typed
from tests.people import PASSWORD, People, Visitor

Visit = Callable[[], Visitor]
NEW = "a kettle sings on the blue stove"


def person(app: FastAPI, person_id: UUID) -> Person:
    with unit_of_work(app.state.engine, writes=False) as session:
        return session.get_one(Person, person_id)


def browsers_listed(visitor: Visitor) -> list[Node]:
    return parse(visitor.get("/account").text).one("ul", class_="rows").all("li")


def revocations(visitor: Visitor) -> list[str]:
    forms = parse(visitor.get("/account").text).all("form", method="post")
    return [form.attrs["action"] for form in forms if form.attrs["action"].endswith("/revocation")]


def test_every_browser_is_listed_and_this_one_is_named_and_has_no_button(
    visit: Visit, people: People
) -> None:
    noa = visit().as_(people.noa)
    visit().as_(people.noa)
    visit().as_(people.ilan)
    rows = browsers_listed(noa)
    assert [("This one" in row.text, len(row.all("form"))) for row in rows].count((True, 0)) == 1
    assert len(rows) == 2
    assert len(revocations(noa)) == 1


def test_one_browser_is_signed_out_from_afar_and_the_others_stay(visit: Visit, people: People) -> None:
    noa, phone, tablet = (visit().as_(people.noa) for _ in range(3))
    (first, second) = revocations(noa)
    answer = noa.post_form(first)
    assert answer.headers["location"] == "/account?saved=browsers"
    said = parse(noa.get(answer.headers["location"]).text).one("p", class_="notice", role="status")
    assert said.text == "That browser is signed out."
    assert sorted([phone.get("/account").status_code, tablet.get("/account").status_code]) == [200, 303]
    assert revocations(noa) == [second]
    assert noa.post_form(first).status_code == 404


def test_a_strangers_session_is_not_there(noa: Visitor, mara: Visitor, app: FastAPI, people: People) -> None:
    with unit_of_work(app.state.engine) as session:
        maras = session.exec(select(SignedInBrowser).where(SignedInBrowser.person_id == people.mara)).one()
    for unknown in (maras.id, new_id(), "not-an-id"):
        assert noa.post_form(f"/account/browsers/{unknown}/revocation").status_code == 404
    assert mara.get("/account").status_code == 200


def test_a_new_password_signs_every_other_browser_out_but_not_this_one(
    visit: Visit, people: People, app: FastAPI
) -> None:
    noa, other, ilan = visit().as_(people.noa), visit().as_(people.noa), visit().as_(people.ilan)
    answer = noa.post_form("/account/password", current_password=PASSWORD, new_password=NEW)
    assert answer.headers["location"] == "/account?saved=password"
    assert noa.get("/account").status_code == 200
    assert other.get("/account").status_code == 303
    assert ilan.get("/account").status_code == 200
    assert visit().post_form("/sign-in", email="noa@example.org", password=PASSWORD).status_code == 422
    assert visit().post_form("/sign-in", email="noa@example.org", password=NEW).status_code == 303


def test_a_wrong_current_password_changes_nothing(visit: Visit, people: People, app: FastAPI) -> None:
    noa, other = visit().as_(people.noa), visit().as_(people.noa)
    before = person(app, people.noa).password_hash
    answer = noa.post_form("/account/password", current_password="not my words at all", new_password=NEW)
    assert answer.status_code == 422
    page = parse(answer.text)
    assert page.one(id="field-current_password-error").text == "That is not your current password."
    assert typed(page)["current_password"] == typed(page)["new_password"] == ""
    assert person(app, people.noa).password_hash == before
    assert other.get("/account").status_code == 200


@pytest.mark.parametrize("new", ["", "short", "password1234", "x" * 1001])
def test_a_poor_new_password_changes_nothing(noa: Visitor, people: People, app: FastAPI, new: str) -> None:
    before = person(app, people.noa).password_hash
    answer = noa.post_form("/account/password", current_password=PASSWORD, new_password=new)
    assert answer.status_code == 422
    assert parse(answer.text).one(id="field-new_password-error").text
    assert person(app, people.noa).password_hash == before


def test_guesses_at_the_current_password_wait(noa: Visitor) -> None:
    wrong = {"current_password": "not my words at all", "new_password": NEW}
    with time_machine.travel(now(), tick=False):  # hashing alone may take the second there is to wait
        codes = [noa.post_form("/account/password", **wrong).status_code for _ in range(FREE_TRIES)]
        assert codes == [422] * FREE_TRIES
        refused = noa.post_form("/account/password", **wrong)
    assert refused.status_code == 429
    assert 0 < int(refused.headers["retry-after"]) <= 60
    assert "Please wait" in parse(refused.text).one(role="alert").text


def test_name_and_zone_change_and_are_kept_when_they_do_not_fit(
    noa: Visitor, people: People, app: FastAPI
) -> None:
    answer = noa.post_form("/account/profile", name=" Noa Lea ", time_zone="Asia/Tokyo")
    assert answer.headers["location"] == "/account?saved=profile"
    assert (person(app, people.noa).name, person(app, people.noa).time_zone) == ("Noa Lea", "Asia/Tokyo")
    for fields, wrong in (
        ({"name": "", "time_zone": "UTC"}, "name"),
        ({"name": "Noa", "time_zone": "Nowhere/Land"}, "time_zone"),
    ):
        again = noa.post_form("/account/profile", **fields)
        assert again.status_code == 422
        page = parse(again.text)
        assert page.one(id=f"field-{wrong}-error").text
        assert {name: typed(page)[name] for name in fields} == fields
    assert (person(app, people.noa).name, person(app, people.noa).time_zone) == ("Noa Lea", "Asia/Tokyo")


def test_the_phone_says_when_it_has_travelled(noa: Visitor, people: People, app: FastAPI) -> None:
    assert noa.post_form("/account/time-zone", time_zone="America/New_York").status_code == 204
    assert person(app, people.noa).time_zone == "America/New_York"


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../etc/passwd", "x" * 65, "Europe/Berlin\x00"])
def test_a_bad_time_zone_is_a_sentence_and_changes_nothing(
    noa: Visitor, people: People, app: FastAPI, zone: str
) -> None:
    answer = noa.post_form("/account/time-zone", time_zone=zone)
    assert answer.status_code == 422
    assert parse(answer.text).one("p", class_="lead").text
    assert person(app, people.noa).time_zone == "Europe/Berlin"


def test_nobody_who_is_signed_out_changes_anything(anyone: Visitor) -> None:
    for path in ("/account/profile", "/account/time-zone", "/account/password"):
        assert anyone.post_form(path, name="x", time_zone="UTC").headers["location"] == "/sign-in"


def test_zones_are_places_and_none_is_missing_that_phones_report(session: Session) -> None:
    zones = time_zones()
    assert zones == [*sorted(zones[:-1]), "UTC"]
    for reported in (
        "Europe/Kyiv",
        "Asia/Kolkata",
        "Asia/Calcutta",
        "America/Argentina/Buenos_Aires",
        "Pacific/Apia",
    ):
        assert reported in zones
    assert not any(zone.startswith("Etc/") for zone in zones)


@pytest.mark.parametrize(
    ("agent", "label"),
    [
        (
            "(iPhone; CPU iPhone OS 18_1 like Mac OS X) Version/18.1 Safari/604.1",
            "Safari, iPhone",
        ),
        ("(iPhone; CPU iPhone OS 18_1 like Mac OS X) CriOS/131.0 Safari/604.1", "Chrome, iPhone"),
        ("(Linux; Android 14) Chrome/131.0 Mobile Safari/537.36", "Chrome, Android"),
        ("(Linux; Android 14) SamsungBrowser/27.0 Chrome/125.0 Safari/537.36", "Samsung Internet, Android"),
        ("(Windows NT 10.0; Win64; x64) Chrome/131.0 Safari/537.36 Edg/131.0", "Edge, Windows"),
        ("(X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0", "Firefox, Linux"),
        ("(Macintosh; Intel Mac OS X 14_0) Version/17.0 Safari/605.1.15", "Safari, Mac"),
        ("<script>alert(1)</script>", ""),
        ("", ""),
    ],
)
def test_a_browser_is_named_as_people_know_it(agent: str, label: str) -> None:
    assert browser_label(agent) == label
