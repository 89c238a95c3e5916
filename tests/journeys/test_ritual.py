"""A ritual in two time zones: suggested, joined, moved once, and in a calendar."""

from datetime import UTC, datetime, timedelta

import pytest
import recurring_ical_events
import sqlalchemy as sa
from icalendar import Calendar

from mend.calendar.addresses import make_address
from mend.calendar.models import Titles
from mend.couples.membership import member_of
from mend.database import unit_of_work
from tests.fakes.push_service import PushService
from tests.journeys.phone import Phone
from tests.journeys.two_zones import THAT_NIGHT
from tests.people import People

WHAT = "A walk on Sunday"
FIRST, MOVED = datetime(2027, 3, 28, 18, tzinfo=UTC), datetime(2027, 3, 28, 19, tzinfo=UTC)
WEEK = timedelta(weeks=1)


def receive(phone: Phone) -> str:
    """The title of the next message; what it is about never stands in it."""
    message = phone.receive()
    assert WHAT not in message.payload.decode()
    title: str = message.json["notification"]["title"]
    return title


@pytest.fixture
def address(engine: sa.Engine, people: People) -> str:
    """Where Noa's calendar looks."""
    with unit_of_work(engine) as session:
        member = member_of(session, people.noa)
        assert member is not None
        return f"/calendar/{make_address(session, member, Titles.FULL, THAT_NIGHT)}.ics"


def test_one_suggests_the_other_joins_and_one_time_is_moved_once(
    phones: tuple[Phone, Phone], push_service: PushService, address: str
) -> None:
    noa, ilan = phones
    ilan.open("/")
    noa.open("/together")
    noa.page.get_by_text("Rituals").click()
    noa.sees("Nothing of your own repeats yet")
    noa.tap(WHAT)
    noa.fill("At what time", "20:00")
    noa.tap("Suggest this to Ilan")
    noa.sees("Ilan joins, or suggests it otherwise.")

    assert receive(ilan) == "Pause · again and again, from Sunday, 14:00?"
    ilan.page.get_by_text(WHAT).click()  # his home has changed by itself
    ilan.sees("Every Sunday, 20:00")
    ilan.sees("by Noa’s clock")
    ilan.tap("Join")
    ilan.sees("Joined by you both")
    assert receive(noa) == "Pause · yes to your ritual, next: 20:00"
    noa.sees("Joined by you both")

    ilan.tap("Tomorrow, 14:00", exact=False)
    ilan.tap("Move it, this once")
    ilan.fill("When", "2027-03-28T15:00")
    ilan.tap("Suggest this to Noa")
    ilan.sees("Noa takes a time, or suggests another.")
    assert receive(noa) == "Pause · another time for a plan"
    noa.page.get_by_text("Finds another time").click()
    noa.sees("Ilan suggests another time.")
    noa.tap("Take this time")
    noa.sees("Planned by you both")
    assert receive(ilan) == "Pause · yes to your plan, Sunday, 15:00"

    for phone, first, second in (
        (noa, "Today, 21:00", "Sunday, 4 April, 20:00"),
        (ilan, "Tomorrow, 15:00", "Sunday, 4 April, 14:00"),
    ):
        phone.page.get_by_text("One time of your ritual").click()
        phone.sees(first)
        phone.sees("Moved, this once")
        phone.sees(second)
    noa.tap("Sunday, 18 April, 20:00", exact=False)  # far ahead: it becomes a plan by being opened
    noa.sees("Planned by you both")

    answer = noa.context.request.get(noa.origin + address)
    found = recurring_ical_events.of(Calendar.from_ical(answer.body())).between(
        THAT_NIGHT, THAT_NIGHT + 3 * WEEK
    )
    moments = sorted(one["DTSTART"].dt.astimezone(UTC) for one in found)
    assert moments == [MOVED, FIRST + WEEK, FIRST + 2 * WEEK]
    assert len({str(one["UID"]) for one in found}) == 1
    assert push_service.faults == []
