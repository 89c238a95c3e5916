"""From a miss to a new promise: owned, looked at, sent, thanked for, agreed on, on two phones."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from mend.clock import now
from mend.notifications.outbox import Outbox
from mend.rhythms.rhythm import daily
from mend.web.words import Languages, words_in
from tests.commitments.fixtures import SECRET
from tests.commitments.keepers import WORDS, Keeper
from tests.fakes.push_service import PushService
from tests.journeys.phone import Phone
from tests.journeys.two_zones import BERLIN
from tests.people import People
from tests.signals.conftest import LOCALE

DID = "I left at nine and did not text."
LANDED = "You sat with the soup and did not know whether to worry."
WILL = "At six I’ll text before I open anything else."


def receive(phone: Phone) -> str:
    """The title of the next message, softly told; nothing that was written ever stands in it."""
    message = phone.receive()
    payload = message.payload.decode()
    assert not [word for word in ("text", "soup", "evening", "thank") if word in payload]
    title: str = message.json["notification"]["title"]
    assert message.json["notification"]["silent"] is True
    return title


def test_a_miss_is_owned_thanked_for_and_becomes_a_promise(
    phones: tuple[Phone, Phone], push_service: PushService, engine: sa.Engine, people: People
) -> None:
    noa, ilan = phones
    keeper = Keeper(engine, Outbox(Languages(LOCALE), SECRET), people.noa, people.ilan)
    since = now() - timedelta(days=3)
    keeper.promise(since, daily(since.date()))
    check_in = words_in(LOCALE, "en").calendar_day(
        now().astimezone(ZoneInfo(BERLIN)).date() + timedelta(days=14)
    )

    noa.open("/")
    noa.page.get_by_role("button", name="Not this time").first.click()
    noa.sees("Not this time. Only you see this.")
    noa.page.get_by_text(WORDS).first.click()
    noa.tap("Own it")
    noa.fill("What I did", DID)
    noa.tap("See how it reads")
    noa.sees("Not saved yet")
    noa.fill("How it landed on you", "You waited.")
    noa.fill("What I’ll do", WILL)
    noa.tap("See how it reads")
    noa.sees("Not sent yet")
    noa.sees(check_in)
    noa.tap("Change something")
    assert noa.page.get_by_label("What I did", exact=True).input_value() == DID
    noa.fill("How it landed on you", LANDED)
    noa.tap("See how it reads")
    noa.sees(LANDED)
    ilan.open("/")
    ilan.sees_not("wrote to you about")
    noa.tap("Send it to Ilan")
    noa.sees("there is nothing more for you to do")

    assert receive(ilan) == "Pause · something to read"
    ilan.page.get_by_text("Noa wrote to you about").click()  # his home has changed by itself
    for words in ("You need not answer.", DID, LANDED, WILL, check_in):
        ilan.sees(words)
    ilan.notifications(0)  # who reads it needs no reminder of it on the lock screen
    ilan.tap("Read later")
    ilan.sees("For later, whenever it suits you")
    assert receive(noa) == "Pause · an answer to what you wrote"
    noa.sees("Ilan will read it later.")  # her page has changed by itself

    ilan.page.get_by_text("What Noa wrote about").click()
    ilan.page.get_by_text("I need …", exact=True).click()
    ilan.fill("I need", "an evening without talking about it")
    ilan.tap("Tell Noa")
    ilan.sees("You said: I need …")
    assert receive(noa) == "Pause · an answer to what you wrote"
    noa.sees("an evening without talking about it")
    ilan.tap("Thank you")
    ilan.sees("You said thank you.")
    assert receive(noa) == "Pause · an answer to what you wrote"
    noa.sees("Ilan says thank you.")

    ilan.tap("Answer the promise")
    ilan.sees("Noa would like to promise you this.")
    ilan.tap("Sounds right")
    ilan.sees("Suggest a change")
    assert receive(noa) == "Pause · a promise you both said yes to"
    noa.sees("You both said yes to it: it is a promise now.")
    for phone in phones:
        phone.open("/promises")
        phone.sees("What you two keep")
        phone.page.get_by_text(WILL).click()
        phone.sees(check_in)
    noa.open("/")
    noa.sees(WILL)
    assert push_service.faults == []
