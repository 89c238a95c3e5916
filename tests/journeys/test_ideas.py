"""An idea, from one's secret to something both want, on two phones in two time zones."""

from playwright.sync_api import expect

from tests.fakes.push_service import PushService
from tests.journeys.phone import Phone
from tests.patience import PATIENCE_MS

UMBRELLA = "Share one umbrella on a walk in the rain"


def find(phone: Phone, title: str) -> None:
    """Leaf through the ideas, three at a time, until this one is laid out."""
    phone.open("/together/ideas")
    while not phone.page.get_by_role("heading", name=title).count():
        before = phone.page.locator(".idea h2").first.inner_text()
        phone.tap("Another three")
        expect(phone.page.locator(".idea h2").first).not_to_have_text(before, timeout=PATIENCE_MS)


def press(phone: Phone, title: str, button: str) -> None:
    card = phone.page.locator(".idea", has_text=title)
    card.get_by_role("button", name=button).click()


def number(phone: Phone) -> str:
    """The couple's latest event, as a page made now knows it."""
    phone.page.reload()
    return phone.page.locator("body").get_attribute("data-live") or ""


def test_a_secret_a_like_and_both_read_it(phones: tuple[Phone, Phone], push_service: PushService) -> None:
    noa, ilan = phones
    ilan.open("/together")
    before = number(ilan)

    noa.open("/")
    noa.tap("Together")
    noa.tap("Three ideas")
    find(noa, UMBRELLA)
    press(noa, UMBRELLA, "I’d like that")
    noa.sees("Liked, in secret")
    expect(noa.page.get_by_role("heading", name=UMBRELLA)).to_have_count(0)
    noa.tap("Undo")
    find(noa, UMBRELLA)
    press(noa, UMBRELLA, "I’d like that")
    noa.sees("Liked, in secret")

    # Nothing of it on the other's screens, and nothing on its way to the phone.
    ilan.sees("What you both like will be here")
    assert number(ilan) == before
    for path in ("/", "/together", "/together/said", "/together/own"):
        ilan.open(path)
        ilan.sees_not("umbrella")
    assert ilan.subscription is not None
    assert push_service.messages(ilan.subscription) == []

    noa.open("/together")
    find(ilan, UMBRELLA)
    press(ilan, UMBRELLA, "I’d like that")
    ilan.sees("You both said")
    ilan.sees(UMBRELLA)
    noa.sees(UMBRELLA)  # her page has changed by itself
    message = noa.receive()
    assert message.json["notification"]["title"] == "Pause · something for the two of you"
    assert "umbrella" not in message.payload.decode()
    assert push_service.messages(ilan.subscription) == [], "he is looking at it"
    noa.page.get_by_role("link", name=UMBRELLA).click()
    noa.sees("You both said")
    noa.tap("Not any more")
    ilan.sees("Noa said “Not any more”")
    noa.tap("Undo")
    ilan.sees("You both said")
    assert push_service.faults == []
