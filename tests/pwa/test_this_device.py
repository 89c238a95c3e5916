"""Notifications on the device in one's hand: how it stands is said truthfully, and mended where it can be."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.phone import Phone
from tests.people import People
from tests.pwa.trouble import Answer, Trouble

pytestmark = pytest.mark.browser

IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Version/18.1 Mobile Safari"
)
ANDROID = (
    "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Mobile Safari/537.36"
)
NO_PUSH = "delete window.PushManager;"
NO_WORKER = "delete Navigator.prototype.serviceWorker;"
DENIED = "Object.defineProperty(Notification, 'permission', {get: () => 'denied'});"
REFUSES = "Notification.requestPermission = async () => 'denied';"
HANGS = (
    "PushManager.prototype.subscribe = () => { window.hangs = true; return new Promise(() => undefined); };"
)
TOLD = "() => sessionStorage.getItem('mend.told') !== null"


def state(page: Page, words: str) -> None:
    """The panel says these words, and they can be seen."""
    expect(page.locator("[data-push]").get_by_text(words)).to_be_visible()


@pytest.fixture
def device(take_phone: Callable[..., Phone], people: People) -> Callable[..., Phone]:
    """`device("script")`: Noa's browser, with something missing or broken in it."""

    def with_(script: str = "", agent: str = "") -> Phone:
        phone = take_phone(people.noa)
        if agent:
            phone.context.add_init_script(
                f"Object.defineProperty(navigator, 'userAgent', {{get: () => {json.dumps(agent)}}});"
            )
        if script:
            phone.context.add_init_script(script)
        phone.open("/devices")
        return phone

    return with_


def test_a_device_that_can_receive_is_connected_with_one_tap(
    device: Callable[..., Phone], trouble: Trouble
) -> None:
    phone = device()
    state(phone.page, "A pause shows on this device’s lock screen")
    phone.tap("Turn on notifications")
    state(phone.page, "This device can receive.")
    [sent] = trouble.posts("/devices")
    assert set(json.loads(sent.body)) == {"endpoint", "p256dh", "auth", "key"}


def test_a_new_device_stands_in_the_list_without_a_reload(device: Callable[..., Phone]) -> None:
    phone = device()
    phone.sees("None yet.")
    phone.tap("Turn on notifications")
    phone.sees_not("None yet.")


@pytest.mark.parametrize(
    ("script", "agent", "words"),
    [
        (NO_WORKER, "", "If it is a private window, open Mend in a normal one."),
        (NO_PUSH, "", "This browser cannot receive notifications"),
        (NO_PUSH, IPHONE, "On an iPhone or iPad, notifications work once Mend is on the Home Screen."),
        (DENIED, ANDROID, "Tap the sign to the left of the address, then Permissions"),
        (DENIED, "", "Click the sign to the left of the address"),
    ],
)
def test_why_a_device_cannot_receive_is_said_with_the_way_to_mend_it(
    device: Callable[..., Phone], script: str, agent: str, words: str
) -> None:
    state(device(script, agent).page, words)


def test_only_the_help_for_this_platform_is_shown(device: Callable[..., Phone]) -> None:
    phone = device(DENIED, ANDROID)
    state(phone.page, "Notifications from Mend are blocked on this device.")
    assert "Open Settings, then Notifications" not in phone.page.locator("[data-push]").inner_text()


def test_a_no_to_the_browsers_question_is_explained(device: Callable[..., Phone]) -> None:
    phone = device(REFUSES)
    phone.tap("Turn on notifications")
    state(phone.page, "Notifications from Mend are blocked on this device.")


def test_a_push_service_that_never_answers_is_given_up(device: Callable[..., Phone]) -> None:
    phone = device(HANGS)
    phone.page.clock.install()
    phone.tap("Turn on notifications")
    phone.page.wait_for_function("() => window.hangs")
    phone.page.clock.fast_forward(16_000)
    state(phone.page, "The browser could not reach its push service.")


def test_a_refusal_of_the_server_is_said_in_its_words(device: Callable[..., Phone], trouble: Trouble) -> None:
    phone = device()
    trouble.answers["POST /devices"] = Answer.problem(422, "This push service is not known to Mend.")
    phone.tap("Turn on notifications")
    state(phone.page, "This push service is not known to Mend.")


def test_a_lost_subscription_is_mended_at_the_next_opening(
    device: Callable[..., Phone], trouble: Trouble
) -> None:
    phone = device()
    phone.tap("Turn on notifications")
    state(phone.page, "This device can receive.")
    phone.page.evaluate("localStorage.removeItem('test.subscription'); sessionStorage.clear()")
    phone.open("/")
    phone.page.wait_for_function(TOLD)
    assert len(trouble.posts("/devices")) == 2


def test_a_changed_server_key_means_subscribing_again(device: Callable[..., Phone], trouble: Trouble) -> None:
    phone = device()
    phone.tap("Turn on notifications")
    state(phone.page, "This device can receive.")
    phone.page.evaluate(
        """() => {
          const kept = JSON.parse(localStorage.getItem("test.subscription"));
          kept.key = "BAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
          localStorage.setItem("test.subscription", JSON.stringify(kept));
          sessionStorage.removeItem("mend.told");
        }"""
    )
    phone.subscription = None
    phone.open("/")
    phone.page.wait_for_function(TOLD)
    first, second = (json.loads(sent.body) for sent in trouble.posts("/devices"))
    assert first["endpoint"] != second["endpoint"]
    assert first["key"] == second["key"]


def test_the_server_is_told_once_a_session_and_not_at_every_page(
    device: Callable[..., Phone], trouble: Trouble
) -> None:
    phone = device()
    phone.tap("Turn on notifications")
    state(phone.page, "This device can receive.")
    for path in ("/", "/us", "/devices"):
        phone.open(path)
    state(phone.page, "This device can receive.")
    assert len(trouble.posts("/devices")) == 1


def test_a_subscription_of_somebody_else_ends_when_another_signs_in(
    device: Callable[..., Phone], take_phone: Callable[..., Phone], people: People, trouble: Trouble
) -> None:
    phone = device()
    phone.tap("Turn on notifications")
    state(phone.page, "This device can receive.")
    other = take_phone(people.mara)
    phone.context.add_cookies(other.context.cookies())  # type: ignore[arg-type]
    phone.open("/devices")
    state(phone.page, "A pause shows on this device’s lock screen")
    assert phone.page.evaluate("localStorage.getItem('test.subscription')") is None
    assert len(trouble.posts("/devices")) == 1


def test_signing_out_ends_the_subscription(device: Callable[..., Phone]) -> None:
    phone = device()
    phone.tap("Turn on notifications")
    state(phone.page, "This device can receive.")
    phone.open("/goodbye")
    phone.page.wait_for_function("() => localStorage.getItem('test.subscription') === null")
