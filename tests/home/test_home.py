"""Home: what each person finds there."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
import time_machine
from fastapi import FastAPI
from sqlmodel import update

from mend.accounts.browsers import who_is
from mend.agreements.versions import Wording, propose
from mend.couples.leaving import close_space
from mend.database import unit_of_work
from mend.home.routes import greeting
from mend.notifications.models import Delivery, DeliveryState, Device
from mend.signals.states import RETURN_LASTS
from tests.markup import Node, parse
from tests.people import People, Visitor
from tests.signals.partners import MINUTE, THEN, Partner, add_device


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """Every page of these tests is made at THEN, 20:20 in Berlin, until the clock is moved."""
    with time_machine.travel(THEN, tick=False) as traveller:
        yield traveller


@pytest.fixture
def noas(app: FastAPI, people: People) -> Partner:
    """Noa, who does things."""
    return Partner(app.state.engine, app.state.outbox, people.noa)


@pytest.fixture
def ilans(app: FastAPI, people: People) -> Partner:
    """Ilan, who does things."""
    return Partner(app.state.engine, app.state.outbox, people.ilan)


def at_home(visitor: Visitor) -> Node:
    return parse(visitor.get("/").text)


def steps(visitor: Visitor) -> list[tuple[str, str]]:
    """The steps that are left before a pause arrives, with how each stands."""
    return [
        (step.one("h3").text, "done" if step.has(class_="done") else step.attrs.get("aria-current", ""))
        for step in at_home(visitor).one("ol", class_="steps").all("li")
    ]


def show_everything(engine: sa.Engine) -> None:
    with unit_of_work(engine) as session:
        session.exec(update(Delivery).values(state=DeliveryState.SHOWN, shown_at=THEN))


def let_this_device_receive(visitor: Visitor, person_id: UUID, engine: sa.Engine) -> UUID:
    """The browser in the visitor's hand is a device."""
    with unit_of_work(engine) as session:
        found = who_is(session, visitor.cookies["__Host-mend"], THEN)
        assert found is not None
        return add_device(session, person_id, "Chrome, Android", found[1].id)


def make_ready(noas: Partner, ilans: Partner, engine: sa.Engine) -> None:
    noas.add_device()
    ilans.add_device()
    noas.agree(ilans, Wording("Teapot", minutes=45), THEN)
    noas.rehearse(THEN)
    show_everything(engine)


def test_who_is_signed_out_is_welcomed_and_the_phone_forgets(anyone: Visitor) -> None:
    page = at_home(anyone)
    assert page.one("h1").text == "Pause a fight. Find your way back."
    assert [link.attrs["href"] for link in page.one("main").all("a")] == ["/safety", "/sign-up", "/sign-in"]
    body = page.one("body")
    assert body.has(data_signed_out=True, data_person=False)
    assert not page.all("nav")


def test_who_is_alone_is_led_to_linking_and_sees_no_pause_button(sam: Visitor) -> None:
    page = at_home(sam)
    assert page.one("h1").text == "Good evening, Sam"
    assert page.one("li", aria_current="step").one("h3").text == "Link with your partner"
    assert [link.attrs["href"] for link in page.one(class_="actions").all("a")] == [
        "/link",
        "/invitation",
        "/account",
    ]
    assert not page.all(class_="pause-button")
    assert not page.all(class_="notice")
    assert page.one("body").has(data_person=True, data_partner=False, data_live=False)


def test_after_the_space_was_closed_both_are_told_and_can_take_their_copy(
    noa: Visitor, ilan: Visitor, ilans: Partner, engine: sa.Engine
) -> None:
    with unit_of_work(engine) as session:
        close_space(session, ilans.member(session), THEN)
    for visitor in (noa, ilan):
        page = at_home(visitor)
        assert page.one(class_="notice").text == "This space is closed. Take your copy with you."
        assert page.one(class_="notice").one("a").attrs["href"] == "/us/copy"
        assert not page.all(class_="pause-button")


