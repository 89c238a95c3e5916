"""The service worker: what it shows, what it confirms, and which pages it stands in for."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from playwright.sync_api import expect

from mend.clock import now
from tests.journeys.phone import Phone
from tests.people import People
from tests.pwa.pause_page import KEPT_RECEIPTS
from tests.pwa.trouble import Answer, Trouble

pytestmark = pytest.mark.browser

DETAILS = """() => navigator.serviceWorker.ready.then(r => r.getNotifications()).then(all => all.map(n => ({
  title: n.title, body: n.body, tag: n.tag, lang: n.lang, dir: n.dir, silent: n.silent,
  icon: n.icon, badge: n.badge, navigate: n.data && n.data.navigate,
})))"""

PUT_AWAY = """() => navigator.serviceWorker.ready
  .then(r => r.getNotifications()).then(all => all.forEach(one => one.close()))"""
UNREADABLE = (
    "",
    "no json",
    "[]",
    "null",
    "7",
    '{"notification": 7}',
    '{"notification": {"title": 7}}',
    '{"notification": {"title": ""}}',
    '{"notification": {"data": {"until": "2020-01-01T00:00:00Z"}}}',
)


def message(origin: str, *, ends_in: float = 1200, **changed: Any) -> str:
    """A push as our server composes it; `ends_in` seconds until its meaning ends."""
    notification = {
        "title": "Teapot · back 20:40",
        "body": "Nothing to answer.",
        "lang": "en",
        "dir": "ltr",
        "tag": "pause-of-two",
        "navigate": f"{origin}/pauses/1",
        "silent": False,
        "data": {
            "v": 1,
            "id": "one.delivery",
            "kind": "pause",
            "receipt": "a-token",
            "until": (now() + timedelta(seconds=ends_in)).isoformat(),
            "sent": now().isoformat(),
            "ended": {"title": "Teapot · over", "body": "The pause has ended."},
        },
    }
    notification |= changed
    return json.dumps({"web_push": 8030, "mutable": True, "app_badge": 1, "notification": notification})


def shown(phone: Phone, count: int = 1) -> list[dict[str, Any]]:
    """What stands on the lock screen, in full, once it is `count` notifications."""
    phone.notifications(count)
    found: list[dict[str, Any]] = phone.page.evaluate(DETAILS)
    return found


def test_a_push_is_shown_as_it_was_written(noas_phone: Phone, origin: str) -> None:
    noas_phone.deliver(message(origin))
    [one] = shown(noas_phone)
    assert (one["title"], one["body"]) == ("Teapot · back 20:40", "Nothing to answer.")
    assert (one["tag"], one["lang"], one["dir"], one["silent"]) == ("pause-of-two", "en", "ltr", False)
    assert one["navigate"] == f"{origin}/pauses/1"
    assert re.search(r"/assets/icon-192-\w+\.png$", one["icon"])
    assert re.search(r"/assets/badge-96-\w+\.png$", one["badge"])


def test_the_server_hears_that_it_was_shown(noas_phone: Phone, origin: str, trouble: Trouble) -> None:
    noas_phone.deliver(message(origin))
    [receipt] = trouble.wait_for_posts("/receipts", 1)
    assert json.loads(receipt.body) == {"delivery": "one.delivery", "token": "a-token"}
    assert "cookie" not in receipt.headers


def test_a_push_that_comes_too_late_says_that_the_pause_ended(
    noas_phone: Phone, origin: str, trouble: Trouble
) -> None:
    noas_phone.deliver(message(origin, ends_in=-1))
    [one] = shown(noas_phone)
    assert (one["title"], one["body"]) == ("Teapot · over", "The pause has ended.")
    assert one["silent"] is True
    assert trouble.posts("/receipts") == []


def test_a_push_nobody_can_read_shows_a_neutral_note(noas_phone: Phone, trouble: Trouble) -> None:
    for data in UNREADABLE:
        noas_phone.deliver(data)
        assert [one["title"] for one in shown(noas_phone)] == ["A note in Mend"], data
        noas_phone.page.evaluate(PUT_AWAY)
    assert trouble.posts("/receipts") == []


def test_a_later_push_of_the_same_kind_takes_the_place_of_the_first(noas_phone: Phone, origin: str) -> None:
    noas_phone.deliver(message(origin))
    noas_phone.notifications(1)
    noas_phone.deliver(message(origin, title="Noa is back"))
    noas_phone.page.wait_for_function(f"async () => ((await ({DETAILS})())[0]?.title === 'Noa is back')")
    assert len(shown(noas_phone)) == 1


def test_signing_out_takes_every_notification_away(noas_phone: Phone, origin: str) -> None:
    noas_phone.deliver(message(origin))
    noas_phone.deliver(message(origin, tag="another"))
    noas_phone.notifications(2)
    noas_phone.open("/goodbye")
    assert shown(noas_phone, 0) == []


def test_a_tap_never_leads_anywhere_but_to_mend(noas_phone: Phone, origin: str) -> None:
    for address in ("https://elsewhere.example/x", "javascript:alert(1)", None, "http://["):
        noas_phone.deliver(message(origin, navigate=address))
        assert [one["navigate"] for one in shown(noas_phone)] == [f"{origin}/"], address
        noas_phone.page.evaluate(PUT_AWAY)


def test_a_receipt_nobody_took_is_handed_in_with_the_next_push(
    noas_phone: Phone, origin: str, trouble: Trouble
) -> None:
    trouble.answers["/receipts"] = Answer.problem(503, "Later.")
    noas_phone.deliver(message(origin))
    trouble.wait_for_posts("/receipts", 1)
    noas_phone.page.wait_for_function(f"() => ({KEPT_RECEIPTS})().then(kept => kept.length === 1)")
    trouble.answers["/receipts"] = Answer(204)
    noas_phone.deliver(message(origin, data={"id": "another.delivery", "receipt": "its-token"}))
    taken = trouble.wait_for_posts("/receipts", 3)
    assert sorted(json.loads(one.body)["delivery"] for one in taken[1:]) == [
        "another.delivery",
        "one.delivery",
    ]


def test_a_receipt_is_kept_without_a_connection_and_handed_in_when_mend_is_opened(
    noas_phone: Phone, origin: str, trouble: Trouble
) -> None:
    noas_phone.context.set_offline(True)
    noas_phone.deliver(message(origin))
    noas_phone.notifications(1)
    trouble.answers["/receipts"] = Answer(204)
    noas_phone.context.set_offline(False)
    noas_phone.open("/us")
    [receipt] = trouble.wait_for_posts("/receipts", 1)
    assert json.loads(receipt.body)["delivery"] == "one.delivery"


def test_a_receipt_the_server_will_never_take_is_not_sent_again(
    noas_phone: Phone, origin: str, trouble: Trouble
) -> None:
    noas_phone.deliver(message(origin))  # the token is nobody's: 404 or 422
    trouble.wait_for_posts("/receipts", 1)
    noas_phone.page.wait_for_function(f"() => ({KEPT_RECEIPTS})().then(kept => kept.length === 0)")
    noas_phone.deliver(message(origin, data={"id": "another.delivery", "receipt": "its-token"}))
    taken = trouble.wait_for_posts("/receipts", 2)
    assert [json.loads(one.body)["delivery"] for one in taken] == ["one.delivery", "another.delivery"]


def test_a_page_that_shows_it_answered_takes_the_notification_away(noas_phone: Phone, origin: str) -> None:
    noas_phone.deliver(message(origin))
    noas_phone.deliver(message(origin, tag="another"))
    noas_phone.notifications(2)
    noas_phone.page.evaluate(
        """() => {
          document.body.firstElementChild.dataset.clearTag = "pause-of-two";
          document.dispatchEvent(new Event("htmx:after:swap"));
        }"""
    )
    assert [one["tag"] for one in shown(noas_phone, 1)] == ["another"]


def test_without_a_connection_the_shell_stands_there_and_the_button_works(noas_phone: Phone) -> None:
    noas_phone.context.set_offline(True)
    noas_phone.open("/us")
    noas_phone.sees("Mend cannot be reached right now.")
    assert noas_phone.page.url.endswith("/us")
    noas_phone.tap("Pause")
    noas_phone.page.wait_for_url("**/pause")
    expect(noas_phone.page.locator("[data-ring]")).to_be_visible()


def test_the_shell_gives_way_to_the_page_by_itself(noas_phone: Phone) -> None:
    noas_phone.context.set_offline(True)
    noas_phone.open("/us")
    noas_phone.sees("Mend cannot be reached right now.")
    noas_phone.context.set_offline(False)
    noas_phone.sees_not("Mend cannot be reached right now.")
    assert noas_phone.page.url.endswith("/us")


def test_help_and_pause_open_without_a_connection(noas_phone: Phone) -> None:
    noas_phone.context.set_offline(True)
    noas_phone.open("/safety")
    noas_phone.sees("If you are in danger now")
    noas_phone.open("/pause")
    noas_phone.sees("I need a pause.")


def test_a_proxy_without_mend_behind_it_shows_the_shell(noas_phone: Phone, trouble: Trouble) -> None:
    trouble.answers["/us"] = Answer(502, "Bad gateway", "text/html")
    noas_phone.open("/us")
    noas_phone.sees("Mend cannot be reached right now.")


def test_the_worker_keeps_no_page_and_no_word_of_partners(noas_phone: Phone) -> None:
    for path in ("/", "/us", "/account"):
        noas_phone.open(path)
    kept = noas_phone.page.evaluate(
        """async () => {
          const found = [];
          for (const name of await caches.keys())
            for (const {url} of await (await caches.open(name)).keys()) found.push(new URL(url).pathname);
          return found;
        }"""
    )
    pages = {path for path in kept if not path.startswith("/assets/")}
    assert pages == {"/pause", "/offline", "/safety"}


def test_an_open_window_of_mend_takes_no_notification_away_from_another(
    noas_phone: Phone, take_phone: Callable[..., Phone], people: People, origin: str
) -> None:
    ilans = take_phone(people.ilan)
    ilans.open("/")
    ilans.deliver(message(origin))
    ilans.notifications(1)
    assert noas_phone.page.evaluate(DETAILS) == []


def test_a_new_version_takes_over_once_a_page_has_all_of_its_files(
    noas_phone: Phone, origin: str, trouble: Trouble
) -> None:
    newer = httpx.get(f"{origin}/sw.js", trust_env=False).text + "\n// newer"
    trouble.answers["/sw.js"] = Answer(200, newer, "text/javascript")
    noas_phone.open("/us")
    noas_phone.page.wait_for_function(
        "() => navigator.serviceWorker.getRegistration().then(one => one.waiting !== null)"
    )
    noas_phone.open("/")
    noas_phone.page.wait_for_function(
        "() => navigator.serviceWorker.getRegistration().then(one => !one.waiting && !one.installing)"
    )
    noas_phone.context.set_offline(True)
    noas_phone.open("/pause")
    noas_phone.sees("I need a pause.")
