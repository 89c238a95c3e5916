"""What each of the two sees of a talk in every state, and what neither ever sees of the other."""

import re
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from mend.talks.conversation import Feeling
from mend.talks.diary import LAST_LINE, TalkNow
from mend.talks.models import Wish
from tests.markup import Node, parse
from tests.people import Visitor
from tests.queries import recorded
from tests.signals.partners import MINUTE, THEN
from tests.talks.partners import DAY, HOUR, TOMORROW, Talker

pytestmark = pytest.mark.any_database


@pytest.fixture(autouse=True)
def _still(clock: time_machine.Traveller) -> None:
    """Every page of these tests is made at THEN, until the clock is moved."""


def screen(visitor: Visitor, talk: TalkNow) -> Node:
    page = parse(visitor.get(f"/talks/{talk.id}").text)
    part = page.one(id="talk")
    # The part fetches itself again when anything changes, or a time comes.
    assert part.attrs["hx-get"] == f"/talks/{talk.id}"
    assert part.attrs["hx-select"] == "#talk"
    assert part.attrs["hx-trigger"] == "mend:changed from:body"
    assert len(page.one("main").all(class_="act")) <= 1
    return part


def buttons(part: Node) -> list[str]:
    return [node.text for node in part.all() if node.tag == "button" or node.has(class_="button")]


def turns(part: Node) -> list[datetime]:
    """When the page will look again by itself."""
    return [datetime.fromisoformat(node.attrs["data-until"]) for node in part.all("time", data_until=True)]


def test_an_offer_waits_for_the_other(noa: Visitor, ilan: Visitor, offered: TalkNow) -> None:
    mine, theirs = screen(noa, offered), screen(ilan, offered)
    assert buttons(mine) == ["Suggest another time", "Take it back", "Park it"]
    assert buttons(theirs) == [
        "Yes, at this time",
        "Suggest another time",
        "Set aside, without a reason",
        "Park it",
    ]
    assert "At the kitchen table · 30 minutes at most" in theirs.text
    assert turns(mine) == turns(theirs) == [TOMORROW]


def test_times_that_passed_are_offered_no_more(
    ilan: Visitor, noas: Talker, clock: time_machine.Traveller
) -> None:
    talk = noas.offer(TOMORROW, TOMORROW + DAY)
    clock.move_to(TOMORROW + HOUR)
    assert len(screen(ilan, talk).all("input", name="slot")) == 1
    clock.move_to(TOMORROW + DAY)
    part = screen(ilan, talk)
    assert "The times offered have passed." in part.text
    assert buttons(part)[0] == "Suggest another time"
    assert "These times have passed" in ilan.get("/talks").text


def test_what_is_booked_says_when_and_looks_again_by_itself(noa: Visitor, booked: TalkNow) -> None:
    part = screen(noa, booked)
    assert "Booked by you both Tomorrow, 20:20" in part.text
    assert turns(part) == [TOMORROW - 15 * MINUTE, TOMORROW + HOUR]
    assert "How are you right now?" not in part.text
    assert buttons(part) == ["Put it in my calendar", "Suggest another time", "Call it off", "Park it"]


def test_how_one_is_stays_with_oneself(
    noa: Visitor, ilan: Visitor, booked: TalkNow, noas: Talker, ilans: Talker, clock: time_machine.Traveller
) -> None:
    clock.move_to(TOMORROW)
    ids = re.compile(r'[0-9a-f]{8}-[0-9a-f-]{27}|data-live="\d+"|data-now="\d+"')

    def seen() -> str:
        return ids.sub("", ilan.get(f"/talks/{booked.id}").text)

    untouched = seen()
    assert "Tired" in untouched  # his own boxes, none of them ticked
    assert " checked" not in untouched
    noas.is_(booked, {Feeling.TIRED, Feeling.UNWELL})
    assert seen() == untouched
    assert buttons(screen(noa, booked))[:2] == ["Another time", "Talk all the same"]
    noas.wish_for(booked, Wish.ANOTHER_TIME)
    assert "Noa would rather find another time." in seen()
    assert " checked" not in seen()
    noas.wish_for(booked, Wish.TALK)
    tired = seen()
    noas.is_(booked)  # all right after all
    assert seen() == tired  # which looks no different
    ilans.is_(booked)
    assert "You are both ready." in screen(ilan, booked).text
    assert "Begin" in buttons(screen(noa, booked))


