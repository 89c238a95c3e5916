"""Time together on two phones in two zones: a secret like, a yes to a time, a reminder, and what they did."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
import time_machine
from playwright.sync_api import expect
from sqlmodel import Session, select

from mend.cloth.models import Kind, Stitch
from tests.fakes.push_service import PushService
from tests.journeys.phone import Phone
from tests.journeys.test_ideas import UMBRELLA, find, press
from tests.patience import PATIENCE_MS

# Nine in the morning of that day: an hour earlier in Berlin than the day before, six hours later in New York.
AT_NINE = {
    "berlin": datetime(2027, 3, 28, 7, 0, tzinfo=UTC),
    "new york": datetime(2027, 3, 28, 13, 0, tzinfo=UTC),
}
BEGINS = datetime(2027, 3, 28, 18, 0, tzinfo=UTC)  # 20:00 in Berlin, 14:00 in New York
LINE = "One shoe each got wet"
MOMENT = timedelta(seconds=2)


def receive(phone: Phone) -> str:
    """The title of the next message on this phone's lock screen; no word of what it is about is in it."""
    message = phone.receive()
    assert "umbrella" not in message.payload.decode()
    title: str = message.json["notification"]["title"]
    return title


def remind_in_the_morning(phone: Phone) -> None:
    """From the plan's page, choose to be told of it that morning and not two hours before."""
    phone.page.get_by_text("Remind me").click()
    phone.page.get_by_text("Two hours before").click()
    phone.page.get_by_text("That morning").click()
    phone.tap("Save")
    phone.sees("These count for this plan alone")


def test_from_a_secret_like_to_what_they_remember(
    phones: tuple[Phone, Phone],
    clock: time_machine.Traveller,
    engine: sa.Engine,
    push_service: PushService,
) -> None:
    noa, ilan = phones
    assert noa.subscription is not None
    assert ilan.subscription is not None

    # A like that only Noa knows of, until Ilan likes the same.
    find(noa, UMBRELLA)
    press(noa, UMBRELLA, "I’d like that")
    noa.sees("Liked, in secret")
    for path in ("/", "/together", "/together/said", "/together/plans"):
        ilan.open(path)
        ilan.sees_not("umbrella")
    assert push_service.messages(ilan.subscription) == []
    find(ilan, UMBRELLA)
    press(ilan, UMBRELLA, "I’d like that")
    ilan.sees("You both said")
    assert receive(noa) == "Pause · something for the two of you"

    # Two times for it, of which Ilan takes the first, by his own clock.
    noa.open("/together")
    noa.page.get_by_role("link", name=UMBRELLA).click()
    noa.sees("You both said")
    noa.tap("Find a time")
    expect(noa.page.get_by_label("What", exact=True)).to_have_value(UMBRELLA, timeout=PATIENCE_MS)
    noa.fill("When", "2027-03-28T20:00")
    noa.page.get_by_text("Offer more than one time").click()
    noa.fill("Or", "2027-03-29T18:00")
    noa.tap("Offer it to Ilan")
    noa.sees("Ilan takes a time, or suggests another.")
    where = noa.page.url.removeprefix(noa.origin)
    assert receive(ilan) == "Pause · a plan, times to choose from"
    ilan.open("/")
    ilan.page.get_by_text("See the times").click()
    ilan.page.get_by_text("14:00").first.click()
    ilan.tap("Take this time")
    ilan.sees("Planned by you both")
    assert receive(noa) == "Pause · yes to your plan, 20:00"
    noa.sees("Planned by you both")  # her page has changed by itself

    # Each is told at nine where they are.
    remind_in_the_morning(noa)
    remind_in_the_morning(ilan)
    told = len(push_service.messages(ilan.subscription))
    clock.move_to(AT_NINE["berlin"] - MOMENT)
    assert receive(noa) == "Pause · a plan, 20:00"
    assert len(push_service.messages(ilan.subscription)) == told
    told = len(push_service.messages(noa.subscription))
    clock.move_to(AT_NINE["new york"] - MOMENT)
    assert receive(ilan) == "Pause · a plan, 14:00"
    assert len(push_service.messages(noa.subscription)) == told

    # While it runs, both read that phones can go away. Then how it was is asked, and nobody's phone rings.
    clock.move_to(BEGINS)
    for phone, until in ((noa, "20:20"), (ilan, "14:20")):
        phone.open("/")
        phone.sees(f"Together now, until {until}")
        phone.sees(f"Phones away? The rest can wait until {until}.")
    clock.move_to(BEGINS + timedelta(hours=2))
    for phone in (noa, ilan):
        phone.open("/")
        phone.sees("How was it?")
    ilan.page.get_by_text("How was it?").click()
    ilan.fill("A line to remember it by", LINE)
    ilan.tap("We did it")
    ilan.sees("You did it on Sunday, 28 March.")
    noa.sees_not("How was it?")

    # Both have the memory and the stitch.
    for phone in (noa, ilan):
        phone.open("/together")
        phone.sees(LINE)
        phone.open(where)
        phone.sees(LINE)
        phone.tap("See its stitch in your cloth")
        phone.page.get_by_text("Read it").click()
        phone.sees("The week of 22 March: time together.")
    assert len(push_service.messages(noa.subscription)) == told
    with Session(engine) as session:
        [stitch] = session.exec(select(Stitch)).all()
    assert (stitch.kind, stitch.happened_at) == (Kind.TOGETHER, BEGINS)
    assert push_service.faults == []