def test_a_page_left_open_in_a_closed_space_says_that_it_is_closed(
    noa: Visitor, ilan: Visitor, sam: Visitor, ilans: Partner, engine: sa.Engine
) -> None:
    with unit_of_work(engine) as session:
        close_space(session, ilans.member(session), THEN)
    for visitor, words in (
        (noa, "This space is closed."),
        (ilan, "This space is closed."),
        (sam, "nothing here"),
    ):
        answer = visitor.get("/us/jar")
        assert answer.status_code == 404
        assert words in answer.text


def test_the_steps_stand_as_far_as_the_two_have_come(
    noa: Visitor, noas: Partner, ilans: Partner, engine: sa.Engine, people: People
) -> None:
    linked, receive = ("Ilan and you are linked", "done"), "Let this phone receive"
    agree, rehearse = "Agree on a pause", "Try it on both phones"
    assert steps(noa) == [linked, (receive, "step"), (agree, ""), (rehearse, "")]
    ilans.add_device()
    assert steps(noa)[1] == (receive, "step")  # it is about one's own phone
    laptop = noas.add_device("A laptop")
    assert steps(noa)[1] == (receive, "done")
    assert "This device does not show pauses yet" in at_home(noa).one(class_="notice").text
    device = let_this_device_receive(noa, people.noa, engine)
    assert steps(noa) == [linked, (receive, "done"), (agree, "step"), (rehearse, "")]
    noas.agree(ilans, Wording("Teapot"), THEN)
    assert steps(noa) == [linked, (receive, "done"), (agree, "done"), (rehearse, "step")]
    noas.rehearse(THEN)
    assert steps(noa)[3] == (rehearse, "step")
    show_everything(engine)
    page = at_home(noa)
    assert not page.all("ol", class_="steps")
    assert page.one(class_="empty").one("h2").text == "All quiet"
    assert "Ilan’s phone shows “Teapot”" in page.one(class_="empty").text
    with unit_of_work(engine) as session:
        for one in (device, laptop):
            session.get_one(Device, one).must_subscribe_again_since = THEN
    assert steps(noa)[1] == (receive, "step")


def test_steps_can_be_taken_in_another_order(noa: Visitor, noas: Partner, ilans: Partner) -> None:
    noas.agree(ilans, Wording("Teapot"), THEN)
    assert [state for _, state in steps(noa)] == ["done", "step", "done", ""]


def test_a_practice_that_one_phone_did_not_show_is_not_done(
    noa: Visitor, noas: Partner, ilans: Partner, engine: sa.Engine, people: People
) -> None:
    let_this_device_receive(noa, people.noa, engine)
    noas.agree(ilans, Wording("Teapot"), THEN)
    noas.rehearse(THEN)
    show_everything(engine)
    assert steps(noa)[3] == ("Try it on both phones", "step")


def test_one_thing_is_to_do_at_most(noa: Visitor, noas: Partner, ilans: Partner, engine: sa.Engine) -> None:
    for prepare in (
        noas.add_device,
        lambda: noas.agree(ilans, Wording("Teapot"), THEN),
        ilans.add_device,
        lambda: noas.call(THEN),
    ):
        assert len(at_home(noa).one("main").all(class_="act")) <= 1
        prepare()
    assert at_home(noa).one("main").all(class_="act") == []


def test_a_waiting_proposal_is_shown_to_who_has_to_answer(
    noa: Visitor, ilan: Visitor, noas: Partner, engine: sa.Engine
) -> None:
    with unit_of_work(engine) as session:
        propose(session, noas.member(session), Wording("Teapot"), instead_of=None, now=THEN)
    card = at_home(ilan).one("a", class_="card")
    assert card.attrs["href"] == "/us/agreement"
    assert card.text == "From Noa A suggestion for your pause. Does it sound right? Read it"
    assert at_home(noa).all("a", class_="card") == []


def test_a_running_pause_stands_first_for_both(
    noa: Visitor, ilan: Visitor, noas: Partner, ilans: Partner
) -> None:
    ilans.travel("America/New_York")
    pause = noas.call(THEN).pause
    for visitor, words in (
        (noa, "You said you’ll be back at 20:40."),
        (ilan, "Noa is coming back at 14:40."),
    ):
        card = at_home(visitor).one(id="home").all("a", class_="card")[0]
        assert card.attrs["href"] == f"/pauses/{pause.id}"
        assert (card.one("h2").text, card.one("p", class_="eyebrow").text) == (words, "Pause")


