"""Ideas over HTTP: two browsers, three ideas each, and what both want."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine

from mend.activities.deck import BY_KEY, DECK
from tests.activities.dreamers import POPCORN, UMBRELLA, WALK, Dreamer
from tests.markup import Node, parse, typed
from tests.people import Visitor
from tests.queries import recorded
from tests.signals.partners import MINUTE, THEN

IDEAS = "/together/ideas"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """Every page is made at THEN, 20:20 in Berlin on a Friday, until the clock is moved."""
    with time_machine.travel(THEN, tick=False) as traveller:
        yield traveller


def look(visitor: Visitor, path: str = IDEAS) -> Node:
    answer = visitor.get(path)
    assert answer.status_code == 200
    return parse(answer.text)


def keys(page: Node) -> list[str]:
    """The ideas that are laid out."""
    return [card.one("form").attrs["action"].split("/")[3] for card in page.all("li", class_="idea")]


def say(visitor: Visitor, key: str, leaning: str = "like", query: str = "") -> Any:
    return visitor.post_form(f"{IDEAS}/{key}/leaning{query}", leaning=leaning)


def tap(visitor: Visitor, page: Node, place: int, leaning: str) -> Any:
    """Press a button of the card at this place, as it stands on the page."""
    form = page.all("li", class_="idea")[place].one("form")
    button = form.one("button", value=leaning)
    return visitor.post_form(form.attrs["action"], **{button.attrs["name"]: leaning})


def both(visitor: Visitor) -> list[str]:
    titles = look(visitor, "/together").one(id="together").all("a", class_="row-link")
    return [one.one(class_="row-title").text for one in titles if "/matches/" in one.attrs["href"]]


def test_the_tab_leads_to_a_room_that_begins_empty(noa: Visitor) -> None:
    page = look(noa, "/together")
    assert page.one("a", class_="tab", aria_current="page").text == "Together"
    assert page.one(class_="empty").one("h2").text == "What you both like will be here"
    assert page.one("a", class_="act").attrs["href"] == IDEAS


def test_three_ideas_with_two_buttons_each(noa: Visitor) -> None:
    page = look(noa)
    cards = page.all("li", class_="idea")
    assert len(cards) == 3
    for card, key in zip(cards, keys(page), strict=True):
        assert card.one("h2").text == BY_KEY[key].title
        assert [button.text for button in card.all("button")] == ["I’d like that", "Not for me"]
    another = look(noa, page.one("a", class_="wide").attrs["href"])
    assert not set(keys(another)) & set(keys(page))


@pytest.mark.parametrize(("leaning", "words"), [("like", "Liked, in secret"), ("decline", "Left out")])
def test_a_tap_brings_the_next_in_its_place_and_can_be_undone(noa: Visitor, leaning: str, words: str) -> None:
    before = look(noa, f"{IDEAS}?cost=free")
    answer = tap(noa, before, 1, leaning)
    assert answer.status_code == 303
    address, _, place = answer.headers["location"].partition("#")
    assert place == "idea-2"
    page = look(noa, address)
    assert keys(page)[0] == keys(before)[0]
    assert keys(page)[1] == keys(before)[2]
    assert typed(page)["cost"] == "free"
    undo = page.one("header").one("form")
    assert undo.one(role="status").text == words
    back = noa.post_form(undo.attrs["action"])
    assert (back.status_code, back.headers["location"]) == (303, f"{IDEAS}?cost=free")
    page = look(noa, back.headers["location"])
    assert keys(page) == keys(before)
    assert page.one("header").all("form") == []


def test_a_tap_behind_the_first_three_stays_there(noa: Visitor) -> None:
    second = look(noa, look(noa).one("a", class_="wide").attrs["href"])
    address = tap(noa, second, 0, "decline").headers["location"].partition("#")[0]
    assert keys(look(noa, address))[:2] == keys(second)[1:]


def test_two_likes_and_both_read_it(noa: Visitor, ilan: Visitor) -> None:
    assert "/ideas" in say(noa, WALK).headers["location"]
    assert both(noa) == both(ilan) == []
    answer = say(ilan, WALK)
    assert answer.status_code == 303
    page = look(ilan, answer.headers["location"])
    assert page.one(class_="eyebrow").text == "You both said"
    assert page.one("h1").text == "Walk once round the block"
    assert page.one("form").one("button").text == "Not any more"
    for visitor in (noa, ilan):
        assert both(visitor) == ["Walk once round the block"]
        news = look(visitor).one(id="both")
        assert news.text == "You both said Walk once round the block"
        assert news.one("a").attrs["href"] == answer.headers["location"]
        assert news.attrs["hx-trigger"] == "mend:changed from:body"


def test_the_news_stands_over_the_ideas_for_a_day(
    noa: Visitor, noas: Dreamer, ilans: Dreamer, clock: time_machine.Traveller
) -> None:
    noas.like(WALK, THEN)
    ilans.like(WALK, THEN)
    clock.move_to(THEN + timedelta(days=1) - MINUTE)
    assert look(noa).one(id="both").text
    clock.move_to(THEN + timedelta(days=1))
    assert look(noa).one(id="both").text == ""


def test_either_ends_it_openly_and_can_undo_that(
    noa: Visitor, ilan: Visitor, clock: time_machine.Traveller
) -> None:
    say(noa, WALK)
    path = say(ilan, WALK).headers["location"]
    form = look(noa, path).one("form")
    assert noa.post_form(form.attrs["action"]).headers["location"] == path
    mine, theirs = look(noa, path), look(ilan, path)
    assert "You said “Not any more” on Friday, 20 November." in mine.text
    assert "Noa said “Not any more” on Friday, 20 November." in theirs.text
    assert theirs.all("form") == []
    once = look(ilan, "/together").one("details", id="once")
    assert "Walk once round the block" in once.text
    assert noa.post_form(mine.one("form").attrs["action"]).headers["location"] == path
    assert both(ilan) == ["Walk once round the block"]
    noa.post_form(f"{path}/ending")
    answer = ilan.post_form(f"{path}/going-on")
    assert answer.status_code == 409
    assert parse(answer.text).one(class_="summary").text == "Noa said “not any more”."
    clock.shift(timedelta(minutes=10))
    assert look(noa, path).all("form") == []
    answer = noa.post_form(f"{path}/going-on")
    assert answer.status_code == 410
    assert "a while ago" in parse(answer.text).one(class_="summary").text


def test_what_became_of_both_meanwhile_is_shown_instead(noa: Visitor, ilan: Visitor) -> None:
    open_on_another_device = look(noa)
    key = keys(open_on_another_device)[0]
    say(noa, key)
    path = say(ilan, key).headers["location"]
    for answer in (
        tap(noa, open_on_another_device, 0, "decline"),
        noa.post_form(f"{IDEAS}/{key}/leaning/taking-back"),
    ):
        assert answer.status_code == 409
        page = parse(answer.text)
        assert page.one("h1").text == BY_KEY[key].title
        assert "You both want this one by now." in page.one(class_="summary").text
    assert tap(noa, open_on_another_device, 0, "like").headers["location"] == path


def test_what_one_said_is_kept_for_them_alone(noa: Visitor, ilan: Visitor) -> None:
    say(noa, WALK)
    say(noa, UMBRELLA, "decline")
    assert look(ilan, "/together/said").all(class_="empty")
    page = look(noa, "/together/said").one(id="said")
    assert page.one("section").one(class_="row-title").text == "Walk once round the block"
    assert page.one("details").one(class_="row-title").text == BY_KEY[UMBRELLA].title
    for form in page.all("form"):
        answer = noa.post_form(form.attrs["action"])
        assert (answer.status_code, answer.headers["location"]) == (303, "/together/said")
    assert look(noa, "/together/said").all(class_="empty")


def test_the_filter_is_a_form_that_keeps_what_was_chosen(noa: Visitor) -> None:
    wanted = {"time": "evening", "energy": "tired", "cost": "free", "place": "home", "quiet": "yes"}
    page = look(noa, f"{IDEAS}?{'&'.join(f'{name}={value}' for name, value in wanted.items())}")
    details = page.one("details", class_="idea-filter")
    assert details.one("summary").text == "An evening · Tired · Free · At home · Quiet"
    assert details.one("form").attrs["method"] == "get"
    assert typed(details) == wanted
    assert 0 < len(keys(page)) <= 3
    names = {node.attrs["name"] for node in details.all("input")}
    assert names == {"time", "energy", "cost", "place", "apart", "children", "rain", "quiet"}
    assert [link.text for link in details.all("a", class_="pill")] == [
        "Tonight, tired, free",
        "Half an hour",
        "A rainy day",
        "Far apart",
    ]
    for link in details.all("a", class_="pill"):
        assert len(keys(look(noa, link.attrs["href"]))) == 3


def test_when_nothing_fits_the_page_says_what_to_leave_out(noa: Visitor) -> None:
    hard = "?time=day&energy=tired&cost=free&place=home&apart=yes"
    page = look(noa, IDEAS + hard)
    empty = page.one(class_="empty")
    assert empty.one("h2").text == "Nothing fits all of that"
    looser = empty.all("a", class_="pill")
    assert looser[0].text.startswith("Without “")
    for link in looser:
        assert keys(look(noa, link.attrs["href"]))


def test_who_has_answered_everything_reads_that(noa: Visitor, noas: Dreamer) -> None:
    for card in DECK:
        noas.decline(card.key, THEN)
    empty = look(noa).one(class_="empty")
    assert empty.one("h2").text == "You have been through them all"
    assert empty.one("a").attrs["href"] == "/together/new"
    assert look(noa, f"{IDEAS}?cost=free").all(class_="empty")


@pytest.mark.parametrize(
    "query",
    [
        "?time=never&cost=%F0%9F%A4%91&energy=",
        "?after=%00&said=%FF",
        f"?after={'x' * 5000}",
        "?said=nothing",
        "?x=y",
    ],
)
def test_an_address_that_makes_no_sense_leads_to_ideas(noa: Visitor, query: str) -> None:
    page = look(noa, IDEAS + query)
    assert len(keys(page)) == 3
    assert page.one("header").all("form") == []


@pytest.mark.parametrize(
    ("key", "leaning", "status"),
    [
        (WALK, "love", 422),
        (WALK, "", 422),
        ("nothing", "like", 404),
        ("%00", "like", 404),
        ("💛" * 2000, "like", 404),
        ("00000000-0000-7000-8000-000000000000", "decline", 404),
    ],
)
def test_what_is_no_answer_to_an_idea_changes_nothing(
    noa: Visitor, noas: Dreamer, key: str, leaning: str, status: int
) -> None:
    assert say(noa, key, leaning).status_code == status
    assert noa.post_form(f"{IDEAS}/{WALK}/leaning", leaning="like", person_id="x").status_code == 422
    assert noas.said() == {}


def test_an_idea_that_was_put_away_meanwhile_says_so(noa: Visitor, ilans: Dreamer) -> None:
    own = ilans.add(THEN)
    ilans.put_away(own.id, THEN)
    answer = say(noa, str(own.id))
    assert answer.status_code == 410
    page = parse(answer.text)
    assert "put away meanwhile" in page.one(class_="summary").text
    assert len(keys(page)) == 3


def test_what_is_written_is_shown_as_text(noa: Visitor, ilan: Visitor, noas: Dreamer) -> None:
    own = noas.add(THEN, "<script>alert(1)</script>")
    say(noa, str(own.id))
    path = say(ilan, str(own.id)).headers["location"]
    for where in ("/together", "/together/own", path, IDEAS):
        assert "<script>alert" not in ilan.get(where).text
        assert "&lt;script&gt;alert" in ilan.get(where).text


@pytest.mark.parametrize("path", ["/together", IDEAS, "/together/said", "/together/own"])
def test_a_page_costs_the_same_whatever_was_said(
    noa: Visitor, noas: Dreamer, ilans: Dreamer, engine: sa.Engine, path: str
) -> None:
    with recorded(engine) as young:
        look(noa, path)
    for number, card in enumerate(DECK[:40]):
        noas.like(card.key, THEN)
        (ilans.like if number % 3 else ilans.decline)(card.key, THEN)
        noas.add(THEN, f"Idea {number}")
    with recorded(engine) as old:
        look(noa, path)
    assert len(old) == len(young)


@pytest.mark.parametrize("path", ["/together", "/together/said", "/together/own"])
def test_open_pages_follow_along(noa: Visitor, path: str) -> None:
    part = path.rpartition("/")[2]
    assert look(noa, path).one(id=part).attrs["hx-trigger"] == "mend:changed from:body"


def test_another_couple_sees_none_of_it(noa: Visitor, ilan: Visitor, mara: Visitor, noas: Dreamer) -> None:
    noas.add(THEN, "Our secret place")
    say(noa, POPCORN)
    path = say(ilan, POPCORN).headers["location"]
    assert mara.get(path).status_code == 404
    assert both(mara) == []
    assert "Our secret place" not in mara.get("/together/own").text
    assert "/ideas" in say(mara, POPCORN).headers["location"]
