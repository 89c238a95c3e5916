"""From "stop" to "we're all right": two phones in two time zones, and a clock change in the middle."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
import time_machine
from playwright.sync_api import expect
from sqlmodel import select

from mend.database import unit_of_work
from mend.signals.models import Pause
from mend.signals.states import REMIND_AFTER, SILENT_AFTER
from mend.talks.diary import OPENS_BEFORE
from tests.fakes.push_service import PushService
from tests.journeys.phone import Phone
from tests.journeys.two_zones import BERLIN, NEW_YORK, hour


def returns_at(engine: sa.Engine) -> datetime:
    """When the pause's caller said they would be back."""
    with unit_of_work(engine, writes=False) as session:
        return session.exec(select(Pause.returns_at)).one()


def press(phone: Phone) -> None:
    phone.open("/")
    phone.page.get_by_role("link", name="Pause", exact=True).click()
    phone.tap("Send now")
    phone.sees("Handed over for Ilan’s phone.")


def messages_of(push_service: PushService, phone: Phone) -> int:
    """How many messages this phone has been sent so far."""
    assert phone.subscription is not None
    return len(push_service.wait_for(phone.subscription, 0))


def test_a_pause_put_off_across_a_clock_change_returns_for_both_and_is_settled(
    phones: tuple[Phone, Phone],
    clock: time_machine.Traveller,
    engine: sa.Engine,
    push_service: PushService,
) -> None:
    noa, ilan = phones
    press(noa)
    first = returns_at(engine)
    expect(noa.page.locator(".clock")).to_have_text(hour(first, BERLIN))
    noa.sees(f"{hour(first, NEW_YORK)} where Ilan is")
    called = ilan.receive()
    assert called.json["notification"]["title"] == f"Pause · back {hour(first, NEW_YORK)}"

    # The time of return: only the caller is asked.
    clock.move_to(first + timedelta(seconds=1))
    asked = noa.receive()
    assert asked.json["notification"]["title"] == f"Pause · it is {hour(first, BERLIN)}"
    assert [button["title"] for button in asked.json["notification"]["actions"]] == ["I’m back", "More time"]
    assert messages_of(push_service, ilan) == 1

    # More time, on the other side of the hour that Berlin leaves out.
    noa.page.reload()
    noa.sees("Are you back?")
    noa.tap("More time")
    noa.fill("Back at", "03:05")
    noa.tap("I’ll be back then")
    noa.sees("I need a pause.")
    later = returns_at(engine)
    assert later == datetime(2027, 3, 28, 1, 5, tzinfo=UTC)
    expect(noa.page.locator(".clock")).to_have_text("03:05")
    put_off = ilan.receive()
    assert put_off.json["notification"]["title"] == "Pause · back 21:05"
    assert put_off.topic == called.topic
    assert put_off.json["notification"]["tag"] == called.json["notification"]["tag"]
    ilan.open("/")
    ilan.page.get_by_text("See the pause").click()
    ilan.sees("Noa needs a pause, and is coming back at 21:05.")

    # Back, and both ready: the same flower on both phones.
    clock.move_to(later + timedelta(seconds=1))
    assert noa.receive().json["notification"]["title"] == "Pause · it is 03:05"
    noa.page.reload()
    noa.tap("I’m back")
    noa.sees("You are back.")
    assert ilan.receive().json["notification"]["title"] == "Pause is over"
    ilan.page.reload()
    ilan.sees("Noa is back.")
    ilan.tap("I’m ready")
    flowers = []
    for phone in (noa, ilan):
        phone.sees("You are both here.")
        flowers.append(phone.page.locator("svg.bloom").inner_html())
    assert flowers[0] == flowers[1]
    assert noa.receive().json["notification"]["title"] == "Pause · both ready"

    # The card: a kindness, a feeling, a turn that is heard; everything else is left out.
    noa.tap("Begin")
    noa.fill("Something kind", "Thank you for waiting.")
    noa.tap("Share with Ilan")
    ilan.tap("Begin")
    ilan.sees("Thank you for waiting.")
    ilan.tap("Leave this out")
    noa.fill("My part was…", "I never said that I was tired.")
    noa.sees("Only you see this")
    noa.tap("Leave this out")
    noa.fill("I feel…", "alone")
    noa.fill("I need…", "ten minutes of you")
    noa.tap("Share with Ilan")
    ilan.tap("Leave this out")
    ilan.sees("I feel alone. I need ten minutes of you.")
    ilan.tap("Leave this out")
    noa.tap("I speak now")
    noa.sees("You speak.")
    ilan.sees("Noa speaks.")
    ends = {phone.page.locator(".turn-clock time").get_attribute("data-until") for phone in (noa, ilan)}
    assert len(ends) == 1
    expect(ilan.page.locator(".turn-clock")).to_contain_text("2:")
    noa.tap("I’m done")
    ilan.fill("What I heard was…", "You want ten minutes with me.")
    ilan.tap("Ask Noa: was that it?")
    noa.sees("You want ten minutes with me.")
    noa.tap("Yes, that’s it")
    noa.tap("Leave this out")
    noa.page.get_by_role("button", name="Settled").click()
    noa.sees("Now Ilan chooses.")
    ilan.tap("Leave this out")
    ilan.sees("Noa would say “Settled”.")
    ilan.page.get_by_role("button", name="Settled").click()
    for phone in (noa, ilan):
        phone.sees("You found your way back to each other.")
    ilan.open("/us/history")
    ilan.sees("and settled.")
    ilan.sees("Saturday, 27 March")
    noa.open("/us/history")
    noa.sees("Sunday, 28 March")
    assert push_service.faults == []


