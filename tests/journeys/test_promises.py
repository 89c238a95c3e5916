"""A promise, all the way: offered, reworded, agreed on, rested, each on the other's page by itself."""

from tests.fakes.push_service import PushService
from tests.journeys.phone import Phone

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


def test_offered_made_smaller_reworded_agreed_on_and_rested(
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

    noa.page.get_by_text("Let it rest, finish it or let it go").click()
    noa.tap("Let it rest")
    noa.sees("This promise rests.")
    ilan.sees("This promise rests.")  # on his page, and not on his lock screen
    ilan.page.get_by_text("Its story").click()
    ilan.sees("Noa let it rest on")
    assert push_service.faults == []
