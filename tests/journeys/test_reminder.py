"""A reminder at nine in the evening, in two zones, over the night in which one of them changes its clocks.

Answered with the notification's own button, and told to nobody else.
"""

from datetime import UTC, datetime, time, timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
import time_machine

from mend.notifications.outbox import Outbox
from mend.rhythms.rhythm import daily
from mend.web.words import Languages
from tests.commitments.keepers import Keeper, entries
from tests.fakes.push_service import PushService
from tests.journeys.phone import Phone
from tests.journeys.two_zones import THAT_NIGHT
from tests.people import People
from tests.pwa.test_buttons import NOTE_WINDOWS, TAP
from tests.signals.conftest import LOCALE

pytestmark = pytest.mark.browser

NINE = time(21, 0)
# Berlin's clocks go forward at 01:00 UTC that night: its nine comes an hour earlier than the day before.
AT_NINE = {
    "new york": datetime(2027, 3, 28, 1, 0, tzinfo=UTC),
    "berlin": datetime(2027, 3, 28, 19, 0, tzinfo=UTC),
}


def press(phone: Phone, action: str) -> None:
    """Tap the button of the notification on this phone's lock screen."""
    worker = phone.context.service_workers[-1]
    worker.evaluate(NOTE_WINDOWS)
    worker.evaluate(TAP, action)
    phone.notifications(0)
    assert worker.evaluate("() => self.opened") == []


def test_a_reminder_comes_at_nine_in_two_zones_and_is_answered_by_its_button(
    phones: tuple[Phone, Phone],
    clock: time_machine.Traveller,
    engine: sa.Engine,
    people: People,
    push_service: PushService,
) -> None:
    noa, ilan = phones
    outbox = Outbox(Languages(LOCALE), b"x" * 32)
    noas, ilans = (
        Keeper(engine, outbox, people.noa, people.ilan),
        Keeper(engine, outbox, people.ilan, people.noa),
    )
    long_ago = THAT_NIGHT - timedelta(days=40)  # offer and yes are no news any more
    hers = noas.promise(long_ago, daily(long_ago.date()), "Tea at eight")
    his = ilans.promise(long_ago, daily(long_ago.date()), "A walk at noon")

    def choose(phone: Phone, promise: UUID) -> None:
        phone.open(f"/promises/{promise}/reminder")
        phone.fill("Remind me at", "21:00")
        phone.tap("Save")
        phone.sees("You are reminded at 21:00.")

    # 01:10 in Berlin, 20:10 in New York.
    choose(noa, hers)
    choose(ilan, his)

    clock.move_to(AT_NINE["new york"] - timedelta(seconds=2))
    told = ilan.receive()
    assert told.json["notification"]["title"] == "A promise"
    assert "walk" not in told.payload.decode()
    press(ilan, "kept")
    ilan.open("/")
    ilan.sees("Kept")
    [entry] = entries(engine)
    assert (entry.commitment_id, entry.occasion_on.isoformat()) == (his, "2027-03-27")

    clock.move_to(AT_NINE["berlin"] - timedelta(seconds=2))
    told = noa.receive()
    assert told.json["notification"]["title"] == "A promise"
    press(noa, "missed")
    noa.open("/")
    noa.sees("Not this time. Only you see this.")
    assert entries(engine)[-1].occasion_on.isoformat() == "2027-03-28"
    ilan.open("/")
    ilan.sees_not("Tea at eight")
    # One message each, and none about the other.
    for phone in (noa, ilan):
        assert phone.subscription is not None
        assert len(push_service.wait_for(phone.subscription, 1)) == 1
    assert push_service.faults == []