def test_either_may_begin_anyway(
    noa: Visitor, ilan: Visitor, booked: TalkNow, clock: time_machine.Traveller
) -> None:
    clock.move_to(TOMORROW)
    assert "Begin anyway" in buttons(screen(noa, booked))
    assert ilan.post_form(f"/talks/{booked.id}/beginning").status_code == 303
    assert "Left of your time" in screen(noa, booked).text


def test_another_time_leads_to_the_form_and_the_form_begins_with_what_was_booked(
    noa: Visitor, booked: TalkNow, clock: time_machine.Traveller
) -> None:
    clock.move_to(TOMORROW - 5 * MINUTE)
    path = f"/talks/{booked.id}"
    assert noa.post_form(f"{path}/readiness", tired="yes").headers["location"] == path
    assert noa.post_form(f"{path}/readiness", wish="another_time").headers["location"] == f"{path}/offer"
    assert noa.post_form(f"{path}/readiness", wish="talk").headers["location"] == path
    assert "Booked so far Today, 20:20" in parse(noa.get(f"{path}/offer").text).one("main").text


def test_both_phones_count_down_to_the_same_moment(
    noa: Visitor, ilan: Visitor, booked: TalkNow, ilans: Talker, clock: time_machine.Traveller
) -> None:
    ilans.begin(booked, TOMORROW)
    clock.move_to(TOMORROW + 10 * MINUTE)
    for visitor in (noa, ilan):
        part = screen(visitor, booked)
        left = part.one("p", role="timer").one("time")
        assert (left.text, left.attrs["data-until"]) == ("20 minutes", (TOMORROW + 30 * MINUTE).isoformat())
        assert turns(part) == [TOMORROW + 45 * MINUTE, TOMORROW + 30 * MINUTE]
    clock.move_to(TOMORROW + 30 * MINUTE)
    for visitor in (noa, ilan):
        part = screen(visitor, booked)
        assert "Time is up. You can stop here, or book another." in part.text
        assert part.one("a", href=f"/talks/new?topic_id={booked.topic.id}").text == "Book another"
    clock.move_to(TOMORROW + 45 * MINUTE)
    for visitor in (noa, ilan):
        assert "You talked about this on Saturday, 21 November." in screen(visitor, booked).text


def test_a_parked_line_becomes_the_next_topic_by_its_id_alone(
    noa: Visitor, booked: TalkNow, noas: Talker, ilans: Talker, clock: time_machine.Traveller
) -> None:
    line = ilans.park(booked, "The bicycle")
    noas.begin(booked)
    noas.finish(booked)
    clock.move_to(TOMORROW + HOUR)
    part = screen(noa, booked)
    assert part.one("a", href=f"/talks/new?line_id={line.id}").text == "Book a talk on it"
    assert not part.all("form", id="park")
    links = [link.attrs["href"] for link in part.all("a")]
    assert not [link for link in links if "bicycle" in link or "money" in link.casefold()]


@pytest.mark.parametrize(
    ("ending", "to_the_one", "to_the_other"),
    [
        ("set_aside", "You set this aside.", "Ilan set this aside."),
        ("call_off", "You called this talk off. Noa knows.", "Ilan called this talk off."),
    ],
)
def test_an_end_is_said_kindly_to_both(
    noa: Visitor,
    ilan: Visitor,
    noas: Talker,
    ilans: Talker,
    clock: time_machine.Traveller,
    ending: str,
    to_the_one: str,
    to_the_other: str,
) -> None:
    talk = noas.offer()
    if ending == "call_off":
        ilans.accept(talk)
    getattr(ilans, ending)(talk)
    assert to_the_one in screen(ilan, talk).text
    assert to_the_other in screen(noa, talk).text
    assert buttons(screen(noa, talk)) == ["Park it", "Talk about it again"]  # unseen until a line is begun
    clock.shift(LAST_LINE)
    assert buttons(screen(noa, talk)) == ["Talk about it again"]


