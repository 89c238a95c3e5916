"""A promise, all the way: offered, reworded, agreed on, kept, thanked for, rested, on both phones."""

import sqlalchemy as sa

from mend.clock import now
from mend.commitments.entry_models import Outcome
from mend.notifications.outbox import Outbox
from mend.rhythms.rhythm import daily
from mend.web.words import Languages
from tests.commitments.fixtures import SECRET
from tests.commitments.keepers import DAY, Keeper, entries
from tests.fakes.push_service import PushService
from tests.journeys.phone import Phone
from tests.people import People
from tests.signals.conftest import LOCALE

WORDS = "When I leave work, I will text an honest time."
SMALLER = "I will text an honest time when I leave."


def receive(phone: Phone) -> str:
    """The title of the next message, softly told; the words of a promise never stand in it."""
    message = phone.receive()
    assert message.urgency in {"normal", "low"}
    assert "honest" not in message.payload.decode()
    title: str = message.json["notification"]["title"]
    assert message.json["notification"]["silent"] is True
    return title


def test_offered_reworded_agreed_on_kept_thanked_for_and_rested(
    phones: tuple[Phone, Phone], push_service: PushService
) -> None:
    noa, ilan = phones
    ilan.open("/promises")
    ilan.sees("No promises yet")
    noa.open("/promises")
    noa.tap("Offer a promise")
    noa.page.get_by_text("Help me with the words").click()
    noa.fill("When …", "I leave work")
    noa.fill("… then", "I will text an honest time")
    noa.page.get_by_label("Daily").check(force=True)
    noa.page.get_by_label("5", exact=True).check(force=True)
    noa.tap("Offer it to Ilan")
    noa.sees("Would a smaller one be easier?")
    noa.tap("Make it smaller")
    assert noa.page.evaluate("location.hash") == "#field-words"
    assert noa.page.get_by_label("When …", exact=True).input_value() == "I leave work"
    noa.tap("Offer it as it is")
    noa.sees("You offered this. Ilan answers when there is time.")

    assert receive(ilan) == "Pause · a promise to look at"
    ilan.sees(WORDS)  # his list has changed by itself
    ilan.page.get_by_text(WORDS).click()
    ilan.sees("Noa would like to promise you this.")
    ilan.notifications(0)  # who reads it needs no reminder of it on the lock screen
    ilan.tap("Suggest a change")
    ilan.fill("In your own words", SMALLER)
    ilan.tap("Suggest this to Noa")
    ilan.sees("You suggested other words.")

    assert receive(noa) == "Pause · a promise to look at"
    noa.sees("Ilan suggests other words.")
    noa.sees(SMALLER)
    noa.tap("Sounds right")
    noa.sees("Let it rest, finish it or let it go")
    assert receive(ilan) == "Pause · a promise you both said yes to"
    ilan.sees_not("You suggested other words.")

    noa.open("/")
    ilan.open("/")
    noa.tap("Kept")
    ilan.sees("Noa kept this")
    ilan.tap("Thank you")
    ilan.sees("You said thank you.")
    noa.sees(f"Thank you for: {SMALLER}")

    ilan.open("/promises")
    ilan.page.get_by_text(SMALLER).click()
    noa.open("/promises")
    noa.page.get_by_text(SMALLER).click()
    noa.page.get_by_text("Let it rest, finish it or let it go").click()
    noa.tap("Let it rest")
    noa.sees("This promise rests.")
    ilan.sees("This promise rests.")  # on his page, and not on his lock screen
    ilan.page.get_by_text("Its story").click()
    ilan.sees("Noa let it rest on")
    assert push_service.faults == []


def test_kept_in_a_dead_spot_it_is_on_the_others_home_once_there_is_a_connection(
    phones: tuple[Phone, Phone], engine: sa.Engine, people: People
) -> None:
    noa, ilan = phones
    keeper = Keeper(engine, Outbox(Languages(LOCALE), SECRET), people.noa, people.ilan)
    keeper.promise(now(), daily((now() - 2 * DAY).date()), WORDS)
    ilan.open("/")
    noa.open("/")
    noa.page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    noa.context.set_offline(True)
    noa.page.get_by_role("button", name="Kept", exact=True).first.click()
    noa.sees("Saved on this phone. It goes out when you are online.")
    assert entries(engine) == []
    noa.context.set_offline(False)
    ilan.sees("Noa kept this")
    noa.sees_not("Saved on this phone. It goes out when you are online.")
    assert [one.outcome for one in entries(engine)] == [Outcome.KEPT]