def offer_a_talk(phone: Phone, local: str) -> None:
    """Fill in the form for a talk at this time of the phone's own zone."""
    phone.sees("Choose a calm time.")
    phone.fill("One topic", "The money for the roof")
    phone.fill("When", local)
    phone.fill("Where", "On the phone")
    phone.tap("Offer this to Noa")
    phone.sees("Noa chooses a time, or suggests another.")


def test_a_silent_pause_becomes_a_talk_on_the_other_side_of_the_clock_change(
    phones: tuple[Phone, Phone],
    clock: time_machine.Traveller,
    engine: sa.Engine,
    push_service: PushService,
) -> None:
    noa, ilan = phones
    press(noa)
    first = returns_at(engine)
    ilan.receive()

    # No word: the caller is asked, and reminded once. The other hears nothing.
    clock.move_to(first + timedelta(seconds=1))
    assert noa.receive().json["notification"]["title"] == f"Pause · it is {hour(first, BERLIN)}"
    clock.move_to(first + REMIND_AFTER + timedelta(seconds=1))
    assert noa.receive().json["notification"]["body"] == "Take the time you need. Just name it."
    # The server's clock stands still, so that the time does not come before the page was looked at.
    with time_machine.travel(first + SILENT_AFTER - timedelta(seconds=4), tick=False):
        ilan.open("/")
        ilan.page.get_by_text("See the pause").click()
        ilan.sees("Noa says when to go on.")
    clock.move_to(first + SILENT_AFTER + timedelta(seconds=1))
    ilan.sees("You need not wait any longer.")  # by itself, as the time comes
    assert (messages_of(push_service, noa), messages_of(push_service, ilan)) == (2, 1)

    # 13:00 in New York is 19:00 in Berlin, as most of the year; that night it is an hour less.
    ilan.tap("Book a talk")
    offer_a_talk(ilan, "2027-03-28T13:00")
    begins = datetime(2027, 3, 28, 17, 0, tzinfo=UTC)
    ilan.sees("Tomorrow, 13:00")
    ilan.sees("19:00 for Noa")
    offered = noa.receive()
    assert offered.json["notification"]["title"] == "Pause · a talk"
    assert "roof" not in offered.payload.decode()
    noa.page.goto(offered.json["notification"]["navigate"])
    noa.sees("Ilan would like to talk about this.")
    noa.sees("13:00 for Ilan")
    noa.tap("Yes, at this time")
    for phone, when in ((noa, "Today, 19:00"), (ilan, "Tomorrow, 13:00")):
        phone.sees("Booked by you both")
        phone.sees(when)
    assert ilan.receive().json["notification"]["title"] == "Pause · talk on Sunday, 13:00"

    # A quarter of an hour before, each is reminded by their own clock.
    clock.move_to(begins - OPENS_BEFORE - timedelta(seconds=30))
    assert (messages_of(push_service, noa), messages_of(push_service, ilan)) == (3, 2)
    clock.move_to(begins - OPENS_BEFORE + timedelta(seconds=1))
    assert noa.receive().json["notification"]["title"] == "Pause · talk at 19:00"
    assert ilan.receive().json["notification"]["title"] == "Pause · talk at 13:00"

    # What Ilan is writing as Noa says that they are done is not lost.
    for phone in phones:
        phone.page.reload()
    noa.tap("Begin anyway")
    ilan.sees("Left of your time")
    ilan.fill("A line to park", "The bicycle")
    noa.tap("Done")
    ilan.sees("You talked about this on Sunday, 28 March.")
    expect(ilan.page.get_by_label("A line to park")).to_have_value("The bicycle")
    expect(noa.page.get_by_label("A line to park")).to_be_hidden()
    ilan.tap("Park it")
    noa.sees("The bicycle")
    expect(ilan.page.get_by_label("A line to park")).to_be_hidden()
    assert push_service.faults == []
