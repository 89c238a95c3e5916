"""The main job, from two strangers to a pause that arrived: two phones, the real server, the real wire."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.fakes.push_service import PushService
from tests.journeys.phone import Phone

PASSWORD = "a kettle sings on the blue stove"


def sign_up(phone: Phone, name: str) -> None:
    phone.open("/sign-up")
    phone.fill("Your name", name)
    phone.fill("Email", f"{name.casefold()}@journey.example")
    phone.fill("Password", PASSWORD)
    phone.tap("Create account")
    phone.sees(name)


def link(noa: Phone, ilan: Phone) -> None:
    noa.tap("Invite your partner")
    noa.sees("never")
    noa.tap("Make an invitation")
    code = noa.page.locator(".code").inner_text()
    ilan.tap("I have a code")
    ilan.fill("The code of your invitation", re.sub(r"\s", "", code))
    ilan.tap("Read the invitation")
    ilan.sees("Noa")
    ilan.tap("Link with Noa")
    noa.sees("Ilan wants to link with you.")
    noa.tap("Yes, link us")
    noa.sees("So that a pause arrives")
    ilan.sees("So that a pause arrives")


def agree(noa: Phone, ilan: Phone) -> None:
    noa.open("/us/agreement")
    ilan.open("/us/agreement")
    noa.tap("Write a suggestion")
    noa.fill("Your word for a pause", "Teapot")
    noa.fill("A hand sign, for when words are too much", "A hand on the heart")
    noa.fill("What soothes you", "A walk around the block")
    noa.fill("What soothes Ilan", "Music")
    noa.tap("Suggest this to Ilan")
    ilan.sees("Noa suggests this")
    ilan.tap("Sounds right")
    noa.sees("Agreed by both")


def rehearse(noa: Phone, ilan: Phone) -> None:
    noa.open("/rehearsal")
    noa.tap("Try it")
    for phone in (noa, ilan):
        message = phone.receive()
        assert message.json["notification"]["title"] == "Teapot (practice)"
        assert [shown["title"] for shown in phone.notifications(1)] == ["Teapot (practice)"]
    noa.sees("Both phones showed it.")


def test_two_people_link_rehearse_pause_and_return(
    phone_of: Callable[..., Phone], push_service: PushService
) -> None:
    noa, ilan = phone_of(), phone_of()
    sign_up(noa, "Noa")
    sign_up(ilan, "Ilan")
    link(noa, ilan)
    noa.let_receive()
    ilan.let_receive()
    agree(noa, ilan)
    rehearse(noa, ilan)

    ilan.open("/")
    noa.open("/")
    noa.page.get_by_role("link", name="Pause").click()
    noa.tap("Send now")
    noa.sees("I need a pause.")
    noa.sees("Handed over for Ilan’s phone. No word yet")
    clock = noa.page.locator(".clock").inner_text()

    message = ilan.receive()
    assert message.urgency == "high"
    assert 0 < message.ttl <= 21 * 60
    assert f"Teapot · back {clock}" in [shown["title"] for shown in ilan.notifications(2)]
    noa.sees("Shown on Ilan’s phone at")

    ilan.sees(f"Noa is coming back at {clock}")
    ilan.page.get_by_text("See the pause").click()
    ilan.sees("A walk around the block")
    ilan.tap("Something practical")
    ilan.tap("Something is on the stove. Please look.")
    noa.sees("Something is on the stove. Please look.")
    assert noa.receive().json["notification"]["body"] == "A practical note. Open Mend to read it."
    ilan.tap("OK")
    noa.sees("Ilan said OK.")

    noa.tap("I’m back")
    ilan.sees("Noa is back.")
    assert ilan.receive().json["notification"]["title"] == "Teapot is over"
    assert push_service.faults == []
    expect(noa.page.get_by_text("You are back.")).to_be_visible()
