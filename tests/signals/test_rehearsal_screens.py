"""What the two see of a rehearsal: before it, while it runs, and how it went."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from mend.notifications.models import DeliveryState
from tests.markup import parse
from tests.people import Visitor
from tests.signals.partners import THEN, Partner, deliver

pytestmark = pytest.mark.any_database


@pytest.fixture(autouse=True)
def _still(clock: time_machine.Traveller) -> None:
    """Every page of these tests is made at THEN, until the clock is moved."""


def test_the_practice_page_says_before_whether_both_can_receive(noa: Visitor, ilans: Partner) -> None:
    before = parse(noa.get("/rehearsal").text).one(id="rehearsal")
    assert "No device yet. On Ilan’s phone: open Mend, then Us, then Devices." in before.text
    ilans.add_device("Chrome, Android")
    after = parse(noa.get("/rehearsal").text).one(id="rehearsal")
    assert after.one("p", class_="row-title").text == "Chrome, Android"


@pytest.mark.parametrize(
    ("state", "over", "sentence"),
    [
        (DeliveryState.QUEUED, False, "On its way. Not shown yet."),
        (DeliveryState.ACCEPTED, False, "Handed over. No word yet that it was shown."),
        (DeliveryState.SHOWN, False, "Shown at 20:20."),
        (DeliveryState.SHOWN, True, "Shown at 20:20."),
        (DeliveryState.GONE, False, "This browser stopped receiving."),
        (DeliveryState.REFUSED, False, "The push service of this browser refused it."),
        (DeliveryState.WITHDRAWN, False, "A newer practice took its place."),
        (DeliveryState.QUEUED, True, "The push service could not be reached in time."),
        (DeliveryState.EXPIRED, True, "The push service could not be reached in time."),
        (DeliveryState.ACCEPTED, True, "Its push service has it, but the device was silent."),
    ],
)
def test_the_practice_says_of_every_device_what_is_really_known(
    noa: Visitor,
    noas: Partner,
    ilans: Partner,
    engine: sa.Engine,
    clock: time_machine.Traveller,
    state: DeliveryState,
    over: bool,
    sentence: str,
) -> None:
    ilans.add_device("Chrome, Android")
    rehearsal = noas.rehearse(THEN)
    deliver(engine, state)
    if over:
        clock.shift(timedelta(minutes=3))
    part = parse(noa.get(f"/rehearsals/{rehearsal.id}").text).one(id="rehearsed")
    device = part.one("li", class_="device")
    assert device.one("p", class_="row-title").text == "Chrome, Android"
    assert sentence in device.text
    assert ("Both phones showed it" in part.text) is False


def test_only_when_both_showed_it_the_practice_is_said_to_have_worked(
    noa: Visitor, noas: Partner, ilans: Partner, engine: sa.Engine
) -> None:
    noas.add_device()
    ilans.add_device()
    rehearsal = noas.rehearse(THEN)
    deliver(engine, DeliveryState.SHOWN)
    part = parse(noa.get(f"/rehearsals/{rehearsal.id}").text).one(id="rehearsed")
    assert part.one("p", role="status").text == "Both phones showed it. A real pause arrives just like this."
