"""The links into the sample couple."""

from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from anyio.from_thread import BlockingPortal
from fastapi import FastAPI

from mend.app import create_app
from mend.demo.doors import Door, open_doors
from mend.demo.house import Couple
from mend.settings import Settings
from tests.people import Visitor

pytestmark = pytest.mark.xdist_group("the year")  # it is lived once


@pytest.fixture
def demo(house: Settings, lived: sa.Engine) -> FastAPI:
    """Mend as `mend demo` serves it, over HTTPS."""
    return create_app(house.model_copy(update={"public_url": "https://mend.test"}), lived)


@pytest.fixture
def doors(demo: FastAPI, couple: Couple) -> list[Door]:
    """The two ways in."""
    return open_doors(demo, couple)


@pytest.fixture
def browser(demo: FastAPI, doors: list[Door], portal: BlockingPortal) -> Iterator[Callable[[], Visitor]]:
    """Open another browser."""
    opened: list[Visitor] = []

    def another() -> Visitor:
        opened.append(Visitor(demo, portal))
        return opened[-1]

    yield another
    for visitor in opened:
        visitor.close()


def test_a_link_shows_who_one_will_be_and_signs_nobody_in(
    browser: Callable[[], Visitor], doors: list[Door]
) -> None:
    visitor = browser()
    answer = visitor.get(doors[1].path)
    assert "Go in as Ilan" in answer.text
    assert not answer.cookies
    assert visitor.get("/").status_code == 200
    assert "Hello, Ilan" not in visitor.get("/").text


def test_its_button_lets_in_as_that_partner(browser: Callable[[], Visitor], doors: list[Door]) -> None:
    for door in doors:
        visitor = browser()
        answer = visitor.post_form(door.path)
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        assert door.name in visitor.get("/").text


def test_whoever_used_the_browser_before_no_longer_does(
    browser: Callable[[], Visitor], doors: list[Door]
) -> None:
    visitor = browser()
    visitor.post_form(doors[0].path)
    before = visitor.cookies["__Host-mend"]
    visitor.post_form(doors[1].path)
    again = browser()
    again.cookies.set("__Host-mend", before)
    assert "Hello, Noa" not in again.get("/").text


@pytest.mark.parametrize("method", ["get", "post"])
def test_any_other_key_leads_nowhere(browser: Callable[[], Visitor], method: str) -> None:
    answer = getattr(browser(), method)("/demo/0123456789abcdef")
    assert answer.status_code == 404
    assert "This way in is closed." in answer.text


def test_each_start_has_other_keys(demo: FastAPI, couple: Couple, doors: list[Door]) -> None:
    assert {door.path for door in doors}.isdisjoint(door.path for door in open_doors(demo, couple))


def test_mend_without_the_demo_has_no_such_door(
    house: Settings, lived: sa.Engine, doors: list[Door], portal: BlockingPortal
) -> None:
    plain = Visitor(create_app(house, lived), portal)
    assert plain.get(doors[0].path).status_code == 404
    assert "This way in is closed." not in plain.get(doors[0].path).text
    plain.close()
