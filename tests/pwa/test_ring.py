"""The ring: five seconds to take a pause back, and never a second one from one tap."""

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.phone import Phone
from tests.pwa.pause_page import call, queue, says
from tests.pwa.trouble import Trouble

pytestmark = pytest.mark.browser


def test_the_ring_sends_by_itself_after_five_seconds(noas_phone: Phone, trouble: Trouble) -> None:
    noas_phone.page.clock.install()
    noas_phone.open("/pause")
    expect(noas_phone.page.locator("[data-ring]")).to_have_class(re.compile("running"))
    assert trouble.posts("/pauses") == []
    noas_phone.page.clock.run_for(5_100)
    noas_phone.page.wait_for_url("**/pauses/*")
    sent = trouble.posts("/pauses")
    assert len(sent) == 1
    assert sent[0].form["minutes"] == "20"
    assert noas_phone.page.url.endswith(sent[0].form["id"])


@pytest.mark.parametrize("how", ["button", "escape"])
def test_a_cancelled_ring_sends_nothing(noas_phone: Phone, trouble: Trouble, how: str) -> None:
    noas_phone.tap("Pause")
    noas_phone.page.wait_for_url("**/pause")
    expect(noas_phone.page.locator("[data-ring]")).to_have_class(re.compile("running"))
    if how == "button":
        noas_phone.tap("Cancel")
    else:
        noas_phone.page.keyboard.press("Escape")
    noas_phone.page.wait_for_url(noas_phone.origin + "/")
    assert trouble.posts("/pauses") == []
    assert queue(noas_phone.page) == []
    assert noas_phone.page.evaluate("sessionStorage.getItem('mend.tap')") is None


def test_going_forward_to_a_cancelled_pause_asks_instead_of_ringing(
    noas_phone: Phone, trouble: Trouble
) -> None:
    noas_phone.tap("Pause")
    noas_phone.page.wait_for_url("**/pause")
    expect(noas_phone.page.locator("[data-ring]")).to_have_class(re.compile("running"))
    noas_phone.tap("Cancel")
    noas_phone.page.wait_for_url(noas_phone.origin + "/")
    noas_phone.page.go_forward()
    says(noas_phone.page, "Do you need a pause?")
    expect(noas_phone.page.locator("[data-ring]")).to_be_hidden()
    assert trouble.posts("/pauses") == []


def test_a_reload_goes_on_with_the_same_tap(noas_phone: Phone, trouble: Trouble) -> None:
    noas_phone.open("/pause")
    expect(noas_phone.page.locator("[data-ring]")).to_have_class(re.compile("running"))
    tap = json.loads(noas_phone.page.evaluate("sessionStorage.getItem('mend.tap')"))
    noas_phone.page.reload()
    noas_phone.tap("Send now")
    noas_phone.page.wait_for_url("**/pauses/*")
    assert [sent.form["id"] for sent in trouble.posts("/pauses")] == [tap["id"]]


def test_a_ring_that_was_frozen_past_its_time_asks_again(noas_phone: Phone, trouble: Trouble) -> None:
    noas_phone.page.clock.install()
    noas_phone.open("/pause")
    expect(noas_phone.page.locator("[data-ring]")).to_have_class(re.compile("running"))
    noas_phone.page.clock.fast_forward("10:00")
    says(noas_phone.page, "Do you need a pause?")
    assert trouble.posts("/pauses") == []


def test_going_back_after_a_pause_neither_rings_nor_sends_again(noas_phone: Phone, trouble: Trouble) -> None:
    noas_phone.tap("Pause")
    noas_phone.tap("Send now")
    noas_phone.page.wait_for_url("**/pauses/*")
    noas_phone.page.go_back()
    noas_phone.page.wait_for_url(noas_phone.origin + "/")
    noas_phone.page.go_forward()
    noas_phone.page.wait_for_url("**/pauses/*")
    assert len(trouble.posts("/pauses")) == 1
    assert queue(noas_phone.page) == []


def test_a_second_pause_leads_to_the_one_that_runs(noas_phone: Phone, trouble: Trouble) -> None:
    call(noas_phone)
    noas_phone.page.wait_for_url("**/pauses/*")
    first = noas_phone.page.url
    call(noas_phone)
    noas_phone.page.wait_for_url(first)
    assert len({sent.form["id"] for sent in trouble.posts("/pauses")}) == 2


def test_a_phone_that_knows_nobody_says_what_to_do(take_phone: Callable[..., Phone]) -> None:
    phone = take_phone()
    phone.open("/pause")
    says(phone.page, "This phone does not know yet who should hear of it.")
    expect(phone.page.locator("[data-part=unknown]").get_by_role("link", name="Open Mend")).to_be_visible()


def test_less_motion_still_counts_the_seconds(noas_phone: Phone) -> None:
    noas_phone.page.emulate_media(reduced_motion="reduce")
    noas_phone.page.clock.install()
    noas_phone.open("/pause")
    count = noas_phone.page.locator("[data-ring-count]")
    expect(count).to_have_text(re.compile("[345]"))  # the clock goes on while the page opens
    noas_phone.page.clock.run_for(2_000)
    expect(count).to_have_text(re.compile("[0123]"))
