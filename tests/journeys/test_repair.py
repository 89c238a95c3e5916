"""A repair, all the way: not yet, asked again from the lock screen, and yes from the lock screen.

In two time zones, the night one of them leaves an hour out.
"""

from typing import Any

from tests.fakes.push_service import PushService
from tests.journeys.phone import Phone
from tests.pwa.test_buttons import TAP

Notification = dict[str, Any]


def receive(phone: Phone) -> Notification:
    """The next message, as it stands on the lock screen; the words of the repair never do."""
    message = phone.receive()
    assert message.urgency == "high"
    assert "I’m on your side" not in message.payload.decode()
    found: Notification = message.json["notification"]
    return found


def press(phone: Phone, action: str) -> None:
    """Press a button of the notification that is shown."""
    phone.notifications(1)
    phone.context.service_workers[-1].evaluate(TAP, action)


def buttons(notification: Notification) -> list[str]:
    return [button["title"] for button in notification.get("actions", [])]


def test_not_yet_then_asked_again_then_yes(phones: tuple[Phone, Phone], push_service: PushService) -> None:
    noa, ilan = phones
    ilan.open("/")
    noa.open("/")
    noa.tap("I’m on your side.")
    noa.sees("Handed over for Ilan’s phone. No word yet that it was shown.")

    asked = receive(ilan)
    assert (asked["title"], asked["body"]) == ("Pause · start over?", "Yes or not yet, both are fine.")
    assert buttons(asked) == ["Yes", "Not yet"]
    noa.sees("Shown on Ilan’s phone at")
    ilan.sees("I’m on your side.")  # his home has changed by itself
    ilan.tap("Ask me later …")
    ilan.sees("Noa reached out")
    ilan.tap("Ask me later …")
    ilan.fill("Or at a time you choose", "21:30")
    ilan.tap("Ask me then")
    ilan.sees("You said not yet. That is all right.")
    noa.sees("Ilan says: not yet.")
    ilan.notifications(0)  # answered: nothing to answer is left on the lock screen

    noa.open("/us")  # the page that shows an answer takes its notification away
    put_off = receive(noa)
    assert put_off["title"] == "Pause · not yet"
    assert put_off["body"] == "Ask again from 03:30."  # 21:30 in New York, an hour later than most nights
    assert buttons(put_off) == ["Ask again"]
    press(noa, "again")  # sooner than he said: welcome too

    ilan.sees("Yes or not yet, both are fine.")
    asked = receive(ilan)
    assert asked["title"] == "Pause · start over?"
    press(ilan, "yes")
    ilan.sees("You both said yes to starting over.")
    agreed = receive(noa)
    assert (agreed["title"], buttons(agreed)) == ("Pause · yes", [])
    noa.open("/")
    noa.sees("You both said yes to starting over.")
    noa.page.get_by_text("See the words").click()
    noa.sees("Go to each other. Start softly.")
    assert push_service.faults == []
