"""The cloth over HTTP: a year to a page, for both, and a picture for who asks for it."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
import sqlalchemy as sa
import time_machine

from mend.cloth.models import Kind, Stitch
from mend.cloth.stitches import add_stitch
from mend.database import unit_of_work
from mend.ids import new_id
from tests.markup import Node, parse
from tests.people import Visitor
from tests.queries import recorded
from tests.signals.partners import THEN
from tests.thanks.givers import Giver


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """Every page is made at THEN, 20:20 in Berlin on a Friday of 2026, until the clock is moved."""
    with time_machine.travel(THEN, tick=False) as traveller:
        yield traveller


def sew(giver: Giver, kind: Kind, at: datetime) -> None:
    with unit_of_work(giver.engine) as session:
        add_stitch(session, giver.member(session).couple_id, kind, new_id(), at)


def cloth(visitor: Visitor, path: str = "/cloth") -> Node:
    answer = visitor.get(path)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    return parse(answer.text).one("main")


def read(page: Node) -> list[str]:
    return [item.text for item in page.one("details").all("li")]


def test_bare_cloth_shows_its_pattern_says_what_will_be_there_and_offers_the_first_step(noa: Visitor) -> None:
    page = cloth(noa)
    assert "waits for its first stitch" in page.text
    assert page.one("svg", class_="cloth").one("path").has(class_="cloth-faint")
    assert page.one("a", class_="act").attrs["href"] == "/thanks/new"
    assert page.all("details") == page.all("a", download=True) == []


def test_both_see_the_same_cloth_and_nobody_else_does(
    noa: Visitor, ilan: Visitor, mara: Visitor, noas: Giver, ilans: Giver
) -> None:
    noas.give(THEN)
    ilans.give(THEN, "For the walk")
    pages = [noa.get("/cloth/2026.svg").text, ilan.get("/cloth/2026.svg").text]
    assert pages[0] == pages[1]
    assert pages[0].count("cloth-thanks") == 1
    for visitor in (noa, ilan):
        page = cloth(visitor)
        assert read(page) == ["The week of 16 November: 2 thank-yous."]
        assert "Noa" not in page.text
        assert "Ilan" not in page.text
    assert "waits for its first stitch" in cloth(mara).text


def test_thanks_taken_back_are_no_longer_sewn(noa: Visitor, noas: Giver) -> None:
    thanks = noas.give(THEN)
    assert noa.post_form(f"/thanks/{thanks.id}/taking-back").status_code == 303
    assert cloth(noa).all("details") == []


def test_years_hang_side_by_side(noa: Visitor, noas: Giver) -> None:
    for year in (2024, 2025, 2026):
        sew(noas, Kind.PROMISE, datetime(year, 3, 3, tzinfo=UTC))
    assert [link.attrs["href"] for link in cloth(noa).one(class_="cloth-years").all("a")] == [
        "/cloth/2025",
        "/cloth/2024",
    ]
    page = cloth(noa, "/cloth/2024")
    assert [link.text for link in page.one(class_="cloth-years").all("a")] == ["2026", "2025"]
    assert [image.attrs["src"] for image in page.all("img")] == ["/cloth/2026.svg", "/cloth/2025.svg"]
    assert page.one(id="cloth").attrs["hx-get"] == "/cloth/2024"
    assert read(page) == ["The week of 26 February: a promise kept."]


def test_a_new_year_begins_a_new_piece_when_it_has_begun_for_both(
    noa: Visitor, noas: Giver, ilans: Giver, clock: time_machine.Traveller
) -> None:
    ilans.travel("America/New_York")
    midnight = datetime(2027, 1, 1, 5, tzinfo=UTC)
    for at, year in ((midnight - timedelta(seconds=1), "2026"), (midnight, "2027")):
        clock.move_to(at)
        assert parse(noa.get("/cloth").text).one(class_="eyebrow").text == year


@pytest.mark.parametrize("year", ["2025", "0", "-1", "10000", "9" * 400, "tomorrow", "2026.5"])
def test_a_year_without_a_stitch_is_not_there(noa: Visitor, noas: Giver, year: str) -> None:
    noas.give(THEN)
    assert noa.get(f"/cloth/{year}").status_code == 404
    assert noa.get(f"/cloth/{year}.svg").status_code == 404


def test_the_picture_is_a_file_that_stands_alone(noa: Visitor, noas: Giver) -> None:
    noas.give(THEN)
    link = cloth(noa).one("a", download=True)
    answer = noa.get(link.attrs["href"])
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.headers["content-disposition"] == 'attachment; filename="our-cloth-2026.svg"'
    assert answer.headers["cache-control"] == "private, no-store"
    svg = ElementTree.fromstring(answer.text)  # noqa: S314
    assert svg.findtext("{http://www.w3.org/2000/svg}title") == "Our cloth, 2026"
    assert all("stroke" in path.attrib for path in svg.iter("{http://www.w3.org/2000/svg}path"))
    assert "style" not in answer.text


def test_sharing_waits_for_a_tap_and_for_a_browser_that_can(noa: Visitor, noas: Giver) -> None:
    noas.give(THEN)
    button = cloth(noa).one("button", data_picture="/cloth/2026.svg")
    assert button.has(hidden=True, type="button", data_name="our-cloth-2026.png")


def test_us_leads_there(noa: Visitor) -> None:
    assert parse(noa.get("/us").text).one("a", class_="row-link", href="/cloth").text.startswith("Our cloth")


def test_the_copy_holds_every_stitch_also_of_a_closed_space(noa: Visitor, ilan: Visitor, noas: Giver) -> None:
    sew(noas, Kind.TOGETHER, THEN - timedelta(minutes=1))
    noas.give(THEN)
    noa.post_form("/us/leaving")
    for visitor in (noa, ilan):
        [space] = json.loads(visitor.get("/us/copy").text)["spaces"]
        assert space["closed_at"]
        assert space["stitches"] == [
            {"day": "2026-11-20", "kind": "together"},
            {"day": "2026-11-20", "kind": "thanks"},
        ]
        assert visitor.get("/cloth/2026.svg").status_code == 404


def test_ten_thousand_stitches_are_a_page_like_any_other(
    noa: Visitor, noas: Giver, engine: sa.Engine
) -> None:
    sew(noas, Kind.PROMISE, THEN)
    with recorded(engine) as few:
        cloth(noa)
    with unit_of_work(engine) as session:
        couple_id = noas.member(session).couple_id
        begins = datetime(2026, 1, 1, 12, tzinfo=UTC)
        session.execute(
            sa.insert(Stitch),
            [
                {
                    "couple_id": couple_id,
                    "id": new_id(),
                    "kind": list(Kind)[number % 4],
                    "source_id": new_id(),
                    "happened_at": begins + timedelta(minutes=45 * number),
                    "day": (begins + timedelta(minutes=45 * number)).date(),
                }
                for number in range(10_000)
            ],
        )
    with recorded(engine) as many:
        page = cloth(noa)
    assert len(many) == len(few)
    assert len(read(page)) == 47
    assert len(noa.get("/cloth").content) < 120_000