def test_the_third_booking_shows_each_privately_who_could_help(
    noa: Visitor, ilan: Visitor, noas: Talker, ilans: Talker
) -> None:
    for _ in range(2):
        ilans.accept(noas.offer())
    talk = ilans.accept(noas.offer())
    for visitor in (noa, ilan):
        part = screen(visitor, talk)
        assert "This topic comes back. A third person could help." in part.text
        assert "What to ask before you begin" in part.text
        assert part.one("a", href="/safety").text == "Here is other help."
    before = ilan.get(f"/talks/{talk.id}").text
    assert noa.post_form(f"/talks/{talk.id}/hidden-help").status_code == 303
    assert "third person" not in screen(noa, talk).text
    line_id = re.compile(r'name="id" value="[^"]+"')
    assert line_id.sub("", ilan.get(f"/talks/{talk.id}").text) == line_id.sub("", before)
    assert (
        len(parse(noa.get("/talks/help").text).one("main").all("ul", class_="plain-list")[1].all("li")) == 8
    )


def test_the_list_says_what_waits_and_begins_with_an_empty_one(
    noa: Visitor, ilan: Visitor, noas: Talker, ilans: Talker
) -> None:
    page = parse(noa.get("/talks").text)
    assert page.one(class_="empty").one("h2").text == "No talks yet"
    assert page.one("a", class_="act").attrs["href"] == "/talks/new"
    noas.offer(topic="one")
    ilans.accept(noas.offer(topic="two"))
    ilans.set_aside(noas.offer(topic="three"))

    def lists(visitor: Visitor) -> dict[str, str]:
        main = parse(visitor.get("/talks").text).one(id="talks")
        return {part.one("h2").text: part.one("ul").text for part in main.all("section")}

    assert lists(noa) == {
        "Booked": "two Tomorrow, 20:20",
        "Offered by you": "one Ilan chooses a time",
        "Earlier": "three Set aside",
    }
    assert lists(ilan)["For you to answer"] == "one Noa suggests: Tomorrow, 20:20"


def test_home_shows_what_waits_and_what_is_near(
    noa: Visitor, ilan: Visitor, noas: Talker, ilans: Talker, clock: time_machine.Traveller
) -> None:
    def cards(visitor: Visitor) -> list[str]:
        return [card.text for card in parse(visitor.get("/").text).all("a", class_="card")]

    talk = noas.offer(THEN + 7 * DAY + HOUR, topic="The garden")
    assert cards(noa) == []
    assert cards(ilan) == ["From Noa The garden Is it a good time for you? Read it"]
    ilans.accept(talk)
    assert cards(ilan) == []
    clock.shift(timedelta(hours=1))
    assert cards(noa) == cards(ilan) == ["Your talk · Friday, 27 November, 21:20 The garden See the talk"]
    sooner = ilans.accept(noas.offer(TOMORROW + 2 * HOUR, topic="The shed"))
    assert cards(noa) == ["Your talk · Tomorrow, 22:20 The shed See the talk"]  # the first of them
    noas.call_off(sooner)
    noas.begin(talk, THEN + 7 * DAY + HOUR)
    clock.move_to(THEN + 7 * DAY + HOUR)
    assert cards(ilan) == ["Your talk is under way The garden Go there"]


@pytest.mark.parametrize("path", ["/talks", "/", "talk"])
def test_a_page_asks_the_database_just_as_often_after_many_talks(
    noa: Visitor, noas: Talker, ilans: Talker, engine: sa.Engine, path: str
) -> None:
    talk = ilans.accept(noas.offer(THEN + HOUR))
    where = f"/talks/{talk.id}" if path == "talk" else path
    with recorded(engine) as young:
        assert noa.get(where).status_code == 200
    for number in range(8):
        ilans.accept(noas.offer(THEN + HOUR, TOMORROW + HOUR, topic=f"topic {number % 3}"))
        noas.park(ilans.offer(topic=f"topic {number}"))
        ilans.set_aside(noas.offer())
        noas.park(talk, f"line {number}")
    with recorded(engine) as old:
        assert noa.get(where).status_code == 200
    assert len(old) == len(young)
