"""A plan, all the way, in two time zones: offered, taken, moved, cancelled; a surprise; and what they did."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
import time_machine
from sqlmodel import Session, select

from mend.cloth.models import Kind, Stitch
from tests.fakes.push_service import PushService
from tests.journeys.phone import Phone
from tests.journeys.two_zones import THAT_NIGHT

WHAT, WHERE = "Soup by the canal", "The old lock"


def receive(phone: Phone) -> str:
    """The title of the next message; what it is about and where never stand in it."""
    message = phone.receive()
    assert not [words for words in (WHAT, WHERE, "Lighthouse") if words in message.payload.decode()]
    title: str = message.json["notification"]["title"]
    return title


def offer(phone: Phone, what: str, *times: str) -> None:
    """Plan something at these times."""
    phone.open("/together")
    phone.tap("Plan something")
    phone.fill("What", what)
    phone.fill("When", times[0])
    if len(times) > 1:
        phone.page.get_by_text("Offer more than one time").click()
        phone.fill("Or", times[1])
    phone.fill("Where", WHERE)


def test_two_times_are_offered_one_is_taken_moved_and_cancelled(
    phones: tuple[Phone, Phone], push_service: PushService
) -> None:
    noa, ilan = phones
    ilan.open("/together")
    offer(noa, WHAT, "2027-03-28T20:00", "2027-03-29T05:00")
    noa.tap("Offer it to Ilan")
    noa.sees("It is night for Ilan then.")
    noa.tap("Offer it all the same")
    noa.sees("Ilan takes a time, or suggests another.")
    noa.sees("14:00 for Ilan")  # Berlin's clocks went forward that night, New York's did weeks ago

    assert receive(ilan) == "Pause · a plan, times to choose from"
    ilan.sees(WHAT)  # his page has changed by itself
    ilan.page.get_by_text(WHAT).click()
    ilan.sees("Noa would like to do this with you.")
    ilan.sees("20:00 for Noa")
    ilan.page.get_by_text("14:00").first.click()
    ilan.tap("Take this time")
    ilan.sees("Planned by you both")

    assert receive(noa) == "Pause · yes to your plan, 20:00"
    noa.sees("Planned by you both")
    noa.tap("Move it")
    noa.fill("When", "2027-03-28T21:00")
    noa.tap("Suggest this to Ilan")
    noa.sees("Ilan takes a time, or suggests another.")

    assert receive(ilan) == "Pause · another time for a plan"
    ilan.sees("Noa suggests another time.")
    ilan.tap("Take this time")
    ilan.sees("Planned by you both")
    assert receive(noa) == "Pause · yes to your plan, 21:00"

    noa.sees("Planned by you both")
    ilan.tap("Cancel it")
    ilan.sees("You cancelled this. Noa knows.")
    assert receive(noa) == "Pause · the plan for 21:00 is off"
    noa.sees("Ilan can’t make it this time, and wanted you to know at once.")
    noa.tap("Another time")
    noa.sees("So far")
    assert push_service.faults == []


def test_a_surprise_is_kept_until_it_is_revealed(phones: tuple[Phone, Phone]) -> None:
    noa, ilan = phones
    offer(noa, "Lighthouse", "2027-03-28T20:00")
    noa.page.get_by_text("A note, or what to wear or bring").click()
    noa.fill("What to wear or bring", "Warm socks")
    noa.page.get_by_text("Keep it a surprise").click()
    noa.tap("Offer it to Ilan")
    noa.sees("Only you read what it is.")

    assert receive(ilan).startswith("Pause · a plan for")
    ilan.open("/together")
    ilan.page.get_by_text("A surprise from Noa").click()
    ilan.sees("Noa would like to surprise you.")
    ilan.sees("To wear or bring: Warm socks")
    ilan.tap("Take this time")
    ilan.sees("Planned by you both")
    for hidden in ("Lighthouse", WHERE):
        assert hidden not in ilan.page.content()

    noa.sees("Planned by you both")
    noa.page.get_by_text("Reveal the surprise").click()
    noa.tap("Reveal it to Ilan")
    ilan.sees("Lighthouse")
    ilan.sees(WHERE)


def test_afterwards_they_did_it_and_the_cloth_has_its_stitch(
    phones: tuple[Phone, Phone], clock: time_machine.Traveller, engine: sa.Engine
) -> None:
    noa, ilan = phones
    offer(noa, WHAT, "2027-03-28T20:00")
    noa.tap("Offer it to Ilan")
    noa.sees("Ilan takes a time, or suggests another.")
    where = noa.page.url.removeprefix(noa.origin)
    ilan.open(where)
    ilan.tap("Take this time")
    ilan.sees("Planned by you both")

    clock.move_to(datetime(2027, 3, 28, 20, 30, tzinfo=UTC) + timedelta(minutes=5))
    ilan.open("/")
    ilan.page.get_by_text("How was it?").click()
    ilan.fill("A line to remember it by", "The steam on the windows")
    ilan.tap("We did it")
    ilan.sees("You did it on Sunday, 28 March.")
    noa.open(where)
    noa.sees("Ilan wrote")
    noa.sees("The steam on the windows")
    noa.tap("See its stitch in your cloth")
    noa.page.get_by_text("Read it").click()
    noa.sees("The week of 22 March: time together.")
    with Session(engine) as session:
        [stitch] = session.exec(select(Stitch)).all()
    assert stitch.kind is Kind.TOGETHER
    assert stitch.happened_at > THAT_NIGHT