def test_a_pause_past_its_time_no_longer_promises_an_hour(
    noa: Visitor, ilan: Visitor, noas: Partner, clock: time_machine.Traveller
) -> None:
    noas.call(THEN)
    for shift, mine, theirs in (
        (21 * MINUTE, "It is time. Tell Ilan you are back.", "The time is over. Noa says when to go on."),
        (
            timedelta(hours=20),
            "Are you back? Whenever you are, say so here.",
            "You need not wait any longer.",
        ),
    ):
        clock.shift(shift)
        for visitor, words in ((noa, mine), (ilan, theirs)):
            assert at_home(visitor).one("a", class_="pause-running").one("h2").text == words


def test_a_pause_that_has_ended_is_not_shown(noa: Visitor, noas: Partner) -> None:
    pause = noas.call(THEN).pause
    noas.come_back(pause, THEN + MINUTE)
    assert at_home(noa).all("a", class_="pause-running") == []


def test_a_return_that_nobody_finished_is_a_way_back_in_until_it_fades(
    noa: Visitor, ilan: Visitor, noas: Partner, ilans: Partner, clock: time_machine.Traveller
) -> None:
    pause = noas.call(THEN).pause
    noas.come_back(pause, THEN)
    for words in ("The pause is over. Are you both ready?", "You are both back."):
        for visitor in (noa, ilan):
            card = at_home(visitor).one("a", class_="card")
            assert (card.attrs["href"], card.one("h2").text) == (f"/pauses/{pause.id}", words)
        ilans.be_ready(pause, THEN)
    clock.shift(RETURN_LASTS)
    for visitor in (noa, ilan):
        assert at_home(visitor).all("a", class_="card") == []


def test_another_couples_pause_is_not_shown(mara: Visitor, noas: Partner) -> None:
    noas.call(THEN)
    assert at_home(mara).all("a", class_="pause-running") == []


def test_home_follows_along_and_knows_where_to_go_on_from(noa: Visitor, noas: Partner) -> None:
    assert at_home(noa).one("body").attrs["data-live"] == "0"
    noas.call(THEN)
    page = at_home(noa)
    assert page.one("body").attrs["data-live"] == "1"
    assert page.one(id="home").attrs["hx-trigger"] == "mend:changed from:body"


@pytest.mark.parametrize("path", ["/", "/us", "/rehearsal", "/us/agreement"])
def test_the_phone_learns_the_agreed_minutes(noa: Visitor, noas: Partner, ilans: Partner, path: str) -> None:
    assert parse(noa.get(path).text).one("body").attrs["data-minutes"] == "20"
    noas.agree(ilans, Wording("Teapot", minutes=45), THEN)
    assert parse(noa.get(path).text).one("body").attrs["data-minutes"] == "45"


@pytest.mark.parametrize("path", ["/account", "/devices", "/us/leaving"])
def test_a_page_that_does_not_know_the_minutes_says_none(
    noa: Visitor, noas: Partner, ilans: Partner, path: str
) -> None:
    noas.agree(ilans, Wording("Teapot", minutes=45), THEN)
    assert parse(noa.get(path).text).one("body").has(data_partner="Ilan", data_minutes=False)


@pytest.mark.parametrize(
    ("hour", "words"),
    [
        (0, "Hello, %(name)s"),
        (5, "Good morning, %(name)s"),
        (11, "Good morning, %(name)s"),
        (12, "Good afternoon, %(name)s"),
        (17, "Good afternoon, %(name)s"),
        (18, "Good evening, %(name)s"),
        (21, "Good evening, %(name)s"),
        (22, "Hello, %(name)s"),
    ],
)
def test_one_is_greeted_as_the_hour_is_where_one_is(hour: int, words: str) -> None:
    # Berlin is an hour ahead of UTC in winter; Auckland thirteen.
    there = datetime.fromisoformat(f"2026-11-20T{hour:02}:30+01:00")
    assert greeting(there, "Europe/Berlin") == words
    assert greeting(there - timedelta(hours=12), "Pacific/Auckland") == words
