"""A signal from a token: made in the browser, pressed outside of it, shown on the other's phone.

In two time zones, over the hour that one of them leaves out.
"""

from datetime import datetime

import httpx2
from playwright.sync_api import expect

from tests.fakes.push_service import PushService
from tests.journeys.phone import Phone
from tests.journeys.two_zones import BERLIN, NEW_YORK, hour


def make_token(phone: Phone, name: str, may: str) -> dict[str, str]:
    phone.open("/account/tokens")
    phone.fill("What is it for?", name)
    phone.page.get_by_label(may, exact=True).check(force=True)
    phone.tap("Make the token")
    phone.sees("Copy it now.")
    token = phone.page.locator(".code").inner_text()
    phone.tap("Done")
    phone.sees(name)
    expect(phone.page.get_by_text(token)).to_have_count(0)
    return {"Authorization": f"Bearer {token}"}


def test_a_button_outside_of_mend_calls_a_pause(
    phones: tuple[Phone, Phone], push_service: PushService, origin: str
) -> None:
    noa, ilan = phones
    may_send = make_token(noa, "Bedside switch", "Send a pause or a repair")
    may_look = make_token(noa, "Lamp", "See how a signal is")
    noa.open("/")
    ilan.open("/")

    pressed = httpx2.post(f"{origin}/api/signals", json={"kind": "pause", "minutes": 60}, headers=may_send)
    assert pressed.status_code == 201, pressed.text
    returns_at = datetime.fromisoformat(pressed.json()["returns_at"])
    hers, his = hour(returns_at, BERLIN), hour(returns_at, NEW_YORK)
    assert (hers[:2], his[:2]) == ("03", "21")
    assert pressed.json()["delivery"]["sentence"] == "Saved. Not on Ilan’s phone yet."

    # Open pages of both hear of it by themselves, and Ilan's phone shows it.
    noa.sees(hers)
    ilan.sees(f"Noa is coming back at {his}")
    message = ilan.receive()
    assert message.urgency == "high"
    assert [shown["title"] for shown in ilan.notifications(1)] == [message.json["notification"]["title"]]
    assert message.json["notification"]["title"].endswith(f"back {his}")
    noa.open(f"/pauses/{pressed.json()['id']}")
    noa.sees("Shown on Ilan’s phone at")

    looked = httpx2.get(f"{origin}/api/signals/{pressed.json()['id']}", headers=may_look)
    assert looked.json()["delivery"]["state"] == "shown"
    refused = httpx2.post(f"{origin}/api/signals", json={"kind": "pause"}, headers=may_look)
    assert refused.status_code == 403
    again = httpx2.post(f"{origin}/api/signals", json={"kind": "pause"}, headers=may_send)
    assert (again.status_code, again.json()["joined"]) == (200, True)

    ilan.page.get_by_text("See the pause").click()
    noa.tap("I’m back")
    ilan.sees("Noa is back.")
    looked = httpx2.get(f"{origin}/api/signals/{pressed.json()['id']}", headers=may_look)
    assert looked.json()["state"] == "over"

    noa.open("/account/tokens")
    noa.sees("Last used")
    noa.page.get_by_role("button", name="Revoke").last.click()
    noa.sees_not("Bedside switch")
    gone = httpx2.post(f"{origin}/api/signals", json={"kind": "pause"}, headers=may_send)
    assert gone.status_code == 401
    assert push_service.faults == []
