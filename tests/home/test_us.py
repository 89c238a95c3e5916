"""*Us*: everything the two share, and where it leads."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
import time_machine
from fastapi import FastAPI
from sqlmodel import update

from mend.agreements.versions import Wording
from mend.database import unit_of_work
from mend.notifications.models import Delivery, DeliveryState
from tests.markup import parse
from tests.people import People, Visitor
from tests.signals.partners import THEN, Partner


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """Every page of these tests is made at THEN, 20:20 in Berlin."""
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


def test_us_names_both_and_how_far_they_are(
    noa: Visitor, noas: Partner, ilans: Partner, engine: sa.Engine
) -> None:
    def rows() -> dict[str, str]:
        page = parse(noa.get("/us").text)
        assert page.one("h1").text == "Noa and Ilan"
        return {a.attrs["href"]: a.one(class_="row-state").text for a in page.all("a", class_="row-link")}

    assert rows() == {
        "/us/agreement": "Agree on a phrase, a sign and a time",
        "/rehearsal": "A practice, while all is well",
        "/us/soothing": "A list for pauses; you choose what is shared",
        "/us/deck": "Ours, and your own",
        "/weekly": "An hour for the two of you",
        "/talks": "One topic, a good time, a place",
        "/us/questions": "One for each evening, answered by both",
        "/us/jar": "Thanks, to leaf through",
        "/cloth": "A stitch for each good thing",
        "/us/history": "Pauses and returns, for thirty days",
        "/talks/help": "When one could help, and what to ask",
        "/devices": "No device of yours can receive yet",
        "/us/quiet": "When your phone rests",
        "/us/reminders": "When your phone tells you of a plan",
        "/us/calendar": "What you two plan, beside everything else",
        "/install": "How, for every phone",
        "/account": "Name, password, signed-in browsers",
        "/us/leaving": "Alone, at once, with your copy",
    }
    noas.add_device()
    ilans.add_device()
    noas.agree(ilans, Wording("Teapot", minutes=45), THEN)
    noas.rehearse(THEN)
    with unit_of_work(engine) as session:
        session.exec(update(Delivery).values(state=DeliveryState.SHOWN, shown_at=THEN))
    by_then = rows()
    assert [by_then[path] for path in ("/us/agreement", "/rehearsal", "/devices")] == [
        "“Teapot”, 45 minutes",
        "Both phones showed it",
        "This is how a pause reaches you",
    ]


def test_us_is_for_two(sam: Visitor, anyone: Visitor) -> None:
    assert sam.get("/us").status_code == 404
    assert anyone.get("/us").headers["location"] == "/sign-in?next=/us"
