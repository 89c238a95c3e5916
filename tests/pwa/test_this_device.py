"""Notifications on the device in one's hand: how it stands is said truthfully, and mended where it can be."""

import json
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect
from sqlmodel import select

from mend.accounts.browsers import sign_in
from mend.accounts.models import SignedInBrowser
from mend.clock import now
from mend.database import unit_of_work
from mend.notifications.models import Device
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
LIST = "#devices .device"
# Where the browser is subscribed; the push service of the tests answers while the page is waited for.
SUBSCRIBED = """old => {
  const kept = JSON.parse(localStorage.getItem("test.subscription"));
  return kept !== null && kept.json.endpoint !== old;
}"""


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
    assert set(json.loads(sent.body)) == {"endpoint", "p256dh", "auth", "key", "fresh"}


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
    phone.page.evaluate("localStorage.removeItem('test.subscription')")
    phone.open("/")
    phone.page.wait_for_function(SUBSCRIBED, arg=None)
    trouble.wait_for_posts("/devices", 2)
    phone.open("/devices")
    state(phone.page, "This device can receive.")


def test_a_changed_server_key_means_subscribing_again(device: Callable[..., Phone], trouble: Trouble) -> None:
    phone = device()
    phone.tap("Turn on notifications")
    state(phone.page, "This device can receive.")
    phone.page.evaluate(
        """() => {
          const kept = JSON.parse(localStorage.getItem("test.subscription"));
          kept.key = "BAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
          localStorage.setItem("test.subscription", JSON.stringify(kept));
        }"""
    )
    old = phone.subscription.endpoint if phone.subscription else ""
    phone.subscription = None
    phone.open("/")
    phone.page.wait_for_function(SUBSCRIBED, arg=old)
    first, second = (json.loads(sent.body) for sent in trouble.wait_for_posts("/devices", 2))
    assert first["endpoint"] != second["endpoint"]
    assert first["key"] == second["key"]


def connected(device: Callable[..., Phone]) -> Phone:
    """Noa's browser, once it can receive."""
    phone = device()
    phone.tap("Turn on notifications")
    state(phone.page, "This device can receive.")
    expect(phone.page.locator(LIST)).to_have_count(1)
    return phone


def devices(engine: sa.Engine) -> list[str]:
    """The endpoints the server has."""
    with unit_of_work(engine) as session:
        return [device.endpoint for device in session.exec(select(Device))]


def test_every_start_asks_the_server_and_a_device_stays_one(
    device: Callable[..., Phone], trouble: Trouble, engine: sa.Engine
) -> None:
    phone = connected(device)
    before = devices(engine)
    for count, path in enumerate(("/", "/us", "/devices"), start=2):
        phone.open(path)
        asked = trouble.wait_for_posts("/devices", count)[-1]
        assert json.loads(asked.body)["fresh"] is False
    state(phone.page, "This device can receive.")
    assert devices(engine) == before
    assert len(before) == 1


def test_a_removed_device_stays_removed_and_says_so(
    device: Callable[..., Phone], trouble: Trouble, engine: sa.Engine
) -> None:
    phone = connected(device)
    posts = len(trouble.posts("/devices"))
    phone.tap("Remove")
    phone.sees("None yet.")
    state(phone.page, "A pause shows on this device’s lock screen")
    assert phone.page.evaluate("localStorage.getItem('test.subscription')") is None
    for path in ("/", "/devices"):
        phone.open(path)
    state(phone.page, "A pause shows on this device’s lock screen")
    assert (len(trouble.posts("/devices")), devices(engine)) == (posts, [])
    phone.tap("Turn on notifications")
    state(phone.page, "This device can receive.")
    assert len(devices(engine)) == 1


def test_removing_another_device_leaves_this_one_alone(
    device: Callable[..., Phone], take_phone: Callable[..., Phone], people: People, engine: sa.Engine
) -> None:
    phone = connected(device)
    kept = devices(engine)
    tablet = take_phone(people.noa)
    tablet.open("/devices")
    tablet.tap("Turn on notifications")
    state(tablet.page, "This device can receive.")
    phone.open("/devices")
    phone.page.locator("form[action$='/removal']:not([data-removes-this-device]) button").click()
    expect(phone.page.locator(LIST)).to_have_count(1)
    state(phone.page, "This device can receive.")
    assert devices(engine) == kept


def test_who_was_signed_out_from_afar_receives_again_after_signing_in(
    device: Callable[..., Phone], people: People, engine: sa.Engine
) -> None:
    phone, before = connected(device), devices(engine)
    with unit_of_work(engine) as session:
        for browser in session.exec(select(SignedInBrowser)):
            session.delete(browser)
        session.flush()
        token = sign_in(session, people.noa, label="Phone", now=now())
    [old] = before
    assert devices(engine) == []
    phone.subscription = None  # the push service would give it another endpoint now
    phone.context.add_cookies([{"name": "mend", "value": token, "url": phone.origin}])
    phone.open("/devices")
    state(phone.page, "This device can receive.")
    expect(phone.page.locator(LIST)).to_have_count(1)
    assert devices(engine) != [old]


@pytest.mark.parametrize("how", ["gone", "refused"])
@pytest.mark.parametrize("path", ["/", "/devices"])
def test_a_device_the_push_service_gave_up_subscribes_anew_when_mend_is_opened_there(
    device: Callable[..., Phone], trouble: Trouble, engine: sa.Engine, how: str, path: str
) -> None:
    phone = connected(device)
    [old] = devices(engine)
    with unit_of_work(engine) as session:
        [known] = session.exec(select(Device))
        if how == "gone":
            session.delete(known)
        else:
            known.must_subscribe_again_since = now()
    phone.subscription = None
    posts = len(trouble.posts("/devices"))
    phone.open(path)
    phone.page.wait_for_function(SUBSCRIBED, arg=old)
    asked, told = (json.loads(one.body) for one in trouble.wait_for_posts("/devices", posts + 2)[posts:])
    assert (asked["endpoint"], asked["fresh"]) == (old, False)
    assert (told["endpoint"] != old, told["fresh"]) == (True, True)
    phone.open("/devices")
    state(phone.page, "This device can receive.")
    phone.sees("Can receive.")
    assert devices(engine) == [told["endpoint"]]


def test_without_the_server_nobody_claims_that_it_can_receive(
    device: Callable[..., Phone], trouble: Trouble
) -> None:
    phone = connected(device)
    trouble.answers["POST /devices"] = Answer.problem(503, "Not now.")
    phone.open("/devices")
    state(phone.page, "There is no connection to Mend right now")


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
